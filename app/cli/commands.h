// SPDX-License-Identifier: GPL-3.0-or-later
// The subcommands. Each add_ function declares options and stores what is to be done in the context.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/session/session.h"

namespace CLI {
class App;
}

namespace cloze::cli {

struct Context {
  std::string workspace_folder;
  bool json = false;
  std::function<Result<void>()> action;
  /// Of an action that has told itself what came of it.
  int exit_status = 0;

  Result<Workspace> workspace() const { return Workspace::open(workspace_folder); }
  Result<std::unique_ptr<Session>> session() const;
};

void add_sample(CLI::App& app, Context& context);
void add_tokenizer(CLI::App& app, Context& context);
void add_dataset(CLI::App& app, Context& context);
void add_dataset_rows(CLI::App& group, Context& context);  ///< Within add_dataset().
void add_train(CLI::App& app, Context& context);
void add_resume(CLI::App& app, Context& context);
void add_queue(CLI::App& app, Context& context);
void add_runs(CLI::App& app, Context& context);
void add_eval(CLI::App& app, Context& context);
void add_fill(CLI::App& app, Context& context);
void add_pins(CLI::App& app, Context& context);
void add_score(CLI::App& app, Context& context);
void add_attention(CLI::App& app, Context& context);
void add_batch(CLI::App& app, Context& context);
void add_clean(CLI::App& app, Context& context);
void add_embed(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_bench(CLI::App& app, Context& context);
void add_quickstart(CLI::App& app, Context& context);
void add_trainer(CLI::App& app, Context& context);

/// On stderr; with json also as {"error": ...} on stdout.
void print_error(const Error& error, bool json);

}  // namespace cloze::cli
