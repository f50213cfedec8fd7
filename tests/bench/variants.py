#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change of the recipe does to learning: the quickstart with each variant and each seed, one after another.

    python3 tests/bench/variants.py --variant bf16 --variant "fp32 optimizer.precision=fp32" [--seeds 1 2 3]
                                    [--steps 3500] [--threads N]

A variant is its name and the settings it changes, separated by spaces. Prints a Markdown table: held-out loss and
accuracy over all held-out rows, mean of the seeds and each one, and the training time. Build the release preset first.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def train(workspace: str, settings: list[str], threads: int) -> tuple[float, float, float]:
    program = [str(ROOT / "build/release/bin/cloze"), "--workspace", workspace, "--json"]
    changes = [word for one in settings for word in ("--set", one)]
    result = json.loads(subprocess.run([*program, "quickstart", "--threads", str(threads), *changes],
                                       capture_output=True, check=True).stdout)
    metrics = json.loads(subprocess.run([*program, "runs", "metrics", result["run"]], capture_output=True,
                                        check=True).stdout)
    return result["held_out"]["loss"], result["held_out"]["accuracy"], metrics[-1]["seconds"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variant", action="append", required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--steps", type=int, default=3500)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    common = [f"budget.steps={options.steps}", "checkpoint.every_steps=0", "evaluation.every_steps=0",
              "evaluation.max_rows=0"]
    seen: dict[str, list[tuple[float, float, float]]] = {}
    with tempfile.TemporaryDirectory() as workspace:
        for seed in options.seeds:
            for variant in options.variant:
                name, *settings = variant.split()
                result = train(workspace, [*common, f"seed={seed}", *settings], options.threads)
                seen.setdefault(variant, []).append(result)
                print(f"{name}, seed {seed}: loss {result[0]:.4f}, accuracy {result[1]:.4f}, {result[2]:.0f} s",
                      file=sys.stderr)
    print(f"| {options.steps} steps, seeds {', '.join(map(str, options.seeds))} | held-out loss | each | accuracy | each | "
          "training, s |\n|---|---|---|---|---|---|")
    for variant, results in seen.items():
        losses, accuracies, seconds = zip(*results)
        print(f"| {variant} | {statistics.mean(losses):.4f} | {', '.join(f'{x:.4f}' for x in losses)} | "
              f"{statistics.mean(accuracies):.4f} | {', '.join(f'{x:.4f}' for x in accuracies)} | "
              f"{statistics.median(seconds):.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
