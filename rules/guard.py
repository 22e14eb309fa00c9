"""The guard corpus: what people write about public life, which no rule may flag.

It comes with Rõ Tin and must be whole: an operator may add texts to it, but neither replace it nor thin it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

from pydantic import ValidationError

import vietnamese
import yamlfile
from errors import Problem
from records import ItemKind, Match
from rules.declare import GuardDeclaration, Guarded
from rules.match import RuleSet
from rules.model import Rule
from rules.trial import trials, unmarked
from vietnamese import Text
from words import Words
from yamlfile import Document

EVERY_WAY: Final = (tuple(ItemKind), (False, True))


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardText:
    """A text that no rule may match, and where it stands."""

    guarded: Guarded
    text: Text = field(repr=False)
    file: Path
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How many different texts make the corpus whole: of each field, and in all."""

    each: int = 5
    together: int = 120


WHOLE: Final = Measure()


def texts_of(document: Document) -> tuple[tuple[GuardText, ...], tuple[Problem, ...]]:
    """Return the texts of a guard file, or what is wrong with it."""
    try:
        declared = GuardDeclaration.model_validate(document.data)
    except ValidationError as error:
        return (), yamlfile.problems(error, document)
    texts = (
        GuardText(
            guarded=declared.field, text=vietnamese.read(text), file=document.path, line=document.line(("texts", index))
        )
        for index, text in enumerate(declared.texts)
    )
    return tuple(texts), ()


def thin(texts: Sequence[GuardText], folder: Path, measure: Measure = WHOLE) -> Iterator[Problem]:
    """Yield a problem for each field of which the corpus in ``folder`` has too few texts, and for too few in all."""
    different = {text.text.folded: text.guarded for text in texts}
    counts = Counter(different.values())
    for guarded in Guarded:
        if counts[guarded] < measure.each:
            vi = f"bộ văn bản bảo vệ có {counts[guarded]} văn bản «{guarded}», cần ít nhất {measure.each}"
            en = f"the guard corpus has {counts[guarded]} texts of {guarded.value!r}, it needs at least {measure.each}"
            yield Problem(file=folder, what=Words(vi=vi, en=en))
    if len(different) < measure.together:
        vi = f"bộ văn bản bảo vệ có {len(different)} văn bản khác nhau, cần ít nhất {measure.together}"
        en = f"the guard corpus has {len(different)} different texts, it needs at least {measure.together}"
        yield Problem(file=folder, what=Words(vi=vi, en=en))


def violations(rules: RuleSet, texts: Iterable[GuardText]) -> Iterator[Problem]:
    """Yield a problem for each rule and guard text that it matches, with marks or without."""
    by_id = {rule.id: rule for rule in rules.rules}
    for text in texts:
        for match in _flagged(rules, text):
            yield _violation(by_id[match.rule], text, match)


def _flagged(rules: RuleSet, text: GuardText) -> Iterable[Match]:
    """Return, for each rule that matches the text in any way, its first match."""
    found: dict[str, Match] = {}
    for version in (text.text, vietnamese.read(unmarked(text.text.original))):
        for match in chain.from_iterable(matches for _, _, matches in trials(rules, version, *EVERY_WAY)):
            found.setdefault(match.rule, match)
    return found.values()


def _violation(rule: Rule, text: GuardText, match: Match) -> Problem:
    phrases = ", ".join(dict.fromkeys(f"«{span.phrase}»" for span in match.spans))
    where = f"{text.file}:{text.line}"
    return Problem(
        file=rule.file,
        line=rule.line,
        what=Words(
            vi=f"quy tắc {rule.id} bắt cả lời nói được bảo vệ ({text.guarded}) tại {where}, vì {phrases}",
            en=f"rule {rule.id} flags protected speech ({text.guarded}) at {where}, because of {phrases}",
        ),
    )
