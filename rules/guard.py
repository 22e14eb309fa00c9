"""The guard corpus: what people write about public life, which no rule may flag.

It comes with Rõ Tin and must be whole: an operator may add texts to it, but neither replace it nor thin it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten
from typing import Final

from pydantic import ValidationError

import vietnamese
import yamlfile
from errors import Problem
from rules.declare import GuardDeclaration, Guarded
from rules.index import PLACE, reads_places
from rules.match import RuleSet
from rules.model import Rule
from rules.mutate import Version, versions
from rules.scan import Scan
from rules.trial import Names
from rules.verdict import why
from vietnamese import Text
from words import Words
from yamlfile import Document


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

MAX_SHOWN: Final = 400
"""Characters of a text that a message shows: a guard text is a sentence or two."""


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
    """Yield a problem for each rule and guard text that it flags in any version, placed or not.

    Whether the rule is for articles or remarks does not count: the text could be either.
    """
    placing = _placing(rules.rules)
    for text in texts:
        flagged: dict[str, Problem] = {}
        for version in versions(text.text.original):
            views = text.text if version.how is None else vietnamese.read(version.text)
            for rule, scan in _flagging(rules, views, placing):
                if rule.id not in flagged:
                    flagged[rule.id] = _violation(rule, text, scan, version)
        yield from flagged.values()


def _flagging(rules: RuleSet, text: Text, placing: frozenset[str]) -> Iterator[tuple[Rule, Scan]]:
    """Yield the rules that flag the text, and the text as it was when they did: naming no place, or wherever it may."""
    yield from ((rule, rules.scan(text)) for rule in rules.flagging(text))
    if placing:
        places = Names(text)
        yield from ((rule, rules.scan(text, places)) for rule in rules.flagging(text, places) if rule.id in placing)


def _placing(rules: Sequence[Rule]) -> frozenset[str]:
    """Return the rules that have ``<place>``: for all others it does not matter what is written like a name."""
    if not reads_places(rules):
        return frozenset()
    groups = {id(group): group for rule in rules for group in rule.logic.groups}
    placing = {key for key, group in groups.items() if any(PLACE in phrase.parts for phrase in group.phrases)}
    return frozenset(rule.id for rule in rules if not placing.isdisjoint(map(id, rule.logic.groups)))


def _violation(rule: Rule, text: GuardText, scan: Scan, version: Version) -> Problem:
    phrases = ", ".join(dict.fromkeys(f"«{hit.phrase}»" for hit in sorted(why(rule, scan))))
    where = f"{text.file}:{text.line}"
    at = Words(vi=where, en=where)
    if version.how is not None:
        shown = shorten(version.text, MAX_SHOWN, placeholder="…")
        at = Words(vi=f"{where} khi {version.how.vi} («{shown}»)", en=f"{where} {version.how.en} (“{shown}”)")
    return Problem(
        file=rule.file,
        line=rule.line,
        what=Words(
            vi=f"quy tắc {rule.id} bắt cả lời nói được bảo vệ ({text.guarded}) tại {at.vi}, vì {phrases}",
            en=f"rule {rule.id} flags protected speech ({text.guarded}) at {at.en}, because of {phrases}",
        ),
    )
