// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/table_lookup.h"

#include <span>
#include <utility>
#include <vector>

#include "core/kernels/tensors.h"

namespace cloze {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Occurrences of equal ids together, by counting.
struct Segments {
  std::vector<std::int64_t> ids, starts, order;
};

Segments segments_of(const torch::Tensor& token_ids, std::int64_t V) {
  const torch::Tensor ids = token_ids.to(torch::kInt64).contiguous();
  const std::span<const std::int64_t> all(ids.const_data_ptr<std::int64_t>(),
                                          static_cast<std::size_t>(ids.numel()));
  std::vector<std::int64_t> next(static_cast<std::size_t>(V) + 1);
  for (const std::int64_t id : all) ++next[static_cast<std::size_t>(id) + 1];
  Segments made;
  made.starts.push_back(0);
  for (std::int64_t id = 0; id < V; ++id) {
    const auto i = static_cast<std::size_t>(id);
    if (next[i + 1] > 0) made.ids.push_back(id);
    next[i + 1] += next[i];
    if (next[i + 1] > next[i]) made.starts.push_back(next[i + 1]);
  }
  made.order.resize(all.size());
  for (std::size_t occurrence = 0; occurrence < all.size(); ++occurrence)
    made.order[static_cast<std::size_t>(next[static_cast<std::size_t>(all[occurrence])]++)] =
        static_cast<std::int64_t>(occurrence);
  return made;
}

class TableLookup : public torch::autograd::Function<TableLookup> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& weight_VD,
                               const torch::Tensor& values_VD, const torch::Tensor& token_ids_BT,
                               const PendingGradientPointer& pending) {
    pending->gradient_VD.reset();  // of a pass that was broken off
    context->saved_data["ids"] = token_ids_BT;
    context->saved_data["rows"] = weight_VD.size(0);
    context->saved_data["type"] = static_cast<std::int64_t>(weight_VD.scalar_type());
    context->saved_data["pending"] = c10::IValue::make_capsule(pending);
    return at::embedding(values_VD, token_ids_BT);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto& kept = context->saved_data;
    const auto capsule = kept["pending"].toCapsule();
    auto& pending = static_cast<PendingGradient&>(*capsule);
    const torch::Tensor gradient = gradients[0];
    const std::int64_t V = kept["rows"].toInt(), D = gradient.size(-1);
    const auto type = static_cast<torch::ScalarType>(kept["type"].toInt());
    torch::Tensor table_VD = std::exchange(pending.gradient_VD, {});
    if (!table_VD.defined()) table_VD = torch::zeros({V, D}, gradient.options().dtype(type));
    const Segments segments = segments_of(kept["ids"].toTensor(), V);
    const torch::Tensor used_up = gradient.clone(at::MemoryFormat::Contiguous);
    with_type(type, [&]<class T>(std::type_identity<T>) {
      const TableGradient<T> n{.table = data<T>(table_VD),
                               .gradient = data<Wide<T>>(used_up),
                               .ids = segments.ids.data(),
                               .starts = segments.starts.data(),
                               .order = segments.order.data(),
                               .D = D};
      over_rows(std::ssize(segments.ids), 4 * D,
                [&](std::int64_t begin, std::int64_t end) { kernels<T>().add_segments(n, begin, end); });
    });
    return {table_VD, {}, {}, {}};
  }
};

}  // namespace

torch::Tensor table_lookup(const torch::Tensor& values_VD, const torch::Tensor& weight_VD,
                           const torch::Tensor& token_ids_BT, const PendingGradientPointer& pending) {
  if (!has_kernels(weight_VD) || values_VD.scalar_type() != wide_type(weight_VD.scalar_type()))
    return at::embedding(values_VD, token_ids_BT);
  return TableLookup::apply(weight_VD, values_VD.detach(), token_ids_BT, pending);
}

}  // namespace cloze
