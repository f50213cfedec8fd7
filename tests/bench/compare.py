#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed and memory of a training step and of tokenizing: ours beside the peers, in turn on one machine, several rounds.

    python3 tests/bench/compare.py [--rounds 3] [--presets tiny mini base] [--threads N]

Makes a Python environment for the peers in build/bench-peers at the first call (about 3 GB, pinned versions). Writes
the table of medians and ratios between the markers of tests/bench/RESULTS.md, and the plot beside it. Build the
release preset first (./run.sh or ./test.sh do).
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
BENCH = ROOT / "tests" / "bench"
PEERS = ROOT / "build" / "bench-peers"
PINNED = ["torch==2.11.0", "transformers==5.17.0", "accelerate==1.15.0", "tokenizers", "matplotlib"]

STEPS = {"tiny": (40, 5), "mini": (12, 3), "base": (3, 1)}  # counted, warm-up

# name, ours or the peer's arguments
CONTESTANTS = [
    ("Cloze, modern, bf16", ["--family", "modern", "--precision", "bf16"], True),
    ("Cloze, modern, bf16, muon", ["--family", "modern", "--precision", "bf16", "--optimizer", "muon"], True),
    ("Cloze, classic, bf16", ["--family", "classic", "--precision", "bf16"], True),
    ("Cloze, classic, fp32", ["--family", "classic", "--precision", "fp32"], True),
    ("transformers bert, run_mlm's defaults (fp32)", ["--model", "bert"], False),
    ("transformers bert, bf16 + compile", ["--model", "bert", "--bf16", "--compile"], False),
    ("transformers modernbert, bf16", ["--model", "modernbert", "--bf16"], False),
    ("transformers modernbert, bf16 + compile", ["--model", "modernbert", "--bf16", "--compile"], False),
]


def environment() -> str:
    python = PEERS / "bin" / "python"
    if not (PEERS / "complete").exists():
        print("making the peers' environment in", PEERS, file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PINNED], check=True)
        (PEERS / "complete").touch()
    return str(python)


def last_json(command: list[str]) -> dict | None:
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    try:
        if result.returncode != 0:
            raise ValueError(f"exit status {result.returncode}")
        # Ours prints one object over several lines; the peers print their own lines before one line of JSON.
        whole = result.stdout.startswith("{\n")
        return json.loads(result.stdout if whole else result.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError) as error:
        print("  failed:", error, result.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return None


def measure(python: str, preset: str, arguments: list[str], ours: bool, threads: int) -> dict | None:
    steps, warmup = STEPS[preset]
    common = ["--preset", preset, "--steps", str(steps), "--warmup", str(warmup), "--threads", str(threads)]
    if ours:
        return last_json([str(ROOT / "build/release/bin/cloze"), "--json", "bench", "step", *common, *arguments])
    return last_json([python, str(BENCH / "peer_step.py"), *common, *arguments])


def tokenizing(python: str, rounds: int) -> str:
    """The sample corpus sotu, vocabulary 8,192, all cores."""
    cloze = str(ROOT / "build/release/bin/cloze")
    ours, peers = [], []
    with tempfile.TemporaryDirectory() as workspace:
        base = [cloze, "--workspace", workspace, "--json"]
        samples = json.loads(subprocess.run([cloze, "--json", "sample"], capture_output=True, check=True).stdout)
        sample = next(one for one in samples if one["name"] == "sotu")
        subprocess.run([*base, "tokenizer", "train", "--sample", "sotu", "--vocabulary", "8192", "--name", "bench"],
                       check=True, capture_output=True)
        for turn in range(rounds):
            ours.append(last_json([*base, "bench", "tokenize", "--tokenizer", "bench", "--sample", "sotu"]))
            peers.append(last_json([python, str(BENCH / "peer_tokenize.py"), sample["folder"]]))
            print(f"tokenizing {turn + 1}/{rounds}", file=sys.stderr)
    rates = [(name, statistics.median(r[key] for r in results) / 1e6) for name, results, key in (
        ("Cloze, ids of lines", ours, "encode_bytes_per_second"),
        ("Cloze, as a dataset is built (sentences, words, hash)", ours, "dataset_bytes_per_second"),
        ("Hugging Face tokenizers, ids of lines", peers, "encode_bytes_per_second"))]
    lines = ["### tokenizing", "", "| unigram, vocabulary 8,192, sotu (12.2 MB), all cores | MB/s | against tokenizers |",
             "|---|---|---|"]
    lines += [f"| {name} | {rate:.1f} | {rate / rates[2][1]:.2f} |" for name, rate in rates]
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    return f"{value / 1000:.1f}k" if value >= 10000 else f"{value / 1000:.2f}k" if value >= 1000 else f"{value:.0f}"


def table(preset: str, rounds: dict[str, list[dict]]) -> str:
    speed = {name: statistics.median(r["tokens_per_second"] for r in results) for name, results in rounds.items()}
    peers = {name: value for name, value in speed.items() if name.startswith("transformers")}
    strongest = max(peers, key=peers.get)
    default = next(value for name, value in peers.items() if "defaults" in name)
    lines = [f"### {preset}", "",
             "| | tokens/s | lowest to highest | against the strongest peer | against bert's defaults | GFLOP/s | share of "
             "GEMM | peak memory |", "|---|---|---|---|---|---|---|---|"]
    for name, results in rounds.items():
        seen = [r["tokens_per_second"] for r in results]
        rate = statistics.median(r["flops_per_second"] for r in results) if "flops_per_second" in results[0] else None
        share = statistics.median(r["gemm_ratio"] for r in results) if rate else None
        memory = statistics.median(r["peak_memory_bytes"] for r in results) / 1e6
        mark = " (strongest peer)" if name == strongest else ""
        lines.append(
            f"| {name}{mark} | {number(speed[name])} | {number(min(seen))} to {number(max(seen))} | "
            f"{speed[name] / peers[strongest]:.2f} | {speed[name] / default:.2f} | "
            f"{f'{rate / 1e9:.0f}' if rate else ''} | {f'{100 * share:.0f} %' if share else ''} | {memory:.0f} MB |")
    return "\n".join(lines) + "\n"


def plot(python: str, everything: dict[str, dict[str, list[dict]]]) -> None:
    medians = {preset: {name: statistics.median(r["tokens_per_second"] for r in results) for name, results in rounds.items()}
               for preset, rounds in everything.items()}
    script = """
import json, sys
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
data = json.load(sys.stdin)
figure, axes = plt.subplots(1, len(data), figsize=(4.6 * len(data), 3.4), squeeze=False)
for axis, (preset, speeds) in zip(axes[0], data.items()):
    names = list(speeds)[::-1]
    axis.barh(names, [speeds[n] for n in names], color=["#2a6fdb" if n.startswith("Cloze") else "#b6bcc6" for n in names])
    axis.set_title(preset)
    axis.set_xlabel("tokens/s")
    axis.spines[["top", "right"]].set_visible(False)
    if axis is not axes[0][0]:
        axis.set_yticklabels([])
figure.tight_layout()
figure.savefig(sys.argv[1], dpi=110)
"""
    subprocess.run([python, "-c", script, str(BENCH / "step.png")], input=json.dumps(medians), text=True, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--presets", nargs="+", default=list(STEPS), choices=list(STEPS))
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    python = environment()
    everything: dict[str, dict[str, list[dict]]] = {}
    for preset in options.presets:
        rounds = everything.setdefault(preset, {})
        turns = min(options.rounds, 2) if preset == "base" else options.rounds  # a round of base takes five minutes
        for turn in range(turns):
            for name, arguments, ours in CONTESTANTS:
                result = measure(python, preset, arguments, ours, options.threads)
                if result is None:
                    continue
                rounds.setdefault(name, []).append(result)
                print(f"{preset} {turn + 1}/{turns} {name}: {number(result['tokens_per_second'])} tokens/s",
                      file=sys.stderr)
    text = (f"`python3 tests/bench/compare.py --rounds {options.rounds} --threads {options.threads}`: medians of "
            f"{options.rounds} rounds in turn (base: at most 2), {options.threads} threads, same layers, width, heads, vocabulary, "
            "sequence and batch (tests/bench/peer_step.py). GFLOP/s count the matrix products that are computed.\n\n")
    text += "\n".join(table(preset, rounds) for preset, rounds in everything.items())
    text += "\n" + tokenizing(python, options.rounds)
    text += "\n![Tokens per second](step.png)\n"
    results = BENCH / "RESULTS.md"
    begin, end = "<!-- compare begin -->\n", "<!-- compare end -->"
    whole = results.read_text()
    before, rest = whole.split(begin)
    _, after = rest.split(end)
    results.write_text(before + begin + text + end + after)
    plot(python, everything)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
