#include "classify/finished_model.h"

#include "classify/classifier.h"
#include "classify/self_test.h"

namespace earshot::classify {

std::vector<std::uint8_t> finished_model(onnx::Model model, ModelCard card) {
  card.self_test.reset();
  write_card(card, model);
  Classifier classifier = Classifier::from_model(model);
  card.self_test = make_self_test(classifier);
  write_card(card, model);
  std::vector<std::uint8_t> bytes = onnx::write_model(model);
  static_cast<void>(Classifier::load(bytes));  // what is written is what will be read
  return bytes;
}

}  // namespace earshot::classify
