"""Text a person reads, in the two languages of the people who use it.

Every message, title and piece of advice is a :class:`Words`: one text in Vietnamese, one in English. Whoever
prints it chooses the language; nobody else needs to know which one was chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Language(StrEnum):
    """A language in which Rõ Tin speaks to a person."""

    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The same sentence in Vietnamese and in English; neither may be empty."""

    vi: str
    en: str

    def __post_init__(self) -> None:
        if not self.vi.strip() or not self.en.strip():
            raise ValueError("words need both a Vietnamese and an English text")

    def in_(self, language: Language) -> str:
        """Return the text in ``language``."""
        return self.vi if language is Language.VI else self.en

    @property
    def both(self) -> str:
        """Return the two texts on one line, for a record that readers of either language see."""
        return f"{self.vi} / {self.en}"

    @classmethod
    def from_both(cls, line: str) -> Self:
        """Return the two texts of a line written by :attr:`both`; any other line stands for both."""
        parts = line.split(" / ")
        half, odd = divmod(len(parts), 2)
        if odd:
            return cls(vi=line, en=line)
        return cls(vi=" / ".join(parts[:half]) or line, en=" / ".join(parts[half:]) or line)
