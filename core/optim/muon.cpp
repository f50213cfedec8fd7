// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/muon.h"

#include <cmath>
#include <map>

#include "core/kernels/products.h"
#include "core/kernels/tensors.h"

namespace cloze {
namespace {

std::vector<Trained> all_of(const std::vector<MuonMatrix>& matrices) {
  std::vector<Trained> all;
  for (const MuonMatrix& matrix : matrices) all.push_back(matrix.trained);
  return all;
}

}  // namespace

torch::Tensor orthogonalize(const torch::Tensor& matrices_NRC, torch::ScalarType precision) {
  constexpr double a = 3.4445, b = -4.7750, c = 2.0315;
  constexpr int iterations = 5;
  const bool tall = matrices_NRC.size(1) > matrices_NRC.size(2);
  torch::Tensor x = (matrices_NRC / (matrices_NRC.norm(2, {1, 2}, /*keepdim=*/true) + 1e-7)).to(precision);
  if (is_better_widened(x)) x = x.to(torch::kFloat32);
  for (int i = 0; i < iterations; ++i) {
    // The smaller of both Gram matrices, from the left or from the right.
    const torch::Tensor gram = tall ? at::bmm(x.transpose(1, 2), x) : at::bmm(x, x.transpose(1, 2));
    const torch::Tensor polynomial = at::baddbmm(gram, gram, gram, /*beta=*/b, /*alpha=*/c);
    x = tall ? at::baddbmm(x, x, polynomial, /*beta=*/a, /*alpha=*/1)
             : at::baddbmm(x, polynomial, x, /*beta=*/a, /*alpha=*/1);
  }
  return x.to(precision);
}

Muon::Muon(std::vector<MuonMatrix> matrices, const MuonOptions& options)
    : Optimizer(all_of(matrices)), options_(options) {
  for (MuonMatrix& matrix : matrices) {
    const torch::Tensor& parameter = matrix.trained.parameter;
    TORCH_CHECK(parameter.dim() == 2 && parameter.size(0) % matrix.stacked == 0, "Muon takes matrices, and '",
                matrix.trained.name, "' is not ", matrix.stacked, " of them");
    slots_.push_back({matrix.trained, matrix.stacked, torch::zeros_like(parameter.detach())});
  }
}

void Muon::step(double learning_rate, double gradient_scale) {
  const torch::NoGradGuard no_grad;
  // Matrices of one shape go through the iteration together: small products are faster in batches.
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Slot*>> by_shape;
  for (Slot& slot : slots_)
    if (slot.trained.has_gradient())
      by_shape[{slot.momentum.size(0) / slot.stacked, slot.momentum.size(1)}].push_back(&slot);
  for (auto& [shape, slots] : by_shape) {
    const auto [rows, columns] = shape;
    std::int64_t count = 0;
    for (const Slot* slot : slots) count += slot->stacked;
    const torch::Tensor directions_NRC = at::empty({count, rows, columns}, slots.front()->momentum.options());
    std::int64_t first = 0;
    for (Slot* slot : slots) {
      accumulate(*slot, directions_NRC.narrow(0, first, slot->stacked), gradient_scale);
      first += slot->stacked;
    }
    const torch::Tensor update_NRC = orthogonalize(directions_NRC, options_.precision).contiguous();
    const double scale = 0.2 * std::sqrt(static_cast<double>(std::max(rows, columns)));
    first = 0;
    for (Slot* slot : slots) {
      apply(*slot, update_NRC.narrow(0, first, slot->stacked), 1 - learning_rate * options_.weight_decay,
            learning_rate * scale);
      first += slot->stacked;
    }
  }
}

void Muon::accumulate(Slot& slot, const torch::Tensor& direction, double gradient_scale) const {
  const torch::Tensor gradient = slot.trained.gradient().contiguous();
  if (!has_kernels(slot.momentum)) {
    slot.momentum.mul_(options_.momentum).add_(gradient, gradient_scale);
    direction.view_as(slot.momentum).copy_(slot.momentum * options_.momentum).add_(gradient, gradient_scale);
    return;
  }
  with_type(gradient.scalar_type(), [&]<class T>(std::type_identity<T>) {
    using W = Wide<T>;
    const MuonMomentum<T> n{.gradient = data<T>(gradient),
                            .momentum = data<W>(slot.momentum),
                            .direction = data<W>(direction),
                            .gradient_scale = static_cast<W>(gradient_scale),
                            .decay = static_cast<W>(options_.momentum)};
    over_rows(gradient.numel(), 1,
              [&](std::int64_t begin, std::int64_t end) { kernels<T>().muon_momentum(n, begin, end); });
  });
}

void Muon::apply(Slot& slot, const torch::Tensor& update, double keep, double rate) const {
  torch::Tensor parameter = slot.trained.parameter;
  if (!has_kernels(parameter) || wide_type(update.scalar_type()) != parameter.scalar_type()) {
    parameter.mul_(keep).view(update.sizes()).add_(update, -rate);
    if (slot.trained.copy.defined()) slot.trained.copy.copy_(parameter);
    return;
  }
  with_type(update.scalar_type(), [&]<class T>(std::type_identity<T>) {
    const MuonUpdate<T> n{.update = data<T>(update),
                          .parameter = data<Wide<T>>(parameter),
                          .copy = data<Bf16>(slot.trained.copy),
                          .keep = static_cast<Wide<T>>(keep),
                          .rate = static_cast<Wide<T>>(rate)};
    over_rows(update.numel(), 1,
              [&](std::int64_t begin, std::int64_t end) { kernels<T>().muon_update(n, begin, end); });
  });
}

NamedState Muon::state() const {
  NamedState named;
  for (const Slot& slot : slots_) named.emplace_back(slot.trained.name + ".momentum_buffer", slot.momentum);
  return named;
}

}  // namespace cloze
