// A data set that is put together clip by clip, in any order, and edited: what the page does where the command line
// reads a folder. Sorted by id with its labels by name, so that the same clips give the same data set, and with it the
// same weights, as a folder read by the command line.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "train/data_check.h"
#include "train/dataset.h"
#include "train/feature_source.h"

namespace earshot::train {

struct CollectedClip {
  std::string id = {};  // its path
  std::string label = {}, group = {}, fold = {};
  double length_s = 0.0;
  std::uint64_t content_hash = 0;  // 0: unknown
  std::string problem = {};        // a sentence when the clip cannot be used; then it has no pieces
  std::vector<Tensor> pieces = {};
  SegmentStore waveforms = {};  // of the pieces, one for one; empty unless they are needed
};

struct ClipEdit {
  std::string id = {};
  std::optional<std::string> label = {}, group = {}, fold = {};
};

// Never changes: a run that holds one is not disturbed by edits.
struct TrainingSet {
  Dataset dataset;
  SegmentStore waveforms;  // of the examples, one for one; empty unless the clips brought them
};

class ClipCollection {
 public:
  // Replaces a clip of the same id.
  void put(CollectedClip clip);
  // All or nothing: kInvalidArgument names an id that is not there, or an empty label.
  void edit(std::span<const ClipEdit> edits);
  void remove(std::span<const std::string> ids);

  // Of all clips, usable or not; sorted.
  [[nodiscard]] std::vector<std::string> labels() const;
  [[nodiscard]] DataCheck check() const;
  [[nodiscard]] std::size_t num_examples() const;
  // Of the first example; nullptr while there is none.
  [[nodiscard]] const Shape* feature_shape() const;
  // The sentence training would fail with; "" when it can begin.
  [[nodiscard]] std::string blocker() const;

  // Features move into it and back when the collection is edited; they are copied only while somebody else holds it.
  // Throws kInvalidData with the blocker.
  [[nodiscard]] std::shared_ptr<const TrainingSet> training_set();

 private:
  struct Kept {
    CollectedClip clip;
    std::size_t num_pieces = 0;
    Shape shape = {};      // of the first piece
    Shape odd_shape = {};  // of a piece that differs from it; empty when there is none
  };
  void take_back();

  std::map<std::string, Kept> clips_;
  std::shared_ptr<TrainingSet> set_;  // while it is not nullptr, pieces and waveforms are in there
};

}  // namespace earshot::train
