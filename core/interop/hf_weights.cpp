// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/hf_weights.h"

#include "core/interop/hf_names.h"

namespace cloze {
namespace {

/// Shapes: D hidden size, F feed-forward size.
void add_open_gate(NamedTensors& weights, const std::string& block, const torch::Tensor& input_FD,
                   const torch::Tensor& output_DF) {
  const torch::Tensor zeros_F = torch::zeros({input_FD.size(0)});
  weights.emplace_back(block + "Wi.weight", at::cat({input_FD, torch::zeros_like(input_FD)}));
  weights.emplace_back(block + "Wi.bias", at::cat({zeros_F, torch::ones_like(zeros_F)}));
  weights.emplace_back(block + "Wo.weight", output_DF);
  weights.emplace_back(block + "Wo.bias", torch::zeros({output_DF.size(0)}));
}

/// Nothing is copied where the order is ours.
torch::Tensor in_their_order(const torch::Tensor& rows_VX, const Tokenizer& tokenizer) {
  std::vector<std::int64_t> ours(static_cast<std::size_t>(tokenizer.vocabulary_size()));
  bool same = true;
  for (TokenId id = 0; id < tokenizer.vocabulary_size(); ++id) {
    ours[static_cast<std::size_t>(tokenizer.original_id(id))] = id;
    same = same && tokenizer.original_id(id) == id;
  }
  return same ? rows_VX : rows_VX.index_select(0, torch::tensor(ours, torch::kInt64));
}

}  // namespace

NamedTensors hugging_face_weights(const MaskedLanguageModel& model, const Tokenizer& tokenizer) {
  const torch::NoGradGuard no_grad;
  const auto parameters = model->named_parameters();
  const ModelConfig& config = model->config();
  NamedTensors weights;
  if (config.family == Family::modern && !config.gated)
    for (std::int64_t i = 0; i < config.layers; ++i) {
      const std::string ours = "blocks." + std::to_string(i) + ".feed_forward.";
      add_open_gate(weights, "model.layers." + std::to_string(i) + ".mlp.",
                    parameters[ours + "input.weight"].cpu(), parameters[ours + "output.weight"].cpu());
    }
  const auto written = [&](const std::string& theirs) {
    return std::ranges::find(weights, theirs, &NamedTensors::value_type::first) != weights.end();
  };
  for (const HuggingFaceName& name : hugging_face_names(config)) {
    if (written(name.theirs.front())) continue;
    torch::Tensor parameter = parameters[name.ours];
    if (name.ours == "embeddings.token.weight" || name.ours == "prediction.bias")
      parameter = in_their_order(parameter.cpu(), tokenizer);
    const auto parts = parameter.chunk(static_cast<std::int64_t>(name.theirs.size()));
    for (std::size_t part = 0; part < parts.size(); ++part)
      weights.emplace_back(name.theirs[part], parts[part]);
  }
  return weights;
}

}  // namespace cloze
