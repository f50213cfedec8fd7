#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools what transformers' encoder gives for each text, one at a time, and compares it with the vectors that `cloze embed`
wrote for all. Prints one line; exit status 1 where a value differs by more than 1e-4.

    embeddings.py FOLDER TEXTS.json mean|cls VECTORS.npy|VECTORS.csv
"""
import json
import re
import sys

import numpy
import torch
from transformers import AutoModel, AutoTokenizer

TOLERANCE = 1e-4


def read(path):
    if path.endswith(".npy"):
        return numpy.load(path)
    return numpy.loadtxt(path, delimiter=",", skiprows=1, dtype=numpy.float32, ndmin=2)


def as_read(text):
    """In files, vertical tab, form feed and U+0085 are line breaks; BERT's tokenizers would drop them within a word."""
    return re.sub("[\x0b\x0c\x85]", "\n", text)


def main():
    folder, texts_path, pooling, vectors_path = sys.argv[1:]
    texts = json.load(open(texts_path, encoding="utf-8"))
    ours = read(vectors_path)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).float().eval()
    assert ours.shape == (len(texts), model.config.hidden_size), ours.shape
    assert ours.dtype == numpy.float32
    longest = model.config.max_position_embeddings
    worst = 0.0
    for text, vector in zip(texts, ours, strict=True):
        batch = tokenizer(as_read(text), truncation=True, max_length=longest, return_tensors="pt")
        with torch.no_grad():
            hidden = model(**batch).last_hidden_state[0]
        theirs = hidden.mean(0) if pooling == "mean" else hidden[0]
        worst = max(worst, numpy.abs(theirs.numpy() - vector).max())
    print(f"  {len(texts)} {pooling} embeddings of {ours.shape[1]} numbers ({vectors_path[-3:]}), largest difference {worst:.2g}")
    return 1 if worst > TOLERANCE else 0


if __name__ == "__main__":
    sys.exit(main())
