"""The words records are made of: the closed lists, and the small things a text is found to hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from records.basis import require

RULE_ID: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
"""How the id of a rule reads: fraud.task_scam."""

SOURCE_ID: Final = r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$"
"""How the id of a source reads: bao-cao-bang. It is written where people's words may not be, so no sentence fits."""

SOURCE_ID_LENGTH: Final = 64
"""Characters of a source's id, at most."""


class Category(StrEnum):
    """The subjects, a closed list: no configuration adds to it, and none of them is opinion."""

    FRAUD = "fraud"
    IMPERSONATION = "impersonation"
    DISASTER = "disaster"
    HEALTH = "health"
    ILLEGAL_GOODS = "illegal_goods"


class Stance(StrEnum):
    """How a text stands to the subject it matches."""

    OFFER = "offer"
    WARNING = "warning"
    QUESTION = "question"
    REPORT = "report"


class Severity(StrEnum):
    """How much harm a match stands for."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ItemKind(StrEnum):
    """What a text is: published by an organisation, or said by someone."""

    ARTICLE = "article"
    REMARK = "remark"


class IndicatorKind(StrEnum):
    """The kinds of tool a scam works with."""

    URL = "url"
    DOMAIN = "domain"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    APP_PACKAGE = "app_package"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a phrase stands in the text that was matched: code points, end exclusive."""

    phrase: str
    start: int
    end: int

    def __post_init__(self) -> None:
        require(self.phrase != "", "a span needs its phrase")
        require(0 <= self.start < self.end, "a span needs 0 <= start < end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One rule that holds for a text, and why: spans of :attr:`Article.whole`, of anything else the text itself."""

    rule: str
    category: Category
    stance: Stance
    severity: Severity
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        require(RULE_ID.fullmatch(self.rule) is not None, "a rule id reads like fraud.task_scam")
        require(bool(self.spans), "a match says why: at least one span")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """A place in the province that a text names, as today's unit; (code, valid_from) is the key: codes were reused.

    ``commune`` is ``False`` for the province and for what lies in more than one commune: a road, a former district.
    """

    code: str
    valid_from: str
    name: str
    commune: bool

    def __post_init__(self) -> None:
        require(bool(self.code and self.name), "a place needs code and name")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Indicator:
    """A scam's tool, in one canonical spelling; never with a holder's name.

    ``value`` by kind: an absolute URL; a host in lower case; a phone in E.164 (``+84…``) or a short number as
    digits; account digits; an app package. ``bank`` stands with an account only.
    """

    kind: IndicatorKind
    value: str
    bank: str = ""

    def __post_init__(self) -> None:
        require(self.value.strip() == self.value != "", "an indicator needs a trimmed value")
        require(bool(self.bank) is (self.kind is IndicatorKind.BANK_ACCOUNT), "a bank goes with an account")
