"""The stage that finds where a text speaks of: today's communes, and larger things in the province."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipelines.draft import Draft
    from records import Place
    from rules.gazetteer import Gazetteer
    from vietnamese import Text


def find_places(text: Text, gazetteer: Gazetteer, *, local: bool) -> tuple[Place, ...]:
    """Return each place ``text`` names once, in the order of first mention.

    ``local`` says that the source speaks of the province as a matter of course, by its declaration.
    """
    return tuple(dict.fromkeys(mention.place for mention in gazetteer.find(text, local=local)))


def add_places(draft: Draft, *, gazetteer: Gazetteer, local: Collection[str]) -> Draft:
    """Return the draft with the places its text names; ``local`` are the sources that are local by declaration."""
    mentions = gazetteer.find(draft.views, local=draft.item.source in local)
    places = tuple(dict.fromkeys(mention.place for mention in mentions))
    return replace(draft, places=places, named=tuple((mention.start, mention.end) for mention in mentions))
