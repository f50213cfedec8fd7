// SPDX-License-Identifier: GPL-3.0-or-later
// What training asks of an optimizer, and the choice of one by the recipe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe.h"
#include "core/kernels/torch.h"
#include "core/optim/parameter_groups.h"

namespace cloze {

using NamedState = std::vector<std::pair<std::string, torch::Tensor>>;

/// Not shared between threads. Holds the parameters by reference: they may move to another device or type
/// before the first step only.
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  /// One update with this learning rate; gradients are multiplied by gradient_scale first. Rounded copies
  /// follow their parameters. Parameters without a gradient stay as they are, and so does their state.
  virtual void step(double learning_rate, double gradient_scale = 1) = 0;

  /// Everything that the next step depends on besides parameters and gradients, by name. The tensors share
  /// memory with the optimizer.
  virtual NamedState state() const = 0;

  /// Copies a saved state in, from any device. Every tensor of state() must be there under its name with its
  /// shape, and nothing else may be; otherwise `damaged`, which names the tensor, and the state stays as it
  /// was.
  Result<void> load_state(std::span<const std::pair<std::string, torch::Tensor>> saved);

  /// Drops all gradients: the next backward pass stores its result instead of adding to it, and a parameter
  /// that took no part is skipped by the next step.
  void zero_grad();

  /// To be called after each backward pass but the last one where several make a step: gradients of rounded
  /// copies are summed in the parameters' type.
  void gather_gradients();

  /// Euclidean norm over all gradients together; parameters without one count as 0. NaN and infinity are
  /// returned as they are. On CUDA this waits for the device.
  double gradient_norm() const;

  /// All of them, matrices first.
  const std::vector<Trained>& trained() const { return trained_; }

 protected:
  explicit Optimizer(std::vector<Trained> trained) : trained_(std::move(trained)) {}

 private:
  std::vector<Trained> trained_;
};

/// What a gradient is multiplied by so that its norm is at most clip_norm (Pascanu, Mikolov, Bengio 2013,
/// algorithm 1). clip_norm 0 clips nothing; a norm that is not finite gives 1, and the caller decides.
double clip_scale(double norm, double clip_norm);

/// Names of the matrices between embedding and decoder, and how many matrices of equal shape each parameter
/// holds, one under the other (3 where queries, keys and values are one product).
using HiddenMatrices = std::map<std::string, std::int64_t>;

/// The optimizer that config.kind names, over all parameters of the module that need a gradient. hidden says
/// which of them Muon takes; AdamW takes all the others. copies: see parameter_groups.h.
std::unique_ptr<Optimizer> make_optimizer(const torch::nn::Module& module, const OptimizerConfig& config,
                                          const HiddenMatrices& hidden,
                                          const std::map<std::string, torch::Tensor>& copies);

}  // namespace cloze
