// SPDX-License-Identifier: GPL-3.0-or-later
// What a session tells its owner: plain values, copied out by Session::drain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/history/history.h"
#include "core/probe/attention_map.h"
#include "core/probe/fill_result.h"
#include "core/probe/likelihood_result.h"
#include "core/session/step_losses_result.h"
#include "core/text/cleaning_preview.h"
#include "core/tokenizer/tokenizer.h"
#include "core/train/preflight.h"

namespace cloze {

using RequestId = std::uint64_t;  ///< Of a job or a probe; unique within a session, from 1.

struct RunStarted {
  std::string run_id, name;
  std::string device;  ///< "cpu (2 threads)", "cuda:0 (name)"
  std::int64_t parameters = 0;
  std::int64_t first_step = 0;   ///< 0, or the step a resumed run starts behind.
  std::int64_t total_steps = 0;  ///< 0 when the budget does not say.
  std::uint64_t rows_per_epoch = 0;
};

struct StepDone {
  std::string run_id;
  StepMetrics metrics;
  double progress = 0;      ///< Share of the budget used, 0 to 1.
  double seconds_left = 0;  ///< Training time still to go, estimated.
};

struct EvaluationDone {
  std::string run_id;
  EvaluationMetrics metrics;
  double unigram_entropy = 0;  ///< Of the held-out text, nats: what token frequencies alone would reach.
};

/// The pinned sentences of the workspace, scored behind an evaluation.
struct PinsScored {
  std::string run_id;
  std::vector<PinScore> scores;
};

struct CheckpointSaved {
  std::string run_id;
  std::int64_t step = 0;
  std::string folder;
};

/// running <-> paused, as it really happened.
struct RunStateChanged {
  std::string run_id;
  RunStatus status = RunStatus::running;
};

/// The guard took the run back to a checkpoint: what was told of steps behind `to` is void.
struct RunRolledBack {
  std::string run_id;
  std::int64_t from = 0, to = 0;
};

/// A message worth a line in the log; also stored in the history.
struct RunNotice {
  std::string run_id;
  RunEvent event;
};

/// The last event of a run.
struct RunEnded {
  std::string run_id;
  RunStatus status = RunStatus::finished;
  std::optional<Error> error;  ///< Set when status is failed.
};

/// A run of the queue whose turn had come could not be started: what it needs has gone. It stands as failed
/// in the history, and the next one is tried.
struct RunNotStarted {
  std::string run_id, name;
  Error error;
};

/// Why the queue does not start the runs that wait in it.
enum class QueueHeld {
  at_start,  ///< Nobody has told this session to.
  by_person,
  run_stopped,     ///< A person has stopped the run in training.
  worked_through,  ///< Nothing waited any more.
  trouble,         ///< See the error.
};

/// Something of the queue is different: what waits, its order, or whether it is going.
struct QueueChanged {
  bool going = false;
  QueueHeld held = QueueHeld::at_start;  ///< When it is not going.
  std::optional<Error> error;            ///< Set when it came to be held for trouble.
};

struct JobProgress {
  RequestId job = 0;
  std::string what;                   ///< "reading", "training the tokenizer", ...
  std::uint64_t done = 0, total = 0;  ///< total 0 when unknown.
};

/// What an embedding job did. The corpus counts lines and records as documents.
struct EmbeddingReport {
  std::string file;  ///< The one it made.
  CorpusReport corpus;
  std::int64_t dimension = 0;               ///< Of a vector; the model's hidden size.
  std::uint64_t tokens = 0, truncated = 0;  ///< As in probe/embedding.h.
  double seconds = 0;
};

/// The last event of a job.
struct JobDone {
  RequestId job = 0;
  std::optional<Error> error;
  std::optional<TokenizerInfo> tokenizer;
  std::optional<DatasetInfo> dataset;
  std::string run_id;       ///< Quickstart: the run it started; import: the one it made.
  std::string folder = {};  ///< Export: the folder it made.
  std::optional<EmbeddingReport> embeddings = {};
  std::optional<CleaningPreview> cleaning = {};
  std::optional<PreflightReport> preflight = {};
};

/// The answer to a question: the part that its kind asked for.
struct ProbeDone {
  RequestId probe = 0;
  std::optional<Error> error;
  FillResult result;
  std::optional<LikelihoodResult> likelihood = {};
  std::optional<AttentionMap> attention = {};
  std::optional<StepLosses> batch = {};  ///< Of the session itself: no run in a process of its own sends it.
};

using Event = std::variant<RunStarted, StepDone, EvaluationDone, PinsScored, CheckpointSaved, RunStateChanged,
                           RunRolledBack, RunNotice, RunEnded, RunNotStarted, QueueChanged, JobProgress,
                           JobDone, ProbeDone>;

}  // namespace cloze
