// train: a run that is stored between two epochs and goes on in another trainer ends as if it had never stopped.
#include <doctest/doctest.h>

#include <cmath>

#include "base/error.h"
#include "train/blobs.h"
#include "train/trainer.h"

using namespace earshot;
using test::parts;

namespace {

train::Dataset blobs(int per_class) { return test::blobs(per_class, 0.8, 11); }

train::Recipe recipe(const std::string& training) {
  return train::recipe_from_json(
      R"({"name":"t","network":{"layers":[{"type":"conv1d","filters":6,"kernel":3,"padding":"same"},{"type":"batch_norm"},
      {"type":"activation"},{"type":"dropout","rate":0.3},{"type":"global_average_pool"}]},
      "augment":{"mixup":0.3,"features":{"time_masks":1}},"training":)" +
      training + "}");
}

std::vector<std::uint8_t> bytes_of(const train::Trainer& trainer) { return onnx::write_model(trainer.model()); }

void run_to_epoch(train::Trainer& trainer, int epoch) {
  while (trainer.progress().epoch < epoch && trainer.step()) {
  }
}

ErrorCode code_of(train::Trainer& trainer, std::span<const std::uint8_t> state) {
  try {
    trainer.restore(state);
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::kInternal;
}

}  // namespace

TEST_CASE("trainer state: every optimizer goes on bit for bit, history and best epoch included") {
  const train::Dataset data = blobs(14);
  const train::Split split = parts(data);
  for (const std::string optimizer : {R"({"type":"sgd","momentum":0.9,"learning_rate":0.05})", R"({"type":"rmsprop"})",
                                      R"({"type":"adam"})", R"({"type":"adamw","weight_decay":0.01})"}) {
    CAPTURE(optimizer);
    const train::Recipe plan =
        recipe(R"({"optimizer":)" + optimizer + R"(,"lr_schedule":{"type":"one_cycle"},"batch_size":8,"epochs":6})");
    train::Trainer whole(plan, data, split, 5);
    run_to_epoch(whole, 6);

    train::Trainer first(plan, data, split, 5);
    run_to_epoch(first, 2);
    const std::vector<std::uint8_t> state = first.state();
    train::Trainer second(plan, data, split, 5);
    second.restore(state);
    CHECK(second.progress().epoch == 2);
    CHECK(second.progress().best_epoch == first.progress().best_epoch);
    CHECK(second.confusion().counts == first.confusion().counts);
    CHECK(second.state() == state);
    CHECK(bytes_of(second) == bytes_of(first));
    run_to_epoch(second, 6);

    CHECK(bytes_of(second) == bytes_of(whole));
    CHECK(second.progress().best_epoch == whole.progress().best_epoch);
    CHECK(second.progress().fraction == whole.progress().fraction);
    REQUIRE(second.history().size() == 6);
    for (std::size_t i = 0; i < 6; ++i) {
      CHECK(second.history()[i].loss == whole.history()[i].loss);
      CHECK(second.history()[i].val_loss == whole.history()[i].val_loss);
      CHECK(second.history()[i].learning_rate == whole.history()[i].learning_rate);
    }
  }
}

TEST_CASE("trainer state: before the first epoch and after the last there is one too") {
  const train::Dataset data = blobs(8);
  const train::Split split = parts(data);
  const train::Recipe plan = recipe(R"({"batch_size":8,"epochs":2,"keep":"last"})");
  train::Trainer fresh(plan, data, split, 1);
  train::Trainer copy(plan, data, split, 1);
  copy.restore(fresh.state());
  run_to_epoch(fresh, 2);
  run_to_epoch(copy, 2);
  CHECK(bytes_of(fresh) == bytes_of(copy));

  train::Trainer done(plan, data, split, 1);
  done.restore(fresh.state());
  CHECK(done.progress().finished);
  CHECK_FALSE(done.step());
  CHECK(bytes_of(done) == bytes_of(fresh));
}

TEST_CASE("trainer state: in the middle of an epoch there is none") {
  const train::Dataset data = blobs(8);
  train::Trainer trainer(recipe(R"({"batch_size":4,"epochs":2})"), data, parts(data), 1);
  CHECK(trainer.between_epochs());
  REQUIRE(trainer.step());
  CHECK_FALSE(trainer.between_epochs());
  CHECK_THROWS_AS((void)trainer.state(), Error);
}

TEST_CASE("trainer state: another seed, split, label or plan is refused, and so are damaged bytes") {
  const train::Dataset data = blobs(8);
  const train::Split split = parts(data);
  const train::Recipe plan = recipe(R"({"batch_size":8,"epochs":3})");
  train::Trainer trainer(plan, data, split, 1);
  run_to_epoch(trainer, 1);
  const std::vector<std::uint8_t> state = trainer.state();

  train::Trainer other_seed(plan, data, split, 2);
  CHECK(code_of(other_seed, state) == ErrorCode::kInvalidArgument);
  train::Split moved = split;
  moved.validation.pop_back();
  train::Trainer other_split(plan, data, moved, 1);
  CHECK(code_of(other_split, state) == ErrorCode::kInvalidArgument);
  train::Dataset relabelled = data;
  relabelled.examples[20].label = (relabelled.examples[20].label + 1) % 3;
  train::Trainer other_labels(plan, relabelled, split, 1);
  CHECK(code_of(other_labels, state) == ErrorCode::kInvalidArgument);
  train::Trainer other_plan(recipe(R"({"batch_size":8,"epochs":4})"), data, split, 1);
  CHECK(code_of(other_plan, state) == ErrorCode::kInvalidArgument);
  CHECK(code_of(trainer, state) == ErrorCode::kInvalidArgument);  // it has begun

  train::Trainer same(plan, data, split, 1);
  const std::vector<std::uint8_t> before = bytes_of(same);
  for (std::size_t n = 0; n < state.size(); n += 1 + state.size() / 97)
    CHECK(code_of(same, std::span(state).first(n)) == ErrorCode::kMalformedFile);
  std::vector<std::uint8_t> longer = state;
  longer.push_back(0);
  CHECK(code_of(same, longer) == ErrorCode::kMalformedFile);
  CHECK(bytes_of(same) == before);
  same.restore(state);
  CHECK(same.progress().epoch == 1);
}

TEST_CASE("trainer: the confusion of an epoch counts the validation part, and agrees with its accuracy") {
  const train::Dataset data = blobs(14);
  const train::Split split = parts(data);
  train::Trainer trainer(recipe(R"({"batch_size":8,"epochs":3})"), data, split, 1);
  CHECK(trainer.confusion().counts.empty());
  run_to_epoch(trainer, 3);
  const train::Confusion& confusion = trainer.confusion();
  std::int64_t total = 0;
  std::int64_t right = 0;
  for (int truth = 0; truth < 3; ++truth) {
    right += confusion.at(truth, truth);
    for (int predicted = 0; predicted < 3; ++predicted) total += confusion.at(truth, predicted);
  }
  CHECK(total == 12);
  CHECK(static_cast<double>(right) / 12.0 == doctest::Approx(trainer.history().back().val_accuracy));
}
