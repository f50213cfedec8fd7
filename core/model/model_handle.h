// SPDX-License-Identifier: GPL-3.0-or-later
// A model passed around by code that does not include torch.
#pragma once

#include <cstdint>
#include <memory>

namespace cloze {

struct ModelOnDevice;  // model_on_device.h, for engine .cpp files

/// Shared ownership of a model and the device it is on. One thread at a time may use what it points to.
class ModelHandle {
 public:
  ModelHandle() = default;
  explicit ModelHandle(std::shared_ptr<ModelOnDevice> model) : model_(std::move(model)) {}
  explicit operator bool() const { return model_ != nullptr; }
  ModelOnDevice& operator*() const { return *model_; }
  ModelOnDevice* operator->() const { return model_.get(); }

 private:
  std::shared_ptr<ModelOnDevice> model_;
};

}  // namespace cloze
