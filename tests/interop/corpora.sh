#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes a corpus in every format with pandas, pyarrow, zstandard and Python's own libraries and compares the datasets that are
# built of them with that of plain text.
#
#   tests/interop/corpora.sh [--build FOLDER]
#
# The python is the one in build/interop-data, which is made on the first call.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/options.sh"
python=$root/build/interop-data/bin/python
if ! "$python" -c 'import pandas, pyarrow, zstandard' 2>/dev/null; then
  python3 -m venv "$root/build/interop-data"
  "$python" -m pip install --quiet pandas==3.1.1 pyarrow==26.0.1 zstandard==0.25.0
fi
samples=${XDG_CACHE_HOME:-$HOME/.cache}/cloze-studio/samples
if [[ ! -d $samples/sotu || ! -d $samples/sanguo ]]; then
  echo "error: the sample corpora are not here; packaging/bootstrap.sh fetches them" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$samples"/sotu/179*.txt "$samples"/sanguo/00*.txt "$work"
"$python" "$root/tests/interop/corpora.py" "$build/bin/cloze" "$work"
