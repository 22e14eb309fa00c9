"""An item on its way: what came in, and what the stages have found in it so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from records import Article, Indicator, ItemKind, Match, Place, Remark
from vietnamese import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one stage hands to the next; lives in memory only."""

    item: Article | Remark
    text: Text | None = field(default=None, repr=False)
    places: tuple[Place, ...] = ()
    named: tuple[tuple[int, int], ...] = ()  # where the text names them, as ranges of its views
    matches: tuple[Match, ...] = field(default=(), repr=False)
    indicators: tuple[Indicator, ...] = field(default=(), repr=False)

    @property
    def kind(self) -> ItemKind:
        """Return whether an organisation published it or someone said it."""
        return ItemKind.ARTICLE if isinstance(self.item, Article) else ItemKind.REMARK

    @property
    def views(self) -> Text:
        """Return the two views.

        Raises:
            ValueError: ``clean`` has not come before; the order of the stages is wrong.
        """
        if self.text is None:
            raise ValueError("the stages are out of order: clean comes first")
        return self.text
