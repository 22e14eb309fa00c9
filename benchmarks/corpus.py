"""What the benchmarks of speed read and look for: made up here, the same in every run.

Posts are made of sentences of the labelled texts and of invented Vietnamese; rules are ours, and then invented ones
that look like them. Nothing is copied from anywhere.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final
from unicodedata import normalize

from records import Category, ItemKind, Severity
from rules import RuleSet, load
from rules.condition import Node
from rules.grammar import parse as parse_condition
from rules.index import phrases as every
from rules.model import Logic, Phrase, PhraseGroup, Rule, View
from rules.phrase import parse as parse_phrase
from vietnamese import read
from words import Words

LABELLED: Final = Path(__file__).with_name("labelled")

UNHEARD: Final = 0.01
POST_WORDS: Final = 52
ARTICLE_WORDS: Final = 594

_ONSETS: Final = "b c ch d đ g h kh l m n ng nh ph qu s t th tr v x".split()  # noqa: SIM905 - read as a line
_RIMES: Final = (
    "a an ang anh ao ay ăn ăng âm ân âu e em ên i inh iêu o oan oi ong ô ôn ông ơi ơn u uân un ưng ươi ương".split()  # noqa: SIM905 - as above
)
_TONES: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_ENDS: Final = (*[" "] * 16, ", ", ", ", ". ", "\n")


class Language:
    """Invented words; as in any language a few are said most of the time, and now and then one never heard before."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        every = [onset + rime for onset in _ONSETS for rime in _RIMES]
        self.random.shuffle(every)
        self.words = [self._toned(word) for word in every * 3]
        self.weights = [1 / (rank + 8) for rank in range(len(self.words))]

    def sentence(self, words: int) -> str:
        """Return so many words, with the punctuation people use."""
        said = self.random.choices(self.words, self.weights, k=words)
        said = [f"{word}{self.random.randrange(10**6):x}" if self.random.random() < UNHEARD else word for word in said]
        text = "".join(word + self.random.choice(_ENDS) for word in said).strip()
        return text[:1].upper() + text[1:] + "."

    def phrase(self) -> str:
        """Return two or three words."""
        return " ".join(self.random.choices(self.words, self.weights, k=self.random.choice((2, 2, 3))))

    def _toned(self, word: str) -> str:
        onset = 2 if word.startswith("qu") else 0
        vowel = next(place for place in range(onset, len(word)) if word[place] in "aăâeêioôơuư")
        return normalize("NFC", word[: vowel + 1] + self.random.choice(_TONES) + word[vowel + 1 :])


@cache
def ordinary() -> tuple[str, ...]:
    """Return the labelled texts that speak of no subject: near-misses most of them, full of our packs' phrases."""
    lines = (LABELLED / "development.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(line["text"] for line in map(json.loads, lines) if not line["subjects"])


def texts(  # noqa: PLR0913 - what a text is like, by name
    count: int, words: int, *, labelled: float, planted: int = 0, pool: Sequence[str] = (), seed: int = 1
) -> list[str]:
    """Return texts of about so many words, that share of sentences from the labelled texts, so many of the pool."""
    language = Language(seed)
    found = []
    for _ in range(count):
        parts = [language.random.choice(pool) for _ in range(planted)]
        size = sum(map(_size, parts))
        while size < words:
            real = language.random.random() < labelled
            parts.append(language.random.choice(ordinary()) if real else language.sentence(min(12, words - size)))
            size += _size(parts[-1])
        language.random.shuffle(parts)
        found.append(" ".join(parts))
    return found


def planted(count: int, words: int, many: int, pool: Sequence[str], rules: RuleSet) -> list[str]:
    """Return texts of about so many invented words in which ``rules`` find nothing, but so many phrases of the pool.

    Clauses are short, and each phrase is one, so that neither makes a find with what stands beside it.
    """
    language = Language(3)
    clauses = (language.sentence(4) for _ in range(1 << 20))
    clear = (clause for clause in clauses if not rules.index.find(read(clause)))
    found = []
    for _ in range(count):
        parts = [f"{language.random.choice(pool)}." for _ in range(many)]
        while sum(map(_size, parts)) < words:
            parts.append(next(clear))
        language.random.shuffle(parts)
        found.append(" ".join(parts))
    return found


def _size(text: str) -> int:
    return len(text.split())


@cache
def packs() -> RuleSet:
    """Return the rules we ship."""
    return load()


def rule_set(count: int) -> RuleSet:
    """Return so many rules: ours first."""
    ours = packs()
    rules = [*ours.rules[:count], *_invented(count - len(ours.rules), ours.rules)]
    return RuleSet.of(rules, ours.stances)


def _invented(count: int, ours: Sequence[Rule]) -> Iterator[Rule]:
    """Yield rules of three groups of their own and two that many share, as ours do."""
    language = Language(7)
    shared = {
        group.name: group
        for rule in ours
        for group in rule.logic.groups
        if group.findable and " " not in group.name and group.name not in {"bait", "ask", "more"}
    }
    study = min(shared)
    whens = (
        "near(bait, ask, 20)",
        "bait and near(bait, ask, 30) or before(bait, more, 12)",
        "near(bait, {common}, 25) and ask",
    )
    for number in range(count):
        common = language.random.choice(sorted(shared))
        groups = {name: _group(name, [language.phrase() for _ in range(4)]) for name in ("bait", "ask", "more")}
        groups |= {common: shared[common], study: shared[study]}
        when = parse_condition(whens[number % 3].format(common=common), groups.keys())
        yield _rule(number, groups, when, parse_condition(study, groups.keys()))


def _group(name: str, phrases: Sequence[str]) -> PhraseGroup:
    return PhraseGroup(name=name, phrases=tuple(parse_phrase(each, View.BOTH) for each in phrases), line=1)


def _rule(number: int, groups: dict[str, PhraseGroup], when: Node, unless: Node) -> Rule:
    anchors = when.anchors(lambda name: sum(20.0 ** -_literal(each).count(" ") for each in groups[name].phrases))
    return Rule(
        id=f"fraud.invented_{number}",
        category=Category.FRAUD,
        title=Words(vi="Bịa", en="Invented"),
        advice=Words(vi="Bịa", en="Invented"),
        severity=Severity.LOW,
        source="invented",
        applies_to=frozenset(ItemKind),
        logic=Logic(groups=tuple(groups.values()), when=when, unless=unless, anchors=anchors or frozenset()),
        file=Path("invented.yaml"),
        line=1,
    )


def _literal(phrase: Phrase) -> str:
    return phrase.literal or ""


def phrases(rules: RuleSet) -> list[Phrase]:
    """Return every phrase once."""
    return list(every(rules.rules))
