#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sets up what is missing, builds, runs every test through ctest and returns its exit code.
#
#   ./test.sh [--preset NAME] [--cuda|--cpu] [arguments of ctest]
#
#   ./test.sh -R Tokenizer     only suites whose name has this
#   ./test.sh -L packaging     only tests with this label
#   ./test.sh -j4              four at a time, of those that compute with one core; two by itself
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
usage() { sed -n '/^#   \.\/test/,/^set/p' "${BASH_SOURCE[0]}" | sed '$d; s/^# \{0,3\}//' >&2; }

preset=release options=()
while (($#)); do
  case $1 in
    --preset)
      if [[ -z ${2:-} ]]; then echo "error: --preset needs a name" >&2; usage; exit 2; fi
      preset=$2
      shift ;;
    --cuda | --cpu) options+=("$1") ;;
    --help | -h) usage; exit 0 ;;
    *) break ;;
  esac
  shift
done

"$root/packaging/build.sh" "$preset" "${options[@]}"
cd "$root"
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}  # windows of the tests belong on no one's screen
exec ctest --preset "$preset" "$@"
