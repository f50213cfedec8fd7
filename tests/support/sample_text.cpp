// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sample_text.h"

#include <vector>

#include "core/base/random.h"

namespace cloze::test {

void write_sample_corpus(const std::filesystem::path& folder, int documents, int sentences_per_document,
                         std::uint64_t seed) {
  static const std::vector<std::string> subjects{"The farmer",    "A sailor",        "The old teacher",
                                                 "Our neighbour", "The young queen", "My brother"};
  static const std::vector<std::string> verbs{"sees",  "buys",      "paints", "carries",
                                              "finds", "remembers", "sells"};
  static const std::vector<std::string> objects{"a red boat",    "the green apple", "some bread",
                                                "a silver ring", "the long letter", "an empty house"};
  static const std::vector<std::string> places{"in the market", "near the river", "behind the church",
                                               "on the hill", "at home"};
  for (int document = 0; document < documents; ++document) {
    Draws draws(seed, 0, static_cast<std::uint64_t>(document));
    const auto pick = [&](const std::vector<std::string>& words) {
      return words[draws.next_below(words.size())];
    };
    std::string text;
    for (int i = 0; i < sentences_per_document; ++i)
      text += pick(subjects) + " " + pick(verbs) + " " + pick(objects) + " " + pick(places) +
              (i % 7 == 6 ? ".\n" : ". ");
    put_file(folder / ("document-" + std::to_string(1000 + document) + ".txt"), text);
  }
}

void write_many_words(const std::filesystem::path& folder, int documents, int words_per_document) {
  for (int document = 0; document < documents; ++document) {
    Draws draws(7, 0, static_cast<std::uint64_t>(document));
    std::string text;
    for (int i = 0; i < words_per_document; ++i) {
      for (std::uint64_t syllables = 2 + draws.next_below(4); syllables > 0; --syllables) {
        text += "bcdfghjklmnprstvz"[draws.next_below(17)];
        text += "aeiou"[draws.next_below(5)];
      }
      text += i % 12 == 11 ? ". " : " ";
    }
    put_file(folder / ("words-" + std::to_string(1000 + document) + ".txt"), text);
  }
}

}  // namespace cloze::test
