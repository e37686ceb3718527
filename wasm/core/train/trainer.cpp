#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "train/balance.h"
#include "train/predictor.h"

namespace earshot::train {
namespace {

// First weights and the order of the data (dropout, augmentation) come from two streams of one seed.
constexpr std::uint64_t kDataStream = 0x6461746120737472ULL;

const Dataset& checked(const Dataset& dataset, const Split& split) {
  dataset.validate();
  require(!by_label(dataset, split.train).labelled.empty(), ErrorCode::kInvalidData, "The training part is empty.");
  return dataset;
}

// Gamma(shape, 1) after Marsaglia and Tsang (2000); below shape 1 through Gamma(shape + 1).
double gamma(double shape, Rng& rng) {
  if (shape < 1.0) return gamma(shape + 1.0, rng) * std::pow(1.0 - rng.uniform(), 1.0 / shape);
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = rng.normal();
    const double v = std::pow(1.0 + c * x, 3.0);
    if (v > 0.0 && std::log(1.0 - rng.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

// Beta(a, a) out of two gammas; both may underflow to 0 for a tiny `a`, whose draws are 0 or 1.
double beta(double a, Rng& rng) {
  const double x = gamma(a, rng);
  const double y = gamma(a, rng);
  return x + y > 0.0 ? x / (x + y) : 1.0;
}

Network network_for(const Recipe& recipe, const Dataset& dataset, const Split& split, std::uint64_t seed) {
  (void)checked(dataset, split);
  Rng rng(seed);
  const auto standardization =
      fit_standardization(dataset, by_label(dataset, split.train).labelled, recipe.standardize);
  return build_network(recipe, dataset.feature_shape(), static_cast<int>(dataset.labels.size()), standardization, rng);
}

}  // namespace

Trainer::Trainer(const Recipe& recipe, const Dataset& dataset, const Split& split, std::uint64_t seed,
                 FeatureSource* source, ParallelFor* parallel)
    : Trainer(network_for(recipe, dataset, split, seed), recipe.training, dataset, split, seed, source, parallel) {
  if (source_ != nullptr) return;
  require(!recipe.waveform_augment.any(), ErrorCode::kInvalidConfig,
          "The recipe changes waveforms (augment.waveform), which needs the clips themselves; here there are only "
          "their features.");
  if (!recipe.feature_augment.any()) return;
  own_source_ = std::make_unique<AugmentedFeatures>(recipe.feature_augment);
  own_source_->prepare(session_.num_slots());
  source_ = own_source_.get();
}

Trainer::Trainer(Network network, const TrainingConfig& config, const Dataset& dataset, const Split& split,
                 std::uint64_t seed, FeatureSource* source, ParallelFor* parallel)
    : config_(config),
      dataset_(checked(dataset, split)),
      rng_(seed ^ kDataStream),
      network_(std::move(network)),
      session_(network_.model, network_.training, dataset.feature_shape(), config.batch_size, config.shards, parallel),
      source_(source),
      mix_scratch_(session_.num_slots(),
                   std::vector<float>(
                       config.mixup > 0.0F ? static_cast<std::size_t>(num_elements(dataset.feature_shape())) : 0)),
      parts_(by_label(dataset, split.train)),
      training_(training_loader(rng_)),
      validation_(split.validation, config.batch_size),
      has_validation_(!split.validation.empty()),
      seed_(seed) {
  if (!has_validation_ && config_.metric == Metric::kValLoss) config_.metric = Metric::kLoss;
  if (!has_validation_ && config_.metric == Metric::kValAccuracy) config_.metric = Metric::kAccuracy;
  if (session_.main().num_classes() != static_cast<std::int64_t>(dataset.labels.size())) {
    throw Error(ErrorCode::kInvalidArgument, "The network tells " + std::to_string(session_.main().num_classes()) +
                                                 " classes apart, but the data has " +
                                                 std::to_string(dataset.labels.size()) + " labels.");
  }
  if (config_.balanced_classes) class_weights_ = nn::balanced_class_weights(class_counts(dataset, parts_.labelled));
  if (source_ != nullptr) source_->prepare(session_.num_slots());
  optimizer_.emplace(config_.optimizer, session_.main().parameters());
  if (config_.weight_average_decay > 0.0F) average_.emplace(config_.weight_average_decay);
  rate_ = config_.optimizer.learning_rate;
  progress_.epochs = config_.epochs;
  start_epoch();
}

DataLoader Trainer::training_loader(Rng& rng) {
  if (config_.balance == Balance::kUndersample) parts_.labelled = undersample(dataset_, parts_.labelled, rng);
  const auto outliers = static_cast<std::size_t>(
      std::lround(static_cast<double>(config_.outlier_share) * static_cast<double>(parts_.labelled.size())));
  return {parts_.labelled, config_.batch_size, parts_.outliers, outliers};
}

bool Trainer::step() {
  if (phase_ == Phase::kFinished) return false;
  between_epochs_ = false;
  if (phase_ == Phase::kTraining) {
    train_batch();
    if (training_.next_size() == 0) {
      if (has_validation_) {
        start_validation();
      } else {
        end_epoch();
      }
    }
  } else {
    validate_batch();
    if (validation_.next_size() == 0) {
      end_validation();
      end_epoch();
    }
  }
  ++batches_done_;
  const std::int64_t per_epoch = training_.batches_per_epoch() + validation_.batches_per_epoch();
  progress_.fraction =
      progress_.finished ? 1.0 : static_cast<double>(batches_done_) / static_cast<double>(per_epoch * config_.epochs);
  return true;
}

// One shard's features, targets and weights. Called from several threads at once, each with a session and a slot of its
// own.
void Trainer::fill(std::span<const std::size_t> batch, const ShardedSession::Shard& shard, nn::TrainingSession& session,
                   Rng& rng) {
  const std::span<const std::size_t> examples = batch.subspan(shard.first, shard.count);
  const bool training = phase_ == Phase::kTraining;
  const auto classes = static_cast<std::size_t>(session.num_classes());
  const std::size_t cells = session.input().size() / examples.size();
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const Example& example = dataset_.examples[examples[i]];
    const std::span<float> into = session.input().subspan(i * cells, cells);
    if (training && source_ != nullptr) {
      source_->fill({dataset_, examples[i], progress_.epoch, shard.slot}, rng, into);
    } else {
      std::copy(example.features.data.begin(), example.features.data.end(), into.begin());
    }
    // Smoothing is part of training only: validation losses stay comparable between recipes.
    const bool outlier = example.label == kNoLabel;
    const bool equal_scores = outlier && network_.training.loss == nn::Loss::kSoftmaxCrossEntropy;
    const float smoothing = equal_scores ? 1.0F : training ? config_.label_smoothing : 0.0F;
    nn::one_hot(network_.training.loss, example.label, smoothing, session.targets().subspan(i * classes, classes));
    if (training && !class_weights_.empty())
      session.sample_weights()[i] = outlier ? 1.0F : class_weights_[static_cast<std::size_t>(example.label)];
  }
  if (training && config_.mixup > 0.0F && examples.size() > 1) mix(examples, shard.slot, session, rng);
}

// Every example takes a share of the next one in its shard, which the epoch's shuffling has made a random one. The
// larger share is its own, so that accuracy in training still means something.
void Trainer::mix(std::span<const std::size_t> examples, std::size_t slot, nn::TrainingSession& session, Rng& rng) {
  const std::size_t n = examples.size();
  const auto classes = static_cast<std::size_t>(session.num_classes());
  const std::size_t cells = session.input().size() / n;
  std::vector<float>& first = mix_scratch_[slot];
  std::copy_n(session.input().begin(), cells, first.begin());
  const std::vector<float> first_targets(session.targets().begin(),
                                         session.targets().begin() + static_cast<std::ptrdiff_t>(classes));
  const float first_weight = session.sample_weights()[0];
  const auto blend = [](float own, std::span<float> x, const float* other) {
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = own * x[k] + (1.0F - own) * other[k];
  };
  for (std::size_t i = 0; i < n; ++i) {
    const double share = beta(static_cast<double>(config_.mixup), rng);
    const auto own = static_cast<float>(std::max(share, 1.0 - share));
    const bool last = i + 1 == n;
    blend(own, session.input().subspan(i * cells, cells),
          last ? first.data() : session.input().data() + (i + 1) * cells);
    blend(own, session.targets().subspan(i * classes, classes),
          last ? first_targets.data() : session.targets().data() + (i + 1) * classes);
    blend(own, session.sample_weights().subspan(i, 1), last ? &first_weight : session.sample_weights().data() + i + 1);
  }
}

void Trainer::count(std::span<const std::size_t> batch, double loss, Sums& sums) const {
  const std::size_t classes = session_.logits().size() / batch.size();
  sums.confusion.classes = static_cast<int>(classes);
  sums.confusion.counts.resize(classes * classes);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const int truth = dataset_.examples[batch[i]].label;
    if (truth == kNoLabel) continue;
    const int predicted = argmax(session_.logits().subspan(i * classes, classes));
    ++sums.labelled;
    sums.correct += predicted == truth ? 1 : 0;
    ++sums.confusion.counts[static_cast<std::size_t>(truth) * classes + static_cast<std::size_t>(predicted)];
  }
  sums.n += static_cast<std::int64_t>(batch.size());
  sums.loss += loss * static_cast<double>(batch.size());
}

void Trainer::train_batch() {
  const std::span<const std::size_t> batch = training_.next();
  const nn::TrainingSession::Result result = session_.train(
      batch.size(), rng_, [&](const ShardedSession::Shard& shard, nn::TrainingSession& session, Rng& rng) {
        fill(batch, shard, session, rng);
      });
  progress_.batch_loss = result.loss + result.penalty;
  count(batch, progress_.batch_loss, training_sums_);
  nn::TrainingSession& main = session_.main();
  if (config_.clip_norm > 0.0F) nn::clip_gradient_norm(main.gradients(), static_cast<double>(config_.clip_norm));
  const std::int64_t per_epoch = training_.batches_per_epoch();
  rate_ =
      learning_rate(config_.schedule, config_.optimizer.learning_rate, steps_, per_epoch, per_epoch * config_.epochs);
  optimizer_->step(main.parameters(), rate_);
  if (average_) average_->add(main.snapshot());
  ++steps_;
}

// What is judged is what will be kept: the average, where there is one.
void Trainer::start_validation() {
  phase_ = Phase::kValidation;
  if (!average_) return;
  trained_ = session_.main().snapshot();
  session_.main().restore(average_->weights());
}

void Trainer::end_validation() {
  if (average_) session_.main().restore(trained_);
}

void Trainer::validate_batch() {
  const std::span<const std::size_t> batch = validation_.next();
  const nn::TrainingSession::Result result =
      session_.evaluate(batch.size(), [&](const ShardedSession::Shard& shard, nn::TrainingSession& session, Rng& rng) {
        fill(batch, shard, session, rng);
      });
  count(batch, result.loss + result.penalty, validation_sums_);
}

void Trainer::start_epoch() {
  phase_ = Phase::kTraining;
  training_sums_ = validation_sums_ = {};
  epoch_rng_ = rng_.state();
  training_.start_epoch(&rng_);
  validation_.start_epoch(nullptr);
  epoch_start_ = std::chrono::steady_clock::now();
}

double Trainer::chosen_metric(const HistoryRow& row) const {
  switch (config_.metric) {
    case Metric::kValLoss: return -row.val_loss;
    case Metric::kValAccuracy: return row.val_accuracy;
    case Metric::kLoss: return -row.loss;
    case Metric::kAccuracy: break;
  }
  return row.accuracy;
}

void Trainer::end_epoch() {
  const auto mean = [](double sum, std::int64_t n) {
    return n == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(n);
  };
  const auto accuracy_of = [&](const Sums& sums) { return mean(static_cast<double>(sums.correct), sums.labelled); };
  HistoryRow row;
  row.epoch = ++progress_.epoch;
  row.loss = mean(training_sums_.loss, training_sums_.n);
  row.accuracy = accuracy_of(training_sums_);
  row.val_loss = mean(validation_sums_.loss, validation_sums_.n);
  row.val_accuracy = accuracy_of(validation_sums_);
  row.learning_rate = static_cast<double>(rate_);
  row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - epoch_start_).count();
  history_.push_back(row);
  confusion_ = has_validation_ ? validation_sums_.confusion : training_sums_.confusion;
  between_epochs_ = true;

  // A metric that is NaN (a diverged run) is never an improvement, except that something must be kept.
  const double metric = chosen_metric(row);
  if (progress_.best_epoch == 0 || metric > best_metric_ || (std::isnan(best_metric_) && !std::isnan(metric))) {
    best_metric_ = metric;
    progress_.best_epoch = row.epoch;
    if (config_.keep == Keep::kBest) best_ = average_ ? average_->weights() : session_.main().snapshot();
  }
  progress_.stopped_early =
      config_.patience > 0 && row.epoch - progress_.best_epoch >= config_.patience && row.epoch < config_.epochs;
  if (progress_.stopped_early || row.epoch >= config_.epochs) {
    phase_ = Phase::kFinished;
    progress_.finished = true;
  } else {
    start_epoch();
  }
}

onnx::Model Trainer::model() const {
  onnx::Model out = network_.model;
  if (!best_.empty()) {
    session_.main().write_back(out, best_);
  } else if (average_ && average_->steps() > 0) {
    session_.main().write_back(out, average_->weights());
  } else {
    session_.main().write_back(out);
  }
  return out;
}

Tensor predict(const onnx::Model& model, const Dataset& dataset, std::span<const std::size_t> indices, int batch_size) {
  Predictor predictor(model, dataset, indices, batch_size);
  while (predictor.step()) {
  }
  return predictor.scores();
}

}  // namespace earshot::train
