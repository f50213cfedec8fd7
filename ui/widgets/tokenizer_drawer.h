// SPDX-License-Identifier: GPL-3.0-or-later
// "New tokenizer": sources, cleaning, kind and size. UI thread only.
#pragma once

#include "core/session/session.h"
#include "ui/widgets/drawer.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace cloze::ui {

class CorpusFormatEdit;
class NumberEdit;
class Segmented;
class SourcePicker;

class TokenizerDrawer : public Drawer {
  Q_OBJECT
 public:
  explicit TokenizerDrawer(QWidget* parent = nullptr);
  SourcePicker* sources() const { return sources_; }
  CorpusFormatEdit* format() const { return format_; }
  /// Names that are taken.
  void setTaken(const QStringList& names);
  TokenizerRequest request() const;
  /// Why the form cannot be sent, with the widget at fault marked; empty when it can.
  QString obstacle() const;
  /// An error of the job, beside the field it is about.
  void showJobError(const Error& error);
  void done(const TokenizerInfo& info);
  /// Name of the tokenizer that was made last.
  QString made() const { return made_; }

  QLineEdit* name() const { return name_; }
  NumberEdit* vocabulary() const { return vocabulary_; }
  NumberEdit* coverage() const { return coverage_; }
  ErrorNote* vocabularyError() const { return vocabulary_error_; }
  ErrorNote* sourceError() const { return source_error_; }

 private:
  /// Something in the form changed by the person's hand: old errors no longer count.
  void edited();
  void check();
  TokenizerKind kind() const;
  QLineEdit* name_;
  bool name_typed_ = false;
  SourcePicker* sources_;
  CorpusFormatEdit* format_;
  QComboBox *normalization_, *invalid_;
  Segmented* kind_;
  NumberEdit *vocabulary_, *coverage_;
  QCheckBox *lowercase_, *control_, *blanks_;
  ErrorNote *name_error_, *source_error_, *vocabulary_error_;
  QStringList taken_;
  QString made_;
};

/// A name that can be a folder: letters of any script, digits, '-', '_' and '.'.
bool is_good_name(const QString& name);
/// The nearest good name to a title.
QString name_from(const QString& title);

}  // namespace cloze::ui
