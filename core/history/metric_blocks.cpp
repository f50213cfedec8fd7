// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/metric_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

#include "core/history/metrics.h"

namespace cloze {
namespace {

static_assert(std::endian::native == std::endian::little, "blocks are stored as they lie in memory");

constexpr std::string_view blocks_from =
    "SELECT first_step, last_step, steps FROM metric_block WHERE run = ?1 AND name = 'loss' AND last_step >= "
    "?2 "
    "ORDER BY first_step";
constexpr std::string_view block_of_step =
    "SELECT first_step, last_step, steps FROM metric_block WHERE run = ?1 AND name = 'loss' AND first_step "
    "<= "
    "?2 ORDER BY first_step DESC LIMIT 1";
constexpr std::string_view last_block =
    "SELECT first_step FROM metric_block WHERE run = ?1 AND name = 'loss' ORDER BY first_step DESC LIMIT 1";
constexpr std::string_view values_of =
    "SELECT steps, data FROM metric_block WHERE run = ?1 AND name = ?2 AND first_step = ?3";
constexpr std::string_view column_of =
    "SELECT first_step, steps, data FROM metric_block WHERE run = ?1 AND name = ?2 ORDER BY first_step";
constexpr std::string_view put_block =
    "INSERT INTO metric_block (run, name, first_step, last_step, steps, data) VALUES (?1, ?2, ?3, ?4, ?5, "
    "?6)";
constexpr std::string_view drop_block = "DELETE FROM metric_block WHERE run = ?1 AND first_step = ?2";
/// One by one, for min and max together would look at every row.
constexpr std::string_view extent_of =
    "SELECT (SELECT min(step) FROM metric WHERE run = ?1), (SELECT max(step) FROM metric WHERE run = ?1)";
constexpr std::string_view has_rows = "SELECT 1 FROM metric WHERE run = ?1 LIMIT 1";
constexpr std::string_view count_of = "SELECT count(*) FROM metric WHERE run = ?1";
constexpr std::string_view drop_rows = "DELETE FROM metric WHERE run = ?1 AND step <= ?2";
/// Where the steps of a block are not each one more than the one before: they themselves.
constexpr std::string_view steps_name = "step";

struct Block {
  std::int64_t first = 0, last = 0, steps = 0;
  bool dense() const { return last - first + 1 == steps; }
};

template <class Number>
std::string_view bytes_of(const std::vector<Number>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)};
}

std::unexpected<Error> bad_block(Connection& connection, const Block& block, std::string_view name) {
  return fail(ErrorCode::damaged,
              fmt::format("'{}': the steps {} to {} of a run are damaged ({})", connection.path().string(),
                          block.first, block.last, name),
              "put it aside and restore a copy, or start a new workspace");
}

std::vector<Block> read_blocks(Connection& connection, std::int64_t run_key, std::int64_t from_step) {
  std::vector<Block> blocks;
  Query query(connection, blocks_from);
  query.bind(1, run_key).bind(2, from_step);
  while (query.step()) blocks.push_back({query.integer(0), query.integer(1), query.integer(2)});
  return blocks;
}

/// Appends the numbers of a row that has them in its columns `steps` and `steps` + 1.
template <class Number>
Result<void> append_blob(Connection& connection, Query& query, int steps, const Block& block,
                         std::string_view name, std::vector<Number>& numbers) {
  static_assert(sizeof(Number) == 8);
  const std::string_view data = query.blob(steps + 1);
  if (block.steps <= 0 || query.integer(steps) != block.steps ||
      data.size() / sizeof(Number) != static_cast<std::size_t>(block.steps) ||
      data.size() % sizeof(Number) != 0)
    return bad_block(connection, block, name);
  const std::size_t before = numbers.size();
  numbers.resize(before + static_cast<std::size_t>(block.steps));
  std::memcpy(numbers.data() + before, data.data(), data.size());
  return {};
}

/// Appends the numbers that are stored under a name.
template <class Number>
Result<void> append_numbers(Connection& connection, std::int64_t run_key, const Block& block,
                            std::string_view name, std::vector<Number>& numbers) {
  Query query(connection, values_of);
  if (!query.bind(1, run_key).bind(2, name).bind(3, block.first).step())
    return bad_block(connection, block, name);
  return append_blob(connection, query, 0, block, name, numbers);
}

Result<void> append_steps(Connection& connection, std::int64_t run_key, const Block& block,
                          std::vector<std::int64_t>& steps) {
  if (!block.dense()) {
    const std::size_t before = steps.size();
    CLOZE_CHECK(append_numbers(connection, run_key, block, steps_name, steps));
    for (std::size_t i = before; i < steps.size(); ++i)
      if (steps[i] < block.first || steps[i] > block.last || (i > before && steps[i] <= steps[i - 1]))
        return bad_block(connection, block, steps_name);
    return {};
  }
  for (std::int64_t step = block.first; step <= block.last; ++step) steps.push_back(step);
  return {};
}

Result<void> append_rows(Connection& connection, std::int64_t run_key, const Block& block,
                         std::vector<StepMetrics>& rows) {
  std::vector<std::int64_t> steps;
  CLOZE_CHECK(append_steps(connection, run_key, block, steps));
  const std::size_t before = rows.size();
  rows.resize(before + steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) rows[before + i].step = steps[i];
  std::vector<double> values;
  for (std::size_t column = 0; column < step_values.size(); ++column) {
    values.clear();
    CLOZE_CHECK(append_numbers(connection, run_key, block, step_names[column], values));
    for (std::size_t i = 0; i < values.size(); ++i) rows[before + i].*step_values[column] = values[i];
  }
  return {};
}

void pack(Connection& connection, std::int64_t run_key, const std::vector<StepMetrics>& rows) {
  const Block block{rows.front().step, rows.back().step, static_cast<std::int64_t>(rows.size())};
  Query query(connection, put_block);
  query.bind(1, run_key).bind(3, block.first).bind(4, block.last).bind(5, block.steps);
  const auto put = [&](std::string_view name, std::string_view data) {
    query.bind(2, name).bind_blob(6, data).run();
  };
  std::vector<double> values(rows.size());
  for (std::size_t column = 0; column < step_values.size(); ++column) {
    for (std::size_t i = 0; i < rows.size(); ++i) values[i] = rows[i].*step_values[column];
    put(step_names[column], bytes_of(values));
  }
  if (!block.dense()) {
    std::vector<std::int64_t> steps;
    for (const StepMetrics& row : rows) steps.push_back(row.step);
    put(steps_name, bytes_of(steps));
  }
  Query packed(connection, drop_rows);
  packed.bind(1, run_key).bind(2, block.last).run();
}

}  // namespace

Result<void> pack_steps(Connection& connection, std::int64_t run_key) {
  {
    Query extent(connection, extent_of);
    if (!extent.bind(1, run_key).step() || extent.integer(1) - extent.integer(0) + 1 < 2 * block_steps)
      return {};
  }
  std::int64_t count = 0;
  if (Query query(connection, count_of); query.bind(1, run_key).step()) count = query.integer(0);
  for (; count >= 2 * block_steps; count -= block_steps)
    pack(connection, run_key, oldest_rows(connection, run_key, block_steps));
  return {};
}

Result<void> unpack_steps(Connection& connection, std::int64_t run_key, std::int64_t from_step) {
  for (const Block& block : read_blocks(connection, run_key, from_step)) {
    std::vector<StepMetrics> rows;
    CLOZE_CHECK(append_rows(connection, run_key, block, rows));
    Query query(connection, drop_block);
    query.bind(1, run_key).bind(2, block.first).run();
    put_rows(connection, run_key, rows);
  }
  return {};
}

Result<void> keep_a_row(Connection& connection, std::int64_t run_key) {
  if (Query query(connection, has_rows); query.bind(1, run_key).step()) return {};
  std::int64_t first = 0;
  {
    Query query(connection, last_block);
    if (!query.bind(1, run_key).step()) return {};
    first = query.integer(0);
  }
  return unpack_steps(connection, run_key, first);
}

Result<void> read_packed(Connection& connection, std::int64_t run_key, std::int64_t after,
                         std::vector<StepMetrics>& rows) {
  for (const Block& block : read_blocks(connection, run_key, after + 1)) {
    std::vector<StepMetrics> all;
    CLOZE_CHECK(append_rows(connection, run_key, block, all));
    for (const StepMetrics& row : all)
      if (row.step > after) rows.push_back(row);
  }
  return {};
}

Result<std::optional<StepMetrics>> read_packed_step(Connection& connection, std::int64_t run_key,
                                                    std::int64_t step) {
  Block block;
  {
    Query query(connection, block_of_step);
    if (!query.bind(1, run_key).bind(2, step).step()) return std::nullopt;
    block = {query.integer(0), query.integer(1), query.integer(2)};
  }
  if (block.last < step) return std::nullopt;
  std::vector<std::int64_t> steps;
  CLOZE_CHECK(append_steps(connection, run_key, block, steps));
  const auto found = std::ranges::lower_bound(steps, step);
  if (found == steps.end() || *found != step) return std::nullopt;
  StepMetrics row{.step = step};
  std::vector<double> values;
  for (std::size_t column = 0; column < step_values.size(); ++column) {
    values.clear();
    CLOZE_CHECK(append_numbers(connection, run_key, block, step_names[column], values));
    row.*step_values[column] = values[static_cast<std::size_t>(found - steps.begin())];
  }
  return row;
}

Result<void> read_packed(Connection& connection, std::int64_t run_key, std::span<const StepColumn> columns,
                         StepColumns& into) {
  const std::vector<Block> blocks =
      read_blocks(connection, run_key, std::numeric_limits<std::int64_t>::min());
  std::size_t steps = 0;
  for (const Block& block : blocks) steps += static_cast<std::size_t>(std::max<std::int64_t>(block.steps, 0));
  into.steps.reserve(steps);
  for (const Block& block : blocks) CLOZE_CHECK(append_steps(connection, run_key, block, into.steps));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string_view name = step_names[static_cast<std::size_t>(columns[i])];
    into.values[i].reserve(steps);
    Query query(connection, column_of);
    query.bind(1, run_key).bind(2, name);
    for (const Block& block : blocks) {
      // A row of another block stands where this one's is missing.
      if (!query.step() || query.integer(0) != block.first) return bad_block(connection, block, name);
      CLOZE_CHECK(append_blob(connection, query, 1, block, name, into.values[i]));
    }
  }
  return {};
}

}  // namespace cloze
