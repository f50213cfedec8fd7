# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sourced by the scripts here with their arguments: sets root (of the sources) and build (--build FOLDER).
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build/release
while (($#)); do
  case $1 in
    --build) build=$2; shift ;;
    *) sed -n '/^#   tests/p' "$0" >&2; exit 2 ;;
  esac
  shift
done
