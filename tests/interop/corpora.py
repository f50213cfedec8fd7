# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes one corpus in every format with the libraries that people use (pandas, pyarrow, gzip, zstandard, json, csv), builds a
dataset of each and compares the shards with those of plain text, byte for byte.

    python corpora.py CLOZE FOLDER    FOLDER holds .txt files; needs pandas, pyarrow and zstandard
"""
import csv
import gzip
import io
import json
import pathlib
import subprocess
import sys
import tempfile

import pandas
import zstandard


def frames(texts):
    return pandas.DataFrame({"id": range(len(texts)), "text": texts, "note": ["a, \"b\"\tc"] * len(texts)})


def files(texts):
    """Name to bytes, each the same texts in the same order."""
    table = frames(texts)
    lines = table.to_json(orient="records", lines=True, force_ascii=False).encode()
    made = {
        "pandas.csv": table.to_csv(index=False).encode(),
        "pandas.tsv": table.to_csv(index=False, sep="\t").encode(),
        "pandas-ascii.jsonl": table.to_json(orient="records", lines=True).encode(),
        "pandas.jsonl": lines,
        "pandas-list.json": table.to_json(orient="records", force_ascii=False).encode(),
        "python-indented.json": json.dumps(table.to_dict("records"), indent=2).encode(),
        "python-gzip.jsonl.gz": gzip.compress(lines),
        "zstandard.jsonl.zst": zstandard.ZstdCompressor(level=9).compress(lines),
        "utf16.csv": table.to_csv(index=False).encode("utf-16"),
        "pandas.parquet": table.to_parquet(index=False),
        "zstd-small-pages.parquet": table.to_parquet(index=False, compression="zstd", row_group_size=7,
                                                     data_page_size=4096),
        "bom.csv": table.to_csv(index=False).encode("utf-8-sig"),
    }
    quoted = io.StringIO()
    writer = csv.writer(quoted, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(table.itertuples(index=False))
    made["python-quoted.csv"] = quoted.getvalue().encode()
    chunks = zstandard.ZstdCompressor()
    made["zstandard-frames.csv.zst"] = b"".join(
        chunks.compress(part) for part in (made["pandas.csv"][:1000], made["pandas.csv"][1000:]))
    return made


def main():
    cloze, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    paths = sorted(folder.glob("*.txt"))
    # As pandas and universal line breaks keep it.
    texts = [path.read_text(encoding="utf-8").replace("\r\n", "\n") for path in paths]
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)

        def run(*words):
            done = subprocess.run([cloze, "--workspace", str(work / "workspace"), *map(str, words)],
                                  capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"{' '.join(map(str, words))}: {done.stderr}")
            return done.stdout

        plain = work / "plain"
        plain.mkdir()
        for number, text in enumerate(texts):
            (plain / f"{number:06}.txt").write_text(text, encoding="utf-8")
        run("tokenizer", "train", "--name", "t", "--vocab", "4000", plain)

        def shards(name, corpus):
            run("dataset", "build", "--name", name, "--tokenizer", "t", "--held-out", "0.2", corpus)
            told = json.loads(run("dataset", "show", name, "--json"))
            folder = work / "workspace" / "datasets" / told["hash"][:16]
            stored = json.loads((folder / "dataset.json").read_text())
            return [(shard["file"], shard["sha256"]) for shard in stored["shards"]]

        wanted = shards("plain", plain)
        failed = 0
        for name, content in files(texts).items():
            path = work / name
            path.write_bytes(content)
            same = shards(name.replace("_", "-"), path) == wanted
            failed += not same
            print(f"{name:28} {len(texts)} documents, {'the same shards' if same else 'OTHER SHARDS'}", flush=True)
    sys.exit(failed > 0)


main()
