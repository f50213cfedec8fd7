// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/run_filter_edit.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QStringListModel>
#include <QTimer>
#include <algorithm>

#include "ui/qt_text.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

/// A comparison half typed is no mistake.
constexpr int patience_ms = 700;

bool is_name_character(QChar c) {
  return c.isLetterOrNumber() || c == '_' || c == '.' || c == '-' || c == '@';
}

bool is_comparison(QChar c) {
  return c == ':' || c == '=' || c == '<' || c == '>' || c == '!';
}

/// Names as short as a filter takes them.
const QStringList& filter_names() {
  static const QStringList names = [] {
    QStringList made{QStringLiteral("lr")};
    for (const RunColumn& column : run_columns()) {
      if (column.at_step != nullptr) {
        made << text_of(column.name.substr(0, column.name.find('@') + 1));  // The step is to be typed.
        continue;
      }
      const std::string_view own = column.setting != nullptr ? column.setting->name() : column.name;
      const auto found = find_run_column(own);
      made << text_of(found && found->column == &column ? own : column.name);
    }
    made.sort();
    return made;
  }();
  return names;
}

/// What a column can be compared with, where that is one of a few words.
QStringList values_of(const QString& name) {
  QStringList values;
  const auto column = find_run_column(name.toStdString());
  if (!column) return values;
  if (column->column->name == "status") {
    for (int status = 0; status <= int(RunStatus::interrupted); ++status)
      values << text_of(to_string(RunStatus(status)));
  }
  if (const Field* setting = column->column->setting) {
    for (const std::string_view choice : setting->choices) values << text_of(choice);
    if (setting->kind == FieldKind::boolean) values << QStringLiteral("true") << QStringLiteral("false");
  }
  return values;
}

}  // namespace

FilterCompletion complete_filter(const QString& text) {
  FilterCompletion found;
  if (text.count('"') % 2 == 1) return found;
  qsizetype at = text.size();
  while (at > 0 && is_name_character(text[at - 1])) --at;
  found.from = at;
  const QString begun = text.mid(at);
  while (at > 0 && text[at - 1].isSpace()) --at;
  qsizetype name_end = at;
  while (name_end > 0 && is_comparison(text[name_end - 1])) --name_end;
  QStringList candidates;
  if (name_end < at) {  // A value: what stands before the comparison says which.
    while (name_end > 0 && text[name_end - 1].isSpace()) --name_end;
    qsizetype name = name_end;
    while (name > 0 && is_name_character(text[name - 1])) --name;
    candidates = values_of(text.mid(name, name_end - name));
  } else if (!begun.isEmpty()) {
    candidates = filter_names();
  }
  for (const QString& candidate : candidates)
    if (candidate.startsWith(begun, Qt::CaseInsensitive) && candidate.size() > begun.size())
      found.words << candidate;
  return found;
}

RunFilterEdit::RunFilterEdit(QWidget* parent)
    : QLineEdit(parent),
      patience_(new QTimer(this)),
      completer_(new QCompleter(this)),
      words_(new QStringListModel(this)) {
  setPlaceholderText(tr("Search, or filter: lr > 1e-3 and status:finished"));
  setAccessibleName(tr("Search and filter runs"));
  setClearButtonEnabled(true);
  setToolTip(
      tr("<p>Words are searched in name, id, status, dataset, tokenizer, tags and note.</p>"
         "<p>A comparison is a column or setting, one of <b>: = != &lt; &lt;= &gt; &gt;=</b> and a "
         "value:<br><tt>lr &gt; 1e-3 &nbsp; accuracy &gt;= 40% &nbsp; duration &lt; 2h<br>"
         "started &gt; 2026-01-31 &nbsp; size = 12x768 &nbsp; loss = nan</tt></p>"
         "<p>Join them with <b>and</b>, <b>or</b>, <b>not</b> and parentheses.</p>"));
  patience_->setSingleShot(true);
  patience_->setInterval(patience_ms);
  completer_->setModel(words_);
  completer_->setWidget(this);
  completer_->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
  connect(patience_, &QTimer::timeout, this, &RunFilterEdit::refuse);
  connect(this, &QLineEdit::textChanged, this, &RunFilterEdit::take);
  connect(this, &QLineEdit::textEdited, this, &RunFilterEdit::offer);
  connect(this, &QLineEdit::returnPressed, this, [this] {
    if (patience_->isActive()) refuse();
  });
  connect(completer_, qOverload<const QString&>(&QCompleter::activated), this, &RunFilterEdit::insert);
}

void RunFilterEdit::keyPressEvent(QKeyEvent* event) {
  const int key = event->key();
  if (completer_->popup()->isVisible() &&
      (key == Qt::Key_Enter || key == Qt::Key_Return || key == Qt::Key_Tab || key == Qt::Key_Escape)) {
    event->ignore();  // The list's.
    return;
  }
  if (key == Qt::Key_Escape && !text().isEmpty()) {
    clear();
    return;
  }
  QLineEdit::keyPressEvent(event);
}

void RunFilterEdit::take() {
  auto filter = RunFilter::parse(text().toStdString());
  if (filter) {
    patience_->stop();
    set_role(this, "");
    Q_EMIT filterChanged(*filter);
    return;
  }
  error_ = filter.error();
  patience_->start();
}

void RunFilterEdit::refuse() {
  patience_->stop();
  set_role(this, "error");
  Q_EMIT refused(error_);
}

void RunFilterEdit::offer() {
  const FilterCompletion found = complete_filter(text().left(cursorPosition()));
  words_->setStringList(found.words);
  if (found.words.isEmpty()) {
    completer_->popup()->hide();
    return;
  }
  QRect place = cursorRect();
  place.setWidth(220);
  completer_->complete(place);
}

void RunFilterEdit::insert(const QString& word) {
  const qsizetype from = complete_filter(text().left(cursorPosition())).from;
  const QString rest = text().mid(cursorPosition());
  setText(text().left(from) + word + rest);
  setCursorPosition(int(from + word.size()));
}

}  // namespace cloze::ui
