// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_groups.h"

#include <fmt/format.h>

#include <QCoreApplication>
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "core/config/recipe_json.h"
#include "ui/models/differences_model.h"
#include "ui/qt_text.h"

namespace cloze::ui {
namespace {

std::string key_of(const RunsModel::Row& run, RunGrouping grouping) {
  const RunRecord& record = *run.record;
  switch (grouping) {
    case RunGrouping::none:
      break;
    case RunGrouping::repeats: {
      if (!run.recipe) break;
      Recipe recipe = *run.recipe;
      recipe.seed = 0;
      return record.dataset_hash + record.dataset_name + recipe_to_json(recipe);
    }
    case RunGrouping::dataset:
      return record.dataset_name;
    case RunGrouping::tags:
      return fmt::format("{}", fmt::join(record.tags, " "));
  }
  return record.id;
}

}  // namespace

std::vector<RunGroup> group_runs(const std::vector<RunsModel::Row>& runs, RunGrouping grouping) {
  std::vector<RunGroup> groups;
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string key = key_of(runs[i], grouping);
    const auto known = std::ranges::find(keys, key);
    if (known == keys.end()) {
      keys.push_back(key);
      groups.push_back({{}, {i}});
    } else {
      groups[std::size_t(known - keys.begin())].members.push_back(i);
    }
  }
  QStringList names;
  if (grouping == RunGrouping::dataset || grouping == RunGrouping::tags) {
    for (const std::string& key : keys)
      names << (key.empty() ? QCoreApplication::translate("RunGroups", "no tags") : text_of(key));
  } else {
    std::vector<RunsModel::Row> firsts;
    for (const RunGroup& group : groups) {
      firsts.push_back(runs[group.members.front()]);
      if (grouping != RunGrouping::repeats || !firsts.back().recipe) continue;
      Recipe recipe = *firsts.back().recipe;  // Their seeds say nothing of the groups.
      recipe.seed = 0;
      firsts.back().recipe = std::make_shared<const Recipe>(std::move(recipe));
    }
    DifferencesModel differences;
    differences.setRuns(firsts, {});
    names = differences.legendNames();
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i].name = names[qsizetype(i)];
    const int runs_of_it = int(groups[i].members.size());  // lupdate never ends on a longer expression below
    if (runs_of_it > 1)
      groups[i].name += " " + QCoreApplication::translate("RunGroups", "(mean of %n)", nullptr, runs_of_it);
  }
  return groups;
}

}  // namespace cloze::ui
