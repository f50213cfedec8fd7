// SPDX-License-Identifier: GPL-3.0-or-later
// The settings in which chosen runs differ: a row per setting, a column per run. Also the shortest name that
// tells each of them from the others, for legends. UI thread only.
#pragma once

#include <QAbstractTableModel>
#include <QColor>
#include <QStringList>
#include <vector>

#include "ui/models/runs_model.h"

namespace cloze::ui {

class DifferencesModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  using QAbstractTableModel::QAbstractTableModel;
  void setRuns(const std::vector<RunsModel::Row>& runs, const std::vector<QColor>& colors);
  /// One for each run given, in order.
  const QStringList& legendNames() const { return legend_names_; }
  /// Setting, then the value of each run, separated by tabs; a line per setting.
  QString asText() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Difference {
    QString label, short_label, help;
    QStringList values;
  };
  void makeLegend();

  QStringList names_, legend_names_;
  std::vector<QColor> colors_;
  std::vector<Difference> differences_;
};

}  // namespace cloze::ui
