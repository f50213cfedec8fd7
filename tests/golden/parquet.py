# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the Parquet files in tests/golden/parquet, which parquet_test reads, with the libraries that people use.

    python parquet.py FOLDER     needs pandas and pyarrow; the committed ones were made with pyarrow 26.0.1
"""
import pathlib
import sys

import pandas
import pyarrow as pa
import pyarrow.parquet as pq

TEXTS = ["Tea is made of leaves.", "茶是用茶叶泡的。\n第二行", "", None, "emoji 🍵 and a tab\there", "longer " * 40, None,
         "Tea is made of leaves."]
IDS = list(range(len(TEXTS)))


def good(folder):
    """Each holds the same texts."""
    table = pa.table({"id": IDS, "text": pa.array(TEXTS), "note": ["n"] * len(TEXTS)})
    pandas.DataFrame({"id": IDS, "text": TEXTS, "note": "n"}).to_parquet(folder / "pandas.parquet", index=False)
    for codec in ("none", "gzip", "brotli", "zstd", "lz4"):
        pq.write_table(table, folder / f"{codec}.parquet", compression=codec)
    pq.write_table(table, folder / "groups.parquet", row_group_size=3, data_page_size=16, data_page_version="2.0",
                   write_page_checksum=True)
    pq.write_table(table, folder / "delta.parquet", use_dictionary=False,
                   column_encoding={"text": "DELTA_BYTE_ARRAY", "id": "PLAIN", "note": "PLAIN"})
    pq.write_table(table.set_column(1, "text", table["text"].cast(pa.large_string())), folder / "large.parquet")
    pq.write_table(table.set_column(1, "text", table["text"].dictionary_encode()), folder / "categories.parquet")
    nested = pa.array([{"text": "not this", "n": 1}] * len(TEXTS))
    pq.write_table(pa.table({"meta": nested, "text": pa.array(TEXTS), "list": [["x"]] * len(TEXTS)}),
                   folder / "nested.parquet")


def other(folder):
    required = pa.schema([pa.field("text", pa.binary(), nullable=False)])
    pq.write_table(pa.table({"text": pa.array([b"good", b"b\xffd"], pa.binary())}, schema=required),
                   folder / "binary.parquet")
    pq.write_table(pa.table({"id": [1], "body": ["the only text"], "text": [2]}), folder / "body.parquet")
    pq.write_table(pa.table({"text": [["in", "a", "list"]], "deep": [{"text": "in a struct"}]}), folder / "lists.parquet")
    pq.write_table(pa.table({"id": [1, 2]}), folder / "numbers.parquet")
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), folder / "no_rows.parquet")
    checked = pa.table({"text": [f"row {i} with some words in it" for i in range(500)]})
    pq.write_table(checked, folder / "checksums.parquet", compression="none", use_dictionary=False,
                   write_page_checksum=True)
    # 40 MB and 600 MB of text in some kilobytes.
    pq.write_table(pa.table({"text": ["x" * 1_000_000] * 40}), folder / "expands.parquet", compression="zstd")
    pq.write_table(pa.table({"text": ["x" * 60_000_000] * 10}), folder / "huge_page.parquet", compression="zstd",
                   use_dictionary=False, data_page_size=1 << 30)


if len(sys.argv) != 2:
    sys.exit(__doc__)
target = pathlib.Path(sys.argv[1])
(target / "same").mkdir(parents=True, exist_ok=True)
good(target / "same")
other(target)
