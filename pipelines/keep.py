"""Last stage: what is kept, and what is set apart because no stage could read it."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from errors import Discarded
from records import Article, Remark
from storage.base import Put, Quarantined

if TYPE_CHECKING:
    from datetime import datetime

    from pipelines.draft import Draft
    from storage.base import Store


def keep(draft: Draft, *, store: Store) -> Draft:
    """Write an article with what was found in it; one that says nothing new is let go."""
    if isinstance(draft.item, Remark):
        raise TypeError("the stages are out of order: a remark ends before this one")
    article = replace(draft.item, places=draft.places, matches=draft.matches, indicators=draft.indicators)
    if store.put_article(article) is Put.SAME:
        raise Discarded("same")
    return replace(draft, item=article)


def set_apart(item: Article | Remark, reason: str, *, store: Store, now: datetime) -> None:
    """Keep an article apart as a line that `rotin ingest` reads; of a remark, nothing is written at all."""
    if isinstance(item, Remark):
        return
    line = as_line(item)
    id_ = blake2b(line.encode(), digest_size=16).hexdigest()
    store.quarantine(Quarantined(id=id_, source=item.source, reason=reason, line=line, since=now))


def as_line(article: Article) -> str:
    """Return the article as a line of `rotin ingest`."""
    return json.dumps(
        {
            "kind": "article",
            "source": article.source,
            "url": article.url,
            "title": article.title,
            "text": article.text,
            "published": article.published.isoformat() if article.published else None,
        },
        ensure_ascii=False,
    )
