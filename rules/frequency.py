"""How often ordinary texts hold a literal, roughly: so that a rule is brought up by what it needs and few texts say.

``frequency.csv`` has, for each word without marks, the texts that hold it, of so many as its first line says. They are
texts of this project; ``benchmarks/frequency.py`` counts them anew. Whatever the numbers, the same rules hold.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("frequency.csv")

RARER_PER_WORD: Final = 20.0
"""By how much each further word makes a literal rarer than its rarest word: of 2.5, 5, 10 and 20 what served best."""

UNHEARD: Final = 1.0
"""Texts that are taken to hold a word which is not in the table."""


@cache
def _shares() -> tuple[dict[str, float], float]:
    """Return the share of texts that holds each word, and that of a word which is not listed."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = {word: int(texts) for word, texts in list(csv.reader(file))[1:]}
    texts = rows.pop("")
    return {word: found / texts for word, found in rows.items()}, UNHEARD / texts


def expected(literal: str) -> float:
    """Return which share of texts holds the literal: a run of folded words."""
    shares, unheard = _shares()
    words = literal.split(" ")
    return min([shares.get(word, unheard) for word in words]) / RARER_PER_WORD ** (len(words) - 1)
