// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/corpus_options.h"
#include "app/cli/output.h"
#include "app/cli/wait.h"

namespace cloze::cli {
namespace {

void print_info(const TokenizerInfo& info, bool json) {
  if (json) return print_json(to_json(info));
  const auto& corpus = info.report.corpus;
  fmt::print(
      "tokenizer: {}\nvocabulary: {} ({})\nhash: {}\ntrained on: {} of {} sentences of {} documents, {} "
      "bytes\n",
      info.name, info.settings.vocabulary_size, std::string(kind_name(info.settings.kind)), info.hash,
      info.report.sampled_sentences, info.report.sentences, corpus.documents, info.report.sampled_bytes);
  print_left_out(corpus, info.settings.cleaning);
  if (info.report.split_lines > 0) fmt::print("long sentences cut: {}\n", info.report.split_lines);
  if (info.report.reserved_characters > 0)
    fmt::print("characters reserved by SentencePiece left out: {}\n", info.report.reserved_characters);
}

Result<void> train(const Context& context, const CorpusOptions& corpus, TokenizerRequest request) {
  CLOZE_TRY(request.corpus, corpus.resolve());
  CLOZE_TRY(request.format, corpus.resolve_format());
  const Interruption interruption;
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const JobDone done, wait_for_job(*session, session->train_tokenizer(request)));
  print_info(*done.tokenizer, context.json);
  return {};
}

Result<void> list(const Context& context) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  std::vector<Error> unreadable;
  const auto infos = workspace.list_tokenizers(&unreadable);
  for (const Error& error : unreadable) fmt::print(stderr, "cloze: left out: {}\n", to_string(error));
  if (context.json) {
    Json json = Json::array();
    for (const TokenizerInfo& info : infos) json.push_back(to_json(info));
    print_json(json);
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const TokenizerInfo& info : infos)
    rows.push_back({info.name, std::string(kind_name(info.settings.kind)),
                    std::to_string(info.settings.vocabulary_size), info.hash.substr(0, 16)});
  print_table({"name", "kind", "vocabulary", "hash"}, rows);
  return {};
}

Result<void> show(const Context& context, const std::string& name, const std::string& text) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  CLOZE_TRY(const auto folder, workspace.find_tokenizer(name));
  CLOZE_TRY(const TokenizerInfo info, read_tokenizer_info(folder));
  if (text.empty()) {
    print_info(info, context.json);
    return {};
  }
  CLOZE_TRY(const auto tokenizer, load_tokenizer(folder));
  std::vector<TokenId> ids;
  tokenizer->encode(clean(text, tokenizer->cleaning()), ids);
  std::vector<std::string> pieces;
  for (const TokenId id : ids) pieces.emplace_back(tokenizer->piece(id));
  if (context.json)
    print_json({{"ids", ids}, {"pieces", pieces}});
  else
    fmt::print("{}\n{}\n", fmt::join(pieces, " "), fmt::join(ids, " "));
  return {};
}

}  // namespace

void add_tokenizer(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("tokenizer", "Train and look at tokenizers");
  group->require_subcommand(1);

  auto* trainer = group->add_subcommand("train", "Train a SentencePiece or WordPiece tokenizer on text");
  auto corpus = std::make_shared<CorpusOptions>();
  auto request = std::make_shared<TokenizerRequest>();
  trainer->add_option("--name", request->name, "Name of the new tokenizer")->required();
  corpus->add_to(*trainer);
  TokenizerSettings& settings = request->settings;
  trainer
      ->add_option("--vocab,--vocabulary", settings.vocabulary_size,
                   "Vocabulary size, special tokens included")
      ->capture_default_str();
  trainer->add_option("--kind", settings.kind, "unigram, bpe or char (SentencePiece), or wordpiece (BERT)")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, TokenizerKind>{{"unigram", TokenizerKind::unigram},
                                               {"bpe", TokenizerKind::bpe},
                                               {"char", TokenizerKind::character},
                                               {"wordpiece", TokenizerKind::wordpiece}}));
  trainer
      ->add_option("--coverage", settings.character_coverage, "Share of characters the vocabulary must spell")
      ->capture_default_str();
  trainer->add_option("--sample-bytes", settings.sample_bytes, "Train on at most so much text")
      ->capture_default_str();
  trainer->add_option("--seed", settings.seed, "Of the sampling")->capture_default_str();
  trainer->add_option("--normalization", settings.cleaning.normalization, "none, nfc or nfkc")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Normalization>{
          {"none", Normalization::none}, {"nfc", Normalization::nfc}, {"nfkc", Normalization::nfkc}}));
  trainer->add_flag("--lowercase", settings.cleaning.lowercase,
                    "Fold upper case to lower case; in wordpiece with accents stripped, as BERT uncased");
  trainer->add_option("--invalid-utf8", settings.cleaning.invalid_utf8, "replace or skip")
      ->transform(CLI::CheckedTransformer(std::map<std::string, InvalidUtf8>{
          {"replace", InvalidUtf8::replace}, {"skip", InvalidUtf8::skip}}));
  trainer->callback([&context, corpus, request] {
    context.action = [&context, corpus, request] { return train(context, *corpus, *request); };
  });

  group->add_subcommand("list", "List the tokenizers of the workspace")->callback([&context] {
    context.action = [&context] { return list(context); };
  });

  auto* shower = group->add_subcommand("show", "Show a tokenizer, or what it makes of a text");
  auto name = std::make_shared<std::string>();
  auto text = std::make_shared<std::string>();
  shower->add_option("name", *name, "Name of the tokenizer")->required();
  shower->add_option("--text", *text, "Text to tokenize");
  shower->callback([&context, name, text] {
    context.action = [&context, name, text] { return show(context, *name, *text); };
  });
}

}  // namespace cloze::cli
