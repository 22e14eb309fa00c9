"""What is heard of a conversation: the only way from a parser to a remark.

A parser hands over an author, a text and a time, and gets nothing back. Here the author becomes a voice, the time an
hour, the text is bounded; what makes no remark is counted by a reason, never quoted.

**Authors are qualified by their network**, here and nowhere else: number 7 of one forum and number 7 of another are
two voices. Within a network the id must be the one that names a person wherever they are read from: on Mastodon, the
same post is met on many servers, and a person whose local number were taken would count once for each of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from records import Heard, Remark, on_the_hour

if TYPE_CHECKING:
    from datetime import datetime

    from crawlers.families import Reader
    from records import Cursor

MAX_TEXT: Final = 20_000
"""Characters of one remark that are looked at: more than the 2,000 words that are counted."""

MAX_AUTHOR: Final = 1_000
"""Characters of an author's id; a longer one is no id."""

_VIETNAMESE: Final = re.compile("[\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
"""Letters (Ơ, Ư, and vowels that bear two marks or a dot, hook or tilde) that hardly another language writes."""


class Hearing:
    """Collects what one crawl hears at a source, and hands it on in pieces."""

    def __init__(self, reader: Reader, network: str, *, oldest: datetime) -> None:
        """Listen at the reader's source; what was said before ``oldest`` is let go as ``too_old``.

        Raises:
            ValueError: there is no door, without which nothing that people write is read.
        """
        if reader.door is None:
            raise ValueError("what people write is read only through a door")
        self._source = reader.source.id
        self._door = reader.door
        self._network = network
        self._now = reader.clock()
        self._oldest = oldest
        self._remarks: list[tuple[tuple[int, ...], Remark]] = []
        self._passed: Counter[str] = Counter()

    def remark(self, *, author: str, text: str, said: datetime, marks: tuple[int, ...] = ()) -> None:
        """Take what ``author``, by the id that names them in the network, said; a time ahead of ours is now.

        By ``marks``, which are nobody's ids, it can be taken back until it is handed on.
        """
        if not 0 < len(author.strip()) <= MAX_AUTHOR:
            return self.let_go("bad_item")
        if said < self._oldest:
            return self.let_go("too_old")
        text = mended(text[:MAX_TEXT]).strip()
        if not text:
            return self.let_go("no_text")
        voice = self._door.voice(f"{self._network}:{author.strip()}")
        hour = on_the_hour(min(said, self._now))
        self._remarks.append((marks, Remark(source=self._source, text=text, said=hour, voice=voice)))
        return None

    def take_back(self, mark: int, reason: str) -> int:
        """Forget the remarks that bear ``mark``, counting them as let go instead; return how many."""
        kept = [(marks, remark) for marks, remark in self._remarks if mark not in marks]
        taken = len(self._remarks) - len(kept)
        self._remarks = kept
        self._passed[reason] += taken
        return taken

    @property
    def waiting(self) -> int:
        """Return how many remarks were taken and not handed on yet."""
        return len(self._remarks)

    def let_go(self, reason: str, count: int = 1) -> None:
        """Count what makes no remark."""
        self._passed[reason] += count

    def heard(self, *cursors: Cursor) -> Heard:
        """Return what was heard since the last time, and start anew."""
        passed = tuple(sorted((reason, count) for reason, count in self._passed.items() if count))
        remarks = tuple(remark for _, remark in self._remarks)
        found = Heard(source=self._source, remarks=remarks, passed=passed, cursors=cursors)
        self._remarks, self._passed = [], Counter()
        return found


def mended(text: str) -> str:
    """Return the text with what no character is, such as half a pair of surrogates, as a question mark."""
    return text.encode("utf-8", "replace").decode()


def speaks(declared: str | None, text: str, *, wanted: str) -> bool:
    """Say whether a text is in the ``wanted`` language (two letters), as far as can be told.

    What its program ``declared`` often is the language of the telephone, so a text that is evidently Vietnamese is
    taken at its letters. One without a declaration passes: the rules will say whether it speaks to us.
    """
    if not declared or declared.replace("_", "-").partition("-")[0].lower() == wanted:
        return True
    return wanted == "vi" and _VIETNAMESE.search(unicodedata.normalize("NFC", text[:MAX_TEXT])) is not None
