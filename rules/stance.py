"""How a text stands to the subjects it matches: it asks, it warns, it reports, or it is the thing itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from records import Category, ItemKind, Stance
from rules.model import StanceRule

PRECEDENCE: Final = (Stance.QUESTION, Stance.WARNING, Stance.REPORT, Stance.OFFER)
"""Which stance counts where several hold: a question is the earliest sign of a rumour, and the desk's to answer."""


def decide(held: Sequence[StanceRule], kind: ItemKind, category: Category) -> Stance:
    """Return the stance to a subject, given the stance rules that hold for the text."""
    stances = {rule.stance for rule in held}
    return next((stance for stance in PRECEDENCE if stance in stances), default(kind, category))


def default(kind: ItemKind, category: Category) -> Stance:
    """Return the stance of a text that says nothing of it.

    An organisation reports. What a person writes in the words of a scam or a sale is that offer itself; in the words
    of a disaster or an illness it tells of one, unless a stance rule knows it for an offer.
    """
    if kind is ItemKind.ARTICLE or category in {Category.DISASTER, Category.HEALTH}:
        return Stance.REPORT
    return Stance.OFFER
