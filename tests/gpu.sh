#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# On a machine with an NVIDIA GPU: builds core-only against LibTorch with CUDA (LIBTORCH, or the copy that
# packaging/bootstrap.sh --cuda fetches), runs the tests that need the GPU, and measures a training step.
#
#   tests/gpu.sh
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [[ -n ${LIBTORCH:-} ]]; then
  "$root/packaging/build.sh" core-only
else
  "$root/packaging/build.sh" core-only --cuda
fi
bin=$root/build/core-only/bin
"$bin/cloze_engine_tests" --gtest_filter='CudaTest.*'
for preset in tiny mini base; do
  for precision in bf16 fp32; do
    "$bin/cloze" bench step --preset "$preset" --precision "$precision" --device auto
  done
done
