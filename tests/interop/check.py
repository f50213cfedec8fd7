#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads a folder, exported or to be imported, with AutoModelForMaskedLM (BertForPreTraining where config.json says so) and AutoTokenizer and
compares token ids and logits with what cloze_interop_dump wrote for the same texts. Prints one line; exit status 1 where
the ids of any text differ or a logit by more than 1e-4.

    check.py FOLDER TEXTS.json DUMP.safetensors
"""
import json
import sys

import torch
from safetensors.torch import load_file
from transformers import AutoModelForMaskedLM, AutoModelForPreTraining, AutoTokenizer

TOLERANCE = 1e-4


def main():
    folder, texts_path, dump_path = sys.argv[1:]
    texts = json.load(open(texts_path, encoding="utf-8"))
    ours = load_file(dump_path)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    pre_training = json.load(open(f"{folder}/config.json"))["architectures"] == ["BertForPreTraining"]
    kind = AutoModelForPreTraining if pre_training else AutoModelForMaskedLM
    model, report = kind.from_pretrained(folder, output_loading_info=True)
    model.eval()
    model = model.float()
    problems = [f"{part}: {sorted(keys)}" for part, keys in report.items() if keys and part != "unexpected_keys"]
    longest = model.config.max_position_embeddings
    if model.config.model_type == "roberta":  # positions are counted from behind the padding token's id
        longest -= model.config.pad_token_id + 1
    lengths = ours["lengths"].tolist()
    rows, positions, logits = ours["ids"].split(lengths), ours["positions"].tolist(), ours["logits"]
    at, worst, wrong, worst_pair = 0, 0.0, [], 0.0
    for number, (text, row) in enumerate(zip(texts, rows, strict=True)):
        ids = tokenizer(text, truncation=True, max_length=longest)["input_ids"]
        if ids != row.tolist():
            wrong.append(number)
        masked = list(range(3, len(row) - 1, 7))
        assert positions[at:at + len(masked)] == masked
        row = row.long().clone()
        row[masked] = tokenizer.mask_token_id
        with torch.no_grad():
            out = model(input_ids=row[None])
        theirs = (out.prediction_logits if pre_training else out.logits)[0, masked]
        if masked:
            worst = max(worst, (theirs - logits[at:at + len(masked)]).abs().max().item())
        if pre_training:
            worst_pair = max(worst_pair, (out.seq_relationship_logits - ours["next_sentence"][number]).abs().max().item())
        at += len(masked)
    print(f"{folder.rsplit('/', 1)[-1]}: {type(model).__name__}, {type(tokenizer).__name__}: {len(texts)} texts, "
          f"{sum(lengths)} tokens, {len(wrong)} texts with other ids; {at} x {logits.shape[1]} logits, "
          f"largest difference {max(worst, worst_pair):.2g}")
    for number in wrong[:5]:
        row, ids = rows[number].tolist(), tokenizer(texts[number], truncation=True, max_length=longest)["input_ids"]
        print(f"  text {number} {texts[number][:80]!r}\n    ours   {tokenizer.convert_ids_to_tokens(row)[:40]}\n"
              f"    theirs {tokenizer.convert_ids_to_tokens(ids)[:40]}")
    for problem in problems:
        print(f"  loading: {problem}")
    return 1 if wrong or problems or max(worst, worst_pair) > TOLERANCE else 0


if __name__ == "__main__":
    sys.exit(main())
