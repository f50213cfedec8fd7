// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/joint_filling.h"

#include <algorithm>
#include <cmath>

#include "core/probe/row_logits.h"

namespace cloze {
namespace {

constexpr std::int64_t batch_tokens = 4096;
constexpr std::size_t beam_width = 64;
/// First words tried before two masks are answered by what was found.
constexpr std::size_t most_first_words = 2048;

/// The first masks filled.
struct Prefix {
  std::vector<TokenId> ids;
  std::vector<double> log_probabilities;  ///< Of each, given those before.
  double log_probability = 0;             ///< Of all.
};

bool better(const Prefix& a, const Prefix& b) {
  if (a.log_probability != b.log_probability) return a.log_probability > b.log_probability;
  return a.ids < b.ids;
}

Prefix longer(const Prefix& prefix, TokenId id, double log_probability) {
  Prefix next = prefix;
  next.ids.push_back(id);
  next.log_probabilities.push_back(log_probability);
  next.log_probability += log_probability;
  return next;
}

class Search {
 public:
  Search(ModelOnDevice& model, const QuestionRow& row, std::size_t kept, const GoesOn& goes_on)
      : model_(model), row_(row), kept_(kept), goes_on_(goes_on) {}

  /// The best `count` continuations of one distribution.
  std::vector<Prefix> best_of(const Prefix& prefix, const torch::Tensor& log_probability_V,
                              std::size_t count) const {
    const std::int64_t most = log_probability_V.size(0) - SpecialTokens::count;
    const auto [value_K, id_K] =
        log_probability_V.topk(std::min<std::int64_t>(static_cast<std::int64_t>(count), most));
    std::vector<Prefix> found;
    for (std::int64_t k = 0; k < value_K.size(0); ++k)
      found.push_back(longer(prefix, static_cast<TokenId>(id_K[k].item<std::int64_t>()),
                             static_cast<double>(value_K[k].item<float>())));
    return found;
  }

  /// Continues all prefixes, which are equally long, by the next mask; `count` of each.
  Result<std::vector<Prefix>> extended(std::span<const Prefix> prefixes, std::size_t count) const {
    std::vector<Prefix> found;
    const auto length = static_cast<std::int64_t>(row_.ids.size());
    const auto rows = static_cast<std::size_t>(std::max<std::int64_t>(1, batch_tokens / length));
    for (std::size_t begin = 0; begin < prefixes.size(); begin += rows) {
      if (goes_on_ && !goes_on_()) return fail(ErrorCode::cancelled, "the question was withdrawn");
      const auto batch = prefixes.subspan(begin, std::min(rows, prefixes.size() - begin));
      const auto count_B = static_cast<std::int64_t>(batch.size());
      const std::size_t filled = batch[0].ids.size();
      torch::Tensor ids_BT = row_ids_1T(row_).repeat({count_B, 1});
      auto* ids = ids_BT.data_ptr<std::int32_t>();
      for (std::size_t b = 0; b < batch.size(); ++b)
        for (std::size_t m = 0; m < filled; ++m)
          ids[static_cast<std::int64_t>(b) * length + row_.masks[m]] = batch[b].ids[m];
      const torch::Tensor positions_B = torch::arange(count_B) * length + row_.masks[filled];
      const torch::Tensor log_BV = log_probabilities_MV(model_, ids_BT, row_.types, positions_B);
      for (std::size_t b = 0; b < batch.size(); ++b)
        for (Prefix& each : best_of(batch[b], log_BV[static_cast<std::int64_t>(b)], count))
          found.push_back(std::move(each));
    }
    return found;
  }

  void keep_best(std::vector<Prefix>& prefixes, std::size_t count) const {
    std::ranges::sort(prefixes, better);
    if (prefixes.size() > count) prefixes.resize(count);
  }

  struct Found {
    std::vector<Prefix> best;
    bool exact = false;
  };

  Result<Found> of_two(const torch::Tensor& first_V) const {
    const std::vector<Prefix> firsts = best_of({}, first_V, most_first_words);
    const bool all = firsts.size() == static_cast<std::size_t>(first_V.size(0) - SpecialTokens::count);
    Found found;
    constexpr std::size_t at_once = 16;
    for (std::size_t next = 0; next < firsts.size();) {
      const auto cannot_help = [&](const Prefix& first) {
        return found.best.size() == kept_ && first.log_probability <= found.best.back().log_probability;
      };
      std::size_t end = next;
      while (end < firsts.size() && end < next + at_once && !cannot_help(firsts[end])) ++end;
      if (end == next) {
        found.exact = true;
        return found;
      }
      CLOZE_TRY(std::vector<Prefix> more, extended(std::span(firsts).subspan(next, end - next), kept_));
      for (Prefix& each : more) found.best.push_back(std::move(each));
      keep_best(found.best, kept_);
      next = end;
    }
    found.exact = all;
    return found;
  }

  Result<Found> by_beam(const torch::Tensor& first_V) const {
    const std::size_t width = std::max(beam_width, kept_);
    Found found{best_of({}, first_V, width)};
    for (std::size_t m = 1; m < row_.masks.size(); ++m) {
      const bool last = m + 1 == row_.masks.size();
      CLOZE_TRY(found.best, extended(found.best, last ? kept_ : width));
      keep_best(found.best, last ? kept_ : width);
    }
    return found;
  }

 private:
  ModelOnDevice& model_;
  const QuestionRow& row_;
  const std::size_t kept_;
  const GoesOn& goes_on_;
};

}  // namespace

Result<JointFillings> joint_fillings(ModelOnDevice& model, const Tokenizer& tokenizer, const QuestionRow& row,
                                     const torch::Tensor& first_log_probability_V, int top,
                                     const GoesOn& goes_on) {
  const Search search(model, row, static_cast<std::size_t>(top), goes_on);
  CLOZE_TRY(const Search::Found found, row.masks.size() == 2 ? search.of_two(first_log_probability_V)
                                                             : search.by_beam(first_log_probability_V));
  JointFillings result;
  result.exact = found.exact;
  for (const Prefix& best : found.best) {
    JointFilling filling;
    filling.probability = std::exp(best.log_probability);
    std::vector<TokenId> ids = row.ids;
    for (std::size_t m = 0; m < row.masks.size(); ++m) {
      ids[static_cast<std::size_t>(row.masks[m])] = best.ids[m];
      filling.words.push_back(described_token(tokenizer, best.ids[m], std::exp(best.log_probabilities[m])));
    }
    filling.filled = text_of(ids, tokenizer);
    result.top.push_back(std::move(filling));
  }
  return result;
}

}  // namespace cloze
