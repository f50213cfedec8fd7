// SPDX-License-Identifier: GPL-3.0-or-later
// Points of a curve with the smallest and largest value of every block of 16, of 16 blocks, and so on: the
// exact extent of any stretch of a million points is found in some dozens of looks. Not-a-number and
// infinities are kept and reported. A value; no thread rule of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace cloze::ui {

/// What lies in a stretch of points. Finite values make minimum and maximum; the others are told by flags.
struct Extent {
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();
  bool has_nan = false, has_plus_infinity = false, has_minus_infinity = false;

  bool has_finite() const { return minimum <= maximum; }
  void add(double value);
  void add(const Extent& other);
};

/// Places on the x axis that several curves have in common: a million of them are 8 MB. Never changed.
using SharedXs = std::shared_ptr<const std::vector<double>>;

class MinMaxPyramid {
 public:
  MinMaxPyramid() = default;
  /// Of all points at once; x never falls.
  MinMaxPyramid(std::vector<double> x, std::vector<double> y);
  /// With the first of these x. They are shared until points are added or taken back.
  MinMaxPyramid(SharedXs x, std::vector<double> y);
  /// x should not be smaller than the last one; where it is, the points from x on are taken back first (a
  /// resumed run takes steps again).
  void append(double x, double y);
  void clear();
  /// Removes the points with an x of at least this.
  void truncate_from(double x);

  std::size_t size() const { return y_.size(); }
  bool empty() const { return y_.empty(); }
  double x(std::size_t index) const { return shared_x_ ? (*shared_x_)[index] : x_[index]; }
  double y(std::size_t index) const { return y_[index]; }
  std::span<const double> xs() const { return std::span(shared_x_ ? *shared_x_ : x_).first(y_.size()); }
  std::span<const double> ys() const { return y_; }
  /// xs(), for another curve over the same; a copy where they are this one's own.
  SharedXs shared_xs() const {
    return shared_x_ ? shared_x_ : std::make_shared<const std::vector<double>>(x_);
  }

  /// First index whose x is not smaller.
  std::size_t lower_bound(double x) const;
  /// Extent of the points begin to end - 1; exact.
  Extent extent(std::size_t begin, std::size_t end) const;
  /// The point nearest to x; size() must not be 0.
  std::size_t nearest(double x) const;

 private:
  static constexpr std::size_t fan_out = 16;
  void build_levels();
  void own_xs();

  std::vector<double> x_, y_;
  SharedXs shared_x_;  ///< Instead of x_, where there is one.
  std::vector<std::vector<Extent>>
      levels_;  ///< levels_[k][i] covers fan_out^(k+1) points, the last one perhaps less.
};

/// The points that fall on one column of pixels.
struct Column {
  int pixel = 0;
  std::size_t begin = 0, end = 0;
  Extent extent;
};

/// The columns that have points, from left to right; x from x_from up to x_to falls on pixels 0 to count - 1,
/// by its logarithm when log is set (x_from above 0 then).
std::vector<Column> columns(const MinMaxPyramid& points, double x_from, double x_to, int count,
                            bool log = false);

}  // namespace cloze::ui
