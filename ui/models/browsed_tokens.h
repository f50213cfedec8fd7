// SPDX-License-Identifier: GPL-3.0-or-later
// From what the core browses to what the widgets draw. Pure; any thread.
#pragma once

#include <optional>
#include <vector>

#include "core/session/dataset_browser.h"
#include "ui/models/document_list_model.h"
#include "ui/models/flow_token.h"
#include "ui/models/search_hits_model.h"

namespace cloze::ui {

std::vector<FlowToken> flow_tokens(const std::vector<BrowsedToken>& tokens);
/// Tokens of a text by a tokenizer alone, cleaned as it asks.
std::vector<FlowToken> tokenize_text(const Tokenizer& tokenizer, const std::string& text);

std::vector<DocumentSummary> summaries(const DatasetBrowser& browser, bool held_out, int first, int count);

struct ReadDocument {
  DocumentSummary whole;
  std::vector<FlowToken> head;
};
ReadDocument read_document(const DatasetBrowser& browser, bool held_out, int number,
                           std::uint64_t most_tokens);

/// The token in which a text begins, whatever its case, or -1.
int token_of(const std::vector<FlowToken>& tokens, const QString& text);

std::vector<DocumentHit> document_hits(const SearchPart& part);

/// The pieces of a vocabulary, by id.
std::vector<QString> pieces_of(const Tokenizer& tokenizer);

struct HeldOutQuestion {
  QString text;    ///< A sentence with one word behind [MASK].
  QString hidden;  ///< The word.
};

/// A held-out sentence of a dataset to ask a model about: from the document that follows a number, so that
/// other numbers give other sentences. Nothing when none of a fitting length is near.
std::optional<HeldOutQuestion> question_from(const DatasetBrowser& browser, std::uint64_t number);

}  // namespace cloze::ui
