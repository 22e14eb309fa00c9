"""The stage that takes the tools of a scam out of a text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vietnamese import indicators

if TYPE_CHECKING:
    from pipelines.draft import Draft
    from records import Indicator
    from vietnamese import Text


def find_indicators(text: Text) -> tuple[Indicator, ...]:
    """Return each indicator in ``text`` once, in the order of first mention."""
    return tuple(dict.fromkeys(found.indicator for found in indicators.find(text)))


def add_indicators(draft: Draft) -> Draft:
    """Return the draft with the indicators its text carries."""
    return replace(draft, indicators=find_indicators(draft.views))
