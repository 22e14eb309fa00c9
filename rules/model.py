"""What a rule is once it was read and checked: frozen, with nothing left that could be wrong.

A rule tests a text by *groups* of phrases and two expressions over them: ``when`` must hold and ``unless`` must
not. How packs are written in YAML stands in :mod:`rules.declare`; what the expressions mean, in
:mod:`rules.condition`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from records import Category, ItemKind, Relation, Severity, Stance
from words import Words

if TYPE_CHECKING:
    from rules.condition import Node


class View(StrEnum):
    """How strictly the marks of a phrase are read."""

    EXACT = "exact"  # marks as written
    FOLDED = "folded"  # marks ignored
    BOTH = "both"  # each word as written, or without any marks


class SlotName(StrEnum):
    """What a ``<slot>`` can stand for: one thing found in the text."""

    MONEY = "money"
    PERCENT = "percent"
    PHONE = "phone"
    URL = "url"
    ACCOUNT = "account"
    OTP = "otp"
    QUESTION = "question"
    PLACE = "place"


EVERY_KIND: Final = frozenset(ItemKind)
"""Rules apply to everything unless they say otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A run of words with one space between them, in both views."""

    exact: str
    folded: str

    def __post_init__(self) -> None:
        if not self.folded or len(self.exact) != len(self.folded):
            raise ValueError("a literal is a run of words in two views of equal length")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """``*``: exactly one word, whatever it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """``<money>``: one found thing, however many words it takes."""

    name: SlotName


Part = Literal | Gap | Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase in its parts, in order; two literals never stand side by side.

    ``key`` is the index in ``parts`` of the longest literal, by which the phrase is looked for, and ``literal`` that
    literal folded; both are ``None`` where the phrase is made of slots and gaps alone.
    """

    written: str
    view: View
    parts: tuple[Part, ...]
    key: int | None
    literal: str | None

    def __post_init__(self) -> None:
        part = None if self.key is None else self.parts[self.key]
        if self.literal != (part.folded if isinstance(part, Literal) else None):
            raise ValueError("a phrase is looked for by the literal its key points to")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regex:
    """A regular expression over the exact view, compiled for the linear-time engine with word guards around it."""

    written: str
    compiled: Any = field(repr=False)  # google-re2 has no types


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseGroup:
    """The phrases a condition calls by one name; or one regular expression.

    ``by_literal`` has the phrases that the automaton finds, ``loose`` those without a literal. ``file`` is where a
    group stands that rules share: one object for all of them; ``None`` for a rule's own. The phrases of the groups it
    ``includes`` are among its own. ``viewed``: the pack itself says how marks are read, and does not leave it open.
    """

    name: str
    phrases: tuple[Phrase, ...] = ()
    regex: Regex | None = None
    line: int
    file: Path | None = None
    includes: tuple[PhraseGroup, ...] = field(default=(), repr=False, compare=False)
    viewed: bool = field(default=False, compare=False)
    loose: tuple[Phrase, ...] = field(init=False, repr=False, compare=False)
    _by_literal: Mapping[str, Sequence[Phrase]] | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if bool(self.phrases) is (self.regex is not None):
            raise ValueError("a group is made of phrases, or is one regular expression")
        object.__setattr__(self, "loose", tuple([phrase for phrase in self.phrases if phrase.literal is None]))

    @property
    def own(self) -> Sequence[Phrase]:
        """Return the phrases that came with no other group."""
        if not self.includes:
            return self.phrases
        elsewhere = {id(phrase) for other in self.includes for phrase in other.phrases}
        return [phrase for phrase in self.phrases if id(phrase) not in elsewhere]

    @property
    def by_literal(self) -> Mapping[str, Sequence[Phrase]]:
        """Return the phrases that came with no other group, by their literals; worked out when first asked for."""
        if self._by_literal is None:
            index: dict[str, list[Phrase]] = {}
            for phrase in self.own:
                if phrase.literal is not None:
                    index.setdefault(phrase.literal, []).append(phrase)
            object.__setattr__(self, "_by_literal", index)
            return index
        return self._by_literal

    @property
    def findable(self) -> bool:
        """Whether every phrase has a literal, so that the group cannot hit unseen by the automaton."""
        return self.regex is None and not self.loose


@dataclass(frozen=True, slots=True, kw_only=True)
class Logic:
    """What a rule tests. ``anchors`` are findable groups of which one must hit before ``when`` can hold."""

    groups: tuple[PhraseGroup, ...]
    when: Node
    unless: Node | None = None
    anchors: frozenset[str]

    def __post_init__(self) -> None:
        if not self.anchors:
            raise ValueError("a rule that needs no phrase would be tried on every text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text of which the pack says whether the rule matches it.

    ``kinds`` and ``placed`` are every way in which it is tried; ``stance`` is expected where given.
    """

    text: str = field(repr=False)
    matches: bool
    kinds: frozenset[ItemKind]
    placed: frozenset[bool]
    stance: Stance | None = None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of one subject."""

    id: str
    category: Category
    title: Words
    advice: Words
    severity: Severity
    source: str
    applies_to: frozenset[ItemKind] = EVERY_KIND
    needs_place: bool = False
    logic: Logic = field(repr=False)
    examples: tuple[Example, ...] = field(default=(), repr=False)
    file: Path
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRule:
    """A rule that does not say what a text is about, but how it stands to what it is about."""

    id: str
    title: Words
    source: str
    applies_to: frozenset[ItemKind] = EVERY_KIND
    needs_place: bool = False
    logic: Logic = field(repr=False)
    examples: tuple[Example, ...] = field(default=(), repr=False)
    file: Path
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceRule(StandingRule):
    """A rule that says how a text which matches a subject stands to it."""

    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRule(StandingRule):
    """A rule that says what an article says of what many repeat."""

    relation: Relation


AnyRule = Rule | StanceRule
"""A rule by which a text is matched."""

TriedRule = AnyRule | RelationRule
"""Whatever a pack declares, with examples that it is tried on."""
