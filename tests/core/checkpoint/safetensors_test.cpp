// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

using test::file_bytes;
using test::put_file;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A file with this header and data, the length in front as it should be.
std::string file_of(std::string_view json, std::string_view data = {}) {
  const std::uint64_t length = json.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes.append(json).append(data);
}

Result<SafetensorsContent> parse(const std::string& bytes) {
  return parse_safetensors(std::as_bytes(std::span(bytes)), "'model.safetensors'");
}

class SafetensorsTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "model.safetensors";
};

TEST_F(SafetensorsTest, EveryTypeComesBack) {
  const std::vector<float> f32{1.5f, -2, 0};
  const std::vector<double> f64{0.1};
  const std::vector<std::int64_t> i64{-1, 1LL << 40};
  const std::vector<std::int32_t> i32{7, -7};
  const std::vector<std::uint16_t> halves{0x3C00, 0x7C00, 0x0001};
  const std::vector<std::uint8_t> u8{0, 255, 3, 4, 5};
  const std::vector<TensorToWrite> tensors{
      {"u8", DataType::u8, {5}, bytes_of(u8)},
      {"f16", DataType::f16, {3, 1}, bytes_of(halves)},
      {"bf16", DataType::bf16, {1, 3}, bytes_of(halves)},
      {"encoder.0 \"quoted\" 试", DataType::f32, {3}, bytes_of(f32)},
      {"scalar", DataType::f64, {}, bytes_of(f64)},
      {"empty", DataType::f32, {0, 4}, {}},
      {"i64", DataType::i64, {2}, bytes_of(i64)},
      {"i32", DataType::i32, {2}, bytes_of(i32)},
  };
  ASSERT_TRUE(write_safetensors(path_, tensors, {{"format", "pt"}, {"note", "a \"b\"\n"}}));
  auto opened = SafetensorsFile::open(path_);
  ASSERT_TRUE(opened) << opened.error().message;
  const SafetensorsFile file = std::move(*opened);
  EXPECT_EQ(file.tensors().size(), tensors.size());
  for (const TensorToWrite& written : tensors) {
    SCOPED_TRACE(written.name);
    const TensorView* read = file.find(written.name);
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(read->type, written.type);
    EXPECT_EQ(read->shape, written.shape);
    EXPECT_EQ(text_of(read->bytes), text_of(written.bytes));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(read->bytes.data()) % bytes_per_element(read->type), 0u)
        << "not aligned";
  }
  EXPECT_EQ(file.find("missing"), nullptr);
  EXPECT_EQ(file.metadata(), (TensorMetadata{{"format", "pt"}, {"note", "a \"b\"\n"}}));
  EXPECT_EQ(std::filesystem::file_size(path_), safetensors_size(tensors, file.metadata()));
}

// The bytes, spelled out: what Hugging Face's reader takes.
TEST_F(SafetensorsTest, TheBytesAreTheFormats) {
  const std::vector<std::uint8_t> data{1, 2, 3, 4, 5, 6};
  const auto bytes = bytes_of(data);
  ASSERT_TRUE(write_safetensors(path_,
                                std::vector<TensorToWrite>{{"b", DataType::u8, {2}, bytes.first(2)},
                                                           {"a", DataType::f16, {1, 2}, bytes.last(4)}},
                                {{"k", "v"}}));
  const std::string json =
      R"({"__metadata__":{"k":"v"},"a":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]},)"
      R"("b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}})";
  const std::string file = file_bytes(path_);
  const std::size_t padded = (json.size() + 7) / 8 * 8;
  EXPECT_EQ(file.substr(0, 8), file_of(std::string(padded, ' ')).substr(0, 8));
  EXPECT_EQ(file.substr(8, padded), json + std::string(padded - json.size(), ' '));
  EXPECT_EQ(file.substr(8 + padded), std::string("\3\4\5\6\1\2"));
}

TEST_F(SafetensorsTest, NoTensorsAtAllIsAFileToo) {
  ASSERT_TRUE(write_safetensors(path_, {}));
  const auto file = SafetensorsFile::open(path_);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_THAT(file->tensors(), IsEmpty());
  EXPECT_EQ(file_bytes(path_), file_of("{}      "));
}

TEST_F(SafetensorsTest, WhatCannotBeWrittenIsRefused) {
  const std::vector<float> data{1, 2};
  const auto refused = [&](const std::vector<TensorToWrite>& tensors, const std::string& part) {
    const auto written = write_safetensors(path_, tensors);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::bad_input);
    EXPECT_THAT(written.error().message, HasSubstr(part));
    EXPECT_FALSE(std::filesystem::exists(path_));
  };
  const TensorToWrite good{"a", DataType::f32, {2}, bytes_of(data)};
  refused({good, good}, "'a' is given twice");
  refused({{"w", DataType::f32, {3}, bytes_of(data)}}, "'w' has 8 bytes where F32 [3] takes 12");
  refused({{"w", DataType::f32, {-2}, bytes_of(data)}}, "impossible shape [-2]");
  refused({{"w", DataType::f32, {1LL << 40, 1LL << 40}, bytes_of(data)}}, "impossible shape");
  refused({{"__metadata__", DataType::f32, {2}, bytes_of(data)}}, "keeps for itself");
  EXPECT_EQ(write_safetensors(folder_ / "missing/x", std::vector{good}).error().code, ErrorCode::not_found);
}

TEST_F(SafetensorsTest, OffsetsMayStandInAnyOrderInTheHeader) {
  const std::string file = file_of(R"({"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},)"
                                   R"( "e":{"shape":[0],"data_offsets":[1,1],"dtype":"F32"},)"
                                   R"( "a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}})",
                                   "xyz");
  const auto content = parse(file);  // The views point into it.
  ASSERT_TRUE(content) << content.error().message;
  EXPECT_EQ(text_of(content->tensors.at("a").bytes), "x");
  EXPECT_EQ(text_of(content->tensors.at("b").bytes), "yz");
  EXPECT_EQ(content->tensors.at("e").bytes.size(), 0u);
}

struct Malformed {
  std::string name, bytes, reason;
};

std::string tensor(std::string_view fields, std::string_view data = "xxxx") {
  return file_of(std::string(R"({"w":{)").append(fields).append("}}"), data);
}

std::vector<Malformed> malformed() {
  const std::string length = R"("dtype":"F32","shape":[1],"data_offsets":[0,4])";
  const auto with_length = [](std::uint64_t claimed) {
    std::string bytes = file_of("{}");
    std::memcpy(bytes.data(), &claimed, 8);
    return bytes;
  };
  return {
      {"Empty", "", "has 0 bytes"},
      {"ShorterThanTheLength", "\1\2\3", "has 3 bytes"},
      {"HeaderOver100MB", with_length(100'000'001), "claims a header of 100000001 bytes"},
      {"HeaderLengthOfAllOnes", with_length(UINT64_MAX), "claims a header of 18446744073709551615"},
      {"HeaderBehindTheEnd", with_length(3), "ends inside its header: 2 bytes of 3"},
      {"NoHeader", file_of(""), "does not begin with '{'"},
      {"NotJson", file_of("{nonsense}"), "not valid JSON at byte"},
      {"CutJson", file_of(R"({"w":{"dtype":)"), "not valid JSON"},
      {"TwoObjects", file_of("{}{}"), "not valid JSON"},
      {"BadUtf8", file_of("{\"\xff\":{}}"), "not valid JSON"},
      {"AnArray", file_of("[1]"), "does not begin with '{'"},
      {"SpaceInFront", file_of(" {}"), "does not begin with '{'"},
      {"DeepNesting", file_of(R"({"w":{"shape":)" + std::string(1000, '[')),
       "tensor 'w' has an array where it cannot be"},
      {"TensorIsANumber", file_of(R"({"w":3})"), "tensor 'w' is a number, not an object"},
      {"TensorTwice", file_of(R"({"w":{)" + length + R"(},"w":{)" + length + "}}", "xxxx"),
       "tensor 'w' appears twice"},
      {"KeyTwice", tensor(length + R"(,"shape":[1])"), "tensor 'w' has the key 'shape' twice"},
      {"UnknownKey", tensor(length + R"(,"stride":[1])"), "tensor 'w' has the unknown key 'stride'"},
      {"NoType", tensor(R"("shape":[1],"data_offsets":[0,4])"), "tensor 'w' has no dtype"},
      {"NoShape", tensor(R"("dtype":"F32","data_offsets":[0,4])"), "tensor 'w' has no shape"},
      {"NoOffsets", tensor(R"("dtype":"F32","shape":[1])"), "tensor 'w' has no data_offsets"},
      {"OneOffset", tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0])"),
       "tensor 'w' has 1 data_offsets"},
      {"ThreeOffsets", tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,4,8])"),
       "more than 2 data_offsets"},
      {"UnknownType", tensor(R"("dtype":"F12","shape":[1],"data_offsets":[0,4])"),
       "tensor 'w' has the type 'F12'"},
      {"TypeIsANumber", tensor(R"("dtype":32,"shape":[1],"data_offsets":[0,4])"), "tensor 'w' has a number"},
      {"NegativeDimension", tensor(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"), "the number -1"},
      {"FractionalDimension", tensor(R"("dtype":"F32","shape":[1.0],"data_offsets":[0,4])"),
       "the number 1.0"},
      {"HugeDimension", tensor(R"("dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,4])"),
       "the dimension 18446744073709551615"},
      {"ShapeOverflows", tensor(R"("dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0])", ""),
       "impossible shape"},
      {"ShapeOverflowsByTheElement",
       tensor(R"("dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0])", ""), "impossible shape"},
      {"ShapeAndLengthDiffer", tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"),
       "has 4 bytes where F32 [2] takes 8"},
      {"EndBeforeBegin", tensor(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])"), "before it begins"},
      {"BehindTheEnd", tensor(length, "xxx"), "tensor 'w' ends at byte 4, behind the end of the file at 3"},
      {"GapInFront", tensor(R"("dtype":"U8","shape":[3],"data_offsets":[1,4])"),
       "bytes 0 to 1 belong to none"},
      {"BytesBehindTheLast", tensor(length, "xxxxx"), "1 bytes behind its last tensor"},
      {"BytesWithoutTensors", file_of("{}", "x"), "1 bytes behind its last tensor"},
      {"Overlap",
       file_of(
           R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"w":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})",
           "xxxx"),
       "tensor 'w' begins at byte 2, inside another"},
      {"SameBytesTwice", file_of(R"({"a":{)" + length + R"(},"w":{)" + length + "}}", "xxxx"),
       "tensor 'w' begins at byte 0, inside another"},
      {"EmptyTensorInsideAnother",
       file_of(
           R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"w":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}})",
           "xxxx"),
       "inside another"},
      {"MetadataIsText", file_of(R"({"__metadata__":"x"})"), "'__metadata__' is text"},
      {"MetadataOfNumbers", file_of(R"({"__metadata__":{"step":3}})"), "'__metadata__' has a number"},
      {"MetadataTwice", file_of(R"({"__metadata__":{},"__metadata__":{}})"), "'__metadata__' appears twice"},
      {"MetadataKeyTwice", file_of(R"({"__metadata__":{"a":"1","a":"2"}})"), "has the key 'a' twice"},
      {"TooManyDimensions",
       tensor(R"("dtype":"U8","shape":[1)" +
                  [] {
                    std::string more;
                    for (int i = 0; i < 64; ++i) more += ",1";
                    return more;
                  }() +
                  R"(],"data_offsets":[0,1])",
              "x"),
       "more than 64 dimensions"},
  };
}

class MalformedTest : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedTest, IsRefusedWithTheReason) {
  const test::TemporaryFolder folder;
  const auto path = folder / "model.safetensors";
  put_file(path, GetParam().bytes);
  const auto opened = SafetensorsFile::open(path);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::damaged);
  EXPECT_THAT(opened.error().message, HasSubstr(path.string()));
  EXPECT_THAT(opened.error().message, HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(Safetensors, MalformedTest, testing::ValuesIn(malformed()),
                         [](const auto& info) { return info.param.name; });

TEST_F(SafetensorsTest, AMissingFileIsNotDamaged) {
  EXPECT_EQ(SafetensorsFile::open(path_).error().code, ErrorCode::not_found);
}

TEST_F(SafetensorsTest, EveryTruncationIsRefused) {
  const std::string whole = file_of(
      R"({"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", "12345678");
  ASSERT_TRUE(parse(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto parsed = parse(whole.substr(0, size));
    ASSERT_FALSE(parsed) << size;
    ASSERT_EQ(parsed.error().code, ErrorCode::damaged);
  }
}

// Whatever stands in a file, the reader returns; and what it accepts keeps its promises.
TEST_F(SafetensorsTest, RandomDamageNeverGivesAViewOutsideTheFile) {
  const std::string whole = file_of(
      R"({"a":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},"w":{"dtype":"U8","shape":[4],"data_offsets":[8,12]}})",
      "123456789012");
  std::mt19937 random(7);
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = whole;
    for (unsigned flips = 1 + random() % 3; flips > 0; --flips)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto parsed = parse(bytes);
    if (!parsed) continue;
    ++accepted;
    const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
    for (const auto& [name, view] : parsed->tensors) {
      ASSERT_GE(view.bytes.data(), begin);
      ASSERT_LE(view.bytes.data() + view.bytes.size(), begin + bytes.size());
    }
  }
  EXPECT_GT(accepted, 0) << "flips in the data should have been accepted";
}

}  // namespace
}  // namespace cloze
