"""The stage that finds where a text speaks of: today's communes, and larger things in the province."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipelines.draft import Draft
    from rules.gazetteer import Gazetteer


def add_places(draft: Draft, *, gazetteer: Gazetteer, local: Collection[str]) -> Draft:
    """Return the draft with each place its text names, once, in the order of first mention, and where.

    ``local`` are the sources that speak of the province as a matter of course, by their declaration.
    """
    mentions = gazetteer.find(draft.views, local=draft.item.source in local)
    if not mentions:
        return draft
    places = tuple(dict.fromkeys(mention.place for mention in mentions))
    return replace(draft, places=places, named=tuple((mention.start, mention.end) for mention in mentions))
