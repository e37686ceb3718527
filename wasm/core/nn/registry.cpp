#include "nn/registry.h"

#include <algorithm>
#include <array>

namespace earshot::nn {

KernelFactory make_add, make_average_pool, make_batch_normalization, make_clip, make_concat, make_conv, make_div,
    make_dropout, make_elu, make_exp, make_flatten, make_gather, make_gemm, make_global_average_pool,
    make_global_max_pool, make_gru, make_hard_sigmoid, make_hard_swish, make_identity, make_layer_normalization,
    make_leaky_relu, make_log, make_log_softmax, make_lstm, make_matmul, make_max_pool, make_mul, make_neg, make_pad,
    make_pow, make_prelu, make_reduce_max, make_reduce_mean, make_reduce_sum, make_relu, make_reshape, make_sigmoid,
    make_slice, make_softmax, make_softplus, make_sqrt, make_squeeze, make_sub, make_tanh, make_transpose,
    make_unsqueeze;

namespace {

constexpr unsigned input_bit(unsigned i) { return 1U << i; }

// Sorted by name.
constexpr std::array kOperators = {
    OperatorEntry{"Add", make_add},
    OperatorEntry{"AveragePool", make_average_pool},
    OperatorEntry{"BatchNormalization", make_batch_normalization, input_bit(3) | input_bit(4)},
    OperatorEntry{"Cast", make_identity},
    OperatorEntry{"Clip", make_clip, input_bit(1) | input_bit(2)},
    OperatorEntry{"Concat", make_concat},
    OperatorEntry{"Conv", make_conv},
    OperatorEntry{"Div", make_div},
    OperatorEntry{"Dropout", make_dropout, input_bit(1) | input_bit(2)},
    OperatorEntry{"Elu", make_elu},
    OperatorEntry{"Exp", make_exp},
    OperatorEntry{"Flatten", make_flatten},
    OperatorEntry{"GRU", make_gru, input_bit(4) | input_bit(5)},
    OperatorEntry{"Gather", make_gather, input_bit(1)},
    OperatorEntry{"Gemm", make_gemm},
    OperatorEntry{"GlobalAveragePool", make_global_average_pool},
    OperatorEntry{"GlobalMaxPool", make_global_max_pool},
    OperatorEntry{"HardSigmoid", make_hard_sigmoid},
    OperatorEntry{"HardSwish", make_hard_swish},
    OperatorEntry{"Identity", make_identity},
    OperatorEntry{"LSTM", make_lstm, input_bit(4) | input_bit(5) | input_bit(6)},
    OperatorEntry{"LayerNormalization", make_layer_normalization},
    OperatorEntry{"LeakyRelu", make_leaky_relu},
    OperatorEntry{"Log", make_log},
    OperatorEntry{"LogSoftmax", make_log_softmax},
    OperatorEntry{"MatMul", make_matmul},
    OperatorEntry{"MaxPool", make_max_pool},
    OperatorEntry{"Mul", make_mul},
    OperatorEntry{"Neg", make_neg},
    OperatorEntry{"PRelu", make_prelu},
    OperatorEntry{"Pad", make_pad, input_bit(1) | input_bit(2) | input_bit(3)},
    OperatorEntry{"Pow", make_pow, input_bit(1)},
    OperatorEntry{"ReduceMax", make_reduce_max},
    OperatorEntry{"ReduceMean", make_reduce_mean},
    OperatorEntry{"ReduceSum", make_reduce_sum},
    OperatorEntry{"Relu", make_relu},
    OperatorEntry{"Reshape", make_reshape},
    OperatorEntry{"Sigmoid", make_sigmoid},
    OperatorEntry{"Slice", make_slice, input_bit(1) | input_bit(2) | input_bit(3) | input_bit(4)},
    OperatorEntry{"Softmax", make_softmax},
    OperatorEntry{"Softplus", make_softplus},
    OperatorEntry{"Sqrt", make_sqrt},
    OperatorEntry{"Squeeze", make_squeeze},
    OperatorEntry{"Sub", make_sub},
    OperatorEntry{"Tanh", make_tanh},
    OperatorEntry{"Transpose", make_transpose},
    OperatorEntry{"Unsqueeze", make_unsqueeze},
};

}  // namespace

const OperatorEntry* find_operator(std::string_view op_type) {
  const auto found =
      std::lower_bound(kOperators.begin(), kOperators.end(), op_type,
                       [](const OperatorEntry& entry, std::string_view name) { return entry.op_type < name; });
  return found != kOperators.end() && found->op_type == op_type ? &*found : nullptr;
}

std::span<const OperatorEntry> operators() { return kOperators; }

}  // namespace earshot::nn
