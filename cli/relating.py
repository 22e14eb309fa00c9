"""Finding the articles that have to do with claims: wired here, done by every watch and before every digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from cli.app import App
    from storage.base import Store


def relate(app: App, store: Store, *, since: datetime, most: int | None = None) -> tuple[str, ...]:
    """Look for articles for claims last seen since then, ``most`` at most; return the ids of those that changed.

    Raises:
        StoreError: the store cannot be read or written to.
    """
    from desk.relate import relate as look  # noqa: PLC0415 - opened only when needed
    from pipelines.passages import grams  # noqa: PLC0415 - as above

    return look(store, since=since, said=app.relations.said, grams=grams, most=most)
