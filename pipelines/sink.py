"""Where a crawl's findings enter the pipeline: each in one transaction with the memory of having dealt with it."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING

from errors import StoreError
from pipelines.listed import indicators
from records import Heard, Listed, Passed, Reading, Visit, Waiting

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from pipelines import Pipeline
    from records import Finding, Indicator
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

    def __call__(self, item: Finding) -> None:
        """Take one finding.

        Raises:
            StoreError: the store refused it, or something before it.
        """
        if self.broken is not None:
            raise self.broken
        before = deepcopy(self._pipeline.counts)
        if isinstance(item, Listed):  # spelling a long list takes seconds, in which nobody is to wait for the lock
            take = partial(self._note, item, *indicators(item.named))
        else:
            take = partial(self._take, item)
        try:
            with self._store.transaction():
                take()
        except StoreError as error:
            self.broken = error
            self._pipeline.counts = before  # what was not kept was not counted either
            raise

    def _take(self, item: Reading | Passed | Visit | Waiting | Heard) -> None:
        match item:
            case Reading(article=article, settles=links):
                self._store.remember(article.source, links, self._clock())
                self._pipeline.run(article)
            case Passed(source=source, reason=reason, settles=links, count=count):
                self._store.remember(source, links, self._clock())
                self._pipeline.counts.discard(reason, count)
            case Visit():
                self._store.put_visit(item)
            case Waiting(source=source, found=found):
                self._store.wait(source, found, self._clock())
            case Heard():
                self._hear(item)

    def _hear(self, heard: Heard) -> None:
        """Count what was heard, write what came of it, and only then remember how far it was."""
        with self._pipeline.together():
            for remark in heard.remarks:
                self._pipeline.run(remark)
        self._pipeline.settle()
        self._let_go(heard.passed)
        for cursor in heard.cursors:
            self._store.put_cursor(cursor)

    def _note(self, listed: Listed, found: frozenset[Indicator], passed: Counter[str]) -> None:
        if listed.still:
            self._store.put_still_listed(listed.source, listed.noted)
            return
        self._store.put_listed(listed.source, found, listed.noted, whole=listed.whole)
        self._pipeline.counts.store(len(found))
        self._let_go((*listed.passed, *passed.items()))

    def _let_go(self, passed: Sequence[tuple[str, int]]) -> None:
        for reason, count in passed:
            self._pipeline.counts.discard(reason, count)
