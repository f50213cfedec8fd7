#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dataset of a corpus that is larger than the memory: builds it with cleaning, kills the build on the way, goes on with it, and
prints seconds and peak memory of both. With --compare it is built once more in one go, on one thread, and every file of the two
must be the same.

    tests/bench/large_corpus.py [--megabytes 10000] [--kill-after SECONDS] [--clean web] [--compare] [--pages FILE]
"""
import argparse
import hashlib
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def watch(command: list[str], kill_after: float = 0) -> dict:
    """Runs it, and asks every half second for the memory it holds; file pages that it maps do not count as its own."""
    start = time.time()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    peak = own = 0
    while process.poll() is None:
        time.sleep(0.5)
        try:
            lines = dict(line.split(":", 1) for line in open(f"/proc/{process.pid}/status") if ":" in line)
            peak = max(peak, int(lines["VmHWM"].split()[0]))
            own = max(own, int(lines["RssAnon"].split()[0]))
        except (OSError, KeyError):
            pass
        if kill_after and time.time() - start > kill_after:
            process.send_signal(signal.SIGKILL)
            break
    errors = process.communicate()[1]
    if process.returncode not in (0, -signal.SIGKILL):
        sys.exit(f"{' '.join(command)}: {errors[-1000:]}")
    return {"seconds": round(time.time() - start, 1), "peak_resident_MB": peak // 1024, "of_it_own_MB": own // 1024}


def hashes(folder: pathlib.Path) -> dict:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.shard"))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=10000)
    parser.add_argument("--kill-after", type=float, nargs="*", default=[330])
    parser.add_argument("--clean", default="web")
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--pages", type=pathlib.Path, help="a file of web_pages.py that is there already")
    parser.add_argument("--cloze", default=str(HERE.parent.parent / "build/release/bin/cloze"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        pages = options.pages or work / "pages.jsonl"
        if options.pages is None:
            subprocess.run([sys.executable, str(HERE / "web_pages.py"), "--megabytes", str(options.megabytes), "--to",
                            str(pages)], check=True)

        def cloze(place: str, *arguments: str) -> list[str]:
            return [options.cloze, "--workspace", str(work / place), *arguments]

        def build(place: str, *more: str) -> list[str]:
            return cloze(place, "dataset", "build", "--name", "pages", "--tokenizer", "en", "--clean", options.clean,
                         *more, str(pages))

        train = ["tokenizer", "train", "--name", "en", "--vocab", "16000", "--sample", "sotu"]
        subprocess.run(cloze("one", *train), check=True, capture_output=True)
        size = pages.stat().st_size / 1e6
        total = 0.0
        for seconds in options.kill_after:
            figures = watch(build("one"), seconds)
            total += figures["seconds"]
            print("killed", figures, flush=True)
            print(subprocess.run(cloze("one", "dataset", "list"), capture_output=True, text=True,
                                 check=True).stdout.splitlines()[-1], flush=True)
        figures = watch(build("one"))
        total += figures["seconds"]
        print("went on", figures, flush=True)
        shown = json.loads(subprocess.run(cloze("one", "dataset", "show", "pages", "--verify", "--json"), check=True,
                                          capture_output=True, text=True).stdout)
        print(f"{size:.0f} MB in {total:.0f} s, all together: {size / total:.1f} MB/s; "
              f"{shown['train']['tokens'] + shown['held_out']['tokens']} tokens", flush=True)
        if options.compare:
            subprocess.run(cloze("two", *train), check=True, capture_output=True)
            print("in one go, one thread", watch(build("two", "--threads", "1")), flush=True)
            found = [hashes(next(path for path in (work / place / "datasets").iterdir() if path.is_dir()))
                     for place in ("one", "two")]
            print(f"{len(found[0])} files, {'all the same' if found[0] == found[1] else 'DIFFERENT'}")
            if found[0] != found[1]:
                sys.exit(1)


if __name__ == "__main__":
    main()
