#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sets up what building and running Cloze Studio needs: Debian packages, LibTorch, Apache Arrow, the sample corpora.
# Quick when nothing is missing. Apart from Debian's packages it writes only to
# ${XDG_CACHE_HOME:-~/.cache}/cloze-studio and to build/ in this checkout.
#
#   packaging/bootstrap.sh [options]
#
#   --cuda             LibTorch with CUDA (2.5 GB to fetch); the default where an NVIDIA GPU is found
#   --cpu              LibTorch for CPUs only (544 MB to fetch); the default elsewhere
#   --core-only        no Qt, fonts or virtual display: for the preset core-only
#   --no-packages      leave the system's packages alone, for systems without apt
#   --no-parquet       do not fetch Apache Arrow (55 MB), which reads Parquet files
#   --no-samples       do not fetch the sample corpora
#   --print-libtorch   print the folder of LibTorch as the only line on standard output
#   --help             this text
#
# Environment: LIBTORCH names another copy of LibTorch, which is used as it is; PIP_INDEX_URL, PIP_CERT and pip's
# configuration choose the package index. Exit code 0 done, 1 failed, 2 wrong usage.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
os_release=${CLOZE_OS_RELEASE:-/etc/os-release}  # the tests show other systems through this

# A name with a question mark is installed where the system has such a package and is not missed where it has none.
core_packages=(
  build-essential cmake ninja-build ccache mold git python3 pkg-config ca-certificates
  libsentencepiece-dev libprotobuf-dev libsqlitecpp-dev libsqlite3-dev nlohmann-json3-dev libspdlog-dev libfmt-dev
  libcli11-dev libicu-dev libzstd-dev zlib1g-dev libxml2-dev libre2-dev libcld2-dev libssl-dev libgtest-dev libgmock-dev libbenchmark-dev
  'clang-16?' 'libclang-rt-16-dev?'  # libFuzzer; without them the fuzz tests are left out
)
studio_packages=(
  # Qt6Charts's CMake package asks for Qt's OpenGL part, which is not a package of its own everywhere, and GL headers.
  qt6-base-dev qt6-charts-dev qt6-svg-dev 'libqt6opengl6-dev?' libgl-dev
  qt6-tools-dev qt6-l10n-tools qt6-translations-l10n  # the studio's languages
  fonts-noto-core fonts-noto-cjk xvfb xauth
)

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }
usage() { sed -n '/^#   packaging/,/^# Environment/p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,3\}//; $d' >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# ---------------------------------------------------------------- Debian packages

# Prints those of the packages that are not installed, with their question mark.
missing_packages() {
  local -A installed=()
  local entry name status
  while read -r name status; do
    if [[ $status == installed ]]; then installed[$name]=1; fi
  done < <(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${@%\?}" 2>/dev/null || true)
  for entry in "$@"; do
    if [[ -z ${installed[${entry%\?}]:-} ]]; then printf '%s\n' "$entry"; fi
  done
}

# Sorts packages into `chosen`, which apt's lists have, and `unknown`, with their question mark, which they have not.
choose_packages() {
  chosen=() unknown=()
  local -A available=()
  local entry key value name=
  while read -r key value; do  # NAME: / Installed: VERSION / Candidate: VERSION / ...
    if [[ $key == Candidate: ]]; then
      if [[ $value != '(none)' ]]; then available[$name]=1; fi
    elif [[ -z $value && $key == *: ]]; then
      name=${key%:}
    fi
  done < <(LC_ALL=C apt-cache policy "${@%\?}" 2>/dev/null || true)
  for entry in "$@"; do
    if [[ -n ${available[${entry%\?}]:-} ]]; then chosen+=("${entry%\?}"); else unknown+=("$entry"); fi
  done
}

# Prints its arguments without those that may be missing.
needed() {
  local entry
  for entry in "$@"; do
    if [[ $entry != *\? ]]; then printf '%s\n' "$entry"; fi
  done
}

# Stops on systems where this cannot work, says so on those where nobody tried.
check_system() {
  local ID='' VERSION_ID='' PRETTY_NAME='this system'
  # shellcheck disable=SC1090  # the system's file
  if [[ -r $os_release ]]; then . "$os_release"; fi
  local version=${VERSION_ID%%.*}
  if ! have apt-get || ! have dpkg-query; then
    say "error: $PRETTY_NAME has no apt, and this script installs Debian packages only."
    say "Install what corresponds to these packages of Debian, then call it again with --no-packages:"
    say "  $*"
    say "The compiler must be g++ 12 or newer, CMake 3.25 or newer, Qt 6.4 or newer."
    exit 1
  fi
  case $ID in
    debian)
      if [[ -n $version && $version -lt 12 ]]; then
        fail "$PRETTY_NAME is too old: its compiler has no C++23. Debian 12 or newer is needed."
      fi ;;
    ubuntu)
      if [[ -n $version && $version -lt 24 ]]; then
        fail "$PRETTY_NAME is too old: its compiler and CMake are. Ubuntu 24.04 or newer is needed."
      fi ;;
    *) say "note: $PRETTY_NAME was never tried; going on with the package names of Debian 12." ;;
  esac
}

run_apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"
}

install_packages() {
  local missing=() chosen=() unknown=() unlisted=() as_root=()
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then return; fi
  choose_packages "${missing[@]}"
  mapfile -t unlisted < <(needed "${unknown[@]}")
  if ((${#chosen[@]} + ${#unlisted[@]} == 0)); then return; fi
  check_system "${missing[@]%\?}"

  if [[ $(id -u) == 0 ]]; then
    as_root=()
  elif have sudo && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  elif have sudo && [[ -t 0 && -t 2 ]]; then
    as_root=(sudo)
  else
    local names=("${chosen[@]}" "${unlisted[@]}")
    say "error: Debian packages are missing, and installing them needs root. Run this as root, then call me again:"
    say "  apt-get update && apt-get install -y --no-install-recommends ${names[*]}"
    exit 1
  fi

  say "Installing ${#missing[@]} Debian packages with what they need (some minutes): ${missing[*]%\?}"
  mkdir -p "$root/build"
  local log=$root/build/apt.log
  if ((${#unknown[@]})); then  # a fresh machine or container has no lists yet
    run_apt update >"$log" 2>&1 || { cat "$log" >&2; fail "apt-get update failed, see above."; }
    choose_packages "${missing[@]}"
    mapfile -t unlisted < <(needed "${unknown[@]}")
  fi
  if ((${#unlisted[@]})); then
    fail "the package lists of this system do not have: ${unlisted[*]}
  Debian 12 and Ubuntu 24.04 (with universe) or newer have them."
  fi
  if ! run_apt install -y --no-install-recommends "${chosen[@]}" >"$log" 2>&1; then
    say "  that failed; once more with fresh package lists"  # old lists name versions that the archive no longer has
    if ! { run_apt update && run_apt install -y --no-install-recommends "${chosen[@]}"; } >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      fail "apt-get could not install ${chosen[*]}
  Its messages are above and in $log."
    fi
  fi
  rm -f "$log"
}

# ---------------------------------------------------------------- LibTorch

gpu_present() {
  [[ -e /dev/nvidia0 ]] || { have nvidia-smi && nvidia-smi -L >/dev/null 2>&1; }
}

check_own_libtorch() {
  local file
  if [[ ! -d $LIBTORCH ]]; then
    fail "LIBTORCH is $LIBTORCH, which is no folder. Correct it, or unset it and LibTorch is fetched."
  fi
  for file in include/torch/csrc/api/include/torch/torch.h lib/libtorch_cpu.so lib/libc10.so; do
    if [[ ! -e $LIBTORCH/$file ]]; then
      fail "LIBTORCH is $LIBTORCH, which has no $file.
  It must be the folder that holds include/ and lib/ of a LibTorch. Correct it, or unset it and LibTorch is fetched."
    fi
  done
}

install_libtorch() {
  if [[ -n ${LIBTORCH:-} ]]; then
    check_own_libtorch
    libtorch=$(cd "$LIBTORCH" && pwd)
    return
  fi
  if [[ $(uname -m) != x86_64 ]]; then
    fail "LibTorch is fetched for x86_64 only, and this is $(uname -m). Set LIBTORCH to a LibTorch for this machine."
  fi
  local version
  version=$(sed -n 's/.*"version": "\(.*\)".*/\1/p' "$here/libtorch.json")
  if [[ -z $size ]]; then  # what is there already decides before the hardware does: nobody likes a second download
    if [[ -e $cache/libtorch-$version-cuda/VERSION ]] || gpu_present; then size=cuda; else size=cpu; fi
  fi
  python3 -B "$here/fetch.py" "$cache" libtorch "$size"
  # FindLibTorch.cmake prefers CUDA's size, which holds everything of the other.
  libtorch=$cache/libtorch-$version-$size
  if [[ -e $cache/libtorch-$version-cuda/VERSION ]]; then libtorch=$cache/libtorch-$version-cuda; fi
}

# ---------------------------------------------------------------- the whole

size='' core_only=0 packages=1 parquet=1 samples=1 print_libtorch=0 libtorch=''
for argument in "$@"; do
  case $argument in
    --cuda) size=cuda ;;
    --cpu) size=cpu ;;
    --core-only) core_only=1 ;;
    --no-packages) packages=0 ;;
    --no-parquet) parquet=0 ;;
    --no-samples) samples=0 ;;
    --print-libtorch) print_libtorch=1 ;;
    --help | -h) usage; exit 0 ;;
    *) say "error: unknown option $argument"; usage; exit 2 ;;
  esac
done
if [[ -z ${XDG_CACHE_HOME:-}${HOME:-} ]]; then
  fail "neither HOME nor XDG_CACHE_HOME is set, so there is no place for LibTorch."
fi
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cloze-studio

if ((packages)); then
  wanted=("${core_packages[@]}")
  if ((!core_only)); then wanted+=("${studio_packages[@]}"); fi
  install_packages "${wanted[@]}"
fi
have python3 || fail "python3 is missing; it fetches LibTorch."
install_libtorch
# Fetched for x86_64 only, as LibTorch is; elsewhere the program is built without it.
if ((parquet)) && [[ $(uname -m) == x86_64 ]]; then python3 -B "$here/fetch.py" "$cache" arrow; fi
if ((samples)); then python3 -B "$here/fetch.py" "$cache" samples; fi
if ((print_libtorch)); then printf '%s\n' "$libtorch"; fi
