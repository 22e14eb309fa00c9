"""The guard corpus: what people write about public life, which no rule may flag.

It comes with Rõ Tin and must be whole: an operator may add texts to it, but neither replace it nor thin it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError

import vietnamese
import yamlfile
from errors import Problem
from rules.declare import GuardDeclaration, Guarded
from rules.match import RuleSet
from rules.model import Rule
from rules.scan import Scan
from rules.trial import scans, unmarked
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
    """Yield a problem for each rule and guard text that it flags, with marks or without, placed or not.

    Whether the rule is for articles or remarks does not count: the text could be either.
    """
    for text in texts:
        flagged: dict[str, tuple[Rule, Scan]] = {}
        for version in (text.text, vietnamese.read(unmarked(text.text.original))):
            for scan in dict.fromkeys(scans(rules, version)):
                for rule in rules.flagging(scan):
                    flagged.setdefault(rule.id, (rule, scan))
        yield from (_violation(rule, text, scan) for rule, scan in flagged.values())


def _violation(rule: Rule, text: GuardText, scan: Scan) -> Problem:
    phrases = ", ".join(dict.fromkeys(f"«{hit.phrase}»" for hit in sorted(why(rule, scan))))
    where = f"{text.file}:{text.line}"
    return Problem(
        file=rule.file,
        line=rule.line,
        what=Words(
            vi=f"quy tắc {rule.id} bắt cả lời nói được bảo vệ ({text.guarded}) tại {where}, vì {phrases}",
            en=f"rule {rule.id} flags protected speech ({text.guarded}) at {where}, because of {phrases}",
        ),
    )
