// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/run_filter.h"

#include <fmt/format.h>
#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/stringoptions.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/text_name.h"
#include "core/history/labels.h"

namespace cloze {

enum class Comparison { holds, equal, unequal, less, at_most, more, at_least };

struct RunFilter::Node {
  enum class Kind { word, comparison, both, either, no };
  Kind kind = Kind::word;
  std::vector<std::shared_ptr<const Node>> parts{};  ///< Of both and either; of no, the one.
  std::string text{};                                ///< Folded: of a word, or of a comparison with text.
  const RunColumn* column = nullptr;
  std::int64_t step = 0;  ///< Of a column at a step.
  Comparison comparison = Comparison::equal;
  double from = 0, to = 0;  ///< The number compared with; a date is the day from..to, without to.
};

namespace {

using Node = RunFilter::Node;
using NodePtr = std::shared_ptr<const Node>;

/// How deep parentheses and not may be nested: far beyond what anybody types, far below the end of the stack.
constexpr int deepest = 200;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string folded(std::string_view text) {
  std::string result;
  if (is_ascii(text)) {
    result.reserve(text.size());
    for (const char c : text) result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
  }
  icu::StringByteSink<std::string> sink(&result);
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8Fold(U_FOLD_CASE_DEFAULT,
                         icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr,
                         status);
  return U_SUCCESS(status) ? result : std::string(text);
}

bool holds(std::string_view text, std::string_view part) {
  return folded(text).find(part) != std::string::npos;
}

// --- From text to tokens ---------------------------------------------------------------------------------

struct Token {
  enum class Kind { word, quoted, comparison, open, close, end };
  Kind kind = Kind::end;
  std::string text{};
  Comparison comparison = Comparison::equal;
};

constexpr std::array<std::pair<std::string_view, Comparison>, 8> comparisons{{{"==", Comparison::equal},
                                                                              {"!=", Comparison::unequal},
                                                                              {"<=", Comparison::at_most},
                                                                              {">=", Comparison::at_least},
                                                                              {"=", Comparison::equal},
                                                                              {":", Comparison::holds},
                                                                              {"<", Comparison::less},
                                                                              {">", Comparison::more}}};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : rest_(text) {}

  /// value: what follows a comparison, where a colon belongs to the word (14:30).
  Result<Token> next(bool value) {
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
    if (rest_.empty()) return Token{};
    const char c = rest_.front();
    if (c == '(' || c == ')') {
      rest_.remove_prefix(1);
      return Token{c == '(' ? Token::Kind::open : Token::Kind::close, std::string(1, c)};
    }
    if (c == '"') return quoted();
    for (const auto& [sign, comparison] : comparisons)
      if (rest_.starts_with(sign)) {
        rest_.remove_prefix(sign.size());
        return Token{Token::Kind::comparison, std::string(sign), comparison};
      }
    const std::string_view enders = value ? " \t\r\n()\"" : " \t\r\n()\"=<>:";
    std::size_t length = 0;
    while (length < rest_.size() && enders.find(rest_[length]) == std::string_view::npos &&
           (value || !rest_.substr(length).starts_with("!=")))
      ++length;
    Token word{Token::Kind::word, std::string(rest_.substr(0, length))};
    rest_.remove_prefix(length);
    return word;
  }

 private:
  Result<Token> quoted() {
    Token token{Token::Kind::quoted, {}};
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return token;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      token.text += rest_[i];
    }
    return fail(ErrorCode::bad_input, "a quotation mark is not closed");
  }

  std::string_view rest_;
};

// --- Values ----------------------------------------------------------------------------------------------

std::optional<double> plain_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// A number with one of the units, "" among them, behind it.
std::optional<double> number_with(std::string_view text,
                                  std::initializer_list<std::pair<std::string_view, double>> units) {
  for (const auto& [unit, factor] : units)
    if (text.ends_with(unit))
      if (const auto value = plain_number(text.substr(0, text.size() - unit.size()))) return *value * factor;
  return std::nullopt;
}

bool digits(std::string_view text, std::size_t count, int& value) {
  if (text.size() != count || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
    return false;
  std::from_chars(text.data(), text.data() + count, value);
  return true;
}

/// Unix seconds of the beginning and of the end of a day or a minute.
std::optional<std::pair<double, double>> time_of(std::string_view text) {
  std::tm parts{};
  int year = 0, month = 0;
  if (text.size() < 10 || text[4] != '-' || text[7] != '-' || !digits(text.substr(0, 4), 4, year) ||
      !digits(text.substr(5, 2), 2, month) || !digits(text.substr(8, 2), 2, parts.tm_mday))
    return std::nullopt;
  parts.tm_year = year - 1900;
  parts.tm_mon = month - 1;
  const bool whole_day = text.size() == 10;
  if (!whole_day &&
      (text.size() != 16 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' ||
       !digits(text.substr(11, 2), 2, parts.tm_hour) || !digits(text.substr(14, 2), 2, parts.tm_min)))
    return std::nullopt;
  const std::tm wanted = parts;
  parts.tm_isdst = -1;
  std::tm end = parts;
  const std::time_t from = std::mktime(&parts);
  // The 31st of February became another day.
  if (parts.tm_mday != wanted.tm_mday || parts.tm_mon != wanted.tm_mon || parts.tm_min != wanted.tm_min)
    return std::nullopt;
  (whole_day ? end.tm_mday : end.tm_min) += 1;
  return std::pair{static_cast<double>(from), static_cast<double>(std::mktime(&end))};
}

/// What a comparison with this column wants, for people.
std::string_view wanted_of(RunColumnKind kind) {
  switch (kind) {
    case RunColumnKind::time:
      return "a date such as 2026-01-31 or 2026-01-31T14:30";
    case RunColumnKind::span:
      return "seconds, or a time such as 15m, 2h or 3d";
    case RunColumnKind::share:
      return "a share such as 0.4 or 40%";
    default:
      return "a number such as 12, 1e-3, 10k or nan";
  }
}

/// Sets what the node compares with from what was typed.
Result<void> set_value(Node& node, const std::string& typed) {
  const RunColumn& column = *node.column;
  if (column.kind == RunColumnKind::text) {
    if (node.comparison != Comparison::holds && node.comparison != Comparison::equal &&
        node.comparison != Comparison::unequal)
      return fail(ErrorCode::bad_input, fmt::format("{} is text and has no order", column.name),
                  "compare it with : or = or !=");
    node.text = folded(typed);
    if (column.setting == nullptr || node.comparison == Comparison::holds) return {};
    // One of a few words: another is a slip of the keys, and would find nothing for ever.
    std::vector<std::string_view> choices = column.setting->choices;
    if (column.setting->kind == FieldKind::boolean) choices = {"true", "false"};
    if (std::ranges::find(choices, node.text) != choices.end()) return {};
    return fail(ErrorCode::bad_input, fmt::format("{} is never '{}'", column.name, printable(typed)),
                fmt::format("it is {}", fmt::join(choices, " or ")));
  }
  std::optional<double> number;
  switch (column.kind) {
    case RunColumnKind::time:
      if (const auto time = time_of(typed)) {
        node.from = time->first;
        node.to = time->second;
        return {};
      }
      break;
    case RunColumnKind::span:
      number = number_with(typed, {{"", 1}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}});
      break;
    case RunColumnKind::share:
      number = number_with(typed, {{"", 1}, {"%", 0.01}});
      break;
    default:
      number = number_with(typed, {{"", 1}, {"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"G", 1e9}, {"B", 1e9}});
      break;
  }
  if (!number)
    return fail(ErrorCode::bad_input,
                fmt::format("{} cannot be compared with '{}'", column.name, printable(typed)),
                fmt::format("it wants {}", wanted_of(column.kind)));
  node.from = node.to = *number;
  return {};
}

// --- From tokens to a tree -------------------------------------------------------------------------------

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) {}

  Result<NodePtr> parse() {
    CLOZE_CHECK(advance());
    if (token_.kind == Token::Kind::end) return NodePtr{};
    CLOZE_TRY(NodePtr root, either(0));
    if (token_.kind == Token::Kind::end) return root;
    return fail(ErrorCode::bad_input, "a parenthesis is closed that was not opened");
  }

 private:
  Result<void> advance(bool value = false) {
    CLOZE_TRY(token_, lexer_.next(value));
    return {};
  }
  bool at(std::string_view keyword) const {
    return token_.kind == Token::Kind::word && folded(token_.text) == keyword;
  }

  Result<NodePtr> either(int depth) {
    std::vector<NodePtr> parts(1);
    CLOZE_TRY(parts.front(), both(depth));
    while (at("or") || at("||")) {
      CLOZE_CHECK(advance());
      CLOZE_TRY(parts.emplace_back(), both(depth));
    }
    return joined(Node::Kind::either, std::move(parts));
  }

  Result<NodePtr> both(int depth) {
    std::vector<NodePtr> parts(1);
    CLOZE_TRY(parts.front(), one(depth));
    for (;;) {
      if (at("and") || at("&&")) {
        CLOZE_CHECK(advance());
      } else if (token_.kind == Token::Kind::end || token_.kind == Token::Kind::close || at("or") ||
                 at("||")) {
        return joined(Node::Kind::both, std::move(parts));
      }
      CLOZE_TRY(parts.emplace_back(), one(depth));
    }
  }

  static NodePtr joined(Node::Kind kind, std::vector<NodePtr> parts) {
    if (parts.size() == 1) return std::move(parts.front());
    return std::make_shared<Node>(Node{kind, std::move(parts)});
  }

  Result<NodePtr> one(int depth) {
    if (depth > deepest) return fail(ErrorCode::bad_input, "parentheses are nested too deeply");
    if (at("not")) {
      CLOZE_CHECK(advance());
      CLOZE_TRY(NodePtr inner, one(depth + 1));
      return std::make_shared<Node>(Node{Node::Kind::no, {std::move(inner)}});
    }
    if (token_.kind == Token::Kind::open) {
      CLOZE_CHECK(advance());
      CLOZE_TRY(NodePtr inner, either(depth + 1));
      if (token_.kind != Token::Kind::close) return fail(ErrorCode::bad_input, "a parenthesis is not closed");
      CLOZE_CHECK(advance());
      return inner;
    }
    if (token_.kind == Token::Kind::comparison)
      return fail(ErrorCode::bad_input, fmt::format("'{}' wants a name before it", token_.text),
                  "for example: lr > 1e-3");
    if (token_.kind == Token::Kind::end || token_.kind == Token::Kind::close || at("and") || at("or") ||
        at("&&") || at("||"))
      return fail(ErrorCode::bad_input, token_.kind == Token::Kind::end
                                            ? std::string("something is missing at the end")
                                            : fmt::format("something is missing before '{}'", token_.text));
    const Token name = std::exchange(token_, {});
    CLOZE_CHECK(advance());
    if (name.kind == Token::Kind::word && token_.kind == Token::Kind::comparison)
      return comparison(name.text);
    Node word{Node::Kind::word};
    word.text = folded(name.text);
    return std::make_shared<Node>(std::move(word));
  }

  Result<NodePtr> comparison(const std::string& name) {
    Node node{Node::Kind::comparison};
    node.comparison = token_.comparison;
    auto column = find_run_column(name);
    if (!column) {
      column.error().message = printable(column.error().message);
      return std::unexpected(std::move(column).error());
    }
    node.column = column->column;
    node.step = column->step;
    const std::string sign = token_.text;
    CLOZE_CHECK(advance(true));
    if (token_.kind != Token::Kind::word && token_.kind != Token::Kind::quoted)
      return fail(ErrorCode::bad_input, fmt::format("'{} {}' wants a value", printable(name), sign));
    CLOZE_CHECK(set_value(node, token_.text));
    CLOZE_CHECK(advance());
    return std::make_shared<Node>(std::move(node));
  }

  Lexer lexer_;
  Token token_;
};

// --- Asking a run ----------------------------------------------------------------------------------------

/// Typed numbers are decimal, stored ones may have gone through arithmetic.
bool same(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

bool compare_number(const Node& node, double value) {
  const bool equal = node.column->kind == RunColumnKind::time ? value >= node.from && value < node.to
                                                              : same(value, node.from);
  switch (node.comparison) {
    case Comparison::holds:
    case Comparison::equal:
      return equal;
    case Comparison::unequal:
      return !equal;
    case Comparison::less:
      return value < node.from && !equal;
    case Comparison::at_most:
      return value < node.from || equal;
    case Comparison::more:
      return value > node.from && !equal;
    case Comparison::at_least:
      return value > node.from || equal;
  }
  return false;
}

bool compare_text(const Node& node, const std::string& value) {
  if (node.comparison == Comparison::holds) return holds(value, node.text);
  if (node.column->name == "tags") {
    const std::vector<std::string> tags = split_tags(folded(value));
    const bool one = std::ranges::find(tags, node.text) != tags.end();
    return one == (node.comparison == Comparison::equal);
  }
  return (folded(value) == node.text) == (node.comparison == Comparison::equal);
}

bool ask(const Node& node, const RunRecord& run, const Recipe* recipe, std::span<const RunAtStep> at) {
  switch (node.kind) {
    case Node::Kind::both:
      return std::ranges::all_of(node.parts,
                                 [&](const NodePtr& part) { return ask(*part, run, recipe, at); });
    case Node::Kind::either:
      return std::ranges::any_of(node.parts,
                                 [&](const NodePtr& part) { return ask(*part, run, recipe, at); });
    case Node::Kind::no:
      return !ask(*node.parts.front(), run, recipe, at);
    case Node::Kind::word:
      return holds(run.name, node.text) || holds(run.id, node.text) || holds(run.dataset_name, node.text) ||
             holds(run.tokenizer_name, node.text) || holds(to_string(run.status), node.text) ||
             holds(run.note, node.text) ||
             std::ranges::any_of(run.tags, [&](const std::string& tag) { return holds(tag, node.text); });
    case Node::Kind::comparison:
      break;
  }
  const auto measured = std::ranges::find(at, node.step, &RunAtStep::step);
  const RunValue value = node.column->value(run, recipe, measured == at.end() ? nullptr : &*measured);
  if (const double* number = std::get_if<double>(&value)) return compare_number(node, *number);
  if (const auto* text = std::get_if<std::string>(&value)) return compare_text(node, *text);
  return false;
}

void collect_steps(const Node& node, std::vector<std::int64_t>& steps) {
  if (node.step > 0) steps.push_back(node.step);
  for (const NodePtr& part : node.parts) collect_steps(*part, steps);
}

/// Whether any comparison's column is one of those.
template <class Is>
bool any_column(const Node& node, const Is& is) {
  return (node.column != nullptr && is(*node.column)) ||
         std::ranges::any_of(node.parts, [&](const NodePtr& part) { return any_column(*part, is); });
}

}  // namespace

Result<RunFilter> RunFilter::parse(std::string_view text) {
  RunFilter filter;
  CLOZE_TRY(filter.root_, Parser(text).parse());
  return filter;
}

bool RunFilter::accepts(const RunRecord& run, const Recipe* recipe, std::span<const RunAtStep> at) const {
  return root_ == nullptr || ask(*root_, run, recipe, at);
}

std::vector<std::int64_t> RunFilter::steps() const {
  std::vector<std::int64_t> all;
  if (root_ != nullptr) collect_steps(*root_, all);
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  return all;
}

bool RunFilter::needs_recipe() const {
  return root_ != nullptr && any_column(*root_, [](const RunColumn& column) { return column.needs_recipe; });
}

bool RunFilter::asks_for(std::string_view column_name) const {
  return root_ != nullptr &&
         any_column(*root_, [&](const RunColumn& column) { return column.name == column_name; });
}

}  // namespace cloze
