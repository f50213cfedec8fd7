// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cleaning_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/core_text.h"
#include "ui/models/word_difference.h"
#include "ui/qt_text.h"
#include "ui/theme.h"
#include "ui/widgets/cleaning_steps_edit.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/job_progress.h"

namespace cloze::ui {
namespace {

QString megabytes(std::uint64_t bytes) {
  return QLocale().toString(double(bytes) / 1e6, 'f', bytes < 10'000'000 ? 2 : 0);
}

/// Plain text as HTML with its line breaks.
QString plain_html(const std::string& text) {
  return text_of(text).toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1String("<br>"));
}

}  // namespace

CleaningDialog::CleaningDialog(std::vector<std::filesystem::path> corpus, CorpusFormat format,
                               QWidget* parent)
    : QDialog(parent), corpus_(std::move(corpus)), format_(std::move(format)) {
  setWindowTitle(tr("Cleaning steps"));
  presets_ = new QComboBox;
  presets_->setAccessibleName(tr("Start from"));
  presets_->setPlaceholderText(tr("Start from…"));
  presets_->addItem(tr("No steps"), QString());
  for (const StepPreset& preset : step_presets()) {
    presets_->addItem(core_text(preset.help), text_of(preset.name));
  }
  presets_->setCurrentIndex(-1);
  steps_ = new CleaningStepsEdit;
  steps_->setSteps(format_.steps);
  look_ = new QPushButton(tr("&Try them on the whole text"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  use_ = buttons->addButton(tr("Use these steps"), QDialogButtonBox::AcceptRole);
  use_->setDefault(true);
  set_role(use_, "primary");

  auto* left = new QWidget;
  auto* column = new QVBoxLayout(left);
  column->setContentsMargins({});
  column->setSpacing(grid::small);
  column->addWidget(presets_);
  column->addWidget(steps_, 1);
  column->addWidget(look_);
  auto* split = new QSplitter;
  split->addWidget(left);
  split->addWidget(makePreviewSide());
  split->setStretchFactor(1, 1);
  split->setSizes({320, 680});
  split->setChildrenCollapsible(false);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(grid::large, grid::large, grid::large, grid::large);
  all->setSpacing(grid::medium);
  all->addWidget(split, 1);
  all->addWidget(buttons);
  resize(1040, 680);

  connect(presets_, &QComboBox::activated, this, [this] {
    const std::string name = presets_->currentData().toString().toStdString();
    const auto preset = std::ranges::find(step_presets(), name, &StepPreset::name);
    steps_->setSteps(preset == step_presets().end() ? CleaningSteps{} : preset->steps);
    edited();
  });
  connect(steps_, &CleaningStepsEdit::edited, this, &CleaningDialog::edited);
  connect(steps_, &CleaningStepsEdit::stepChosen, this, &CleaningDialog::showExamples);
  connect(look_, &QPushButton::clicked, this, &CleaningDialog::startPreview);
  connect(progress_, &JobProgressBar::cancelled, this, &CleaningDialog::previewCancelled);
  connect(list_, &QListWidget::currentRowChanged, this, &CleaningDialog::showExample);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(this, &QDialog::accepted, this, [this] { Q_EMIT chosen(steps_->steps()); });
  connect(this, &QDialog::finished, this, [this] {
    if (progress_->isVisibleTo(this)) Q_EMIT previewCancelled();
  });
  edited();
}

QWidget* CleaningDialog::makePreviewSide() {
  summary_ = new QLabel;
  summary_->setWordWrap(true);
  hint_ = new QLabel;
  hint_->setWordWrap(true);
  set_role(hint_, "muted");
  progress_ = new JobProgressBar;
  progress_->hide();
  error_ = new ErrorNote;
  list_ = new QListWidget;
  list_->setAccessibleName(tr("Documents that the step drops or changes"));
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  text_ = new QTextBrowser;
  text_->setAccessibleName(tr("The document"));
  auto* split = new QSplitter(Qt::Vertical);
  split->addWidget(list_);
  split->addWidget(text_);
  split->setSizes({200, 340});
  split->setChildrenCollapsible(false);
  auto* side = new QWidget;
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(grid::medium, 0, 0, 0);
  column->setSpacing(grid::small);
  column->addWidget(summary_);
  column->addWidget(hint_);
  column->addWidget(progress_);
  column->addWidget(error_);
  column->addWidget(split, 1);
  return side;
}

void CleaningDialog::edited() {
  const QString problem = steps_->problem();
  use_->setEnabled(problem.isEmpty());
  use_->setToolTip(problem);
  const bool running = progress_->isVisibleTo(this);
  look_->setEnabled(problem.isEmpty() && !corpus_.empty() && !steps_->steps().empty() && !running);
  look_->setToolTip(!problem.isEmpty()        ? problem
                    : corpus_.empty()         ? tr("Choose the text first")
                    : steps_->steps().empty() ? tr("Tick a step first")
                                              : QString());
  // What was found belongs to other steps now.
  if (preview_ && preview_->steps != steps_->steps()) {
    preview_.reset();
    steps_->setReports({});
  }
  showExamples();
}

void CleaningDialog::startPreview() {
  CleanRequest request;
  request.cleaning.corpus = corpus_;
  request.cleaning.format = format_;
  request.cleaning.format.steps = steps_->steps();
  request.cleaning.examples_per_step = 50;
  error_->clear();
  progress_->begin(tr("Reading the text…"));
  progress_->show();
  look_->setEnabled(false);
  Q_EMIT previewWanted(request);
}

void CleaningDialog::reportPreview(const JobProgress& progress) {
  progress_->report(core_text(progress.what), progress.done, progress.total);
}

void CleaningDialog::showPreviewError(const Error& error) {
  progress_->hide();
  edited();
  if (error.code != ErrorCode::cancelled) error_->tell(error);
}

void CleaningDialog::showPreview(const CleaningPreview& preview) {
  progress_->hide();
  // Unless the steps were changed meanwhile, or there is nothing to tell.
  if (preview.steps == steps_->steps() && !preview.report.steps.empty()) {
    preview_ = preview;
    steps_->setReports(preview.report.steps);
  }
  edited();
}

void CleaningDialog::showExamples() {
  const QSignalBlocker quiet(list_);
  list_->clear();
  text_->clear();
  if (!preview_) {
    summary_->setText(tr("What do the steps do?"));
    hint_->setText(
        tr("Try them on the whole text: you see what each step drops and changes before anything is "
           "built on it."));
    return;
  }
  const CorpusReport& report = preview_->report;
  std::uint64_t dropped = 0;
  for (const StepReport& step : report.steps) dropped += step.dropped;
  summary_->setText(tr("%1 of %2 documents stay, %3 of %4 MB")
                        .arg(QLocale().toString(qulonglong(report.documents)),
                             QLocale().toString(qulonglong(report.documents + dropped)),
                             megabytes(report.steps.back().bytes_out),
                             megabytes(report.steps.front().bytes_in)));
  const StepInfo& step = info_of(steps_->chosen());
  const auto found = std::ranges::find(report.steps, step.name, &StepReport::step);
  if (found == report.steps.end()) {
    hint_->setText(tr("This step is not done. Choose one that is to see its documents."));
    return;
  }
  hint_->setText(tr("%1: %2 kept, %3 of them changed; %4 dropped")
                     .arg(core_text(step.title), QLocale().toString(qulonglong(found->kept)),
                          QLocale().toString(qulonglong(found->changed)),
                          QLocale().toString(qulonglong(found->dropped))));
  const auto position = std::size_t(found - report.steps.begin());
  for (std::size_t i = 0; i < preview_->examples.size(); ++i) {
    const CleaningExample& example = preview_->examples[i];
    if (example.step != position) continue;
    const QString reason = core_message(example.reason);
    auto* item = new QListWidgetItem(
        tr("%1 %2%3: %4")
            .arg(example.dropped ? tr("Dropped") : tr("Changed"), tr("no. %1").arg(example.ordinal + 1),
                 reason.isEmpty() ? QString() : QStringLiteral(", ") + reason,
                 QString::fromStdString(example.before).left(120).simplified()),
        list_);
    item->setData(Qt::UserRole, qulonglong(i));
  }
  if (list_->count() > 0) list_->setCurrentRow(0);
  showExample();
}

void CleaningDialog::showExample() {
  const QListWidgetItem* item = list_->currentItem();
  if (item == nullptr || !preview_) return text_->clear();
  const CleaningExample& example = preview_->examples[item->data(Qt::UserRole).toULongLong()];
  const QString removed = tokens().bad.name(), added = tokens().good.name();
  QString html;
  if (example.duplicate_of) {
    html = QStringLiteral("<p>%1</p>")
               .arg(tr("A duplicate of no. %1, which stays. Struck through: only in the one that goes; "
                       "underlined: only in the one that stays.")
                        .arg(*example.duplicate_of + 1));
    html +=
        difference_html(word_difference(text_of(example.before), text_of(example.original)), removed, added);
  } else if (example.dropped) {
    html = plain_html(example.before);
  } else {
    html = difference_html(word_difference(text_of(example.before), text_of(example.after)), removed, added);
  }
  text_->setHtml(html);
}

}  // namespace cloze::ui
