"""The two views of a text, and the way back to what was written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from vietnamese.kernel import READER
from vietnamese.letters import Plain, plain
from vietnamese.pieces import cut, way_back
from vietnamese.views import views

Offsets = tuple[tuple[int, ...], tuple[int, ...]]


class Text:
    r"""A text in two views that correspond letter by letter; never changed once made.

    Both views are words with one space between them; a clause ends (``. , ; : ! ?``, brackets, quotes, dashes,
    bullets, a blank line) in ``\n`` instead, so that no phrase reaches across it. A number, a date, an amount, a
    link, a host or an e-mail address is one word.

    - ``exact``: NFC, case-folded, invisible characters gone, full-width and look-alike letters made plain, tone
      marks on the letter where we write them (hòa, thủy, quý), split and disguised words mended where a word
      results.
    - ``folded``: the same without marks, đ as d.

    ``len(exact) == len(folded)``, and position i of one is position i of the other. ``starts`` and ``ends`` give,
    for each position of a view, where in ``original`` its letter begins and ends (code points); neither ever
    falls. A separator stands for the gap between two words; a mended word's letters each stand for all of it.
    """

    __slots__ = ("_offsets", "_way", "exact", "folded", "original")

    # No frozen dataclass, alone in this house: making one takes as long as the kernel takes to read a post.
    def __init__(self, original: str, exact: str, folded: str, way: Callable[[], Offsets] | None = None) -> None:
        """Make one of the views that :func:`read` found; ``way`` finds the way back, if not the kernel."""
        self.original = original
        self.exact = exact
        self.folded = folded
        self._way = way
        self._offsets: Offsets | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Text):
            return NotImplemented
        return self.original == other.original and self.exact == other.exact and self.folded == other.folded

    def __hash__(self) -> int:
        return hash((self.original, self.exact, self.folded))

    def __repr__(self) -> str:
        return f"Text of {len(self.original)} letters"  # never what somebody wrote

    @property
    def starts(self) -> tuple[int, ...]:
        """Return, for each position of a view, where its letter begins in ``original``."""
        return self._back()[0]

    @property
    def ends(self) -> tuple[int, ...]:
        """Return, for each position of a view, where its letter ends in ``original``."""
        return self._back()[1]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``exact[start:end]`` stands in ``original``: code points, end exclusive.

        Raises:
            ValueError: the range is empty or outside the view.
        """
        if not 0 <= start < end <= len(self.exact):
            raise ValueError(f"no such range in a view of {len(self.exact)}: {start}..{end}")
        starts, ends = self._back()
        return starts[start], ends[end - 1]

    def _back(self) -> Offsets:
        """Return the way back from the views: walked once, when first asked for, as few texts ever are."""
        if self._offsets is None:
            if self._way is not None:
                self._offsets = self._way()
            elif READER is not None:
                self._offsets = READER.offsets(self.original)
            else:
                raise ValueError("what the kernel read, only the kernel finds the way back in")
        return self._offsets


def read(original: str) -> Text:
    """Return ``original`` in its two views; never fails, whatever the characters, in time linear in its length.

    Spelling does not matter: NFC or NFD, either case, either custom of placing tone marks give the same views.
    Each clause (line) of the exact view of ordinary Vietnamese reads as itself; the view as a whole need not,
    since a lone line break in a text is white space. Text without marks is left without: nothing is restored.
    """
    if READER is None:
        return read_uncompiled(original)
    exact, folded = READER.views(original)
    return Text(original, exact, folded)


def read_uncompiled(original: str) -> Text:
    """Return the same without the kernel: what the views of a text are, as it is defined."""
    written = plain(original)
    exact, folded = views(written if isinstance(written, str) else written.text)
    return Text(original, exact, folded, partial(_way_back, written, len(exact)))


def fold(text: str) -> str:
    """Return the folded view of a short text: a phrase, a name, a search."""
    return read(text).folded


def _way_back(written: str | Plain, length: int) -> Offsets:
    starts, ends = way_back(cut(written if isinstance(written, str) else written.text))
    del starts[length:], ends[length:]
    if isinstance(written, Plain):
        starts, ends = written.back(starts, ends)
    return tuple(starts), tuple(ends)
