// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/quit_signals.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QSocketNotifier>
#include <array>

namespace cloze::ui {
namespace {

constexpr std::array numbers{SIGTERM, SIGINT, SIGHUP};
std::array<int, 2> ends{-1, -1};  // A pipe from the handler, where little is allowed, to the event loop.

void on_signal(int) {
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(ends[1], &byte, 1);
}

}  // namespace

QuitSignals::QuitSignals(QObject* parent) : QObject(parent) {
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
  notifier_ = std::make_unique<QSocketNotifier>(ends[0], QSocketNotifier::Read);
  connect(notifier_.get(), &QSocketNotifier::activated, this, [] {
    char byte;
    while (::read(ends[0], &byte, 1) == 1) {
    }
    QCoreApplication::exit(0);  // quit() would ask the windows, which may ask the person.
  });
  for (const int number : numbers) ::signal(number, on_signal);
}

QuitSignals::~QuitSignals() {
  if (!notifier_) return;
  for (const int number : numbers) ::signal(number, SIG_DFL);
  notifier_.reset();
  ::close(ends[0]);
  ::close(ends[1]);
  ends = {-1, -1};
}

}  // namespace cloze::ui
