// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_stream.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <string_view>
#include <utility>
#include <vector>

#include "core/base/file.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

class PlainStream : public ByteStream {
 public:
  explicit PlainStream(FileReader file) : file_(std::move(file)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    CLOZE_TRY(const std::size_t got, file_.read(buffer));
    position_ += got;
    return got;
  }
  std::uint64_t position() const override { return position_; }

 private:
  FileReader file_;
  std::uint64_t position_ = 0;
};

/// What a step of unpacking did.
struct Unpacked {
  std::size_t taken = 0, made = 0;
  bool ended = false;         ///< A member or frame is whole.
  std::string_view damage{};  ///< Why it cannot go on.
};

class Gzip {
 public:
  static constexpr std::string_view name = "gzip";
  Gzip() {
    constexpr int gzip_only = 16;
    ready_ = inflateInit2(&state_, MAX_WBITS + gzip_only) == Z_OK;
  }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() { inflateEnd(&state_); }

  bool ready() const { return ready_; }
  void begin_next() { inflateReset(&state_); }
  Unpacked step(std::string_view in, std::span<char> out) {
    state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    state_.avail_in = static_cast<uInt>(in.size());
    state_.next_out = reinterpret_cast<Bytef*>(out.data());
    state_.avail_out = static_cast<uInt>(out.size());
    const int code = inflate(&state_, Z_NO_FLUSH);
    Unpacked step{in.size() - state_.avail_in, out.size() - state_.avail_out, code == Z_STREAM_END};
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
      step.damage = state_.msg != nullptr ? state_.msg : "damaged data";
    return step;
  }

 private:
  z_stream state_{};
  bool ready_ = false;
};

class Zstd {
 public:
  static constexpr std::string_view name = "zstd";
  Zstd() : state_(ZSTD_createDStream(), &ZSTD_freeDStream) {}

  bool ready() const { return state_ != nullptr; }
  void begin_next() {}  // The library goes on to the next frame by itself.
  Unpacked step(std::string_view in, std::span<char> out) {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t code = ZSTD_decompressStream(state_.get(), &to, &from);
    Unpacked step{from.pos, to.pos, code == 0};
    if (ZSTD_isError(code)) step.damage = ZSTD_getErrorName(code);
    return step;
  }

 private:
  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> state_;
};

template <class Codec>
class UnpackingStream : public ByteStream {
 public:
  UnpackingStream(FileReader file, fs::path path)
      : file_(std::move(file)), path_(std::move(path)), input_(std::size_t{1} << 17) {}

  bool ready() const { return codec_.ready(); }
  std::uint64_t position() const override { return taken_; }

  Result<std::size_t> read(std::span<char> buffer) override {
    std::size_t filled = 0;
    while (filled < buffer.size()) {
      if (unread_.empty() && !at_end_) CLOZE_CHECK(refill());
      if (unread_.empty() && between_) break;
      if (between_) codec_.begin_next();
      const Unpacked step = codec_.step(unread_, buffer.subspan(filled));
      if (!step.damage.empty()) return damaged(step.damage);
      // All input is taken and nothing more comes out: the file was cut.
      if (at_end_ && step.made == 0 && step.taken == 0 && !step.ended)
        return damaged("it ends in the middle");
      unread_.remove_prefix(step.taken);
      taken_ += step.taken;
      filled += step.made;
      made_ += step.made;
      between_ = step.ended;
      if (made_ > unpacked_before_doubt && made_ / largest_expansion > taken_)
        return fail(ErrorCode::bad_input,
                    fmt::format("'{}' expands more than {}-fold: {} bytes of it became {}", path_.string(),
                                largest_expansion, taken_, made_),
                    "no text does; unpack it yourself if you trust it");
    }
    return filled;
  }

 private:
  Result<void> refill() {
    CLOZE_TRY(const std::size_t got, file_.read(input_));
    at_end_ = got < input_.size();
    unread_ = std::string_view(input_.data(), got);
    return {};
  }
  std::unexpected<Error> damaged(std::string_view why) const {
    return fail(ErrorCode::bad_input,
                fmt::format("'{}' cannot be unpacked as {}: {}", path_.string(), Codec::name, why),
                "fetch or pack the file again");
  }

  FileReader file_;
  fs::path path_;
  Codec codec_;
  std::vector<char> input_;
  std::string_view unread_;
  bool at_end_ = false;
  bool between_ = true;  ///< No member or frame is begun.
  std::uint64_t taken_ = 0, made_ = 0;
};

template <class Codec>
Result<std::unique_ptr<ByteStream>> unpacking(FileReader file, const fs::path& path) {
  auto stream = std::make_unique<UnpackingStream<Codec>>(std::move(file), path);
  if (!stream->ready()) return fail(ErrorCode::internal, fmt::format("cannot start {}", Codec::name));
  return stream;
}

}  // namespace

Result<std::unique_ptr<ByteStream>> open_byte_stream(const fs::path& path, Compression compression) {
  CLOZE_TRY(FileReader file, FileReader::open(path));
  switch (compression) {
    case Compression::gzip:
      return unpacking<Gzip>(std::move(file), path);
    case Compression::zstd:
      return unpacking<Zstd>(std::move(file), path);
    case Compression::none:
      break;
  }
  return std::make_unique<PlainStream>(std::move(file));
}

}  // namespace cloze
