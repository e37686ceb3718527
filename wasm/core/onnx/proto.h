// Field numbers and enumerators of onnx.proto3 that the reader and the writer share. Private to onnx/.
#pragma once

#include <cstdint>
#include <protozero/types.hpp>

namespace earshot::onnx::proto {

using Tag = protozero::pbf_tag_type;

namespace model {
constexpr Tag kIrVersion = 1, kProducerName = 2, kProducerVersion = 3, kDocString = 6, kGraph = 7, kOpsetImport = 8,
              kMetadataProps = 14;
}
namespace opset {
constexpr Tag kDomain = 1, kVersion = 2;
}
namespace entry {
constexpr Tag kKey = 1, kValue = 2;
}
namespace graph {
constexpr Tag kNode = 1, kName = 2, kInitializer = 5, kInput = 11, kOutput = 12, kSparseInitializer = 15;
}
namespace node {
constexpr Tag kInput = 1, kOutput = 2, kName = 3, kOpType = 4, kAttribute = 5, kDomain = 7;
}
namespace attribute {
constexpr Tag kName = 1, kF = 2, kI = 3, kS = 4, kT = 5, kG = 6, kFloats = 7, kInts = 8, kStrings = 9, kTensors = 10,
              kGraphs = 11, kType = 20, kRefAttrName = 21, kSparseTensor = 22, kSparseTensors = 23;
enum Type : std::int32_t {
  kUndefined = 0,
  kFloat = 1,
  kInt = 2,
  kString = 3,
  kTensor = 4,
  kTypeFloats = 6,
  kTypeInts = 7,
  kTypeStrings = 8
};
}  // namespace attribute
namespace value_info {
constexpr Tag kName = 1, kType = 2;
}
namespace type {
constexpr Tag kTensorType = 1;
}
namespace tensor_type {
constexpr Tag kElemType = 1, kShape = 2;
}
namespace shape {
constexpr Tag kDim = 1;
}
namespace dimension {
constexpr Tag kDimValue = 1, kDimParam = 2;
}
namespace tensor {
constexpr Tag kDims = 1, kDataType = 2, kSegment = 3, kFloatData = 4, kInt32Data = 5, kInt64Data = 7, kName = 8,
              kRawData = 9, kDoubleData = 10, kExternalData = 13, kDataLocation = 14;
}
enum DataType : std::int32_t { kFloat = 1, kInt32 = 6, kInt64 = 7, kBool = 9, kDouble = 11 };

}  // namespace earshot::onnx::proto
