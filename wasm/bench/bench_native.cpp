// The native side of `npm run bench`: milliseconds of each run as one JSON object.
//
//   bench_native features CONFIG.json CLIP.f32    CLIP: float32 samples, mono
//   bench_native network MODEL.onnx BATCH
//   bench_native training MODEL.onnx BATCH
//   bench_native kissfft N                        KissFFT's own scalar complex transform of a real frame of N samples
//   bench_native product M N K                    also the multiply-add peak
#include <algorithm>
#include <chrono>
#include <complex>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <kissfft/kissfft.hh>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "workloads.h"

namespace {

using namespace earshot;
using Clock = std::chrono::steady_clock;

constexpr int kRuns = 5;
constexpr int kStretchesOfRun = 9;
constexpr double kLeastStretchS = 0.01;  // so that the clock's grain does not show

std::vector<std::uint8_t> read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  if (!in.good()) throw Error(ErrorCode::kIo, std::string(path) + " cannot be opened.");
  return {std::istreambuf_iterator<char>(in), {}};
}

// Milliseconds of one call: for each of five runs the median of its stretches, after a warm-up.
template <class Body>
std::vector<double> runs_of(Body body) {
  const auto seconds_of = [&](int calls) {
    const auto begin = Clock::now();
    for (int i = 0; i < calls; ++i) body();
    return std::chrono::duration<double>(Clock::now() - begin).count();
  };
  int calls = 1;
  while (seconds_of(calls) < kLeastStretchS) calls *= 2;
  std::vector<double> runs;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> stretches;
    for (int i = 0; i < kStretchesOfRun; ++i) stretches.push_back(1e3 * seconds_of(calls) / calls);
    std::nth_element(stretches.begin(), stretches.begin() + kStretchesOfRun / 2, stretches.end());
    runs.push_back(stretches[kStretchesOfRun / 2]);
  }
  return runs;
}

void print(const std::vector<double>& runs, const char* name, double value, const char* other = nullptr,
           double other_value = 0.0) {
  std::printf("{\"ms\":[");
  for (std::size_t i = 0; i < runs.size(); ++i) std::printf("%s%.6f", i == 0 ? "" : ",", runs[i]);
  std::printf("],\"%s\":%.9g", name, value);
  if (other != nullptr) std::printf(",\"%s\":%.9g", other, other_value);
  std::printf("}\n");
}

void fill(std::span<float> values) {
  Rng rng(3);
  for (float& x : values) x = static_cast<float>(rng.uniform(-1.0, 1.0));
}

void run_features(const char* config, const char* clip) {
  const std::vector<std::uint8_t> json = read_file(config);
  const std::vector<std::uint8_t> bytes = read_file(clip);
  bench::Features features({json.begin(), json.end()}, bytes.size() / sizeof(float));
  std::memcpy(features.input().data(), bytes.data(), features.input().size_bytes());
  const std::vector<double> runs = runs_of([&] { features.run(); });
  double sum = 0.0;
  for (const float x : features.output()) sum += static_cast<double>(x);
  print(runs, "frames", features.num_frames(), "mean", sum / static_cast<double>(features.output().size()));
}

void run_network(const char* model, int batch) {
  bench::Inference network(read_file(model), batch);
  network.fill_input();
  const std::vector<double> runs = runs_of([&] { network.run(); });
  print(runs, "score", static_cast<double>(network.output().front()));
}

void run_training(const char* model, int batch) {
  bench::Training training(read_file(model), batch);
  fill(training.input());
  const std::int64_t classes = training.session().num_classes();
  for (std::int64_t i = 0; i < batch; ++i) training.targets()[static_cast<std::size_t>(i * classes + i % classes)] = 1;
  double loss = 0.0;
  const std::vector<double> runs = runs_of([&] { loss = training.step(); });
  print(runs, "loss", loss);
}

// As librosa's frame costs it: one real frame through the scalar library, even and odd samples as one complex signal.
void run_kissfft(int n) {
  const auto size = static_cast<std::size_t>(n / 2);
  const kissfft<float> transform(size, false);
  std::vector<float> frame(static_cast<std::size_t>(n));
  fill(frame);
  std::vector<std::complex<float>> spectrum(size + 1);
  const std::vector<double> runs = runs_of([&] { transform.transform_real(frame.data(), spectrum.data()); });
  print(runs, "bin", static_cast<double>(spectrum[1].real()));
}

void run_product(int m, int n, int k) {
  bench::Product product(m, n, k);
  const std::vector<double> runs = runs_of([&] { product.run(); });
  print(runs, "error", product.largest_error());
  constexpr std::int64_t kRounds = 1 << 18;
  float sum = 0.0F;
  const std::vector<double> peak = runs_of([&] { sum += bench::multiply_add_rounds(kRounds); });
  print(peak, "operations", bench::kPeakOperationsPerRound * static_cast<double>(kRounds));
  if (sum == 0.0F) std::fprintf(stderr, "The peak loop did not run.\n");
}

int run(const std::vector<std::string>& words) {
  const std::string_view what = words.empty() ? "" : words[0];
  if (what == "features" && words.size() == 3) {
    run_features(words[1].c_str(), words[2].c_str());
  } else if (what == "network" && words.size() == 3) {
    run_network(words[1].c_str(), std::atoi(words[2].c_str()));
  } else if (what == "training" && words.size() == 3) {
    run_training(words[1].c_str(), std::atoi(words[2].c_str()));
  } else if (what == "kissfft" && words.size() == 2) {
    run_kissfft(std::atoi(words[1].c_str()));
  } else if (what == "product" && words.size() == 4) {
    run_product(std::atoi(words[1].c_str()), std::atoi(words[2].c_str()), std::atoi(words[3].c_str()));
  } else {
    std::fprintf(stderr,
                 "bench_native features CONFIG CLIP | network MODEL BATCH | training MODEL BATCH | kissfft N | "
                 "product M N K\n");
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
