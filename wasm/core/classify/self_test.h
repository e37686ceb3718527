// A model proves itself on each load: scores for a signal that every build can generate are stored in the file
// and compared. The idea is frugally-deep's; a wrong feature setting or operator is caught before a user sees a score.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace earshot::classify {

class Classifier;
struct SelfTest;

// The generator that write_self_test() uses.
inline constexpr std::string_view kSelfTestSignal = "sweep-1";
// Largest allowed difference of a score; native and WebAssembly builds differ by less than 1e-5.
inline constexpr float kSelfTestTolerance = 1e-4F;

// "sweep-1": a sine sweep over the whole band with noise of a fixed linear congruential sequence, peak below 1.
// Throws kInvalidModel for an unknown name.
[[nodiscard]] std::vector<float> self_test_signal(std::string_view name, int sample_rate, std::size_t num_samples);

// What the classifier gives for kSelfTestSignal, to be stored in its model.
[[nodiscard]] SelfTest make_self_test(Classifier& classifier);

// Throws kSelfTestFailed, saying by how much, unless the classifier gives the stored scores.
void run_self_test(Classifier& classifier, const SelfTest& test);

}  // namespace earshot::classify
