// SPDX-License-Identifier: GPL-3.0-or-later
// How long the studio's hands take: real widgets, a real history on disk, no display. Prints Markdown rows,
// "what | median | worst | goal": build/release/bin/cloze_studio_bench [RUNS [STEPS]]
#include <fmt/format.h>

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/config/recipe_json.h"
#include "core/history/history.h"
#include "ui/bridge/background.h"
#include "ui/bridge/run_history.h"
#include "ui/models/past_run.h"
#include "ui/models/runs_model.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/run_page.h"
#include "ui/theme.h"
#include "ui/widgets/chart_card.h"
#include "ui/widgets/compare_board.h"
#include "ui/widgets/run_columns_menu.h"
#include "ui/widgets/run_filter_edit.h"
#include "ui/widgets/run_relations.h"

namespace cloze::ui {
namespace {

/// Calls work `times` times and prints one row; what after does is not timed.
void measure(const std::string& what, double goal_ms, int times, const std::function<void()>& work,
             const std::function<void()>& after = {}) {
  std::vector<double> taken;
  for (int i = 0; i < times; ++i) {
    QElapsedTimer timer;
    timer.start();
    work();
    taken.push_back(double(timer.nsecsElapsed()) / 1e6);
    if (after) after();
  }
  std::ranges::sort(taken);
  fmt::print("| {} | {:.1f} | {:.1f} | {} |\n", what, taken[taken.size() / 2], taken.back(),
             goal_ms > 0 ? fmt::format("{:g}", goal_ms) : "");
  std::fflush(stdout);
}

[[noreturn]] void give_up(const Error& error) {
  fmt::print(stderr, "error: {}\n", to_string(error));
  std::exit(1);
}

void check(const Result<void>& result) {
  if (!result) give_up(result.error());
}

/// Finished runs of different settings, each with some steps and evaluations.
void fill(const std::filesystem::path& database, int runs) {
  auto history = History::open(database);
  if (!history) give_up(history.error());
  Draws draws(1, 2, 3);
  for (int i = 0; i < runs; ++i) {
    Recipe recipe;
    recipe.optimizer.learning_rate = 1e-4 * (1 + int(draws.next_unit() * 100));
    recipe.model.layers = 1 + int(draws.next_unit() * 12);
    recipe.seed = i;
    RunRecord run;
    run.id = fmt::format("20260101-{:06}-{:04x}", i, i % 65536);
    run.name = fmt::format("run {}", int(draws.next_unit() * runs));
    run.status = i % 9 == 0 ? RunStatus::failed : RunStatus::finished;
    run.dataset_name = fmt::format("corpus-{}", i % 7);
    run.tokenizer_name = "unigram-8k";
    run.recipe_json = recipe_to_json(recipe);
    run.environment_json = R"({"program": "0.1.0", "device": "cpu", "threads": 2, "cpu": "x86-64-v4"})";
    run.created = 1.7e9 + i * 60.0;
    run.ended = run.created + 50;
    check(history->add_run(run));
    std::vector<StepMetrics> steps;
    for (int step = 1; step <= 20; ++step)
      steps.push_back({.step = step, .loss = 4 + draws.next_unit(), .tokens_per_second = 5e4});
    check(history->add_metrics(run.id, steps));
    check(history->add_evaluation(run.id, {.step = 20, .loss = 4 + draws.next_unit(), .accuracy = 0.3}));
  }
}

/// All runs of the table as points and as lines.
void bench_relations(ComparePage& page, const std::string& of) {
  auto* board = page.findChild<CompareBoard*>();
  const auto show = [&](CompareBoard::View view) {
    QSignalSpy drawn(board->relations(), &RunRelations::drawn);
    board->setView(view);
    while (drawn.isEmpty()) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
  };
  for (const auto& [view, name] : {std::pair{CompareBoard::View::scatter, "as points"},
                                   std::pair{CompareBoard::View::parallel, "as lines over their settings"}}) {
    measure(of + name + ", values read and shown", 0, 5, [&] { show(view); });
    RelationPlot* plot = board->relations()->plot();
    int turn = 0;
    measure(of + name + ": another size, on the UI thread", 0, 5, [&] {
      plot->resize(plot->width() + (++turn % 2 == 0 ? 1 : -1), plot->height());
      plot->repaint();
    });
    measure(of + name + ": a frame of pointing", 16.6667, 60, [&] {
      const QPointF at(200 + ++turn % 400, 120);
      QMouseEvent move(QEvent::MouseMove, at, plot->mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
      QApplication::sendEvent(plot, &move);
      plot->repaint();
    });
  }
  board->setView(CompareBoard::View::curves);
}

void bench_table(int runs) {
  // In memory: 90,000 commits to a disk would take ten minutes, and reading comes from the cache either way.
  const QTemporaryDir folder("/dev/shm/cloze-bench-XXXXXX");
  const std::filesystem::path database = folder.filePath("cloze.db").toStdString();
  fill(database, runs);
  const std::string of = fmt::format("table of {} runs: ", runs);
  const RunSource source = history_source(database);
  measure(of + "reading the history (not on the UI thread)", 0, 5, [&] { (void)source.runs(); });
  std::unique_ptr<ComparePage> opened;
  measure(
      of + "open", 300, 5,
      [&] {
        opened = std::make_unique<ComparePage>(source);
        opened->resize(1280, 800);
        QSignalSpy refreshed(opened.get(), &ComparePage::refreshed);
        opened->show();
        opened->activated();
        while (refreshed.isEmpty()) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
        opened->grab();
      },
      [&] {  // The recipes that it goes on to read are not the next one's affair.
        opened.reset();
        QThreadPool::globalInstance()->waitForDone();
      });
  ComparePage page(source);
  page.resize(1280, 800);
  page.show();
  QSignalSpy refreshed(&page, &ComparePage::refreshed);
  page.activated();
  QTest::qWait(6000);  // Recipes are read behind the table's back.
  auto* table = page.findChild<QTableView*>("runs");
  auto* filter = page.findChild<RunFilterEdit*>();
  const auto drawn = [&] {
    QApplication::sendPostedEvents();
    table->viewport()->repaint();
  };
  int turn = 0;
  for (const char* column : {"name", "loss", "optimizer.learning_rate", "started", "dataset"})
    measure(of + "sort by " + column, 50, 10, [&] {
      table->sortByColumn(RunsModel::column(column),
                          ++turn % 2 == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
      drawn();
    });
  for (const char* text : {"lr > 5e-3 and status:finished", "12", "loss < 4.5 or held_out_loss < 4.2",
                           "not (layers = 3 or dataset:corpus-1)"})
    measure(of + "filter `" + text + "`", 50, 10, [&] {
      filter->setText(++turn % 2 == 0 ? text : "");
      drawn();
    });
  filter->setText({});
  auto* columns = page.findChild<RunColumnsMenu*>();
  auto* model = table->model();
  const int at_step = RunsModel::column("loss@step");
  for (QAction* action : columns->findChildren<QAction*>())
    if (action->data() == QStringLiteral("loss@step")) action->setChecked(true);
  measure(of + "losses at another step, read and shown", 0, 5, [&] {
    const QString before = model->index(0, at_step).data().toString();
    columns->setStep(2 + ++turn % 17);
    const auto shown = [&] {
      const QString now = model->index(0, at_step).data().toString();
      return now != before && now != QStringLiteral("\u2013");
    };
    while (!shown()) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    drawn();
  });
  measure(of + "sort by loss at a step", 50, 10, [&] {
    table->sortByColumn(at_step, ++turn % 2 == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
    drawn();
  });
  bench_relations(page, of);
}

/// What a batch of steps costs the Run page of a running training: taking it up, laying out, painting.
void bench_live() {
  constexpr int steps_a_batch = 10;
  RunPage page;
  page.resize(1280, 800);
  page.show();
  RunStarted started;
  started.run_id = started.name = "live";
  started.total_steps = 4000;
  page.runStarted(started);
  const QList<LineChart*> charts = page.findChildren<LineChart*>();
  Draws draws(7, 8, 9);
  std::int64_t step = 0;
  const auto batch = [&] {
    std::vector<StepDone> steps;
    for (int i = 0; i < steps_a_batch; ++i) {
      const double loss = 3 + 4 * std::exp(-double(++step) / 300) + 0.3 * draws.next_unit();
      steps.push_back({.run_id = "live",
                       .metrics = {step, loss, loss, not_a_number, 1e-3 * std::min(1.0, double(step) / 500),
                                   1 + draws.next_unit(), double(step) * 0.1, double(step) * 4096,
                                   4e4 + 1e3 * draws.next_unit(), double(step) * 1e-3}});
    }
    page.stepsDone("live", steps);
    for (LineChart* chart : charts) (void)chart->currentView();  // Not a frame later.
    QApplication::processEvents();
  };
  page.grab();
  for (const int until : {200, 1000, 4000})
    measure(fmt::format("running training: ten more steps, up to step {}", until), 0,
            int(until - step) / steps_a_batch, batch);
}

/// Runs of very many steps: one opened on the Run page, ten over each other on the Compare page.
void bench_long_runs(int steps) {
  const QTemporaryDir folder("/dev/shm/cloze-bench-XXXXXX");
  const std::filesystem::path database = folder.filePath("cloze.db").toStdString();
  std::vector<QString> ids;
  {
    auto history = History::open(database);
    if (!history) give_up(history.error());
    Draws draws(4, 5, 6);
    for (int i = 0; i < 10; ++i) {
      RunRecord run;
      run.id = fmt::format("20260101-00000{}-0001", i);
      run.name = fmt::format("long {}", i);
      run.status = RunStatus::finished;
      run.created = 1.7e9 + i;
      run.recipe_json = recipe_to_json(Recipe{});
      check(history->add_run(run));
      std::vector<StepMetrics> rows;
      for (int step = 1; step <= steps; ++step) {
        const double noise = draws.next_unit();
        rows.push_back({step, 3 + noise, 3 + noise, not_a_number, 1e-3, 1 + noise, step * 0.1, step * 4096.0,
                        5e4 + noise, step * 1e-5});
        if (rows.size() == 50'000 || step == steps) {
          check(history->add_metrics(run.id, rows));
          rows.clear();
        }
      }
      ids.push_back(QString::fromStdString(run.id));
    }
  }
  const std::string of = fmt::format("run of {} steps: ", steps);
  {
    // Two runs by turns: what is measured is a run in the place of another one, as a person opens it.
    std::size_t turn = 0;
    const auto next = [&] { return ids[++turn % 2].toStdString(); };
    // Charts take up news with the next frame; here that frame counts.
    const auto paint = [](RunPage& page) {
      for (LineChart* chart : page.findChildren<LineChart*>()) (void)chart->currentView();
      page.grab();
    };
    measure(of + "reading (not on the UI thread)", 0, 7, [&] {
      if (auto past = read_past(database, next()); !past) give_up(past.error());
    });
    RunPage page;
    page.resize(1280, 800);
    page.show();
    page.grab();
    measure(of + "open on the Run page, reading included", 100, 15, [&] {
      bool shown = false;
      run_in_background(
          &page, [&, run = next()] { return read_past(database, run); },
          [&](Result<PastRun> past) {
            if (!past) give_up(past.error());
            page.showPast(std::move(*past));
            shown = true;
          });
      while (!shown) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
      paint(page);
    });
    std::array<std::optional<PastRun>, 2> pasts;
    const auto read = [&] {
      for (auto& past : pasts) past = *read_past(database, next());
    };
    read();
    measure(
        of + "of which on the UI thread", 50, 15,
        [&] {
          page.showPast(std::move(*pasts[turn++ % 2]));
          paint(page);
        },
        [&] {
          if (turn % 2 == 0) read();
        });
  }
  ComparePage page(history_source(database));
  page.resize(1280, 800);
  page.show();
  QSignalSpy refreshed(&page, &ComparePage::refreshed);
  page.activated();
  while (refreshed.isEmpty()) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
  measure(of + "ten of them over each other, reading included", 0, 1, [&] {
    refreshed.clear();
    page.selectRuns({ids.begin(), ids.end()});
    while (refreshed.isEmpty()) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    page.grab();
  });
  LineChart* chart = page.findChild<ChartCard*>("trainingLoss")->chart();
  const auto frame = [&](double from, double to) {
    chart->showX(from, to);
    (void)chart->currentView();
    chart->viewport()->repaint();
  };
  int turn = 0;
  measure(of + "ten over each other: a frame of zooming", 1000.0 / 60, 120, [&] {
    const double width = steps * std::pow(0.93, ++turn % 100);
    const double from = 0.4 * (steps - width);
    frame(from, from + width);
  });
  measure(of + "ten over each other: a frame of panning", 1000.0 / 60, 120, [&] {
    const double from = steps * 0.004 * (++turn % 120);
    frame(from, from + steps * 0.3);
  });
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
  fmt::print("| what | median, ms | worst, ms | goal, ms |\n|---|---|---|---|\n");
  cloze::ui::bench_live();
  cloze::ui::bench_table(argc > 1 ? std::atoi(argv[1]) : 30'000);
  cloze::ui::bench_long_runs(argc > 2 ? std::atoi(argv[2]) : 1'000'000);
}
