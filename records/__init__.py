"""What Rõ Tin knows: frozen, keyword-only records that check themselves.

Times are aware and kept in Asia/Ho_Chi_Minh. Lists are tuples. A record that cannot be true cannot be made: it
raises ``ValueError``, which is a fault of the code that made it and not of the person who runs it.

The boundary stands here in types: :class:`Remark` has no field that could name a person, point to one or lead
back to what they posted, and its text is kept out of ``repr`` so that no log line holds it.
"""

from __future__ import annotations

from records.alert import Alert, AlertKind, Fate
from records.article import Article, Extent
from records.basis import K_FLOOR, ZONE, in_zone, on_the_hour
from records.claim import Claim, Related, Relation, Review, Signal, Verdict, Voices
from records.decision import Decision, DecisionKind
from records.finding import Cursor, Finding, Found, Heard, Listed, Passed, Reading, Visit, Waiting
from records.remark import VOICE_BYTES, Remark
from records.run import ENDED_WELL, Run, RunOutcome, Tally
from records.terms import (
    SOURCE_ID,
    SOURCE_ID_LENGTH,
    Category,
    Indicator,
    IndicatorKind,
    ItemKind,
    Match,
    Place,
    Severity,
    Span,
    Stance,
)

__all__ = [
    "ENDED_WELL",
    "K_FLOOR",
    "SOURCE_ID",
    "SOURCE_ID_LENGTH",
    "VOICE_BYTES",
    "ZONE",
    "Alert",
    "AlertKind",
    "Article",
    "Category",
    "Claim",
    "Cursor",
    "Decision",
    "DecisionKind",
    "Extent",
    "Fate",
    "Finding",
    "Found",
    "Heard",
    "Indicator",
    "IndicatorKind",
    "ItemKind",
    "Listed",
    "Match",
    "Passed",
    "Place",
    "Reading",
    "Related",
    "Relation",
    "Remark",
    "Review",
    "Run",
    "RunOutcome",
    "Severity",
    "Signal",
    "Span",
    "Stance",
    "Tally",
    "Verdict",
    "Visit",
    "Voices",
    "Waiting",
    "in_zone",
    "on_the_hour",
]
