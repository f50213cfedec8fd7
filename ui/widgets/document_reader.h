// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a dataset: its documents at the left, the chosen one's tokens at the right, the tokenizer to try
// beneath. It asks for what it shows with signals and takes it as values. UI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/models/document_list_model.h"
#include "ui/models/fact.h"
#include "ui/widgets/token_flow.h"

class QLabel;
class QListView;
class QPushButton;

namespace cloze::ui {

class ElidedLabel;
class ErrorNote;
class FactList;
class Segmented;
class TokenizerTrial;

class DocumentReader : public QWidget {
  Q_OBJECT
 public:
  /// Longest part of a document that is drawn.
  static constexpr quint64 most_tokens = 20'000;

  explicit DocumentReader(QWidget* parent = nullptr);

  void setDataset(const QString& name, const QString& summary, const std::vector<Fact>& facts, quint64 train,
                  quint64 held_out);
  void setDocuments(bool held_out, int first, const std::vector<DocumentSummary>& rows);
  void setDocument(bool held_out, int number, const DocumentSummary& whole, std::vector<FlowToken> head);
  /// Asks once more for everything that is in sight and has not come.
  void askAgain();
  bool heldOut() const;
  int documentNumber() const { return number_; }
  TokenizerTrial* trial() const { return trial_; }
  TokenFlow* flow() const { return flow_; }
  ErrorNote* error() const { return error_; }
  DocumentListModel* documents() const { return documents_; }

 Q_SIGNALS:
  void documentsWanted(bool held_out, int first, int count);
  void documentWanted(bool held_out, int number);
  /// Train on this dataset.
  void useWanted();

 private:
  void showSplit();
  QLabel* name_;
  ElidedLabel *summary_, *document_note_, *token_note_;
  QPushButton *use_, *facts_button_;
  FactList* facts_;
  Segmented* split_;
  DocumentListModel* documents_;
  QListView* view_;
  TokenFlow* flow_;
  TokenizerTrial* trial_;
  ErrorNote* error_;
  quint64 counts_[2] = {0, 0};
  int number_ = -1;
};

}  // namespace cloze::ui
