// SPDX-License-Identifier: GPL-3.0-or-later
// Of the test programs that need no application.
#include <gmock/gmock.h>

#include "tests/support/test_status.h"

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  return cloze::test::run_all_tests();
}
