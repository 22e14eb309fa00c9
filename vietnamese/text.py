"""The two views of a text, and the way back to what was written."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    r"""A text in two views that correspond letter by letter.

    Both views are words with one space between them; a clause ends (``. , ; : ! ?``, brackets, quotes, dashes,
    bullets, a blank line) in ``\n`` instead, so that no phrase reaches across it. A number, a date, an amount, a
    link, a host or an e-mail address is one word.

    - ``exact``: NFC, case-folded, invisible characters gone, full-width and look-alike letters made plain, tone
      marks on the letter where the new spelling puts them, split and disguised words mended where a word results.
    - ``folded``: the same without marks, đ as d.

    ``len(exact) == len(folded)``, and position i of one is position i of the other. ``starts`` and ``ends`` give,
    for each position of a view, where in ``original`` its letter begins and ends (code points).
    """

    original: str = field(repr=False)
    exact: str = field(repr=False)
    folded: str = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``exact[start:end]`` stands in ``original``: code points, end exclusive.

        Raises:
            ValueError: the range is empty or outside the view.
        """
        if not 0 <= start < end <= len(self.exact):
            raise ValueError(f"no such range in a view of {len(self.exact)}: {start}..{end}")
        return self.starts[start], self.ends[end - 1]


def read(original: str) -> Text:
    """Return ``original`` in its two views; never fails, whatever the characters."""
    raise NotImplementedError


def fold(text: str) -> str:
    """Return the folded view of a short text: a phrase, a name, a search."""
    return read(text).folded
