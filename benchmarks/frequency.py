"""How often ordinary texts say each word: makes ``rules/frequency.csv``, by which rules are looked for by what is rare.

    uv run python -m benchmarks.frequency > rules/frequency.csv

Counted are the labelled texts of no subject (``benchmarks/labelled/development.jsonl``; the test half is not read) and
the guard corpus, all written for this project: each word once a text, without marks.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Final

import yamlfile
from benchmarks.corpus import ordinary
from vietnamese import fold

GUARD: Final = Path(__file__).resolve().parent.parent / "rules" / "guard"
LEAST: Final = 4
"""Texts that have a word, before it is listed: below that one counts chance."""


def counted() -> tuple[int, Counter[str]]:
    """Return how many texts there are, and how many of them have each word."""
    guard = [text for file in sorted(GUARD.glob("*.yaml")) for text in yamlfile.read(file).data["texts"]]
    texts = [*ordinary(), *guard]
    return len(texts), Counter(word for text in texts for word in set(fold(text).split()))


def main() -> None:
    """Print the table, the commonest first; its first line is how many texts there are."""
    texts, found = counted()
    rows = sorted((-count, word) for word, count in found.items() if count >= LEAST)
    sys.stdout.write(f"word,texts\n,{texts}\n")
    sys.stdout.writelines(f"{word},{-count}\n" for count, word in rows if word.isalpha())


if __name__ == "__main__":
    main()
