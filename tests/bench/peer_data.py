#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One step of data preparation as it is done with Hugging Face datasets and the libraries that people use with it, on two
processes: reads JSON lines, does the step, writes JSON lines (steps that clean) or an Arrow folder of rows of 128 tokens
(steps that tokenize, with the grouping of run_mlm.py).

    tests/bench/peer_data.py STEPS pages.jsonl OUTPUT [--tokenizer tokenizer.json]

STEPS: names joined by commas, of read markup personal-data quality language exact-duplicates near-duplicates tokenize.

needs: pip install datasets transformers lxml pycld2 'datasketch>=2'
"""
import argparse
import hashlib
import os
import re
import tempfile
import unicodedata

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
import datasets  # noqa: E402

datasets.disable_progress_bars()
PROCESSES = 2
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff]")
BLANKS, BREAKS = re.compile(r"[ \t\u00a0\u3000]+"), re.compile(r"\s*\n\s*")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
PHONE = re.compile(r"\+\d{1,3}[ -]?\d{1,4}(?:[ -]?\d{2,4}){2,4}")
CARD = re.compile(r"\b(?:\d[ -]?){13,19}\b")
WORDS = re.compile(r"\w+")


def luhn(digits: str) -> bool:
    total = 0
    for i, c in enumerate(reversed(digits)):
        value = int(c) * (1 + i % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def read(row):
    text = CONTROL.sub("", unicodedata.normalize("NFC", row["text"]))
    return {"text": BREAKS.sub("\n", BLANKS.sub(" ", text)).strip()}


def markup(row):
    import lxml.html
    return {"text": lxml.html.fromstring(row["text"]).text_content()}


def personal_data(row):
    text = MAIL.sub("<mail>", row["text"])
    text = CARD.sub(lambda m: "<card>" if luhn(re.sub(r"\D", "", m[0])) else m[0], text)
    return {"text": PHONE.sub("<phone>", text)}


def quality(row):
    text = row["text"]
    if len(text) < 100:
        return False
    visible = [c for c in text if not c.isspace()]
    if sum(not c.isalnum() and unicodedata.category(c)[0] == "S" for c in visible) > 0.1 * len(visible):
        return False
    if sum(c.isdigit() for c in visible) > 0.3 * len(visible):
        return False
    words = WORDS.findall(text.lower())
    seen, repeated = set(), 0
    for i in range(len(words) - 9):
        gram = tuple(words[i:i + 10])
        repeated += gram in seen
        seen.add(gram)
    return repeated <= 0.3 * max(1, len(words))


def language(row):
    import pycld2
    _, _, found = pycld2.detect(row["text"], bestEffort=True)
    return found[0][1] in ("en", "un")


def signature(row):
    from datasketch import MinHash
    words = WORDS.findall(row["text"].lower())
    made = MinHash(num_perm=128, scheme="affine32")
    made.update_batch([" ".join(words[i:i + 5]).encode() for i in range(max(1, len(words) - 4))])
    return {"signature": made.hashvalues}


def drop_exact(rows):
    seen = set()

    def is_new(row):
        key = hashlib.sha256(row["text"].encode()).digest()
        if key in seen:
            return False
        seen.add(key)
        return True

    return rows.filter(is_new)


def drop_near(rows):
    from datasketch import MinHash, MinHashLSH
    rows = rows.map(signature, num_proc=PROCESSES)
    index = MinHashLSH(threshold=0.8, num_perm=128)
    kept = []
    for i, values in enumerate(rows.with_format("numpy")["signature"]):
        made = MinHash(num_perm=128, hashvalues=values.astype("uint32"), scheme="affine32")
        if not index.query(made):
            index.insert(i, made)
            kept.append(i)
    return rows.select(kept).remove_columns("signature")


def tokenize(rows, file):
    from transformers import PreTrainedTokenizerFast
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=file)
    rows = rows.map(lambda batch: {"input_ids": tokenizer(batch["text"])["input_ids"]}, batched=True, num_proc=PROCESSES,
                    remove_columns=rows.column_names)

    def group(batch):
        joined = [token for ids in batch["input_ids"] for token in ids]
        whole = len(joined) // 128 * 128
        return {"input_ids": [joined[i:i + 128] for i in range(0, whole, 128)]}

    return rows.map(group, batched=True, num_proc=PROCESSES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps")
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--tokenizer")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        rows = datasets.load_dataset("json", data_files=options.input, split="train", cache_dir=cache)
        maps = {"read": read, "markup": markup, "personal-data": personal_data}
        filters = {"quality": quality, "language": language}
        stored = False
        for step in options.steps.split(","):
            if step in maps:
                rows = rows.map(maps[step], num_proc=PROCESSES)
            elif step in filters:
                rows = rows.filter(filters[step], num_proc=PROCESSES)
            elif step == "exact-duplicates":
                rows = drop_exact(rows)
            elif step == "near-duplicates":
                rows = drop_near(rows)
            elif step == "tokenize":
                rows = tokenize(rows, options.tokenizer)
                rows.save_to_disk(options.output)
                stored = True
            else:
                parser.error(f"no step '{step}'")
        if not stored:
            rows.to_json(options.output, num_proc=PROCESSES, force_ascii=False)
        print(len(rows))


if __name__ == "__main__":
    main()
