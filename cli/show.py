"""How records are shown: a line for a person, an object for a program."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from digest import labels
from records import in_zone
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from words import Language


def plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON can say
    """Return ``value`` as JSON can say it: records as objects, times in Vietnam's zone, words in both languages."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return next((say(value) for kind, say in _SCALARS if isinstance(value, kind)), value)


_SCALARS: Final[tuple[tuple[type, Callable[[Any], object]], ...]] = (
    (datetime, lambda value: in_zone(value).isoformat()),
    (date, lambda value: value.isoformat()),
    (timedelta, timedelta.total_seconds),
    (Enum, lambda value: value.value),
    (Path, str),
)


def emit(value: object) -> None:
    """Print one JSON object a line."""
    click.echo(json.dumps(plain(value), ensure_ascii=False))


def moment(value: datetime | None) -> str:
    """Return a time as people here write it."""
    return labels.moment(value) if value else "–"


def table(head: Sequence[Words], rows: Iterable[Sequence[str]], language: Language) -> None:
    """Print rows under a head, columns aligned by what a terminal shows."""
    lines = [[word.in_(language) for word in head], *(list(map(shown, row)) for row in rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        padded = [cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)]
        click.echo("  ".join(padded).rstrip())


def near(path: Path) -> str:
    """Return ``path`` as short as it can be told from where the person stands."""
    here = Path.cwd()
    return str(path.absolute().relative_to(here) if path.absolute().is_relative_to(here) else path)


def shown(text: str) -> str:
    """Return ``text`` fit for a terminal: no control characters, no change of direction, one line."""
    kept = (char if not unicodedata.category(char).startswith("C") else " " for char in text)
    return " ".join("".join(kept).split())


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
