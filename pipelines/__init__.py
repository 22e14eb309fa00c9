"""What happens to an item between being read and being kept: one loop over an ordered list of plain functions.

::

    clean -> places -> match -> relevant -> indicators -> hear -> keep

The order is cost and privacy: an item that names no rule's phrase and no place here leaves at ``relevant`` and
was never anywhere but memory. What a person wrote ends at ``hear``, where its voice is counted; only articles are
kept. A stage takes a draft and returns a new one, or lets the item go with
``Discarded(reason)``. Every item that enters ends in exactly one count.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from errors import Discarded, StoreError
from pipelines.clean import clean
from pipelines.counts import Counts, Outcome
from pipelines.draft import Draft
from pipelines.fold import hear
from pipelines.indicators import add_indicators
from pipelines.keep import keep, set_apart
from pipelines.match import add_matches, relevant
from pipelines.places import add_places
from records import Article, Remark

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime

    from pipelines.fold import Folder
    from rules import RuleSet
    from rules.gazetteer import Gazetteer
    from storage.base import Store

    Stage = Callable[[Draft], Draft]

__all__ = ["Counts", "Outcome", "Pipeline", "Stage", "build_stages"]


def build_stages(  # noqa: PLR0913 - what the stages work with, by name
    rules: RuleSet,
    gazetteer: Gazetteer,
    store: Store,
    local: Collection[str],
    *,
    folder: Folder | None = None,
    clock: Callable[[], datetime],
) -> tuple[Stage, ...]:
    """Return the stages in their order; ``local`` are the sources that speak of the province by declaration.

    Without a ``folder`` what people wrote is let go uncounted.
    """
    return (
        clean,
        partial(add_places, gazetteer=gazetteer, local=frozenset(local)),
        partial(add_matches, rules=rules),
        relevant,
        add_indicators,
        partial(hear, folder=folder, clock=clock),
        partial(keep, store=store),
    )


class Pipeline:
    """The loop: puts items through the stages and counts what became of each."""

    def __init__(
        self, stages: tuple[Stage, ...], store: Store, clock: Callable[[], datetime], folder: Folder | None = None
    ) -> None:
        self.counts = Counts()
        self._stages = stages
        self._store = store
        self._clock = clock
        self._folder = folder

    @contextmanager
    def together(self) -> Iterator[None]:
        """Return a context for items at hand: what people wrote is counted in one transaction, at its end.

        Raises:
            StoreError: the window or the store did not take it. The remarks are still their giver's to give again.
        """
        if self._folder is None:
            yield
            return
        with self._folder.together():
            yield
        for error in self._folder.failed:
            self.counts.discarded["remark"] -= 1
            self.counts.quarantine(type(error).__name__)
        self._folder.failed.clear()

    def settle(self) -> None:
        """Write what was counted of claims and signals; whoever runs items ends with this.

        Raises:
            StoreError: the store did not take it.
        """
        if self._folder is not None:
            self._folder.settle(now=self._clock())

    def run(self, item: Article | Remark) -> Outcome:
        """Put one item through and count it.

        An item on which a stage fails is set apart and counted as quarantined; a remark leaves no byte there.

        Raises:
            StoreError: the store did not take it. The item is not counted: it is still its giver's to give again.
        """
        try:
            draft = Draft(item=item)
            for stage in self._stages:
                draft = stage(draft)
        except Discarded as let_go:
            # Of what people wrote it is not told how many spoke of a subject: that may have been one.
            return self.counts.discard("remark" if isinstance(item, Remark) else let_go.reason)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a stage raises, the item is set apart and the rest go on
            reason = type(error).__name__
            set_apart(item, reason, store=self._store, now=self._clock())
            return self.counts.quarantine(reason)
        return self.counts.store()
