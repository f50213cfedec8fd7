// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/repeated_pieces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloze {
namespace {

using testing::ElementsAre;

class RepeatedPiecesTest : public testing::Test {
 protected:
  static inline const std::vector<std::string> pieces{
      "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "-", "--", "ab", "abab", "aba", "\u2581", "\u2581\u2581"};
  std::vector<TokenId> ordered(std::vector<TokenId> ids) {
    const RepeatedPieces repeated(pieces);
    runs = repeated.order(std::span(ids), [](TokenId& id) -> TokenId& { return id; });
    return ids;
  }
  std::vector<RepeatedPieces::Run> runs;
};

TEST_F(RepeatedPiecesTest, ShortestFirstInARunOfOneText) {
  EXPECT_THAT(ordered({6, 5, 6, 8, 7}), ElementsAre(5, 6, 6, 7, 8));
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].end, 3u);
  EXPECT_EQ(runs[1].begin, 3u);
}

TEST_F(RepeatedPiecesTest, OthersStay) {
  EXPECT_THAT(ordered({6, 9, 5}), ElementsAre(6, 9, 5));        // Something between them.
  EXPECT_THAT(ordered({9, 7}), ElementsAre(9, 7));              // "abaab" is not "ababa".
  EXPECT_THAT(ordered({11, 10}), ElementsAre(11, 10));          // Word marks.
  EXPECT_THAT(ordered({4, 0, 1, 1}), ElementsAre(4, 0, 1, 1));  // Special tokens.
  EXPECT_THAT(ordered({}), testing::IsEmpty());
  EXPECT_TRUE(runs.empty());
}

}  // namespace
}  // namespace cloze
