// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/memory.h"

#include <malloc.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace cloze {
namespace {

/// "MemAvailable:  123 kB" in a file of such lines, as bytes.
std::optional<double> kilobytes_of(const char* file, std::string_view name) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ':')
      return std::strtod(line.c_str() + name.size() + 1, nullptr) * 1024;
  return std::nullopt;
}

/// A file of one number; nothing where it says "max" or is not there.
std::optional<double> number_in(const std::string& file) {
  std::ifstream in(file);
  double number = 0;
  return in >> number ? std::optional(number) : std::nullopt;
}

/// What this process's control group (version 2) and those above it leave.
double group_leaves() {
  constexpr const char* root = "/sys/fs/cgroup";
  double least = std::numeric_limits<double>::infinity();
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (!line.starts_with("0::")) continue;
    std::string group = line.substr(3);
    for (;;) {
      const std::string folder = root + (group == "/" ? std::string() : group);
      const auto most = number_in(folder + "/memory.max"), now = number_in(folder + "/memory.current");
      if (most && now) {
        // Pages of files count as used, and are given up when memory is wanted.
        double files = 0;
        std::ifstream stat(folder + "/memory.stat");
        for (std::string name; stat >> name;) {
          double value = 0;
          stat >> value;
          if (name == "inactive_file" || name == "active_file") files += value;
        }
        least = std::min(least, *most - *now + files);
      }
      if (group.empty() || group == "/") break;
      group = group.substr(0, group.rfind('/'));
    }
  }
  return least;
}

}  // namespace

double available_memory() {
  const double machine = kilobytes_of("/proc/meminfo", "MemAvailable").value_or(0);
  return std::max(0.0, std::min(machine, group_leaves()));
}

double resident_memory() {
  return kilobytes_of("/proc/self/status", "VmRSS").value_or(0);
}

void forget_peak_memory() {
  std::ofstream("/proc/self/clear_refs") << 5;
}

double peak_resident_memory() {
  return kilobytes_of("/proc/self/status", "VmHWM").value_or(0);
}

void return_freed_memory() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

}  // namespace cloze
