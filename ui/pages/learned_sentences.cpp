// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/learned_sentences.h"

#include <algorithm>
#include <utility>

#include "ui/bridge/background.h"
#include "ui/bridge/session_bridge.h"
#include "ui/pages/run_page.h"
#include "ui/widgets/end_card.h"

namespace cloze::ui {
namespace {

/// A line of the card, with an answer and what stood there.
constexpr qsizetype longest_question = 100;
constexpr std::uint64_t most_tries = 60;

/// In the order in which they are to be asked from the end on.
Result<std::vector<HeldOutQuestion>> questions_of(const Workspace& workspace, const std::string& run) {
  CLOZE_TRY(History history, History::open_read_only(workspace.database()));
  CLOZE_TRY(const RunRecord record, history.find_run(run));
  CLOZE_TRY(const auto folder, workspace.find_dataset(record.dataset_hash));
  CLOZE_TRY(const auto info, read_dataset_info(folder));
  CLOZE_TRY(const auto tokenizer, workspace.find_tokenizer(info.tokenizer_name));
  CLOZE_TRY(const DatasetBrowser browser, DatasetBrowser::open(folder, tokenizer));
  std::vector<HeldOutQuestion> questions;
  for (std::uint64_t number = 0; number < most_tries && questions.size() < LearnedSentences::wanted;
       ++number) {
    const auto question = question_from(browser, number);
    const auto same = [&](const HeldOutQuestion& other) { return other.text == question->text; };
    if (question && question->text.size() <= longest_question && std::ranges::none_of(questions, same))
      questions.push_back(*question);
  }
  std::ranges::reverse(questions);
  return questions;
}

}  // namespace

LearnedSentences::LearnedSentences(SessionBridge& bridge, RunPage* page)
    : QObject(page), bridge_(bridge), page_(page) {
  connect(page, &RunPage::sentencesWanted, this, &LearnedSentences::find);
  connect(&bridge, &SessionBridge::probeDone, this, &LearnedSentences::take);
}

void LearnedSentences::find(const QString& run_id) {
  run_ = run_id;
  questions_.clear();
  under_way_ = 0;
  run_in_background(
      this,
      [workspace = bridge_.workspace(), run = run_id.toStdString()] { return questions_of(workspace, run); },
      [this, run_id](Result<std::vector<HeldOutQuestion>> found) {
        // Without its dataset a run has no such sentences; the card does without.
        if (run_id != run_ || !found) return;
        questions_ = std::move(*found);
        askNext();
      });
}

void LearnedSentences::askNext() {
  if (questions_.empty() || page_->run().id != run_) return;
  asked_ = std::move(questions_.back());
  questions_.pop_back();
  ProbeRequest request;
  request.model = run_.toStdString();
  request.text = asked_.text.toStdString();
  request.record = false;
  under_way_ = bridge_.session().ask(request);
}

void LearnedSentences::take(const ProbeDone& done) {
  if (done.probe != under_way_ || under_way_ == 0) return;
  under_way_ = 0;
  if (page_->run().id != run_) return;
  // A model that cannot be asked will not answer the others.
  if (done.error || done.result.masks.empty()) return;
  for (const TokenProbability& token : done.result.masks[0].top) {
    const QString answer = QString::fromStdString(token.token).trimmed();
    if (answer.isEmpty()) continue;  // The beginning of a word and nothing else.
    page_->endCard()->addSentence({asked_.text, asked_.hidden, answer});
    break;
  }
  askNext();
}

}  // namespace cloze::ui
