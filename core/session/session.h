// SPDX-License-Identifier: GPL-3.0-or-later
// Session: the only door to the work. Commands go in from any thread and return at once; events come out
// through drain(). It owns its threads: one trains, one runs data jobs, one answers questions, one starts
// what waits. The studio, the terminal and the tests all use it, so the same recipe gives the same numbers
// everywhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe.h"
#include "core/config/recipe_change.h"
#include "core/interop/metrics_files.h"
#include "core/probe/embedding.h"
#include "core/session/events.h"
#include "core/session/workspace.h"
#include "core/train/device.h"  // list_devices, preload_engine

namespace cloze {

/// What a run may differ in without another result.
struct RunOptions {
  std::string device = "auto";  ///< "auto", "cpu", "cuda", "cuda:1"
  int threads = 0;         ///< Of matrix products; 0 takes all cores. Another count may round differently.
  int loader_threads = 1;  ///< Prepare batches ahead; 0 makes them between steps.
  /// Trains in a process of its own (the program `cloze`), so that whatever happens to it, this one lives on.
  bool isolated = false;
  /// A run whose thread gives no sign of life for so long, and for ten times longer than ever before, is
  /// given up and marked as failed; 0 never does.
  double hang_seconds = 20;
  /// Called on the training thread before each step, for programs around a session; what it throws ends the
  /// run as failed. Not for isolated runs.
  std::function<void(std::int64_t step)> before_step = {};
};

struct RunRequest {
  Recipe recipe;
  std::string dataset;  ///< Name or hash.
  std::string name;     ///< Empty: made from the recipe.
  RunOptions options;
  /// Start from the weights of this run or checkpoint folder instead of random ones; the recipe's model must
  /// have its shape (see like_model()), the dataset its tokenizer.
  std::string from = {};
};

/// The model of a run that starts from the weights of `source`: its shape, with the dropout of `wanted`.
ModelConfig like_model(const ModelConfig& wanted, const ModelConfig& source);
/// The recipe of a run's newest checkpoint or of a checkpoint folder.
Result<Recipe> recipe_of(const Workspace& workspace, const std::string& model);

struct TokenizerRequest {
  std::string name;
  std::vector<std::filesystem::path> corpus;
  CorpusFormat format;
  TokenizerSettings settings;
};

struct DatasetRequest {
  std::string name;
  std::string tokenizer;  ///< Name.
  DatasetSettings settings;
};
/// What goes on with a build that stopped.
DatasetRequest request_of(const UnfinishedBuild& build);

/// Sample to trained model in one go: trains the tokenizer and builds the dataset where they are missing,
/// then starts the run.
struct QuickstartRequest {
  std::string sample = "sotu";
  Recipe recipe;
  std::int64_t vocabulary_size = 8192;
  RunOptions options;
};

enum class ProbeKind {
  fill,        ///< What stands in the [MASK]s: probe/fill_mask.h.
  likelihood,  ///< How likely each token is where it stands: probe/likelihood.h.
  attention,   ///< Which tokens a head looks at: probe/attention_map.h.
  batch,       ///< The rows of a training step and the loss of each predicted token: session/step_losses.h.
};

struct ProbeRequest {
  std::string model;   ///< Run (id, beginning of an id, name) or a checkpoint folder.
  std::string text;    ///< For fill with [MASK] where words are asked for; [SEP] separates a pair.
  int top = 5;         ///< Of fill.
  bool record = true;  ///< Keep question and answer in the history; of fill.
  ProbeKind kind = ProbeKind::fill;
  /// Of a run: the checkpoint of this step answers; 0: the run as it is now, or else its newest checkpoint.
  std::int64_t step = 0;
  bool joint = false;                ///< Of fill: also all masks together, probe/joint_filling.h.
  std::int64_t layer = 0, head = 0;  ///< Of attention, from 0; head -1: the mean of all.
  /// Of batch: the step. step 0 is then the last checkpoint before it, or else the first one behind it; the
  /// run in training is not asked.
  std::int64_t batch_step = 0;
};

struct ExportRequest {
  std::string model;             ///< Run (id, beginning of an id, name) or a checkpoint folder.
  std::filesystem::path folder;  ///< To be made; refused when it holds something.
  std::string license;           ///< For the model card; empty: none is named.
};

struct ImportRequest {
  std::filesystem::path folder;  ///< Of a Hugging Face model.
  std::string name;              ///< Of the run, and of the tokenizer where the workspace has not that one.
};

struct MetricsExportRequest {
  std::vector<std::string> runs;  ///< Ids, beginnings of ids or names.
  MetricsFormats formats;
  std::filesystem::path folder;  ///< To be made, with a folder per run; refused when it holds something.
};

struct EmbedRequest {
  std::string model;                         ///< Run (id, beginning of an id, name) or a checkpoint folder.
  std::vector<std::filesystem::path> texts;  ///< Files of any corpus format: a text per line or record.
  std::filesystem::path output;              ///< Ends in .npy or .csv; refused when it is there already.
  Pooling pooling = Pooling::mean;
  std::string text_field = CorpusFormat().text_field;
  std::string device = "auto";
};

struct CleanRequest {
  CleaningPreviewRequest cleaning;
  std::string tokenizer;         ///< Name of one whose cleaning is done first; empty: as `cleaning` says.
  std::filesystem::path output;  ///< .jsonl for the documents that are left, or empty; refused when there.
};

class RunQueue;

struct PreflightRequest {
  Recipe recipe;
  std::string dataset;         ///< Name or hash.
  RunOptions options = {};     ///< Its device and threads.
  double available_bytes = 0;  ///< As in PreflightSetup: 0 asks the machine.
};

class Session {
 public:
  static Result<std::unique_ptr<Session>> open(const Workspace& workspace);
  /// Stops a run (saving a checkpoint), cancels jobs and waits for the threads. A run that hangs is given up.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const Workspace& workspace() const;

  /// Runs that were in training when their process ended without a word, as found by open(), newest first.
  /// They can be resumed.
  const std::vector<std::string>& interrupted_runs() const;

  /// Checks the request (recipe, dataset, device) and starts it on the training thread. One run at a time: a
  /// second one is refused with bad_input. Returns the run's id.
  Result<std::string> start_run(const RunRequest& request);
  /// Continues a run from its newest intact checkpoint; a damaged one is told and the one before is taken.
  Result<std::string> resume_run(const std::string& run, const RunOptions& options);
  /// Trains a run that the parent of this process has set up: the inside of RunOptions::isolated.
  Result<std::string> adopt_run(const std::string& run, const RunOptions& options);
  /// These take effect at the next step's end; no effect without a run. Paused runs keep everything in
  /// memory.
  void pause();
  void resume();
  /// Saves a checkpoint and ends the run as stopped. Holds the queue.
  void stop();
  void checkpoint_now();
  /// Settings of the run in training or paused, as far as they may change (config/recipe_change.h); they take
  /// effect with its next step and are an event of the run. bad_input without a run, and for what may not.
  Result<void> change_run(const std::vector<SettingChange>& changes);
  /// Id of the run in training or paused; empty when none.
  std::string active_run() const;

  /// Runs that wait for their turn (session/run_queue.h); lives as long as the session.
  RunQueue& queue() const;

  /// Jobs run one after another on their own thread and may run beside a training.
  RequestId train_tokenizer(const TokenizerRequest& request);
  RequestId build_dataset(const DatasetRequest& request);
  RequestId quickstart(const QuickstartRequest& request);
  /// Writes a run's newest checkpoint as a folder for Hugging Face transformers (interop/export_folder.h).
  RequestId export_model(const ExportRequest& request);
  /// Reads a Hugging Face model folder (interop/import_folder.h) as a finished run with one checkpoint, which
  /// can be asked, evaluated, exported, and trained on from.
  RequestId import_model(const ImportRequest& request);
  /// Writes the metrics of runs for TensorBoard and as tables (interop/metrics_files.h).
  RequestId export_metrics(const MetricsExportRequest& request);
  /// A vector for each line of the texts (probe/embedding.h), in their order.
  RequestId embed(const EmbedRequest& request);
  /// What the cleaning steps do with a corpus (text/cleaning_preview.h).
  RequestId clean(const CleanRequest& request);
  /// Measures what a step of the recipe takes on this machine (train/preflight.h). Refused with bad_input
  /// while a run is in training, and cancelled when one begins.
  RequestId preflight(const PreflightRequest& request);
  /// Also withdraws a question: one that takes several passes of the model ends with the error cancelled.
  void cancel(RequestId job);

  /// Answered through ProbeDone: by the run in training between two steps when it is that run, else from its
  /// newest checkpoint or the one asked for. The last few stay loaded for the next question.
  RequestId ask(const ProbeRequest& request);

  /// Held-out evaluation of a run's newest checkpoint over the whole held-out split, on the calling thread.
  /// dataset: name or hash; empty: the one it was trained on. Another one must have the same tokenizer.
  struct EvaluationReport {
    EvaluationMetrics metrics;
    double unigram_entropy = 0;
  };
  Result<EvaluationReport> evaluate(const std::string& run, const RunOptions& options,
                                    const ProgressSink& progress = {}, const std::string& dataset = {});

  /// Changes a run's tags, note or whether it is archived; also of a run in training.
  Result<void> label_run(const std::string& run, const RunLabels& change);
  /// Pins a sentence of the workspace, or takes it away (History::pin, unpin): every run, also the one in
  /// training, scores those that are pinned behind each of its evaluations.
  Result<void> pin(const std::string& text, bool pinned);
  /// Deletes a run's files and records; refused for the active run.
  Result<void> delete_run(const std::string& run);

  /// Takes all events that have come since the last call, in order. Metrics of every step are among them.
  std::vector<Event> drain();
  /// Waits until drain() would return something, at most timeout. True when there is something.
  bool wait(std::chrono::milliseconds timeout);
  /// Called from a session thread when events become available after none were; it must only wake somebody
  /// up.
  void set_wakeup(std::function<void()> wakeup);

 private:
  struct State;
  explicit Session(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace cloze
