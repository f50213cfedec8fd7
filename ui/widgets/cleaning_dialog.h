// SPDX-License-Identifier: GPL-3.0-or-later
// Choosing cleaning steps with what they do to the whole text in view: counts per step, and the documents
// that they drop and change, duplicates beside what they are like. UI thread only.
#pragma once

#include <QDialog>

#include "core/session/session.h"

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QTextBrowser;

namespace cloze::ui {

class CleaningStepsEdit;
class ErrorNote;
class JobProgressBar;

class CleaningDialog : public QDialog {
  Q_OBJECT
 public:
  CleaningDialog(std::vector<std::filesystem::path> corpus, CorpusFormat format, QWidget* parent = nullptr);
  CleaningStepsEdit* stepsEdit() const { return steps_; }
  void reportPreview(const JobProgress& progress);
  void showPreview(const CleaningPreview& preview);
  void showPreviewError(const Error& error);
  const std::optional<CleaningPreview>& preview() const { return preview_; }
  QListWidget* exampleList() const { return list_; }
  QPushButton* previewButton() const { return look_; }

 Q_SIGNALS:
  void previewWanted(const cloze::CleanRequest& request);
  void previewCancelled();
  /// Accepted.
  void chosen(const cloze::CleaningSteps& steps);

 private:
  void edited();
  void startPreview();
  void showExamples();
  void showExample();
  QWidget* makePreviewSide();

  std::vector<std::filesystem::path> corpus_;
  CorpusFormat format_;
  std::optional<CleaningPreview> preview_;
  CleaningStepsEdit* steps_;
  QComboBox* presets_;
  QPushButton *look_, *use_;
  JobProgressBar* progress_;
  ErrorNote* error_;
  QLabel *summary_, *hint_;
  QListWidget* list_;
  QTextBrowser* text_;
};

}  // namespace cloze::ui
