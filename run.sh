#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sets up what is missing, builds, and opens the studio. Without a display, or with --headless, it trains the
# quickstart in the terminal instead and draws its loss curve into a PNG.
#
#   ./run.sh [options] [-- arguments]
#
#   --headless        train the quickstart in the terminal even where there is a display
#   --cuda, --cpu     size of LibTorch to fetch; by itself CUDA where an NVIDIA GPU is found
#   --preset NAME     build preset, release by itself
#   --help            this text
#   -- arguments      go to the studio, or with --headless to `cloze quickstart`:
#                     ./run.sh --headless -- --set budget.steps=50
#
# Environment: CLOZE_WORKSPACE chooses the folder of runs and datasets, LIBTORCH another LibTorch.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
usage() { sed -n '/^#   \.\/run/,/^# Environment/p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,3\}//' >&2; }

headless=0 preset=release options=()
if [[ -z ${DISPLAY:-} && -z ${WAYLAND_DISPLAY:-} ]]; then headless=1; fi
while (($#)); do
  case $1 in
    --headless) headless=1 ;;
    --cuda | --cpu) options+=("$1") ;;
    --preset)
      if [[ -z ${2:-} ]]; then echo "error: --preset needs a name" >&2; usage; exit 2; fi
      preset=$2
      shift ;;
    --help | -h) usage; exit 0 ;;
    --) shift; break ;;
    *) echo "error: unknown option $1 (arguments for the program go after --)" >&2; usage; exit 2 ;;
  esac
  shift
done

"$root/packaging/build.sh" "$preset" "${options[@]}"
bin=$root/build/$preset/bin

if ((!headless)); then
  if [[ ! -x $bin/cloze-studio ]]; then
    echo "error: the preset $preset builds no studio; try --headless" >&2
    exit 2
  fi
  exec "$bin/cloze-studio" "$@"
fi

# The run's id comes through a file, because standard output is for the person.
run_file=$root/build/$preset/quickstart.run
rm -f "$run_file"
"$bin/cloze" quickstart --print-run-to "$run_file" "$@"

if [[ ! -s $run_file || ! -x $bin/cloze-studio ]]; then exit 0; fi  # core-only has no charts
run=$(<"$run_file")
chart=$root/build/loss-$run.png
QT_QPA_PLATFORM=offscreen "$bin/cloze-studio" --chart "$run" --to "$chart" >&2
echo "loss curve: $chart"
