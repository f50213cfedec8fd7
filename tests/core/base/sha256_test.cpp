// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sha256.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

// FIPS 180-2, appendix B, and the hash of nothing.
constexpr std::string_view of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view of_million_a = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256Test, KnownAnswers) {
  EXPECT_EQ(sha256_hex(""), of_nothing);
  EXPECT_EQ(sha256_hex("abc"), of_abc);
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256Test, PiecesGiveTheHashOfTheWhole) {
  Sha256 hash;
  const std::string piece(999, 'a');
  for (int i = 0; i < 1001; ++i) hash.add(piece);
  hash.add(std::string_view("a"));
  EXPECT_EQ(hash.hex(), of_million_a);
  Sha256 moved_from;
  moved_from.add("a");
  Sha256 moved = std::move(moved_from);
  moved.add("bc");
  EXPECT_EQ(moved.hex(), of_abc);
}

TEST(Sha256Test, OfAFile) {
  const test::TemporaryFolder folder;
  test::put_file(folder / "a", std::string(1'000'000, 'a'));
  EXPECT_EQ(sha256_of_file(folder / "a"), of_million_a);
  test::put_file(folder / "empty", "");
  EXPECT_EQ(sha256_of_file(folder / "empty"), of_nothing);
  EXPECT_EQ(sha256_of_file(folder / "missing").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace cloze
