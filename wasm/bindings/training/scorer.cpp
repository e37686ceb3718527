#include "training/scorer.h"

#include "base/error.h"
#include "training/deadline.h"

namespace earshot::bindings {

Scorer::Scorer(const onnx::Model& model, std::shared_ptr<const train::TrainingSet> set,
               std::vector<std::size_t> indices, train::Output output, std::string on)
    : set_(std::move(set)), predictor_(model, set_->dataset, indices), output_(output), on_(std::move(on)) {
  if (indices.empty()) throw Error(ErrorCode::kInvalidData, "There is no clip in " + on_ + " to judge the model on.");
}

double Scorer::step(double milliseconds) {
  const Deadline deadline(milliseconds);
  while (!done_) {
    static_cast<void>(predictor_.step());
    // A share of 1 ends the caller's loop, so the last batch is also the end when time is up with it.
    if (predictor_.fraction() >= 1.0) {
      clips_ = train::average_by_clip(predictor_.scores(), set_->dataset, predictor_.indices());
      done_ = true;
    } else if (deadline.over()) {
      break;
    }
  }
  return done_ ? 1.0 : predictor_.fraction();
}

const train::ClipScores& Scorer::clips() const {
  require(done_, ErrorCode::kInvalidArgument, "The clips have not all been scored yet.");
  return clips_;
}

void Scorer::append(const Scorer& other) {
  require(labels() == other.labels(), ErrorCode::kInvalidArgument,
          "Runs with different labels cannot be judged together.");
  static_cast<void>(clips());
  train::append(clips_, other.clips(), num_folds_++);
  on_ = "all folds together";
}

train::Judgement Scorer::judge(double threshold, int most_mistakes, const Scorer* validation) const {
  require(threshold >= 0.0 && threshold <= 1.0, ErrorCode::kInvalidArgument, "The threshold must be from 0 to 1.");
  return train::judge(clips(), {.on = on_,
                                .output = output_,
                                .threshold = threshold,
                                .validation = validation == nullptr ? nullptr : &validation->clips(),
                                .most_mistakes = static_cast<std::size_t>(most_mistakes < 0 ? 0 : most_mistakes)});
}

}  // namespace earshot::bindings
