// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/corpora.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <filesystem>

#include "ui/models/core_text.h"

namespace cloze::ui {
namespace {

const QString settings_key = QStringLiteral("data/corpora");

QString path_text(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

}  // namespace

std::vector<CorpusFile> corpus_files(const QString& corpus, std::size_t most) {
  std::vector<CorpusFile> files;
  const auto listed = list_corpus_files({std::filesystem::path(corpus.toStdString())});
  if (!listed) return files;
  const QDir root(QFileInfo(corpus).isDir() ? corpus : QFileInfo(corpus).path());
  for (const std::filesystem::path& path : *listed) {
    if (files.size() == most) break;
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    files.push_back(
        {path_text(path), root.relativeFilePath(path_text(path)), error ? 0 : size, holds_records(path)});
  }
  return files;
}

std::vector<Corpus> read_corpora(const QStringList& added) {
  std::vector<Corpus> corpora;
  if (const auto samples = list_samples())
    for (const Sample& sample : *samples) {
      Corpus corpus;
      corpus.id = path_text(sample.folder);
      corpus.title = corpus.sample_name = QString::fromStdString(sample.name);
      corpus.about = core_text(sample.title);
      corpus.language = QString::fromStdString(sample.language);
      corpus.sample = true;
      corpus.present = sample.present;
      corpus.files = sample.documents;
      corpus.bytes = sample.bytes;
      corpora.push_back(corpus);
    }
  for (const QString& path : added) {
    const QFileInfo info(path);
    Corpus corpus;
    corpus.id = path;
    corpus.title = info.fileName().isEmpty() ? path : info.fileName();
    corpus.about = QDir::toNativeSeparators(path);
    corpus.present = info.exists();
    for (const CorpusFile& file : corpus_files(path)) {
      ++corpus.files;
      corpus.bytes += file.bytes;
      corpus.records = corpus.records || file.records;
    }
    corpora.push_back(corpus);
  }
  return corpora;
}

QStringList remembered_corpora() {
  return QSettings().value(settings_key).toStringList();
}

QStringList remember_corpora(const QStringList& paths) {
  QStringList all = remembered_corpora();
  for (const QString& path : paths) {
    const QString absolute = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
    if (!all.contains(absolute)) all << absolute;
  }
  QSettings().setValue(settings_key, all);
  return all;
}

QStringList forget_corpus(const QString& path) {
  QStringList all = remembered_corpora();
  all.removeAll(path);
  QSettings().setValue(settings_key, all);
  return all;
}

QString file_beginning(const QString& path, qint64 most_bytes) {
  const auto text = read_beginning(path.toStdString(), static_cast<std::size_t>(most_bytes));
  return QString::fromStdString(text ? *text : to_string(text.error()));
}

bool is_corpus_path(const QString& path) {
  const QFileInfo info(path);
  return info.isDir() || (info.isFile() && is_corpus_file(path.toStdString()));
}

}  // namespace cloze::ui
