// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_progress.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/models/past_run.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

QString translated(const char* text) {
  return QCoreApplication::translate("RunProgress", text);
}

}  // namespace

void RunProgress::start(const RunStarted& started) {
  *this = RunProgress();
  id = QString::fromStdString(started.run_id);
  name = QString::fromStdString(started.name);
  device = QString::fromStdString(started.device);
  status = RunStatus::running;
  parameters = started.parameters;
  step = started.first_step;
  total_steps = started.total_steps;
  seconds_left = not_a_number;
  if (total_steps > 0) progress = double(step) / double(total_steps);
}

void RunProgress::add(const std::vector<StepDone>& steps) {
  if (steps.empty()) return;
  for (const StepDone& one : steps) remember(one.metrics);
  progress = steps.back().progress;
  seconds_left = steps.back().seconds_left;
}

void RunProgress::remember(const StepMetrics& metrics) {
  step = metrics.step;
  seconds = metrics.seconds;
  epoch = metrics.epoch;
  recent_.push_back(metrics);
  if (recent_.size() > std::size_t{window}) recent_.pop_front();
}

void RunProgress::end(const RunEnded& ended) {
  status = ended.status;
  error = ended.error;
  seconds_left = not_a_number;
  if (status == RunStatus::finished) progress = 1;
}

void RunProgress::restore(const PastRun& past) {
  const RunRecord& record = past.record;
  *this = RunProgress();
  id = QString::fromStdString(record.id);
  name = QString::fromStdString(record.name);
  status = record.status;
  const QJsonObject environment =
      QJsonDocument::fromJson(QByteArray::fromStdString(record.environment_json)).object();
  device = environment["device"].toString();
  parameters = environment["parameters"].toInteger();
  total_steps = record.total_steps;
  for (const StepMetrics& metrics : past.newest) remember(metrics);
  step = std::max(step, record.step);
  seconds_left = not_a_number;
  progress = status == RunStatus::finished ? 1 : total_steps > 0 ? double(step) / double(total_steps) : 0;
  if (!past.evaluations.empty()) evaluation = past.evaluations.back();
  if (!record.failure.empty()) error = Error{ErrorCode::internal, record.failure, {}};
}

double RunProgress::loss() const {
  if (recent_.empty()) return not_a_number;
  if (!std::isfinite(recent_.back().loss)) return recent_.back().loss;
  double sum = 0;
  int count = 0;
  for (const StepMetrics& one : recent_) {
    if (!std::isfinite(one.loss)) continue;
    sum += one.loss;
    ++count;
  }
  return sum / count;
}

double RunProgress::tokens_per_second() const {
  double sum = 0;
  int count = 0;
  for (const StepMetrics& one : recent_) {
    if (!std::isfinite(one.tokens_per_second)) continue;
    sum += one.tokens_per_second;
    ++count;
  }
  return count > 0 ? sum / count : not_a_number;
}

QString status_text(RunStatus status) {
  switch (status) {
    case RunStatus::queued:
      return translated(QT_TRANSLATE_NOOP("RunProgress", "Queued"));
    case RunStatus::running:
      return translated(QT_TRANSLATE_NOOP("RunProgress", "Running"));
    case RunStatus::paused:
      return translated(QT_TRANSLATE_NOOP("RunProgress", "Paused"));
    case RunStatus::finished:
      return translated(QT_TRANSLATE_NOOP("RunProgress", "Finished"));
    case RunStatus::stopped:
      return translated(QT_TRANSLATE_NOOP("RunProgress", "Stopped"));
    case RunStatus::failed:
      return translated(QT_TRANSLATE_NOOP("RunProgress", "Failed"));
    case RunStatus::interrupted:
      return translated(QT_TRANSLATE_NOOP("RunProgress", "Interrupted"));
  }
  return {};
}

QString step_text(std::int64_t step) {
  return QLocale().toString(qint64(step));
}

QString percent_text(double share) {
  if (!std::isfinite(share)) return QStringLiteral("\u2013");
  return QString::number(share * 100, 'f', 1) + QStringLiteral("\u202f%");
}

QString loss_text(double loss) {
  return std::isfinite(loss) ? QString::number(loss, 'f', 3) : short_number(loss);
}

QString parameters_text(std::int64_t parameters) {
  return translated(QT_TRANSLATE_NOOP("RunProgress", "%1 parameters")).arg(short_number(double(parameters)));
}

}  // namespace cloze::ui
