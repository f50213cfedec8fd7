// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/bench.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <map>

#include "app/cli/commands.h"
#include "app/cli/corpus_options.h"
#include "app/cli/output.h"
#include "core/data/tokenizing_rate.h"

namespace cloze::cli {
namespace {

const std::map<std::string, Precision> precisions{{"fp32", Precision::fp32}, {"bf16", Precision::bf16}};
const std::map<std::string, Family> families{{"classic", Family::classic}, {"modern", Family::modern}};

const std::map<std::string, OptimizerKind> optimizers{{"adamw", OptimizerKind::adamw},
                                                      {"muon", OptimizerKind::muon}};

std::string precision_name(Precision precision) {
  return precision == Precision::bf16 ? "bf16" : "fp32";
}

struct StepOptions {
  std::string preset = "tiny";
  Precision precision = Precision::bf16;
  OptimizerKind optimizer = OptimizerKind::adamw;
  Family family = Family::modern;
  std::int64_t batch = 0, length = 0;
  double mask_rate = 0.15;
  int steps = 20, warmup = 3, threads = 0;
  std::string device = "auto";
};

Result<void> run_step(const Context& context, const StepOptions& options) {
  auto request = bench_preset(options.preset);
  if (!request)
    return fail(ErrorCode::bad_input, fmt::format("there is no bench preset '{}'", options.preset),
                "it takes tiny, mini or base");
  request->precision = options.precision;
  request->optimizer = options.optimizer;
  request->model.family = options.family;
  if (options.batch > 0) request->batch = options.batch;
  if (options.length > 0) request->length = options.length;
  request->mask_rate = options.mask_rate;
  request->steps = options.steps;
  request->warmup = options.warmup;
  request->threads = options.threads;
  request->device = options.device;
  if (request->length > request->model.max_positions)
    return fail(ErrorCode::bad_input,
                fmt::format("a sequence of {} tokens is longer than the model's {} positions",
                            request->length, request->model.max_positions));
  CLOZE_TRY(const BenchResult result, bench_step(*request));
  const double ratio = result.flops_per_second / result.gemm_flops_per_second;
  if (context.json) {
    print_json({{"preset", options.preset},
                {"family", options.family == Family::classic ? "classic" : "modern"},
                {"precision", precision_name(options.precision)},
                {"batch", request->batch},
                {"sequence", request->length},
                {"device", result.device},
                {"parameters", result.parameters},
                {"tokens_per_second", result.tokens_per_second},
                {"median_milliseconds", result.median_milliseconds},
                {"flops_per_token", result.flops_per_token},
                {"flops_per_second", result.flops_per_second},
                {"gemm_flops_per_second", result.gemm_flops_per_second},
                {"gemm_ratio", ratio},
                {"shares",
                 {{"data", result.data_share},
                  {"forward", result.forward_share},
                  {"backward", result.backward_share},
                  {"optimizer", result.optimizer_share}}},
                {"peak_memory_bytes", result.peak_memory_bytes}});
    return {};
  }
  fmt::print("{} {} on {}: {} tokens/s, {:.1f} ms a step\n", options.preset,
             precision_name(options.precision), result.device, short_count(result.tokens_per_second),
             result.median_milliseconds);
  fmt::print("{} FLOP/s, {:.0f} % of a plain matrix product ({} FLOP/s)\n",
             short_count(result.flops_per_second), 100 * ratio, short_count(result.gemm_flops_per_second));
  fmt::print("data {:.0f} %, forward {:.0f} %, backward {:.0f} %, optimizer {:.0f} %; peak memory {} bytes\n",
             100 * result.data_share, 100 * result.forward_share, 100 * result.backward_share,
             100 * result.optimizer_share, short_count(result.peak_memory_bytes));
  return {};
}

Result<void> run_gemm(const Context& context, const GemmRequest& request) {
  CLOZE_TRY(const double rate, bench_gemm(request));
  if (context.json)
    print_json({{"size", request.size},
                {"precision", precision_name(request.precision)},
                {"gemm_flops_per_second", rate}});
  else
    fmt::print("{} x {} in {}: {} FLOP/s\n", request.size, request.size, precision_name(request.precision),
               short_count(rate));
  return {};
}

struct TokenizeOptions {
  std::string tokenizer;
  CorpusOptions corpus;
  TokenizingRateRequest request;
};

Result<void> run_tokenize(const Context& context, TokenizeOptions options) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  CLOZE_TRY(const auto folder, workspace.find_tokenizer(options.tokenizer));
  CLOZE_TRY(const auto tokenizer, load_tokenizer(folder));
  CLOZE_TRY(options.request.corpus, options.corpus.resolve());
  CLOZE_TRY(options.request.format, options.corpus.resolve_format());
  CLOZE_TRY(const TokenizingRate rate, measure_tokenizing(tokenizer, options.request));
  if (context.json)
    print_json({{"documents", rate.documents},
                {"bytes", rate.bytes},
                {"tokens", rate.tokens},
                {"threads", rate.threads},
                {"vocabulary", tokenizer->vocabulary_size()},
                {"encode_bytes_per_second", rate.encode_bytes_per_second},
                {"dataset_bytes_per_second", rate.dataset_bytes_per_second}});
  else
    fmt::print(
        "{} documents, {} bytes, {} tokens, {} threads\n"
        "ids of lines: {:.1f} MB/s; as a dataset is built (sentences, words, hash): {:.1f} MB/s\n",
        rate.documents, rate.bytes, rate.tokens, rate.threads, rate.encode_bytes_per_second / 1e6,
        rate.dataset_bytes_per_second / 1e6);
  return {};
}

}  // namespace

void add_bench(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("bench", "Measure this machine");
  group->require_subcommand(1);

  auto* gemm = group->add_subcommand("gemm", "A plain matrix product");
  auto gemm_request = std::make_shared<GemmRequest>();
  gemm->add_option("--size", gemm_request->size, "Rows and columns")
      ->capture_default_str()
      ->check(CLI::Range(16, 32768));
  gemm->add_option("--precision", gemm_request->precision, "fp32 or bf16")
      ->transform(CLI::CheckedTransformer(precisions));
  gemm->add_option("--device", gemm_request->device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  gemm->add_option("--threads", gemm_request->threads, "0 takes all cores")->capture_default_str();
  gemm->callback([&context, gemm_request] {
    context.action = [&context, gemm_request] { return run_gemm(context, *gemm_request); };
  });

  auto* step = group->add_subcommand("step", "Training steps on synthetic rows");
  auto options = std::make_shared<StepOptions>();
  step->add_option("--preset", options->preset, "tiny, mini or base")->capture_default_str();
  step->add_option("--precision", options->precision, "fp32 or bf16")
      ->transform(CLI::CheckedTransformer(precisions));
  step->add_option("--optimizer", options->optimizer, "adamw or muon")
      ->transform(CLI::CheckedTransformer(optimizers));
  step->add_option("--family", options->family, "classic or modern")
      ->transform(CLI::CheckedTransformer(families));
  step->add_option("--batch", options->batch, "Rows, instead of the preset's")->check(CLI::PositiveNumber);
  step->add_option("--seq", options->length, "Tokens per row, instead of the preset's")
      ->check(CLI::Range(8, 8192));
  step->add_option("--mask-rate", options->mask_rate, "Share of predicted tokens")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 0.9));
  step->add_option("--steps", options->steps, "Counted steps")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  step->add_option("--warmup", options->warmup, "Steps left out of the count")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  step->add_option("--threads", options->threads, "0 takes all cores")->capture_default_str();
  step->add_option("--device", options->device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  step->callback(
      [&context, options] { context.action = [&context, options] { return run_step(context, *options); }; });

  auto* tokenize = group->add_subcommand("tokenize", "Text to tokens");
  auto tokenizing = std::make_shared<TokenizeOptions>();
  tokenize->add_option("--tokenizer", tokenizing->tokenizer, "Name of a trained tokenizer")->required();
  tokenizing->corpus.add_to(*tokenize);
  tokenize->add_option("--rounds", tokenizing->request.rounds, "Counted rounds")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  tokenize->add_option("--threads", tokenizing->request.threads, "0 takes all cores")->capture_default_str();
  tokenize->callback([&context, tokenizing] {
    context.action = [&context, tokenizing] { return run_tokenize(context, *tokenizing); };
  });
}

}  // namespace cloze::cli
