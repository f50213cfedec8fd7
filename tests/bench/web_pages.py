#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a corpus as it comes from the web, of any size, from the sentences of the sample corpora: pages as JSON lines,
in HTML, English and some Chinese, with menus that come again, mail addresses, tables of numbers, exact and near copies.
Every byte follows from --seed.

    tests/bench/web_pages.py --megabytes 10000 --to pages.jsonl
"""
import argparse
import html
import json
import os
import pathlib
import random
import re

MENUS = [f"Home | News | {topic} | About this site | Terms of use and privacy notice"
         for topic in ("Sports", "Weather", "Travel", "Science", "Opinion", "Culture", "Markets")]


def sentences(folder: pathlib.Path, pattern: str) -> list[str]:
    found = []
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            found += [one.strip() for one in re.split(pattern, line) if len(one.strip()) > 8]
    return found


class Pages:
    """Pages one after another."""

    def __init__(self, samples: pathlib.Path, seed: int):
        self.random = random.Random(seed)
        self.english = [html.escape(one, quote=False) for one in sentences(samples / "sotu", r"(?<=[.!?;])\s+")]
        self.chinese = [html.escape(one, quote=False) for one in sentences(samples / "sanguo", r"(?<=[。！？；])")]
        self.before: list[list[str]] = []  # The paragraphs of some earlier pages, for copies.

    def paragraphs(self) -> list[str]:
        draw = self.random
        if draw.random() < 0.15:
            return ["".join(draw.choices(self.chinese, k=draw.randint(3, 9))) for _ in range(draw.randint(2, 8))]
        return [" ".join(draw.choices(self.english, k=draw.randint(2, 6))) for _ in range(draw.randint(2, 7))]

    def page(self) -> str:
        draw = self.random
        kind = draw.random()
        if kind < 0.06 and self.before:  # An exact copy.
            body = draw.choice(self.before)
        elif kind < 0.14 and self.before:  # A near copy: one paragraph of a long page is another one.
            body = list(draw.choice(self.before))
            body[draw.randrange(len(body))] += " " + draw.choice(self.english)
        elif kind < 0.17:  # A table of numbers.
            body = [" ".join(str(draw.randint(0, 99999)) for _ in range(120))]
        else:
            body = self.paragraphs()
        if len(self.before) < 4000:
            self.before.append(body)
        elif draw.random() < 0.2:
            self.before[draw.randrange(4000)] = body
        menu = draw.choice(MENUS)
        contact = f"<p>Write to editor{draw.randint(1, 10**6)}@example.org &amp; call +1 202 555 01{draw.randint(10, 99)}.</p>\n" \
            if draw.random() < 0.1 else ""
        text = "</p>\n<p class=\"text\">".join(body)
        return f"<div id=\"menu\">{menu}</div>\n<p class=\"text\">{text}</p>\n{contact}<br/><i>All rights reserved by the publisher</i>"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, required=True)
    parser.add_argument("--to", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--samples", type=pathlib.Path, default=pathlib.Path(
        os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "cloze-studio" / "samples")
    options = parser.parse_args()
    pages = Pages(options.samples, options.seed)
    left = options.megabytes * 1_000_000
    with open(options.to, "w", encoding="utf-8", buffering=1 << 20) as out:
        while left > 0:
            line = json.dumps({"text": pages.page()}, ensure_ascii=False) + "\n"
            out.write(line)
            left -= len(line.encode())


if __name__ == "__main__":
    main()
