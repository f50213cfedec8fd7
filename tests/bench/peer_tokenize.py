#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hugging Face tokenizers on all cores: trains a Unigram tokenizer of the wanted vocabulary on the corpus, then
encodes the corpus's lines in batches. Prints one JSON line with bytes per second, median of the rounds.

needs: pip install tokenizers
"""
import argparse
import json
import pathlib
import statistics
import time

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("corpus", type=pathlib.Path)
parser.add_argument("--vocabulary", type=int, default=8192)
parser.add_argument("--rounds", type=int, default=5)
options = parser.parse_args()

lines = [line for path in sorted(options.corpus.rglob("*.txt"))
         for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
tokenizer = Tokenizer(models.Unigram())
tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
tokenizer.decoder = decoders.Metaspace()
tokenizer.train_from_iterator(lines, trainers.UnigramTrainer(
    vocab_size=options.vocabulary, unk_token="[UNK]", special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
    show_progress=False))
size = sum(len(line.encode()) for line in lines)
rates, tokens = [], 0
for _ in range(options.rounds):
    start = time.perf_counter()
    encoded = tokenizer.encode_batch(lines, add_special_tokens=False)
    rates.append(size / (time.perf_counter() - start))
    tokens = sum(len(one.ids) for one in encoded)
rates_fast = []
for _ in range(options.rounds):
    start = time.perf_counter()
    tokenizer.encode_batch_fast(lines, add_special_tokens=False)
    rates_fast.append(size / (time.perf_counter() - start))
print(json.dumps({"bytes": size, "tokens": tokens, "vocabulary": tokenizer.get_vocab_size(),
                  "encode_bytes_per_second": max(statistics.median(rates), statistics.median(rates_fast))}))
