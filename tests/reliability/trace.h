// SPDX-License-Identifier: GPL-3.0-or-later
// What a training did, step by step, exact to the bit: loss, learning rate and the rows of its batches.
// Written by an observer of the trainer into a file, a line per step as the step ends, so that it survives a
// killed process; a step that is taken again has a line again.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/train/trainer.h"

namespace cloze::test {

class TraceFile {
 public:
  explicit TraceFile(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
    if (fd_ < 0) throw std::runtime_error("cannot open " + path.string());
  }
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;
  ~TraceFile() { ::close(fd_); }

  void write(const std::string& line) const {
    if (::write(fd_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      throw std::runtime_error("cannot write the trace");
  }

 private:
  int fd_;
};

/// Also the base of observers that do something to a run; commands come from `decide`.
class TracingObserver : public TrainerObserver {
 public:
  explicit TracingObserver(const std::filesystem::path& file) : file_(file) {}

  std::function<Command(Trainer&)> decide;
  std::vector<std::string> faults, warnings;
  std::vector<std::pair<std::int64_t, std::int64_t>> rollbacks;
  std::vector<std::int64_t> saved;
  std::vector<EvaluationMetrics> evaluations;

  void step_begins(std::int64_t, const std::vector<Batch>& batches) override {
    rows_.clear();
    for (const Batch& batch : batches)
      rows_ +=
          fmt::format("{}{}:{}", rows_.empty() ? "" : "/", batch.epoch, fmt::join(batch.row_numbers, ","));
  }
  void step_done(const StepMetrics& m, double, double) override {
    file_.write(fmt::format("{} {:016x} {:016x} {}\n", m.step, std::bit_cast<std::uint64_t>(m.loss),
                            std::bit_cast<std::uint64_t>(m.learning_rate), rows_));
  }
  void evaluation_done(const EvaluationMetrics& metrics) override { evaluations.push_back(metrics); }
  void checkpoint_saved(std::int64_t step, const std::filesystem::path&) override { saved.push_back(step); }
  void warning(std::int64_t, const std::string& message) override { warnings.push_back(message); }
  void fault(std::int64_t, const std::string& message) override { faults.push_back(message); }
  void rolled_back(std::int64_t from, std::int64_t to) override { rollbacks.emplace_back(from, to); }
  Command storage_failed(std::int64_t, const Error& error) override {
    warnings.push_back(to_string(error));
    return Command::stop;
  }
  Command between_steps(Trainer& trainer) override { return decide ? decide(trainer) : Command::go_on; }

 private:
  TraceFile file_;
  std::string rows_;
};

/// By step, what stands behind the step's number. Where a step was taken again, `last` has the last time and
/// `different` counts the times that were not like the one before.
struct Trace {
  std::map<std::int64_t, std::string> last;
  int repeated = 0, different = 0;

  static Trace read(const std::filesystem::path& path) {
    Trace trace;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      const std::size_t blank = line.find(' ');
      const std::int64_t step = std::stoll(line.substr(0, blank));
      std::string rest = line.substr(blank + 1);
      if (const auto before = trace.last.find(step); before != trace.last.end()) {
        ++trace.repeated;
        trace.different += before->second != rest;
      }
      trace.last[step] = std::move(rest);
    }
    return trace;
  }
};

}  // namespace cloze::test
