// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/probe_page.h"

#include <QDateTime>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/bridge/background.h"
#include "ui/bridge/session_bridge.h"
#include "ui/models/browsed_tokens.h"
#include "ui/models/example_questions.h"
#include "ui/models/masked_line.h"
#include "ui/theme.h"
#include "ui/widgets/attention_view.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/probe_view.h"

namespace cloze::ui {
namespace {

constexpr int follow_every_ms = 2000, longest_to_follow_ms = 250;

ProbeRun probe_run(const RunRecord& record, const std::string& active) {
  ProbeRun run;
  run.id = QString::fromStdString(record.id);
  run.name = QString::fromStdString(record.name.empty() ? record.id : record.name);
  run.dataset =
      QString::fromStdString(record.dataset_hash.empty() ? record.dataset_name : record.dataset_hash);
  run.live = record.id == active;
  QStringList detail;
  if (run.live)
    detail << ProbePage::tr("in training");
  else
    detail << ProbePage::tr("step %1").arg(QLocale().toString(static_cast<qlonglong>(record.step)));
  if (record.last_evaluation)
    detail << ProbePage::tr("held-out loss %1").arg(short_number(record.last_evaluation->loss));
  detail << QString::fromStdString(record.dataset_name);
  run.detail = detail.join(QStringLiteral("  ·  "));
  return run;
}

}  // namespace

ProbePage::ProbePage(SessionBridge& bridge, QWidget* parent)
    : Page(parent), bridge_(bridge), asker_(bridge), beside_asker_(bridge) {
  view_ = new ProbeView;
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(grid::page, grid::large, grid::page, grid::large);
  all->addWidget(view_);
  connect(view_, &ProbeView::askWanted, this, [this](const QString&, bool on_purpose) { ask(on_purpose); });
  connect(view_, &ProbeView::runChosen, this, [this](const QString& id) {
    wanted_run_ = id;
    openDataset();
    readCheckpoints(id);
  });
  connect(view_, &ProbeView::trainWanted, this, [this] { Q_EMIT pageWanted(QStringLiteral("configure")); });
  connect(view_, &ProbeView::pinWanted, this, [this](const QString& sentence, bool pinned) {
    run_in_background(
        this,
        [&session = bridge_.session(), text = sentence.toStdString(), pinned] {
          return session.pin(text, pinned);
        },
        [this](const Result<void>& done) {
          if (!done) bridge_.report(done.error());
          readPins();
        });
  });
  connect(view_, &ProbeView::heldOutWanted, this, &ProbePage::takeHeldOut);
  connect(view_, &ProbeView::besideChosen, this, [this](const QString& id) { readCheckpoints(id); });
  connect(&asker_, &ProbeAsker::answered, this, &ProbePage::takeAnswer);
  connect(&beside_asker_, &ProbeAsker::answered, this,
          [this](const Question& asked, const ProbeDone& done, qint64) {
            if (asked.model == view_->besideRun() && asked.kind == view_->kind())
              view_->setBesideAnswer(done);
          });
  connect(&bridge_, &SessionBridge::checkpointSaved, this, [this](const CheckpointSaved& saved) {
    const QString id = QString::fromStdString(saved.run_id);
    if (id == view_->run() || id == view_->besideRun()) readCheckpoints(id);
  });
  connect(&bridge_, &SessionBridge::runStarted, this, &ProbePage::readRuns);
  connect(&bridge_, &SessionBridge::runEnded, this, &ProbePage::readRuns);
  connect(&bridge_, &SessionBridge::stepsDone, this, [this](const QString& run_id) { follow(run_id); });
  view_->setHeldOutAvailable(false);
}

QString ProbePage::title() const {
  return tr("Probe");
}

void ProbePage::activated() {
  readRuns();
  readPins();
}

void ProbePage::selectRun(const QString& run_id) {
  wanted_run_ = run_id;
  view_->selectRun(run_id);
  readRuns();
}

void ProbePage::readRuns() {
  run_in_background(
      this,
      [database = bridge_.workspace().database()]() -> Result<std::vector<RunRecord>> {
        CLOZE_TRY(auto history, History::open_read_only(database));
        return history.runs();
      },
      [this](const Result<std::vector<RunRecord>>& records) {
        std::vector<ProbeRun> runs;
        const std::string active = bridge_.session().active_run();
        if (records)
          for (const RunRecord& record : *records)
            if (record.status != RunStatus::queued && (record.step > 0 || record.id == active))
              runs.push_back(probe_run(record, active));
        if (!records && records.error().code != ErrorCode::not_found) bridge_.report(records.error());
        std::ranges::stable_partition(runs, [](const ProbeRun& run) { return run.live; });
        view_->setRuns(runs);
        if (!wanted_run_.isEmpty()) view_->selectRun(wanted_run_);
        openDataset();
        readCheckpoints(view_->run());
        if (view_->besideRun() != view_->run()) readCheckpoints(view_->besideRun());
      });
}

void ProbePage::openDataset() {
  const QString dataset = view_->runDataset();
  if (dataset == dataset_) return;
  dataset_ = dataset;
  browser_.reset();
  view_->setHeldOutAvailable(false);
  if (dataset.isEmpty()) return;
  struct Opened {
    std::shared_ptr<const DatasetBrowser> browser;
    QString language;
  };
  run_in_background(
      this,
      [workspace = bridge_.workspace(), name = dataset.toStdString()]() -> Result<Opened> {
        CLOZE_TRY(const auto folder, workspace.find_dataset(name));
        CLOZE_TRY(const auto info, read_dataset_info(folder));
        CLOZE_TRY(const auto tokenizer, workspace.find_tokenizer(info.tokenizer_name));
        CLOZE_TRY(auto opened, DatasetBrowser::open(folder, tokenizer));
        auto browser = std::make_shared<const DatasetBrowser>(std::move(opened));
        QString text;
        if (browser->document_count(Split::train) > 0)
          for (const BrowsedToken& token : browser->document(Split::train, 0, 400).head)
            text += QString::fromStdString(token.text);
        return Opened{browser, is_mostly_ideographic(text) ? QStringLiteral("zh") : QStringLiteral("en")};
      },
      [this, dataset](const Result<Opened>& opened) {
        if (dataset != dataset_) return;
        // Without its dataset a model still answers; only sentences of its own are missing.
        browser_ = opened ? opened->browser : nullptr;
        view_->setHeldOutAvailable(browser_ != nullptr && browser_->document_count(Split::held_out) > 0);
        view_->setExamples(example_questions(opened ? opened->language : QStringLiteral("en")));
        if (!view_->text().isEmpty() && view_->answersShown() == 0) ask(false);
      });
}

void ProbePage::readCheckpoints(const QString& run_id) {
  if (run_id.isEmpty()) return;
  run_in_background(
      this,
      [workspace = bridge_.workspace(), id = run_id.toStdString()] { return run_checkpoints(workspace, id); },
      [this, run_id](const Result<std::vector<RunCheckpoint>>& checkpoints) {
        // One that cannot be read has no slider; asking it tells why.
        if (checkpoints) view_->setCheckpoints(run_id, *checkpoints);
      });
}

void ProbePage::readPins() {
  run_in_background(
      this,
      [database = bridge_.workspace().database()]() -> Result<std::vector<std::string>> {
        CLOZE_TRY(auto history, History::open_read_only(database));
        return history.pins();
      },
      [this](const Result<std::vector<std::string>>& pins) {
        if (!pins) return;  // A history that is not there has none; readRuns() tells of others.
        QStringList texts;
        for (const std::string& pin : *pins) texts << QString::fromStdString(pin);
        view_->setPins(texts);
      });
}

void ProbePage::ask(bool on_purpose) {
  if (!view_->canAsk()) {
    asker_.forget();
    beside_asker_.forget();
    return;
  }
  asker_.ask(view_->question(on_purpose), on_purpose);
  if (view_->besideRun().isEmpty() || view_->kind() == ProbeKind::attention)
    beside_asker_.forget();
  else
    beside_asker_.ask(view_->besideQuestion(), on_purpose);
}

void ProbePage::takeAnswer(const Question& asked, const ProbeDone& done, qint64 milliseconds) {
  if (asked.model != view_->run()) return;
  if (!done.error) {
    if (done.likelihood)
      view_->setLikelihood(*done.likelihood, milliseconds);
    else if (done.attention)
      view_->setAttention(*done.attention, milliseconds);
    else
      view_->setAnswer(done.result, milliseconds, asked.record);
    return;
  }
  if (asked.text != view_->text() || asked.kind != view_->kind()) return;
  // A smaller model has not the layer or head that was looked at in the one before.
  if (asked.kind == ProbeKind::attention && done.error->code == ErrorCode::bad_input &&
      view_->attention()->chooseFirst())
    return ask(true);
  view_->setError(*done.error);
}

void ProbePage::follow(const QString& run_id) {
  if (!isVisible() || !view_->follows() || run_id != view_->run() || asker_.busy() || !view_->canAsk())
    return;
  if (since_follow_.isValid() && since_follow_.elapsed() < follow_every_ms) return;
  since_follow_.start();
  Question question = view_->question(false);
  // What takes long would hold up the training again and again.
  if (asker_.latency() > longest_to_follow_ms) {
    if (question.kind == ProbeKind::likelihood) return;
    question.joint = false;
  }
  asker_.ask(question, true);
}

void ProbePage::takeHeldOut() {
  if (!browser_) return;
  // Some documents have no sentence of a fitting length; the next ones do.
  run_in_background(
      this,
      [browser = browser_, first = sentence_] {
        for (std::uint64_t number = first; number < first + 20; ++number)
          if (const auto question = question_from(*browser, number))
            return std::pair(question->text, number + 1);
        return std::pair(QString(), first + 20);
      },
      [this](const std::pair<QString, std::uint64_t>& found) {
        sentence_ = found.second;
        if (found.first.isEmpty()) return;
        view_->setText(found.first);
        ask(true);
      });
}

}  // namespace cloze::ui
