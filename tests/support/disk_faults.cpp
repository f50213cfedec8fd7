// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/disk_faults.h"
#include "tests/support/places.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include <stdexcept>
#include <thread>
#include <utility>

#ifdef CLOZE_FAULTY_DISK_LIBRARY
extern "C" void cloze_faulty_disk_attach(cloze::test::FaultyDiskControl* control);
#else
#define CLOZE_FAULTY_DISK_LIBRARY ""
static void cloze_faulty_disk_attach(cloze::test::FaultyDiskControl*) {}
#endif

namespace cloze::test {
namespace {

constexpr int threw = 126;

template <std::size_t Size>
void put(char (&field)[Size], const std::string& text) {
  if (text.size() >= Size) throw std::runtime_error("too long: " + text);
  std::memcpy(field, text.c_str(), text.size() + 1);
}

int status_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> found;
  for (std::string& word : words) found.push_back(word.data());
  found.push_back(nullptr);
  return found;
}

}  // namespace

bool FaultyDisk::available() {
  return *CLOZE_FAULTY_DISK_LIBRARY != 0;
}

const char* FaultyDisk::why_not() {
  return "a build with sanitizers has no faulty disk: they put functions before the C library's themselves";
}

FaultyDisk::FaultyDisk(const std::filesystem::path& folder) {
  const std::filesystem::path path = files_ / "control";
  put_file(path, std::string(sizeof(FaultyDiskControl), '\0'));
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  void* memory = ::mmap(nullptr, sizeof(FaultyDiskControl), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  if (memory == MAP_FAILED) throw std::runtime_error("cannot map " + path.string());
  control_ = static_cast<FaultyDiskControl*>(memory);
  put(control_->folder, std::filesystem::canonical(folder).string());
  reset();
}

FaultyDisk::~FaultyDisk() {
  ::munmap(control_, sizeof(FaultyDiskControl));
}

void FaultyDisk::reset() {
  control_->calls = control_->refused = 0;
  control_->kill_at = 0;
  make_room();
  if (control_->log[0] != 0) put_file(control_->log, "");
}

void FaultyDisk::only(const std::string& part_of_path) {
  put(control_->only, part_of_path);
}

void FaultyDisk::keep_log() {
  put_file(files_ / "log", "");
  put(control_->log, (files_ / "log").string());
}

std::vector<DiskCall> FaultyDisk::log() const {
  std::vector<DiskCall> calls;
  const std::string bytes = control_->log[0] == 0 ? std::string() : file_bytes(control_->log);
  for (std::size_t at = 0; at < bytes.size();) {
    DiskCallRecord head;
    std::memcpy(&head, bytes.data() + at, sizeof head);
    at += sizeof head;
    const auto take = [&](std::size_t size) { return bytes.substr(std::exchange(at, at + size), size); };
    DiskCall call{head.number, head.kind, head.error, {}, {}, head.offset, {}};
    call.path = take(head.path_bytes);
    call.other = take(head.other_bytes);
    call.data = take(head.data_bytes);
    calls.push_back(std::move(call));
  }
  // A call is recorded when it is over: those of several threads may lie in another order.
  std::ranges::stable_sort(calls, {}, &DiskCall::number);
  return calls;
}

void FaultyDisk::kill_at(std::uint64_t call, KillMoment moment) {
  control_->kill_moment = moment;
  control_->kill_at = call;
}

void FaultyDisk::make_room() {
  control_->full_from = 0;
  control_->space_left = no_limit;
  control_->full = 0;
}

int FaultyDisk::run_child(const std::function<int()>& work) const {
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    int status = threw;
    try {
      cloze_faulty_disk_attach(control_);
      status = work();
    } catch (...) {
    }
    ::_exit(status);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child) throw std::runtime_error("cannot wait for the child");
  return status_of(status);
}

std::vector<std::string> FaultyDisk::environment() const {
  std::vector<std::string> variables{"LD_PRELOAD=", faulty_disk_variable};
  variables[0] += CLOZE_FAULTY_DISK_LIBRARY;
  variables[1] += '=';
  variables[1] += (files_ / "control").string();
  return variables;
}

ProgramOnFaultyDisk::ProgramOnFaultyDisk(const FaultyDisk& disk, std::vector<std::string> words) {
  put_file(files_ / "out", "");
  put_file(files_ / "err", "");
  std::vector<std::string> variables = disk.environment();
  for (char** variable = environ; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  variables.emplace_back("OMP_WAIT_POLICY=passive");
  const auto arguments = pointers(words), environment = pointers(variables);
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("cannot fork");
  if (process_ > 0) return;
  const auto redirect = [](const std::filesystem::path& path, int target) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND);
    ::dup2(fd, target);
    ::close(fd);
  };
  redirect(files_ / "out", STDOUT_FILENO);
  redirect(files_ / "err", STDERR_FILENO);
  ::execve(arguments[0], arguments.data(), environment.data());
  ::_exit(127);
}

ProgramOnFaultyDisk::~ProgramOnFaultyDisk() {
  if (status_) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void ProgramOnFaultyDisk::signal(int number) const {
  if (!status_) ::kill(process_, number);
}

bool ProgramOnFaultyDisk::wait_for(const std::function<bool()>& holds, double seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (!holds()) {
    if (status_ || std::chrono::steady_clock::now() > end) return false;
    if (wait(0)) return holds();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

std::optional<int> ProgramOnFaultyDisk::wait(double seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (!status_) {
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) == process_) {
      status_ = status_of(status);
    } else {
      if (std::chrono::steady_clock::now() >= end) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  return status_;
}

CliOnFaultyDisk::CliOnFaultyDisk(const FaultyDisk& disk, const std::filesystem::path& workspace,
                                 const std::vector<std::string>& arguments)
    : ProgramOnFaultyDisk(disk, [&] {
        std::vector<std::string> words{program_path("cloze"), "--workspace", workspace.string()};
        words.insert(words.end(), arguments.begin(), arguments.end());
        return words;
      }()) {}

}  // namespace cloze::test
