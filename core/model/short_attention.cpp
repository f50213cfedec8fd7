// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/short_attention.h"

#include "core/kernels/products.h"
#include "core/kernels/tensors.h"

namespace cloze {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// heads_BHRK and flat_BRD hold the same numbers in another order.
void move_heads(const torch::Tensor& flat_BRD, const torch::Tensor& heads_BHRK, bool to_heads) {
  const std::int64_t B = heads_BHRK.size(0), H = heads_BHRK.size(1), R = heads_BHRK.size(2),
                     K = heads_BHRK.size(3);
  with_type(flat_BRD.scalar_type(), [&]<class T>(std::type_identity<T>) {
    const HeadMove<T> n{.flat = data<T>(flat_BRD),
                        .heads = data<T>(heads_BHRK),
                        .stride = H * K,
                        .R = R,
                        .H = H,
                        .K = K,
                        .cos = nullptr,
                        .sin = nullptr,
                        .positions = nullptr,
                        .scale = 1};
    const auto moved = to_heads ? kernels<T>().split_heads : kernels<T>().merge_heads;
    over_rows(B * R, H * K, [&](std::int64_t begin, std::int64_t end) { moved(n, begin, end); });
  });
}

class ShortAttention : public torch::autograd::Function<ShortAttention> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& queries_BHQK,
                               const torch::Tensor& keys_BHSK, const torch::Tensor& values_BHSK,
                               const std::optional<torch::Tensor>& lengths_B) {
    const std::int64_t B = queries_BHQK.size(0), H = queries_BHQK.size(1), Q = queries_BHQK.size(2),
                       K = queries_BHQK.size(3), S = keys_BHSK.size(2);
    // N = B*H
    const torch::Tensor queries_NQK = queries_BHQK.contiguous().flatten(0, 1),
                        keys_NSK = keys_BHSK.contiguous().flatten(0, 1),
                        values_NSK = values_BHSK.contiguous().flatten(0, 1);
    const torch::Tensor share_NQS = batched_product(queries_NQK, keys_NSK.transpose(1, 2));
    with_type(share_NQS.scalar_type(), [&]<class T>(std::type_identity<T>) {
      const std::int64_t* const lengths = lengths_B ? data<std::int64_t>(*lengths_B) : nullptr;
      over_rows(B * H * Q, S, [&](std::int64_t begin, std::int64_t end) {
        kernels<T>().softmax(data<T>(share_NQS), S, lengths, H * Q, begin, end);
      });
    });
    const torch::Tensor mixed_BHQK = batched_product(share_NQS, values_NSK).view({B, H, Q, K});
    const torch::Tensor mixed_BQD = at::empty({B, Q, H * K}, queries_BHQK.options());
    move_heads(mixed_BQD, mixed_BHQK, false);
    context->save_for_backward({queries_NQK, keys_NSK, values_NSK, share_NQS});
    context->saved_data["heads"] = H;
    return mixed_BQD;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor &queries_NQK = saved[0], &keys_NSK = saved[1], &values_NSK = saved[2],
                        &share_NQS = saved[3];
    const std::int64_t H = context->saved_data["heads"].toInt(), B = queries_NQK.size(0) / H,
                       Q = queries_NQK.size(1), K = queries_NQK.size(2), S = keys_NSK.size(1);
    const torch::Tensor mixed_gradient_NQK = at::empty_like(queries_NQK);
    move_heads(gradients[0].contiguous(), mixed_gradient_NQK.view({B, H, Q, K}), true);
    const torch::Tensor values_gradient_NSK = batched_product(share_NQS.transpose(1, 2), mixed_gradient_NQK);
    const torch::Tensor scores_gradient_NQS = batched_product(mixed_gradient_NQK, values_NSK.transpose(1, 2));
    with_type(share_NQS.scalar_type(), [&]<class T>(std::type_identity<T>) {
      over_rows(B * H * Q, S, [&](std::int64_t begin, std::int64_t end) {
        kernels<T>().softmax_backward(data<T>(share_NQS), data<T>(scores_gradient_NQS), S, begin, end);
      });
    });
    return {batched_product(scores_gradient_NQS, keys_NSK).view({B, H, Q, K}),
            batched_product(scores_gradient_NQS.transpose(1, 2), queries_NQK).view({B, H, S, K}),
            values_gradient_NSK.view({B, H, S, K}),
            {}};
  }
};

}  // namespace

torch::Tensor short_attention(const torch::Tensor& queries_BHQK, const torch::Tensor& keys_BHSK,
                              const torch::Tensor& values_BHSK, const torch::Tensor& lengths_B) {
  return ShortAttention::apply(queries_BHQK, keys_BHSK, values_BHSK, optional(lengths_B));
}

}  // namespace cloze
