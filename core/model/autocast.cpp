// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/autocast.h"

#include <ATen/autocast_mode.h>

namespace cloze {

AutocastGuard::AutocastGuard(torch::DeviceType device, bool enabled)
    : device_(device),
      enabled_before_(at::autocast::is_autocast_enabled(device)),
      type_before_(at::autocast::get_autocast_dtype(device)) {
  at::autocast::increment_nesting();
  at::autocast::set_autocast_enabled(device, enabled);
  if (enabled) at::autocast::set_autocast_dtype(device, torch::kBFloat16);
}

AutocastGuard::~AutocastGuard() {
  at::autocast::set_autocast_dtype(device_, type_before_);
  at::autocast::set_autocast_enabled(device_, enabled_before_);
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
}

}  // namespace cloze
