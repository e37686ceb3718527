#include "train/clip_collection.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"

namespace earshot::train {
namespace {

bool all_finite(const Tensor& tensor) {
  return std::all_of(tensor.data.begin(), tensor.data.end(), [](float v) { return std::isfinite(v); });
}

int index_of(const std::vector<std::string>& labels, const std::string& label) {
  return static_cast<int>(std::lower_bound(labels.begin(), labels.end(), label) - labels.begin());
}

}  // namespace

void ClipCollection::put(CollectedClip clip) {
  require(!clip.id.empty(), ErrorCode::kInvalidArgument, "A clip needs an id, e.g. its path.");
  require(!clip.label.empty(), ErrorCode::kInvalidArgument, "A clip needs a label.");
  take_back();
  if (!std::all_of(clip.pieces.begin(), clip.pieces.end(), all_finite))
    clip.problem = clip.id + ": its features are not finite numbers.";
  if (!clip.problem.empty()) {
    clip.pieces.clear();
    clip.waveforms = {};
  }
  Kept kept;
  kept.num_pieces = clip.pieces.size();
  for (const Tensor& piece : clip.pieces) {
    if (kept.shape.empty()) kept.shape = piece.shape;
    if (piece.shape != kept.shape) kept.odd_shape = piece.shape;
  }
  std::string id = clip.id;
  kept.clip = std::move(clip);
  clips_.insert_or_assign(std::move(id), std::move(kept));
}

void ClipCollection::edit(std::span<const ClipEdit> edits) {
  for (const ClipEdit& edit : edits) {
    if (!clips_.contains(edit.id)) throw Error(ErrorCode::kInvalidArgument, "There is no clip \"" + edit.id + "\".");
    if (edit.label && edit.label->empty())
      throw Error(ErrorCode::kInvalidArgument, "The clip \"" + edit.id + "\" needs a label.");
  }
  take_back();
  for (const ClipEdit& edit : edits) {
    CollectedClip& clip = clips_.at(edit.id).clip;
    if (edit.label) clip.label = *edit.label;
    if (edit.group) clip.group = *edit.group;
    if (edit.fold) clip.fold = *edit.fold;
  }
}

void ClipCollection::remove(std::span<const std::string> ids) {
  for (const std::string& id : ids) {
    if (!clips_.contains(id)) throw Error(ErrorCode::kInvalidArgument, "There is no clip \"" + id + "\".");
  }
  take_back();
  for (const std::string& id : ids) clips_.erase(id);
}

std::vector<std::string> ClipCollection::labels() const {
  std::set<std::string> labels;
  for (const auto& [id, kept] : clips_) labels.insert(kept.clip.label);
  return {labels.begin(), labels.end()};
}

DataCheck ClipCollection::check() const {
  const std::vector<std::string> names = labels();
  std::vector<ClipFacts> facts;
  for (const auto& [id, kept] : clips_) {
    const CollectedClip& clip = kept.clip;
    facts.push_back({id, index_of(names, clip.label), clip.length_s, clip.content_hash, clip.problem});
  }
  return check_data(names, facts);
}

std::size_t ClipCollection::num_examples() const {
  std::size_t n = 0;
  for (const auto& [id, kept] : clips_) n += kept.num_pieces;
  return n;
}

const Shape* ClipCollection::feature_shape() const {
  for (const auto& [id, kept] : clips_) {
    if (kept.num_pieces > 0) return &kept.shape;
  }
  return nullptr;
}

std::string ClipCollection::blocker() const {
  const Shape* shape = feature_shape();
  if (shape == nullptr) return "There are no examples to train on.";
  std::map<std::string, std::size_t> usable;
  for (const auto& [id, kept] : clips_) {
    usable[kept.clip.label] += kept.num_pieces;
    const Shape& own = kept.odd_shape.empty() ? kept.shape : kept.odd_shape;
    if (kept.num_pieces > 0 && own != *shape) {
      return "Example " + id + " has features of shape " + to_string(own) + ", but others have " + to_string(*shape) +
             "; choose a segment length or a pooling that makes them equal.";
    }
  }
  for (const auto& [label, n] : usable) {
    if (n == 0) return "The class " + label + " has no clip that can be used.";
  }
  if (usable.size() < 2) return "There must be at least two labels; found " + std::to_string(usable.size()) + ".";
  return "";
}

std::shared_ptr<const TrainingSet> ClipCollection::training_set() {
  if (set_) return set_;
  const std::string problem = blocker();
  if (!problem.empty()) throw Error(ErrorCode::kInvalidData, problem);
  auto set = std::make_shared<TrainingSet>();
  set->dataset.labels = labels();
  int clip_number = 0;
  for (auto& [id, kept] : clips_) {
    CollectedClip& clip = kept.clip;
    for (std::size_t piece = 0; piece < kept.num_pieces; ++piece) {
      Example example;
      example.features = std::move(clip.pieces[piece]);
      example.label = index_of(set->dataset.labels, clip.label);
      example.id = kept.num_pieces > 1 ? id + "#" + std::to_string(piece) : id;
      example.group = clip.group;
      example.clip = clip_number;
      example.fold = clip.fold;
      set->dataset.examples.push_back(std::move(example));
    }
    ++clip_number;
    clip.pieces.clear();
    set->waveforms.take(std::move(clip.waveforms));
    clip.waveforms = {};
  }
  set_ = std::move(set);
  set_->dataset.validate();
  return set_;
}

void ClipCollection::take_back() {
  if (!set_) return;
  const bool alone = set_.use_count() == 1;
  const bool with_waveforms = set_->waveforms.size() > 0;
  std::size_t next = 0;
  for (auto& [id, kept] : clips_) {
    for (std::size_t piece = 0; piece < kept.num_pieces; ++piece, ++next) {
      Tensor& features = set_->dataset.examples[next].features;
      kept.clip.pieces.push_back(alone ? std::move(features) : features);
      if (with_waveforms) kept.clip.waveforms.copy(set_->waveforms, next);
    }
  }
  set_.reset();
}

}  // namespace earshot::train
