// SPDX-License-Identifier: GPL-3.0-or-later
// The real window as a person goes through it, in each language; and as nobody does, with input at random.
#include <gtest/gtest.h>

#include <QApplication>
#include <QDrag>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>
#include <QTimer>
#include <algorithm>
#include <filesystem>
#include <random>

#include "core/config/recipe_json.h"
#include "tests/support/places.h"
#include "tests/support/sample_text.h"
#include "tests/support/sanitized.h"
#include "tests/ui/watchdog.h"
#include "ui/bridge/session_bridge.h"
#include "ui/language.h"
#include "ui/main_window.h"
#include "ui/models/entry_list_model.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/configure_page.h"
#include "ui/pages/data_page.h"
#include "ui/pages/probe_page.h"
#include "ui/pages/run_page.h"
#include "ui/widgets/chart_card.h"
#include "ui/widgets/chip_flow.h"
#include "ui/widgets/configure_view.h"
#include "ui/widgets/data_view.h"
#include "ui/widgets/dataset_drawer.h"
#include "ui/widgets/entry_list.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/number_edit.h"
#include "ui/widgets/probe_view.h"
#include "ui/widgets/run_charts.h"
#include "ui/widgets/tokenizer_drawer.h"

namespace cloze::ui {
namespace {

constexpr int patience_ms = 60'000;

Recipe small_recipe() {
  Recipe recipe = load_recipe("quickstart").value();
  recipe.model = {.layers = 1, .hidden = 16, .heads = 2, .feed_forward = 32, .max_positions = 64};
  recipe.objective.sequence_length = 32;
  recipe.optimizer.batch_size = 4;
  recipe.optimizer.precision = Precision::fp32;
  recipe.schedule.warmup_steps = 2;
  recipe.evaluation.every_steps = 0;
  recipe.checkpoint.every_steps = 0;
  return recipe;
}

class WholeWindow : public testing::Test {
 protected:
  void SetUp() override {
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       QString::fromStdString((folder / "settings").string()));
    QCoreApplication::setOrganizationName("cloze-tests");
    QCoreApplication::setApplicationName("window-journey");
    test::write_sample_corpus(folder / "corpus", 40, 30);
    const auto workspace = Workspace::open(folder / "work");
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto session = Session::open(*workspace);
    ASSERT_TRUE(session) << session.error().message;
    bridge = std::make_unique<SessionBridge>(std::move(*session));
  }
  void TearDown() override {
    QThreadPool::globalInstance()->waitForDone();
    apply_language(*qApp, Language::english);
    QLocale::setDefault(locale);
    QCoreApplication::setOrganizationName({});
    QCoreApplication::setApplicationName({});
  }
  QString corpus() const { return QString::fromStdString((folder / "corpus").string()); }
  template <class Condition>
  static bool soon(const Condition& condition) {
    return QTest::qWaitFor(condition, patience_ms);
  }

  test::TemporaryFolder folder;
  std::unique_ptr<SessionBridge> bridge;
  QLocale locale;
};

class WindowJourney : public WholeWindow, public testing::WithParamInterface<Language> {};

/// The visible button that says this in the window's language, or nullptr.
QPushButton* button(const QWidget& in, const char* context, const char* english) {
  const QString text = QCoreApplication::translate(context, english);
  for (auto* one : in.findChildren<QPushButton*>())
    if (one->isVisible() && one->text() == text) return one;
  return nullptr;
}

TEST_P(WindowJourney, FromTextToAModelOnDisk) {
  apply_language(*qApp, GetParam());
  EXPECT_EQ(QCoreApplication::translate("cloze::ui::RunHeader", "Pause") == "Pause",
            GetParam() == Language::english);
  MainWindow window(*bridge, {});
  window.resize(1280, 800);
  window.show();
  window.warmUp();

  // Text, tokenizer, dataset.
  window.showPage("data");
  auto* data = window.findChild<DataPage*>();
  Q_EMIT data->view()->pathsAdded({corpus()});
  ASSERT_TRUE(soon([&] { return data->view()->corporaList()->model().rowOf(corpus()) >= 0; }));
  data->view()->openTokenizerDrawer({corpus()});
  TokenizerDrawer* tokenizers = data->view()->tokenizerDrawer();
  tokenizers->vocabulary()->setText("80");
  Q_EMIT tokenizers->vocabulary()->edited("80");
  tokenizers->submitButton()->click();
  ASSERT_TRUE(soon([&] { return !tokenizers->made().isEmpty(); }))
      << tokenizers->error()->text().toStdString();
  tokenizers->nextButton()->click();
  DatasetDrawer* datasets = data->view()->datasetDrawer();
  ASSERT_TRUE(soon([&] { return datasets->obstacle().isEmpty(); })) << datasets->obstacle().toStdString();
  datasets->heldOut()->setText("20");
  Q_EMIT datasets->heldOut()->edited("20");
  datasets->submitButton()->click();
  ASSERT_TRUE(soon([&] { return !datasets->made().isEmpty(); })) << datasets->error()->text().toStdString();
  datasets->nextButton()->click();
  ASSERT_EQ(window.currentName(), "configure");

  // A run that is held, goes on and is stopped.
  ConfigureView* form = window.findChild<ConfigurePage*>()->view();
  Recipe recipe = small_recipe();
  recipe.budget = {.steps = 1'000'000};
  window.findChild<ConfigurePage*>()->loadRecipe(QString::fromStdString(recipe_to_json(recipe)));
  ASSERT_TRUE(soon([&] { return form->startButton()->isEnabled(); })) << form->obstacle().toStdString();
  QSignalSpy ended(bridge.get(), &SessionBridge::runEnded);
  form->startButton()->click();
  ASSERT_EQ(window.currentName(), "run");
  const RunPage& page = *window.runPage();
  ASSERT_TRUE(soon([&] { return page.run().step >= 10; }));
  const char header[] = "cloze::ui::RunHeader";
  ASSERT_NE(button(page, header, "Pause"), nullptr);
  button(page, header, "Pause")->click();
  ASSERT_TRUE(soon([&] { return page.run().status == RunStatus::paused; }));
  const std::int64_t held_at = page.run().step;
  QTest::qWait(150);
  EXPECT_EQ(page.run().step, held_at);
  ASSERT_NE(button(page, header, "Resume"), nullptr);
  button(page, header, "Resume")->click();
  ASSERT_TRUE(soon([&] { return page.run().step > held_at + 5; }));
  ASSERT_NE(button(page, header, "Stop"), nullptr);
  button(page, header, "Stop")->click();
  ASSERT_TRUE(soon([&] { return ended.count() == 1; }));
  EXPECT_EQ(page.run().status, RunStatus::stopped);
  const QString run = page.run().id;

  // Its curves beside others'.
  ComparePage& compare = *window.comparePage();
  window.showPage("compare");
  ASSERT_TRUE(soon([&] { return compare.selectedRuns() == QStringList{run}; }));

  // Its answer.
  window.probePage()->selectRun(run);
  window.showPage("probe");
  ProbeView& probe = *window.probePage()->view();
  ASSERT_TRUE(soon([&] { return probe.run() == run; }));
  probe.setText("the sailor is here");
  QTest::mouseClick(probe.chips(), Qt::LeftButton, {}, probe.chips()->chipRect(1).center());
  ASSERT_TRUE(soon([&] { return probe.answersShown() == 1; })) << probe.error()->text().toStdString();

  // A model for other programs.
  window.showPage("compare");
  ASSERT_TRUE(soon([&] { return compare.selectedRuns() == QStringList{run}; }));
  const auto out = folder / "model";
  QAction* export_model = nullptr;
  for (auto* action : compare.findChildren<QAction*>())
    if (action->text() == QCoreApplication::translate("cloze::ui::ComparePage", "&Model\u2026"))
      export_model = action;
  ASSERT_NE(export_model, nullptr);
  export_model->trigger();
  auto* dialog = window.findChild<QFileDialog*>();
  ASSERT_NE(dialog, nullptr);
  Q_EMIT dialog->fileSelected(QString::fromStdString(out.string()));
  dialog->close();
  QSignalSpy done(bridge.get(), &SessionBridge::jobDone);
  ASSERT_TRUE(soon([&] { return done.count() == 1; }));
  EXPECT_TRUE(std::filesystem::exists(out / "config.json"));
  EXPECT_TRUE(std::filesystem::exists(out / "model.safetensors"));
}

INSTANTIATE_TEST_SUITE_P(Languages, WindowJourney, testing::Values(Language::english, Language::chinese),
                         [](const auto& info) { return language_name(info.param).toStdString(); });

/// Presses, clicks, turns and types at random on what a person could reach.
class RandomInput {
 public:
  explicit RandomInput(MainWindow& window) : window_(window) {}

  void next() {
    QWidget* top = QApplication::activePopupWidget();
    if (top == nullptr) top = QApplication::activeModalWidget();
    if (qobject_cast<QFileDialog*>(top) != nullptr) return top->close(), void();  // The disk is not ours.
    if (top != nullptr && draw(4) == 0) return QTest::keyClick(top, Qt::Key_Escape);
    if (top == nullptr) top = &window_;
    QList<QWidget*> reachable{top};
    for (QWidget* widget : top->findChildren<QWidget*>())
      if (widget->isVisible() && widget->isEnabled() && !widget->visibleRegion().isEmpty())
        reachable << widget;
    QWidget* target = reachable[draw(int(reachable.size()))];
    const QPoint at(draw(std::max(1, target->width())), draw(std::max(1, target->height())));
    switch (draw(9)) {
      case 0:
      case 1:
      case 2:
        return QTest::mouseClick(target, Qt::LeftButton, modifiers(), at);
      case 3:
        return QTest::mouseDClick(target, Qt::LeftButton, {}, at);
      case 4:
        return QTest::mouseMove(target, at);
      case 5:
        return turn(target, at);
      case 6:
        return QTest::keyClick(target, keys[std::size_t(draw(int(std::size(keys))))], modifiers());
      case 7:
        return QTest::keyClicks(target, words[std::size_t(draw(int(std::size(words))))]);
      default:
        if (draw(20) == 0) window_.showPage(pages[std::size_t(draw(int(std::size(pages))))]);
        if (draw(40) == 0) window_.resize(900 + draw(900), 600 + draw(500));
    }
  }

 private:
  static constexpr Qt::Key keys[] = {Qt::Key_Tab,  Qt::Key_Backtab,  Qt::Key_Return,   Qt::Key_Escape,
                                     Qt::Key_Up,   Qt::Key_Down,     Qt::Key_Left,     Qt::Key_Right,
                                     Qt::Key_Home, Qt::Key_End,      Qt::Key_Space,    Qt::Key_Delete,
                                     Qt::Key_A,    Qt::Key_PageDown, Qt::Key_Backspace};
  static constexpr const char* words[] = {"7",      "1e9", "-3",  "loss < 2", "[MASK]",
                                          "sailor", "%%1", "(((", "\"x"};
  static constexpr const char* pages[] = {"data", "configure", "run", "compare", "probe"};

  int draw(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  Qt::KeyboardModifiers modifiers() {
    const int drawn = draw(8);
    return drawn == 0 ? Qt::ControlModifier : drawn == 1 ? Qt::ShiftModifier : Qt::NoModifier;
  }
  void turn(QWidget* target, QPoint at) {
    QWheelEvent event(at, target->mapToGlobal(at), {}, QPoint(0, draw(2) == 0 ? 120 : -120), Qt::NoButton,
                      modifiers(), Qt::NoScrollPhase, false);
    QApplication::sendEvent(target, &event);
  }

  MainWindow& window_;
  std::mt19937 random_{20261129};
};

TEST_F(WholeWindow, RandomInputDuringTrainingNeitherEndsNorHoldsTheWindow) {
  Session& session = bridge->session();
  QSignalSpy jobs(bridge.get(), &SessionBridge::jobDone);
  TokenizerRequest tokenizer;
  tokenizer.name = "small";
  tokenizer.corpus = {folder / "corpus"};
  tokenizer.settings.vocabulary_size = 80;
  session.train_tokenizer(tokenizer);
  DatasetRequest dataset;
  dataset.name = "people";
  dataset.tokenizer = "small";
  dataset.settings.corpus = {folder / "corpus"};
  session.build_dataset(dataset);
  ASSERT_TRUE(soon([&] { return jobs.count() == 2; }));
  RunRequest request;
  request.recipe = small_recipe();
  request.recipe.budget = {.steps = 1'000'000};
  request.recipe.evaluation.every_steps = 50;
  request.dataset = "people";

  MainWindow window(*bridge, {});
  window.resize(1280, 800);
  window.show();
  window.warmUp();
  // Menus of buttons, dialogs for files and what is dragged run a loop of their own until they end.
  QTimer popups;
  QObject::connect(&popups, &QTimer::timeout, [] {
    if (QWidget* popup = QApplication::activePopupWidget()) popup->close();
    if (auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget())) dialog->reject();
    QDrag::cancel();
  });
  popups.start(100);
  test::Watchdog watchdog;
  watchdog.start();
  RandomInput input(window);
  const int events = test::sanitized ? 1'000 : 10'000;
  std::int64_t trained = 0, runs = 0;
  QObject::connect(bridge.get(), &SessionBridge::stepsDone,
                   [&](const QString&, const std::vector<StepDone>& batch) { trained += std::ssize(batch); });
  for (int i = 0; i < events; ++i) {
    // The input may stop it, and may start others.
    if (i % 100 == 0 && session.active_run().empty() && session.start_run(request)) ++runs;
    input.next();
    QCoreApplication::processEvents();
    ASSERT_TRUE(window.isVisible()) << "after event " << i;
  }
  std::printf(
      "%d events, the UI thread held for %.0f ms at most, %.0f ms of its own work; %lld steps of %lld runs\n",
      events, watchdog.worst(), watchdog.worst_work(), static_cast<long long>(trained),
      static_cast<long long>(runs));
  EXPECT_GT(trained, 100);
  if (!test::sanitized) {
    EXPECT_LT(watchdog.worst_work(), 1000);
    EXPECT_LT(watchdog.worst(), 5000) << "it waited for something";
  }
  session.stop();
  EXPECT_TRUE(soon([&] { return session.active_run().empty(); }));
}

}  // namespace
}  // namespace cloze::ui
