"""What a crawl may ask about earlier ones; whoever starts it answers from a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records import Visit


class Memory(Protocol):
    """What is remembered of one source."""

    def visit(self, url: str) -> Visit | None:
        """Return what the server said of this page when it was last read to the end."""

    def known(self, links: Sequence[str]) -> frozenset[str]:
        """Return those of ``links`` that were dealt with to the end and need no reading again."""
