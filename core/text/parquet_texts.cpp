// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/parquet_texts.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/text/parquet/parquet_module.h"

namespace cloze {
namespace {

/// Beside the folder of the program.
std::filesystem::path module_path() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return program.parent_path().parent_path() / "lib" / parquet_module_file;
}

Result<OpenParquetFile*> load_module() {
  const std::filesystem::path path = module_path();
  void* module = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* open = module == nullptr ? nullptr : ::dlsym(module, parquet_module_function);
  if (open != nullptr) return reinterpret_cast<OpenParquetFile*>(open);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    return fail(ErrorCode::unavailable, "this program was built without support for Parquet files",
                "call packaging/bootstrap.sh and build again, or write the text as .jsonl");
  return fail(ErrorCode::unavailable,
              fmt::format("support for Parquet files cannot be loaded: {}", ::dlerror()),
              "call packaging/bootstrap.sh and build again");
}

}  // namespace

Result<std::unique_ptr<ParquetTexts>> open_parquet(const std::filesystem::path& path,
                                                   const std::string& column) {
  static const Result<OpenParquetFile*> module = load_module();
  if (!module) return std::unexpected(module.error());
  CLOZE_TRY(const FileReader readable, FileReader::open(path));
  Result<std::unique_ptr<ParquetTexts>> texts;
  (*module)(path, column, texts);
  return texts;
}

}  // namespace cloze
