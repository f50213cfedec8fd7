// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that fails on request: a shared library whose functions stand before those of the C library with the
// same names. Test programs are linked with it; other programs get it by LD_PRELOAD, and find their
// instructions (control.h) through CLOZE_FAULTY_DISK. Without instructions every call goes straight through.
//
// Counted is every call that can change what is on the disk (DiskCallKind), on paths below the folder that
// the test names. Calls that only look (read, stat, opening to read) or let go (close) are not counted: the
// disk is the same before and after them, so a death there is a death after the last counted call. That is
// why "before and after each counted call, and in the middle of each write" is every state a killed process
// leaves.
//
// On request
//   - calls are counted, and recorded with their bytes (to see what would survive a power cut: power_cut.h);
//   - the process is killed (SIGKILL) in the call of a given number: before it, after it, or half-way through
//     the bytes of a write;
//   - the disk is full from a given call or byte on, until the test makes room: what takes space fails with
//     ENOSPC, the last write before comes back short, and statvfs and statfs show no space. As on ext4 or
//     xfs, space is taken by files that grow, new names and fallocate; with copy_on_write, as on btrfs or
//     zfs, by every write and rename;
//   - two folders cannot be swapped, as on file systems that do not know RENAME_EXCHANGE.
// Flushes of paths that count return at once: nobody cuts the real power, and tests make thousands of them.
//
// It does not see: writes to mapped memory, bytes that C streams (fwrite) put out, mkstemp, and programs that
// make system calls themselves. Cloze Studio, SQLite and libstdc++ do none of these below a workspace: strace
// of a training of 40 steps with 5 checkpoints shows the same 614 calls as the log.
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utime.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/faulty_disk/control.h"

namespace {

using cloze::test::DiskCallKind;
using cloze::test::DiskCallRecord;
using cloze::test::FaultyDiskControl;
using cloze::test::KillMoment;

FaultyDiskControl* control = nullptr;

/// The function that a call would have gone to without this library.
template <class Function>
Function* next(const char* name, Function*) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}
#define REAL(name) static auto* const real = next(#name, static_cast<decltype(&::name)>(nullptr))

[[noreturn]] void die() {
  ::syscall(SYS_kill, ::getpid(), SIGKILL);
  for (;;) ::pause();
}

std::string path_of(int fd) {
  char path[PATH_MAX];
  const std::string name = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t length = ::readlink(name.c_str(), path, sizeof path);
  return length > 0 ? std::string(path, static_cast<std::size_t>(length)) : std::string();
}

/// Absolute, with the links in its folder resolved; the last name stays as it is.
std::string path_of(int folder, const char* path) {
  if (path == nullptr) return {};
  std::string whole = path;
  char buffer[PATH_MAX];
  if (path[0] != '/') {
    const std::string start = folder != AT_FDCWD                           ? path_of(folder)
                              : ::getcwd(buffer, sizeof buffer) != nullptr ? buffer
                                                                           : "";
    whole = start + "/" + whole;
  }
  while (whole.size() > 1 && whole.back() == '/') whole.pop_back();
  const std::size_t slash = whole.rfind('/');
  if (::realpath(whole.substr(0, std::max<std::size_t>(slash, 1)).c_str(), buffer) == nullptr) return whole;
  return buffer + whole.substr(slash);
}

bool below_folder(std::string_view path) {
  const std::string_view folder = control->folder;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

bool watched(std::string_view path) {
  return below_folder(path) && path.find(control->only) != std::string_view::npos;
}

/// errno as it was, whatever is done in between.
class KeptError {
 public:
  KeptError() : error_(errno) {}
  KeptError(const KeptError&) = delete;
  KeptError& operator=(const KeptError&) = delete;
  ~KeptError() { errno = error_; }

 private:
  int error_;
};

struct Call {
  DiskCallKind kind;
  std::string path;
  std::string other = {};
  std::uint64_t offset = 0;
  bool takes_space = false;
  std::uint64_t number = 0;
};

void record(const Call& call, std::string_view data, int error) {
  if (control->log[0] == 0) return;
  const KeptError kept;
  DiskCallRecord head{};
  head.number = call.number;
  head.kind = call.kind;
  head.error = error;
  head.offset = call.offset;
  head.path_bytes = static_cast<std::uint32_t>(call.path.size());
  head.other_bytes = static_cast<std::uint32_t>(call.other.size());
  head.data_bytes = static_cast<std::uint32_t>(data.size());
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
  bytes.append(call.path).append(call.other).append(data);
  // System calls directly: this file is not part of the disk that is watched.
  const auto fd =
      static_cast<int>(::syscall(SYS_openat, AT_FDCWD, control->log, O_WRONLY | O_APPEND | O_CLOEXEC));
  if (fd < 0 || ::syscall(SYS_write, fd, bytes.data(), bytes.size()) != static_cast<long>(bytes.size()))
    ::abort();
  ::syscall(SYS_close, fd);
}

enum class Begin { go_on, no_space, do_half };

/// Counts the call, and dies or fills the disk when it is the one. do_half for a write only.
Begin begin(Call& call) {
  call.number = ++control->calls;
  const std::uint64_t from = control->full_from;
  if (from != 0 && call.number >= from) {
    control->full_from = 0;
    control->full = 1;
  }
  if (control->kill_at == call.number && control->kill_moment != KillMoment::after) {
    if (call.kind == DiskCallKind::write && control->kill_moment == KillMoment::middle) return Begin::do_half;
    die();
  }
  if (!call.takes_space || control->full == 0) return Begin::go_on;
  ++control->refused;
  record(call, {}, ENOSPC);
  return Begin::no_space;
}

void end(const Call& call, std::string_view data, bool failed) {
  const KeptError kept;
  record(call, data, failed ? errno : 0);
  if (control->kill_at == call.number) die();
}

/// A call whose failure is -1 and errno.
template <class Work>
auto perform(Call call, Work&& work) -> decltype(work()) {
  if (begin(call) == Begin::no_space) {
    errno = ENOSPC;
    return -1;
  }
  const auto result = work();
  end(call, {}, result < 0);
  return result;
}

/// A write of length bytes at an offset, where negative means at the file's position. work(n) writes n bytes
/// of them; data holds them, for the log.
template <class Work>
ssize_t perform_write(int fd, off64_t offset, std::size_t length, std::string_view data, Work&& work) {
  std::string path;
  struct stat64 status {};
  {
    const KeptError kept;
    path = path_of(fd);
    if (!watched(path) || ::fstat64(fd, &status) != 0 || !S_ISREG(status.st_mode)) return work(length);
    if (offset < 0) {
      const int flags = ::fcntl(fd, F_GETFL);
      offset = (flags & O_APPEND) != 0 ? status.st_size : ::lseek64(fd, 0, SEEK_CUR);
    }
  }
  Call call{DiskCallKind::write, std::move(path), {}, static_cast<std::uint64_t>(offset)};
  const auto growth = static_cast<std::uint64_t>(
      std::max<off64_t>(0, offset + static_cast<off64_t>(length) - std::max(offset, status.st_size)));
  call.takes_space = growth > 0 || (control->copy_on_write != 0 && length > 0);
  const auto write_and_end = [&](std::size_t count) {
    const ssize_t written = work(count);
    end(call, data.substr(0, written > 0 ? static_cast<std::size_t>(written) : 0), written < 0);
    return written;
  };
  switch (begin(call)) {
    case Begin::go_on:
      break;
    case Begin::no_space:
      errno = ENOSPC;
      return -1;
    case Begin::do_half:
      return write_and_end(length / 2);
  }
  std::size_t allowed = length;
  if (control->space_left != cloze::test::no_limit) {
    if (growth > control->space_left) {
      allowed = length - static_cast<std::size_t>(growth - control->space_left);
      control->space_left = cloze::test::no_limit;
      control->full = 1;
    } else {
      control->space_left -= growth;
    }
    if (allowed == 0) {
      ++control->refused;
      record(call, {}, ENOSPC);
      errno = ENOSPC;
      return -1;
    }
  }
  return write_and_end(allowed);
}

std::string_view bytes_of(const void* data, std::size_t length) {
  return {static_cast<const char*>(data), length};
}

/// The pieces of a gathered write as one, which it is for the disk.
std::string joined(const iovec* pieces, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
  return all;
}

/// Runs an open of any name: counted when it makes or empties a file.
template <class Work>
int perform_open(int folder, const char* path, int flags, Work&& work) {
  if (control == nullptr || (flags & (O_CREAT | O_TRUNC)) == 0) return work();
  std::string whole;
  bool there = false;
  {
    const KeptError kept;
    whole = path_of(folder, path);
    struct stat64 status {};
    there = ::stat64(whole.c_str(), &status) == 0;
  }
  if (!watched(whole) || (there && (flags & O_TRUNC) == 0)) return work();
  Call call{there ? DiskCallKind::truncate : DiskCallKind::create, std::move(whole)};
  call.takes_space = !there;
  return perform(std::move(call), work);
}

/// A call on one path.
template <class Work>
int perform_on_path(DiskCallKind kind, int folder, const char* path, bool takes_space, Work&& work) {
  if (control == nullptr) return work();
  std::string whole;
  {
    const KeptError kept;
    whole = path_of(folder, path);
  }
  if (!watched(whole)) return work();
  return perform({kind, std::move(whole), {}, 0, takes_space}, work);
}

template <class Work>
int perform_on_file(DiskCallKind kind, int fd, Work&& work) {
  if (control == nullptr) return work();
  std::string whole;
  {
    const KeptError kept;
    whole = path_of(fd);
  }
  if (!watched(whole)) return work();
  return perform({kind, std::move(whole)}, work);
}

template <class Work>
int perform_sync(int fd, Work&& work) {
  if (control == nullptr) return work();
  struct stat64 status {};
  {
    const KeptError kept;
    if (::fstat64(fd, &status) != 0) status = {};
  }
  if (!watched(path_of(fd))) return work();
  return perform_on_file(S_ISDIR(status.st_mode) ? DiskCallKind::sync_folder : DiskCallKind::sync, fd,
                         [] { return 0; });
}

template <class Work>
int perform_truncate(std::string path, off64_t size, Work&& work) {
  if (!watched(path)) return work();
  Call call{DiskCallKind::truncate, std::move(path), {}, static_cast<std::uint64_t>(size)};
  struct stat64 status {};
  {
    const KeptError kept;
    if (::stat64(call.path.c_str(), &status) != 0) status = {};
  }
  // A hole takes no space where bytes are overwritten in place.
  call.takes_space = size > status.st_size && control->copy_on_write != 0;
  return perform(std::move(call), work);
}

template <class Work>
int perform_allocate(int fd, off64_t size, Work&& work) {
  Call call{DiskCallKind::allocate, path_of(fd), {}, static_cast<std::uint64_t>(size), true};
  if (!watched(call.path)) return work();
  return perform(std::move(call), work);
}

template <class Work>
int perform_on_two(DiskCallKind kind, int from_folder, const char* from, int to_folder, const char* to,
                   bool takes_space, Work&& work) {
  if (control == nullptr) return work();
  std::string source, target;
  {
    const KeptError kept;
    source = path_of(from_folder, from);
    target = path_of(to_folder, to);
  }
  if (!watched(source) && !watched(target)) return work();
  return perform({kind, std::move(source), std::move(target), 0, takes_space}, work);
}

/// Space that is left, told as none while the disk is full.
template <class Status>
int told(int result, Status* status, const std::string& path) {
  if (result == 0 && control->full != 0 && below_folder(path)) status->f_bavail = status->f_bfree = 0;
  return result;
}

__attribute__((constructor)) void find_control() {
  const char* path = ::getenv(cloze::test::faulty_disk_variable);
  if (path == nullptr || control != nullptr) return;
  const auto fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC));
  if (fd < 0) return;
  void* memory = ::mmap(nullptr, sizeof(FaultyDiskControl), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::syscall(SYS_close, fd);
  if (memory != MAP_FAILED) control = static_cast<FaultyDiskControl*>(memory);
}

mode_t mode_argument(int flags, va_list arguments) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

extern "C" {

/// For processes forked from a test: from now on this process has the disk that control describes.
void cloze_faulty_disk_attach(FaultyDiskControl* given) {
  control = given;
}

// ---- opening

#define OPEN(name)                                                                       \
  int name(const char* path, int flags, ...) {                                           \
    REAL(name);                                                                          \
    va_list arguments;                                                                   \
    va_start(arguments, flags);                                                          \
    const mode_t mode = mode_argument(flags, arguments);                                 \
    va_end(arguments);                                                                   \
    return perform_open(AT_FDCWD, path, flags, [&] { return real(path, flags, mode); }); \
  }
OPEN(open)
OPEN(open64)
#undef OPEN

#define OPENAT(name)                                                                           \
  int name(int folder, const char* path, int flags, ...) {                                     \
    REAL(name);                                                                                \
    va_list arguments;                                                                         \
    va_start(arguments, flags);                                                                \
    const mode_t mode = mode_argument(flags, arguments);                                       \
    va_end(arguments);                                                                         \
    return perform_open(folder, path, flags, [&] { return real(folder, path, flags, mode); }); \
  }
OPENAT(openat)
OPENAT(openat64)
#undef OPENAT

// What the checking versions of the C library's headers call; never with O_CREAT.
int __open_2(const char* path, int flags) {
  return open(path, flags);
}
int __open64_2(const char* path, int flags) {
  return open64(path, flags);
}
int __openat_2(int folder, const char* path, int flags) {
  return openat(folder, path, flags);
}
int __openat64_2(int folder, const char* path, int flags) {
  return openat64(folder, path, flags);
}

int creat(const char* path, mode_t mode) {
  REAL(creat);
  return perform_open(AT_FDCWD, path, O_CREAT | O_TRUNC, [&] { return real(path, mode); });
}
int creat64(const char* path, mode_t mode) {
  REAL(creat64);
  return perform_open(AT_FDCWD, path, O_CREAT | O_TRUNC, [&] { return real(path, mode); });
}

#define FOPEN(name)                                                                                     \
  FILE* name(const char* path, const char* mode) {                                                      \
    REAL(name);                                                                                         \
    const int flags = mode[0] == 'w' ? O_CREAT | O_TRUNC : mode[0] == 'a' ? O_CREAT : 0;                \
    FILE* file = nullptr;                                                                               \
    perform_open(AT_FDCWD, path, flags, [&] { return (file = real(path, mode)) != nullptr ? 0 : -1; }); \
    return file;                                                                                        \
  }
FOPEN(fopen)
FOPEN(fopen64)
#undef FOPEN

// ---- writing

ssize_t write(int fd, const void* data, size_t length) {
  REAL(write);
  if (control == nullptr) return real(fd, data, length);
  return perform_write(fd, -1, length, bytes_of(data, length),
                       [&](std::size_t n) { return real(fd, data, n); });
}

#define PWRITE(name, offset_type)                                                   \
  ssize_t name(int fd, const void* data, size_t length, offset_type offset) {       \
    REAL(name);                                                                     \
    if (control == nullptr) return real(fd, data, length, offset);                  \
    return perform_write(fd, offset, length, bytes_of(data, length),                \
                         [&](std::size_t n) { return real(fd, data, n, offset); }); \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)
#undef PWRITE

// A gathered write is made one of a single piece, so that its middle can be found.
ssize_t writev(int fd, const iovec* pieces, int count) {
  REAL(writev);
  if (control == nullptr || !watched(path_of(fd))) return real(fd, pieces, count);
  const std::string all = joined(pieces, count);
  return write(fd, all.data(), all.size());
}

#define PWRITEV(name, single, offset_type)                                                   \
  ssize_t name(int fd, const iovec* pieces, int count, offset_type offset) {                 \
    REAL(name);                                                                              \
    if (control == nullptr || !watched(path_of(fd))) return real(fd, pieces, count, offset); \
    const std::string all = joined(pieces, count);                                           \
    return single(fd, all.data(), all.size(), offset);                                       \
  }
PWRITEV(pwritev, pwrite, off_t)
PWRITEV(pwritev64, pwrite64, off64_t)
#undef PWRITEV

#define SENDFILE(name, offset_type)                                                                     \
  ssize_t name(int out, int in, offset_type* offset, size_t length) {                                   \
    REAL(name);                                                                                         \
    if (control == nullptr) return real(out, in, offset, length);                                       \
    return perform_write(out, -1, length, {}, [&](std::size_t n) { return real(out, in, offset, n); }); \
  }
SENDFILE(sendfile, off_t)
SENDFILE(sendfile64, off64_t)
#undef SENDFILE

ssize_t copy_file_range(int in, off64_t* in_offset, int out, off64_t* out_offset, size_t length,
                        unsigned flags) {
  REAL(copy_file_range);
  if (control == nullptr) return real(in, in_offset, out, out_offset, length, flags);
  return perform_write(out, out_offset != nullptr ? *out_offset : -1, length, {},
                       [&](std::size_t n) { return real(in, in_offset, out, out_offset, n, flags); });
}

#define TRUNCATE(name, argument, path, size_type)                          \
  int name(argument, size_type size) noexcept {                            \
    REAL(name);                                                            \
    if (control == nullptr) return real(file, size);                       \
    return perform_truncate(path, size, [&] { return real(file, size); }); \
  }
TRUNCATE(ftruncate, int file, path_of(file), off_t)
TRUNCATE(ftruncate64, int file, path_of(file), off64_t)
TRUNCATE(truncate, const char* file, path_of(AT_FDCWD, file), off_t)
TRUNCATE(truncate64, const char* file, path_of(AT_FDCWD, file), off64_t)
#undef TRUNCATE

#define FALLOCATE(name, size_type)                                                                \
  int name(int fd, int mode, size_type offset, size_type length) {                                \
    REAL(name);                                                                                   \
    if (control == nullptr) return real(fd, mode, offset, length);                                \
    return perform_allocate(fd, offset + length, [&] { return real(fd, mode, offset, length); }); \
  }
FALLOCATE(fallocate, off_t)
FALLOCATE(fallocate64, off64_t)
#undef FALLOCATE

// Returns the error instead of setting errno.
#define POSIX_FALLOCATE(name, size_type)                           \
  int name(int fd, size_type offset, size_type length) {           \
    REAL(name);                                                    \
    if (control == nullptr) return real(fd, offset, length);       \
    const KeptError kept;                                          \
    const int result = perform_allocate(fd, offset + length, [&] { \
      const int error = real(fd, offset, length);                  \
      errno = error;                                               \
      return error == 0 ? 0 : -1;                                  \
    });                                                            \
    return result == 0 ? 0 : errno;                                \
  }
POSIX_FALLOCATE(posix_fallocate, off_t)
POSIX_FALLOCATE(posix_fallocate64, off64_t)
#undef POSIX_FALLOCATE

// ---- flushing

int fsync(int fd) {
  REAL(fsync);
  return perform_sync(fd, [&] { return real(fd); });
}
int fdatasync(int fd) {
  REAL(fdatasync);
  return perform_sync(fd, [&] { return real(fd); });
}
int syncfs(int fd) noexcept {
  REAL(syncfs);
  return perform_sync(fd, [&] { return real(fd); });
}

// ---- names

int rename(const char* from, const char* to) noexcept {
  REAL(rename);
  return perform_on_two(DiskCallKind::rename, AT_FDCWD, from, AT_FDCWD, to,
                        control != nullptr && control->copy_on_write != 0, [&] { return real(from, to); });
}
int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  REAL(renameat);
  return perform_on_two(DiskCallKind::rename, from_folder, from, to_folder, to,
                        control != nullptr && control->copy_on_write != 0,
                        [&] { return real(from_folder, from, to_folder, to); });
}
int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
  REAL(renameat2);
  const auto kind = (flags & RENAME_EXCHANGE) != 0 ? DiskCallKind::exchange : DiskCallKind::rename;
  if (control != nullptr && control->no_exchange != 0 && kind == DiskCallKind::exchange) {
    errno = EINVAL;
    return -1;
  }
  return perform_on_two(kind, from_folder, from, to_folder, to,
                        control != nullptr && control->copy_on_write != 0,
                        [&] { return real(from_folder, from, to_folder, to, flags); });
}
int link(const char* from, const char* to) noexcept {
  REAL(link);
  return perform_on_two(DiskCallKind::link, AT_FDCWD, from, AT_FDCWD, to, true,
                        [&] { return real(from, to); });
}
int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  REAL(linkat);
  return perform_on_two(DiskCallKind::link, from_folder, from, to_folder, to, true,
                        [&] { return real(from_folder, from, to_folder, to, flags); });
}
int symlink(const char* target, const char* path) noexcept {
  REAL(symlink);
  return perform_on_path(DiskCallKind::link, AT_FDCWD, path, true, [&] { return real(target, path); });
}
int unlink(const char* path) noexcept {
  REAL(unlink);
  return perform_on_path(DiskCallKind::remove, AT_FDCWD, path, false, [&] { return real(path); });
}
int unlinkat(int folder, const char* path, int flags) noexcept {
  REAL(unlinkat);
  return perform_on_path(DiskCallKind::remove, folder, path, false,
                         [&] { return real(folder, path, flags); });
}
int remove(const char* path) noexcept {
  REAL(remove);
  return perform_on_path(DiskCallKind::remove, AT_FDCWD, path, false, [&] { return real(path); });
}
int rmdir(const char* path) noexcept {
  REAL(rmdir);
  return perform_on_path(DiskCallKind::remove, AT_FDCWD, path, false, [&] { return real(path); });
}
int mkdir(const char* path, mode_t mode) noexcept {
  REAL(mkdir);
  return perform_on_path(DiskCallKind::make_folder, AT_FDCWD, path, true, [&] { return real(path, mode); });
}
int mkdirat(int folder, const char* path, mode_t mode) noexcept {
  REAL(mkdirat);
  return perform_on_path(DiskCallKind::make_folder, folder, path, true,
                         [&] { return real(folder, path, mode); });
}

// ---- attributes

int chmod(const char* path, mode_t mode) noexcept {
  REAL(chmod);
  return perform_on_path(DiskCallKind::attributes, AT_FDCWD, path, false, [&] { return real(path, mode); });
}
int fchmodat(int folder, const char* path, mode_t mode, int flags) noexcept {
  REAL(fchmodat);
  return perform_on_path(DiskCallKind::attributes, folder, path, false,
                         [&] { return real(folder, path, mode, flags); });
}
int fchmod(int fd, mode_t mode) noexcept {
  REAL(fchmod);
  return perform_on_file(DiskCallKind::attributes, fd, [&] { return real(fd, mode); });
}
int fchown(int fd, uid_t owner, gid_t group) noexcept {
  REAL(fchown);
  return perform_on_file(DiskCallKind::attributes, fd, [&] { return real(fd, owner, group); });
}
int utime(const char* path, const utimbuf* times) noexcept {
  REAL(utime);
  return perform_on_path(DiskCallKind::attributes, AT_FDCWD, path, false, [&] { return real(path, times); });
}
int futimens(int fd, const timespec times[2]) noexcept {
  REAL(futimens);
  return perform_on_file(DiskCallKind::attributes, fd, [&] { return real(fd, times); });
}
int utimensat(int folder, const char* path, const timespec times[2], int flags) noexcept {
  REAL(utimensat);
  return perform_on_path(DiskCallKind::attributes, folder, path, false,
                         [&] { return real(folder, path, times, flags); });
}

// ---- free space

#define SPACE(name, argument, path, type)                            \
  int name(argument, type* status) noexcept {                        \
    REAL(name);                                                      \
    const int result = real(file, status);                           \
    return control == nullptr ? result : told(result, status, path); \
  }
SPACE(statvfs, const char* file, path_of(AT_FDCWD, file), struct statvfs)
SPACE(statvfs64, const char* file, path_of(AT_FDCWD, file), struct statvfs64)
SPACE(fstatvfs, int file, path_of(file), struct statvfs)
SPACE(fstatvfs64, int file, path_of(file), struct statvfs64)
SPACE(statfs, const char* file, path_of(AT_FDCWD, file), struct statfs)
SPACE(statfs64, const char* file, path_of(AT_FDCWD, file), struct statfs64)
SPACE(fstatfs, int file, path_of(file), struct statfs)
SPACE(fstatfs64, int file, path_of(file), struct statfs64)
#undef SPACE

}  // extern "C"
