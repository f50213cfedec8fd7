// SPDX-License-Identifier: GPL-3.0-or-later
// Text with a little structure, made up for tests that train on it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace cloze::test {

/// A folder of its own below the system's temporary folder, removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// documents .txt files of simple English sentences into folder; the same text for the same seed.
void write_sample_corpus(const std::filesystem::path& folder, int documents, int sentences_per_document, std::uint64_t seed = 1);

void write_text(const std::filesystem::path& path, const std::string& text);
std::string read_text(const std::filesystem::path& path);

}  // namespace cloze::test
