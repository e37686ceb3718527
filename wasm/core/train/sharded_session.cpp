#include "train/sharded_session.h"

#include <algorithm>

namespace earshot::train {
namespace {

template <class Spans>
std::vector<std::vector<float>> zeros_like(const Spans& spans) {
  std::vector<std::vector<float>> out;
  for (const auto& span : spans) out.emplace_back(span.size());
  return out;
}

template <class From, class To>
void copy_all(const From& from, To&& to) {
  for (std::size_t i = 0; i < from.size(); ++i) std::copy(from[i].begin(), from[i].end(), to[i].begin());
}

void zero_all(std::vector<std::vector<float>>& sums) {
  for (std::vector<float>& sum : sums) std::fill(sum.begin(), sum.end(), 0.0F);
}

template <class Spans>
void add_scaled(float scale, const Spans& from, std::vector<std::vector<float>>& sums) {
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const float* x = from[i].data();
    float* sum = sums[i].data();
    for (std::size_t k = 0; k < sums[i].size(); ++k) sum[k] += scale * x[k];
  }
}

}  // namespace

ShardedSession::ShardedSession(const onnx::Model& model, const nn::TrainingOptions& options, Shape example,
                               int batch_size, int shards, ParallelFor* parallel)
    : parallel_(parallel == nullptr ? &sequential_ : parallel), example_(std::move(example)) {
  const auto wanted = static_cast<std::size_t>(std::clamp(shards, 1, batch_size));
  shard_size_ = (static_cast<std::size_t>(batch_size) + wanted - 1) / wanted;
  const std::size_t replicas = std::clamp<std::size_t>(parallel_->num_workers(), 1, wanted);
  for (std::size_t i = 0; i < replicas; ++i) replicas_.push_back(std::make_unique<nn::TrainingSession>(model, options));
  statistics_before_ = statistic_sums_ = zeros_like(main().statistics());
  if (wanted > 1) gradient_sums_ = zeros_like(main().gradients());
  // Shapes that cannot be are found now, and the number of classes with them.
  Shape one = example_;
  one.insert(one.begin(), static_cast<std::int64_t>(shard_size_));
  main().prepare(one);
  classes_ = static_cast<std::size_t>(main().num_classes());
  logits_.resize(static_cast<std::size_t>(batch_size) * classes_);
}

nn::TrainingSession::Result ShardedSession::train(std::size_t n, Rng& rng, Fill fill) { return run(n, &rng, fill); }
nn::TrainingSession::Result ShardedSession::evaluate(std::size_t n, Fill fill) { return run(n, nullptr, fill); }

nn::TrainingSession::Result ShardedSession::run(std::size_t n, Rng* rng, Fill fill) {
  const std::size_t num_shards = (n + shard_size_ - 1) / shard_size_;
  const std::size_t num_replicas = std::min(replicas_.size(), num_shards);
  const bool training = rng != nullptr;
  const bool sums = training && num_shards > 1;
  logits_.resize(n * classes_);
  share_parameters(num_replicas);
  copy_all(main().statistics(), statistics_before_);
  if (sums) {
    zero_all(gradient_sums_);
    zero_all(statistic_sums_);
  }
  nn::TrainingSession::Result total;
  for (std::size_t begin = 0; begin < num_shards; begin += num_replicas) {
    const std::size_t at_once = std::min(num_replicas, num_shards - begin);
    std::vector<Shard> shards;
    std::vector<Rng> rngs;
    std::vector<nn::TrainingSession::Result> results(at_once);
    for (std::size_t slot = 0; slot < at_once; ++slot) {
      const std::size_t first = (begin + slot) * shard_size_;
      shards.push_back({first, std::min(shard_size_, n - first), slot});
      rngs.emplace_back(training ? rng->next() : 0);
      Shape shape = example_;
      shape.insert(shape.begin(), static_cast<std::int64_t>(shards.back().count));
      replicas_[slot]->prepare(shape);
    }
    load_statistics(at_once);
    parallel_->run(at_once, [&](std::size_t slot) {
      nn::TrainingSession& session = *replicas_[slot];
      fill(shards[slot], session, rngs[slot]);
      results[slot] = training ? session.forward_backward(rngs[slot]) : session.evaluate();
      std::copy(session.logits().begin(), session.logits().end(),
                logits_.begin() + static_cast<std::ptrdiff_t>(shards[slot].first * classes_));
    });
    // Every shard's loss is a mean over its examples, penalties included, so its share of the examples is its weight.
    for (std::size_t slot = 0; slot < at_once; ++slot) {
      const double share = static_cast<double>(shards[slot].count) / static_cast<double>(n);
      total.loss += share * results[slot].loss;
      total.penalty += share * results[slot].penalty;
      if (sums) add_shard(slot, static_cast<float>(share));
    }
  }
  if (sums) finish_sums();
  return total;
}

void ShardedSession::share_parameters(std::size_t replicas) {
  for (std::size_t r = 1; r < replicas; ++r) {
    for (std::size_t i = 0; i < main().parameters().size(); ++i) {
      const std::span<const float> from = main().parameters()[i].values;
      std::copy(from.begin(), from.end(), replicas_[r]->parameters()[i].values.begin());
    }
  }
}

void ShardedSession::load_statistics(std::size_t replicas) {
  for (std::size_t r = 0; r < replicas; ++r) copy_all(statistics_before_, replicas_[r]->statistics());
}

void ShardedSession::add_shard(std::size_t slot, float share) {
  add_scaled(share, replicas_[slot]->gradients(), gradient_sums_);
  add_scaled(share, replicas_[slot]->statistics(), statistic_sums_);
}

void ShardedSession::finish_sums() {
  copy_all(gradient_sums_, main().gradients());
  copy_all(statistic_sums_, main().statistics());
}

}  // namespace earshot::train
