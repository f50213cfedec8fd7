// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/search_form.h"

#include <gtest/gtest.h>

namespace cloze {
namespace {

TEST(SearchFormTest, FoldsCaseAndKeepsBlanksBetweenWordsOnly) {
  EXPECT_EQ(search_form("Don't  GO\n\there."), "don't go here.");
  EXPECT_EQ(search_form("don ' t go here ."), "don't go here.");
  EXPECT_EQ(search_form("我 们 在 Beijing"), "我们在beijing");
  EXPECT_EQ(search_form("ÄRGER Straße"), "ärger straße");
  EXPECT_EQ(search_form("them ask"), "them ask");
  EXPECT_EQ(search_form("  "), "");
  EXPECT_EQ(search_form("a\xff"), "a\uFFFD");
}

TEST(SearchFormTest, OffsetsLeadBackToTheText) {
  const std::string text = "  The  中 国\tÄpfel ";
  std::vector<std::uint32_t> offsets;
  const std::string form = search_form(text, &offsets);
  EXPECT_EQ(form, search_form(text));
  ASSERT_EQ(offsets.size(), form.size() + 1);
  const auto original = [&](const char* what) {
    const std::size_t at = form.find(what);
    return text.substr(offsets[at], offsets[at + std::string_view(what).size()] - offsets[at]);
  };
  EXPECT_EQ(original("the"), "The  ");
  EXPECT_EQ(original("中国"), "中 国\t");
  EXPECT_EQ(original("äpfel"), "Äpfel ");
}

}  // namespace
}  // namespace cloze
