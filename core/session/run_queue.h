// SPDX-License-Identifier: GPL-3.0-or-later
// The queue of a workspace: runs that were checked and recorded, and wait to be trained one after another. It
// lies in the history, so it outlives programs and is one for all that have the workspace open; a run is
// taken by one of them. Whether it is going is each session's own matter: a session opens with its queue held
// and starts nothing unasked.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/worker.h"
#include "core/session/event_queue.h"
#include "core/session/session.h"

namespace cloze {

class RunPlace;

struct WaitingRun {
  RunRecord record;  ///< Its environment is that of the moment it was added.
  RunOptions options;
  std::string from;              ///< As RunRequest::from, by an id or an absolute path.
  std::string from_called;       ///< What the person called it.
  std::optional<Error> problem;  ///< Its options cannot be read: it will fail when its turn comes.
};

/// The request that would add this run again; damaged when its recipe or options cannot be read.
Result<RunRequest> request_of(const WaitingRun& waiting);

/// Every member from any thread. Those that return a Result read or write the history, which takes
/// milliseconds and may wait for other writers; the others return at once. Runs are named as everywhere: id,
/// beginning of an id, or name; of a name that several have, the newest that waits.
class RunQueue {
 public:
  RunQueue(const Workspace& workspace, EventQueue& events, RunPlace& place);

  /// Checks the request as Session::start_run does and puts it at the end; returns the run's id. bad_input
  /// for what only lives in this process (RunOptions::before_step).
  Result<std::string> add(const RunRequest& request);
  /// In the order in which they will be trained.
  Result<std::vector<WaitingRun>> list() const;
  /// index: place among those that wait, from 0; past the end is the end.
  Result<void> move(const std::string& run, std::size_t index);
  /// Takes it out and deletes its record. Refused once its training has begun.
  Result<void> remove(const std::string& run);

  /// Starts the first one as soon as no run is in training, then the next, until nothing waits. A run that
  /// fails is told and the next starts; stopping a run holds the queue.
  void go_on();
  /// Nothing more is started; the run in training goes on.
  void hold();
  bool going() const;
  /// Why not, when it is not going.
  QueueHeld held() const;

 private:
  friend class Session;

  // ---- For the session

  /// The run in training is being stopped by a person.
  void run_stops();
  /// No run is in training any more, or none came to be started.
  void place_is_free();
  /// Runs of the queue were changed by somebody else.
  void changed();
  /// No more runs are started; called when the session ends.
  void finish();

  bool start_next();
  void hold_for(QueueHeld why, std::optional<Error> error = std::nullopt);
  Result<RunRecord> find(const std::string& run) const;

  const Workspace& workspace_;
  EventQueue& events_;
  RunPlace& place_;
  mutable std::mutex mutex_;
  bool going_ = false;                    // guarded by mutex_
  QueueHeld held_ = QueueHeld::at_start;  // guarded by mutex_
  Worker worker_;                         // Last: it uses the others.
};

}  // namespace cloze
