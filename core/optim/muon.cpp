// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/muon.h"

#include <cmath>
#include <map>

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
  torch::Tensor x = tall ? matrices_NRC.transpose(1, 2) : matrices_NRC;  // the smaller of both Gram matrices
  x = (x / (x.norm(2, {1, 2}, /*keepdim=*/true) + 1e-7)).to(precision).contiguous();
  for (int i = 0; i < iterations; ++i) {
    const torch::Tensor gram = at::bmm(x, x.transpose(1, 2));
    const torch::Tensor polynomial = at::baddbmm(gram, gram, gram, /*beta=*/b, /*alpha=*/c);
    x = at::baddbmm(x, polynomial, x, /*beta=*/a, /*alpha=*/1);
  }
  return tall ? x.transpose(1, 2) : x;
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
    std::vector<torch::Tensor> directions_NRC;
    for (Slot* slot : slots) {
      const torch::Tensor gradient = slot->trained.gradient();
      slot->momentum.mul_(options_.momentum).add_(gradient, gradient_scale);
      directions_NRC.push_back(at::mul(slot->momentum, options_.momentum)
                                   .add_(gradient, gradient_scale)
                                   .view({slot->stacked, rows, columns}));
    }
    const torch::Tensor update_NRC = orthogonalize(at::cat(directions_NRC), options_.precision);
    const double scale = 0.2 * std::sqrt(static_cast<double>(std::max(rows, columns)));
    std::int64_t first = 0;
    for (Slot* slot : slots) {
      torch::Tensor parameter = slot->trained.parameter;
      parameter.mul_(1 - learning_rate * options_.weight_decay);
      parameter.view({slot->stacked, rows, columns})
          .add_(update_NRC.narrow(0, first, slot->stacked), -learning_rate * scale);
      if (slot->trained.copy.defined()) slot->trained.copy.copy_(parameter);
      first += slot->stacked;
    }
  }
}

NamedState Muon::state() const {
  NamedState named;
  for (const Slot& slot : slots_) named.emplace_back(slot.trained.name + ".momentum_buffer", slot.momentum);
  return named;
}

}  // namespace cloze
