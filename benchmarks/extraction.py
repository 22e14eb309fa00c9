"""How well, and how fast, pages are read: titles, dates and text of ours and of four others, on pages of our own.

::

    uv run python benchmarks/extraction.py                        # both halves, against their floors, and the speed
    uv run --with newspaper4k python benchmarks/extraction.py     # and newspaper4k, which is no dependency of ours
    uv run python benchmarks/extraction.py --pin                  # raise the floors to what is reached today
    uv run python benchmarks/extraction.py --pin --lower          # and lower those that are not

See ``benchmarks/extraction/README.md`` for what the pages are and what a score on which half means.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import trafilatura
from bs4 import BeautifulSoup
from lxml import html

from crawlers import extract
from crawlers.encoding import decode
from records import ZONE

PAGES: Final = Path(__file__).with_name("extraction")
HALVES: Final = ("development", "held-out", "unseen")
FLOORS: Final = PAGES / "floors.json"
NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=ZONE)
"""When all pages count as read: what «2 giờ trước» is counted from."""

_TOKEN: Final = re.compile(r"\w+")
_DAY_MONTH_YEAR: Final = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_MANY_WORDS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A page and what a person reads on it; ``date`` is ``YYYY-MM-DD``, with ``THH:MM`` where the page says it."""

    name: str
    markup: str
    url: str
    title: str
    date: str | None
    text: str
    optional: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a tool made of a page."""

    title: str = ""
    text: str = ""
    date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One page, one tool."""

    name: str
    title: bool
    day: bool
    minute: bool
    f1: float


Tool = Callable[[Expected], Found]


def pages(half: str) -> list[Expected]:
    return [page(path) for path in sorted((PAGES / half).glob("*.html"))]


def page(path: Path) -> Expected:
    said = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    markup = decode(path.read_bytes(), content_type=said.pop("content_type"))
    return Expected(name=path.stem, markup=markup, **said)


def ours(page: Expected) -> Found:
    host = page.url.split("/")[2]
    found = extract.read(page.markup, url=page.url, selectors=None, names=(host.removeprefix("www."),), now=NOW)
    if found is None:
        return Found()
    return Found(title=found.title, text=found.text, date=found.published or found.printed)


def by_trafilatura(page: Expected) -> Found:
    """Trafilatura as it comes, but told to leave readers' comments out, as we do."""
    found: Any = trafilatura.bare_extraction(page.markup, url=page.url, include_comments=False, with_metadata=True)
    if found is None:
        return Found()
    return Found(title=found.title or "", text=found.text or "", date=_moment(found.date))


def by_readability(page: Expected) -> Found:
    """readability-lxml: title and text; it reads no dates."""
    from readability import Document  # noqa: PLC0415 - of the bench group

    found = Document(page.markup)
    return Found(title=found.short_title(), text=_spaced(found.summary(html_partial=True)))


def by_newspaper(page: Expected) -> Found:
    """newspaper4k, where it is at hand, without its network."""
    import newspaper  # type: ignore[import-not-found] # noqa: PLC0415 - no dependency of ours

    article = newspaper.Article(page.url, language="vi", fetch_images=False)
    article.download(input_html=page.markup)
    article.parse()
    return Found(title=article.title or "", text=article.text or "", date=article.publish_date)


def by_paragraphs(page: Expected) -> Found:
    """What one writes first with BeautifulSoup: the heading, every longer paragraph, the first printed date."""
    soup = BeautifulSoup(page.markup, "lxml")
    heading = soup.h1 or soup.title
    lines = [" ".join(one.get_text(" ").split()) for one in soup.find_all("p")]
    printed = _DAY_MONTH_YEAR.search(soup.get_text(" "))
    date = _moment("{2}-{1:0>2}-{0:0>2}".format(*printed.groups())) if printed else None
    title = " ".join(heading.get_text(" ").split()) if heading else ""
    return Found(title=title, text="\n".join(line for line in lines if len(line.split()) >= _MANY_WORDS), date=date)


TOOLS: Final[dict[str, Tool]] = {
    "ours": ours,
    "trafilatura": by_trafilatura,
    "readability-lxml": by_readability,
    "newspaper4k": by_newspaper,
    "paragraphs (bs4)": by_paragraphs,
}


def tools() -> dict[str, Tool]:
    """Return the tools there are here."""
    logging.getLogger("readability").setLevel(logging.CRITICAL)
    needs = {"newspaper4k": "newspaper", "readability-lxml": "readability"}
    return {name: tool for name, tool in TOOLS.items() if importlib.util.find_spec(needs.get(name, "lxml"))}


def tokens(text: str) -> Counter[str]:
    """Return the words of a text: runs of letters and digits, NFC, case-folded, with how often each stands there."""
    return Counter(_TOKEN.findall(unicodedata.normalize("NFC", text).casefold()))


def f1(found: str, page: Expected) -> float:
    """Return the F1 of the words found; captions, bylines and times of entries may be there and need not."""
    got, wanted = tokens(found), tokens(page.text)
    if not got or not wanted:
        return 0.0
    precision = (got & (wanted + tokens(page.optional) + tokens(page.title))).total() / got.total()
    recall = (got & wanted).total() / wanted.total()
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def judge(found: Found, page: Expected) -> Judged:
    local = found.date.astimezone(ZONE) if found.date and found.date.tzinfo else found.date
    day, minute = (f"{local:%Y-%m-%d}", f"{local:%Y-%m-%dT%H:%M}") if local else (None, None)
    return Judged(
        name=page.name,
        title=_plain(found.title) == _plain(page.title),
        day=day == (page.date[:10] if page.date else None),
        minute=(minute if page.date and "T" in page.date else day) == page.date,
        f1=f1(found.text, page),
    )


def judged(tool: Tool, half: list[Expected]) -> list[Judged]:
    return [judge(tool(page), page) for page in half]


def figures(results: list[Judged]) -> dict[str, float]:
    """Return the numbers that have floors, by name."""
    return {
        "title": round(statistics.fmean(one.title for one in results), 4),
        "date": round(statistics.fmean(one.day for one in results), 4),
        "minute": round(statistics.fmean(one.minute for one in results), 4),
        "text F1": round(statistics.fmean(one.f1 for one in results), 4),
        "worst F1": round(min(one.f1 for one in results), 4),
    }


def below(reached: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> list[str]:
    """Return what lies under its floor."""
    return [
        f"{half}: {what} is {reached[half].get(what, 0):.1%}, its floor {floor:.1%}"
        for half, each in floors.items()
        for what, floor in each.items()
        if half in reached and reached[half].get(what, 0) < floor
    ]


def pin(reached: dict[str, dict[str, float]], floors: dict[str, dict[str, float]], *, lower: bool) -> None:
    """Write the floors: what is reached, and where that is less, only if asked for by name."""
    pinned = {
        half: {what: value if lower else max(value, floors.get(half, {}).get(what, 0)) for what, value in each.items()}
        for half, each in reached.items()
    }
    FLOORS.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")


def parts() -> dict[str, list[Expected]]:
    """Return the pages of each half, as they are and each in a shell."""
    found = {half: pages(half) for half in HALVES}
    return found | {f"{half}, in a shell": in_shells(each) for half, each in found.items()}


def in_shells(half: list[Expected]) -> list[Expected]:
    return [replace(page, markup=in_a_shell(page, half)) for page in half]


def in_a_shell(page: Expected, others: list[Expected]) -> str:
    """Return the page at a real one's weight: a menu of 160 links, 60 teasers and the scripts that 45 kB usually hold.

    Our pages are short so that a person can read them; a parser's cost is that of everything around the text.
    """
    titles = [other.title for other in others if other.name != page.name]
    links = "".join(f'<li class="m{i % 7}"><a href="/c{i}" title="Mục {i}">Chuyên mục {i}</a></li>' for i in range(160))
    menu = f'<nav class="mega-menu"><ul class="level1">{links}</ul></nav>'
    teasers = "".join(
        f'<div class="item-news thumb-left"><a class="thumb" href="/t{i}"><img class="lazy" data-src="/t{i}.jpg"></a>'
        f'<h3 class="title-news"><a href="/t{i}">{titles[i % len(titles)]}</a></h3>'
        f'<span class="time-count">{i % 23 + 1} giờ trước</span></div>'
        for i in range(60)
    )
    script = "<script>" + "window.dataLayer=window.dataLayer||[];function g(){dataLayer.push(arguments);}\n" * 120
    style = "<style>" + ".c-item>a:hover{color:#c00;background:url(/i.png) no-repeat}\n" * 120 + "</style>"
    opened = re.sub(r"(?i)(<body[^>]*>)", lambda body: f"{body[0]}{style}{menu}", page.markup, count=1)
    tail = f'<div class="box-stream">{teasers}</div>{script}</script>'
    return re.sub(r"(?i)</body>", lambda body: tail + body[0], opened, count=1)


def speed(half: list[Expected], *, rounds: int) -> dict[str, tuple[float, float]]:
    """Return milliseconds per page, bare and in a shell, of ours and of trafilatura: the best of several rounds."""

    def text_only(markup: str, url: str) -> object:
        return trafilatura.bare_extraction(markup, url=url, include_comments=False, with_metadata=False)

    def everything(markup: str, url: str) -> object:
        return trafilatura.bare_extraction(markup, url=url, include_comments=False, with_metadata=True)

    def read(markup: str, url: str) -> object:
        return extract.read(markup, url=url, selectors=None, names=(), now=NOW)

    ways = {"ours": read, "trafilatura, text only": text_only, "trafilatura, with title and date": everything}
    inputs = [[(page.markup, page.url) for page in each] for each in (half, in_shells(half))]
    best = {way: [float("inf")] * len(inputs) for way in ways}
    for _ in range(rounds):
        for at, given in enumerate(inputs):
            for name, way in ways.items():
                began = time.process_time()
                for markup, url in given:
                    way(markup, url)
                best[name][at] = min(best[name][at], (time.process_time() - began) * 1000 / len(given))
    return {name: (bare, heavy) for name, (bare, heavy) in best.items()}


def show(half: str, results: dict[str, list[Judged]]) -> None:
    print(f"\n{half:<24}{'pages':>6}{'title':>9}{'date':>9}{'minute':>9}{'text F1':>9}{'worst':>8}")
    for name, each in results.items():
        reached = figures(each)
        print(f"  {name:<22}{len(each):>6}" + "".join(f"{reached[what]:>9.1%}" for what in reached))
    worst = sorted(results["ours"], key=lambda one: (one.title and one.day, one.f1))[:5]
    print("  worst of ours: " + ", ".join(f"{one.name} {one.f1:.3f}{_wrong(one)}" for one in worst))


def _wrong(one: Judged) -> str:
    return "".join(f" (no {what})" for what, right in (("title", one.title), ("date", one.day)) if not right)


def _plain(title: str) -> str:
    return " ".join(unicodedata.normalize("NFC", title).split())


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _spaced(markup: str) -> str:
    tree = html.fromstring(markup) if markup.strip() else None
    return " \n".join(str(text) for text in tree.itertext()) if tree is not None else ""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--half", choices=HALVES, help="only this half, and no floors")
    asked.add_argument("--rounds", type=int, default=5, help="how often the speed is taken; 0 leaves it out")
    asked.add_argument("--pin", action="store_true", help="raise the floors to what is reached")
    asked.add_argument("--lower", action="store_true", help="with --pin: lower them too")
    given = asked.parse_args()
    reached = {}
    for part, each in parts().items():
        if given.half is None or part.startswith(given.half):
            results = {name: judged(tool, each) for name, tool in tools().items()}
            show(part, results)
            reached[part] = figures(results["ours"])
    if given.rounds:
        taken = speed(pages(given.half or HALVES[0]), rounds=given.rounds)
        print(f"\n{'ms per page, best of rounds':<36}{'bare':>8}{'45 kB':>8}{'ours to it':>14}")
        for name, (bare, heavy) in taken.items():
            ratios = f"{taken['ours'][0] / bare:.2f} / {taken['ours'][1] / heavy:.2f}"
            print(f"  {name:<34}{bare:>8.2f}{heavy:>8.2f}{ratios:>14}")
    if given.half:
        return
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    if given.pin:
        pin(reached, floors, lower=given.lower)
    elif found := below(reached, floors):
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
