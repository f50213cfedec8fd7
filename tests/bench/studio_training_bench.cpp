// SPDX-License-Identifier: GPL-3.0-or-later
// What the open studio costs a training, and what the training costs the studio's hands: one run that by
// turns nobody sees and that a window draws live, without a display. Prints Markdown:
//   build/release/bin/cloze_studio_training_bench [ROUNDS [MILLISECONDS [PRESET]]]
#include <fmt/format.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/config/recipe_json.h"
#include "core/session/session.h"
#include "tests/support/sample_text.h"
#include "tests/ui/watchdog.h"
#include "ui/bridge/session_bridge.h"
#include "ui/bridge/update_pace.h"
#include "ui/main_window.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

double quantile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values.empty() ? 0 : values[std::size_t(share * double(values.size() - 1))];
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

/// The newest step that the session tells of next.
StepMetrics next_step(SessionBridge& bridge) {
  std::optional<StepMetrics> newest;
  const auto listening = QObject::connect(
      &bridge, &SessionBridge::stepsDone,
      [&](const QString&, const std::vector<StepDone>& batch) { newest = batch.back().metrics; });
  if (!QTest::qWaitFor([&] { return newest.has_value(); }, 120'000)) std::exit(1);
  QObject::disconnect(listening);
  return *newest;
}

/// Seconds a step takes while ms pass. Unheard, nothing is told of them, as without a window.
double step_seconds(SessionBridge& bridge, int ms, bool heard) {
  const StepMetrics first = next_step(bridge);
  bridge.blockSignals(!heard);
  QTest::qWait(ms);
  bridge.blockSignals(false);
  const StepMetrics last = next_step(bridge);
  return (last.seconds - first.seconds) / double(last.step - first.step);
}

void bench(int rounds, int ms, const std::string& preset) {
  const QTemporaryDir folder;
  const std::filesystem::path root = folder.path().toStdString();
  SessionBridge bridge(wanted(Session::open(wanted(Workspace::open(root / "work")))));
  prepare(bridge, root / "corpus");
  RunRequest request;
  request.recipe = wanted(load_recipe(preset));
  request.recipe.budget = {.steps = 1'000'000};
  request.recipe.evaluation.every_steps = 0;
  request.recipe.checkpoint.every_steps = 0;
  request.dataset = "people";
  request.options.device = "cpu";

  MainWindow window(bridge, {});
  window.resize(1280, 800);
  window.show();
  window.warmUp();
  window.showPage("run");
  QSignalSpy ended(&bridge, &SessionBridge::runEnded);
  wanted(bridge.session().start_run(request));
  (void)step_seconds(bridge, ms, true);  // Warms caches and the choice of kernels.

  std::vector<double> without, with, ratios;
  double worst = 0, computed = 0, watched = 0;
  std::size_t above_50 = 0;
  const auto settle = [&] {
    QTest::qWait(200);
    QThreadPool::globalInstance()->waitForDone();
  };
  const auto train_unseen = [&] {
    window.hide();
    settle();
    without.push_back(step_seconds(bridge, ms, false));
  };
  const auto train_seen = [&] {
    window.show();
    settle();
    test::Watchdog watchdog;
    watchdog.start();
    QElapsedTimer passed;
    passed.start();
    const double before = UpdatePace::thread_ms();
    with.push_back(step_seconds(bridge, ms, true));
    computed += (UpdatePace::thread_ms() - before) / 1e3;
    watched += double(passed.nsecsElapsed()) / 1e9;
    worst = std::max(worst, watchdog.worst());
    above_50 += watchdog.above(50);
  };
  // A processor slows down and speeds up: each time with the window against those before and behind it.
  train_unseen();
  for (int round = 0; round < rounds; ++round) {
    train_seen();
    train_unseen();
    ratios.push_back(with.back() / ((without.end()[-2] + without.end()[-1]) / 2));
  }
  bridge.session().stop();
  if (!QTest::qWaitFor([&] { return !ended.isEmpty(); }, 120'000)) std::exit(1);
  fmt::print("| what ({}, {} rounds of {} + {} ms) | figure | goal |\n|---|---|---|\n", preset, rounds, ms,
             ms);
  fmt::print("| a step without a window, median | {:.2f} ms |  |\n", 1e3 * quantile(without, 0.5));
  fmt::print("| a step with the Run page drawn live, median | {:.2f} ms |  |\n", 1e3 * quantile(with, 0.5));
  fmt::print("| with / without, median of the rounds | {:.3f} | 1.02 |\n", quantile(ratios, 0.5));
  fmt::print("| with / without, the middle half of the rounds | {:.3f} to {:.3f} |  |\n",
             quantile(ratios, 0.25), quantile(ratios, 0.75));
  fmt::print("| what the UI thread computes, of a core | {:.1f} % |  |\n", 100 * computed / watched);
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
  cloze::ui::bench(argc > 1 ? std::atoi(argv[1]) : 40, argc > 2 ? std::atoi(argv[2]) : 4000,
                   argc > 3 ? argv[3] : "quickstart");
}
