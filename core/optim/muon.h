// SPDX-License-Identifier: GPL-3.0-or-later
// Muon (Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"): momentum whose
// singular values are all brought near 1 before it is applied.
//   m = mu * m + g;  u = g + mu * m                      (Nesterov)
//   p -= lr * decay * p
//   p -= lr * 0.2 * sqrt(max(rows, columns)) * orthogonal(u)
// The factor gives the update the root mean square that AdamW's has (Liu et al. 2025, "Muon is scalable for
// LLM training", section 2.2), so both share a learning rate.
#pragma once

#include <cstdint>
#include <vector>

#include "core/kernels/torch.h"
#include "core/optim/optimizer.h"
#include "core/optim/parameter_groups.h"

namespace cloze {

struct MuonOptions {
  double momentum = 0.95;
  double weight_decay = 0;
  torch::ScalarType precision = torch::kFloat32;  ///< Of the products inside orthogonalize.
};

/// Brings the singular values of each matrix of a batch [N, rows, columns] to about 1 (0.7 to 1.2) by five
/// steps of a quintic Newton-Schulz iteration, coefficients 3.4445, -4.7750, 2.0315 (Jordan et al. 2024).
/// The result has the given precision. A matrix of zeros stays zero.
torch::Tensor orthogonalize(const torch::Tensor& matrices_NRC, torch::ScalarType precision);

/// A parameter that holds `stacked` matrices of equal shape, one under the other; each is treated by itself.
struct MuonMatrix {
  Trained trained;
  std::int64_t stacked = 1;
};

class Muon final : public Optimizer {
 public:
  Muon(std::vector<MuonMatrix> matrices, const MuonOptions& options);

  void step(double learning_rate, double gradient_scale = 1) override;
  /// One tensor per parameter: "NAME.momentum_buffer", shaped like it.
  NamedState state() const override;

 private:
  struct Slot {
    Trained trained;
    std::int64_t stacked;
    torch::Tensor momentum;
  };
  /// momentum of the slot, and the direction it gives.
  void accumulate(Slot& slot, const torch::Tensor& direction, double gradient_scale) const;
  void apply(Slot& slot, const torch::Tensor& update, double keep, double rate) const;

  std::vector<Slot> slots_;
  MuonOptions options_;
};

}  // namespace cloze
