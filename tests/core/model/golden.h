// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the files that tests/golden/*.py write, and puts their weights into a model.
#pragma once

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "core/interop/hf_names.h"
#include "core/kernels/torch.h"
#include "core/model/masked_language_model.h"
#include "tests/support/places.h"

namespace cloze::testing {

using Tensors = std::map<std::string, torch::Tensor>;

struct Golden {
  ModelConfig config;
  std::int64_t vocabulary = 0;
  Tensors weights, inputs, outputs, gradients;  ///< Weights and gradients under Hugging Face's names.
};

inline torch::Tensor to_tensor(const nlohmann::json& entry) {
  const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
  const auto& values = entry.at("values");
  if (!values.empty() && values.front().is_number_integer())
    return torch::tensor(values.get<std::vector<std::int64_t>>()).view(shape);
  return torch::tensor(values.get<std::vector<double>>(), torch::kFloat64).to(torch::kFloat32).view(shape);
}

inline Golden read_golden(const std::string& name, Family family) {
  std::ifstream file(test::source_path("tests/golden/" + name));
  const nlohmann::json content = nlohmann::json::parse(file);
  Golden golden;
  const auto& shape = content.at("config");
  golden.config.family = family;
  golden.config.layers = shape.at("layers");
  golden.config.hidden = shape.at("hidden");
  golden.config.heads = shape.at("heads");
  golden.config.feed_forward = shape.at("feed_forward");
  golden.config.max_positions = shape.at("max_positions");
  golden.config.norm_epsilon = shape.at("norm_epsilon");
  golden.config.rotary_base = shape.at("rotary_base");
  // Files without blocks that see near tokens need not say so.
  if (const auto sliding = shape.value("sliding", std::vector<bool>());
      std::ranges::count(sliding, true) > 0) {
    golden.config.global_every =
        std::ranges::find(sliding.begin() + 1, sliding.end(), false) - sliding.begin();
    golden.config.local_window = shape.at("local_window");
    golden.config.local_rotary_base = shape.at("local_rotary_base");
  }
  golden.config.gated = family == Family::modern;
  golden.vocabulary = shape.at("vocabulary");
  const std::pair<const char*, Tensors*> parts[] = {{"weights", &golden.weights},
                                                    {"inputs", &golden.inputs},
                                                    {"outputs", &golden.outputs},
                                                    {"gradients", &golden.gradients}};
  for (const auto& [part, tensors] : parts)
    for (const auto& [key, entry] : content.at(part).items()) tensors->emplace(key, to_tensor(entry));
  return golden;
}

/// A model with the golden weights.
inline MaskedLanguageModel model_of(const Golden& golden) {
  MaskedLanguageModel model(golden.config, golden.vocabulary, /*seed=*/1);
  torch::NoGradGuard no_grad;
  auto parameters = model->named_parameters();
  for (const HuggingFaceName& name : hugging_face_names(golden.config)) {
    std::vector<torch::Tensor> parts;
    for (const std::string& theirs : name.theirs) parts.push_back(golden.weights.at(theirs));
    parameters[name.ours].copy_(at::cat(parts));
  }
  return model;
}

/// Our gradient of the tensor that Hugging Face calls `theirs`.
inline torch::Tensor gradient_of(MaskedLanguageModel& model, const Golden& golden,
                                 const std::string& theirs) {
  for (const HuggingFaceName& name : hugging_face_names(golden.config))
    for (std::size_t part = 0; part < name.theirs.size(); ++part)
      if (name.theirs[part] == theirs)
        return model->named_parameters()[name.ours].grad().chunk(
            static_cast<std::int64_t>(name.theirs.size()))[part];
  throw std::runtime_error("no parameter of ours holds " + theirs);
}

inline double max_difference(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.sizes() != b.sizes()) throw std::runtime_error("shapes differ");
  return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

}  // namespace cloze::testing
