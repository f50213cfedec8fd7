#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Trains WordPiece tokenizers, cased and uncased, and compares the ids of 100,000 lines in English, Chinese, German and Hindi,
# emoji and control characters with BertTokenizerFast.
#
#   tests/interop/wordpiece.sh [--build FOLDER]
#
# The lines are LibreOffice's help pages, from Debian's packages. The python is $CLOZE_INTEROP_PYTHON, else the one that
# tests/interop/check.sh makes in build/interop.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/options.sh"
python=${CLOZE_INTEROP_PYTHON:-$root/build/interop/bin/python}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(
  cd "$work"
  apt-get download --quiet=2 libreoffice-help-{en-us,zh-cn,de,hi} 2>/dev/null
  for package in *.deb; do dpkg -x "$package" help; done
)
"$python" "$root/tests/interop/wordpiece.py" texts "$work/help/usr/share/libreoffice/help" 100000 "$work/texts.json" "$work/corpus.txt"
status=0
for options in "" "--lowercase"; do
  name=wordpiece$options
  "$build/bin/cloze" --workspace "$work/workspace" tokenizer train --kind wordpiece --name "$name" --vocab 16000 --coverage 1 \
    $options "$work/corpus.txt" >/dev/null 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
  "$build/bin/cloze_token_ids" "$work/workspace/tokenizers/$name" "$work/texts.json" >"$work/ids.txt"
  "$python" "$root/tests/interop/wordpiece.py" compare "$work/workspace/tokenizers/$name" "$work/texts.json" "$work/ids.txt" \
    "$work/corpus.txt" || status=1
done
exit "$status"
