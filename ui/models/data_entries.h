// SPDX-License-Identifier: GPL-3.0-or-later
// Corpora, tokenizers and datasets as a person reads them: list entries, and their facts in full. Pure.
#pragma once

#include <vector>

#include "core/session/workspace.h"
#include "ui/models/corpora.h"
#include "ui/models/entry_list_model.h"
#include "ui/models/fact.h"
#include "ui/models/recipe_facts.h"

namespace cloze::ui {

ListEntry entry_of(const Corpus& corpus);
ListEntry entry_of(const TokenizerInfo& tokenizer);
ListEntry entry_of(const DatasetInfo& dataset);
/// Dim, or live while a process is at it.
ListEntry entry_of(const UnfinishedBuild& build);

/// What the reports say, counts that need attention marked.
std::vector<Fact> facts_of(const TokenizerInfo& tokenizer);
std::vector<Fact> fact_list_of(const DatasetInfo& dataset);
std::vector<Fact> facts_of(const UnfinishedBuild& build);

DatasetFacts facts_of(const DatasetInfo& dataset);

/// "unigram, 8,192 pieces, NFC"
QString describe(const TokenizerSettings& settings);
/// 0.00123 -> "0.12 %"
QString percent(double share);
/// 12200000 -> "12.2 MB", powers of 1000, as files are told.
QString file_size(double bytes);
/// Unix seconds as a short local date and time.
QString date_time(double unix_seconds);

}  // namespace cloze::ui
