// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/background.h"

#include <QMetaObject>
#include <QRunnable>
#include <QThreadPool>
#include <deque>
#include <mutex>

namespace cloze::ui {
namespace {

/// Tasks change threads in these lists, under a lock that the thread sanitizer sees; Qt, which it does not
/// see into, carries nothing but the news that there is one.
class Background : public QObject {
  Q_OBJECT

 public:
  static Background& instance() {
    static Background* one = new Background;  // Pool threads may outlive what is destroyed at exit.
    return *one;
  }

  void start(std::unique_ptr<BackgroundTask> task) {
    put(waiting_, std::move(task));
    QThreadPool::globalInstance()->start(&runner_);
  }

 private:
  using Tasks = std::deque<std::unique_ptr<BackgroundTask>>;

  struct Runner : QRunnable {
    Runner() { setAutoDelete(false); }
    void run() override { instance().workOnOne(); }
  };

  void put(Tasks& tasks, std::unique_ptr<BackgroundTask> task) {
    const std::lock_guard lock(mutex_);
    tasks.push_back(std::move(task));
  }
  std::unique_ptr<BackgroundTask> take(Tasks& tasks) {
    const std::lock_guard lock(mutex_);
    auto task = std::move(tasks.front());
    tasks.pop_front();
    return task;
  }

  void workOnOne() {
    auto task = take(waiting_);
    task->work();
    put(done_, std::move(task));
    QMetaObject::invokeMethod(this, "receiveOne", Qt::QueuedConnection);
  }
  Q_INVOKABLE void receiveOne() { take(done_)->receive(); }

  Runner runner_;
  std::mutex mutex_;
  Tasks waiting_, done_;
};

}  // namespace

void start_in_background(std::unique_ptr<BackgroundTask> task) {
  Background::instance().start(std::move(task));
}

}  // namespace cloze::ui

#include "background.moc"
