// SPDX-License-Identifier: GPL-3.0-or-later
// Everything on the Configure page, without the session behind it: it takes datasets and devices as values
// and says with a signal that a run is wanted. UI thread only.
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe.h"
#include "ui/models/recipe_facts.h"
#include "ui/models/train_command.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cloze::ui {

class CommandLine;
class ErrorNote;
class PresetCards;
class RecipeForm;
class RecipeInspector;
class RowPreviewPane;

class ConfigureView : public QWidget {
  Q_OBJECT
 public:
  explicit ConfigureView(QWidget* parent = nullptr);

  void setDatasets(const std::vector<DatasetFacts>& datasets);
  void setDevices(const QStringList& devices);
  /// Why no run can start now for a reason outside this page; empty when one can. It can wait then.
  void setBusy(const QString& reason);
  void selectDataset(const QString& name);

  /// Begins from a preset; false for an unknown name.
  bool choosePreset(const QString& name);
  /// Takes a recipe as JSON; what is wrong is shown and nothing changes. file names it in messages and in the
  /// terminal command; without one (a recipe of the history) changes are counted from the nearest preset.
  bool loadJson(const QByteArray& json, const QString& file = {});
  bool openFile(const QString& path);
  bool saveFile(const QString& path);

  const Recipe& recipe() const;
  QString dataset() const;
  QString runName() const;
  QString device() const;
  QString command() const;
  /// Why Start is disabled; empty when it is not.
  QString obstacle() const;
  /// Why nothing can be added to the queue.
  QString queueObstacle() const;
  /// While a run is being added, so that a second click adds no second one.
  void setAdding(bool adding);
  /// An error of starting, beside the button.
  void showStartError(const Error& error);

  RecipeForm* form() const { return form_; }
  PresetCards* cards() const { return cards_; }
  RecipeInspector* inspector() const { return inspector_; }
  RowPreviewPane* rows() const { return rows_; }
  ErrorNote* fileError() const { return file_error_; }
  QPushButton* startButton() const { return start_; }
  QPushButton* queueButton() const { return queue_; }

 Q_SIGNALS:
  void startWanted();
  void queueWanted();
  /// There is no dataset yet and the person wants to make one.
  void datasetWanted();

 private:
  QWidget* buildTop();
  QWidget* buildSide();
  void refresh();
  std::optional<DatasetFacts> facts() const;

  RecipeOrigin origin_;
  std::vector<DatasetFacts> datasets_;
  QString busy_, wanted_dataset_;
  bool adding_ = false;
  PresetCards* cards_;
  QComboBox *dataset_, *device_;
  QLabel *origin_label_, *obstacle_;
  QPushButton *reset_, *make_dataset_, *start_, *queue_;
  ErrorNote *file_error_, *start_error_;
  RecipeForm* form_;
  RecipeInspector* inspector_;
  RowPreviewPane* rows_;
  CommandLine* command_;
  QLineEdit* name_;
};

}  // namespace cloze::ui
