// A model judged on examples, in slices.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "train/clip_collection.h"
#include "train/predictor.h"
#include "train/report.h"

namespace earshot::bindings {

class Scorer {
 public:
  // Throws kInvalidData when there is nothing to judge on (`on`: "the test part").
  Scorer(const onnx::Model& model, std::shared_ptr<const train::TrainingSet> set, std::vector<std::size_t> indices,
         train::Output output, std::string on);

  // Works for about so many milliseconds; the share done.
  double step(double milliseconds);
  // Adds the clips of another scorer that is done, as another fold. Throws kInvalidArgument for other labels.
  void append(const Scorer& other);

  // `validation`: done too, to fit the temperature on; or nullptr.
  [[nodiscard]] train::Judgement judge(double threshold, int most_mistakes, const Scorer* validation) const;
  [[nodiscard]] const train::ClipScores& clips() const;
  [[nodiscard]] const std::vector<std::string>& labels() const { return set_->dataset.labels; }

 private:
  std::shared_ptr<const train::TrainingSet> set_;
  train::Predictor predictor_;
  train::Output output_;
  std::string on_;
  train::ClipScores clips_;
  int num_folds_ = 1;
  bool done_ = false;
};

}  // namespace earshot::bindings
