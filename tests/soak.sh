#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The long versions of the tests that count: what tests/RELIABILITY.md promises, as often as it promises it.
# Builds what is missing, runs them one after another and prints the figures of each. About half an hour on two
# cores.
#
#   tests/soak.sh [NAME...]    all of them, or those whose name has one of these words
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packaging/build.sh release || exit 1
export CLOZE_SOAK=1 QT_QPA_PLATFORM=offscreen OMP_WAIT_POLICY=passive
bin=build/release/bin
log=build/soak
mkdir -p "$log"
failed=0 ran=0

# soak NAME PROGRAM FILTER
soak() {
  local wanted=$#
  if ((${#words[@]})); then
    wanted=0
    for word in "${words[@]}"; do if [[ $1 == *$word* ]]; then wanted=1; fi; done
  fi
  if ((!wanted)); then return; fi
  local begin=$SECONDS
  ((++ran))
  if "$bin/$2" --gtest_filter="$3" >"$log/$1.log" 2>&1; then
    printf '%-28s passed in %4d s\n' "$1" $((SECONDS - begin))
  else
    printf '%-28s FAILED in %4d s, see %s\n' "$1" $((SECONDS - begin)) "$log/$1.log"
    failed=1
  fi
  # The figures: lines of the tests themselves.
  grep -vE '^(\[|Running main|Note: Google|$|This plugin)' "$log/$1.log" | sed 's/^/    /' | tail -n 12
}

words=("$@")
soak exact-resume cloze_engine_tests '*Resume*:*MissingState*'
soak kill-and-resume cloze_engine_tests 'KillTest.*'
soak guard cloze_engine_tests '*Guard*'
soak disk-full cloze_cli_tests 'DiskFull.*'
soak stop-signals cloze_cli_tests '*StopSignal*'
soak stop cloze_session_tests '*StopTest*'
soak closing cloze_ui_tests '*Closing*:*StudioSignals*'
soak saves cloze_engine_tests 'DamageTest.*:*SaveCrashTest*'
soak saves-of-the-program cloze_cli_tests 'KilledSave.*'
soak damaged-checkpoints cloze_session_tests 'DamagedCheckpointTest.*'
soak history cloze_base_tests 'ConcurrencyTest.*:HistoryCrashTest.*:MetricBlocksTest.*:ProgressTest.*:*MigrationTest.*'
soak builds cloze_base_tests 'BuildCrashTest.*'
soak hostile cloze_base_tests '*Hostile*:*HardText*:*LargeText*'
soak failing-runs cloze_session_tests 'FailingRun*:IsolatedRun*'
if ((ran == 0)); then
  echo "error: no test has any of these words in its name: ${words[*]}" >&2
  exit 2
fi
exit $failed
