// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/clock.h"
#include "core/base/progress_estimate.h"
#include "core/base/strict_json.h"
#include "core/base/text_name.h"
#include "core/text/characters.h"
#include "core/text/step_reports_json.h"

namespace cloze::cli {
namespace {

constexpr int bar_width = 24;
constexpr double terminal_interval = 0.1, plain_interval = 10;

std::string bar(double share) {
  const int full = std::clamp(static_cast<int>(share * bar_width), 0, bar_width);
  std::string text = "[";
  for (int i = 0; i < bar_width; ++i) text += i < full ? '=' : i == full ? '>' : ' ';
  return text + fmt::format("] {:3.0f}%", 100 * std::clamp(share, 0.0, 1.0));
}

/// Columns a text takes, counting characters of several bytes once.
std::size_t width(std::string_view text) {
  return count_characters(text);
}

int terminal_columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 100;
}

bool is_number(std::string_view text) {
  return !text.empty() && (std::isdigit(static_cast<unsigned char>(text[0])) != 0 || text == "-");
}

/// JSON that a database holds; null when it is none, or none of ours.
Json stored_json(const std::string& text) {
  auto json = parse_strict_json(text, "", ErrorCode::damaged, "");
  return json ? std::move(*json) : Json();
}

Json counts(const SplitCounts& split) {
  return {{"documents", split.documents},
          {"sentences", split.sentences},
          {"tokens", split.tokens},
          {"unknown_tokens", split.unknown_tokens}};
}

Json report(const CorpusReport& corpus) {
  Json json{{"files", corpus.files},
            {"documents", corpus.documents},
            {"empty_documents", corpus.empty_documents},
            {"skipped_files", corpus.skipped_files},
            {"converted_files", Json(corpus.converted_files)},
            {"bytes_in", corpus.cleaning.bytes_in},
            {"bytes_out", corpus.cleaning.bytes_out},
            {"invalid_utf8_sequences", corpus.cleaning.invalid_sequences},
            {"control_characters_removed", corpus.cleaning.control_characters}};
  if (!corpus.steps.empty()) json["steps"] = step_reports_to_json(corpus.steps);
  return json;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line = printable(text);
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

void print_left_out(const CorpusReport& corpus, const CleaningOptions& cleaning) {
  const auto tell = [](const char* what, std::uint64_t count) {
    if (count > 0) fmt::print("{}: {}\n", what, count);
  };
  tell("files that are no text left out", corpus.skipped_files);
  for (const auto& [encoding, files] : corpus.converted_files)
    tell(fmt::format("files converted from {}", encoding).c_str(), files);
  tell("empty documents left out", corpus.empty_documents);
  if (corpus.cleaning.invalid_sequences > 0)
    fmt::print("invalid characters: {} sequences {}\n", corpus.cleaning.invalid_sequences,
               cleaning.invalid_utf8 == InvalidUtf8::skip ? "skipped" : "replaced");
  tell("control characters removed", corpus.cleaning.control_characters);
  for (const StepReport& step : corpus.steps)
    fmt::print("{}: {} documents kept ({} changed), {} dropped\n", step.step, step.kept, step.changed,
               step.dropped);
}

void print_json(const Json& json) {
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
  std::fflush(stdout);
}

void print_table(const std::vector<std::string>& header, std::vector<std::vector<std::string>> rows) {
  for (auto& row : rows)
    for (std::string& cell : row) cell = one_line(cell);
  std::vector<std::size_t> widths;
  for (const std::string& cell : header) widths.push_back(width(cell));
  std::vector<bool> right(header.size(), !rows.empty());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width(row[i]));
      right[i] = right[i] && is_number(row[i]);
    }
  const auto print_row = [&](const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string space(widths[i] - width(row[i]), ' ');
      line += (i > 0 ? "  " : "") + (right[i] ? space + row[i] : row[i] + space);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    fmt::print("{}\n", line);
  };
  print_row(header);
  for (const auto& row : rows) print_row(row);
}

std::string short_count(double value) {
  if (!std::isfinite(value)) return "-";
  if (value < 1000) return fmt::format("{:.0f}", value);
  if (value < 1e6) return fmt::format("{:.3g}k", value / 1e3);
  if (value < 1e9) return fmt::format("{:.3g}M", value / 1e6);
  return fmt::format("{:.3g}G", value / 1e9);
}

std::string short_bytes(double bytes) {
  if (bytes < 1e6) return fmt::format("{:.0f} kB", bytes / 1e3);
  if (bytes < 1e9) return fmt::format("{:.0f} MB", bytes / 1e6);
  return fmt::format("{:.1f} GB", bytes / 1e9);
}

std::string short_duration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return "-";
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

Json to_json(const TokenizerInfo& info) {
  return {{"name", info.name},
          {"kind", std::string(kind_name(info.settings.kind))},
          {"vocabulary_size", info.settings.vocabulary_size},
          {"character_coverage", info.settings.character_coverage},
          {"hash", info.hash},
          {"created", iso_utc(info.created)},
          {"corpus", report(info.report.corpus)},
          {"sentences", info.report.sentences},
          {"sampled_sentences", info.report.sampled_sentences},
          {"sampled_bytes", info.report.sampled_bytes},
          {"split_lines", info.report.split_lines},
          {"reserved_characters", info.report.reserved_characters},
          {"seconds", info.report.seconds}};
}

Json to_json(const DatasetInfo& info) {
  Json corpus = Json::array();
  for (const auto& path : info.settings.corpus) corpus.push_back(path.string());
  Json trained = Json::array();
  for (const SourceCounts& source : info.sources)
    trained.push_back({{"documents", source.documents}, {"tokens", source.tokens}});
  return {{"name", info.name},
          {"hash", info.hash},
          {"tokenizer", info.tokenizer_name},
          {"vocabulary_size", info.vocabulary_size},
          {"held_out_share", info.settings.held_out_share},
          {"train", counts(info.train)},
          {"held_out", counts(info.held_out)},
          {"sources", std::move(corpus)},
          {"weights", info.settings.weights},
          {"trained_of_sources", std::move(trained)},
          {"corpus", report(info.report)},
          {"cut_sentences", info.cut_sentences},
          {"empty_sentences", info.empty_sentences},
          {"created", iso_utc(info.created)},
          {"seconds", info.seconds}};
}

Json to_json(const StepMetrics& m) {
  return {{"step", m.step},
          {"loss", m.loss},
          {"mlm_loss", m.mlm_loss},
          {"nsp_loss", m.nsp_loss},
          {"learning_rate", m.learning_rate},
          {"gradient_norm", m.gradient_norm},
          {"seconds", m.seconds},
          {"tokens", m.tokens},
          {"tokens_per_second", m.tokens_per_second},
          {"epoch", m.epoch}};
}

Json to_json(const EvaluationMetrics& m) {
  return {{"step", m.step},
          {"loss", m.loss},
          {"accuracy", m.accuracy},
          {"nsp_loss", m.nsp_loss},
          {"nsp_accuracy", m.nsp_accuracy},
          {"predicted_tokens", m.predicted_tokens},
          {"seconds", m.seconds}};
}

Json to_json(const RunRecord& run) {
  Json json{{"id", run.id},
            {"name", run.name},
            {"status", to_string(run.status)},
            {"created", iso_utc(run.created)},
            {"ended", run.ended > 0 ? Json(iso_utc(run.ended)) : Json()},
            {"dataset", run.dataset_name},
            {"dataset_hash", run.dataset_hash},
            {"tokenizer", run.tokenizer_name},
            {"step", run.step},
            {"total_steps", run.total_steps},
            {"tags", run.tags},
            {"note", run.note},
            {"archived", run.archived},
            {"best_loss", run.best_loss ? Json(*run.best_loss) : Json()},
            {"best_accuracy", run.best_accuracy ? Json(*run.best_accuracy) : Json()},
            {"best_nsp_accuracy", run.best_nsp_accuracy ? Json(*run.best_nsp_accuracy) : Json()},
            {"last", run.last ? to_json(*run.last) : Json()},
            {"last_evaluation", run.last_evaluation ? to_json(*run.last_evaluation) : Json()},
            {"failure", run.failure}};
  json["recipe"] = stored_json(run.recipe_json);
  json["environment"] = stored_json(run.environment_json);
  return json;
}

ProgressLine::ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (open_) fmt::print(stderr, "\n");
}

void ProgressLine::clear() {
  if (open_) fmt::print(stderr, "\r\033[K");
  open_ = false;
}

void ProgressLine::show(double share, std::string_view text, bool force) {
  const double now = steady_seconds();
  if (!force && now - last_ < (terminal_ ? terminal_interval : plain_interval)) return;
  last_ = now;
  std::string line = share >= 0 ? fmt::format("{}  {}", bar(share), text) : std::string(text);
  if (!terminal_) {
    fmt::print(stderr, "{}\n", line);
    return;
  }
  // A line that wraps could not be rewritten.
  const auto columns = static_cast<std::size_t>(terminal_columns() - 1);
  if (line.size() > columns) line.resize(columns);
  clear();
  fmt::print(stderr, "{}", line);
  std::fflush(stderr);
  open_ = true;
}

void ProgressLine::note(std::string_view text) {
  clear();
  fmt::print(stderr, "{}\n", printable(text));
}

ProgressSink ProgressLine::sink() {
  return [this, last = std::string(), estimate = ProgressEstimate()](
             std::string_view what, std::uint64_t done, std::uint64_t total) mutable {
    const double now = steady_seconds();
    estimate.update(what, done, total, now);
    const double left = estimate.seconds_left(now);
    // What begins is told at once: it may take long without another word.
    show(estimate.share(),
         std::isfinite(left) ? fmt::format("{}, {} left", what, short_duration(left)) : std::string(what),
         what != last);
    last = what;
  };
}

}  // namespace cloze::cli
