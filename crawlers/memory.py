"""What a crawl may ask about earlier ones; whoever starts it answers from a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from records import Cursor, Found, Visit


SPENT: Final = "spent:"
"""How names of cursors begin that say how much of a grant is used up, which no lost window gives back."""


class Memory(Protocol):
    """What is remembered of one source."""

    def visit(self, url: str) -> Visit | None:
        """Return what the server said of this page when it was last read to the end."""

    def known(self, links: Sequence[str]) -> frozenset[str]:
        """Return those of ``links`` that were dealt with to the end and need no reading again."""

    def cursor(self, name: str) -> Cursor | None:
        """Return how far the list called ``name`` was read."""

    def waiting(self, most: int) -> Sequence[Found]:
        """Return entries that were met and not settled yet, ``most`` of them at most, those met first coming first."""

    def listed(self, since: datetime) -> int:
        """Return how many things its list of scams named at or after ``since`` and has not taken back."""
