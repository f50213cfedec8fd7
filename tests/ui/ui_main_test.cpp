// SPDX-License-Identifier: GPL-3.0-or-later
// The tests of the interface need an application; no display is needed.
#include <gtest/gtest.h>

#include <QApplication>

#include "tests/support/test_status.h"
#include "ui/theme.h"

int main(int argc, char** argv) {
  if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  // No desktop is told of the tests' runs.
  qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:");
  testing::InitGoogleTest(&argc, argv);
  QApplication application(argc, argv);
  cloze::ui::apply_theme(application, cloze::ui::ColorScheme::light);
  return cloze::test::run_all_tests();
}
