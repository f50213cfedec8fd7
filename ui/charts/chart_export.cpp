// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_export.h"

#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <algorithm>

#include "core/base/file.h"
#include "ui/charts/legend.h"
#include "ui/charts/plot_painter.h"
#include "ui/charts/ticks.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

const Tokens paper{
    .background = Qt::white,
    .surface = Qt::white,
    .raised = QColor(0xf0f0f0),
    .line = QColor(0xd8d8d8),
    .text = QColor(0x111111),
    .muted = QColor(0x333333),
    .accent = QColor(0x0072b2),
    .on_accent = Qt::white,
    .good = QColor(0x009e73),
    .warn = QColor(0xe69f00),
    .bad = QColor(0xc0392b),
};

/// Sizes in the painter's pixels, so that PDF and image come out alike.
QFont paper_font(double pixels, bool strong = false) {
  QFont result = font(TextSize::body, strong);
  result.setPixelSize(std::max(1, int(pixels + 0.5)));
  return result;
}

void paint_figure(QPainter& painter, const ChartFigure& figure, const QSizeF& size, double scale) {
  const QFont text = paper_font(13 * scale), title = paper_font(17 * scale, true);
  const QFontMetricsF metrics(text, painter.device());
  const double margin = 16 * scale, row = metrics.height();
  QRectF area(QPointF(0, 0), size);
  painter.fillRect(area, Qt::white);
  area.adjust(margin, margin, -margin * 1.5, -margin);
  painter.setPen(paper.text);
  if (!figure.title.isEmpty()) {
    painter.setFont(title);
    const double height = QFontMetricsF(title, painter.device()).height();
    painter.drawText(QRectF(area.left(), area.top(), area.width(), height), Qt::AlignLeft | Qt::AlignVCenter,
                     figure.title);
    area.setTop(area.top() + height + 4 * scale);
  }
  area.setTop(area.top() + paint_legend(&painter, area, legend_of(figure.series), paper, text) + 12 * scale);

  const View& view = figure.view;
  const int marks_up = std::max(3, int(area.height() / (56 * scale)));
  const auto y_ticks = view.log_y ? logarithmic_ticks(view.y_from, view.y_to, marks_up)
                                  : linear_ticks(view.y_from, view.y_to, marks_up);
  const auto marks_across = x_ticks(figure.x_kind, view.log_x, view.x_from, view.x_to,
                                    std::max(3, int(area.width() / (110 * scale))));
  double widest = 0;
  for (const Tick& tick : y_ticks) widest = std::max(widest, metrics.horizontalAdvance(tick.label));
  QRectF plot = area.adjusted(row + 8 * scale + widest + 6 * scale, 0, 0, -(2 * row + 12 * scale));
  plot = QRectF(plot.toRect());

  painter.setFont(text);
  for (const Tick& tick : y_ticks) {
    const double y = view.pixel_y(tick.value, plot);
    painter.setPen(QPen(paper.line, scale));
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    painter.setPen(paper.muted);
    painter.drawText(QRectF(plot.left() - widest - 8 * scale, y - row, widest + 2 * scale, 2 * row),
                     Qt::AlignRight | Qt::AlignVCenter, tick.label);
  }
  for (const Tick& tick : marks_across) {
    const double x = view.pixel_x(tick.value, plot);
    painter.setPen(QPen(paper.muted, scale));
    painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 4 * scale));
    painter.drawText(QRectF(x - 200 * scale, plot.bottom() + 6 * scale, 400 * scale, row), Qt::AlignCenter,
                     tick.label);
  }
  painter.setPen(QPen(paper.muted, scale));
  painter.drawLine(plot.topLeft(), plot.bottomLeft());
  painter.drawLine(plot.bottomLeft(), plot.bottomRight());
  painter.setPen(paper.text);
  painter.drawText(QRectF(plot.left(), plot.bottom() + row + 10 * scale, plot.width(), row), Qt::AlignCenter,
                   figure.x_title);
  painter.save();
  painter.translate(area.left() + row / 2, plot.center().y());
  painter.rotate(-90);
  painter.drawText(QRectF(-plot.height() / 2, -row / 2, plot.height(), row), Qt::AlignCenter, figure.y_title);
  painter.restore();
  paint_series(painter, plot, view, figure.series, paper, scale);
}

QByteArray csv(const ChartFigure& figure) {
  const auto number = [](double value) { return QByteArray::number(value, 'g', 17); };
  const bool bands = std::ranges::any_of(figure.series, &Series::has_band);
  QByteArray result = "series," + (figure.x_title.isEmpty() ? QByteArray("x") : figure.x_title.toUtf8()) +
                      "," + (figure.y_title.isEmpty() ? QByteArray("y") : figure.y_title.toUtf8()) +
                      (bands ? ",low,high\n" : "\n");
  for (const Series& one : figure.series) {
    QByteArray name = one.name.toUtf8();
    name.replace("\"", "\"\"");
    for (std::size_t i = 0; i < one.raw().size(); ++i) {
      result += "\"" + name + "\"," + number(one.raw().x(i)) + "," + number(one.raw().y(i));
      if (one.has_band())
        result += "," + number(one.low().y(i)) + "," + number(one.high().y(i));
      else if (bands)
        result += ",,";
      result += "\n";
    }
  }
  return result;
}

}  // namespace

void fit_figure(ChartFigure& figure, const QSize& size) {
  fit_x(figure.view, figure.series);
  fit_y(figure.view, figure.series, std::max(100, size.width() - 100));
}

const Tokens& paper_tokens() {
  return paper;
}

QImage drawing_image(const Drawing& draw, const QSize& size, double scale) {
  QImage image((QSizeF(size) * scale).toSize(), QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  draw(painter, QSizeF(image.size()), scale);
  return image;
}

Result<void> save_drawing(const Drawing& draw, const QString& title, const QSize& size, const QString& path) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  if (path.endsWith(".pdf", Qt::CaseInsensitive)) {
    QPdfWriter writer(&buffer);
    constexpr int dots = 288;  // Four to a point.
    writer.setResolution(dots);
    writer.setTitle(title);
    writer.setPageMargins({});
    writer.setPageSize(QPageSize(QSizeF(size) * 0.75, QPageSize::Point));
    QPainter painter(&writer);
    const double scale = dots / 96.0;
    draw(painter, QSizeF(size) * scale, scale);
  } else if (path.endsWith(".svg", Qt::CaseInsensitive)) {
    QSvgGenerator writer;
    writer.setOutputDevice(&buffer);
    writer.setTitle(title.toHtmlEscaped());  // It goes into the file as it is.
    constexpr int dots = 96;                 // A unit of the picture is a pixel of CSS.
    writer.setResolution(dots);
    writer.setSize(size);
    writer.setViewBox(QRect(QPoint(0, 0), size));
    QPainter painter(&writer);
    draw(painter, QSizeF(size), 1);
  } else if (path.endsWith(".png", Qt::CaseInsensitive)) {
    if (!drawing_image(draw, size).save(&buffer, "PNG"))
      return fail(ErrorCode::internal, "The chart could not be turned into a PNG");
  } else {
    return fail(ErrorCode::bad_input, "The ending of " + path.toStdString() + " names no format for a chart",
                "use .png, .svg, .pdf or .csv");
  }
  return write_file_atomically(path.toStdString(),
                               std::string_view(bytes.constData(), std::size_t(bytes.size())));
}

QImage figure_image(const ChartFigure& figure, const QSize& size, double scale) {
  return drawing_image([&](QPainter& painter, const QSizeF& whole,
                           double pixels) { paint_figure(painter, figure, whole, pixels); },
                       size, scale);
}

Result<void> save_figure(const ChartFigure& figure, const QSize& size, const QString& path) {
  if (path.endsWith(".csv", Qt::CaseInsensitive)) {
    const QByteArray bytes = csv(figure);
    return write_file_atomically(path.toStdString(),
                                 std::string_view(bytes.constData(), std::size_t(bytes.size())));
  }
  return save_drawing([&](QPainter& painter, const QSizeF& whole,
                          double scale) { paint_figure(painter, figure, whole, scale); },
                      figure.title, size, path);
}

}  // namespace cloze::ui
