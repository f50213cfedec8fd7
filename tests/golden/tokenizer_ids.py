#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden ids of Hugging Face's tokenizers library: small WordPiece tokenizers, cased and uncased, and a small byte-level BPE
one with added tokens, as tokenizer.json, with the ids of texts that break tokenizers.

Written with tokenizers 0.23.3, Python 3.11:
    pip install tokenizers==0.23.3
    python tests/golden/tokenizer_ids.py > tests/golden/tokenizer_ids.json
"""
import json
import pathlib
import sys

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "interop"))
from texts import ODD

SENTENCES = [
    "The young queen sees a red boat in the market.", "We can't know; they've said: \"It's his!\" (twice)",
    "Der Käufer aß Äpfel über der Straße, ÜBERALL.", "Élève à l'école: ça va, naïve?", "我们研究中国历史，喜欢北京的市场。",
    "हिन्दी में लिखा हुआ वाक्य।", "Mixed 中文 and English, 3.14% of $5 = x_y+z^2", "日本語のテキスト と 한국어 텍스트", "emoji 😀 and 👩‍👩‍👧, done",
    "a" * 101, "a" * 100, "new\u1c90case \ua7c0 \u1e9e", "\u166d \U000111c9 \u1734 \u1885 \u061d \u0890x"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def wordpiece(lowercase):
    normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    pre = pre_tokenizers.BertPreTokenizer()
    words = [w for s in SENTENCES[:9] for w, _ in pre.pre_tokenize_str(normalizer.normalize_str(s))]
    pieces = [w for w in dict.fromkeys(words) if len(w) < 9]
    pieces += sorted({c for w in words for c in w} - set(pieces))
    pieces += ["##" + c for c in sorted({c for w in words for c in w})] + ["##ng", "##er", "qu", "##een"]
    vocabulary = ["[PAD]", "[unused0]", "[unused1]"] + pieces[:20] + SPECIAL[1:] + pieces[20:]
    tokenizer = Tokenizer(models.WordPiece({p: i for i, p in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def byte_bpe():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(vocab_size=420, special_tokens=["<s>", "[PAD]"], show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(SENTENCES[:9] * 3, trainer)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_tokens([AddedToken("   "), AddedToken("  "), AddedToken("|||IP|||"), AddedToken("<left>", lstrip=True),
                          AddedToken("<right>", rstrip=True)])
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def entry(tokenizer):
    texts = SENTENCES + ODD + ["  two   three    four ", "a |||IP||| b", "x  <left>y <right>  z"]
    return {"tokenizer": json.loads(tokenizer.to_str()), "texts": texts,
            "ids": [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]}


content = {"cased": entry(wordpiece(False)), "uncased": entry(wordpiece(True)), "bytes": entry(byte_bpe())}
json.dump(content, sys.stdout, ensure_ascii=True, separators=(",", ":"))
sys.stdout.write("\n")
