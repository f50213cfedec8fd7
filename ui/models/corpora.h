// SPDX-License-Identifier: GPL-3.0-or-later
// The corpora a person can choose from: the samples, and files and folders they added, remembered between
// starts.
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "core/session/workspace.h"

namespace cloze::ui {

struct Corpus {
  QString id;     ///< Its path; of a sample its folder.
  QString title;  ///< "sotu", or the file's or folder's name.
  QString about;  ///< What it is, for people.
  QString language;
  bool sample = false;
  bool present = true;
  quint64 files = 0;
  quint64 bytes = 0;
  bool records = false;  ///< Some of its files hold records, of which one field is the text.
  QString sample_name;   ///< For Session::quickstart.
  bool operator==(const Corpus&) const = default;
};

/// Samples first, then the added paths in their order. Counts files on the disk: call it off the UI thread.
std::vector<Corpus> read_corpora(const QStringList& added);

/// Paths added by the person, from the settings.
QStringList remembered_corpora();
/// Adds paths (each once, absolute) or takes one away; returns the new list.
QStringList remember_corpora(const QStringList& paths);
QStringList forget_corpus(const QString& path);

struct CorpusFile {
  QString path, name;
  quint64 bytes = 0;
  bool records = false;
};

/// The text files of a corpus, at most the number given. Reads the disk.
std::vector<CorpusFile> corpus_files(const QString& corpus, std::size_t most = 10'000);
/// The beginning of a text file, unpacked and cut between characters; what is wrong with it where it cannot
/// be read. Reads the disk.
QString file_beginning(const QString& path, qint64 most_bytes = 64 * 1024);

/// True for what can be added: a folder or a file of a known ending.
bool is_corpus_path(const QString& path);

}  // namespace cloze::ui
