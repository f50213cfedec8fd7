// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/language.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <QXmlStreamReader>
#include <algorithm>
#include <vector>

#include "core/config/recipe_fields.h"
#include "core/history/history.h"
#include "tests/support/places.h"
#include "tests/ui/made_up_run.h"
#include "ui/bridge/session_bridge.h"
#include "ui/main_window.h"
#include "ui/models/core_text.h"
#include "ui/widgets/notice_bar.h"

namespace cloze::ui {
namespace {

const QString own_texts = QStringLiteral(CLOZE_TRANSLATIONS "/cloze_zh_CN.ts");
const QString texts_of_core = QStringLiteral(CLOZE_TRANSLATIONS "/core_zh_CN.ts");

QByteArray content(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct Message {
  QString source, translation, type;
};

std::vector<Message> messages(const QString& path) {
  std::vector<Message> all;
  QXmlStreamReader xml(content(path));
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement) continue;
    if (xml.name() == QLatin1String("source")) all.push_back({xml.readElementText(), {}, {}});
    if (xml.name() == QLatin1String("translation")) {
      all.back().type = xml.attributes().value("type").toString();
      all.back().translation =
          xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();  // numerusform is a child
    }
  }
  EXPECT_FALSE(xml.hasError()) << path.toStdString();
  return all;
}

/// %1, %2, %n and the mark of a mnemonic, in a fixed order.
QString marks(const QString& text) {
  static const QRegularExpression mark(QStringLiteral("%[1-9n]|&(?=[A-Za-z])(?![a-z]+;)"));
  QStringList found;
  for (auto each = mark.globalMatch(text); each.hasNext();) found << each.next().captured();
  found.sort();
  return found.join(QLatin1Char(' '));
}

bool has_han(const QString& text) {
  static const QRegularExpression han(QStringLiteral("\\p{Han}"));
  return text.contains(han);
}

class Chinese {
 public:
  Chinese() { apply_language(*qApp, Language::chinese); }
  ~Chinese() {
    apply_language(*qApp, Language::english);
    QLocale::setDefault(before_);
  }
  Chinese(const Chinese&) = delete;
  Chinese& operator=(const Chinese&) = delete;

 private:
  QLocale before_;
};

TEST(TranslationsTest, HoldEveryTextOfTheSources) {
  const QTemporaryDir folder;
  const QString copy = folder.filePath("cloze_zh_CN.ts");
  ASSERT_TRUE(QFile::copy(own_texts, copy));
  QProcess lupdate;
  lupdate.start(CLOZE_LUPDATE,
                {"-locations", "none", QStringLiteral("@" CLOZE_TRANSLATED_FILES), "-ts", copy});
  ASSERT_TRUE(lupdate.waitForFinished(120000));
  ASSERT_EQ(lupdate.exitCode(), 0);
  EXPECT_EQ(lupdate.readAllStandardError().toStdString(), "") << "lupdate mistakes the context of some text";
  EXPECT_TRUE(content(copy) == content(own_texts))
      << "texts were added, changed or removed: build the target \"translations\", then translate";
  for (const Message& message : messages(copy))
    EXPECT_TRUE(message.type.isEmpty() && !message.translation.isEmpty()) << message.source.toStdString();
}

TEST(TranslationsTest, HoldEveryTextOfCore) {
  QStringList wanted = core_texts() + core_sentences(), there;
  for (const Message& message : messages(texts_of_core)) {
    EXPECT_FALSE(message.translation.isEmpty()) << message.source.toStdString();
    there << message.source;
  }
  for (const QString& text : wanted) EXPECT_TRUE(there.contains(text)) << "missing: " << text.toStdString();
  for (const QString& text : there) EXPECT_TRUE(wanted.contains(text)) << "of no use: " << text.toStdString();
  EXPECT_EQ(QSet<QString>(there.begin(), there.end()).size(), there.size());
}

/// The longest piece of a sentence between its values.
QString longest_piece(const QString& sentence) {
  static const QRegularExpression value(QStringLiteral("%[1-9]( %)?"));
  const QStringList pieces = sentence.split(value);
  return std::ranges::max(pieces, {}, &QString::size);
}

TEST(TranslationsTest, KnowOnlySentencesThatCoreSays) {
  QByteArray sources;
  for (QDirIterator files(QStringLiteral(CLOZE_TRANSLATIONS "/../../core"), {"*.cpp"}, QDir::Files,
                          QDirIterator::Subdirectories);
       files.hasNext();)
    sources += content(files.next());
  QString text = QString::fromUtf8(sources);
  static const QRegularExpression seam(QStringLiteral("\"\\s*\""));
  text.remove(seam);  // A long text goes on in the next line.
  for (const QString& sentence : core_sentences())
    if (!sentence.contains("takes a "))  // Put together of two; tested as core gives them.
      EXPECT_TRUE(text.contains(longest_piece(sentence).trimmed())) << sentence.toStdString();
}

TEST(TranslationsTest, KeepTheirValuesAndMnemonics) {
  for (const QString& path : {own_texts, texts_of_core})
    for (const Message& message : messages(path))
      EXPECT_EQ(marks(message.translation), marks(message.source)) << message.source.toStdString();
}

TEST(LanguageTest, IsTheFirstOfAPersonsThatTheStudioSpeaks) {
  EXPECT_EQ(spoken_language({"zh-CN"}), Language::chinese);
  EXPECT_EQ(spoken_language({"zh-Hans-SG", "en"}), Language::chinese);
  EXPECT_EQ(spoken_language({"de-DE", "zh-CN", "en"}), Language::chinese);
  EXPECT_EQ(spoken_language({"en-GB", "zh-CN"}), Language::english);
  EXPECT_EQ(spoken_language({"zh-TW"}), Language::english) << "traditional characters are another script";
  EXPECT_EQ(spoken_language({"fr-FR"}), Language::english);
  EXPECT_EQ(spoken_language({}), Language::english);
}

TEST(LanguageTest, NamesComeBack) {
  for (const Language language : languages) EXPECT_EQ(language_choice(language_name(language)), language);
  EXPECT_EQ(language_choice("tlh"), Language::system);
}

TEST(LanguageTest, CoreSpeaksIt) {
  EXPECT_EQ(core_text("Learning rate"), "Learning rate");
  {
    const Chinese chinese;
    EXPECT_EQ(core_text("Learning rate"), QStringLiteral("\u5b66\u4e60\u7387"));
    EXPECT_EQ(core_text("no text of core"), "no text of core");
    EXPECT_EQ(core_text(""), QString());
    const QString message = core_message("hidden size 100 is not divisible by 3 heads");
    EXPECT_TRUE(has_han(message)) << message.toStdString();
    EXPECT_LT(message.indexOf("100"), message.indexOf("3 "));
    EXPECT_FALSE(message.contains('%')) << message.toStdString();
    Recipe recipe;
    for (const char* path : {"model.layers", "model.dropout"})
      EXPECT_TRUE(has_han(core_message(set_field(recipe, path, "x").error().hint))) << path;
    EXPECT_EQ(core_message("no room on /data: 5 % left"), "no room on /data: 5 % left");
  }
  EXPECT_EQ(core_text("Learning rate"), "Learning rate");
}

TEST(LanguageTest, EveryProblemOfARecipeIsTranslated) {
  std::vector<Recipe> recipes(6);
  recipes[0].model.hidden = 100;
  recipes[0].model.heads = 3;
  recipes[1].model.family = Family::modern;
  recipes[1].model.hidden = 9;
  recipes[1].model.heads = 3;
  recipes[1].objective.next_sentence = true;
  recipes[2].model.family = Family::classic;
  recipes[2].model.gated = true;
  recipes[2].model.global_every = 3;
  recipes[3].objective.sequence_length = recipes[3].model.max_positions * 2;
  recipes[4].objective.mask_token_share = 0.9;
  recipes[4].objective.random_token_share = 0.9;
  recipes[4].budget = {};
  recipes[4].budget.steps = 0;
  recipes[5].model.layers = 1000;
  recipes[5].optimizer.learning_rate = 7;
  const Chinese chinese;
  QSet<QString> translated;
  for (const Recipe& recipe : recipes)
    for (const Problem& problem : problems(recipe)) {
      const QString text = core_message(problem.message);
      EXPECT_TRUE(has_han(text)) << problem.message;
      translated << text;
    }
  EXPECT_GE(translated.size(), 9);
}

class ChineseWindowTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto workspace = Workspace::open(folder.filePath("work").toStdString());
    ASSERT_TRUE(workspace);
    auto session = Session::open(*workspace);
    ASSERT_TRUE(session);
    bridge = std::make_unique<SessionBridge>(std::move(*session));
    auto history = History::open(bridge->workspace().database());
    ASSERT_TRUE(history);
    const RunHistory run = test::made_up_run("run", "run", 200, 200, 1);
    ASSERT_TRUE(history->add_run(run.record));
    ASSERT_TRUE(history->add_metrics(run.record.id, run.steps));
    for (const EvaluationMetrics& row : run.evaluations)
      ASSERT_TRUE(history->add_evaluation(run.record.id, row));
  }
  void TearDown() override { QThreadPool::globalInstance()->waitForDone(); }
  static void settle() {
    for (int round = 0; round < 3; ++round) {
      QThreadPool::globalInstance()->waitForDone();
      QTest::qWait(20);
    }
  }
  QTemporaryDir folder;
  std::unique_ptr<SessionBridge> bridge;
};

/// What a person can read on a widget, its tool tip included.
QStringList texts_of(const QWidget* widget) {
  QStringList texts{widget->toolTip()};
  if (const auto* label = qobject_cast<const QLabel*>(widget)) texts << label->text();
  if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) texts << button->text();
  if (const auto* line = qobject_cast<const QLineEdit*>(widget)) texts << line->placeholderText();
  if (const auto* box = qobject_cast<const QComboBox*>(widget))
    for (int i = 0; i < box->count(); ++i) texts << box->itemText(i);
  return texts;
}

TEST_F(ChineseWindowTest, LeavesNoEnglishOnAnyPage) {
  const Chinese chinese;
  MainWindow window(*bridge, {});
  window.resize(1280, 800);
  window.show();
  window.warmUp();
  // Names, numbers, paths and what people type; everything else must hold a Chinese character.
  static const QRegularExpression free(QStringLiteral(
      "^(Cloze Studio|English|work|EMA .*|fp32|bf16|adamw|muon|cpu|.*FLOP|Unigram|BPE|WordPiece|"
      "tiny|mini|small|medium|base|large|classic|quickstart|en|zh|sotu|run|cloze train .*|/.*|"
      ".*\\[MASK\\].*|.*___.*|.*\\bCtrl\\+.|Beta .)$"));
  static const QRegularExpression word(QStringLiteral("[A-Za-z]{2}"));
  static const QRegularExpression tags(QStringLiteral("<[^>]*>"));
  for (const char* page : {"data", "configure", "run", "compare", "probe"}) {
    window.showPage(page);
    settle();
    for (const QWidget* widget : window.findChildren<QWidget*>())
      for (QString text : texts_of(widget)) {
        text.remove(tags);
        if (!text.contains(word) || has_han(text) || free.match(text).hasMatch()) continue;
        ADD_FAILURE() << page << ", " << widget->metaObject()->className() << ": " << text.toStdString();
      }
  }
}

TEST_F(ChineseWindowTest, TheChoiceIsKeptForTheNextStart) {
  const QString settings = folder.filePath("studio.ini");
  EXPECT_EQ(saved_language(settings), Language::system);
  {
    MainWindow window(*bridge, settings);
    window.show();
    auto* choice = window.findChild<QAction*>("language-zh");
    ASSERT_NE(choice, nullptr);
    EXPECT_EQ(choice->text(), QStringLiteral("\u4e2d\u6587"));
    EXPECT_FALSE(choice->isChecked());
    choice->trigger();
    EXPECT_TRUE(window.findChild<NoticeBar*>()->isVisible());
    window.close();
  }
  EXPECT_EQ(saved_language(settings), Language::chinese);
  MainWindow window(*bridge, settings);
  EXPECT_TRUE(window.findChild<QAction*>("language-zh")->isChecked());
}

TEST(LanguageTest, AnUnknownOneIsRefusedByTheProgram) {
  QProcess studio;
  studio.start(QString::fromStdString(test::program_path("cloze-studio")),
               {"--language", "tlh", "--gallery", "x"});
  ASSERT_TRUE(studio.waitForFinished(60000));
  EXPECT_EQ(studio.exitCode(), 2);
  const QString said = QString::fromUtf8(studio.readAllStandardError());
  EXPECT_TRUE(said.contains("--language tlh is unknown") && said.contains("en, zh or system"))
      << said.toStdString();
}

}  // namespace
}  // namespace cloze::ui
