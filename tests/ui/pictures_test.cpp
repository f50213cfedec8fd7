// SPDX-License-Identifier: GPL-3.0-or-later
// Every page of the shell is drawn with made-up values in both schemes, and must not come out blank. With
// CLOZE_PICTURES=DIR the pictures are kept to be looked at.
#include <gtest/gtest.h>

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QSet>

#include "tests/ui/made_up_run.h"
#include "ui/pages/run_page.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

/// Draws the widget at the given size, keeps the picture where asked for, and returns how many colours it
/// has.
int picture(QWidget& widget, const QString& name, const QSize& size = {1208, 720}) {
  widget.resize(size);
  widget.ensurePolished();
  widget.show();
  QApplication::processEvents();
  const QImage image = widget.grab().toImage();
  if (const QString folder = qEnvironmentVariable("CLOZE_PICTURES"); !folder.isEmpty()) {
    QDir().mkpath(folder);
    image.save(folder + "/" + name + (current_scheme() == ColorScheme::dark ? "-dark.png" : "-light.png"));
  }
  QSet<QRgb> colors;
  for (int y = 0; y < image.height(); y += 3) {
    for (int x = 0; x < image.width(); x += 3) colors.insert(image.pixel(x, y));
  }
  return int(colors.size());
}

class Pictures : public testing::TestWithParam<ColorScheme> {
 protected:
  void SetUp() override { apply_theme(*qApp, GetParam()); }
  void TearDown() override { apply_theme(*qApp, ColorScheme::light); }
};

TEST_P(Pictures, EmptyRunPage) {
  RunPage page;
  EXPECT_GT(picture(page, "run-empty"), 8);
}

TEST_P(Pictures, RunInTraining) {
  RunPage page;
  const RunHistory run =
      test::made_up_run("20260131-123456-ab12", "quickstart", 2140, 3400, 3, RunStatus::running);
  page.runStarted(test::made_up_start(run));
  page.stepsDone("20260131-123456-ab12", test::made_up_steps(run));
  for (const EvaluationMetrics& e : run.evaluations) page.evaluationDone({run.record.id, e, 6.56});
  for (const RunEvent& event : run.events) page.runNotice({run.record.id, event});
  page.runNotice({run.record.id, {1300, 1.78e9, "warning", "Loss rose by half within 20 steps"}});
  EXPECT_GT(picture(page, "run-training"), 40);
}

TEST_P(Pictures, RunThatEnded) {
  RunPage page;
  RunHistory run = test::made_up_run("20260131-123456-ab12", "quickstart", 3400, 3400, 3);
  for (std::size_t i = 900; i < 930; ++i) run.steps[i].loss = not_a_number;
  run.steps[1700].loss = 60;
  page.runStarted(test::made_up_start(run));
  page.stepsDone("20260131-123456-ab12", test::made_up_steps(run));
  for (const EvaluationMetrics& e : run.evaluations) page.evaluationDone({run.record.id, e, 6.56});
  page.runEnded({run.record.id, RunStatus::finished, {}});
  EXPECT_GT(picture(page, "run-ended"), 40);
}

INSTANTIATE_TEST_SUITE_P(Schemes, Pictures, testing::Values(ColorScheme::light, ColorScheme::dark),
                         [](const auto& scheme) {
                           return scheme.param == ColorScheme::dark ? "Dark" : "Light";
                         });

}  // namespace
}  // namespace cloze::ui
