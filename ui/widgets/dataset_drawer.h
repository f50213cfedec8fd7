// SPDX-License-Identifier: GPL-3.0-or-later
// "New dataset": sources, a tokenizer, and how much is held out. UI thread only.
#pragma once

#include "core/session/session.h"
#include "ui/widgets/drawer.h"

class QComboBox;
class QLineEdit;

namespace cloze::ui {

class CorpusFormatEdit;
class NumberEdit;
class SourcePicker;
class SourceWeights;

class DatasetDrawer : public Drawer {
  Q_OBJECT
 public:
  explicit DatasetDrawer(QWidget* parent = nullptr);
  SourcePicker* sources() const { return sources_; }
  SourceWeights* weights() const { return weights_; }
  CorpusFormatEdit* format() const { return format_; }
  /// Names of the tokenizers there are; keeps the chosen one.
  void setTokenizers(const QStringList& names);
  void chooseTokenizer(const QString& name);
  void setTaken(const QStringList& names);
  DatasetRequest request() const;
  QString obstacle() const;
  void showJobError(const Error& error);
  void done(const DatasetInfo& info);
  /// Name of the dataset that was made last.
  QString made() const { return made_; }

  QLineEdit* name() const { return name_; }
  NumberEdit* heldOut() const { return held_out_; }
  ErrorNote* sourceError() const { return source_error_; }

 Q_SIGNALS:
  /// There is no tokenizer yet, and the person wants one.
  void tokenizerWanted();

 private:
  /// Something in the form changed by the person's hand: old errors no longer count.
  void edited();
  void check();
  QLineEdit* name_;
  bool name_typed_ = false;
  SourcePicker* sources_;
  SourceWeights* weights_;
  CorpusFormatEdit* format_;
  QComboBox* tokenizer_;
  NumberEdit* held_out_;
  ErrorNote *source_error_, *tokenizer_error_;
  QString wanted_tokenizer_, made_;
  QStringList taken_;
};

}  // namespace cloze::ui
