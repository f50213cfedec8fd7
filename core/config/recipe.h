// SPDX-License-Identifier: GPL-3.0-or-later
// The Recipe: everything that decides the numbers of a training run. Plain values; the description of every
// field (unit, range, help) stands in recipe_fields.cpp, and JSON, the terminal's --set and the studio's form
// all follow it.
#pragma once

#include <cstdint>
#include <string>

namespace cloze {

enum class Family {
  classic,  ///< BERT as published (Devlin et al. 2019): post-norm, learned positions, token types, pooler.
  modern,   ///< Pre-norm, rotary positions, no biases in the encoder, optionally gated feed-forward.
};

enum class Precision {
  fp32,
  bf16,  ///< Matrix products in bfloat16, weights and optimizer state in fp32.
};

enum class ScheduleKind {
  linear,               ///< Warm-up, then a straight line down to the final share.
  cosine,               ///< Warm-up, then half a cosine down to the final share.
  warmup_stable_decay,  ///< Warm-up, constant, then down over the last decay_share by one minus the square
                        ///< root.
};

enum class OptimizerKind {
  adamw,
  muon,  ///< Orthogonalized momentum on the blocks' matrices, AdamW on everything else.
};

enum class GuardAction {
  stop,      ///< End the run as failed, with a checkpoint from before the fault.
  skip,      ///< Leave the weights as they are and go on with the next batch.
  rollback,  ///< Back to the last good checkpoint; the batches of the fault are left out from there on.
};

struct ModelConfig {
  Family family = Family::modern;
  std::int64_t layers = 2;
  std::int64_t hidden = 128;           ///< Width of the residual stream.
  std::int64_t heads = 2;              ///< Attention heads; hidden must be divisible by them.
  std::int64_t feed_forward = 512;     ///< Inner width of the feed-forward block (after gating, where gated).
  bool gated = false;                  ///< GeGLU instead of GELU (Shazeer 2020); modern only.
  std::int64_t max_positions = 512;    ///< Longest sequence the model can take.
  double dropout = 0.0;                ///< On embeddings and residual branches.
  double attention_dropout = 0.0;      ///< On attention probabilities.
  double norm_epsilon = 1e-12;         ///< Of layer normalization.
  double initializer_std = 0.02;       ///< Of the normal distribution weights start from.
  double rotary_base = 10000.0;        ///< Wavelength base of rotary positions (Su et al. 2021); modern only.
  std::int64_t global_every = 1;       ///< Every n-th block, the first included, attends to all tokens; the
                                       ///< others to near ones (Warner et al. 2024); modern only.
  std::int64_t local_window = 128;     ///< How many near ones: half of it on each side.
  double local_rotary_base = 10000.0;  ///< The base in blocks that attend to near tokens.
  bool operator==(const ModelConfig&) const = default;
};

struct ObjectiveConfig {
  std::int64_t sequence_length = 128;  ///< Tokens per row, special tokens included.
  double mask_rate = 0.15;             ///< Share of a row's ordinary tokens that are predicted.
  double mask_token_share = 0.8;       ///< Of the predicted ones: replaced by [MASK].
  double random_token_share =
      0.1;                  ///< Of the predicted ones: replaced by a random token. The rest stays as it is.
  bool whole_word = false;  ///< Mask all tokens of a word together.
  bool next_sentence = false;  ///< Rows are sentence pairs with a next-sentence label; classic only.
  bool operator==(const ObjectiveConfig&) const = default;
};

struct OptimizerConfig {
  OptimizerKind kind = OptimizerKind::adamw;
  double learning_rate = 1e-3;  ///< Peak of the schedule.
  double muon_momentum = 0.95;
  double beta1 = 0.9;
  double beta2 = 0.98;
  double epsilon = 1e-8;
  double weight_decay = 0.01;     ///< Decoupled (Loshchilov and Hutter 2019); on matrices only.
  double clip_norm = 1.0;         ///< Largest global gradient norm; 0 clips nothing.
  std::int64_t batch_size = 32;   ///< Rows per forward pass.
  std::int64_t accumulation = 1;  ///< Forward passes per optimizer step.
  Precision precision = Precision::bf16;
  bool operator==(const OptimizerConfig&) const = default;
};

struct ScheduleConfig {
  ScheduleKind kind = ScheduleKind::warmup_stable_decay;
  std::int64_t warmup_steps = 100;
  double decay_share = 0.4;  ///< Last part of the budget that decays; warmup_stable_decay only.
  double final_share = 0.0;  ///< Learning rate at the end, as a share of the peak.
  bool operator==(const ScheduleConfig&) const = default;
};

/// The run ends at the limit that is reached first; 0 means no such limit. At least one must be set.
struct BudgetConfig {
  std::int64_t steps = 0;   ///< Optimizer steps.
  std::int64_t tokens = 0;  ///< Tokens seen, special tokens included, padding excluded.
  double epochs = 0;        ///< Passes over the training split.
  double minutes = 0;       ///< Training time, without pauses and evaluation.
  bool operator==(const BudgetConfig&) const = default;
};

struct CheckpointConfig {
  std::int64_t every_steps = 500;  ///< 0 saves at the end only.
  std::int64_t keep = 3;           ///< Newest ones kept; the best one is kept besides.
  bool operator==(const CheckpointConfig&) const = default;
};

struct EvaluationConfig {
  std::int64_t every_steps = 250;  ///< 0 evaluates at the end only.
  std::int64_t max_rows = 2048;    ///< Held-out rows per evaluation at most; 0 takes all.
  bool operator==(const EvaluationConfig&) const = default;
};

/// What counts as a fault of a step, and what follows. A fault is found before the weights change.
struct GuardConfig {
  GuardAction action = GuardAction::skip;
  double spike = 20;         ///< Robust deviations above the median of recent losses; 0 looks for non-finite
                             ///< numbers only.
  std::int64_t window = 64;  ///< Recent losses that the median is taken from.
  std::int64_t limit = 20;   ///< So many faults without a step of progress end the run.
  bool operator==(const GuardConfig&) const = default;
};

struct Recipe {
  std::string description;  ///< For people; decides nothing.
  ModelConfig model;
  ObjectiveConfig objective;
  OptimizerConfig optimizer;
  ScheduleConfig schedule;
  BudgetConfig budget;
  CheckpointConfig checkpoint;
  EvaluationConfig evaluation;
  GuardConfig guard;
  std::int64_t seed = 1;  ///< Of initial weights, order, masks and dropout.
  bool operator==(const Recipe&) const = default;
};

}  // namespace cloze
