// A trainer's state between two epochs as bytes, and back: a run that was cut off goes on as if it had not been.
#include <algorithm>
#include <cstring>

#include "base/byte_stream.h"
#include "train/trainer.h"

namespace earshot::train {
namespace {

constexpr std::uint64_t kMagic = 0x3174617453726145ULL;  // "EarStat1"

// FNV-1a over whatever must not differ between the two halves of a run.
class Fingerprint {
 public:
  void add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) byte(static_cast<std::uint8_t>(number >> static_cast<unsigned>(shift)));
  }
  void add(const std::string& text) {
    for (const char c : text) byte(static_cast<std::uint8_t>(c));
    add(std::uint64_t{text.size()});
  }
  void add(float number) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    add(std::uint64_t{bits});
  }
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  void byte(std::uint8_t value) { hash_ = (hash_ ^ value) * 1099511628211ULL; }
  std::uint64_t hash_ = 14695981039346656037ULL;
};

bool same_sizes(const std::vector<std::vector<float>>& a, const std::vector<std::vector<float>>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return x.size() == y.size(); });
}

void write(ByteWriter& out, const HistoryRow& row) {
  out.number<std::int32_t>(row.epoch);
  for (const double value : {row.loss, row.accuracy, row.val_loss, row.val_accuracy, row.learning_rate, row.seconds})
    out.number(value);
}

HistoryRow read_row(ByteReader& in) {
  HistoryRow row;
  row.epoch = in.number<std::int32_t>();
  for (double* value : {&row.loss, &row.accuracy, &row.val_loss, &row.val_accuracy, &row.learning_rate, &row.seconds})
    *value = in.number<double>();
  return row;
}

void write(ByteWriter& out, const Rng::State& state) {
  for (const std::uint64_t word : state.words) out.number(word);
  out.number(state.spare);
  out.number<std::uint8_t>(state.has_spare ? 1 : 0);
}

Rng::State read_rng(ByteReader& in) {
  Rng::State state;
  for (std::uint64_t& word : state.words) word = in.number<std::uint64_t>();
  state.spare = in.number<double>();
  state.has_spare = in.number<std::uint8_t>() != 0;
  return state;
}

}  // namespace

// Seed, plan, network and examples with their labels, in their parts. The features' values are left out: reading them
// all would cost more than a snapshot may, and the same clips give the same features.
std::uint64_t Trainer::fingerprint() const {
  Fingerprint print;
  print.add(seed_);
  print.add(static_cast<std::uint64_t>(config_.epochs));
  print.add(static_cast<std::uint64_t>(config_.batch_size));
  print.add(static_cast<std::uint64_t>(config_.shards));
  print.add(static_cast<std::uint64_t>(config_.optimizer.kind));
  print.add(config_.optimizer.learning_rate);
  print.add(static_cast<std::uint64_t>(config_.schedule.kind));
  print.add(config_.label_smoothing);
  print.add(config_.mixup);
  print.add(config_.l2);
  if (average_) print.add(config_.weight_average_decay);
  for (const std::string& name : session_.main().parameter_names()) print.add(name);
  for (const std::string& label : dataset_.labels) print.add(label);
  for (const DataLoader* loader : {&training_, &validation_}) {
    print.add(std::uint64_t{loader->indices().size()});
    for (const std::size_t i : loader->indices()) {
      print.add(dataset_.examples[i].id);
      print.add(static_cast<std::uint64_t>(dataset_.examples[i].label));
    }
  }
  return print.value();
}

std::vector<std::uint8_t> Trainer::state() const {
  require(between_epochs_, ErrorCode::kInvalidArgument, "A run can be stored between two epochs only.");
  ByteWriter out;
  out.number(kMagic);
  out.number(fingerprint());
  out.number<std::int32_t>(progress_.epoch);
  out.number<std::int32_t>(progress_.best_epoch);
  out.number<std::uint8_t>(progress_.finished ? 1 : 0);
  out.number<std::uint8_t>(progress_.stopped_early ? 1 : 0);
  out.number(progress_.fraction);
  out.number(progress_.batch_loss);
  out.number(best_metric_);
  out.number(steps_);
  out.number(batches_done_);
  out.number(rate_);
  write(out, epoch_rng_);
  out.number<std::uint64_t>(history_.size());
  for (const HistoryRow& row : history_) write(out, row);
  out.list<std::int64_t>(confusion_.counts);
  out.lists(session_.main().snapshot());
  const nn::Optimizer::State optimizer = optimizer_->state();
  out.number(optimizer.steps);
  out.lists(optimizer.first);
  out.lists(optimizer.second);
  out.lists(best_);
  if (average_) out.lists(average_->weights());
  return std::move(out).finish();
}

void Trainer::restore(std::span<const std::uint8_t> state) {
  require(between_epochs_ && progress_.epoch == 0, ErrorCode::kInvalidArgument,
          "A run that has begun cannot take the place of a stored one.");
  ByteReader in(state, "The stored run");
  if (in.number<std::uint64_t>() != kMagic) in.fail();
  require(in.number<std::uint64_t>() == fingerprint(), ErrorCode::kInvalidArgument,
          "The stored run had other clips, labels, settings, another split or another seed. Put them back, or train "
          "from the beginning.");
  TrainerProgress progress = progress_;
  progress.epoch = in.number<std::int32_t>();
  progress.best_epoch = in.number<std::int32_t>();
  progress.finished = in.number<std::uint8_t>() != 0;
  progress.stopped_early = in.number<std::uint8_t>() != 0;
  progress.fraction = in.number<double>();
  progress.batch_loss = in.number<double>();
  const auto best_metric = in.number<double>();
  const auto steps = in.number<std::int64_t>();
  const auto batches_done = in.number<std::int64_t>();
  const auto rate = in.number<float>();
  const Rng::State rng = read_rng(in);
  const auto rows = in.number<std::uint64_t>();
  if (rows != static_cast<std::uint64_t>(progress.epoch)) in.fail();
  std::vector<HistoryRow> history;
  for (std::uint64_t i = 0; i < rows; ++i) history.push_back(read_row(in));
  std::vector<std::int64_t> counts = in.list<std::int64_t>();
  const std::vector<std::vector<float>> weights = in.lists();
  nn::Optimizer::State optimizer;
  optimizer.steps = in.number<std::int64_t>();
  optimizer.first = in.lists();
  optimizer.second = in.lists();
  std::vector<std::vector<float>> best = in.lists();
  WeightAverage::Weights average;
  if (average_) average = in.lists();
  in.finish();
  const std::vector<std::vector<float>> own = session_.main().snapshot();
  const auto classes = static_cast<std::size_t>(session_.main().num_classes());
  if (!same_sizes(weights, own) || (!best.empty() && !same_sizes(best, own)) ||
      (average_ && steps > 0 && !same_sizes(average, own)) || (!counts.empty() && counts.size() != classes * classes)) {
    in.fail();
  }

  optimizer_->restore(std::move(optimizer));  // the last that may throw
  session_.main().restore(weights);
  if (average_) average_->restore(steps, std::move(average));  // a step a batch
  progress_ = progress;
  best_metric_ = best_metric;
  steps_ = steps;
  batches_done_ = batches_done;
  rate_ = rate;
  history_ = std::move(history);
  confusion_ = {static_cast<int>(classes), std::move(counts)};
  best_ = std::move(best);
  rng_.restore(rng);
  if (progress_.finished) {
    phase_ = Phase::kFinished;
  } else {
    start_epoch();
  }
}

}  // namespace earshot::train
