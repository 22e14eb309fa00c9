"""How a person writes packs and guard files in YAML: every key there is, and nothing else.

A pack's rules, and a rule's groups, are checked one by one (:mod:`rules.build`), so that what is wrong with one
hides nothing of the others.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, TypeAdapter, model_validator

from records import Category, ItemKind, Relation, Severity, Stance
from rules.model import View
from yamlfile import refuse

LEAST_EXAMPLES: Final = 3
"""Texts that must match, and texts that must not: fewer prove little."""

MAX_RULES: Final = 20_000
"""Rules of a subject in one file."""

MAX_STANCES: Final = 1_000
"""Stance or relation rules in one file."""

MAX_GROUPS: Final = 100
"""Groups of phrases in one rule."""

MAX_SHARED: Final = 1_000
"""Groups that one file shares among rules."""

MAX_PHRASES: Final = 5_000
"""Phrases in one group, those of the groups it includes among them."""

MAX_ADDED: Final = 500_000
"""Phrases that the groups of one file take from others, counted each time: each costs a place in the index."""

MAX_NESTED: Final = 20
"""Groups that include each other in a row."""

MAX_PHRASE: Final = 300
"""Characters of a phrase."""


class Guarded(StrEnum):
    """The fields of public life that the guard corpus covers: a closed list, each of which must be there."""

    OFFICIALS = "officials"
    AGENCIES = "agencies"
    PARTY_POLICY = "party_policy"
    POLICE_CONDUCT = "police_conduct"
    DISASTER_RELIEF = "disaster_relief"
    AID_MONEY = "aid_money"
    LAND = "land"
    CORRUPTION = "corruption"
    PETITION = "petition"
    STRIKE_LABOUR = "strike_labour"
    RELIGION = "religion"
    ETHNICITY = "ethnicity"
    SCHOOL_FEES = "school_fees"
    HEALTH_SERVICE = "health_service"
    PUBLIC_WORKS = "public_works"
    DAILY_LIFE = "daily_life"


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
Condition = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
PhraseText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_PHRASE)]
Passage = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


class Declaration(BaseModel):
    """What all declarations share."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WordsDeclaration(Declaration):
    """A text in both languages."""

    vi: Line
    en: Line


class GroupDeclaration(Declaration):
    """The long form of a group: phrases with a view and those of other groups, or one regular expression."""

    view: View | None = None
    any: Annotated[tuple[PhraseText, ...], Field(min_length=1, max_length=MAX_PHRASES)] | None = None
    include: Annotated[tuple[Line, ...], Field(min_length=1, max_length=MAX_GROUPS)] | None = None
    regex: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _phrases_or_regex(self) -> Self:
        if (self.any is None and self.include is None) is (self.regex is None):
            raise refuse(vi="cần any, include hoặc cả hai; hay chỉ regex", en="needs any, include or both; or a regex")
        if self.regex is not None and self.view is not None:
            raise refuse(vi="regex luôn đọc dạng exact, bỏ view", en="a regex always reads the exact view: drop view")
        if self.any is None and self.view is not None:
            vi = "view chỉ dành cho any: cụm được gộp giữ view của nó"
            raise refuse(vi=vi, en="view is for any alone: what is included keeps its own view")
        return self


PHRASES: Final = TypeAdapter(Annotated[tuple[PhraseText, ...], Field(min_length=1, max_length=MAX_PHRASES)])
"""The short form of a group: a list of phrases."""


class ExampleDeclaration(Declaration):
    """A text, and in what circumstances; a plain text stands for itself alone."""

    text: Passage
    kind: ItemKind | None = None
    placed: StrictBool | None = None
    stance: Stance | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        return {"text": value} if isinstance(value, (str, int, float)) else value


class ExamplesDeclaration(Declaration):
    """What the rule must match and what it must not."""

    match: Annotated[tuple[ExampleDeclaration, ...], Field(min_length=LEAST_EXAMPLES, max_length=1_000)]
    no_match: Annotated[tuple[ExampleDeclaration, ...], Field(min_length=LEAST_EXAMPLES, max_length=1_000)]

    @model_validator(mode="after")
    def _stance_of_matches(self) -> Self:
        if any(example.stance is not None for example in self.no_match):
            raise refuse(vi="chỉ ghi stance cho ví dụ phải khớp", en="only an example that matches has a stance")
        return self


class RuleDeclaration(Declaration):
    """What subject and stance rules share. ``phrases``, the rule's own groups, are checked group by group."""

    id: Line
    title: WordsDeclaration
    source: Line
    applies_to: Annotated[frozenset[ItemKind], Field(min_length=1)] = frozenset(ItemKind)
    needs_place: StrictBool = False
    phrases: Annotated[dict[str, object], Field(max_length=MAX_GROUPS)] = Field(default_factory=dict)
    when: Condition
    unless: Condition | None = None
    examples: ExamplesDeclaration


class SubjectDeclaration(RuleDeclaration):
    """A rule of a subject."""

    advice: WordsDeclaration
    severity: Severity


class StanceDeclaration(RuleDeclaration):
    """A rule for how a text stands to what it matches."""

    stance: Stance


class RelationDeclaration(RuleDeclaration):
    """A rule for what an article says of what many repeat. It reads articles alone, a sentence at a time."""

    relation: Relation
    applies_to: Annotated[frozenset[ItemKind], Field(min_length=1)] = frozenset({ItemKind.ARTICLE})

    @model_validator(mode="after")
    def _of_articles(self) -> Self:
        if self.applies_to != {ItemKind.ARTICLE} or self.needs_place:
            vi = "quy tắc relation chỉ đọc bài báo, bỏ applies_to và needs_place"
            raise refuse(vi=vi, en="a relation rule reads articles alone: drop applies_to and needs_place")
        if any(example.stance is not None for example in self.examples.match):
            raise refuse(vi="quy tắc relation không có stance", en="a relation rule has no stance")
        return self


SharedGroups = Annotated[dict[str, object], Field(max_length=MAX_SHARED)]


class VocabularyDeclaration(Declaration):
    """A file of groups for the rules of all files."""

    groups: Annotated[SharedGroups, Field(min_length=1)]


class PackDeclaration(Declaration):
    """A file of rules of one subject, and of groups that these rules share."""

    category: Category
    groups: SharedGroups = Field(default_factory=dict)
    rules: Annotated[tuple[object, ...], Field(min_length=1, max_length=MAX_RULES)]


class StancePackDeclaration(Declaration):
    """A file of stance rules."""

    stance: Literal[True]
    groups: SharedGroups = Field(default_factory=dict)
    rules: Annotated[tuple[object, ...], Field(min_length=1, max_length=MAX_STANCES)]


class RelationPackDeclaration(Declaration):
    """A file of relation rules."""

    relation: Literal[True]
    groups: SharedGroups = Field(default_factory=dict)
    rules: Annotated[tuple[object, ...], Field(min_length=1, max_length=MAX_STANCES)]


class GuardDeclaration(Declaration):
    """A file of texts that no rule may match."""

    field: Guarded
    texts: Annotated[tuple[Passage, ...], Field(min_length=1, max_length=5_000)]
