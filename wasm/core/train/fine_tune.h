// A trained network for other labels: everything up to the last dense layer is kept, that layer is made anew. With a
// few clips a class the kept part is left as it is; with more, everything learns on, slowly.
//
//   Rng rng(seed);
//   train::Network network = train::fine_tune(onnx::read_model(bytes), 3, {.train = train::FineTune::kLastLayer}, rng);
//   train::Trainer trainer(std::move(network), config, dataset, split, seed);
#pragma once

#include <string>
#include <vector>

#include "base/rng.h"
#include "train/architectures.h"

namespace earshot::train {

enum class FineTune {
  kLastLayer,  // the kept part is a fixed feature extractor, its batch normalisation included
  kAll,        // best with a learning rate a tenth of the first training's
};

struct FineTuneOptions {
  FineTune train = FineTune::kLastLayer;
  // With kAll: initializers that stay as they are, by name, or by prefix with a "*" at the end ("conv2d_1.*").
  std::vector<std::string> frozen = {};
};

// Any model the engine runs, ours or not, whose scores come from a Gemm, or a MatMul and an Add, with weights stored in
// the file (through Softmax, LogSoftmax or Sigmoid, or none; none and LogSoftmax become Softmax). The result has one
// output; a fixed batch size becomes free; earshot.* metadata, which describe the old labels, are dropped,
// earshot.features apart. Throws kUnsupportedModel saying what stands in the way, kInvalidArgument for fewer than two
// classes.
[[nodiscard]] Network fine_tune(onnx::Model model, int num_classes, const FineTuneOptions& options, Rng& rng);

}  // namespace earshot::train
