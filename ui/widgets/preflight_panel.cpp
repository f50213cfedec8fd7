// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/preflight_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/qt_text.h"
#include "ui/theme.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/job_progress.h"
#include "ui/widgets/recipe_inspector.h"

namespace cloze::ui {

bool PreflightPanel::Source::sameStep(const Source& other) const {
  const OptimizerConfig &a = recipe.optimizer, &b = other.recipe.optimizer;
  const auto vocabulary = [](const Source& source) {
    return source.dataset ? source.dataset->vocabulary : 0;
  };
  return recipe.model == other.recipe.model && recipe.objective == other.recipe.objective &&
         a.kind == b.kind && a.batch_size == b.batch_size && a.accumulation == b.accumulation &&
         a.precision == b.precision && vocabulary(*this) == vocabulary(other) && device == other.device;
}

PreflightPanel::PreflightPanel(QWidget* parent) : QWidget(parent) {
  auto* heading = new QLabel(tr("On this machine"));
  heading->setFont(ui::font(TextSize::body, true));
  measure_ = new QPushButton(tr("Measure"));
  auto* top = new QHBoxLayout;
  top->addWidget(heading);
  top->addStretch();
  top->addWidget(measure_);
  progress_ = new JobProgressBar;
  facts_ = new FactList;
  note_ = new QLabel;
  note_->setFont(ui::font(TextSize::small));
  note_->setWordWrap(true);
  error_ = new ErrorNote;
  proposal_ = new QPushButton;
  proposal_->setToolTip(
      tr("Puts the largest batch that fits into the form. The rows of a step stay the same, "
         "so the model learns as it would have."));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  column->addLayout(top);
  column->addWidget(progress_);
  column->addWidget(facts_);
  column->addWidget(note_);
  column->addWidget(error_);
  column->addWidget(proposal_);
  connect(measure_, &QPushButton::clicked, this, &PreflightPanel::measureWanted);
  connect(progress_, &JobProgressBar::cancelled, this, &PreflightPanel::cancelWanted);
  connect(proposal_, &QPushButton::clicked, this, [this] {
    if (const PreflightReport* report = measured())
      Q_EMIT proposalTaken(report->batch_size, report->accumulation);
  });
  refresh();
}

void PreflightPanel::setSource(const Recipe& recipe, const std::optional<DatasetFacts>& dataset,
                               const QString& device) {
  Source source{recipe, dataset, device};
  if (!source.sameStep(source_)) error_->clear();
  source_ = std::move(source);
  refresh();
}

void PreflightPanel::setObstacle(const QString& reason) {
  obstacle_ = reason;
  refresh();
}

void PreflightPanel::begin() {
  working_ = true;
  begun_ = source_;
  report_.reset();
  error_->clear();
  progress_->begin(tr("Measuring…"));
  refresh();
  Q_EMIT changed();
}

void PreflightPanel::report(const QString& what, quint64 done, quint64 total) {
  if (working_) progress_->report(what, done, total);
}

void PreflightPanel::setReport(const PreflightReport& report) {
  working_ = false;
  report_ = report;
  refresh();
  Q_EMIT changed();
}

void PreflightPanel::setError(const Error& error) {
  working_ = false;
  refresh();
  if (error.code != ErrorCode::cancelled) error_->tell(error);
}

const PreflightReport* PreflightPanel::measured() const {
  return report_ && begun_ && begun_->sameStep(source_) ? &*report_ : nullptr;
}

void PreflightPanel::refresh() {
  measure_->setVisible(!working_);
  measure_->setEnabled(obstacle_.isEmpty());
  measure_->setToolTip(
      obstacle_.isEmpty()
          ? tr("Takes a few steps of this recipe, with rows as long as they can be, and tells "
               "time, memory and the largest batch that fits")
          : obstacle_);
  progress_->setVisible(working_);
  const PreflightReport* report = measured();
  facts_->setVisible(report != nullptr);
  proposal_->setVisible(report != nullptr && report->batch_size > 0 &&
                        report->batch_size != source_.recipe.optimizer.batch_size);
  note_->setVisible(report_.has_value());
  set_role(note_, report != nullptr && !report->fits ? "error" : "muted");
  if (report != nullptr)
    showReport(*report);
  else if (report_)
    note_->setText(tr("The recipe has changed since it was measured."));
}

void PreflightPanel::showReport(const PreflightReport& report) {
  const RecipeFacts facts = recipe_facts(source_.recipe, source_.dataset);
  double seconds = facts.total_steps * report.seconds_per_step;
  if (facts.minutes_limit > 0) seconds = std::fmin(seconds, 60 * facts.minutes_limit);
  const QString step = report.seconds_per_step < 1
                           ? tr("%1 ms").arg(short_number(1000 * report.seconds_per_step))
                           : tr("%1 s").arg(short_number(report.seconds_per_step));
  const Fact memory{tr("Memory"),
                    tr("%1 of %2").arg(byte_size(report.peak_bytes), byte_size(report.available_bytes)),
                    tr("What a step takes at its peak, of what is free less a margin"), !report.fits};
  facts_->setFacts(
      {{tr("A step"), step, tr("All passes and the update")},
       {tr("Tokens a second"), short_number(report.tokens_per_second), {}},
       {tr("The whole run"), duration(seconds), tr("All steps of the budget, without evaluations")},
       memory,
       {tr("Largest batch"), QLocale().toString(qlonglong(report.largest_batch)),
        tr("Rows per forward pass that fit into the memory that is free")}});
  const QString device = text_of(report.device);
  note_->setText(report.fits
                     ? tr("Measured: %1").arg(device)
                     : tr("This batch does not fit. The figures follow from smaller ones: %1").arg(device));
  proposal_->setText(tr("Use batch %1 × %2").arg(report.batch_size).arg(report.accumulation));
}

}  // namespace cloze::ui
