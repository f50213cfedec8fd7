// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/wait.h"

namespace cloze::cli {
namespace {

Result<void> run(const Context& context, EmbedRequest request, const std::vector<std::string>& texts) {
  request.texts.assign(texts.begin(), texts.end());
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const JobDone done, wait_for_job(*session, session->embed(request)));
  const EmbeddingReport& report = *done.embeddings;
  if (context.json) {
    print_json({{"file", report.file},
                {"texts", report.corpus.documents},
                {"empty", report.corpus.empty_documents},
                {"truncated", report.truncated},
                {"tokens", report.tokens},
                {"dimension", report.dimension},
                {"seconds", report.seconds}});
    return {};
  }
  fmt::print("embedded: {} texts, {} dimensions, to {}\n", report.corpus.documents, report.dimension,
             report.file);
  if (report.corpus.empty_documents > 0) fmt::print("empty texts: {}\n", report.corpus.empty_documents);
  if (report.truncated > 0) fmt::print("texts truncated to the model's length: {}\n", report.truncated);
  return {};
}

}  // namespace

void add_embed(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("embed", "Write a vector for each line of a text file to .npy or .csv");
  auto request = std::make_shared<EmbedRequest>();
  auto texts = std::make_shared<std::vector<std::string>>();
  command->add_option("run", request->model, "Id or name of a run, or a checkpoint folder")->required();
  command
      ->add_option("texts", *texts,
                   "Files with a text per line, or per record: .txt .md .json .jsonl .csv .tsv, also as .gz "
                   "or .zst, .parquet")
      ->required();
  command->add_option("--to", request->output, "File to make, .npy or .csv; one that is there is refused")
      ->required();
  command->add_option("--pooling", request->pooling, "mean over the tokens, or cls")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Pooling>{{"mean", Pooling::mean}, {"cls", Pooling::cls}}));
  command
      ->add_option("--field", request->text_field, "Key or column that holds the text in JSON, CSV and TSV")
      ->capture_default_str();
  command->add_option("--device", request->device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  command->callback([&context, request, texts] {
    context.action = [&context, request, texts] { return run(context, *request, *texts); };
  });
}

}  // namespace cloze::cli
