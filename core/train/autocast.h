// SPDX-License-Identifier: GPL-3.0-or-later
// bf16 autocast for a scope, on one device type. Includes ATen: engine .cpp files only.
#pragma once

#include <ATen/autocast_mode.h>

#include "core/config/recipe.h"

namespace cloze {

/// While it lives, matrix products of the calling thread run in bf16 when precision asks for it. Weights are cast once
/// and the casts kept until the scope ends, so a scope covers one forward pass.
class AutocastScope {
 public:
  AutocastScope(Precision precision, at::DeviceType device)
      : device_(device), before_(at::autocast::is_autocast_enabled(device)) {
    at::autocast::set_autocast_enabled(device_, precision == Precision::bf16);
    at::autocast::set_autocast_dtype(device_, at::kBFloat16);
    at::autocast::increment_nesting();
  }
  ~AutocastScope() {
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(device_, before_);
  }
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;

 private:
  at::DeviceType device_;
  bool before_;
};

}  // namespace cloze
