// One batch as several shards, so that two cores can work on it and a large batch needs little memory.
//
// The number of shards is the recipe's, not the machine's: shards are computed on copies of the network, as many as
// there are workers, and what they give is added up in the order of the shards. So the same seed, data and build give
// the same weights on any number of cores, bit for bit. Batch normalisation takes its mean and variance from a shard
// (as every multi-device trainer does by default; Hoffer et al., 2017, found it to generalise no worse), and its
// running statistics move once a batch, by the mean of the shards' moves.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/rng.h"
#include "nn/training_session.h"
#include "train/parallel_for.h"

namespace earshot::train {

class ShardedSession {
 public:
  // Examples [first, first + count) of the batch.
  struct Shard {
    std::size_t first = 0, count = 0;
    std::size_t slot = 0;  // below num_slots(); no two shards at work have the same
  };
  // Writes input, targets and sample weights of a prepared session. Called from any thread; must not throw.
  using Fill = preprocess::FunctionRef<void(const Shard& shard, nn::TrainingSession& session, Rng& rng)>;

  // `parallel` must outlive this; nullptr: one after another. `shards`: of a full batch. `example`: shape without the
  // batch.
  ShardedSession(const onnx::Model& model, const nn::TrainingOptions& options, Shape example, int batch_size,
                 int shards, ParallelFor* parallel);

  [[nodiscard]] std::size_t num_slots() const { return replicas_.size(); }
  // With the current parameters and, after train(), the whole batch's gradients.
  [[nodiscard]] nn::TrainingSession& main() { return *replicas_.front(); }
  [[nodiscard]] const nn::TrainingSession& main() const { return *replicas_.front(); }

  // Loss and gradients of a batch of `n` examples, at most batch_size; every shard gets an Rng of its own out of `rng`.
  nn::TrainingSession::Result train(std::size_t n, Rng& rng, Fill fill);
  // Loss in inference mode.
  nn::TrainingSession::Result evaluate(std::size_t n, Fill fill);
  // Of the last batch, [n, classes].
  [[nodiscard]] std::span<const float> logits() const { return logits_; }

 private:
  nn::TrainingSession::Result run(std::size_t n, Rng* rng, Fill fill);
  void share_parameters(std::size_t replicas);
  void load_statistics(std::size_t replicas);
  void add_shard(std::size_t slot, float share);
  void finish_sums();

  ParallelFor* parallel_;
  Sequential sequential_;
  std::vector<std::unique_ptr<nn::TrainingSession>> replicas_;  // the first is main()
  Shape example_;
  std::size_t shard_size_, classes_ = 0;
  // Over the shards of a batch: gradients by parameter, statistics by layer, and the statistics it began with.
  std::vector<std::vector<float>> gradient_sums_, statistic_sums_, statistics_before_;
  std::vector<float> logits_;
};

}  // namespace earshot::train
