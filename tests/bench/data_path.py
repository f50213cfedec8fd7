#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Throughput of data preparation, step by step and end to end, beside Hugging Face datasets for the same work (peer_data.py),
on one corpus (web_pages.py): whole processes in turn, median of the rounds. Prints a Markdown table.

    tests/bench/data_path.py --peer-python PYTHON [--megabytes 100] [--rounds 3] [--only STEP...]

PYTHON has datasets, transformers, lxml, pycld2 and datasketch. MB/s are of the JSON-lines file that is read. Peak memory is
that of the largest process.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CLEANING = "markup,personal-data,length,symbols,digits,repetition,exact-duplicates,near-duplicates"
# Name, cleaning steps here, steps there, tokenizer.
ROWS = [
    ("read, normalize, write", "", "read", None),
    ("HTML", "markup", "read,markup", None),
    ("personal data", "personal-data", "read,personal-data", None),
    ("length, symbols, digits, repetition", "length,symbols,digits,repetition", "read,quality", None),
    ("language", "language", "read,language", None),
    ("exact duplicates", "exact-duplicates", "read,exact-duplicates", None),
    ("near duplicates", "near-duplicates", "read,near-duplicates", None),
    ("tokenize: unigram", "", "read,tokenize", "unigram"),
    ("tokenize: WordPiece", "", "read,tokenize", "wordpiece"),
    ("all cleaning, tokenize: unigram", CLEANING,
     "read,markup,personal-data,quality,exact-duplicates,near-duplicates,tokenize", "unigram"),
]


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds and peak resident MB of the largest process; by a process of its own, whose children they are."""
    code = ("import json, resource, subprocess, sys, time\n"
            "start = time.perf_counter()\n"
            "done = subprocess.run(sys.argv[1:], capture_output=True, text=True)\n"
            "print(json.dumps([time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,"
            " done.returncode, done.stderr]))")
    seconds, peak, status, errors = json.loads(
        subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True).stdout)
    if status != 0:
        sys.exit(f"{' '.join(command)}: {errors[-2000:]}")
    return seconds, peak / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer-python", required=True)
    parser.add_argument("--cloze", default=str(HERE.parent.parent / "build/release/bin/cloze"))
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[])
    options = parser.parse_args()
    samples = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "cloze-studio/samples"

    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        pages = work / "pages.jsonl"
        subprocess.run([sys.executable, str(HERE / "web_pages.py"), "--megabytes", str(options.megabytes), "--to",
                        str(pages)], check=True)
        megabytes = pages.stat().st_size / 1e6

        def cloze(*arguments: str) -> list[str]:
            return [options.cloze, "--workspace", str(work / "workspace"), *arguments]

        both = [str(samples / "sotu"), str(samples / "sanguo")]
        for kind in ("unigram", "wordpiece"):
            subprocess.run(cloze("tokenizer", "train", "--name", kind, "--kind", kind, "--vocab", "16000", *both),
                           check=True, capture_output=True)
            # What others load is in an exported folder.
            subprocess.run(cloze("dataset", "build", "--name", kind, "--tokenizer", kind, *both), check=True,
                           capture_output=True)
            subprocess.run(cloze("train", "--recipe", "quickstart", "--dataset", kind, "--name", kind, "--set",
                                 "budget.steps=1", "--set", "schedule.warmup_steps=0", "--set", "evaluation.max_rows=8"), check=True,
                           capture_output=True)
            subprocess.run(cloze("export", kind, "--to", str(work / f"export-{kind}")), check=True, capture_output=True)

        def ours(steps: str, tokenizer: str | None) -> tuple[float, float]:
            cleaning = ["--clean", steps] if steps else []
            if tokenizer is None:
                out = work / "ours.jsonl"
                out.unlink(missing_ok=True)
                return timed(cloze("clean", str(pages), "--to", str(out), "--show", "0", *cleaning))
            for stored in (work / "workspace/datasets").glob("*"):
                if json.loads((stored / "dataset.json").read_text())["name"] == "pages":
                    shutil.rmtree(stored)
            return timed(cloze("dataset", "build", "--name", "pages", "--tokenizer", tokenizer, *cleaning,
                                     str(pages)))

        def theirs(steps: str, tokenizer: str | None) -> tuple[float, float]:
            out = work / "theirs"
            shutil.rmtree(out, ignore_errors=True)
            out.unlink(missing_ok=True)
            extra = ["--tokenizer", str(work / f"export-{tokenizer}/tokenizer.json")] if tokenizer else []
            return timed([options.peer_python, str(HERE / "peer_data.py"), steps, str(pages), str(out), *extra])

        print(f"| {megabytes:.0f} MB of pages | Cloze MB/s | datasets MB/s | ratio | Cloze peak MB | datasets peak MB |")
        print("|---|---|---|---|---|---|", flush=True)
        for name, here, there, tokenizer in ROWS:
            if options.only and name not in options.only:
                continue
            rounds = [(ours(here, tokenizer), theirs(there, tokenizer)) for _ in range(options.rounds)]
            mine = megabytes / statistics.median(one[0][0] for one in rounds)
            peer = megabytes / statistics.median(one[1][0] for one in rounds)
            print(f"| {name} | {mine:.1f} | {peer:.1f} | {mine / peer:.2f} | {max(one[0][1] for one in rounds):.0f} | "
                  f"{max(one[1][1] for one in rounds):.0f} |", flush=True)


if __name__ == "__main__":
    main()
