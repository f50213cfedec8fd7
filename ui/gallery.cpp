// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery.h"

#include <QApplication>
#include <QBuffer>
#include <QElapsedTimer>
#include <QPushButton>
#include <QSlider>
#include <QThread>
#include <QThreadPool>
#include <algorithm>
#include <functional>
#include <ranges>
#include <string_view>

#include "core/base/file.h"
#include "core/history/history.h"
#include "ui/bridge/session_bridge.h"
#include "ui/main_window.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/learned_sentences.h"
#include "ui/pages/probe_page.h"
#include "ui/pages/run_page.h"
#include "ui/widgets/attention_view.h"
#include "ui/widgets/batch_pane.h"
#include "ui/widgets/chart_card.h"
#include "ui/widgets/compare_board.h"
#include "ui/widgets/end_card.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/gap_column.h"
#include "ui/widgets/likelihood_view.h"
#include "ui/widgets/mask_answers.h"
#include "ui/widgets/preflight_panel.h"
#include "ui/widgets/probe_view.h"
#include "ui/widgets/row_flow.h"
#include "ui/widgets/run_charts.h"

namespace cloze::ui {
namespace {

/// Until the pages' background work has been quiet for a while, at most ten seconds.
void settle() {
  constexpr int quiet_ms = 300, most_ms = 10000;
  QElapsedTimer all, quiet;
  all.start();
  quiet.start();
  while (quiet.elapsed() < quiet_ms && all.elapsed() < most_ms) {
    if (QThreadPool::globalInstance()->activeThreadCount() > 0) quiet.restart();
    QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    QThread::msleep(5);
  }
}

/// Until something is shown that comes from the session's threads, at most fifteen seconds.
void wait_until(const std::function<bool()>& shown) {
  constexpr int most_ms = 15000;
  QElapsedTimer all;
  all.start();
  while (!shown() && all.elapsed() < most_ms) {
    QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    QThread::msleep(5);
  }
  settle();
}

/// The model's answer, or why there is none, comes from the session's thread; a workspace without a run asks
/// nothing.
void wait_for_answer(const ProbeView& probe, const std::function<bool()>& shown) {
  wait_until([&] { return probe.run().isEmpty() || shown() || !probe.error()->text().isEmpty(); });
}

/// What the Run page can show of a run that has ended; draw gets the name of each.
Result<void> draw_run(RunPage& page, const std::function<Result<void>(const QString&)>& draw) {
  const MinMaxPyramid& losses = page.charts()->lossCard()->chart()->series()[0].raw();
  if (losses.empty() || page.run().active()) return {};
  // A spike, not the beginning.
  const auto tail = losses.ys().subspan(losses.size() / 4);
  const auto spike = std::size_t(std::ranges::max_element(tail) - tail.begin()) + losses.size() / 4;
  page.openBatch(qint64(losses.x(spike)));
  const BatchPane& batch = *page.batch();
  wait_until([&] { return !batch.flow()->rows().empty() || !batch.error()->text().isEmpty(); });
  CLOZE_CHECK(draw(QStringLiteral("run-batch")));
  page.closeBatch();
  if (!page.run().evaluation || batch.flow()->rows().empty()) return {};  // No model can be asked.
  page.endCard()->setRun(page.run());
  Q_EMIT page.sentencesWanted(page.run().id);
  wait_until([&] { return page.endCard()->sentences().size() == LearnedSentences::wanted; });
  CLOZE_CHECK(draw(QStringLiteral("run-end")));
  page.endCard()->hide();
  return {};
}

/// What the Probe page can show of one model and of two; draw gets the name of each.
Result<void> draw_probe(ProbeView& probe, const std::function<Result<void>(const QString&)>& draw) {
  const auto gaps = [&] { return probe.answersShown() > 0; };
  wait_for_answer(probe, gaps);
  CLOZE_CHECK(draw(QStringLiteral("probe")));
  if (!gaps()) return {};  // There is no model, or one that cannot answer.
  probe.chooseKind(ProbeKind::likelihood);
  wait_for_answer(probe, [&] { return probe.likelihood()->model().rowCount() > 0; });
  CLOZE_CHECK(draw(QStringLiteral("probe-likelihood")));
  probe.chooseKind(ProbeKind::attention);
  wait_for_answer(probe, [&] { return !probe.attention()->map().weights.empty(); });
  CLOZE_CHECK(draw(QStringLiteral("probe-attention-lines")));
  probe.attention()->chooseForm(AttentionView::Form::matrix);
  settle();
  CLOZE_CHECK(draw(QStringLiteral("probe-attention-matrix")));
  probe.chooseKind(ProbeKind::fill);
  probe.chooseBeside(probe.run());
  settle();
  probe.beside()->slider()->setValue(0);
  wait_for_answer(probe, [&] { return gaps() && probe.besideColumn()->answers()->shownCount() > 0; });
  return draw(QStringLiteral("probe-beside"));
}

/// Ids of the newest runs, at most three.
QStringList newest_runs(const SessionBridge& bridge) {
  constexpr std::size_t most = 3;
  QStringList ids;
  auto history = History::open_read_only(bridge.workspace().database());
  if (!history) return ids;
  auto runs = history->runs();
  if (!runs) return ids;
  std::ranges::sort(*runs, std::greater<>{}, &RunRecord::created);
  for (const RunRecord& run : *runs | std::views::take(most)) ids << QString::fromStdString(run.id);
  return ids;
}

/// Measures the recipe of the Configure page; false where it cannot.
bool measure(PreflightPanel& panel) {
  constexpr int most_ms = 60000;
  if (!panel.measureButton()->isEnabled()) return false;
  panel.measureButton()->click();
  QElapsedTimer all;
  all.start();
  while (panel.working() && all.elapsed() < most_ms) {
    QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    QThread::msleep(5);
  }
  return panel.measured() != nullptr;
}

}  // namespace

Result<void> write_gallery(QApplication& application, SessionBridge& bridge, const QString& folder,
                           const QSize& size) {
  CLOZE_CHECK(make_folders(folder.toStdString()));
  for (const auto& [scheme, suffix] : {std::pair{ColorScheme::light, "light"}, {ColorScheme::dark, "dark"}}) {
    apply_theme(application, scheme);
    MainWindow window(bridge, {});
    window.resize(size);
    window.show();
    window.warmUp();
    settle();
    const auto draw = [&](const QString& name) -> Result<void> {
      QByteArray bytes;
      QBuffer buffer(&bytes);
      buffer.open(QIODevice::WriteOnly);
      if (!window.grab().save(&buffer, "PNG")) return fail(ErrorCode::internal, "A page could not be drawn");
      const QString path = QStringLiteral("%1/%2.png").arg(folder, name);
      return write_file_atomically(path.toStdString(), {bytes.constData(), std::size_t(bytes.size())});
    };
    for (const char* page : {"data", "configure", "run", "compare", "probe"}) {
      window.showPage(page);
      settle();
      if (page == std::string_view("probe")) {
        CLOZE_CHECK(draw_probe(*window.probePage()->view(), [&](const QString& name) {
          return draw(QStringLiteral("%1-%2").arg(name, suffix));
        }));
        continue;
      }
      CLOZE_CHECK(draw(QStringLiteral("%1-%2").arg(page, suffix)));
      if (page == std::string_view("run"))
        CLOZE_CHECK(draw_run(*window.runPage(), [&](const QString& name) {
          return draw(QStringLiteral("%1-%2").arg(name, suffix));
        }));
      if (page == std::string_view("run") && window.queueButton()->isVisible()) {
        window.queueButton()->click();
        settle();
        CLOZE_CHECK(draw(QStringLiteral("run-queue-%1").arg(suffix)));
        window.queueButton()->click();
      }
      if (page == std::string_view("configure") && measure(*window.findChild<PreflightPanel*>()))
        CLOZE_CHECK(draw(QStringLiteral("configure-measured-%1").arg(suffix)));
      auto* board = window.comparePage()->findChild<CompareBoard*>();
      if (page != std::string_view("compare") || !board->isVisible()) continue;
      if (const QStringList runs = newest_runs(bridge); runs.size() > 1) {
        window.comparePage()->selectRuns(runs);
        settle();
        CLOZE_CHECK(draw(QStringLiteral("compare-overlay-%1").arg(suffix)));
      }
      for (const auto& [view, name] :
           {std::pair{CompareBoard::View::scatter, "scatter"}, {CompareBoard::View::parallel, "parallel"}}) {
        board->setView(view);
        settle();
        CLOZE_CHECK(draw(QStringLiteral("compare-%1-%2").arg(name, suffix)));
      }
    }
  }
  return {};
}

}  // namespace cloze::ui
