// onnx: models round-trip, every tensor encoding is read, and no bytes at all make the reader crash.
#include <doctest/doctest.h>

#include <cstring>

#include "base/error.h"
#include "base/rng.h"
#include "onnx/model.h"

using namespace earshot;

namespace {

onnx::Model sample_model() {
  onnx::Model model;
  model.producer_version = "1";
  model.metadata = {{"earshot.labels", "[\"a\",\"b\"]"}, {"earshot.card", "\xC3\xA9"}};
  model.graph.name = "g";
  model.graph.initializers = {{"w", Tensor({2, 2}, {1.0F, -2.0F, 0.5F, 3e-8F})},
                              {"axes", onnx::Int64Tensor{{2}, {0, -1}}},
                              {"small", onnx::Int64Tensor{{}, {7}, onnx::IntegerType::kInt32}},
                              {"flag", onnx::Int64Tensor{{}, {1}, onnx::IntegerType::kBool}}};
  model.graph.nodes.push_back({"Gemm",
                               "fc",
                               {"x", "w", ""},
                               {"y"},
                               {{"alpha", 0.5F},
                                {"transB", std::int64_t{1}},
                                {"mode", std::string("constant")},
                                {"ints", std::vector<std::int64_t>{1, -2}},
                                {"floats", std::vector<float>{0.25F}},
                                {"strings", std::vector<std::string>{"p", "q"}},
                                {"value", onnx::Constant(Tensor({}, {2.0F}))}},
                               ""});
  model.graph.inputs.push_back({"x", {-1, 2}, {"batch", ""}});
  model.graph.outputs.push_back({"y", {-1, 2}, {"batch", ""}});
  return model;
}

std::vector<std::uint8_t> tensor_bytes(std::initializer_list<int> bytes) { return {bytes.begin(), bytes.end()}; }

ErrorCode code_of(std::span<const std::uint8_t> bytes) {
  try {
    (void)onnx::read_tensor(bytes);
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::kInternal;
}

}  // namespace

TEST_CASE("onnx: a model written and read again is the same, and its bytes too") {
  const onnx::Model model = sample_model();
  const auto bytes = onnx::write_model(model);
  const onnx::Model again = onnx::read_model(bytes);
  CHECK(onnx::write_model(again) == bytes);
  CHECK(again.opset == 17);
  CHECK(again.ir_version == 8);
  CHECK(again.metadata == model.metadata);
  const onnx::Node& node = again.graph.nodes.at(0);
  CHECK(node.inputs == std::vector<std::string>{"x", "w", ""});
  CHECK(std::get<float>(node.attributes.at("alpha")) == 0.5F);
  CHECK(std::get<std::int64_t>(node.attributes.at("transB")) == 1);
  CHECK(std::get<std::string>(node.attributes.at("mode")) == "constant");
  CHECK(std::get<std::vector<std::int64_t>>(node.attributes.at("ints")) == std::vector<std::int64_t>{1, -2});
  CHECK(std::get<std::vector<float>>(node.attributes.at("floats")) == std::vector<float>{0.25F});
  CHECK(std::get<std::vector<std::string>>(node.attributes.at("strings")) == std::vector<std::string>{"p", "q"});
  CHECK(std::get<Tensor>(std::get<onnx::Constant>(node.attributes.at("value"))).data == std::vector<float>{2.0F});
  CHECK(std::get<Tensor>(*onnx::find_initializer(again.graph, "w")).data ==
        std::get<Tensor>(*onnx::find_initializer(model.graph, "w")).data);
  CHECK(std::get<onnx::Int64Tensor>(*onnx::find_initializer(again.graph, "flag")).stored_as ==
        onnx::IntegerType::kBool);
  CHECK(std::get<onnx::Int64Tensor>(*onnx::find_initializer(again.graph, "small")).data ==
        std::vector<std::int64_t>{7});
  CHECK(again.graph.inputs.at(0).shape == Shape{-1, 2});
  CHECK(again.graph.inputs.at(0).dim_names.at(0) == "batch");
}

TEST_CASE("onnx: every tensor encoding is read") {
  // dims [2] unpacked, data_type FLOAT, float_data packed 1.0, 2.0
  const auto floats = tensor_bytes({0x08, 2, 0x10, 1, 0x22, 8, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40});
  CHECK(std::get<Tensor>(onnx::read_tensor(floats).second).data == std::vector<float>{1.0F, 2.0F});
  // dims packed [1], DOUBLE, raw_data 1.0
  const auto raw_double = tensor_bytes({0x0A, 1, 1, 0x10, 11, 0x4A, 8, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F});
  CHECK(std::get<Tensor>(onnx::read_tensor(raw_double).second).data == std::vector<float>{1.0F});
  // INT32 in int32_data, one unpacked -1 (ten-byte varint)
  const auto int32 = tensor_bytes({0x08, 1, 0x10, 6, 0x28, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1});
  CHECK(std::get<onnx::Int64Tensor>(onnx::read_tensor(int32).second).data == std::vector<std::int64_t>{-1});
  // INT64 in int64_data, packed 3, 4; BOOL in raw_data
  CHECK(std::get<onnx::Int64Tensor>(onnx::read_tensor(tensor_bytes({0x08, 2, 0x10, 7, 0x3A, 2, 3, 4})).second).data ==
        std::vector<std::int64_t>{3, 4});
  CHECK(std::get<onnx::Int64Tensor>(onnx::read_tensor(tensor_bytes({0x08, 2, 0x10, 9, 0x4A, 2, 0, 9})).second).data ==
        std::vector<std::int64_t>{0, 1});
}

TEST_CASE("onnx: tensors that cannot be read say why") {
  CHECK(code_of(tensor_bytes({0x08, 2, 0x10, 1, 0x4A, 4, 0, 0, 0x80, 0x3F})) ==
        ErrorCode::kInvalidModel);                                                               // 2 promised, 1 there
  CHECK(code_of(tensor_bytes({0x08, 1, 0x10, 3, 0x4A, 1, 5})) == ErrorCode::kUnsupportedModel);  // INT8
  CHECK(code_of(tensor_bytes({0x08, 1, 0x10, 1, 0x70, 1})) == ErrorCode::kInvalidModel);         // external data
  CHECK(code_of(tensor_bytes({0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x08, 0xFF, 0xFF, 0xFF, 0x7F, 0x10, 1})) ==
        ErrorCode::kInvalidModel);                                         // 2^62 elements
  CHECK(code_of(tensor_bytes({0x08, 0x80})) == ErrorCode::kInvalidModel);  // cut inside a number
}

TEST_CASE("onnx: a length of 2 GiB and more is a damaged file, also where pointers have 32 bits") {
  for (const int field : {0x3A, 0x42, 0x4A}) {  // int64_data, name, raw_data
    CHECK(code_of(tensor_bytes({field, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1, 2})) == ErrorCode::kInvalidModel);
    CHECK(code_of(tensor_bytes({field, 0x80, 0x80, 0x80, 0x80, 0x08, 1, 2})) == ErrorCode::kInvalidModel);
  }
}

TEST_CASE("onnx: initializers listed as inputs (IR 3) are not inputs") {
  onnx::Model model = sample_model();
  model.graph.inputs.push_back({"w", {2, 2}, {"", ""}});
  const onnx::Model again = onnx::read_model(onnx::write_model(model));
  REQUIRE(again.graph.inputs.size() == 1);
  CHECK(again.graph.inputs[0].name == "x");
}

TEST_CASE("onnx: what is not ONNX is an invalid model") {
  const std::string text = "RIFF\x24\x08\0\0WAVEfmt ";
  CHECK_THROWS_AS((void)onnx::read_model({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}), Error);
  CHECK_THROWS_AS((void)onnx::read_model({}), Error);
}

TEST_CASE("onnx: every truncation and 20,000 mutations of a model are a model or an Error, never a crash") {
  const auto bytes = onnx::write_model(sample_model());
  const auto survives = [](std::span<const std::uint8_t> data) {
    try {
      (void)onnx::read_model(data);
    } catch (const Error&) {
    }
  };
  for (std::size_t n = 0; n < bytes.size(); ++n) survives(std::span(bytes).first(n));
  Rng rng(2024);
  for (int round = 0; round < 20000; ++round) {
    auto mutated = bytes;
    const std::uint64_t edits = 1 + rng.below(6);
    for (std::uint64_t e = 0; e < edits; ++e) {
      const auto at = static_cast<std::size_t>(rng.below(mutated.size()));
      switch (rng.below(3)) {
        case 0: mutated[at] = static_cast<std::uint8_t>(rng.below(256)); break;
        case 1: mutated.erase(mutated.begin() + static_cast<std::ptrdiff_t>(at)); break;
        default:
          mutated.insert(mutated.begin() + static_cast<std::ptrdiff_t>(at), static_cast<std::uint8_t>(rng.below(256)));
      }
    }
    survives(mutated);
  }
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::uint8_t> noise(static_cast<std::size_t>(rng.below(200)));
    for (std::uint8_t& b : noise) b = static_cast<std::uint8_t>(rng.below(256));
    survives(noise);
  }
}
