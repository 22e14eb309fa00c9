"""What the make-believe province publishes: sites and their articles, read from ``content/``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

import yaml

CONTENT: Final = Path(__file__).resolve().parent / "content"


class Habit(StrEnum):
    """How a site behaves."""

    RSS = "rss"  # RSS 2.0, plain summaries, ETag
    CDATA = "cdata"  # RSS 2.0, summaries in CDATA with an image, no validators
    ATOM = "atom"  # Atom, Last-Modified, part of the site closed to robots
    NUKEVIET = "nukeviet"  # duplicate pages, &#x3A; in links, named entities, canonical links
    BROKEN = "broken"  # its feed is cut off in the middle, without one whole entry
    SLOW = "slow"  # every answer drips


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article; ``closed`` stands where robots.txt forbids, ``age`` is how long ago it was published."""

    slug: str
    title: str
    summary: str
    text: str
    age: timedelta
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class Site:
    """One site of the province: what to call it, how it behaves, what it publishes."""

    id: str
    name: str
    habit: Habit
    local: bool
    pieces: tuple[Piece, ...]

    @cached_property
    def by_path(self) -> dict[str, Piece]:
        """Return each piece by the path of its page."""
        return {page_path(self, piece): piece for piece in self.pieces}


def page_path(site: Site, piece: Piece) -> str:
    """Return where the piece's page stands on its site."""
    if site.habit is Habit.NUKEVIET:
        return f"/vi/news/tin-tuc/{piece.slug}.html"
    return f"/noi-bo/{piece.slug}.html" if piece.closed else f"/{piece.slug}.html"


def province(folder: Path = CONTENT) -> tuple[Site, ...]:
    """Return every site, in the order of their file names."""
    return tuple(_site(path) for path in sorted(folder.glob("*.yaml")))


def _site(path: Path) -> Site:
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Site(
        id=said["id"],
        name=said["name"],
        habit=Habit(said["habit"]),
        local=said["local"],
        pieces=tuple(_piece(piece) for piece in said["articles"]),
    )


def _piece(said: dict[str, object]) -> Piece:
    hours = said["hours_ago"]
    if not isinstance(hours, int | float):
        raise TypeError(f"hours_ago is a number, not {hours!r}")
    return Piece(
        slug=str(said["slug"]),
        title=str(said["title"]),
        summary=str(said["summary"]),
        text=str(said["text"]).strip(),
        age=timedelta(hours=hours),
        closed=bool(said.get("closed", False)),
    )
