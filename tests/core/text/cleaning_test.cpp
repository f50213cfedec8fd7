// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/cleaning.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/random.h"

namespace cloze {
namespace {

using std::string;
using namespace std::string_literals;

/// Everything off, so that a test switches on what it is about.
CleaningOptions nothing() {
  return {.normalization = Normalization::none,
          .lowercase = false,
          .strip_control = false,
          .collapse_whitespace = false,
          .invalid_utf8 = InvalidUtf8::replace};
}

void append_utf8(string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xE0 | c >> 12);
    } else {
      put(0xF0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3F));
    }
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

TEST(Cleaning, CleanTextStaysAsItIs) {
  const string text = "The quick brown fox; déjà vu.\n三国演义，第一回。\n👩‍👩‍👧 done";
  CleaningCounts counts;
  EXPECT_EQ(clean(text, {}, &counts), text);
  EXPECT_EQ(counts.bytes_in, text.size());
  EXPECT_EQ(counts.bytes_out, text.size());
  EXPECT_EQ(counts.invalid_sequences, 0u);
  EXPECT_EQ(counts.control_characters, 0u);
}

TEST(Cleaning, EmptyTextStaysEmpty) {
  EXPECT_EQ(clean("", {}), "");
}

// The examples of the Unicode Standard, chapter 3, tables 3-8 to 3-11: one U+FFFD per maximal subpart.
TEST(Cleaning, BadUtf8IsCountedPerMaximalSubpart) {
  const struct {
    string bytes, replaced, skipped;
    std::uint64_t count;
  } cases[] = {
      {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"s, "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA", "A", 8},
      {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"s, "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA", "A", 8},
      {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"s, "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA\uFFFD\uFFFDB", "AB", 7},
      {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"s, "\uFFFD\uFFFD\uFFFD\uFFFDA", "A", 4},
      {"ab\xE4\xBD"s, "ab\uFFFD", "ab", 1},  // Cut off at the end.
      {"0123456789abcdef\xFFghijklmnopqrstuv"s, "0123456789abcdef\uFFFDghijklmnopqrstuv",
       "0123456789abcdefghijklmnopqrstuv", 1},
  };
  for (const auto& [bytes, replaced, skipped, count] : cases) {
    CleaningOptions options = nothing();
    CleaningCounts counts;
    EXPECT_EQ(clean(bytes, options, &counts), replaced);
    EXPECT_EQ(counts.invalid_sequences, count);
    options.invalid_utf8 = InvalidUtf8::skip;
    CleaningCounts skipping;
    EXPECT_EQ(clean(bytes, options, &skipping), skipped);
    EXPECT_EQ(skipping.invalid_sequences, count);
  }
}

TEST(Cleaning, AReplacementCharacterInTheInputIsTextAndNotCounted) {
  CleaningCounts counts;
  CleaningOptions options;
  options.invalid_utf8 = InvalidUtf8::skip;
  EXPECT_EQ(clean("a\uFFFDb\xFF", options, &counts), "a\uFFFDb");
  EXPECT_EQ(counts.invalid_sequences, 1u);
}

TEST(Cleaning, AByteOrderMarkAtTheStartIsDropped) {
  EXPECT_EQ(clean("\uFEFFtext", nothing()), "text");
  EXPECT_EQ(clean("te\uFEFFxt", nothing()), "te\uFEFFxt");
  CleaningCounts counts;
  EXPECT_EQ(clean("\uFEFFte\uFEFFxt", {}, &counts), "text");
  EXPECT_EQ(counts.control_characters,
            1u);  // Only the one inside: the mark at the start is no fault of the text.
}

TEST(Cleaning, ControlAndFormatCharactersGoAndAreCounted) {
  CleaningOptions options = nothing();
  options.strip_control = true;
  CleaningCounts counts;
  EXPECT_EQ(clean("a\0b\x01\x7F\u0080\u00AD\u200B\u200E\u2060c"s, options, &counts), "abc");
  EXPECT_EQ(counts.control_characters, 8u);
  EXPECT_EQ(clean("a\0b\u200B"s, nothing()), "a\0b\u200B"s);
}

TEST(Cleaning, CharactersThatChangeHowTextIsReadStay) {
  CleaningCounts counts;
  const string joined =
      "می\u200Cخواهم क्\u200Dष 👨\u200D👩\u200D👧 \u0600\u0661";  // ZWNJ, ZWJ, Arabic number sign.
  CleaningOptions options = nothing();
  options.strip_control = true;
  EXPECT_EQ(clean(joined + "\t\n", options, &counts), joined + "\t\n");
  EXPECT_EQ(counts.control_characters, 0u);
}

TEST(Cleaning, EveryLineBreakBecomesALineFeed) {
  EXPECT_EQ(clean("a\r\nb\rc\n\rd\u0085e\u2028f\u2029g\vh\fi\r", nothing()), "a\nb\nc\n\nd\ne\nf\ng\nh\ni\n");
  CleaningCounts counts;
  EXPECT_EQ(clean("a\r\nb\u0085c", {}, &counts), "a\nb\nc");
  EXPECT_EQ(counts.control_characters, 0u);
}

TEST(Cleaning, BlanksCollapse) {
  EXPECT_EQ(clean("  a \t\u00A0 b\u3000\u2003c  ", {}), "a b c");
  EXPECT_EQ(clean("\u1680x\u202Fy\u205Fz\u2009", {}), "x y z");
  EXPECT_EQ(clean("\n\n  one \n \t \n\n\u3000two  \r\n", {}), "one\ntwo");
  EXPECT_EQ(clean(" \n\t ", {}), "");
  EXPECT_EQ(clean(" a  b \n", nothing()), " a  b \n");
  // Neighbours of the blanks in code order are text.
  EXPECT_EQ(clean("a\u2010b\u3001c\u2060d", nothing()), "a\u2010b\u3001c\u2060d");
  EXPECT_EQ(clean("a\u2010b\u3001c", {}), "a\u2010b\u3001c");
}

TEST(Cleaning, WhiteSpaceCollapsesAsPartByPart) {
  const std::vector<string> visible{"a", "é", "中", "。", "\u2010", "\u0021", "\u1681", "\u00A9", "🙂"},
      blanks{" ", " ", "\t", "\u00A0", "\u3000", "\u2009", "\u1680"};
  Draws draws(3, 0, 0);
  for (int round = 0; round < 5000; ++round) {
    string text, expected;
    bool blank = false, line_break = false;
    for (std::uint64_t part = draws.next_below(12); part > 0; --part) {
      switch (draws.next_below(5)) {
        case 0:
        case 1:
          text += blanks[draws.next_below(blanks.size())];
          blank = true;
          break;
        case 2:
          text += "\n";
          line_break = true;
          break;
        default: {
          const string& character = visible[draws.next_below(visible.size())];
          text += character;
          if (!expected.empty() && line_break) expected += '\n';
          if (!expected.empty() && blank && !line_break) expected += ' ';
          expected += character;
          blank = line_break = false;
        }
      }
    }
    ASSERT_EQ(collapse_white_space(text), expected) << text;
  }
}

TEST(Cleaning, NormalizationFormsAreThoseOfUnicode) {
  const string text = "e\u0301 ﬁ Ａ \u212B 가\u1100\u1161";
  CleaningOptions options = nothing();
  EXPECT_EQ(clean(text, options), text);
  options.normalization = Normalization::nfc;
  EXPECT_EQ(clean(text, options), "é ﬁ Ａ Å 가가");
  options.normalization = Normalization::nfkc;
  EXPECT_EQ(clean(text, options), "é fi A Å 가가");
}

TEST(Cleaning, MarksComposeAcrossRemovedCharacters) {
  EXPECT_EQ(clean("e\u200B\u0301", {}), "é");
}

TEST(Cleaning, LowercaseIsFullCaseFolding) {
  CleaningOptions options;
  options.lowercase = true;
  EXPECT_EQ(clean("STRASSE Straße ΑΣ ÉA", options), "strasse strasse ασ éa");
  options.normalization = Normalization::nfkc;
  EXPECT_EQ(clean("\u210B Ａ", options), "h a");  // Compatibility forms of capitals are capitals first.
}

TEST(Cleaning, CleaningTwiceChangesNothingForAnyCharacter) {
  for (const auto normalization : {Normalization::none, Normalization::nfc, Normalization::nfkc}) {
    for (const bool lowercase : {false, true}) {
      CleaningOptions options;
      options.normalization = normalization;
      options.lowercase = lowercase;
      string text;
      for (char32_t c = 1; c < 0x110000; ++c)
        if (c < 0xD800 || c > 0xDFFF) {
          text += 'x';
          append_utf8(text, c);
          text += ' ';
        }
      const string once = clean(text, options);
      CleaningCounts counts;
      EXPECT_TRUE(clean(once, options, &counts) == once);
      EXPECT_EQ(counts.control_characters, 0u);
      EXPECT_EQ(counts.invalid_sequences, 0u);
    }
  }
}

TEST(Cleaning, LongTextIsTheSameAsItsParts) {
  // Longer than what goes through ICU at a time, with a character that composes at every possible place of a
  // cut.
  const string unit = "e\u0301\u0323\u0301";
  string text, expected;
  const string one = clean(unit, {});
  while (text.size() < (std::size_t{1} << 24) + 64) {
    text += unit;
    expected += one;
  }
  EXPECT_TRUE(clean(text, {}) == expected);
}

TEST(Cleaning, CountsAddUp) {
  CleaningCounts counts;
  clean("a\xFF", {}, &counts);
  clean("b\x01\xFF", {}, &counts);
  EXPECT_EQ(counts.bytes_in, 5u);
  EXPECT_EQ(counts.bytes_out, 8u);
  EXPECT_EQ(counts.invalid_sequences, 2u);
  EXPECT_EQ(counts.control_characters, 1u);
}

TEST(CleaningJson, IsCanonicalAndComesBackEqual) {
  EXPECT_EQ(
      to_json(CleaningOptions{}),
      R"({"normalization":"nfc","lowercase":false,"strip_control":true,"collapse_whitespace":true,"invalid_utf8":"replace"})");
  const CleaningOptions other{.normalization = Normalization::nfkc,
                              .lowercase = true,
                              .strip_control = false,
                              .collapse_whitespace = false,
                              .invalid_utf8 = InvalidUtf8::skip};
  const auto back = cleaning_from_json(to_json(other), "here");
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(*back, other);
}

TEST(CleaningJson, NamesOriginAndKeyOfWhatIsWrong) {
  const auto message = [](std::string_view json) -> string {
    const auto read = cleaning_from_json(json, "dataset.json: cleaning");
    if (read) return "accepted";
    EXPECT_EQ(read.error().code, ErrorCode::damaged);
    return read.error().message;
  };
  EXPECT_EQ(message("{"), "dataset.json: cleaning: not valid JSON at line 1");
  EXPECT_EQ(message("[]"), "dataset.json: cleaning: the content is array, it must be a JSON object");
  EXPECT_EQ(message("{}"), "dataset.json: cleaning: normalization is missing");
  string json = to_json(CleaningOptions{});
  const auto with = [&](const string& from, const string& to) {
    string changed = json;
    changed.replace(changed.find(from), from.size(), to);
    return message(changed);
  };
  EXPECT_EQ(
      with("\"nfc\"", "\"nfd\""),
      "dataset.json: cleaning: normalization is \"nfd\", it must be one of \"none\", \"nfc\", \"nfkc\"");
  EXPECT_EQ(with("\"lowercase\":false", "\"lowercase\":0"),
            "dataset.json: cleaning: lowercase is 0, it must be true or false");
  EXPECT_EQ(with("\"lowercase\"", "\"upper\":1,\"lowercase\""),
            "dataset.json: cleaning: upper is not a known key");
}

}  // namespace
}  // namespace cloze
