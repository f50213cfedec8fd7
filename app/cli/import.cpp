// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/wait.h"

namespace cloze::cli {
namespace {

Result<void> run(const Context& context, const ImportRequest& request) {
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const JobDone done, wait_for_job(*session, session->import_model(request)));
  CLOZE_TRY(History history, History::open(session->workspace().database()));
  CLOZE_TRY(const RunRecord record, history.find_run(done.run_id));
  CLOZE_TRY(const auto events, history.events(done.run_id));
  Json remarks = Json::array();
  for (const RunEvent& event : events)
    if (event.kind == "warning") remarks.push_back(event.message);
  if (context.json) {
    print_json({{"run", record.id},
                {"name", record.name},
                {"tokenizer", record.tokenizer_name},
                {"remarks", remarks}});
    return {};
  }
  fmt::print("run: {}\nname: {}\ntokenizer: {}\n", record.id, record.name, record.tokenizer_name);
  for (const auto& remark : remarks) fmt::print("note: {}\n", remark.get<std::string>());
  return {};
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("import",
                                     "Take in the folder of a Hugging Face model: BERT, RoBERTa, "
                                     "DistilBERT or ModernBERT");
  auto request = std::make_shared<ImportRequest>();
  command->add_option("folder", request->folder, "With config.json, safetensors and tokenizer files")
      ->required();
  command->add_option("--name", request->name, "Name of the run, and of the tokenizer where it is new")
      ->required();
  command->callback(
      [&context, request] { context.action = [&context, request] { return run(context, *request); }; });
}

}  // namespace cloze::cli
