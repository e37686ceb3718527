// train: shards, threads, mixed examples, balanced classes and sources of features, in whole training runs.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "features/feature_extractor.h"
#include "train/balance.h"
#include "train/feature_cache.h"
#include "train/trainer.h"

#ifndef __EMSCRIPTEN__
#include <thread>
#endif

using namespace earshot;

namespace {

// Tones of four heights as log-mel features, with their waveforms.
struct Tones {
  features::FeatureConfig config;
  train::Dataset data;
  train::SegmentStore segments;
};

Tones tones(int per_class) {
  Tones out;
  out.config.sample_rate = 8000;
  out.config.n_fft = 256;
  out.config.hop_length = 128;
  out.config.n_mels = 16;
  out.data.labels = {"low", "middle", "high", "highest"};
  Rng rng(3);
  for (int i = 0; i < 4 * per_class; ++i) {
    const int label = i % 4;
    const double hz = 300.0 * std::pow(1.8, label) * rng.uniform(0.95, 1.05);
    std::vector<float> x(2048);
    for (std::size_t k = 0; k < x.size(); ++k)
      x[k] =
          static_cast<float>(0.3 * std::sin(6.283185307 * hz * static_cast<double>(k) / 8000.0) + 0.05 * rng.normal());
    out.data.examples.push_back({features::extract(out.config, x), label, "tone" + std::to_string(i), "", i});
    out.segments.add(x);
  }
  return out;
}

train::Recipe recipe(const std::string& training, const std::string& augment = "{}") {
  return train::recipe_from_json(
      R"({"name":"t","network":{"layers":[{"type":"conv2d","filters":4,"kernel":3,"padding":"same","bias":false},{"type":"batch_norm"},
      {"type":"activation"},{"type":"max_pool2d"},{"type":"dropout","rate":0.2},{"type":"flatten"},{"type":"dense","units":8,"activation":"relu","activity_l2":0.001}]},
      "augment":)" +
      augment + R"(,"training":)" + training + "}");
}

train::Split all_but(const train::Dataset& data, std::size_t validation) {
  train::Split split;
  for (std::size_t i = 0; i < data.examples.size(); ++i) (i < validation ? split.validation : split.train).push_back(i);
  return split;
}

struct Run {
  std::vector<std::uint8_t> model;
  std::vector<train::HistoryRow> history;
};

Run run(const train::Recipe& recipe, const train::Dataset& data, train::ParallelFor* parallel = nullptr,
        train::FeatureSource* source = nullptr) {
  train::Trainer trainer(recipe, data, all_but(data, 9), 5, source, parallel);
  while (trainer.step()) {
  }
  return {onnx::write_model(trainer.model()), trainer.history()};
}

// Runs the pieces backwards, and claims to have any number of workers.
class Backwards final : public train::ParallelFor {
 public:
  explicit Backwards(std::size_t workers) : workers_(workers) {}
  [[nodiscard]] std::size_t num_workers() const noexcept override { return workers_; }
  void run(std::size_t n, Work work) noexcept override {
    for (std::size_t i = n; i > 0; --i) work(i - 1);
  }

 private:
  std::size_t workers_;
};

#ifndef __EMSCRIPTEN__
class Threads final : public train::ParallelFor {
 public:
  [[nodiscard]] std::size_t num_workers() const noexcept override { return 4; }
  void run(std::size_t n, Work work) noexcept override {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < n; ++i) threads.emplace_back([work, i] { work(i); });
    for (std::thread& thread : threads) thread.join();
  }
};
#endif

}  // namespace

TEST_CASE("shards: the weights do not depend on how many workers there are, nor on who is first") {
  const Tones data = tones(10);
  const train::Recipe r = recipe(R"({"batch_size":12,"shards":4,"epochs":3,"label_smoothing":0.1,"clip_norm":1})",
                                 R"({"features":{"time_masks":1,"frequency_masks":1,"time_warp":0.1},"mixup":0.3})");
  const Run alone = run(r, data.data);
  for (const std::size_t workers : {2U, 3U, 4U, 9U}) {
    Backwards backwards(workers);
    const Run other = run(r, data.data, &backwards);
    CHECK(other.model == alone.model);
    CHECK(other.history.back().val_loss == alone.history.back().val_loss);
  }
#ifndef __EMSCRIPTEN__
  Threads threads;
  CHECK(run(r, data.data, &threads).model == alone.model);
#endif
}

TEST_CASE("shards: without normalisation and chance, several give the gradient of one") {
  const Tones data = tones(10);
  const std::string layers =
      R"({"name":"t","network":{"layers":[{"type":"flatten"},{"type":"dense","units":8,"activation":"tanh","l2":0.01,"activity_l2":0.01}]},"training":)";
  // One step of plain gradient descent shows the gradient itself.
  const auto weights = [&](const char* shards) {
    const train::Recipe r = train::recipe_from_json(
        layers +
        R"({"optimizer":{"type":"sgd","learning_rate":0.1},"keep":"last","batch_size":31,"epochs":1,"shards":)" +
        shards + "}}");
    train::Trainer trainer(r, data.data, all_but(data.data, 9), 5);
    while (trainer.step()) {
    }
    const onnx::Model model = trainer.model();
    return std::pair(std::get<Tensor>(*onnx::find_initializer(model.graph, "dense_1.weight")).data,
                     trainer.history().back().loss);
  };
  const auto one = weights("1");
  for (const char* shards : {"2", "5"}) {
    const auto several = weights(shards);
    CHECK(several.second == doctest::Approx(one.second).epsilon(1e-6));
    // Rounding of sums of 31 terms in another order.
    for (std::size_t i = 0; i < one.first.size(); ++i) CHECK(std::abs(several.first[i] - one.first[i]) < 1e-6F);
  }
}

TEST_CASE("shards: running statistics move by the mean of the shards' moves") {
  const Tones data = tones(8);
  const auto variance = [&](const char* shards) {
    const train::Recipe r =
        recipe(std::string(R"({"keep":"last","batch_size":23,"epochs":1,"shards":)") + shards + "}");
    train::Trainer trainer(r, data.data, all_but(data.data, 9), 5);
    while (trainer.step()) {
    }
    const onnx::Model model = trainer.model();
    return std::get<Tensor>(*onnx::find_initializer(model.graph, "batch_norm_1.mean")).data;
  };
  const std::vector<float> one = variance("1");
  const std::vector<float> two = variance("2");
  // Means of shards of 12 and 11 examples, weighted so, are the mean of 23; moves are of the size 0.01.
  for (std::size_t i = 0; i < one.size(); ++i) CHECK(two[i] == doctest::Approx(one[i]).epsilon(1e-4));
}

TEST_CASE("trainer: a network with convolution and normalisation learns tones, with masks, mixing and soft labels") {
  const Tones data = tones(16);
  const Run plain = run(recipe(R"({"optimizer":{"learning_rate":0.01},"batch_size":16,"epochs":25})"), data.data);
  CHECK(plain.history.back().val_accuracy > 0.9);
  const Run augmented =
      run(recipe(R"({"optimizer":{"learning_rate":0.01},"batch_size":16,"epochs":40,"label_smoothing":0.1})",
                 R"({"features":{"time_masks":1,"frequency_masks":1,"frequency_mask":0.1},"mixup":0.2})"),
          data.data);
  CHECK(augmented.history.back().val_accuracy > 0.9);
  CHECK(augmented.history.back().loss > plain.history.back().loss);  // soft and mixed targets cannot be met in full
}

TEST_CASE("waveform source: without changes it gives the data set's own features") {
  Tones data = tones(2);
  train::WaveformSource source(data.config, data.segments, {});
  Rng rng(1);
  for (std::size_t i = 0; i < data.data.examples.size(); ++i) {
    const Tensor& expected = data.data.examples[i].features;
    std::vector<float> out(expected.data.size());
    source.fill({data.data, i, 0, 0}, rng, out);
    // Rounding to 16 bits lies 98 dB below the tone; the quietest bands are its noise, 40 dB below.
    for (std::size_t k = 0; k < out.size(); ++k) CHECK(std::abs(out[k] - expected.data[k]) < 0.05F);
  }
}

TEST_CASE("waveform source: a run with changed waveforms learns, and is the same on any number of workers") {
  Tones data = tones(10);
  const train::Recipe r = recipe(
      R"({"optimizer":{"learning_rate":0.01},"batch_size":16,"epochs":12,"shards":3})",
      R"({"waveform":{"probability":0.8,"shift_s":0.05,"gain_db":[-6,6],"noise_snr_db":[5,30],"speed":[0.97,1.03]}})");
  const auto once = [&](train::ParallelFor* parallel) {
    train::WaveformSource source(data.config, data.segments,
                                 {.waveform = r.waveform_augment, .features = r.feature_augment});
    return run(r, data.data, parallel, &source);
  };
  const Run alone = once(nullptr);
  CHECK(alone.history.back().val_accuracy > 0.8);
  Backwards backwards(3);
  CHECK(once(&backwards).model == alone.model);
  CHECK_THROWS_WITH_AS((void)run(r, data.data), doctest::Contains("needs the clips themselves"), Error);
}

TEST_CASE("balance: every class is cut to the smallest, at random but from the seed") {
  train::Dataset data{{"a", "b", "c"}, {}};
  for (int i = 0; i < 30; ++i) data.examples.push_back({Tensor({1}), i < 20 ? 0 : i < 27 ? 1 : 2, "", "", i});
  const auto all = train::all_indices(data);
  Rng rng(1);
  const auto chosen = train::undersample(data, all, rng);
  CHECK(train::class_counts(data, chosen) == std::vector<std::int64_t>{3, 3, 3});
  CHECK(std::is_sorted(chosen.begin(), chosen.end()));
  Rng again(1);
  CHECK(train::undersample(data, all, again) == chosen);
}

TEST_CASE("feature cache: comes back bit for bit; damage, other settings and other clips are seen") {
  const std::vector<std::uint8_t> clip = {1, 2, 3, 4};
  features::FeatureConfig config;
  const std::string key = train::feature_cache_key(config, clip);
  CHECK(key.size() == 32);
  CHECK(train::feature_cache_key(config, clip) == key);
  CHECK(train::feature_cache_key(config, std::vector<std::uint8_t>{1, 2, 3, 5}) != key);
  config.n_mels = 65;
  CHECK(train::feature_cache_key(config, clip) != key);

  const std::vector<Tensor> segments = {Tensor({2, 2}, {1.0F, -0.0F, 3e-40F, 4.0F}),
                                        Tensor({1, 3}, {5.0F, 6.0F, 7.0F})};
  const std::vector<std::uint8_t> bytes = train::pack_features(segments, key);
  const auto back = train::unpack_features(bytes, key);
  REQUIRE(back);
  REQUIRE(back->size() == 2);
  CHECK((*back)[0].data == segments[0].data);
  CHECK((*back)[1].shape == segments[1].shape);
  CHECK_FALSE(train::unpack_features(bytes, std::string(32, '0')));
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    CHECK_FALSE(train::unpack_features(std::span(bytes).first(cut), key));
  for (std::size_t i = 0; i < bytes.size(); i += 7) {
    std::vector<std::uint8_t> damaged = bytes;
    damaged[i] ^= 1;
    CHECK_FALSE(train::unpack_features(damaged, key));
  }
}
