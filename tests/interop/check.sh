#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Compares this program with Hugging Face transformers, both ways, and prints the figures: models trained here are exported
# and loaded there; folders written there are imported here.
#
#   tests/interop/check.sh [--if-available] [--build FOLDER]
#
# The python is $CLOZE_INTEROP_PYTHON, else the one in build/interop, which is made on the first call (torch for the CPU,
# about 200 MB). With --if-available nothing is fetched and the exit status is 77 where there is no python.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$root/tests/interop
build=$root/build/release available_only=
while (($#)); do
  case $1 in
    --if-available) available_only=1 ;;
    --build) build=$2; shift ;;
    *) sed -n '/^#   tests/p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
  shift
done

python=${CLOZE_INTEROP_PYTHON:-$root/build/interop/bin/python}
if ! "$python" -c 'import torch, transformers, tensorboard' 2>/dev/null; then
  if [[ -n $available_only ]]; then
    echo "no python with torch, transformers and tensorboard; tests/interop/check.sh makes one" >&2
    exit 77
  fi
  python3 -m venv "$root/build/interop"
  python=$root/build/interop/bin/python
  "$python" -m pip install --quiet torch==2.11.0 --index-url https://download.pytorch.org/whl/cpu
  "$python" -m pip install --quiet transformers==5.17.0 tensorboard==2.21.0
fi
samples=${XDG_CACHE_HOME:-$HOME/.cache}/cloze-studio/samples
if [[ ! -d $samples/sotu || ! -d $samples/sanguo ]]; then
  echo "the sample corpora are not here; packaging/bootstrap.sh fetches them" >&2
  if [[ -n $available_only ]]; then exit 77; else exit 1; fi
fi

export OMP_WAIT_POLICY=passive OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1 TRANSFORMERS_VERBOSITY=error HF_HUB_DISABLE_PROGRESS_BARS=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cloze() { "$build/bin/cloze" --workspace "$work/workspace" "$@" 2>>"$work/log" || { cat "$work/log" >&2; return 1; }; }
status=0
run() { "$@" 2>>"$work/log" || { status=1; tail -5 "$work/log" >&2; }; }

mkdir "$work/corpus" "$work/exports"
cp "$samples"/sotu/179*.txt "$samples"/sotu/180*.txt "$samples"/sanguo/0[0-3]*.txt "$work/corpus"
python3 "$here/texts.py" 1000 "$samples"/sotu/19[89]*.txt "$samples"/sotu/20*.txt "$samples"/sanguo/1*.txt >"$work/texts.json"
python3 -c 'import json, sys
for text in json.load(open(sys.argv[1])): print(json.dumps({"text": text}))' "$work/texts.json" >"$work/texts.jsonl"

tokenizer() {  # NAME [options]
  cloze tokenizer train --name "$1" --vocab 6000 "${@:2}" "$work/corpus" >/dev/null
  cloze dataset build --name "$1" --tokenizer "$1" --threads 1 "$work/corpus" >/dev/null
}
export_and_compare() {  # NAME TOKENIZER RECIPE [--set ...]
  cloze train --name "$1" --dataset "$2" --recipe "$3" --device cpu --threads 1 --set budget.steps=60 \
    --set optimizer.batch_size=8 --set objective.sequence_length=64 --set schedule.warmup_steps=5 \
    --set evaluation.max_rows=64 --set model.layers=2 --set model.hidden=128 --set model.heads=2 \
    --set model.feed_forward=256 "${@:4}" >/dev/null
  cloze export "$1" --to "$work/exports/$1" >/dev/null
  local checkpoints
  checkpoints=("$work"/workspace/runs/"$(cloze runs show "$1" --json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')"/checkpoints/step-*)
  "$build/bin/cloze_interop_dump" "${checkpoints[-1]}" "$work/texts.json" "$work/dump"
  run "$python" "$here/check.py" "$work/exports/$1" "$work/texts.json" "$work/dump"
  embed_and_compare "$1" mean npy
  embed_and_compare "$1" cls csv
}
embed_and_compare() {  # NAME POOLING ENDING
  cloze embed "$1" "$work/texts.jsonl" --to "$work/$1-$2.$3" --pooling "$2" --device cpu >/dev/null
  run "$python" "$here/embeddings.py" "$work/exports/$1" "$work/texts.json" "$2" "$work/$1-$2.$3"
}

echo "exported, loaded by transformers $("$python" -c 'import transformers; print(transformers.__version__)'):"
tokenizer unigram
tokenizer folded --lowercase --normalization nfkc
tokenizer bpe --kind bpe
tokenizer char --kind char
tokenizer cased --kind wordpiece
tokenizer uncased --kind wordpiece --lowercase
export_and_compare modern-unigram unigram quickstart
export_and_compare modern-gated-folded folded quickstart --set model.gated=true --set model.rotary_base=500 \
  --set model.norm_epsilon=1e-5
export_and_compare classic-bpe bpe quickstart --set model.family=classic
export_and_compare classic-char char quickstart --set model.family=classic
export_and_compare classic-cased cased quickstart --set model.family=classic
export_and_compare modern-uncased uncased quickstart
export_and_compare classic-pairs-unigram unigram classic --set model.max_positions=128

cloze runs export classic-pairs-unigram --to "$work/metrics" >/dev/null
cloze runs metrics classic-pairs-unigram --json >"$work/metrics.json"
cloze runs show classic-pairs-unigram --json >"$work/run.json"
run "$python" "$here/metrics.py" "$work/metrics/classic-pairs-unigram" "$work/metrics.json" "$work/run.json"

echo "written by transformers, imported here:"
mkdir "$work/theirs"
run "$python" "$here/make_models.py" "$work/theirs" "$work"/corpus/*.txt
for name in bert-uncased bert-old bert-cased distilbert roberta modernbert; do
  cloze import "$work/theirs/$name" --name "$name" >/dev/null
  checkpoint=$work/workspace/runs/$(cloze runs show "$name" --json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')/checkpoints/step-000000000
  "$build/bin/cloze_interop_dump" "$checkpoint" "$work/texts.json" "$work/dump"
  run "$python" "$here/check.py" "$work/theirs/$name" "$work/texts.json" "$work/dump"
  cloze export "$name" --to "$work/exports/$name" >/dev/null
  run "$python" "$here/check.py" "$work/exports/$name" "$work/texts.json" "$work/dump" >"$work/again"
  if grep -q ' 0 texts with other ids' "$work/again"; then echo "  exported again: the same"; else cat "$work/again"; fi
done
exit "$status"
