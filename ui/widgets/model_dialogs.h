// SPDX-License-Identifier: GPL-3.0-or-later
// Where models and metrics go to, and where models come from. UI thread only.
#pragma once

#include <QString>
#include <functional>

class QWidget;

namespace cloze::ui {

/// A name that a tokenizer and a run can have, made from a folder's.
QString model_name(const QString& folder);

/// Asks for the folder to make, named after the run at first; nothing is called when it is dismissed.
void ask_export_folder(QWidget* parent, const QString& run_name,
                       const std::function<void(const QString& folder)>& chosen);
/// Asks for the folder to make for metrics.
void ask_metrics_folder(QWidget* parent, const std::function<void(const QString& folder)>& chosen);
/// Asks for the folder of a Hugging Face model.
void ask_import_folder(QWidget* parent, const std::function<void(const QString& folder)>& chosen);

}  // namespace cloze::ui
