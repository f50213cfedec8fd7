#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What run.sh and test.sh share: set up what is missing, configure when needed, build what changed.
# Says nothing when there is nothing to do. Everything it prints goes to standard error.
#
#   packaging/build.sh PRESET [options of bootstrap.sh]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=${1:?usage: packaging/build.sh PRESET [options of bootstrap.sh]}
shift
folder=$root/build/$preset
say() { printf '%s\n' "$*" >&2; }

options=("$@")
if [[ $preset == core-only ]]; then options+=(--core-only); fi
libtorch=$("$root/packaging/bootstrap.sh" --print-libtorch "${options[@]}")

# CMake configures again by itself when its files change, but sees neither another LibTorch nor a changed preset.
configured=
if [[ -e $folder/build.ninja ]]; then
  configured=$(sed -n 's/^LibTorch_IN_USE:INTERNAL=//p' "$folder/CMakeCache.txt")
fi
if [[ $configured != "$libtorch" || $root/CMakePresets.json -nt $folder/build.ninja ]]; then
  say "Configuring (preset $preset)"
  mkdir -p "$folder"
  # An empty LIBTORCH lets the find module look into the cache folder.
  if ! (cd "$root" && cmake --preset "$preset" "-DLIBTORCH=${LIBTORCH:+$libtorch}") >"$folder/configure.log" 2>&1; then
    cat "$folder/configure.log" >&2
    say "error: configuring failed, see above."
    exit 1
  fi
fi

# One compiler that reads LibTorch's headers takes up to 1.5 GB; fewer at a time are faster than swapping.
jobs=$(nproc)
memory_kb=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)
if ((memory_kb / 1500000 < jobs)); then jobs=$((memory_kb / 1500000)); fi
if ((jobs < 1)); then jobs=1; fi
jobs=${CMAKE_BUILD_PARALLEL_LEVEL:-$jobs}

# Ninja looks for new source files at every call and says so; that and "no work to do" are nobody's news.
show_news() {
  local line announced=
  while IFS= read -r line; do
    case $line in
      *'Re-checking globbed directories...' | 'ninja: Entering directory'* | 'ninja: no work to do.') continue ;;
    esac
    if [[ -z $announced ]]; then
      say "Building (preset $preset, $jobs at a time; the first build takes some minutes)"
    fi
    announced=1
    say "$line"
  done
}
if ! (cd "$root" && cmake --build --preset "$preset" --parallel "$jobs") 2>&1 | show_news; then
  say "error: the build failed, see the first message after FAILED above."
  exit 1
fi
