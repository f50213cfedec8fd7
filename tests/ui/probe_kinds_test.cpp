// SPDX-License-Identifier: GPL-3.0-or-later
// What the Probe page shows beside the words of a gap: likelihood, attention, joint fillings, a second model
// and its checkpoints.
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTest>
#include <cmath>

#include "ui/models/probability_text.h"
#include "ui/widgets/attention_lines.h"
#include "ui/widgets/attention_matrix.h"
#include "ui/widgets/attention_view.h"
#include "ui/widgets/chip_flow.h"
#include "ui/widgets/entry_list.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/gap_column.h"
#include "ui/widgets/heat.h"
#include "ui/widgets/likelihood_view.h"
#include "ui/widgets/mask_answers.h"
#include "ui/widgets/probe_view.h"
#include "ui/widgets/top_bars.h"

namespace cloze::ui {
namespace {

const std::string mark = "\xE2\x96\x81";

LikelihoodResult likelihood_of(const std::string& text, const std::vector<std::string>& words,
                               const std::vector<double>& probabilities, std::int64_t step = 100) {
  LikelihoodResult result;
  result.text = text;
  result.tokens = {"[CLS]"};
  result.step = step;
  for (std::size_t i = 0; i < words.size(); ++i) {
    result.tokens.push_back(mark + words[i]);
    TokenLikelihood score;
    score.position = static_cast<std::int64_t>(i) + 1;
    score.token = {static_cast<TokenId>(10 + i), words[i], true, probabilities[i]};
    score.log_probability = std::log(probabilities[i]);
    score.rank = probabilities[i] > 0.5 ? 1 : 40;
    score.expected = {9, "other", true, 0.5};
    result.log_likelihood += score.log_probability;
    result.scores.push_back(score);
  }
  result.tokens.push_back("[SEP]");
  return result;
}

AttentionMap map_of(const std::string& text, const std::vector<std::string>& words, std::int64_t layers = 2,
                    std::int64_t heads = 4) {
  AttentionMap map;
  map.text = text;
  map.tokens = {"[CLS]"};
  for (const std::string& word : words) map.tokens.push_back(mark + word);
  map.tokens.push_back("[SEP]");
  map.layers = layers;
  map.heads = heads;
  map.head = -1;
  const std::size_t length = map.tokens.size();
  // Each looks at the one behind it, the last one at itself.
  map.weights.assign(length * length, 0.1F / static_cast<float>(length));
  for (std::size_t i = 0; i < length; ++i) map.weights[i * length + std::min(i + 1, length - 1)] += 0.9F;
  return map;
}

FillResult filled(const std::string& text, const std::vector<TokenProbability>& top) {
  FillResult result;
  result.text = result.filled = text;
  result.masks = {{1, top}};
  return result;
}

struct ProbeKinds : testing::Test {
  ProbeKinds() {
    view.setRuns({{"a", "first", "d", "step 300", false}, {"b", "second", "d", "step 50", false}});
    view.setCheckpoints("a", {{100, 5.5}, {200, 4.25}, {300, {}}});
    view.resize(1100, 760);
    view.show();
  }
  ProbeView view;
};

TEST_F(ProbeKinds, ACheckpointIsChosenOnTheSlider) {
  ModelPicker* picker = view.picker();
  EXPECT_EQ(picker->slider()->maximum(), 2);
  EXPECT_EQ(view.question(true).step, 0) << "the newest answers";
  view.setText("The [MASK] sat");
  QSignalSpy ask(&view, &ProbeView::askWanted);
  picker->slider()->setValue(1);
  ASSERT_EQ(ask.count(), 1);
  EXPECT_FALSE(ask[0][1].toBool()) << "a slider is let settle";
  EXPECT_EQ(view.question(false).step, 200);
  // What comes newly does not move what is chosen.
  view.setCheckpoints("a", {{200, 4.25}, {300, {}}, {400, {}}});
  EXPECT_EQ(view.question(false).step, 200);
  EXPECT_FALSE(view.follows());
  // Of another run none is known yet.
  view.setCheckpoints("b", {{50, {}}});
  EXPECT_EQ(view.question(false).step, 200);
  view.selectRun("b");
  EXPECT_EQ(view.question(false).step, 0);
  EXPECT_FALSE(picker->slider()->isVisible());
}

TEST_F(ProbeKinds, ARunInTrainingHasThePresentBehindItsCheckpoints) {
  view.setRuns({{"a", "first", "d", "in training", true}});
  EXPECT_EQ(view.picker()->slider()->maximum(), 3);
  EXPECT_EQ(view.question(true).step, 0);
  EXPECT_TRUE(view.follows());
  view.picker()->slider()->setValue(2);
  EXPECT_EQ(view.question(true).step, 300);
  EXPECT_FALSE(view.follows());
}

TEST_F(ProbeKinds, ASecondModelStandsBesideWithItsDifference) {
  EXPECT_FALSE(view.besideColumn()->isVisible());
  EXPECT_FALSE(view.beside()->slider()->isVisible());
  view.setText("The [MASK] sat");
  QSignalSpy chosen(&view, &ProbeView::besideChosen), ask(&view, &ProbeView::askWanted);
  view.chooseBeside("b");
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(ask.count(), 1);
  EXPECT_EQ(view.besideQuestion().model, "b");
  EXPECT_GT(view.question(true).top, 20) << "to find the other's words";
  ProbeDone other;
  other.result = filled("The [MASK] sat", {{7, "cat", true, 0.25}, {8, "dog", true, 0.2}});
  view.setBesideAnswer(other);  // Before the first one's.
  view.setAnswer(filled("The [MASK] sat", {{7, "cat", true, 0.5}}), 12, true);
  EXPECT_TRUE(view.besideColumn()->isVisible());
  const auto& candidates = view.besideColumn()->answers()->bars(0)->candidates();
  ASSERT_EQ(candidates.size(), 2u);
  EXPECT_NEAR(*candidates[0].difference, -0.25, 1e-9);
  EXPECT_NEAR(*candidates[1].difference, 0.2, 1e-9);
  EXPECT_FALSE(view.answers()->bars(0)->candidates()[0].difference);
  other.error = Error{ErrorCode::not_found, "run b has no checkpoint yet", ""};
  view.setBesideAnswer(other);
  EXPECT_TRUE(view.besideColumn()->error()->text().contains("no checkpoint"));
  EXPECT_EQ(view.answersShown(), 1) << "the first model has answered";
  view.chooseBeside("");
  EXPECT_FALSE(view.besideColumn()->isVisible());
}

TEST_F(ProbeKinds, SeveralGapsAreFilledTogether) {
  view.setText("The [MASK] sat on the [MASK]");
  EXPECT_TRUE(view.question(true).joint);
  FillResult result = filled("The [MASK] sat on the [MASK]", {{7, "cat", true, 0.5}});
  result.masks.push_back(result.masks[0]);
  result.joint = {{{{{7, "cat", true, 0.5}, {9, "mat", true, 0.5}}, 0.25, "The cat sat on the mat"},
                   {{{8, "dog", true, 0.5}, {9, "mat", true, 0.1}}, 0.05, "The dog sat on the mat"}},
                  true};
  view.setAnswer(result, 12, true);
  TopBars* joint = view.column()->joint();
  ASSERT_TRUE(joint->isVisible());
  EXPECT_EQ(joint->candidates()[1].token, QString::fromUtf8("dog · mat"));
  QSignalSpy ask(&view, &ProbeView::askWanted);
  int second = 0;
  while (joint->barAt({10, second}) != 1) ++second;
  QTest::mouseClick(joint, Qt::LeftButton, {}, {10, second + 5});
  EXPECT_EQ(view.text(), "The dog sat on the mat");
  EXPECT_EQ(ask.count(), 0) << "no gap is left";
  view.setText("The [MASK] sat");
  EXPECT_FALSE(view.question(true).joint);
}

TEST_F(ProbeKinds, LikelihoodColoursTheTokensAndListsThem) {
  view.setText("The cat sat");
  QSignalSpy ask(&view, &ProbeView::askWanted);
  view.chooseKind(ProbeKind::likelihood);
  ASSERT_EQ(ask.count(), 1) << "no gap is needed";
  EXPECT_EQ(view.question(true).kind, ProbeKind::likelihood);
  view.setLikelihood(likelihood_of("The cat sat", {"The", "cat", "sat"}, {0.9, 0.001, 0.04}), 30);
  const auto& heat = view.chips()->heat();
  ASSERT_EQ(heat.size(), 3u);
  EXPECT_NEAR(heat[1].surprisal, -std::log(0.001), 1e-9);
  EXPECT_TRUE(heat[1].note.contains("other")) << heat[1].note.toStdString();
  EXPECT_FALSE(heat[0].note.contains("other")) << "it expected what stands there";
  EXPECT_GT(heat_color(heat[1].surprisal).alpha(), heat_color(heat[2].surprisal).alpha());
  LikelihoodModel& model = view.likelihood()->model();
  const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  EXPECT_EQ(model.rowCount(), 3);
  EXPECT_EQ(model.columnCount(), LikelihoodModel::BesideColumn);
  EXPECT_EQ(model.index(1, LikelihoodModel::ProbabilityColumn).data(Qt::DisplayRole).toString(), "0.1 %");
  EXPECT_TRUE(view.likelihood()->summary()->text().contains("tokens: 3"));
  // Sorted by surprisal, the unexpected first.
  view.likelihood()->table()->sortByColumn(LikelihoodModel::SurprisalColumn, Qt::DescendingOrder);
  EXPECT_EQ(view.likelihood()->table()->model()->index(0, 0).data().toString(), "cat");
  // An edit takes the heat away until it is answered.
  QTest::keyClicks(view.line(), " down");
  EXPECT_TRUE(view.chips()->heat().empty());
  view.setLikelihood(likelihood_of("The cat sat", {"The", "cat", "sat"}, {0.9, 0.9, 0.9}), 30);
  EXPECT_TRUE(view.chips()->heat().empty()) << "an answer to an older text";
}

TEST_F(ProbeKinds, ASecondLikelihoodStandsInTheTable) {
  view.chooseBeside("b");
  view.chooseKind(ProbeKind::likelihood);
  view.setText("The cat");
  ProbeDone other;
  other.likelihood = likelihood_of("The cat", {"The", "cat"}, {0.5, 0.5});
  view.setBesideAnswer(other);
  view.setLikelihood(likelihood_of("The cat", {"The", "cat"}, {0.5, 0.25}), 30);
  LikelihoodModel& model = view.likelihood()->model();
  ASSERT_EQ(model.columnCount(), LikelihoodModel::ColumnCount);
  EXPECT_NEAR(model.index(1, LikelihoodModel::DifferenceColumn).data(LikelihoodModel::SortRole).toDouble(),
              std::log(2.0), 1e-9);
  EXPECT_EQ(model.index(1, LikelihoodModel::DifferenceColumn).data().toString(), "+0.69");
  // A model that cuts the text in another way has no tokens beside these.
  other.likelihood = likelihood_of("The cat", {"Th", "ecat"}, {0.5, 0.5});
  view.setBesideAnswer(other);
  EXPECT_EQ(model.columnCount(), LikelihoodModel::BesideColumn);
}

TEST_F(ProbeKinds, AttentionOffersTheLayersAndHeadsOfTheModel) {
  view.setText("The cat sat");
  view.chooseKind(ProbeKind::attention);
  view.setAttention(map_of("The cat sat", {"The", "cat", "sat"}), 9);
  AttentionView* attention = view.attention();
  EXPECT_EQ(attention->layerBox()->count(), 2);
  EXPECT_EQ(attention->headBox()->count(), 5);
  EXPECT_EQ(attention->head(), -1);
  QSignalSpy ask(&view, &ProbeView::askWanted);
  attention->headBox()->setFocus();
  QTest::keyClick(attention->headBox(), Qt::Key_Down);
  EXPECT_EQ(ask.count(), 1);
  EXPECT_EQ(view.question(true).head, 0);
  EXPECT_TRUE(attention->chooseFirst());
  EXPECT_FALSE(attention->chooseFirst());
}

TEST_F(ProbeKinds, TheMatrixTellsWhoLooksAtWhom) {
  view.setText("The cat sat");
  view.chooseKind(ProbeKind::attention);
  view.setAttention(map_of("The cat sat", {"The", "cat", "sat"}), 9);
  AttentionView* attention = view.attention();
  attention->chooseForm(AttentionView::Form::matrix);
  QApplication::processEvents();
  AttentionMatrix* matrix = attention->matrix();
  ASSERT_TRUE(matrix->isVisible());
  EXPECT_FALSE(attention->lines()->isVisible());
  const QRect square = matrix->square();
  EXPECT_EQ(matrix->cellAt(square.topLeft() - QPoint(1, 1)), QPoint(-1, -1));
  EXPECT_EQ(matrix->cellAt(square.bottomRight()), QPoint(4, 4));
  const double cell = square.width() / 5.0;
  const QPoint place = square.topLeft() + QPoint(static_cast<int>(2.5 * cell), static_cast<int>(1.5 * cell));
  EXPECT_EQ(matrix->cellAt(place), QPoint(2, 1));
  QTest::mouseMove(matrix, place);
  EXPECT_TRUE(QTest::qWaitFor([&] { return attention->readout()->text().contains("92"); }, 2000))
      << attention->readout()->text().toStdString();
  EXPECT_TRUE(attention->readout()->text().contains("The") && attention->readout()->text().contains("cat"));
  QTest::keyClick(matrix, Qt::Key_Down);
  EXPECT_TRUE(attention->readout()->text().contains(QString::fromUtf8("“cat” looks at “cat”")))
      << attention->readout()->text().toStdString();
  // Heavy weights are darker on light ground.
  const QImage drawn = matrix->grab().toImage();
  const auto light = [&](int row, int column) {
    return drawn
        .pixelColor(square.topLeft() +
                    QPoint(static_cast<int>((column + 0.3) * cell), static_cast<int>((row + 0.3) * cell)))
        .lightness();
  };
  EXPECT_NE(light(0, 1), light(0, 3));
  EXPECT_EQ(light(0, 3), light(1, 4));
}

TEST_F(ProbeKinds, FiveHundredTokensFitAndAreFast) {
  std::vector<std::string> words;
  QString text;
  for (int i = 0; i < 510; ++i) {
    words.push_back("w" + std::to_string(i));
    text += QStringLiteral("w%1 ").arg(i);
  }
  view.setText(text.trimmed());
  view.chooseKind(ProbeKind::attention);
  QElapsedTimer clock;
  clock.start();
  view.setAttention(map_of(text.trimmed().toStdString(), words), 9);
  view.attention()->chooseForm(AttentionView::Form::matrix);
  QApplication::processEvents();
  AttentionMatrix* matrix = view.attention()->matrix();
  EXPECT_EQ(matrix->cellAt(matrix->square().bottomRight()), QPoint(511, 511));
  EXPECT_LE(matrix->square().right(), matrix->width());
  EXPECT_GE(matrix->square().width(), 512) << "a pixel for each pair";
  view.attention()->chooseForm(AttentionView::Form::lines);
  view.attention()->lines()->grab(QRect(0, 0, 600, 700));
  EXPECT_LT(clock.elapsed(), 3000);
}

TEST_F(ProbeKinds, PointingAtATokenShowsItsLinesAlone) {
  view.setText("The cat sat");
  view.chooseKind(ProbeKind::attention);
  view.setAttention(map_of("The cat sat", {"The", "cat", "sat"}), 9);
  AttentionLines* lines = view.attention()->lines();
  const QImage all = lines->grab().toImage();
  lines->setFocus();
  QTest::keyClick(lines, Qt::Key_Down);
  QTest::keyClick(lines, Qt::Key_Down);
  EXPECT_EQ(lines->chosen(), 1);
  EXPECT_NE(lines->grab().toImage(), all);
  QTest::keyClick(lines, Qt::Key_Escape);
  EXPECT_EQ(lines->chosen(), -1);
  EXPECT_EQ(lines->tokenAt({10, lines->height() - 3}), 4);
}

TEST_F(ProbeKinds, TheMatrixIsCopiedAsATable) {
  view.setText("The cat");
  view.chooseKind(ProbeKind::attention);
  view.setAttention(map_of("The cat", {"The", "cat"}), 9);
  view.attention()->copyTable();
  const QStringList rows = QApplication::clipboard()->text().split('\n');
  ASSERT_EQ(rows.size(), 6);
  EXPECT_EQ(rows[0], "\t[CLS]\tThe\tcat\t[SEP]");
  EXPECT_EQ(rows[2].split('\t')[0], "The");
  EXPECT_NEAR(rows[2].split('\t')[3].toDouble(), 0.925, 1e-3);
}

TEST_F(ProbeKinds, ASentenceIsPinnedWithItsGapsFilled) {
  QSignalSpy pin(&view, &ProbeView::pinWanted);
  EXPECT_FALSE(view.pinButton()->isEnabled()) << "there is no sentence";
  view.setText("The cat sat");
  QTest::mouseClick(view.chips(), Qt::LeftButton, {}, view.chips()->chipRect(1).center());
  ASSERT_EQ(view.text(), "The [MASK] sat");
  view.pinButton()->click();
  ASSERT_EQ(pin.count(), 1);
  EXPECT_EQ(pin[0][0].toString(), "The cat sat");
  EXPECT_TRUE(pin[0][1].toBool());
  EXPECT_FALSE(view.pins()->isVisible());
  view.setPins({"The cat sat", "It rains"});
  EXPECT_TRUE(view.pins()->isVisible());
  EXPECT_TRUE(view.pinButton()->isChecked());
  Q_EMIT view.pins()->chosen("It rains");
  EXPECT_EQ(view.text(), "It rains");
  EXPECT_TRUE(view.pinButton()->isChecked());
  Q_EMIT view.pins()->removeWanted("The cat sat");
  ASSERT_EQ(pin.count(), 2);
  EXPECT_FALSE(pin[1][1].toBool());
  QTest::keyClicks(view.line(), " today");
  EXPECT_FALSE(view.pinButton()->isChecked());
}

TEST_F(ProbeKinds, ErrorsStandWhereTheAnswerWould) {
  view.setText("The cat");
  view.chooseKind(ProbeKind::likelihood);
  view.setError(
      {ErrorCode::bad_input, "the text has 600 tokens, the model takes 512", "ask with a shorter text"});
  EXPECT_TRUE(view.likelihood()->error()->text().contains("600"));
  EXPECT_EQ(view.likelihood()->model().rowCount(), 0);
  view.chooseKind(ProbeKind::attention);
  view.setError({ErrorCode::bad_input, "there is no layer 7", ""});
  EXPECT_TRUE(view.attention()->error()->text().contains("no layer 7"));
}

TEST(ProbabilityText, SmallOnesKeepDigitsThatCount) {
  EXPECT_EQ(probability_text(0.376), "37.6 %");
  EXPECT_EQ(probability_text(0), "0.0 %");
  EXPECT_EQ(probability_text(0.00042), "0.04 %");
  EXPECT_EQ(probability_text(0.000042), "0.004 %");
  EXPECT_EQ(probability_text(1e-9), "<0.0001 %");
}

TEST(ShownPieces, AreReadWithoutMarks) {
  EXPECT_EQ(shown_pieces({"[CLS]", mark + "river", "s", mark, "\xE6\xB2\xB3"}),
            (QStringList{"[CLS]", "river", QString::fromUtf8("…s"), "", QString::fromUtf8("河")}));
}

}  // namespace
}  // namespace cloze::ui
