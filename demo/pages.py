"""How the sites of the province write their pages and feeds, each in the manner of its kind."""

from __future__ import annotations

import html
from datetime import datetime, timedelta
from email.utils import format_datetime
from html.entities import codepoint2name
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, select_autoescape

from demo.province import Habit, page_path

if TYPE_CHECKING:
    from demo.province import Piece, Site

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
DAYS: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=select_autoescape(("html", "xml")),
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(site: Site, piece: Piece, root: str, now: datetime) -> str:
    """Return the piece's page; ``root`` is the site's address without a final slash."""
    body = _TEMPLATES.get_template("page.html").render(
        site=site,
        piece=piece,
        canonical=root + page_path(site, piece),
        date=written(now - piece.age),
        iso=(now - piece.age).astimezone(ZONE).isoformat(timespec="seconds"),
        paragraphs=piece.text.split("\n\n"),
        others=[(other.title, page_path(site, other)) for other in site.pieces if other is not piece][:4],
        nukeviet=site.habit is Habit.NUKEVIET,
    )
    return with_entities(body) if site.habit is Habit.NUKEVIET else body


def feed(site: Site, root: str, now: datetime) -> str:
    """Return the site's feed in the form its habit has."""
    name = "atom.xml" if site.habit is Habit.ATOM else "rss.xml"
    entries = [_entry(site, piece, root, now) for piece in site.pieces]
    if site.habit is Habit.NUKEVIET:
        entries += [_duplicate(entry) for entry in entries[:3]]
    body = _TEMPLATES.get_template(name).render(site=site, root=root, entries=entries, cdata=site.habit is Habit.CDATA)
    return body[: body.index("<title>") + 12] if site.habit is Habit.BROKEN else body


def written(moment: datetime) -> str:
    """Return a date as a Vietnamese page writes it: ``Thứ Bảy, 21/11/2026, 10:30 (GMT+7)``."""
    here = moment.astimezone(ZONE)
    return f"{DAYS[here.weekday()]}, {here:%d/%m/%Y, %H:%M} (GMT+7)"


def with_entities(text: str) -> str:
    """Return ``text`` with the letters that HTML 4 has a name for written by name, as old portals do."""
    return "".join(f"&{codepoint2name[ord(c)]};" if ord(c) in codepoint2name and ord(c) > 127 else c for c in text)  # noqa: PLR2004 - ASCII


def _entry(site: Site, piece: Piece, root: str, now: datetime) -> dict[str, str]:
    published = (now - piece.age).astimezone(ZONE)
    link = root + page_path(site, piece)
    return {
        "title": piece.title,
        "summary": piece.summary,
        "link": link,
        "link_written": link.replace(":", "&#x3A;") if site.habit is Habit.NUKEVIET else html.escape(link),
        "rfc822": format_datetime(published),
        "iso": published.isoformat(timespec="seconds"),
        "updated": (published + timedelta(minutes=5)).isoformat(timespec="seconds"),
    }


def _duplicate(entry: dict[str, str]) -> dict[str, str]:
    """Return the entry as the portal lists it a second time, by its page for saving to a file."""
    return entry | {name: entry[name].replace("/vi/news/", "/vi/news/savefile/") for name in ("link", "link_written")}
