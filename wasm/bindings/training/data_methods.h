// Methods of TrainingData that belong to runs and to judging, for the class's declaration in training_module.cpp.
#pragma once

#include <emscripten/val.h>

#include <string>

#include "training/training_data.h"

namespace earshot::bindings {

// {all, splitIndex, seed, fineTune: "", "last-layer" or "all"}; with fineTune the model has been staged.
emscripten::val open_run(TrainingData& data, const std::string& recipe, const std::string& options);

// Any model, staged, on the clips of these ids (none: all).
emscripten::val score_model(TrainingData& data, const std::string& ids);

}  // namespace earshot::bindings
