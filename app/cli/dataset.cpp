// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/corpus_options.h"
#include "app/cli/output.h"
#include "app/cli/wait.h"
#include "core/data/document_tokenizer.h"

namespace cloze::cli {
namespace {

void print_info(const DatasetInfo& info, bool json) {
  if (json) return print_json(to_json(info));
  fmt::print("dataset: {}\nhash: {}\ntokenizer: {}\n", info.name, info.hash, info.tokenizer_name);
  const auto print_split = [](const char* name, const SplitCounts& split) {
    fmt::print("{}: {} documents, {} sentences, {} tokens, {} unknown\n", name, split.documents,
               split.sentences, split.tokens, split.unknown_tokens);
  };
  print_split("train", info.train);
  print_split("held out", info.held_out);
  print_left_out(info.report, info.cleaning);
  if (info.cut_sentences > 0)
    fmt::print("sentences over {} bytes cut: {}\n", longest_sentence, info.cut_sentences);
  if (info.empty_sentences > 0) fmt::print("sentences without a token left out: {}\n", info.empty_sentences);
}

Result<void> build(const Context& context, const CorpusOptions& corpus, DatasetRequest request) {
  CLOZE_TRY(request.settings.corpus, corpus.resolve());
  CLOZE_TRY(request.settings.format, corpus.resolve_format());
  const Interruption interruption;
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const JobDone done, wait_for_job(*session, session->build_dataset(request)));
  print_info(*done.dataset, context.json);
  return {};
}

Result<void> list(const Context& context) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  std::vector<Error> unreadable;
  const auto infos = workspace.list_datasets(&unreadable);
  for (const Error& error : unreadable) fmt::print(stderr, "cloze: left out: {}\n", to_string(error));
  if (context.json) {
    Json json = Json::array();
    for (const DatasetInfo& info : infos) json.push_back(to_json(info));
    print_json(json);
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const DatasetInfo& info : infos)
    rows.push_back({info.name, info.hash.substr(0, 16), info.tokenizer_name,
                    short_count(static_cast<double>(info.train.tokens)),
                    short_count(static_cast<double>(info.held_out.tokens))});
  print_table({"name", "hash", "tokenizer", "train tokens", "held-out tokens"}, rows);
  return {};
}

Result<void> show(const Context& context, const std::string& name, bool verify) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  CLOZE_TRY(const auto folder, workspace.find_dataset(name));
  CLOZE_TRY(const Dataset dataset, Dataset::open(folder, verify));
  print_info(dataset.info(), context.json);
  return {};
}

}  // namespace

void add_dataset(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("dataset", "Build and look at datasets");
  group->require_subcommand(1);

  auto* builder = group->add_subcommand("build", "Tokenize text into a dataset");
  auto corpus = std::make_shared<CorpusOptions>();
  auto request = std::make_shared<DatasetRequest>();
  builder->add_option("--name", request->name, "Name of the new dataset")->required();
  builder->add_option("--tokenizer", request->tokenizer, "Name of a tokenizer of the workspace")->required();
  corpus->add_to(*builder);
  builder
      ->add_option("--held-out", request->settings.held_out_share, "Share of documents kept for evaluation")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 0.9));
  builder->add_option("--locale", request->settings.locale,
                      "For sentence boundaries; the default serves English and Chinese");
  builder->add_option("--threads", request->settings.threads, "0 takes all cores")->capture_default_str();
  builder->callback([&context, corpus, request] {
    context.action = [&context, corpus, request] { return build(context, *corpus, *request); };
  });

  group->add_subcommand("list", "List the datasets of the workspace")->callback([&context] {
    context.action = [&context] { return list(context); };
  });

  auto* shower = group->add_subcommand("show", "Show a dataset's facts");
  auto name = std::make_shared<std::string>();
  auto verify = std::make_shared<bool>(false);
  shower->add_option("name", *name, "Name or hash")->required();
  shower->add_flag("--verify", *verify, "Check every file against its hash");
  shower->callback([&context, name, verify] {
    context.action = [&context, name, verify] { return show(context, *name, *verify); };
  });
}

}  // namespace cloze::cli
