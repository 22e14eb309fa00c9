"""``rotin crawl-one``: what a crawl's child process runs; it reports on standard output, for its parent only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cli.app import App, now, with_places
from cli.logs import set_up
from errors import SettingsError, StoreError
from records import RunOutcome
from words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records import Visit
    from storage.base import Store


class SourceMemory:
    """What the store remembers of one source, as a crawler asks for it."""

    def __init__(self, store: Store, source: str) -> None:
        self._store = store
        self._source = source

    def visit(self, url: str) -> Visit | None:
        """Return what the server said of this page when it was last read to the end."""
        return self._store.visit(self._source, url)

    def known(self, links: Sequence[str]) -> frozenset[str]:
        """Return those of ``links`` that need no reading again."""
        return self._store.known(self._source, links)


@click.command("crawl-one", hidden=True, help="Read one source in this process; rotin crawl and rotin run start it.")
@click.argument("name")
@click.option("--proved", default="", help="What our parent has proved of the rules.")
@with_places
@click.pass_obj
def crawl_one(app: App, name: str, proved: str) -> None:
    """Read, run through the pipeline, report."""
    app.proved = proved
    from crawlers.crawl import crawl  # noqa: PLC0415 - opened only when needed
    from crawlers.report import Progress, write_end, write_progress  # noqa: PLC0415 - as above
    from pipelines.sink import Sink  # noqa: PLC0415 - as above

    out, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints is not for our parent
    set_up(app.settings.log)
    source = app.chosen([name])[0]
    need_contact(app)
    with app.open_store() as store:
        pipeline = app.pipeline(store)
        sink = Sink(pipeline, store, now)

        def tell(requests: int) -> None:
            counts = pipeline.counts
            write_progress(out, Progress(seen=counts.seen, stored=counts.stored, requests=requests))

        try:
            report = crawl(
                source,
                memory=SourceMemory(store, source.id),
                sink=sink,
                contact=app.settings.contact,
                inward=app.settings.crawl.endpoints,
                clock=now,
                progress=lambda progress: tell(progress.requests),
            )
        except StoreError as error:  # what it refused is met again by the next run
            write_end(out, RunOutcome.FAILED, pipeline.counts.tally(), error.what.both)
            return
        tally = pipeline.counts.tally(requests=report.requests, failures=report.failures, received=report.bytes)
        write_end(out, report.outcome, tally, report.note.both if isinstance(report.note, Words) else report.note)


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
