// SPDX-License-Identifier: GPL-3.0-or-later
// SentencePiece's trainer as a filter: options as --name=value, a sentence per line on the standard input,
// the model on the standard output. Its errors are the last line of the standard error, with status 1.
// Started by core/tokenizer/tokenizer_training.cpp, for a library that cannot be interrupted and that ends
// the process when a check of its own fails.
#include <sentencepiece_trainer.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

class Lines final : public sentencepiece::SentenceIterator {
 public:
  Lines() { Next(); }
  bool done() const override { return !read_; }
  void Next() override { read_ = static_cast<bool>(std::getline(std::cin, line_)); }
  const std::string& value() const override { return line_; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  std::string line_;
  bool read_ = false;
};

int fail(std::string_view message) {
  std::cerr << message << '\n';
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::unordered_map<std::string, std::string> options;
  for (int at = 1; at < argc; ++at) {
    const std::string_view argument = argv[at];
    const auto equals = argument.find('=');
    if (!argument.starts_with("--") || equals == std::string_view::npos)
      return fail("usage: cloze-sentencepiece --parent=PROCESS --name=value ... <sentences >model");
    options.emplace(argument.substr(2, equals - 2), argument.substr(equals + 1));
  }
  // Nobody waits for the model once the parent is gone, which may be before this line.
  const auto parent = options.extract("parent");
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (parent && std::to_string(::getppid()) != parent.mapped()) return fail("the parent has ended");

  std::ios::sync_with_stdio(false);
  try {
    Lines lines;
    std::string model;
    const auto status = sentencepiece::SentencePieceTrainer::Train(options, &lines, &model);
    if (!status.ok()) return fail(status.error_message());
    std::cout << model << std::flush;
  } catch (const std::exception& error) {
    return fail(error.what());
  }
  return std::cout ? 0 : fail("the model could not be written");
}
