"""``rotin sources check --live``: robots.txt and one page of each source, read now, for whoever enables them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from cli.app import App, now, with_places
from cli.crawl_one import need_contact
from cli.find import Nothing, apart, let_go
from cli.logs import set_up
from cli.show import shown, table
from digest.labels import OUTCOME, reason
from errors import CrawlError
from records import ENDED_WELL, Passed, Tally
from words import Words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from crawlers.families import Reader
    from crawlers.source import Source
    from records import Finding, Run

_HEAD: Final = (
    Words(vi="Mã", en="Id"),
    Words(vi="Kết quả", en="Outcome"),
    Words(vi="KB", en="kB"),
    Words(vi="Lý do", en="Why"),
    Words(vi="Địa chỉ", en="Address"),
)


def look_at(app: App, chosen: Sequence[Source]) -> None:
    """Ask each source for its page, one after the other, and print what came; nothing of it is kept.

    Raises:
        CrawlError: not one of them answered.
    """
    need_contact(app)
    set_up(app.settings.log, quiet=True)
    runs = [(source, apart(app, source, "look-one", source.id)) for source in chosen]
    table(_HEAD, [_row(source, run, app) for source, run in runs], app.language)
    if runs and not any(run.outcome in ENDED_WELL for _, run in runs):
        raise CrawlError(Words(vi="không nguồn nào trả lời", en="no source answered"))


@click.command(
    name="look-one", hidden=True, help="Ask for one page in this process; rotin sources check --live starts it."
)
@click.argument("name")
@with_places
@click.pass_obj
def look_one(app: App, name: str) -> None:
    """Ask, and report how it went."""
    from crawlers.crawl import crawl  # noqa: PLC0415 - opened only when needed
    from crawlers.report import write_end  # noqa: PLC0415 - as above

    answer, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints is not for our parent
    set_up(app.settings.log)
    report = crawl(
        app.chosen([name])[0],
        memory=Nothing(),
        sink=let_go,
        contact=app.settings.contact,
        inward=app.settings.crawl.endpoints,
        clock=now,
        reading=ask,
    )
    note = report.note.both if isinstance(report.note, Words) else report.note
    tally = Tally(requests=report.requests, failures=report.failures, bytes=report.bytes)
    write_end(answer, report.outcome, tally, note)


async def ask(reader: Reader) -> AsyncIterator[Finding]:
    """Ask for the source's page, as a reader of its kind would, and let go what comes."""
    from crawlers.families.gdelt import address  # noqa: PLC0415 - as above

    source = reader.source
    came: Any = await reader.get(address(source.url, source.gdelt) if source.gdelt else source.url, {})
    if not isinstance(came, str):
        reader.ledger.entries = 1
        yield Passed(source=source.id, reason="looked_at")


def _row(source: Source, run: Run, app: App) -> tuple[str, str, str, str, str]:
    why = ", ".join(reason(kind, app.language) for kind, _ in run.tally.failures)
    why = why or (shown(Words.from_both(run.note).in_(app.language)) if run.note else "")
    outcome = OUTCOME[run.outcome].in_(app.language)
    return source.id, outcome, f"{run.tally.bytes / 1000:.0f}", why or "–", source.url
