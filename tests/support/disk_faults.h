// SPDX-License-Identifier: GPL-3.0-or-later
// Tests on a disk that fails: what a program has on the disk when it is killed in any one of its calls, and
// how it gets on without space. How it is done, and what exactly counts as a call, stands in
// faulty_disk/faulty_disk.cpp.
//
//   TEST(Save, ...) {
//     CLOZE_NEEDS_FAULTY_DISK();
//     FaultyDisk disk(folder.path());
//     ASSERT_EQ(disk.run_child(save), 0);            // once, to know how many calls there are
//     const auto calls = disk.calls();
//     for (std::uint64_t n = 1; n <= calls; ++n) {   // then killed in each of them
//       disk.reset();
//       disk.kill_at(n, KillMoment::before);
//       EXPECT_EQ(disk.run_child(save), 128 + SIGKILL);
//       ...
//
//   FaultyDisk disk(workspace);                      // a program without space
//   disk.full_from(n);
//   CliOnFaultyDisk cloze(disk, workspace, {"train", "--dataset", "small", ...});
//   EXPECT_TRUE(cloze.wait_for([&] { return cloze.errors().find("no space") != std::string::npos; }, 30));
//   disk.make_room();
//   EXPECT_EQ(cloze.wait(60), 0);
//
// A disk's faults and counts are shared by every process that runs on it, and by the test, which may change
// them at any time.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/faulty_disk/control.h"
#include "tests/support/temporary_folder.h"

/// Ends the test as skipped where the disk cannot be made faulty.
#define CLOZE_NEEDS_FAULTY_DISK() \
  if (!cloze::test::FaultyDisk::available()) GTEST_SKIP() << cloze::test::FaultyDisk::why_not()

namespace cloze::test {

/// One call that a program made, as FaultyDisk::log() tells it.
struct DiskCall {
  std::uint64_t number = 0;
  DiskCallKind kind{};
  int error = 0;             ///< errno, 0 of a call that did what it should.
  std::string path;          ///< Absolute.
  std::string other;         ///< The new name of rename, exchange and link.
  std::uint64_t offset = 0;  ///< Of a write; the new size of truncate and allocate.
  std::string data;          ///< What was written.
};

class FaultyDisk {
 public:
  /// Sanitizers put functions of their own before the C library's, so there is no faulty disk with them.
  static bool available();
  static const char* why_not();

  /// A disk without faults that counts the calls on paths below folder, which must be there.
  explicit FaultyDisk(const std::filesystem::path& folder);
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;
  ~FaultyDisk();

  /// Takes kills and want of space away, sets the counts to zero and empties the log. What kind of disk it is
  /// and what it counts stays.
  void reset();
  /// Counts only calls on paths that contain this, such as "/checkpoints/"; faults hit no others.
  void only(const std::string& part_of_path);
  /// From now on calls are recorded. Costs time and, as the bytes are recorded too, space.
  void keep_log();
  std::vector<DiskCall> log() const;

  /// Calls since the last reset, also those that failed; by all processes on this disk.
  std::uint64_t calls() const { return control_->calls; }
  /// How many of them found no space.
  std::uint64_t refused() const { return control_->refused; }

  /// The process that makes the call of this number (from 1) is killed there; none for 0.
  void kill_at(std::uint64_t call, KillMoment moment);
  /// The disk is full from this call on; make_room() ends it.
  void full_from(std::uint64_t call) { control_->full_from = call; }
  /// The disk is full when files have grown by this many bytes from now; make_room() ends it.
  void full_after_bytes(std::uint64_t bytes) { control_->space_left = bytes; }
  /// The disk is full now.
  void fill() { control_->full = 1; }
  bool is_full() const { return control_->full != 0; }
  /// There is space again. A full_from() or full_after_bytes() that has not come yet is forgotten.
  void make_room();
  /// A full disk refuses every write, not only those that make files grow, and every rename, as btrfs and zfs
  /// do.
  void copy_on_write(bool on) { control_->copy_on_write = on ? 1 : 0; }

  /// Two folders cannot be swapped (RENAME_EXCHANGE), as on some file systems.
  void no_exchange(bool on) { control_->no_exchange = on ? 1 : 0; }

  /// Runs work in a forked child on this disk. Returns what work returned (0 to 127), or 128 + n when signal
  /// n ended it. An exception of work ends the child with 126.
  int run_child(const std::function<int()>& work) const;

  /// What a program needs in its environment ("NAME=value") to run on this disk.
  std::vector<std::string> environment() const;

 private:
  TemporaryFolder files_;
  FaultyDiskControl* control_;
};

/// A program on a faulty disk, started at once and killed at the end of this object if it still runs. For one
/// thread.
class ProgramOnFaultyDisk {
 public:
  /// words: the program and its arguments.
  ProgramOnFaultyDisk(const FaultyDisk& disk, std::vector<std::string> words);
  ProgramOnFaultyDisk(const ProgramOnFaultyDisk&) = delete;
  ProgramOnFaultyDisk& operator=(const ProgramOnFaultyDisk&) = delete;
  ~ProgramOnFaultyDisk();

  pid_t process() const { return process_; }
  /// What it has written so far.
  std::string output() const { return file_bytes(files_ / "out"); }
  std::string errors() const { return file_bytes(files_ / "err"); }
  void signal(int number) const;
  /// Its exit status, 128 + n when ended by signal n; none when it still runs after so many seconds.
  std::optional<int> wait(double seconds);
  /// Looks every few milliseconds whether this holds; false when it still does not after so many seconds, or
  /// when the program has ended without it.
  bool wait_for(const std::function<bool()>& holds, double seconds);

 private:
  TemporaryFolder files_;
  pid_t process_;
  std::optional<int> status_;
};

/// build/.../bin/cloze with a workspace.
class CliOnFaultyDisk : public ProgramOnFaultyDisk {
 public:
  CliOnFaultyDisk(const FaultyDisk& disk, const std::filesystem::path& workspace,
                  const std::vector<std::string>& arguments);
};

}  // namespace cloze::test
