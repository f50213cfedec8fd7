// SPDX-License-Identifier: GPL-3.0-or-later
// Prints how long batches take. The bounds are loose, for slow and busy machines: they catch a step that has
// become quadratic, not a slower one.
#include <cstdio>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "data_fixture.h"

namespace cloze::test {
namespace {

/// About a million tokens in documents of 40 sentences of 25.
FakeDataset million() {
  FakeDataset fake;
  fake.vocabulary_size = 8192;
  Draws draws(1, 0, 0);
  for (int d = 0; d < 1000; ++d) {
    std::vector<Sentence> sentences(40, Sentence(25));
    for (Sentence& sentence : sentences)
      for (TokenId& id : sentence) id = static_cast<TokenId>(5 + draws.next_below(8187));
    fake.train.push_back(document(sentences, [](TokenId id) { return id % 3 == 0; }));
  }
  fake.held_out = {fake.train[0], fake.train[1]};
  return fake;
}

TEST(DataSpeed, ABatchOf64By64TakesMuchLessThanAStep) {
  TemporaryFolder folder;
  const Dataset dataset = million().open(folder / "d");
  struct Kind {
    const char* name;
    bool whole_word, next_sentence;
  };
  for (const Kind& kind : {Kind{"masked-language rows", false, false}, Kind{"whole words", true, false},
                           Kind{"sentence pairs", false, true}}) {
    const ObjectiveConfig objective{.sequence_length = 64,
                                    .mask_rate = 0.2,
                                    .whole_word = kind.whole_word,
                                    .next_sentence = kind.next_sentence};
    const auto rows = RowMaker::make(dataset, Split::train, objective, 1);
    ASSERT_TRUE(rows);
    constexpr int batches = 200;
    std::size_t predicted = 0;
    const Stopwatch watch;
    for (int i = 0; i < batches; ++i)
      predicted += (*rows)->make_batch(0, static_cast<std::uint64_t>(64 * i), 64).labels.size();
    const double seconds = watch.seconds() / batches;
    std::printf("%-21s %.0f us a batch of 64 x 64\n", kind.name, 1e6 * seconds);
    EXPECT_GT(predicted, batches * 64U * 8);
    EXPECT_LT(seconds, 0.02);
  }
}

}  // namespace
}  // namespace cloze::test
