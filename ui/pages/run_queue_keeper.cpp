// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run_queue_keeper.h"

#include <QLocale>
#include <QPushButton>
#include <algorithm>
#include <map>
#include <utility>

#include "ui/bridge/background.h"
#include "ui/bridge/session_bridge.h"
#include "ui/models/queue_times.h"
#include "ui/qt_text.h"
#include "ui/widgets/frame.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/queue_panel.h"

namespace cloze::ui {
namespace {

/// Enough to find one of the same shape; each is a recipe to read.
constexpr std::size_t judged_by = 64;

std::vector<double> expect(Session& session, const std::vector<WaitingRun>& waiting) {
  std::vector<RunRecord> records;
  for (const WaitingRun& run : waiting) records.push_back(run.record);
  std::map<std::string, std::int64_t> vocabularies;
  for (const DatasetInfo& info : session.workspace().list_datasets())
    vocabularies[info.hash] = info.vocabulary_size;
  std::vector<RunRecord> trained;
  if (auto history = History::open_read_only(session.workspace().database()))
    if (auto runs = history->runs(judged_by)) {
      trained = std::move(*runs);
      trained.resize(std::min(trained.size(), judged_by));
    }
  return expected_seconds(records, trained, vocabularies);
}

}  // namespace

RunQueueKeeper::RunQueueKeeper(SessionBridge& bridge, Frame& frame)
    : QObject(&frame),
      bridge_(bridge),
      frame_(frame),
      panel_(new QueuePanel(frame.centralWidget(), frame.queueButton())) {
  QPushButton* button = frame_.queueButton();
  connect(button, &QPushButton::toggled, this, [this](bool open) {
    panel_->setVisible(open);
    if (open) frame_.notices()->dismiss("queue");  // The panel says it too.
  });
  connect(panel_, &QueuePanel::closed, button, [button] {
    button->setChecked(false);
    button->setFocus(Qt::OtherFocusReason);
  });
  connect(panel_, &QueuePanel::goOnWanted, this, [this] { bridge_.session().queue().go_on(); });
  connect(panel_, &QueuePanel::holdWanted, this, [this] { bridge_.session().queue().hold(); });
  connect(panel_, &QueuePanel::moveWanted, this, &RunQueueKeeper::move);
  connect(panel_, &QueuePanel::removeWanted, this, &RunQueueKeeper::remove);
  connect(panel_, &QueuePanel::undoWanted, this, [this] { frame_.notices()->act("unqueued"); });
  connect(&bridge_, &SessionBridge::queueChanged, this, [this](const QueueChanged& changed) {
    const bool stopped = state_.going && !changed.going && changed.held != QueueHeld::worked_through &&
                         changed.held != QueueHeld::by_person;
    const bool same_trouble =
        !changed.error && changed.held == QueueHeld::trouble && state_.held == QueueHeld::trouble;
    const auto error = same_trouble ? state_.error : changed.error;
    state_ = changed;
    state_.error = error;
    show();
    if (state_.going) frame_.notices()->dismiss("queue");
    if (stopped) tellHeld();
    refresh();
  });
  connect(&bridge_, &SessionBridge::runStarted, this, [this](const RunStarted& started) {
    running_ = text_of(started.name);
    show();
  });
  connect(&bridge_, &SessionBridge::runEnded, this, [this] {
    running_.clear();
    show();
  });
  connect(&frame_, &Frame::pageShown, this, [this](const QString& page) {
    if (page == "run") refresh();
  });
  show();
}

void RunQueueKeeper::greet() {
  greet_ = true;
  refresh();
}

void RunQueueKeeper::refresh() {
  if (std::exchange(reading_, true)) {
    again_ = true;
    return;
  }
  run_in_background(
      this,
      [&session = bridge_.session()]() -> Result<Reading> {
        CLOZE_TRY(std::vector<WaitingRun> waiting, session.queue().list());
        std::vector<double> seconds;
        if (!waiting.empty()) seconds = expect(session, waiting);
        return Reading{std::move(waiting), std::move(seconds)};
      },
      [this](Result<Reading> reading) { take(std::move(reading)); });
}

void RunQueueKeeper::take(Result<Reading> reading) {
  reading_ = false;
  if (std::exchange(again_, false)) return refresh();
  if (!reading) return bridge_.report(reading.error());
  waiting_ = std::move(reading->waiting);
  std::vector<ListEntry> entries;
  for (std::size_t i = 0; i < waiting_.size(); ++i)
    entries.push_back(entry_of(waiting_[i], reading->seconds[i]));
  panel_->setWaiting(std::move(entries));
  show();
  if (std::exchange(greet_, false) && !waiting_.empty() && !frame_.notices()->isVisible()) tellHeld();
  Q_EMIT changed();
}

void RunQueueKeeper::show() {
  const int count = int(waiting_.size());
  QPushButton* button = frame_.queueButton();
  const QString text =
      (state_.going ? tr("%1 waiting") : tr("%1 waiting, held")).arg(QLocale().toString(count));
  button->setText(text);
  button->setAccessibleName(tr("Queue: %1").arg(text));
  button->setToolTip(tr("Runs that wait to be trained; click to see and change their order"));
  if (count == 0) {
    button->setChecked(false);
    frame_.notices()->dismiss("queue");
  }
  button->setVisible(count > 0);
  panel_->setState(state_, running_);
}

void RunQueueKeeper::tellHeld() {
  const int count = int(waiting_.size());
  if (count == 0) return;
  const QString wait = tr("Runs that wait in the queue: %1.").arg(QLocale().toString(count));
  frame_.notices()->tell("queue",
                         state_.held == QueueHeld::run_stopped
                             ? tr("You stopped a run, so the queue is held.") + QLatin1Char(' ') + wait
                             : wait,
                         tr("Go on"), [this] { bridge_.session().queue().go_on(); });
}

void RunQueueKeeper::change(std::function<Result<void>(RunQueue&)> work) {
  run_in_background(
      this, [&session = bridge_.session(), work = std::move(work)] { return work(session.queue()); },
      [this](const Result<void>& done) {
        if (!done) bridge_.report(done.error());
        refresh();
      });
}

void RunQueueKeeper::move(const QString& run_id, int index) {
  change([id = run_id.toStdString(), index](RunQueue& queue) {
    return queue.move(id, static_cast<std::size_t>(index));
  });
}

void RunQueueKeeper::remove(const QString& run_id) {
  const auto found =
      std::ranges::find(waiting_, run_id.toStdString(), [](const WaitingRun& run) { return run.record.id; });
  if (found == waiting_.end()) return;
  const WaitingRun run = *found;
  const auto index = static_cast<std::size_t>(panel_->model()->rowOf(run_id));  // May be ahead of waiting_.
  run_in_background(
      this, [&session = bridge_.session(), id = run.record.id] { return session.queue().remove(id); },
      [this, run, index](const Result<void>& removed) {
        refresh();
        if (!removed) return bridge_.report(removed.error());
        frame_.notices()->tell(
            "unqueued", tr("The run \u201c%1\u201d is out of the queue.").arg(text_of(run.record.name)),
            tr("Undo"), [this, run, index] {
              change([run, index](RunQueue& queue) -> Result<void> {
                CLOZE_TRY(const RunRequest request, request_of(run));
                CLOZE_TRY(const std::string id, queue.add(request));
                (void)queue.move(id, index);  // Fails only where it has started already.
                return {};
              });
            });
      });
}

}  // namespace cloze::ui
