// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a dataset: its documents at the left, or those that hold a text, the chosen one's tokens at the
// right, the tokenizer to try beneath; or the statistics of all of it. It asks for what it shows with signals
// and takes it as values. UI thread only.
#pragma once

#include <QTimer>
#include <QWidget>
#include <vector>

#include "core/session/dataset_statistics.h"
#include "ui/models/document_list_model.h"
#include "ui/models/fact.h"
#include "ui/models/search_hits_model.h"
#include "ui/widgets/token_flow.h"

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedWidget;

namespace cloze::ui {

class StatisticsView;
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
  /// Of the document that is shown, -1 for none.
  int documentNumber() const { return number_; }
  /// Documents that hold what is searched for; done tells how much was looked through, in percent, 100 when
  /// nothing more comes.
  void addHits(const QString& text, std::vector<DocumentHit> hits, int done);
  void setStatistics(DatasetStatistics statistics, std::vector<QString> pieces);
  TokenizerTrial* trial() const { return trial_; }
  TokenFlow* flow() const { return flow_; }
  ErrorNote* error() const { return error_; }
  DocumentListModel* documents() const { return documents_; }
  QLineEdit* searchLine() const { return search_; }
  SearchHitsModel* hits() const { return hits_; }
  QListView* hitList() const { return hit_list_; }
  StatisticsView* statistics() const { return statistics_; }
  QPushButton* statisticsButton() const { return statistics_button_; }

 Q_SIGNALS:
  void documentsWanted(bool held_out, int first, int count);
  void documentWanted(bool held_out, int number);
  /// Looks for a text in all documents, or with an empty one no longer.
  void searchWanted(const QString& text);
  void statisticsWanted();
  /// Train on this dataset.
  void useWanted();

 private:
  QWidget* makeDocuments();
  void showSplit();
  void startSearch();
  void show(bool held_out, int document);
  void showNothing();
  QLabel* name_;
  ElidedLabel *summary_, *document_note_, *token_note_;
  QPushButton *use_, *facts_button_, *statistics_button_;
  QStackedWidget *middle_, *lists_;
  StatisticsView* statistics_;
  QLineEdit* search_;
  QLabel* search_note_;
  QTimer settle_;
  SearchHitsModel* hits_;
  QListView* hit_list_;
  FactList* facts_;
  Segmented* split_;
  DocumentListModel* documents_;
  QListView* view_;
  TokenFlow* flow_;
  TokenizerTrial* trial_;
  ErrorNote* error_;
  quint64 counts_[2] = {0, 0};
  bool shown_held_out_ = false;
  int number_ = -1;
};

}  // namespace cloze::ui
