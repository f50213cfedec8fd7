// SPDX-License-Identifier: GPL-3.0-or-later
// What the open studio costs a training, and what the training costs the studio's hands: the same run without
// a window and with one that draws its curves live, in turn, in one process, without a display. Prints
// Markdown:
//   build/release/bin/cloze_studio_training_bench [ROUNDS [STEPS [PRESET]]]
#include <fmt/format.h>

#include <QApplication>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "core/config/recipe_json.h"
#include "core/session/session.h"
#include "tests/support/sample_text.h"
#include "tests/ui/watchdog.h"
#include "ui/bridge/session_bridge.h"
#include "ui/main_window.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? 0 : values[values.size() / 2];
}

template <class T>
T wanted(Result<T> result) {
  if (result) return std::move(*result);
  fmt::print(stderr, "error: {}\n", to_string(result.error()));
  std::exit(1);
}

void prepare(SessionBridge& bridge, const std::filesystem::path& corpus) {
  test::write_sample_corpus(corpus, 400, 60);
  QSignalSpy jobs(&bridge, &SessionBridge::jobDone);
  TokenizerRequest tokenizer;
  tokenizer.name = "small";
  tokenizer.corpus = {corpus};
  tokenizer.settings.vocabulary_size = 80;
  bridge.session().train_tokenizer(tokenizer);
  DatasetRequest dataset;
  dataset.name = "people";
  dataset.tokenizer = "small";
  dataset.settings.corpus = {corpus};
  bridge.session().build_dataset(dataset);
  if (!QTest::qWaitFor([&] { return jobs.count() == 2; }, 120'000)) std::exit(1);
  for (const auto& job : jobs)
    if (const auto& error = job.front().value<JobDone>().error) {
      fmt::print(stderr, "error: {}\n", to_string(*error));
      std::exit(1);
    }
}

/// Seconds that the steps of a run took, without its first tenth.
double train(SessionBridge& bridge, const RunRequest& request) {
  std::vector<StepMetrics> steps;
  const auto listening = QObject::connect(&bridge, &SessionBridge::stepsDone,
                                          [&](const QString&, const std::vector<StepDone>& batch) {
                                            for (const StepDone& one : batch) steps.push_back(one.metrics);
                                          });
  QSignalSpy ended(&bridge, &SessionBridge::runEnded);
  wanted(bridge.session().start_run(request));
  if (!QTest::qWaitFor([&] { return !ended.isEmpty(); }, 600'000)) std::exit(1);
  QObject::disconnect(listening);
  const std::size_t first = steps.size() / 10;
  return (steps.back().seconds - steps[first].seconds) / double(steps.size() - 1 - first);
}

void bench(int rounds, std::int64_t count, const std::string& preset) {
  const QTemporaryDir folder;
  const std::filesystem::path root = folder.path().toStdString();
  SessionBridge bridge(wanted(Session::open(wanted(Workspace::open(root / "work")))));
  prepare(bridge, root / "corpus");
  RunRequest request;
  request.recipe = wanted(load_recipe(preset));
  request.recipe.budget = {.steps = count};
  request.recipe.evaluation.every_steps = 0;
  request.recipe.checkpoint.every_steps = 0;
  request.dataset = "people";
  request.options.device = "cpu";
  (void)train(bridge, request);  // Warms caches and the choice of kernels.

  std::vector<double> without, with, ratios;
  double worst = 0;
  std::size_t above_50 = 0;
  const auto train_with_window = [&] {
    MainWindow window(bridge, {});
    window.resize(1280, 800);
    window.show();
    window.warmUp();
    window.showPage("run");
    QTest::qWait(200);
    QThreadPool::globalInstance()->waitForDone();
    test::Watchdog watchdog;
    watchdog.start();
    with.push_back(train(bridge, request));
    worst = std::max(worst, watchdog.worst());
    above_50 += watchdog.above(50);
  };
  for (int round = 0; round < rounds; ++round) {
    // By turns in front, because a processor slows down and speeds up.
    if (round % 2 == 0) train_with_window();
    without.push_back(train(bridge, request));
    if (round % 2 != 0) train_with_window();
    ratios.push_back(with.back() / without.back());
  }
  fmt::print("| what ({}, {} rounds of {} steps) | figure | goal |\n|---|---|---|\n", preset, rounds, count);
  fmt::print("| a step without a window, median | {:.2f} ms |  |\n", 1e3 * median(without));
  fmt::print("| a step with the Run page drawn live, median | {:.2f} ms |  |\n", 1e3 * median(with));
  fmt::print("| with / without, median of the rounds | {:.3f} | 1.02 |\n", median(ratios));
  fmt::print("| the UI thread held for, at most | {:.0f} ms | 50 ms |\n", worst);
  fmt::print("| held for more than 50 ms | {} times | 0 |\n", above_50);
}

}  // namespace
}  // namespace cloze::ui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QStandardPaths::setTestModeEnabled(true);
  QCoreApplication::setOrganizationName("cloze-bench");
  QSettings().clear();
  cloze::ui::apply_theme(application, cloze::ui::ColorScheme::light);
  cloze::ui::bench(argc > 1 ? std::atoi(argv[1]) : 7, argc > 2 ? std::atoi(argv[2]) : 300,
                   argc > 3 ? argv[3] : "quickstart");
}
