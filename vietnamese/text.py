"""The two views of a text, and the way back to what was written."""

from __future__ import annotations

from dataclasses import dataclass, field

from vietnamese.letters import Plain, plain
from vietnamese.views import views, way_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    r"""A text in two views that correspond letter by letter.

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

    original: str = field(repr=False)
    exact: str = field(repr=False)
    folded: str = field(repr=False)
    _way: _Way = field(repr=False, compare=False)

    @property
    def starts(self) -> tuple[int, ...]:
        """Return, for each position of a view, where its letter begins in ``original``."""
        return self._way.unrolled()[0]

    @property
    def ends(self) -> tuple[int, ...]:
        """Return, for each position of a view, where its letter ends in ``original``."""
        return self._way.unrolled()[1]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``exact[start:end]`` stands in ``original``: code points, end exclusive.

        Raises:
            ValueError: the range is empty or outside the view.
        """
        if not 0 <= start < end <= len(self.exact):
            raise ValueError(f"no such range in a view of {len(self.exact)}: {start}..{end}")
        starts, ends = self._way.unrolled()
        return starts[start], ends[end - 1]


def read(original: str) -> Text:
    """Return ``original`` in its two views; never fails, whatever the characters, in time linear in its length.

    Spelling does not matter: NFC or NFD, either case, either custom of placing tone marks give the same views.
    Each clause (line) of the exact view of ordinary Vietnamese reads as itself; the view as a whole need not,
    since a lone line break in a text is white space. Text without marks is left without: nothing is restored.
    """
    written = plain(original)
    exact, folded = views(written if isinstance(written, str) else written.text)
    return Text(original=original, exact=exact, folded=folded, _way=_Way(written, len(exact)))


def fold(text: str) -> str:
    """Return the folded view of a short text: a phrase, a name, a search."""
    return read(text).folded


class _Way:
    """The way back from a view to the original: walked once, when first asked for, as few texts ever are."""

    __slots__ = ("_length", "_unrolled", "_written")

    def __init__(self, written: str | Plain, length: int) -> None:
        self._written = written
        self._length = length
        self._unrolled: tuple[tuple[int, ...], tuple[int, ...]] | None = None

    def unrolled(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the beginnings and the ends, by position."""
        if self._unrolled is None:
            self._unrolled = self._unroll()
        return self._unrolled

    def _unroll(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        written = self._written
        starts, ends = way_back(written if isinstance(written, str) else written.text)
        del starts[self._length :], ends[self._length :]
        if isinstance(written, Plain):
            starts = [written.starts[start] for start in starts]
            ends = [max(start, written.ends[end - 1]) for start, end in zip(starts, ends, strict=True)]
        return tuple(starts), tuple(ends)
