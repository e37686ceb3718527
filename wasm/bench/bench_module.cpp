// The WebAssembly side of `npm run bench`: the workloads as classes whose run() JavaScript times. Not part of the page.
// Views that input() and output() return are valid until the memory grows, so nothing is allocated between them and
// their use.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/error.h"
#include "workloads.h"

namespace earshot::bench {
namespace {

using emscripten::val;

val view(std::span<float> values) { return val(emscripten::typed_memory_view(values.size(), values.data())); }
val copy(std::span<const float> values) {
  return val(emscripten::typed_memory_view(values.size(), values.data())).call<val>("slice");
}

std::vector<std::uint8_t> bytes_of(const val& typed_array) {
  return emscripten::convertJSArrayToNumberVector<std::uint8_t>(typed_array);
}

// Errors leave as their sentences: a C++ exception would reach JavaScript as a bare number.
template <class Make>
val made(Make make) {
  try {
    return val(make());
  } catch (const Error& error) {
    return val(std::string(error.what()));
  }
}

val make_features(const std::string& config, std::size_t num_samples) {
  return made([&] { return std::make_shared<Features>(config, num_samples); });
}
val make_inference(const val& model, int batch) {
  return made([&] { return std::make_shared<Inference>(bytes_of(model), batch); });
}
val make_training(const val& model, int batch) {
  return made([&] { return std::make_shared<Training>(bytes_of(model), batch); });
}
std::shared_ptr<Product> make_product(int m, int n, int k) { return std::make_shared<Product>(m, n, k); }

template <class Workload>
val input(Workload& workload) {
  return view(workload.input());
}
template <class Workload>
val output(const Workload& workload) {
  return copy(workload.output());
}
template <class Workload>
void run_many(Workload& workload, int calls) {
  for (int i = 0; i < calls; ++i) workload.run();
}

val targets(Training& training) { return view(training.targets()); }
double run_steps(Training& training, int steps) {
  double loss = 0.0;
  for (int i = 0; i < steps; ++i) loss = training.step();
  return loss;
}
// [{name, values}], in the order of the model.
val parameters(const Training& training) {
  val list = val::array();
  const nn::TrainingSession& session = training.session();
  for (std::size_t i = 0; i < session.parameters().size(); ++i) {
    val entry = val::object();
    entry.set("name", session.parameter_names()[i]);
    entry.set("values", copy(session.parameters()[i].values));
    list.call<void>("push", entry);
  }
  return list;
}

float peak_rounds(int rounds) { return multiply_add_rounds(rounds); }
double peak_operations(int rounds) { return kPeakOperationsPerRound * rounds; }

}  // namespace

EMSCRIPTEN_BINDINGS(earshot_bench) {
  using namespace emscripten;

  function("makeFeatures", &make_features);
  function("makeInference", &make_inference);
  function("makeTraining", &make_training);
  function("makeProduct", &make_product);
  function("peakRounds", &peak_rounds);
  function("peakOperations", &peak_operations);

  class_<Features>("Features")
      .smart_ptr<std::shared_ptr<Features>>("Features")
      .function("input", &input<Features>)
      .function("run", &run_many<Features>)
      .function("output", &output<Features>)
      .function("numFrames", &Features::num_frames);
  class_<Inference>("Inference")
      .smart_ptr<std::shared_ptr<Inference>>("Inference")
      .function("input", &input<Inference>)
      .function("fillInput", &Inference::fill_input)
      .function("run", &run_many<Inference>)
      .function("output", &output<Inference>);
  class_<Training>("Training")
      .smart_ptr<std::shared_ptr<Training>>("Training")
      .function("input", &input<Training>)
      .function("targets", &targets)
      .function("step", &run_steps)
      .function("parameters", &parameters);
  class_<Product>("Product")
      .smart_ptr<std::shared_ptr<Product>>("Product")
      .function("run", &run_many<Product>)
      .function("operations", &Product::operations)
      .function("largestError", &Product::largest_error);
}

}  // namespace earshot::bench
