// SPDX-License-Identifier: GPL-3.0-or-later
// Includes torch: .cpp files of probe only.
#pragma once

#include "core/model/masked_language_model.h"

namespace cloze {

/// Evaluation in fp32 while it lives; then the model is as it was, also when the forward pass threw.
class AnsweringMode {
 public:
  explicit AnsweringMode(MaskedLanguageModel& model)
      : model_(model), was_training_(model->is_training()), precision_(model->precision()) {
    model_->eval();
    model_->set_precision(Precision::fp32);
  }
  ~AnsweringMode() {
    model_->set_precision(precision_);
    model_->train(was_training_);
  }
  AnsweringMode(const AnsweringMode&) = delete;
  AnsweringMode& operator=(const AnsweringMode&) = delete;

 private:
  MaskedLanguageModel& model_;
  bool was_training_;
  Precision precision_;
};

}  // namespace cloze
