"""``rotin crawl-one``: what a crawl's child process runs; it reports on standard output, for its parent only."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from cli.app import App, now, with_places
from cli.logs import set_up
from errors import SettingsError, StoreError
from records import RunOutcome
from words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crawlers.source import Source
    from records import Cursor, Found, Visit
    from storage.base import Store


class SourceMemory:
    """What the store remembers of one source, as a crawler asks for it.

    How far a conversation was read is worth as much as what was counted of it: a place noted before ``since``, when the
    window began to count, is forgotten with the window, and the source is read again from as far back as it goes.
    """

    def __init__(self, store: Store, source: str, since: datetime | None = None) -> None:
        self._store = store
        self._source = source
        self._since = since

    def visit(self, url: str) -> Visit | None:
        """Return what the server said of this page when it was last read to the end."""
        return self._store.visit(self._source, url)

    def known(self, links: Sequence[str]) -> frozenset[str]:
        """Return those of ``links`` that need no reading again."""
        return self._store.known(self._source, links)

    def cursor(self, name: str) -> Cursor | None:
        """Return how far the list called ``name`` was read."""
        from crawlers.memory import SPENT  # noqa: PLC0415 - opened only when needed

        found = self._store.cursor(self._source, name)
        forgotten = self._since is not None and found is not None and found.noted < self._since
        return None if forgotten and not name.startswith(SPENT) else found

    def waiting(self, most: int) -> Sequence[Found]:
        """Return entries that wait to be read."""
        return self._store.waiting(self._source, limit=most)

    def listed(self, since: datetime) -> int:
        """Return how many things its list of scams named lately."""
        return sum(1 for _ in self._store.listed(source=self._source, since=since))


@click.command("crawl-one", hidden=True, help="Read one source in this process; rotin crawl and rotin run start it.")
@click.argument("name")
@click.option("--proved", default="", help="What our parent has proved of the rules.")
@click.option("--window", default="", help="The window whose keys our parent hands us on standard input.")
@with_places
@click.pass_obj
def crawl_one(app: App, name: str, proved: str, window: str) -> None:
    """Read, run through the pipeline, report."""
    app.proved = proved
    from crawlers.crawl import crawl  # noqa: PLC0415 - opened only when needed
    from crawlers.report import Progress, write_end, write_progress  # noqa: PLC0415 - as above
    from pipelines.sink import Sink  # noqa: PLC0415 - as above

    out, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints is not for our parent
    set_up(app.settings.log)
    source = app.chosen([name])[0]
    need_contact(app)
    if source.kind.converses:
        take_ring(app, window)
    with app.open_store() as store, app.open_window() if source.kind.converses else nullcontext() as opened:
        pipeline = app.pipeline(store, opened.counting if opened else None)
        sink = Sink(pipeline, store, now)

        def tell(requests: int) -> None:
            counts = pipeline.counts
            write_progress(out, Progress(seen=counts.seen, stored=counts.stored, requests=requests))

        try:
            report = crawl(
                source,
                memory=SourceMemory(store, source.id, opened.since if opened else None),
                sink=sink,
                contact=app.settings.contact,
                inward=app.settings.crawl.endpoints,
                clock=now,
                door=opened.door if opened else None,
                key=key_of(app, source),
                progress=lambda progress: tell(progress.requests),
            )
        except StoreError as error:  # what it refused is met again by the next run
            write_end(out, RunOutcome.FAILED, pipeline.counts.tally(), error.what.both)
            return
        tally = pipeline.counts.tally(requests=report.requests, failures=report.failures, received=report.bytes)
        write_end(out, report.outcome, tally, report.note.both if isinstance(report.note, Words) else report.note)


def take_ring(app: App, window: str) -> None:
    """Take over the keys that our parent hands on; without them, and a folder of keys, we count for ourselves."""
    from storage.keys import guard_memory  # noqa: PLC0415 - opened only when needed

    guard_memory()  # before anything is read that nobody else should
    if window:
        app.keeper.take(sys.stdin.buffer, window)
        sys.stdin.close()


def key_of(app: App, source: Source) -> str:
    """Return the secret that the source's interface asks for, ``""`` if it asks for none or none is set."""
    key = app.settings.crawl.youtube_key if source.kind.value == "youtube" else None
    return key.get_secret_value().strip() if key is not None else ""


def need_contact(app: App) -> None:
    """Make sure that whoever runs a site can reach whoever reads it.

    Raises:
        SettingsError: no contact is set.
    """
    if not app.settings.contact:
        raise SettingsError(
            Words(
                vi="chưa có địa chỉ liên hệ để gửi kèm khi đọc các trang", en="no contact to send with every request"
            ),
            hint=Words(
                vi="đặt contact: trong rotin.yaml hoặc ROTIN_CONTACT=mailto:ban-tin@tinh.example",
                en="set contact: in rotin.yaml, or ROTIN_CONTACT=mailto:desk@province.example",
            ),
        )
