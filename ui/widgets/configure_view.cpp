// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/configure_view.h"

#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/file.h"
#include "core/config/recipe_fields.h"
#include "core/config/recipe_json.h"
#include "ui/theme.h"
#include "ui/widgets/command_line.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/preflight_panel.h"
#include "ui/widgets/preset_cards.h"
#include "ui/widgets/recipe_form.h"
#include "ui/widgets/recipe_inspector.h"
#include "ui/widgets/row_preview_pane.h"

namespace cloze::ui {
namespace {

constexpr int side_width = 264;

}  // namespace

ConfigureView::ConfigureView(QWidget* parent) : QWidget(parent) {
  cards_ = new PresetCards(presets());
  form_ = new RecipeForm;
  command_ = new CommandLine;

  auto* main = new QVBoxLayout;
  main->setSpacing(grid::small);
  main->addWidget(buildTop());
  file_error_ = new ErrorNote;
  main->addWidget(file_error_);
  auto* sheet = new QFrame;
  set_role(sheet, "card");
  auto* sheet_column = new QVBoxLayout(sheet);
  sheet_column->setContentsMargins(grid::small, grid::small, 0, 1);
  sheet_column->addWidget(form_);
  rows_ = new RowPreviewPane;
  auto* split = new QSplitter(Qt::Vertical);
  split->setChildrenCollapsible(false);
  split->setHandleWidth(grid::small);
  split->addWidget(sheet);
  split->addWidget(rows_);
  split->setStretchFactor(0, 3);
  split->setStretchFactor(1, 2);
  split->setSizes({250, 200});
  main->addWidget(split, 1);
  main->addWidget(command_);

  auto* lower = new QHBoxLayout;
  lower->setSpacing(grid::large);
  lower->addLayout(main, 1);
  lower->addWidget(buildSide());

  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::medium);
  all->addWidget(cards_);
  all->addLayout(lower, 1);

  connect(cards_, &PresetCards::chosen, this, [this](const QString& name) { choosePreset(name); });
  connect(form_, &RecipeForm::changed, this, &ConfigureView::refresh);
  choosePreset(QString::fromStdString(presets().empty() ? std::string() : presets().front().name));
}

QWidget* ConfigureView::buildTop() {
  auto* top = new QWidget;
  auto* line = new QHBoxLayout(top);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(grid::small);
  auto* label = new QLabel(tr("&Dataset"));
  label->setFont(ui::font(TextSize::body, true));
  dataset_ = new QComboBox;
  dataset_->setMinimumWidth(260);
  dataset_->setAccessibleName(tr("Dataset"));
  dataset_->setToolTip(tr("The tokens to train on"));
  label->setBuddy(dataset_);
  make_dataset_ = new QPushButton(tr("Make one…"));
  make_dataset_->setToolTip(tr("To the Data page"));
  origin_label_ = new QLabel;
  set_role(origin_label_, "muted");
  reset_ = new QPushButton(tr("Undo changes"));
  reset_->setToolTip(tr("All settings back to where they began"));
  auto* open = new QPushButton(tr("Open…"));
  open->setToolTip(tr("Open a recipe (JSON)"));
  open->setAccessibleName(tr("Open a recipe"));
  auto* save = new QPushButton(tr("Save…"));
  save->setToolTip(tr("Save this recipe as JSON"));
  save->setAccessibleName(tr("Save the recipe"));
  line->addWidget(label);
  line->addWidget(dataset_);
  line->addWidget(make_dataset_);
  line->addStretch();
  line->addWidget(origin_label_);
  line->addWidget(reset_);
  line->addWidget(open);
  line->addWidget(save);
  connect(dataset_, &QComboBox::activated, this, [this] {
    wanted_dataset_ = dataset();
    refresh();
  });
  connect(make_dataset_, &QPushButton::clicked, this, &ConfigureView::datasetWanted);
  connect(reset_, &QPushButton::clicked, form_, &RecipeForm::resetAll);
  connect(open, &QPushButton::clicked, this, [this] {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a recipe"), {}, tr("Recipes (*.json)"));
    if (!path.isEmpty()) openFile(path);
  });
  connect(save, &QPushButton::clicked, this, [this] {
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the recipe"),
                                                      QStringLiteral("recipe.json"), tr("Recipes (*.json)"));
    if (!path.isEmpty()) saveFile(path);
  });
  return top;
}

QWidget* ConfigureView::buildSide() {
  auto* side = new QFrame;
  set_role(side, "card");
  side->setFixedWidth(side_width);
  inspector_ = new RecipeInspector;
  auto* scroll = new QScrollArea;
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFrameShape(QFrame::NoFrame);
  auto* padded = new QWidget;
  auto* padded_column = new QVBoxLayout(padded);
  padded_column->setContentsMargins(grid::large, grid::medium, grid::large, grid::medium);
  padded_column->addWidget(inspector_);
  scroll->setWidget(padded);

  auto* rule = new QFrame;
  set_role(rule, "line");
  rule->setFixedHeight(1);
  name_ = new QLineEdit;
  name_->setPlaceholderText(tr("Made from the recipe"));
  name_->setAccessibleName(tr("Name of the run"));
  device_ = new QComboBox;
  device_->setAccessibleName(tr("Device"));
  device_->setToolTip(tr("Where the run computes; auto takes a GPU when there is one"));
  setDevices({});
  auto* launch = new QFormLayout;
  launch->setContentsMargins(grid::large, grid::small, grid::large, 0);
  launch->setSpacing(grid::small);
  launch->addRow(tr("&Name"), name_);
  launch->addRow(tr("D&evice"), device_);
  obstacle_ = new QLabel;
  obstacle_->setFont(ui::font(TextSize::small));
  obstacle_->setWordWrap(true);
  obstacle_->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
  set_role(obstacle_, "muted");
  start_error_ = new ErrorNote;
  start_ = new QPushButton(tr("Start training"));
  start_->setMinimumHeight(36);
  set_role(start_, "primary");
  queue_ = new QPushButton(tr("Add to queue"));
  queue_->setMinimumHeight(36);
  auto* end = new QVBoxLayout;
  end->setContentsMargins(grid::large, 0, grid::large, grid::large);
  end->setSpacing(grid::small);
  end->addWidget(obstacle_);
  end->addWidget(start_error_);
  end->addWidget(queue_);
  end->addWidget(start_);

  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(1, 1, 1, 1);
  column->setSpacing(grid::small);
  column->addWidget(scroll, 1);
  column->addWidget(rule);
  column->addLayout(launch);
  column->addLayout(end);

  connect(name_, &QLineEdit::textEdited, this, &ConfigureView::refresh);
  connect(device_, &QComboBox::activated, this, &ConfigureView::refresh);
  connect(start_, &QPushButton::clicked, this, [this] {
    start_error_->clear();
    Q_EMIT startWanted();
  });
  connect(queue_, &QPushButton::clicked, this, [this] {
    start_error_->clear();
    Q_EMIT queueWanted();
  });
  connect(inspector_->preflight(), &PreflightPanel::proposalTaken, this,
          [this](qint64 batch_size, qint64 accumulation) {
            Recipe recipe = form_->recipe();
            recipe.optimizer.batch_size = batch_size;
            recipe.optimizer.accumulation = accumulation;
            form_->setRecipe(recipe, form_->reference());
            refresh();
          });
  connect(obstacle_, &QLabel::linkActivated, form_, &RecipeForm::focusFirstProblem);
  auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
  shortcut->setContext(Qt::WidgetWithChildrenShortcut);
  connect(shortcut, &QShortcut::activated, this, [this] { (busy_.isEmpty() ? start_ : queue_)->click(); });
  return side;
}

void ConfigureView::setDatasets(const std::vector<DatasetFacts>& datasets) {
  const QString before = wanted_dataset_.isEmpty() ? dataset() : wanted_dataset_;
  datasets_ = datasets;
  dataset_->clear();
  for (const DatasetFacts& facts : datasets_)
    dataset_->addItem(tr("%1 · %2 tokens, vocabulary %3")
                          .arg(facts.name, short_number(double(facts.train_tokens)),
                               short_number(double(facts.vocabulary))),
                      facts.name);
  selectDataset(before);
}

void ConfigureView::selectDataset(const QString& name) {
  wanted_dataset_ = name;
  const int found = dataset_->findData(name);
  dataset_->setCurrentIndex(found >= 0 ? found : dataset_->count() > 0 ? 0 : -1);
  cards_->setVocabulary(facts() ? facts()->vocabulary : assumed_vocabulary);
  refresh();
}

void ConfigureView::setDevices(const QStringList& devices) {
  const QString before = device();
  device_->clear();
  device_->addItem(tr("auto"), QStringLiteral("auto"));
  for (const QString& name : devices) device_->addItem(name, name);
  device_->setCurrentIndex(std::max(0, device_->findData(before)));
}

void ConfigureView::setBusy(const QString& reason) {
  busy_ = reason;
  refresh();
}

bool ConfigureView::choosePreset(const QString& name) {
  const auto found = std::ranges::find(presets(), name.toStdString(), &Preset::name);
  if (found == presets().end()) return false;
  origin_ = {name, found->recipe};
  file_error_->clear();
  form_->setRecipe(found->recipe);
  refresh();
  return true;
}

bool ConfigureView::loadJson(const QByteArray& json, const QString& file) {
  const std::string origin = file.isEmpty() ? tr("recipe").toStdString() : file.toStdString();
  auto recipe =
      recipe_from_json(std::string_view(json.constData(), static_cast<std::size_t>(json.size())), origin);
  if (!recipe) {
    file_error_->tell(recipe.error());
    return false;
  }
  file_error_->clear();
  origin_ = file.isEmpty() ? nearest_preset(*recipe) : RecipeOrigin{file, *recipe};
  form_->setRecipe(*recipe, origin_.recipe);
  refresh();
  return true;
}

bool ConfigureView::openFile(const QString& path) {
  const auto content = read_file(path.toStdString(), std::size_t{1} << 20);
  if (!content) {
    file_error_->tell(content.error());
    return false;
  }
  return loadJson(QByteArray::fromStdString(*content), path);
}

bool ConfigureView::saveFile(const QString& path) {
  const auto written = write_file_atomically(path.toStdString(), recipe_to_json(form_->recipe()));
  if (!written)
    file_error_->tell(written.error());
  else
    file_error_->clear();
  return written.has_value();
}

const Recipe& ConfigureView::recipe() const {
  return form_->recipe();
}
QString ConfigureView::dataset() const {
  return dataset_->currentData().toString();
}
QString ConfigureView::runName() const {
  return name_->text().trimmed();
}
QString ConfigureView::device() const {
  return device_->currentData().toString();
}
QString ConfigureView::command() const {
  return command_->command();
}
void ConfigureView::showStartError(const Error& error) {
  start_error_->tell(error);
}

void ConfigureView::setAdding(bool adding) {
  adding_ = adding;
  refresh();
}

QString ConfigureView::obstacle() const {
  const QString why = queueObstacle();
  return why.isEmpty() ? busy_ : why;
}

QString ConfigureView::queueObstacle() const {
  const QString problem = form_->firstProblem();
  if (!problem.isEmpty()) return problem;
  if (datasets_.empty()) return tr("There is no dataset yet.");
  if (dataset().isEmpty()) return tr("Choose a dataset.");
  return {};
}

std::optional<DatasetFacts> ConfigureView::facts() const {
  const auto found = std::ranges::find(datasets_, dataset(), &DatasetFacts::name);
  return found == datasets_.end() ? std::nullopt : std::optional(*found);
}

void ConfigureView::refresh() {
  cards_->setCurrent(origin_.name);
  const int changes = form_->changedCount();
  reset_->setVisible(changes > 0);
  origin_label_->setText(changes > 0 ? tr("%n changed", nullptr, changes) : QString());
  make_dataset_->setVisible(datasets_.empty());
  dataset_->setVisible(!datasets_.empty());
  inspector_->setRecipe(form_->recipe(), facts(), device());
  rows_->setSource(form_->recipe(), facts());
  command_->setCommand(shell_line(train_arguments(form_->recipe(), origin_, dataset(), runName(), device())));
  const QString why = obstacle();
  start_->setEnabled(why.isEmpty());
  start_->setToolTip(why.isEmpty() ? tr("Start this run (Ctrl+Enter)") : why);
  start_->setVisible(busy_.isEmpty());
  const QString why_not_queued = queueObstacle();
  queue_->setEnabled(why_not_queued.isEmpty() && !adding_);
  queue_->setToolTip(!why_not_queued.isEmpty() ? why_not_queued
                     : busy_.isEmpty()         ? tr("This run waits in the queue until you let it go on")
                                               : tr("This run starts after those before it (Ctrl+Enter)"));
  set_role(queue_, busy_.isEmpty() ? "" : "primary");
  const bool problem = !form_->firstProblem().isEmpty();
  set_role(obstacle_, problem ? "error" : "muted");
  obstacle_->setText(problem ? QStringLiteral("%1 <a href='problem' style='color:%2'>%3</a>")
                                   .arg(why.toHtmlEscaped(), tokens().accent.name(), tr("Show"))
                             : why.toHtmlEscaped());
  obstacle_->setVisible(!why.isEmpty());
  inspector_->preflight()->setObstacle(
      !why_not_queued.isEmpty() || busy_.isEmpty()
          ? why_not_queued
          : tr("A run is training; measured beside it, both would be slow."));
}

}  // namespace cloze::ui
