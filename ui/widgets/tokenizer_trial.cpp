// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tokenizer_trial.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "ui/theme.h"

namespace cloze::ui {

TokenizerTrial::TokenizerTrial(QWidget* parent) : QWidget(parent) {
  auto* heading = new QLabel(tr("&Try the tokenizer"));
  heading->setFont(ui::font(TextSize::body, true));
  note_ = new QLabel;
  note_->setFont(tabular_font(TextSize::small));
  set_role(note_, "muted");
  line_ = new QLineEdit;
  line_->setPlaceholderText(tr("Type anything to see its tokens"));
  line_->setClearButtonEnabled(true);
  line_->setAccessibleName(tr("Text to tokenize"));
  heading->setBuddy(line_);
  flow_ = new TokenFlow;
  flow_->setCompact(2);
  flow_->setPlaceholder({});
  auto* top = new QHBoxLayout;
  top->addWidget(heading);
  top->addStretch();
  top->addWidget(note_);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::unit);
  all->addLayout(top);
  all->addWidget(line_);
  all->addWidget(flow_);
  settle_.setSingleShot(true);
  settle_.setInterval(60);
  connect(&settle_, &QTimer::timeout, this, &TokenizerTrial::refresh);
  connect(line_, &QLineEdit::textChanged, this, [this] { settle_.start(); });
  const auto tell = [this](int token) {
    const auto& shown = flow_->flowTokens();
    const int which = token >= 0 ? token : flow_->current();
    if (which >= 0 && which < static_cast<int>(shown.size()))
      note_->setText(TokenFlow::describe(shown[static_cast<std::size_t>(which)]));
    else
      note_->setText(shown.empty() ? QString() : tr("Tokens: %1").arg(shown.size()));
  };
  connect(flow_, &TokenFlow::hovered, this, tell);
  connect(flow_, &TokenFlow::currentChanged, this, tell);
}

void TokenizerTrial::setTokens(const QString& text, std::vector<FlowToken> tokens) {
  if (text == line_->text()) flow_->setTokens(std::move(tokens));
}

void TokenizerTrial::setText(const QString& text) {
  line_->setText(text);
}
QString TokenizerTrial::text() const {
  return line_->text();
}

void TokenizerTrial::refresh() {
  settle_.stop();
  if (line_->text().trimmed().isEmpty())
    flow_->setTokens({});
  else
    Q_EMIT wanted(line_->text());
}

}  // namespace cloze::ui
