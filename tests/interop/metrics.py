#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the metrics of a run that `cloze runs export` wrote with TensorBoard's own reader and with Python's csv module, and
compares them with what `cloze runs metrics --json` and `cloze runs show --json` say. Prints one line; exit status 1 where
a step is missing or a value differs.

    metrics.py FOLDER METRICS.json RUN.json
"""
import csv
import glob
import json
import math
import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def as_float32(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def main():
    folder, metrics_path, run_path = sys.argv[1:]
    said = {"train": json.load(open(metrics_path)), "eval": json.load(open(run_path))["evaluations"]}
    [events] = glob.glob(f"{folder}/events.out.tfevents.*")
    reader = EventAccumulator(events, size_guidance={"scalars": 0})
    reader.Reload()
    compared, wrong = 0, []
    for tag in reader.Tags()["scalars"]:
        group, name = tag.split("/")
        rows = reader.Scalars(tag)
        if [row.step for row in rows] != [row["step"] for row in said[group]]:
            wrong.append(f"{tag}: other steps")
            continue
        for row, wanted in zip(rows, said[group]):
            compared += 1
            value = math.nan if wanted[name] is None else wanted[name]
            if not same(row.value, as_float32(value)):
                wrong.append(f"{tag} at step {row.step}: {row.value}, not {value}")
    for group, name in (("train", "metrics.csv"), ("eval", "evaluations.csv")):
        table = list(csv.DictReader(open(f"{folder}/{name}", newline="")))
        if len(table) != len(said[group]):
            wrong.append(f"{name}: {len(table)} rows, not {len(said[group])}")
        for row, wanted in zip(table, said[group]):
            for column, text in row.items():
                compared += 1
                value = wanted[column]
                if (value is None) != (text in ("", "nan")) or (value is not None and float(text) != value):
                    wrong.append(f"{name} {column} at step {row['step']}: {text}, not {value}")
    print(f"metrics: {len(reader.Tags()['scalars'])} curves in TensorBoard's reader, {compared} values, {len(wrong)} that differ")
    for line in wrong[:10]:
        print(f"  {line}")
    return 1 if wrong or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
