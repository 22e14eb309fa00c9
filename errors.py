"""Every error a person can see.

::

    RotinError                exit  what went wrong, where, and what to do next
    ├── ConfigError             2   a file the operator edits does not hold
    │   ├── SettingsError            rotin.yaml or a ROTIN_… variable
    │   ├── SourcesError             sources.yaml
    │   └── RulesError               a rule pack, the guard corpus or the gazetteer
    ├── UsageError              2   the command was called with something that cannot be
    ├── BusyError               3   another Rõ Tin holds what this one needs
    ├── StoreError              4   the store cannot be opened, read or written
    ├── InputError              5   a file given to us cannot be read
    └── CrawlError              6   reading a source failed

    Discarded                   control flow, not an error: an item the pipeline lets go, and why

A message says what happened, where (``file:line``) and what to do next, in Vietnamese and English.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a file: where it stands and what is wrong with it.

    ``line`` counts from 1; it is ``None`` where no line can be named (an environment variable, say).
    """

    file: Path | str
    line: int | None = None
    what: Words

    def in_(self, language: Language) -> str:
        """Return ``file:line: what`` in ``language``."""
        where = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.what.in_(language)}"


class RotinError(Exception):
    """An error that is shown to a person as words, never as a traceback.

    Args:
        what: what went wrong.
        hint: what the person can do next.
        problems: all the places at fault, each with its file and line.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: Words, *, hint: Words | None = None, problems: Sequence[Problem] = ()) -> None:
        super().__init__(what.en)
        self.what = what
        self.hint = hint
        self.problems = tuple(problems)

    def in_(self, language: Language) -> str:
        """Return the whole message in ``language``: what, then each problem, then the hint, one a line."""
        lines = [self.what.in_(language)]
        lines += [f"  {problem.in_(language)}" for problem in self.problems]
        if self.hint is not None:
            lines.append(f"→ {self.hint.in_(language)}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.in_(Language.EN)


class ConfigError(RotinError):
    """A file the operator edits does not hold; every problem in it is named at once."""

    exit_code = 2


class SettingsError(ConfigError):
    """``rotin.yaml`` or a ``ROTIN_…`` variable is wrong."""


class SourcesError(ConfigError):
    """``sources.yaml`` is wrong."""


class RulesError(ConfigError):
    """A rule pack, the guard corpus or the gazetteer is wrong."""


class UsageError(RotinError):
    """The command was called with something that cannot be."""

    exit_code = 2


class BusyError(RotinError):
    """Another Rõ Tin holds what this one needs: the data folder, or a site being read."""

    exit_code = 3


class StoreError(RotinError):
    """The store cannot be opened, read or written."""

    exit_code = 4


class InputError(RotinError):
    """A file given to us cannot be read as what it should be."""

    exit_code = 5


class CrawlError(RotinError):
    """Reading a source failed."""

    exit_code = 6


class Discarded(Exception):  # noqa: N818 - control flow, as in structlog's DropEvent
    """An item the pipeline lets go; ``reason`` is a short constant that is counted, never text of the item."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
