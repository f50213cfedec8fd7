// SPDX-License-Identifier: GPL-3.0-or-later
// What the terminal program prints: JSON and tables on stdout, a progress line on stderr.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/data/dataset.h"
#include "core/history/history.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze::cli {

using Json = nlohmann::ordered_json;

/// NaN and infinity are printed as null: JSON has no word for them.
void print_json(const Json& json);

/// Columns aligned; numbers to the right.
void print_table(const std::vector<std::string>& header, std::vector<std::vector<std::string>> rows);

/// Text from outside on one line of a terminal.
std::string one_line(std::string_view text);

/// What of a corpus was left out or replaced, a line for each that is not zero.
void print_left_out(const CorpusReport& corpus, const CleaningOptions& cleaning);

/// 58234 -> "58.2k", 12300000 -> "12.3M".
std::string short_count(double value);
/// "1.5 GB".
std::string short_bytes(double bytes);
/// Seconds as "1:05" or "2:03:04"; "-" when unknown.
std::string short_duration(double seconds);

Json to_json(const TokenizerInfo& info);
Json to_json(const DatasetInfo& info);
Json to_json(const StepMetrics& metrics);
Json to_json(const EvaluationMetrics& metrics);
Json to_json(const RunRecord& run);

/// One line that is rewritten on a terminal; elsewhere a line every ten seconds. Ends its line when
/// destroyed.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  /// share in [0, 1], or negative when unknown. force writes even when the last line is younger than usual.
  void show(double share, std::string_view text, bool force = false);
  /// Prints a line of its own above the progress.
  void note(std::string_view text);
  /// For library calls that report (what, done, total).
  ProgressSink sink();

 private:
  void clear();
  bool terminal_;
  bool open_ = false;
  double last_ = -1e9;
};

}  // namespace cloze::cli
