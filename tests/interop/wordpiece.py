#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two steps of wordpiece.sh.

    wordpiece.py texts FOLDER COUNT TEXTS.json CORPUS.txt
        Lines of the HTML files below FOLDER, language by language, each once, and lines made of emoji, control characters
        and every other kind of character; COUNT in all. The real ones also as a corpus.
    wordpiece.py compare TOKENIZER TEXTS.json IDS.txt CORPUS.txt
        Compares ids with those of BertTokenizerFast with the same vocabulary; and the number of tokens with those of a
        vocabulary of the same size that the tokenizers library learned from the same corpus. Exit status 1 where ids differ.
"""
import html.parser
import json
import pathlib
import random
import re
import sys
import tempfile
import unicodedata


class Text(html.parser.HTMLParser):
    """The text of the paragraphs, without scripts and styles."""

    def __init__(self):
        super().__init__()
        self.lines, self.line, self.hidden = [], [], 0

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "style"):
            self.hidden += 1
        elif tag in ("p", "div", "li", "td", "th", "h1", "h2", "h3", "h4", "br"):
            self.cut()

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.hidden -= 1

    def handle_data(self, data):
        if not self.hidden:
            self.line.append(data)

    def cut(self):
        text = re.sub(r"\s+", " ", "".join(self.line)).strip()
        if text:
            self.lines.append(text)
        self.line = []


def language_lines(folder, count):
    seen = {}
    for path in sorted(folder.rglob("*.html")):
        parser = Text()
        parser.feed(path.read_text(encoding="utf-8"))
        parser.cut()
        for line in parser.lines:
            seen.setdefault(line)
        if len(seen) >= count:
            break
    return list(seen)[:count]


def odd_lines(count, real):
    """Words of real lines with anything between, upon and within them."""
    draw = random.Random(20)
    emoji = [chr(c) for c in range(0x1F300, 0x1FAFF)] + ["\u200d", "\ufe0f", "\U0001f3fd", "\u2764"]
    control = [chr(c) for c in [*range(0x20), *range(0x7f, 0xa0), 0xad, 0x200b, 0x200e, 0x2028, 0x2029, 0x2060, 0xfeff, 0xfffd, 0xe000]]
    any_character = [chr(c) for c in range(0xa0, 0x30000) if not 0xd800 <= c < 0xe000 and unicodedata.category(chr(c)) != "Cn"]
    lines = []
    while len(lines) < count:
        words = draw.choice(real).split()
        for _ in range(draw.randint(1, 6)):
            kind = draw.choice((emoji, control, any_character))
            extra = "".join(draw.choice(kind) for _ in range(draw.randint(1, 3)))
            at = draw.randrange(len(words))
            inside = draw.randint(0, len(words[at]))
            words[at] = draw.choice((words[at] + " " + extra, words[at][:inside] + extra + words[at][inside:]))
        lines.append(" ".join(words))
    return lines


def make_texts(folder, count, texts_path, corpus_path):
    folders = sorted(path for path in pathlib.Path(folder).iterdir() if path.is_dir() and any(path.rglob("*.html")))
    odd = count // 10
    texts, counts = [], {}
    for language in folders:
        lines = language_lines(language, -(-(count - odd) // len(folders)))
        counts[language.name] = len(lines)
        texts += lines
    pathlib.Path(corpus_path).write_text("\n".join(texts) + "\n", encoding="utf-8")
    odd = max(odd, count - len(texts))
    texts += odd_lines(odd, texts)
    json.dump(texts, open(texts_path, "w", encoding="utf-8"))
    print(f"{len(texts)} texts: " + ", ".join(f"{n} {name}" for name, n in counts.items())
          + f", {odd} with emoji, control and other characters put into them")


def vocabulary_of(tokenizer):
    stored = json.load(open(f"{tokenizer}/tokenizer.model", encoding="utf-8"))["tokenizer"]
    return stored["model"]["vocab"], stored["normalizer"]["lowercase"]


def compare(folder, texts_path, ids_path, corpus_path):
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertTokenizerFast

    texts = json.load(open(texts_path, encoding="utf-8"))
    vocabulary, lowercase = vocabulary_of(folder)
    with tempfile.TemporaryDirectory() as scratch:
        file = pathlib.Path(scratch) / "vocab.txt"
        file.write_text("".join(f"{token}\n" for token in sorted(vocabulary, key=vocabulary.get)), encoding="utf-8")
        theirs = BertTokenizerFast(vocab=str(file), do_lower_case=lowercase)
    assert theirs.vocab_size == len(vocabulary)
    ours = [[int(i) for i in line.split()] for line in open(ids_path, encoding="ascii")]
    wrong = []
    # All at once, as a list of texts goes through its threads; the special tokens in a text are text for us.
    batch = theirs(texts, add_special_tokens=False, split_special_tokens=True)["input_ids"]
    for number, (a, b) in enumerate(zip(ours, batch, strict=True)):
        if a != b:
            wrong.append(number)
    tokens = sum(map(len, ours))
    unknown = sum(row.count(1) for row in ours)
    other = BertWordPieceTokenizer(lowercase=lowercase, strip_accents=lowercase)
    real = pathlib.Path(corpus_path).read_text(encoding="utf-8").split("\n")[:-1]  # The first of the texts.
    assert real == texts[: len(real)]
    other.train_from_iterator(real, vocab_size=len(vocabulary), min_frequency=2, limit_alphabet=10000, show_progress=False)
    fair = sum(len(row.ids) for row in other.encode_batch(real, add_special_tokens=False))
    mine = sum(map(len, ours[: len(real)]))
    print(f"{'uncased' if lowercase else 'cased'}: {len(texts)} texts, {tokens} tokens, {unknown} of them unknown, "
          f"{len(wrong)} texts with other ids than BertTokenizerFast; "
          f"{mine / fair:.4f} x the tokens of a vocabulary that the tokenizers library learned")
    for number in wrong[:5]:
        print(f"  text {number} {texts[number][:80]!r}\n    ours   {ours[number][:30]}\n    theirs {batch[number][:30]}")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1] == "texts":
        make_texts(sys.argv[2], int(sys.argv[3]), *sys.argv[4:])
    else:
        sys.exit(compare(*sys.argv[2:]))
