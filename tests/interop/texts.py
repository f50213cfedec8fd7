#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""1,000 texts to compare tokenizers on, as a JSON array: sentences of given files in turn, and lines made of what breaks
tokenizers (emoji and their joiners, control characters, every kind of blank, composed and decomposed letters, ligatures,
characters no vocabulary holds, repetitions). The same for the same files.

    texts.py COUNT FILE... > texts.json
"""
import json
import random
import re
import sys

ODD = [
    "", " ", "\t\n", "a", "\u2581", "\u2581word", "word\u2581", " \u2581 two \u2581\u2581 marks\u2581 ", "\ufeffmarked", "a\u0000b\u0007c",
    "line\r\nbreak\rand\u2028more\u0085", "no\u00a0break\u3000wide\u2003em\u200bzero\u200d\u200cjoin", "soft\u00adhyphen",
    "e\u0301 \u00e9 E\u0301", "\ufb01ne \ufb03 \u00df \u1e9e \u0130 \u0131 \u03a3\u03c2\u03c3", "\u13a0\uab70 \u1f88 \u01c5 \u0149", "\u212b \u210b \u2460 \uff21\uff22 \uff11",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd \u2764\ufe0f \U0001f1fa\U0001f1f3", "\U0001f600\U0001f600\U0001f600", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1\u05e8\u05d9\u05ea",
    "\u0939\u093f\u0928\u094d\u0926\u0940 \u0e44\u0e17\u0e22 \ud55c\uad6d\uc5b4 \u1112\u1161\u11ab", "aaaaaaaaaaaa", "hahahahahahaha", "......---", "1234567890 3.14 1,000",
    "don't can't I'll", "http://a.b/c?d=e&f", "\u4e2d\u6587\u548cEnglish\u6df7\u5408\u3002\u300c\u5f15\u53f7\u300d", "\ue000\U000f0000\u0378", "\u0345\u1fb3 \u03b1\u0345\u0301",
    "[not special] <x> </x>", "x" * 300, "\u0600123 \u06dd \u2066iso\u2069", "tab\tbetween\x0b\x0cwords", "  leading and trailing  ", "\u4e00" * 40]


def sentences(paths):
    found = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            parts = re.split(r"(?<=[.!?])\s+|(?<=[。！？」])", file.read())
        found.append([part.strip() for part in parts if 2 < len(part.strip()) < 400])
    return found


def mixed(draw, sources):
    """Two sentences of any source with something odd between or inside them."""
    a, b, odd = draw.choice(draw.choice(sources)), draw.choice(draw.choice(sources)), draw.choice(ODD)
    cut = draw.randrange(len(a) + 1)
    return draw.choice([f"{a} {odd} {b}", a[:cut] + odd + a[cut:], odd + a, f"{a}{odd}"])[:600]


def main():
    count, paths = int(sys.argv[1]), sys.argv[2:]
    sources, draw = [s for s in sentences(paths) if s], random.Random(1)
    texts = list(ODD)
    while len(texts) < count:
        texts.append(mixed(draw, sources) if len(texts) % 3 == 0 else draw.choice(draw.choice(sources)))
    json.dump(texts[:count], sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
