// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tokenizer_drawer.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QVBoxLayout>
#include <array>
#include <cmath>

#include "ui/models/data_entries.h"
#include "ui/theme.h"
#include "ui/widgets/corpus_format_edit.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/fold_section.h"
#include "ui/widgets/number_edit.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/source_picker.h"

namespace cloze::ui {
namespace {

QFormLayout* make_form() {
  auto* form = new QFormLayout;
  form->setContentsMargins(0, 0, 0, 0);
  form->setSpacing(grid::small);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  return form;
}

}  // namespace

bool is_good_name(const QString& name) {
  static const QRegularExpression good(QStringLiteral("^[\\p{L}\\p{N}_][\\p{L}\\p{N}_.-]{0,63}$"));
  return good.match(name).hasMatch();
}

QString name_from(const QString& title) {
  static const QRegularExpression other(QStringLiteral("[^\\p{L}\\p{N}_-]+"));
  static const QRegularExpression endings(QStringLiteral("\\.[^.]+(\\.(gz|zst))?$"),
                                          QRegularExpression::CaseInsensitiveOption);
  QString name = title;
  if (is_corpus_file(title.toStdString())) name.remove(endings);
  name.replace(other, QStringLiteral("-"));
  while (name.startsWith(QLatin1Char('-'))) name.remove(0, 1);
  while (name.endsWith(QLatin1Char('-'))) name.chop(1);
  return name.left(48);
}

TokenizerDrawer::TokenizerDrawer(QWidget* parent)
    : Drawer(tr("New tokenizer"), tr("Train tokenizer"), parent) {
  sources_ = new SourcePicker;
  source_error_ = new ErrorNote;
  format_ = new CorpusFormatEdit;
  body()->addWidget(form_heading(tr("Text")));
  body()->addWidget(sources_);
  body()->addWidget(source_error_);
  body()->addWidget(format_);

  kind_ = new Segmented({tr("Unigram"), tr("BPE"), tr("Characters"), tr("WordPiece")});
  kind_->setTip(0, tr("Keeps the pieces that make the text most probable; the usual choice"));
  kind_->setTip(1, tr("Joins the most frequent pairs, again and again"));
  kind_->setTip(2, tr("Each character a piece; the size is the most, the rarest become unknown"));
  kind_->setTip(3, tr("BERT's own: words first, then the most frequent pairs in them"));
  const TokenizerSettings usual;
  vocabulary_ = new NumberEdit(true, 64, 1'000'000);
  vocabulary_->setText(QString::number(usual.vocabulary_size));
  vocabulary_->setAccessibleName(tr("Vocabulary size"));
  vocabulary_->setToolTip(
      tr("Pieces in all, special tokens included; more pieces make shorter rows and a larger model"));
  vocabulary_error_ = new ErrorNote;
  coverage_ = new NumberEdit(false, 0.9, 1);
  coverage_->setText(QString::number(usual.character_coverage));
  coverage_->setAccessibleName(tr("Coverage"));
  coverage_->setToolTip(
      tr("Share of the text's characters that the pieces must spell; 1 for small alphabets, 0.9995 for "
         "Chinese"));
  name_ = new QLineEdit;
  name_->setAccessibleName(tr("Name"));
  name_error_ = new ErrorNote;
  body()->addSpacing(grid::small);
  body()->addWidget(form_heading(tr("Vocabulary")));
  auto* form = make_form();
  form->addRow(tr("Kind"), kind_);
  form->addRow(tr("&Size"), vocabulary_);
  form->addRow(tr("&Coverage"), coverage_);
  form->addRow(tr("&Name"), name_);
  body()->addLayout(form);
  body()->addWidget(vocabulary_error_);
  body()->addWidget(name_error_);

  auto* cleaning = new FoldSection(tr("Cleaning"));
  normalization_ = new QComboBox;
  normalization_->addItem(tr("NFC: same signs, same bytes"), int(Normalization::nfc));
  normalization_->addItem(tr("NFKC: also full width and ligatures"), int(Normalization::nfkc));
  normalization_->addItem(tr("None"), int(Normalization::none));
  normalization_->setAccessibleName(tr("Normalization"));
  lowercase_ = new QCheckBox(tr("Lower case"));
  control_ = new QCheckBox(tr("Remove control characters"));
  blanks_ = new QCheckBox(tr("Join runs of blanks"));
  control_->setChecked(true);
  blanks_->setChecked(true);
  invalid_ = new QComboBox;
  invalid_->addItem(tr("Invalid UTF-8: replace by \uFFFD"), int(InvalidUtf8::replace));
  invalid_->addItem(tr("Invalid UTF-8: leave out"), int(InvalidUtf8::skip));
  invalid_->setAccessibleName(tr("Invalid UTF-8"));
  for (QWidget* widget :
       {static_cast<QWidget*>(normalization_), static_cast<QWidget*>(lowercase_),
        static_cast<QWidget*>(control_), static_cast<QWidget*>(blanks_), static_cast<QWidget*>(invalid_)})
    cleaning->body()->addWidget(widget);
  cleaning->body()->setSpacing(grid::unit);
  body()->addSpacing(grid::unit);
  body()->addWidget(cleaning);
  body()->addStretch();

  connect(kind_, &Segmented::chosen, this, [this] {
    // BERT cleans in its own way; with lower case it strips accents as well.
    const bool own = kind() != TokenizerKind::wordpiece;
    for (QWidget* widget : {static_cast<QWidget*>(normalization_), static_cast<QWidget*>(control_),
                            static_cast<QWidget*>(blanks_)})
      widget->setVisible(own);
    lowercase_->setText(own ? tr("Lower case") : tr("Lower case, without accents"));
  });
  connect(sources_, &SourcePicker::changed, this, &TokenizerDrawer::edited);
  connect(format_, &CorpusFormatEdit::edited, this, &TokenizerDrawer::edited);
  connect(vocabulary_, &NumberEdit::edited, this, &TokenizerDrawer::edited);
  connect(coverage_, &NumberEdit::edited, this, &TokenizerDrawer::edited);
  connect(name_, &QLineEdit::textEdited, this, [this](const QString& text) {
    name_typed_ = !text.isEmpty();
    edited();
  });
  check();
}

void TokenizerDrawer::setTaken(const QStringList& names) {
  taken_ = names;
  check();
}

void TokenizerDrawer::edited() {
  source_error_->clear();
  vocabulary_error_->clear();
  name_error_->clear();
  check();
}

void TokenizerDrawer::check() {
  format_->setRecords(sources_->hasRecords());
  if (!name_typed_) {
    const QString title = name_from(sources_->firstTitle());
    const double size = vocabulary_->text().toDouble();
    QString name = title.isEmpty() ? QString()
                                   : QStringLiteral("%1-%2").arg(
                                         title, size > 0 ? QStringLiteral("%1k").arg(std::lround(size / 1024))
                                                         : QString());
    if (size > 0 && size < 1024)
      name = title.isEmpty() ? QString() : QStringLiteral("%1-%2").arg(title).arg(std::lround(size));
    const QString base = name;
    for (int number = 2; taken_.contains(name); ++number)
      name = QStringLiteral("%1-%2").arg(base).arg(number);
    name_->setText(name);
  }
  bool whole = false;
  const double size = vocabulary_->text().trimmed().toDouble(&whole);
  set_role(vocabulary_, whole && size >= 64 && size <= 1e6 && size == std::floor(size) ? "" : "error");
  bool real = false;
  const double coverage = coverage_->text().trimmed().toDouble(&real);
  set_role(coverage_, real && coverage >= 0.9 && coverage <= 1 ? "" : "error");
  set_role(name_, name_->text().isEmpty() || (is_good_name(name_->text()) && !taken_.contains(name_->text()))
                      ? ""
                      : "error");
  setObstacle(obstacle());
}

QString TokenizerDrawer::obstacle() const {
  if (sources_->checked().isEmpty()) return tr("Choose the text to learn from.");
  if (vocabulary_->property("role").toString() == QLatin1String("error"))
    return tr("The vocabulary takes a whole number from 64 to 1,000,000.");
  if (coverage_->property("role").toString() == QLatin1String("error"))
    return tr("Coverage takes a number from 0.9 to 1.");
  if (name_->text().isEmpty()) return tr("Give it a name.");
  if (taken_.contains(name_->text())) return tr("There is a tokenizer '%1' already.").arg(name_->text());
  if (!is_good_name(name_->text())) return tr("A name takes letters, digits, '-', '_' and '.'.");
  return {};
}

TokenizerKind TokenizerDrawer::kind() const {
  static constexpr std::array kinds{TokenizerKind::unigram, TokenizerKind::bpe, TokenizerKind::character,
                                    TokenizerKind::wordpiece};
  return kinds.at(static_cast<std::size_t>(kind_->current()));
}

TokenizerRequest TokenizerDrawer::request() const {
  TokenizerRequest request;
  request.name = name_->text().toStdString();
  for (const QString& path : sources_->checked()) request.corpus.emplace_back(path.toStdString());
  request.format = format_->format();
  TokenizerSettings& settings = request.settings;
  settings.kind = kind();
  settings.vocabulary_size = std::llround(vocabulary_->text().trimmed().toDouble());
  settings.character_coverage = coverage_->text().trimmed().toDouble();
  settings.cleaning.invalid_utf8 = InvalidUtf8(invalid_->currentData().toInt());
  settings.cleaning.lowercase = lowercase_->isChecked();
  if (settings.kind == TokenizerKind::wordpiece) return request;
  settings.cleaning.normalization = Normalization(normalization_->currentData().toInt());
  settings.cleaning.strip_control = control_->isChecked();
  settings.cleaning.collapse_whitespace = blanks_->isChecked();
  return request;
}

void TokenizerDrawer::showJobError(const Error& error) {
  const QString message = QString::fromStdString(error.message).toLower();
  ErrorNote* place = nullptr;
  if (message.contains(QLatin1String("vocabulary")))
    place = vocabulary_error_;
  else if (error.code == ErrorCode::not_found || error.code == ErrorCode::bad_input)
    place = source_error_;
  showForm();
  if (error.code == ErrorCode::cancelled) return;
  if (place != nullptr)
    place->tell(error);
  else
    showError(error);
}

void TokenizerDrawer::done(const TokenizerInfo& info) {
  name_typed_ = false;
  made_ = QString::fromStdString(info.name);
  showResult(tr("The tokenizer '%1' is ready").arg(made_), facts_of(info), tr("Build a dataset with it"));
}

}  // namespace cloze::ui
