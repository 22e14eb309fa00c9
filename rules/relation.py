"""What an article says of what many repeat: that it is so, that it is not, that it is told; or nothing of the kind.

The words that say so are rules, as those for stance are, and each reads one sentence. An article speaks of many
things: what counts is said in a sentence that speaks of the matter, or else in those beside it, up to where the
article turns to something else («Cũng trong ngày…»), which is a rule as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Self, cast

from records import ItemKind, Relation
from rules.layout import Range
from rules.match import RuleSet
from rules.model import RelationRule, StanceRule
from vietnamese import read

PRECEDENCE: Final = (Relation.DENIES, Relation.CONFIRMS, Relation.MENTIONS)
"""Which relation counts where several hold: who denies a rumour names it, and often says "confirmed to be false"."""

BEFORE: Final = 1
"""Sentences before one that speaks of the matter that may be about it: «Công an bác tin đồn. Cụ thể, …»"""

AFTER: Final = 2
"""Sentences after it: «… sắp vỡ. Tin này gây hoang mang. Công an khẳng định không có chuyện đó.»"""

_BREAK: Final = re.compile(r"""\n\s*|(?P<mark>[.!?…]+)["”»’)]*\s+""")
_OPENING: Final = '"“«‘(-–• '
_SHORT: Final = frozenset({"tp", "tx", "tt", "ths", "ts", "bs", "gs", "pgs", "tr", "st", "p", "q"})
"""Words that end with a full stop and no sentence: «TP. Cao Bằng», «BS. Lan»."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relations:
    """Checked relation rules, ready to read articles; made by :func:`rules.load_all`."""

    rules: tuple[RelationRule, ...]
    matcher: RuleSet = field(repr=False)

    @classmethod
    def of(cls, rules: Iterable[RelationRule]) -> Self:
        """Return the rules with what finds them: that of stance rules, which reads nothing but a rule's logic."""
        every = tuple(rules)
        return cls(rules=every, matcher=RuleSet.of((), cast("Sequence[StanceRule]", every)))

    def said(self, text: str, matter: Sequence[Range], others: Sequence[Range] = ()) -> Relation:
        """Return what the article ``text`` says of the matter; ``RELATED`` if no rule's words say more.

        Args:
            text: the whole article.
            matter: where in it, in code points, words of the matter stand.
            others: where words of another matter stand; a sentence with these alone is about that.
        """
        reading = _Reading(self, text, matter, others)
        return first(relation for number in sorted(reading.about) for relation in reading.told(number))

    def of_sentence(self, sentence: str) -> frozenset[Relation]:
        """Return all that the rules find said in one sentence."""
        scan = self.matcher.scan(read(sentence))
        held = self.matcher.stances_in(scan, ItemKind.ARTICLE, placed=False)
        return frozenset(rule.relation for rule in cast("Sequence[RelationRule]", held))


def first(relations: Iterable[Relation]) -> Relation:
    """Return the relation that counts, ``RELATED`` if there is none."""
    said = set(relations)
    return next((relation for relation in PRECEDENCE if relation in said), Relation.RELATED)


def sentences(text: str) -> list[Range]:
    """Return where the sentences of ``text`` begin and end; a line ends one too."""
    found, begin = [], 0
    for each in _BREAK.finditer(text):
        if each["mark"] is None or _ends(text, each):
            found.append((begin, each.end()))
            begin = each.end()
    found.append((begin, len(text)))
    return [(start, end) for start, end in found if text[start:end].strip()]


def _ends(text: str, mark: re.Match[str]) -> bool:
    """Say whether a sentence ends here: what follows begins with a capital, and it is no short form's full stop."""
    before = text[: mark.start()].rpartition(" ")[2] if mark["mark"] == "." else ""
    after = text[mark.end() : mark.end() + 3].lstrip(_OPENING)
    return before.casefold() not in _SHORT and (not after or not after[0].islower())


class _Reading:
    """One article, cut into sentences, read for one matter."""

    def __init__(self, relations: Relations, text: str, matter: Sequence[Range], others: Sequence[Range]) -> None:
        self._relations = relations
        self._text = text
        self._cut = sentences(text)
        self.about = self._with(matter)
        self._elsewhere = self._with(others) - self.about
        self._held: dict[int, frozenset[Relation]] = {}

    def told(self, number: int) -> frozenset[Relation]:
        """Return what is said by a sentence about the matter, or by those beside it if itself it says nothing."""
        own = self._said(number) - {Relation.RELATED}
        return own or frozenset(relation for near in self._beside(number) for relation in self._said(near))

    def _beside(self, number: int) -> Iterator[int]:
        """Yield the sentences beside this one that are about the same, as far as nothing turns to something else."""
        for after in range(number + 1, min(number + 1 + AFTER, len(self._cut))):
            if after in self.about or after in self._elsewhere or Relation.RELATED in self._said(after):
                break
            yield after
        for before in range(number - 1, max(number - 1 - BEFORE, -1), -1):
            if before in self.about or before in self._elsewhere or Relation.RELATED in self._said(before + 1):
                break
            yield before

    def _said(self, number: int) -> frozenset[Relation]:
        if number not in self._held:
            self._held[number] = self._relations.of_sentence(self._text[slice(*self._cut[number])])
        return self._held[number]

    def _with(self, ranges: Sequence[Range]) -> frozenset[int]:
        return frozenset(
            number
            for number, (start, end) in enumerate(self._cut)
            if any(first < end and last > start for first, last in ranges)
        )
