"""From a pack as it was read to rules, or to everything that is wrong with it, each with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

import yamlfile
from errors import Problem
from records import Category
from rules import grammar
from rules.condition import Anchors, Hit, Node
from rules.declare import (
    MAX_GROUPS,
    MAX_RULES,
    MAX_SHARED,
    MAX_STANCES,
    ExampleDeclaration,
    PackDeclaration,
    RuleDeclaration,
    StanceDeclaration,
    StancePackDeclaration,
    SubjectDeclaration,
    VocabularyDeclaration,
    WordsDeclaration,
)
from rules.groups import NAME, Scope
from rules.model import Example, Logic, PhraseGroup, Rule, StanceRule
from words import Words
from yamlfile import Document, Location

DeclarationT = TypeVar("DeclarationT", bound=BaseModel)

RARER_PER_WORD: Final = 20.0
"""By how much each further word makes a phrase rarer: a rough number that only orders groups by expected hits."""


EITHER: Final = frozenset({False, True})
"""Tried as placed, and as not."""

_ONLY: Final = {placed: frozenset({placed}) for placed in EITHER}


@dataclass(slots=True)
class Built:
    """What came of a file. Lists grow while files are read; ``shared`` are the groups that rules have in common."""

    rules: list[Rule] = field(default_factory=list)
    stances: list[StanceRule] = field(default_factory=list)
    shared: list[PhraseGroup] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def build(document: Document, built: Built, vocabulary: Scope | None = None) -> None:
    """Add the pack's sound rules, and every problem of the others, to ``built``; ``vocabulary`` is what all share.

    Of a file that is itself at fault (its YAML, its subject, an unknown key) only the problems are added, no rule.
    """
    found = Built()
    if _Builder(document, found, vocabulary).pack() and not document.problems:
        built.rules += found.rules
        built.stances += found.stances
        built.shared += found.shared
    built.problems += found.problems


def declare(document: Document, vocabulary: Scope, built: Built) -> None:
    """Add the groups of a file that is nothing but groups to ``vocabulary``, its problems to ``built``."""
    try:
        VocabularyDeclaration.model_validate(document.data)
    except ValidationError as error:
        built.problems += yamlfile.problems(error, document)
    if isinstance(groups := document.data.get("groups"), dict):
        vocabulary.declare(groups, document, ("groups",), MAX_SHARED)


class _Builder:
    """Builds the rules of one document; methods return ``None`` for what cannot be and leave the problem behind."""

    def __init__(self, document: Document, built: Built, vocabulary: Scope | None) -> None:
        self.document = document
        self.built = built
        self.shared = Scope(built.problems, vocabulary)
        self._costs: dict[int, float] = {}

    # -- the file and its rules -------------------------------------------------------------------------------

    def pack(self) -> bool:
        """Read the file as stance rules if it says so, of a subject otherwise; tell if what is around them is sound."""
        data = self.document.data
        if isinstance(data, dict) and isinstance(groups := data.get("groups"), dict):
            self.shared.declare(groups, self.document, ("groups",), MAX_SHARED)
            self.built.shared += self.shared.groups()
        if isinstance(data, dict) and "stance" in data:
            sound = self._valid(StancePackDeclaration, data, ()) is not None
            for index, value in enumerate(_entries(data, MAX_STANCES)):
                self._stance(value, ("rules", index))
            return sound
        sound = self._valid(PackDeclaration, data, ()) is not None
        if isinstance(data, dict):
            category = next((each for each in Category if each.value == data.get("category")), None)
            for index, value in enumerate(_entries(data, MAX_RULES)):
                self._subject(value, ("rules", index), category)
        return sound

    def _subject(self, value: object, at: Location, category: Category | None) -> None:
        """Read a rule of ``category``; of an unknown one, only for what is wrong with the rule."""
        before = len(self.built.problems)
        prefix = None if category is None else category.value
        declared = self._valid(SubjectDeclaration, value, at)
        if declared is None:
            self._rest(value, prefix, at)
            return
        self._check_id(declared.id, prefix, at)
        logic = self._logic(declared.phrases, declared.when, declared.unless, at)
        if category is not None and logic is not None and len(self.built.problems) == before:
            rule = Rule(
                category=category,
                advice=_words(declared.advice),
                severity=declared.severity,
                logic=logic,
                **self._common(declared, at),
            )
            self.built.rules.append(rule)

    def _stance(self, value: object, at: Location) -> None:
        before = len(self.built.problems)
        declared = self._valid(StanceDeclaration, value, at)
        if declared is None:
            self._rest(value, "stance", at)
            return
        self._check_id(declared.id, "stance", at)
        logic = self._logic(declared.phrases, declared.when, declared.unless, at)
        if logic is not None and len(self.built.problems) == before:
            rule = StanceRule(stance=declared.stance, logic=logic, **self._common(declared, at))
            self.built.stances.append(rule)

    def _rest(self, value: object, prefix: str | None, at: Location) -> None:
        """Look for what else is wrong with a rule that cannot be: its id, phrases and conditions."""
        if not isinstance(value, dict):
            return
        if (id_ := _text(value.get("id"))) is not None:
            self._check_id(id_, prefix, at)
        self._logic(value.get("phrases", {}), _text(value.get("when")), _text(value.get("unless")), at)

    def _common(self, declared: RuleDeclaration, at: Location) -> Mapping[str, Any]:
        return {
            "id": declared.id,
            "title": _words(declared.title),
            "source": declared.source,
            "applies_to": declared.applies_to,
            "needs_place": declared.needs_place,
            "examples": self._examples(declared, at),
            "file": self.document.path,
            "line": self.document.line(at),
        }

    def _check_id(self, id_: str, prefix: str | None, at: Location) -> None:
        """Check the id; where the subject is unknown (``None``), what stands before the dot passes."""
        prefix = id_.partition(".")[0] if prefix is None else prefix
        known = id_.startswith(f"{prefix}.") and NAME.fullmatch(id_.removeprefix(f"{prefix}."))
        if not known:
            vi = f"id phải có dạng {prefix}.ten_quy_tac, không phải «{id_}»"
            self._refuse((*at, "id"), vi=vi, en=f"the id must read like {prefix}.some_rule, not {id_!r}")

    # -- examples ---------------------------------------------------------------------------------------------

    def _examples(self, declared: RuleDeclaration, at: Location) -> tuple[Example, ...]:
        sides = (("match", declared.examples.match), ("no_match", declared.examples.no_match))
        return tuple(
            self._example(example, declared, (*at, "examples", side, index))
            for side, examples in sides
            for index, example in enumerate(examples)
        )

    def _example(self, example: ExampleDeclaration, declared: RuleDeclaration, at: Location) -> Example:
        """Try it as everything the rule is for; where it must match, with a place only if the rule needs one."""
        matches = at[-2] == "match"
        placed = _ONLY[declared.needs_place] if matches else EITHER
        return Example(
            text=example.text,
            matches=matches,
            kinds=declared.applies_to if example.kind is None else frozenset({example.kind}),
            placed=placed if example.placed is None else _ONLY[example.placed],
            stance=example.stance,
            line=self.document.line(at),
        )

    # -- phrases and conditions -------------------------------------------------------------------------------

    def _logic(self, phrases: object, when: str | None, unless: str | None, at: Location) -> Logic | None:
        """Read the groups and conditions; ``None`` for a condition that is not there, or is none."""
        scope = Scope(self.built.problems, self.shared, own=True)
        if isinstance(phrases, dict):
            scope.declare(phrases, self.document, (*at, "phrases"), MAX_GROUPS)
        if isinstance(phrases, dict) and not scope:
            vi = "thiếu phrases: quy tắc này không có nhóm nào, tệp cũng không có nhóm chung"
            self._refuse(at, vi=vi, en="needs phrases: there is no group, neither its own nor a shared one")
        groups = {group.name: group for group in scope.groups()}
        needed = None if when is None else self._condition(when, scope, (*at, "when"))
        barred = None if unless is None else self._condition(unless, scope, (*at, "unless"))
        if needed is None:
            return None
        named = needed.names() | (frozenset() if barred is None else barred.names())
        groups |= {name: group for name in sorted(named) if (group := scope.get(name)) is not None}
        if not groups or not scope.sound or not groups.keys() >= named:
            return None
        every = tuple(groups.values())
        anchors = self._anchors(needed, every, (*at, "when"))
        return None if anchors is None else Logic(groups=every, when=needed, unless=barred, anchors=anchors)

    def _condition(self, text: str, known: Scope, at: Location) -> Node | None:
        """Read the condition; where no group could be read (``known`` is empty), any name passes for one."""
        try:
            return grammar.parse(text, known or frozenset(grammar.WORD.findall(text)))
        except grammar.ConditionError as error:
            for column, what in error.found:
                vi = f"{at[-1]}, cột {column}: {what.vi}"
                self._refuse(at, vi=vi, en=f"{at[-1]}, column {column}: {what.en}")
            return None

    def _anchors(self, when: Node, groups: Sequence[PhraseGroup], at: Location) -> Anchors:
        costs = {group.name: self._cost(group) for group in groups}
        anchors = when.anchors(costs.__getitem__)
        if when.holds(_Silence()):
            vi = "điều kiện có thể đúng với văn bản không chứa cụm nào"
            self._refuse(at, vi=vi, en="the condition could hold for a text without any of the phrases")
        elif anchors is None:
            vi = "điều kiện phải cần ít nhất một nhóm mà cụm nào cũng có từ thường (không chỉ ô, * hay regex)"
            en = "the condition must need a group whose every phrase has a plain word (not only slots, * or a regex)"
            self._refuse(at, vi=vi, en=en)
            return None
        return anchors

    def _cost(self, group: PhraseGroup) -> float | None:
        """Return how often the group is expected to hit, for choosing among groups; ``None`` if it can hit unseen."""
        if not group.findable:
            return None
        if (cost := self._costs.get(id(group))) is None:
            cost = sum([RARER_PER_WORD ** -(phrase.literal or "").count(" ") for phrase in group.phrases])
            if group.file is not None:  # and so outlives this
                self._costs[id(group)] = cost
        return cost

    # -- what is wrong ----------------------------------------------------------------------------------------

    def _valid(self, model: type[DeclarationT], value: object, at: Location) -> DeclarationT | None:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            self.built.problems += yamlfile.problems(error, self.document, within=at)
            return None

    def _refuse(self, at: Location, *, vi: str, en: str) -> None:
        self._note(at, Words(vi=vi, en=en))

    def _note(self, at: Location, what: Words) -> None:
        self.built.problems.append(self.document.problem(at, what))


class _Silence:
    """The evidence of a text in which nothing was found."""

    def hits(self, group: str) -> tuple[Hit, ...]:  # noqa: ARG002 - whatever the group
        return ()

    def word(self, position: int) -> int:
        raise ValueError(f"nothing stands at {position}")


def _words(declared: WordsDeclaration) -> Words:
    return Words(vi=declared.vi, en=declared.en)


def _entries(data: Mapping[str, Any], most: int) -> Sequence[object]:
    """Return the file's first rules, up to ``most``, whatever else is wrong with the file."""
    rules = data.get("rules")
    return rules[:most] if isinstance(rules, list) else ()


def _text(value: object) -> str | None:
    """Return the text without space around it; ``None`` of what is no text or is empty."""
    return (value.strip() or None) if isinstance(value, str) else None
