# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the seed corpus of the fuzz targets into corpus/: make_corpus.py

Small valid files of every kind, and ones with a single thing wrong, from which libFuzzer goes on.
"""
import hashlib
import json
import struct
from pathlib import Path

HERE = Path(__file__).parent


def put(target, name, data):
    path = HERE / "corpus" / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def safetensors(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data


w = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
put("safetensors", "empty", safetensors({}))
put("safetensors", "one", safetensors({"w": w}, b"abcd"))
put("safetensors", "metadata", safetensors({"__metadata__": {"format": "pt"}, "w": w}, b"abcd"))
put("safetensors", "types", safetensors(
    {t: {"dtype": t, "shape": [], "data_offsets": [i, i + n]}
     for t, i, n in [("F64", 0, 8), ("I64", 8, 8), ("F32", 16, 4), ("I32", 20, 4), ("F16", 24, 2), ("BF16", 26, 2),
                     ("U8", 28, 1)]}, bytes(29)))
put("safetensors", "zero_size", safetensors({"w": {"dtype": "F32", "shape": [0, 5], "data_offsets": [0, 0]}}))
put("safetensors", "overflow", safetensors({"w": {**w, "shape": [1 << 62, 8]}}, b"abcd"))
put("safetensors", "gap", safetensors({"w": {**w, "data_offsets": [1, 5]}}, b"abcde"))
put("safetensors", "overlap", safetensors(
    {"a": {"dtype": "U8", "shape": [3], "data_offsets": [0, 3]},
     "w": {"dtype": "U8", "shape": [2], "data_offsets": [2, 4]}}, b"abcd"))
put("safetensors", "behind", safetensors({"w": w}, b"abcde"))
put("safetensors", "sizes", safetensors({"w": {**w, "shape": [2]}}, b"abcd"))
put("safetensors", "too_long", struct.pack("<Q", 100_000_001) + b"{}")

for preset in sorted((HERE / "../../resources/presets").glob("*.json"))[:2]:
    put("recipe", preset.stem, preset.read_bytes())
put("recipe", "empty", "{}")
put("recipe", "twice", '{"seed": 1, "seed": 2}')
put("recipe", "wrong", '{"model": {"layers": -1, "hidden": 1e999, "gated": "yes"}, "format": 2}')
put("recipe", "deep", "[" * 100)


def shard(vocabulary, ids, sentences, documents):
    width = 2 if vocabulary <= 65536 else 4
    pad = lambda data: data + bytes(-len(data) % 8)
    areas = [pad(b"".join(i.to_bytes(width, "little") for i in ids)), pad(bytes((len(ids) + 7) // 8)),
             b"".join(struct.pack("<Q", n) for n in sentences), b"".join(struct.pack("<Q", n) for n in documents)]
    offsets, at = [], 96
    for area in areas:
        offsets.append(at)
        at += len(area)
    return (b"CLZSHARD" + struct.pack("<II", 1, width)
            + struct.pack("<10Q", vocabulary, len(ids), len(sentences) - 1, len(documents) - 1, *offsets, at, 0)
            + b"".join(areas))


put("shard", "small", shard(100, [5, 6, 7, 8], [0, 2, 4], [0, 1, 2]))
put("shard", "wide", shard(100_000, [5, 99_999], [0, 2], [0, 1]))
put("shard", "vocabulary", shard(0x701000186A0, [0xF50C0511, 5], [0, 2], [0, 1]))  # found: ids became negative
put("shard", "outside", shard(100, [5, 100], [0, 2], [0, 1]))
put("shard", "falling", shard(100, [5, 6, 7], [0, 2, 1, 3], [0, 3]))
put("shard", "cut", shard(100, [5, 6, 7], [0, 3], [0, 1])[:-8])

counts = {"documents": 1, "sentences": 1, "tokens": 2, "unknown_tokens": 0}
cleaning = {"normalization": "nfc", "lowercase": False, "strip_control": True, "collapse_whitespace": True,
            "invalid_utf8": "replace"}
entry = {"file": "train-00000.shard", "split": "train", "bytes": 136, "sha256": "0" * 64, "tokens": 2,
         "sentences": 1, "documents": 1}
dataset = {"format": 1, "name": "d", "hash": "a" * 64, "tokenizer_name": "t", "tokenizer_hash": "b",
           "vocabulary_size": 100,
           "settings": {"corpus": ["/c"], "boundary": "file", "held_out_share": 0.05, "locale": "", "threads": 0},
           "cleaning": cleaning, "train": counts, "held_out": counts,
           "report": {"files": 2, "documents": 2, "empty_documents": 0, "skipped_files": 0, "bytes_in": 9,
                      "bytes_out": 9, "invalid_sequences": 0, "control_characters": 0},
           "cut_sentences": 0, "empty_sentences": 0, "created": 1.5, "seconds": 0.5,
           "shards": [entry, {**entry, "file": "held_out-00000.shard", "split": "held_out"}]}
put("dataset_manifest", "good", json.dumps(dataset))
put("dataset_manifest", "elsewhere", json.dumps({**dataset, "shards": [{**entry, "file": "../x"}, dataset["shards"][1]]}))
put("dataset_manifest", "newer", json.dumps({**dataset, "format": 2}))
put("dataset_manifest", "lists", json.dumps({**dataset, "settings": [], "cleaning": [[]], "shards": {}}))


def checkpoint(files, loss=None):
    tree = {"format": 1, "step": 8, "files": files, "metrics": {"held_out_loss": loss}}
    tree["sha256"] = hashlib.sha256(json.dumps(tree, indent=2).encode()).hexdigest()
    return json.dumps(tree, indent=2) + "\n"


put("checkpoint_manifest", "good", checkpoint({"model.safetensors": {"size": 3, "sha256": "c" * 64}}, 1.5))
put("checkpoint_manifest", "size", checkpoint({"x": {"size": 1e45, "sha256": "c" * 64}}))  # found: an undefined cast
put("checkpoint_manifest", "empty", checkpoint({}))
put("checkpoint_manifest", "elsewhere", checkpoint({"../x": {"size": 3, "sha256": "c" * 64}}))
put("checkpoint_manifest", "newer", '{"format": 2}')

settings = {"kind": "bpe", "vocabulary_size": 100, "character_coverage": 1.0, "sample_bytes": 10000, "seed": 1,
            "cleaning": cleaning}
identity = {"model_sha256": "d" * 64, "kind": "bpe", "cleaning": cleaning}
tokenizer = {"format": 1, "hash": hashlib.sha256(json.dumps(identity, separators=(",", ":")).encode()).hexdigest(),
             "model_sha256": "d" * 64, "created": 1.0, "settings": settings,
             "report": {"files": 1, "documents": 1, "empty_documents": 0, "skipped_files": 0,
                        "cleaning": {"bytes_in": 1, "bytes_out": 1, "invalid_sequences": 0, "control_characters": 0},
                        "sentences": 1, "sampled_sentences": 1, "sampled_bytes": 1, "split_lines": 0,
                        "reserved_characters": 0, "seconds": 0.5}}
put("tokenizer", "info", json.dumps(tokenizer))
put("tokenizer", "info_changed", json.dumps({**tokenizer, "hash": "e" * 64}))


def piece(text, kind, score=0.0):
    body = b"\x0a" + bytes([len(text)]) + text + b"\x15" + struct.pack("<f", score) + b"\x18" + bytes([kind])
    return b"\x0a" + bytes([len(body)]) + body


special = b"".join(piece(f"[{name}]".encode(), kind)
                   for name, kind in [("PAD", 3), ("UNK", 2), ("CLS", 3), ("SEP", 3), ("MASK", 3)])
model = special + piece("\u2581".encode(), 1, -1.0) + piece(b"a", 1, -2.0) + b"\x12\x05\x18\x01\xc0\x02\x01"
put("tokenizer", "model", model)
put("tokenizer", "model_cut", model[:40])
put("tokenizer", "model_tables", model + b"\x1a\x04\x12\x02ab")
