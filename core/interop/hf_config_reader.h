// SPDX-License-Identifier: GPL-3.0-or-later
// config.json of a model folder that somebody else made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/config/recipe.h"
#include "core/interop/hf_names.h"

namespace cloze {

/// The shape of their model as one of ours, and where their tables differ.
struct ForeignConfig {
  HuggingFaceKind kind = HuggingFaceKind::bert;
  ModelConfig model;
  std::int64_t vocabulary = 0;
  std::int64_t first_position = 0;  ///< Rows of their position table before that of the first token.
  std::int64_t token_types = 2;     ///< Rows of their token-type table; 0: there is none.
  bool open_gate = false;           ///< A ModernBERT whose feed-forward gate is to be always open.
  bool decoder_bias = true;
};

/// Fields that decide shapes must be there; others have transformers' defaults. base: what config.json says
/// nothing of. bad_input, naming origin, the field and its value, for a family, an activation or an
/// arrangement that this program does not have.
Result<ForeignConfig> read_foreign_config(std::string_view json, std::string_view origin,
                                          const ModelConfig& base = {});

}  // namespace cloze
