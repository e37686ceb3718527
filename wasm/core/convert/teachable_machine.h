// An audio project exported from Teachable Machine (model.json, weights.bin, metadata.json: a TensorFlow.js layers
// model of @tensorflow-models/speech-commands) as an ordinary Earshot model: labels, features and card inside, and a
// graph that ONNX Runtime runs too.
//
// What the library feeds its network (browser_fft_extractor.ts, browser_fft_utils.ts), and where it is here:
//   audio at 44100 Hz; frames of 2048 samples (an AnalyserNode of fftSize 1024 * 2), one every 1024 samples
//                                                                       FeatureConfig: n_fft, hop_length, center false
//   Blackman's window of the Web Audio API, alpha 0.16, 0.42 - 0.5 cos(2 pi n / N) + 0.08 cos(4 pi n / N): periodic,
//   as ours is (dsp/window.h)                                           FeatureConfig: window
//   20 log10(|X| / N) of the first bins (232: up to 5 kHz)              power in FeatureConfig; Slice, Clip, Log
//   (x - mean) / (standard deviation + 1e-7) over the whole spectrogram ReduceMean, Sub, Mul, Sqrt, Add, Div
// Frames of digital silence, which an AnalyserNode gives as minus infinity, are left out there; here the envelope gate
// cuts stretches of zeros, longer than a frame.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "convert/named_file.h"

namespace earshot::convert {

// The files of the export in any order; other files are passed over. model.json and metadata.json are known by what is
// in them, the weights by the names model.json gives.
// Throws kInvalidModel when it is no such export or its parts do not fit, kMalformedFile, and kUnsupportedModel naming
// the layer that cannot be converted.
[[nodiscard]] std::vector<std::uint8_t> convert_teachable_machine(std::span<const NamedFile> files);

}  // namespace earshot::convert
