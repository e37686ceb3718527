#include "classify/classifier.h"

#include <algorithm>
#include <cmath>
#include <list>
#include <optional>
#include <utility>

#include "base/error.h"
#include "classify/self_test.h"
#include "features/feature_extractor.h"
#include "nn/session.h"
#include "onnx/model.h"

namespace earshot::classify {
namespace {

std::int64_t count_parameters(const onnx::Graph& graph) {
  std::int64_t count = 0;
  for (const auto& [name, constant] : graph.initializers) {
    if (const auto* tensor = std::get_if<Tensor>(&constant)) count += tensor->size();
  }
  return count;
}

}  // namespace

struct Classifier::Impl {
  Impl(const onnx::Model& model, ModelCard model_card)
      : card(std::move(model_card)),
        num_parameters(count_parameters(model.graph)),
        session(model),
        extractor(card.features) {}
  explicit Impl(ModelCard model_card) : card(std::move(model_card)), num_parameters(0), extractor(card.features) {}

  ModelCard card;
  std::int64_t num_parameters;
  std::optional<nn::Session> session;  // none: another engine runs the network
  features::FeatureExtractor extractor;
  Tensor features;
  std::list<Tensor> kept;                // features that wait for the other engine
  std::list<std::vector<float>> scores;  // what it gave
  std::vector<float> answer;
};

Classifier::Classifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;

Classifier Classifier::load(std::span<const std::uint8_t> bytes, const LoadOptions& options) {
  return from_model(onnx::read_model(bytes), options);
}

Classifier Classifier::from_model(const onnx::Model& model, const LoadOptions& options) {
  ModelCard card = read_card(model);
  const std::size_t num_labels = card.labels.size();
  Classifier classifier(std::make_unique<Impl>(model, std::move(card)));

  // One pass over the test signal also proves that features fit the graph and scores fit the labels.
  const SelfTest probe = make_self_test(classifier);
  if (probe.scores.size() != num_labels) {
    throw Error(ErrorCode::kInvalidModel, "The model gives " + std::to_string(probe.scores.size()) + " scores for " +
                                              std::to_string(num_labels) + " labels.");
  }
  if (options.self_test && classifier.card().self_test) run_self_test(classifier, *classifier.card().self_test);
  return classifier;
}

Classifier Classifier::load_external(std::span<const std::uint8_t> bytes) {
  return Classifier(std::make_unique<Impl>(read_card(onnx::read_model(bytes))));
}

bool Classifier::is_external() const { return !impl_->session.has_value(); }

Tensor Classifier::take_features() {
  if (impl_->kept.empty()) return {};
  Tensor oldest = std::move(impl_->kept.front());
  impl_->kept.pop_front();
  return oldest;
}

void Classifier::give_scores(std::span<const float> scores) {
  if (scores.size() != impl_->card.labels.size()) {
    throw Error(ErrorCode::kInvalidModel, "The model gives " + std::to_string(scores.size()) + " scores for " +
                                              std::to_string(impl_->card.labels.size()) + " labels.");
  }
  require(std::all_of(scores.begin(), scores.end(), [](float score) { return std::isfinite(score); }),
          ErrorCode::kInvalidModel, "The model gives a score that is not a number.");
  impl_->scores.emplace_back(scores.begin(), scores.end());
}

void Classifier::forget_external() {
  impl_->kept.clear();
  impl_->scores.clear();
}

const ModelCard& Classifier::card() const { return impl_->card; }
std::int64_t Classifier::num_parameters() const { return impl_->num_parameters; }
const Tensor& Classifier::last_features() const { return impl_->features; }

std::span<const float> Classifier::classify_segment(std::span<const float> samples) {
  Impl& impl = *impl_;
  if (!impl.scores.empty()) {
    impl.answer = std::move(impl.scores.front());
    impl.scores.pop_front();
    return impl.answer;
  }
  impl.extractor.reset();
  impl.extractor.accept(samples);
  impl.extractor.finish();
  const std::span<const float> frames = impl.extractor.frames();
  // assign() keeps the capacity, so equal segments allocate once.
  impl.features.shape.assign({1, impl.extractor.frames_ready(), impl.extractor.num_coefficients()});
  impl.features.data.assign(frames.begin(), frames.end());
  if (!impl.session) {
    impl.kept.push_back(impl.features);
    impl.answer.assign(impl.card.labels.size(), 0.0F);
    return impl.answer;
  }
  impl.session->prepare(impl.features.shape);
  std::copy(frames.begin(), frames.end(), impl.session->input().begin());
  impl.session->run();
  return impl.session->output();
}

}  // namespace earshot::classify
