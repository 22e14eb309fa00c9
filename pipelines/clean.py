"""First stage: the two views of the item's text, made once and used by every later stage."""

from __future__ import annotations

from errors import Discarded
from pipelines.draft import Draft
from records import Article
from vietnamese import read


def clean(draft: Draft) -> Draft:
    """Return the draft with its views; an item without one word is let go."""
    item = draft.item
    text = read(item.whole if isinstance(item, Article) else item.text)
    if not text.exact.strip():
        raise Discarded("no_words")
    return Draft(item=item, text=text)  # it is the first stage: there is nothing else to keep
