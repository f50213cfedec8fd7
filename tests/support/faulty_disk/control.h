// SPDX-License-Identifier: GPL-3.0-or-later
// What a test and the faulty disk (faulty_disk.cpp) tell each other: a block of memory that both map, so that
// a test can look at the counts and change the faults while the program runs. Tests use it through
// disk_faults.h.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace cloze::test {

/// What a call does to the disk. Calls of several names do the same; a call that changes nothing has no kind.
enum class DiskCallKind : std::uint32_t {
  create,       ///< open, creat, fopen that make a file
  truncate,     ///< ftruncate, truncate, and open of a file that is there with O_TRUNC
  write,        ///< write, pwrite, writev, pwritev, sendfile, copy_file_range
  allocate,     ///< fallocate, posix_fallocate
  sync,         ///< fsync, fdatasync, syncfs of a file
  sync_folder,  ///< the same of a folder
  rename,       ///< rename, renameat, renameat2
  exchange,     ///< renameat2 with RENAME_EXCHANGE
  link,         ///< link, linkat, symlink
  remove,       ///< unlink, unlinkat, remove, rmdir
  make_folder,  ///< mkdir, mkdirat
  attributes,   ///< chmod, chown, utime and their like
};

/// Where the process dies in the call that it is to die in.
enum class KillMoment : std::uint32_t {
  before,
  middle,  ///< After half of the bytes of a write; before any other call.
  after,
};

inline constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();

/// Zero bytes, with space_left set to no_limit, are a disk without faults.
struct FaultyDiskControl {
  char folder[4096];  ///< Only calls on paths below it count. Absolute, without links.
  char only[256];     ///< And only those whose path contains this.
  char log[4096];     ///< File that a DiskCallRecord of each call is appended to; empty for none.

  std::atomic<std::uint64_t> calls;    ///< So far; the first call is number 1.
  std::atomic<std::uint64_t> refused;  ///< Calls that found no space.

  std::atomic<std::uint64_t> kill_at;  ///< Number of the call to die in; 0 for none.
  std::atomic<KillMoment> kill_moment;

  std::atomic<std::uint64_t> full_from;    ///< Number of the call from which on the disk is full; 0 for none.
  std::atomic<std::uint64_t> space_left;   ///< Bytes by which files may still grow.
  std::atomic<std::uint32_t> full;         ///< 1 while there is no space.
  std::atomic<std::uint32_t> no_exchange;  ///< 1: RENAME_EXCHANGE is not supported.
  std::atomic<std::uint32_t> copy_on_write;  ///< 1: a full disk refuses to change bytes that are there, too.
};

/// One call in the log, followed by path, other path and data.
struct DiskCallRecord {
  std::uint64_t number;
  DiskCallKind kind;
  std::int32_t error;    ///< errno of a call that failed, 0 of one that did not.
  std::uint64_t offset;  ///< Of a write; the new size of truncate and allocate.
  std::uint32_t path_bytes, other_bytes, data_bytes;
  std::uint32_t reserved;
};

/// The variable that holds the path of a file with a FaultyDiskControl, for programs started with the
/// library.
inline constexpr const char* faulty_disk_variable = "CLOZE_FAULTY_DISK";

}  // namespace cloze::test
