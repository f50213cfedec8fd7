// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output.h"

namespace cloze::cli {
namespace {

Json to_json(const Sample& sample) {
  return {{"name", sample.name},       {"title", sample.title},           {"language", sample.language},
          {"license", sample.license}, {"documents", sample.documents},   {"bytes", sample.bytes},
          {"present", sample.present}, {"folder", sample.folder.string()}};
}

Result<void> run(const Context& context, const std::string& name) {
  if (!name.empty()) {
    CLOZE_TRY(const Sample sample, find_sample(name));
    if (context.json)
      print_json(to_json(sample));
    else
      fmt::print("{}\n", sample.folder.string());
    return {};
  }
  CLOZE_TRY(const auto samples, list_samples());
  if (context.json) {
    Json list = Json::array();
    for (const Sample& sample : samples) list.push_back(to_json(sample));
    print_json(list);
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const Sample& sample : samples)
    rows.push_back(
        {sample.name, sample.language, short_count(static_cast<double>(sample.bytes)), sample.license,
         sample.present ? sample.folder.string() : "not fetched: packaging/bootstrap.sh", sample.title});
  print_table({"name", "language", "bytes", "license", "folder", "title"}, rows);
  return {};
}

}  // namespace

void add_sample(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("sample", "List the sample corpora, or print the folder of one");
  auto name = std::make_shared<std::string>();
  command->add_option("name", *name, "Name of a sample");
  command->callback([&context, name] { context.action = [&context, name] { return run(context, *name); }; });
}

}  // namespace cloze::cli
