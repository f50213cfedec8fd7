// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "app/cli/commands.h"
#include "app/cli/corpus_options.h"
#include "app/cli/output.h"
#include "app/cli/wait.h"
#include "core/data/document_tokenizer.h"
#include "core/session/dataset_browser.h"
#include "core/session/dataset_statistics.h"

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
  for (std::size_t i = 0; i < info.sources.size(); ++i)
    fmt::print("weight {:g}: {} documents, {} tokens of train from {}\n", info.settings.weights[i],
               info.sources[i].documents, info.sources[i].tokens, info.settings.corpus[i].string());
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

/// Goes on with a build that stopped.
Result<void> resume(const Context& context, const std::string& name, std::int64_t threads) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  CLOZE_TRY(const UnfinishedBuild unfinished, workspace.find_unfinished_build(name));
  if (unfinished.running)
    return fail(ErrorCode::bad_input, fmt::format("the dataset '{}' is being built", unfinished.info.name));
  DatasetRequest request = request_of(unfinished);
  request.settings.threads = threads;
  const Interruption interruption;
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const JobDone done, wait_for_job(*session, session->build_dataset(request)));
  print_info(*done.dataset, context.json);
  return {};
}

Result<void> discard(const Context& context, const std::string& name) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  CLOZE_TRY(const UnfinishedBuild unfinished, workspace.find_unfinished_build(name));
  CLOZE_CHECK(discard_unfinished_build(unfinished));
  if (context.json)
    print_json({{"discarded", unfinished.info.hash}, {"bytes", unfinished.disk_bytes}});
  else
    fmt::print("{} freed\n", short_bytes(double(unfinished.disk_bytes)));
  return {};
}

void print_unfinished(const std::vector<UnfinishedBuild>& builds) {
  for (const UnfinishedBuild& build : builds) {
    fmt::print("unfinished: {} ({}), {:.0f} % done, {} on disk: ", build.info.name,
               build.info.hash.substr(0, 16), 100 * build.done, short_bytes(double(build.disk_bytes)));
    if (build.running)
      fmt::print("being built\n");
    else
      fmt::print("'cloze dataset resume {0}' goes on, 'cloze dataset discard {0}' removes it\n",
                 build.info.name);
  }
}

Json unfinished_json(const UnfinishedBuild& build) {
  Json json = to_json(build.info);
  json["unfinished"] = {{"done", build.done}, {"bytes", build.disk_bytes}, {"running", build.running}};
  return json;
}

Result<void> list(const Context& context) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  std::vector<Error> unreadable;
  const auto infos = workspace.list_datasets(&unreadable);
  const auto unfinished = list_unfinished_builds(workspace.datasets());
  for (const Error& error : unreadable) fmt::print(stderr, "cloze: left out: {}\n", to_string(error));
  if (context.json) {
    Json json = Json::array();
    for (const DatasetInfo& info : infos) json.push_back(to_json(info));
    for (const UnfinishedBuild& build : unfinished) json.push_back(unfinished_json(build));
    print_json(json);
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const DatasetInfo& info : infos)
    rows.push_back({info.name, info.hash.substr(0, 16), info.tokenizer_name,
                    short_count(static_cast<double>(info.train.tokens)),
                    short_count(static_cast<double>(info.held_out.tokens))});
  print_table({"name", "hash", "tokenizer", "train tokens", "held-out tokens"}, rows);
  print_unfinished(unfinished);
  return {};
}

Json histogram_json(const Histogram& histogram) {
  Json bins = Json::array();
  for (const Histogram::Bin& bin : histogram.bins)
    bins.push_back({{"from", bin.begin}, {"below", bin.end}, {"count", bin.count}});
  return {{"smallest", histogram.smallest},
          {"median", histogram.median},
          {"mean", histogram.mean},
          {"largest", histogram.largest},
          {"bins", std::move(bins)}};
}

/// unit: of the numbers. scale: what a number is divided by to be told.
void print_histogram(const char* title, const char* unit, const Histogram& histogram, double scale = 1) {
  const auto told = [scale](std::uint64_t number) { return fmt::format("{}", double(number) / scale); };
  fmt::print("\n{}: {} to {}{}, median {}\n", title, told(histogram.smallest), told(histogram.largest), unit,
             told(histogram.median));
  std::uint64_t most = 1;
  for (const Histogram::Bin& bin : histogram.bins) most = std::max(most, bin.count);
  constexpr std::uint64_t widest = 40;
  for (const Histogram::Bin& bin : histogram.bins)
    fmt::print("{:>10} {:<{}} {}\n", told(bin.begin),
               std::string((bin.count * widest + most - 1) / most, '#'), widest, bin.count);
}

Result<void> print_statistics(const Context& context, const Dataset& dataset) {
  CLOZE_TRY(const DatasetStatistics statistics, dataset_statistics(dataset));
  const auto unused = std::ranges::count(statistics.token_counts, 0U);
  if (context.json) {
    Json json = to_json(dataset.info());
    json["statistics"] = {{"document_tokens", histogram_json(statistics.document_tokens)},
                          {"sentence_tokens", histogram_json(statistics.sentence_tokens)},
                          {"document_unknown_per_10000", histogram_json(statistics.document_unknown)},
                          {"unused_tokens", unused},
                          {"token_counts", statistics.token_counts}};
    print_json(json);
    return {};
  }
  print_info(dataset.info(), false);
  print_histogram("tokens per document", "", statistics.document_tokens);
  print_histogram("tokens per sentence", "", statistics.sentence_tokens);
  print_histogram("unknown tokens of a document", " %", statistics.document_unknown, 100);
  fmt::print("\ntokens of the vocabulary that never occur: {}\n", unused);
  return {};
}

Result<void> show(const Context& context, const std::string& name, bool verify, bool statistics) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  CLOZE_TRY(const auto folder, workspace.find_dataset(name));
  CLOZE_TRY(const Dataset dataset, Dataset::open(folder, verify));
  if (statistics) return print_statistics(context, dataset);
  print_info(dataset.info(), context.json);
  return {};
}

const char* split_name(Split split) {
  return split == Split::train ? "train" : "held out";
}

Result<void> search(const Context& context, const std::string& name, const std::string& text,
                    std::size_t most) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  CLOZE_TRY(const auto folder, workspace.find_dataset(name));
  CLOZE_TRY(const DatasetInfo info, read_dataset_info(folder));
  CLOZE_TRY(const auto tokenizer, workspace.find_tokenizer(info.tokenizer_name));
  CLOZE_TRY(const DatasetBrowser browser, DatasetBrowser::open(folder, tokenizer));
  Json json = Json::array();
  std::size_t found = 0;
  std::optional<SearchPosition> at = SearchPosition{};
  while (at && found < most) {
    const SearchPart part = browser.search(text, *at, most - found, 0.5);
    for (const SearchHit& hit : part.hits) {
      if (context.json)
        json.push_back({{"split", hit.split == Split::train ? "train" : "held_out"},
                        {"document", hit.document},
                        {"before", hit.before},
                        {"match", hit.match},
                        {"after", hit.after}});
      else
        fmt::print("{} {}: {}[{}]{}\n", split_name(hit.split), hit.document, one_line(hit.before),
                   one_line(hit.match), one_line(hit.after));
    }
    found += part.hits.size();
    at = part.next;
  }
  if (context.json) {
    print_json({{"hits", std::move(json)}, {"complete", !at}});
  } else if (at) {
    fmt::print(stderr, "cloze: the first {} documents; --limit shows more\n", found);
  } else if (found == 0) {
    fmt::print(stderr, "cloze: no document holds '{}'\n", one_line(text));
  }
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
  builder
      ->add_option(
          "--weights", request->settings.weights,
          "One per path, in their order: how often its documents are trained on in an epoch, such as "
          "1,0.5,3")
      ->delimiter(',')
      ->allow_extra_args(false);  // The paths follow.
  builder->add_option("--locale", request->settings.locale,
                      "For sentence boundaries; the default serves English and Chinese");
  builder->add_option("--threads", request->settings.threads, "0 takes all cores")->capture_default_str();
  builder->callback([&context, corpus, request] {
    context.action = [&context, corpus, request] { return build(context, *corpus, *request); };
  });

  auto* resumer = group->add_subcommand("resume", "Go on with a build that was stopped or killed");
  auto resumed = std::make_shared<std::string>();
  auto threads = std::make_shared<std::int64_t>(0);
  resumer->add_option("name", *resumed, "Name or hash")->required();
  resumer->add_option("--threads", *threads, "0 takes all cores")->capture_default_str();
  resumer->callback([&context, resumed, threads] {
    context.action = [&context, resumed, threads] { return resume(context, *resumed, *threads); };
  });
  auto* discarder = group->add_subcommand("discard", "Remove what a stopped build left");
  discarder->add_option("name", *resumed, "Name or hash")->required();
  discarder->callback(
      [&context, resumed] { context.action = [&context, resumed] { return discard(context, *resumed); }; });

  group->add_subcommand("list", "List the datasets of the workspace")->callback([&context] {
    context.action = [&context] { return list(context); };
  });

  auto* shower = group->add_subcommand("show", "Show a dataset's facts");
  auto name = std::make_shared<std::string>();
  auto verify = std::make_shared<bool>(false);
  shower->add_option("name", *name, "Name or hash")->required();
  shower->add_flag("--verify", *verify, "Check every file against its hash");
  auto statistics = std::make_shared<bool>(false);
  shower->add_flag("--statistics", *statistics, "Count lengths, unknown tokens and the vocabulary's use");
  shower->callback([&context, name, verify, statistics] {
    context.action = [&context, name, verify, statistics] {
      return show(context, *name, *verify, *statistics);
    };
  });

  auto* searcher = group->add_subcommand("search", "Find the documents that hold a text, whatever its case");
  auto text = std::make_shared<std::string>();
  auto most = std::make_shared<std::size_t>(20);
  searcher->add_option("name", *name, "Name or hash")->required();
  searcher->add_option("text", *text, "What to look for")->required();
  searcher->add_option("--limit", *most, "Documents to show at most")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  searcher->callback([&context, name, text, most] {
    context.action = [&context, name, text, most] { return search(context, *name, *text, *most); };
  });
  add_dataset_rows(*group, context);
}

}  // namespace cloze::cli
