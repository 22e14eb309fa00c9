"""Where a crawl's findings enter the pipeline: each in one transaction with the memory of having dealt with it."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from errors import StoreError
from records import Passed, Reading, Visit

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pipelines import Pipeline
    from storage.base import Store


class Sink:
    """Takes what a crawler yields.

    Once the store has refused something, ``broken`` says so and nothing more is taken: neither is the feed
    remembered as read, so that the next run meets again whatever was not kept.
    """

    def __init__(self, pipeline: Pipeline, store: Store, clock: Callable[[], datetime]) -> None:
        self.broken: StoreError | None = None
        self._pipeline = pipeline
        self._store = store
        self._clock = clock

    def __call__(self, item: Reading | Passed | Visit) -> None:
        """Take one finding.

        Raises:
            StoreError: the store refused it, or something before it.
        """
        if self.broken is not None:
            raise self.broken
        before = deepcopy(self._pipeline.counts)
        try:
            with self._store.transaction():
                self._take(item)
        except StoreError as error:
            self.broken = error
            self._pipeline.counts = before  # what was not kept was not counted either
            raise

    def _take(self, item: Reading | Passed | Visit) -> None:
        match item:
            case Reading(article=article, settles=links):
                self._store.remember(article.source, links, self._clock())
                self._pipeline.run(article)
            case Passed(source=source, reason=reason, settles=links):
                self._store.remember(source, links, self._clock())
                self._pipeline.counts.discard(reason)
            case Visit():
                self._store.put_visit(item)
