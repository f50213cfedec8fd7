// SPDX-License-Identifier: GPL-3.0-or-later
// How the theme is drawn: a style sheet for what sheets do well, and a Fusion proxy for the controls whose
// arrows and marks a sheet could only take from image files. Used by theme.cpp alone.
#pragma once

#include <QString>

class QStyle;

namespace cloze::ui {

struct Tokens;

/// The style sheet of the whole application.
QString style_sheet(const Tokens& tokens);

/// Fusion with flat combo boxes, spin boxes, check boxes, radio buttons and arrows in the current tokens.
QStyle* make_style();

}  // namespace cloze::ui
