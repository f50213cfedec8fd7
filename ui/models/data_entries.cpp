// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/data_entries.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include "ui/models/core_text.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(DataEntries)
};

QString count(std::uint64_t value) {
  return QLocale().toString(static_cast<qulonglong>(value));
}

QString split_text(const SplitCounts& split) {
  return Words::tr("%1 documents, %2 tokens").arg(count(split.documents), count(split.tokens));
}

void add_corpus_report(std::vector<Fact>& facts, const CorpusReport& report) {
  facts.push_back({Words::tr("Files"), count(report.files), {}});
  facts.push_back({Words::tr("Documents"), count(report.documents), {}});
  if (report.skipped_files > 0)
    facts.push_back({Words::tr("Other files"), count(report.skipped_files),
                     Words::tr("No text by their ending, hidden, or no file at all; left out")});
  for (const auto& [encoding, files] : report.converted_files)
    facts.push_back({QString::fromStdString(encoding), count(files), Words::tr("Files converted to UTF-8")});
  if (report.empty_documents > 0)
    facts.push_back(
        {Words::tr("Empty documents"), count(report.empty_documents), Words::tr("Left out"), true});
  facts.push_back({Words::tr("Text read"), file_size(double(report.cleaning.bytes_in)),
                   Words::tr("%1 after cleaning").arg(file_size(double(report.cleaning.bytes_out)))});
  facts.push_back({Words::tr("Invalid characters"), count(report.cleaning.invalid_sequences),
                   Words::tr("Byte sequences that are no character; replaced or left out, as chosen"),
                   report.cleaning.invalid_sequences > 0});
  if (report.cleaning.control_characters > 0)
    facts.push_back(
        {Words::tr("Control characters"), count(report.cleaning.control_characters), Words::tr("Removed")});
  for (const StepReport& step : report.steps) {
    const auto info = std::ranges::find(step_infos(), step.step, &StepInfo::name);
    if (info == step_infos().end()) continue;
    facts.push_back({core_text(info->title),
                     step.dropped > 0 ? Words::tr("%1 dropped").arg(count(step.dropped))
                                      : Words::tr("%1 changed").arg(count(step.changed)),
                     Words::tr("Cleaning step; %1 documents went on").arg(count(step.kept))});
  }
}

QString cleaning_text(const CleaningOptions& cleaning) {
  QStringList parts;
  if (cleaning.normalization == Normalization::nfc) parts << QStringLiteral("NFC");
  if (cleaning.normalization == Normalization::nfkc) parts << QStringLiteral("NFKC");
  if (cleaning.lowercase) parts << Words::tr("lower case");
  if (cleaning.strip_control) parts << Words::tr("no control characters");
  if (cleaning.collapse_whitespace) parts << Words::tr("single blanks");
  return parts.isEmpty() ? Words::tr("none") : parts.join(QStringLiteral(", "));
}

}  // namespace

QString percent(double share) {
  const double value = share * 100;
  return QStringLiteral("%1 %").arg(QLocale().toString(value, 'f',
                                                       value == 0 || value == 100 ? 0
                                                       : value < 0.1              ? 3
                                                       : value < 10 || value > 99 ? 2
                                                                                  : 1));
}

QString file_size(double bytes) {
  if (bytes < 1000) return Words::tr("%1 bytes").arg(bytes, 0, 'f', 0);
  const QString figure = short_number(bytes);
  // 12.2M -> 12.2 MB; kilo is written small.
  return figure.left(figure.size() - 1) + QLatin1Char(' ') + figure.right(1) + QLatin1Char('B');
}

QString date_time(double unix_seconds) {
  return QLocale().toString(QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(unix_seconds * 1000)),
                            QLocale::ShortFormat);
}

QString kind_text(TokenizerKind kind) {
  switch (kind) {
    case TokenizerKind::unigram:
      return QStringLiteral("unigram");
    case TokenizerKind::bpe:
      return QStringLiteral("BPE");
    case TokenizerKind::character:
      return Words::tr("characters");
    case TokenizerKind::wordpiece:
      return QStringLiteral("WordPiece");
    case TokenizerKind::byte_bpe:
      return Words::tr("byte-level BPE");
  }
  return {};
}

QString describe(const TokenizerSettings& settings) {
  QStringList parts{kind_text(settings.kind)};
  if (settings.cleaning.normalization == Normalization::nfkc) parts << QStringLiteral("NFKC");
  if (settings.cleaning.lowercase) parts << Words::tr("lower case");
  return parts.join(QStringLiteral(" · "));
}

ListEntry entry_of(const Corpus& corpus) {
  ListEntry entry;
  entry.id = corpus.id;
  entry.title = corpus.title;
  entry.detail = corpus.present  ? corpus.about
                 : corpus.sample ? Words::tr("Not fetched yet")
                                 : Words::tr("No longer there");
  entry.figure = corpus.present ? file_size(double(corpus.bytes)) : QString();
  entry.tip = corpus.sample ? corpus.about : corpus.id;
  entry.dim = !corpus.present;
  return entry;
}

ListEntry entry_of(const TokenizerInfo& tokenizer) {
  ListEntry entry;
  entry.id = entry.title = QString::fromStdString(tokenizer.name);
  entry.detail = describe(tokenizer.settings);
  entry.figure = short_number(double(tokenizer.settings.vocabulary_size));
  entry.tip = Words::tr("%1 pieces, made %2")
                  .arg(count(static_cast<std::uint64_t>(tokenizer.settings.vocabulary_size)),
                       date_time(tokenizer.created));
  return entry;
}

ListEntry entry_of(const DatasetInfo& dataset) {
  ListEntry entry;
  entry.id = QString::fromStdString(dataset.hash);
  entry.title = QString::fromStdString(dataset.name);
  entry.detail = Words::tr("%1 documents · %2")
                     .arg(count(dataset.train.documents + dataset.held_out.documents),
                          QString::fromStdString(dataset.tokenizer_name));
  entry.figure = short_number(double(dataset.train.tokens + dataset.held_out.tokens));
  entry.tip = Words::tr("%1 tokens, made %2")
                  .arg(count(dataset.train.tokens + dataset.held_out.tokens), date_time(dataset.created));
  return entry;
}

ListEntry entry_of(const UnfinishedBuild& build) {
  ListEntry entry;
  entry.id = QString::fromStdString(build.info.hash);
  entry.title = QString::fromStdString(build.info.name);
  entry.detail = build.running ? Words::tr("being built") : Words::tr("stopped on the way");
  entry.figure = QStringLiteral("%1 %").arg(int(100 * build.done));
  entry.tip = Words::tr("%1 tokens stored, %2 on disk")
                  .arg(count(build.info.train.tokens + build.info.held_out.tokens),
                       file_size(double(build.disk_bytes)));
  entry.dim = !build.running;
  entry.live = build.running;
  return entry;
}

std::vector<Fact> facts_of(const UnfinishedBuild& build) {
  const DatasetInfo& info = build.info;
  QStringList corpus;
  for (const auto& path : info.settings.corpus) corpus << QString::fromStdString(path.string());
  return {{Words::tr("Stored"), QStringLiteral("%1 %").arg(int(100 * build.done)),
           Words::tr("Share of the text whose tokens are on the disk")},
          {Words::tr("To train on"), split_text(info.train), {}},
          {Words::tr("Held out"), split_text(info.held_out), {}},
          {Words::tr("On disk"), file_size(double(build.disk_bytes)), {}},
          {Words::tr("Tokenizer"), QString::fromStdString(info.tokenizer_name), {}},
          {Words::tr("Text"), corpus.join(QLatin1Char('\n')), {}}};
}

std::vector<Fact> facts_of(const TokenizerInfo& tokenizer) {
  const TokenizerReport& report = tokenizer.report;
  std::vector<Fact> facts{
      {Words::tr("Kind"), kind_text(tokenizer.settings.kind), {}},
      {Words::tr("Vocabulary"), count(static_cast<std::uint64_t>(tokenizer.settings.vocabulary_size)),
       Words::tr("Pieces, special tokens included")},
      {Words::tr("Characters covered"), percent(tokenizer.settings.character_coverage), {}},
      {Words::tr("Cleaning"), cleaning_text(tokenizer.settings.cleaning), {}}};
  add_corpus_report(facts, report.corpus);
  facts.push_back({Words::tr("Sentences"), count(report.sentences),
                   Words::tr("%1 of them used for training").arg(count(report.sampled_sentences))});
  facts.push_back({Words::tr("Split lines"), count(report.split_lines),
                   Words::tr("Sentences longer than the trainer takes; cut, none dropped")});
  if (report.reserved_characters > 0)
    facts.push_back({Words::tr("Reserved characters"), count(report.reserved_characters),
                     Words::tr("U+2581 and U+2585 mean something else to SentencePiece; left out")});
  facts.push_back({Words::tr("Time"), duration(report.seconds), {}});
  return facts;
}

std::vector<Fact> fact_list_of(const DatasetInfo& dataset) {
  const double tokens = double(dataset.train.tokens + dataset.held_out.tokens);
  const double unknown =
      tokens > 0 ? double(dataset.train.unknown_tokens + dataset.held_out.unknown_tokens) / tokens : 0;
  std::vector<Fact> facts{
      {Words::tr("To train on"), split_text(dataset.train), {}},
      {Words::tr("Held out"), split_text(dataset.held_out), {}},
      {Words::tr("Sentences"), count(dataset.train.sentences + dataset.held_out.sentences), {}},
      {Words::tr("Unknown tokens"), percent(unknown), Words::tr("Signs that the vocabulary cannot spell"),
       unknown > 0.01},
      {Words::tr("Tokenizer"), QString::fromStdString(dataset.tokenizer_name), {}},
      {Words::tr("Vocabulary"), count(static_cast<std::uint64_t>(dataset.vocabulary_size)), {}}};
  for (std::size_t i = 0; i < dataset.sources.size(); ++i) {
    const std::filesystem::path& path = dataset.settings.corpus[i];
    facts.push_back(
        {QStringLiteral("%1 ×%2").arg(QString::fromStdString(path.filename().string()),
                                      QString::number(dataset.settings.weights[i])),
         Words::tr("%1 tokens").arg(short_number(double(dataset.sources[i].tokens))),
         Words::tr("To train on in an epoch, from %1").arg(QString::fromStdString(path.string()))});
  }
  add_corpus_report(facts, dataset.report);
  if (dataset.cut_sentences > 0)
    facts.push_back({Words::tr("Cut sentences"), count(dataset.cut_sentences),
                     Words::tr("Longer than the tokenizer takes at a time; none dropped")});
  if (dataset.empty_sentences > 0)
    facts.push_back({Words::tr("Empty sentences"), count(dataset.empty_sentences),
                     Words::tr("Gave no token; left out"), true});
  facts.push_back({Words::tr("Time"), duration(dataset.seconds), {}});
  return facts;
}

DatasetFacts facts_of(const DatasetInfo& dataset) {
  return {QString::fromStdString(dataset.name),
          QString::fromStdString(dataset.tokenizer_name),
          dataset.vocabulary_size,
          dataset.train.tokens,
          dataset.train.documents,
          dataset.held_out.tokens,
          dataset.held_out.documents};
}

}  // namespace cloze::ui
