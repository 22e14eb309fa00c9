"""Third stage: the rules that hold. Fourth: the end of the road for what concerns nobody here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from errors import Discarded
from records import Article

if TYPE_CHECKING:
    from pipelines.draft import Draft
    from rules import RuleSet


def add_matches(draft: Draft, *, rules: RuleSet) -> Draft:
    """Return the draft with every rule that holds for it, and why."""
    matches = rules.match(draft.views, kind=draft.kind, placed=bool(draft.places), places=draft.named)
    return replace(draft, matches=matches) if matches else draft


def relevant(draft: Draft) -> Draft:
    """Let go of what matches no rule; an article may stay for a place it names, a remark may not."""
    if draft.matches or (draft.places and isinstance(draft.item, Article)):
        return draft
    raise Discarded("irrelevant")
