"""``rotin crawl``: read sources now, each in a child process, with progress."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import click
from tqdm import tqdm

from cli.app import App, now, say, with_places
from cli.crawl_one import need_contact
from cli.launch import launch
from cli.logs import set_up
from cli.show import emit, shown
from cli.tally import show_tally
from digest.labels import OUTCOME
from errors import CrawlError, UsageError
from records import ENDED_WELL, Run, Tally
from words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from crawlers.report import Progress
    from crawlers.source import Source


@click.command(help=say(vi="Đọc ngay các nguồn đã nêu, hoặc tất cả.", en="Read the named sources now, or all."))
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--all", "everything", is_flag=True, help=say(vi="mọi nguồn đang bật", en="every source that is enabled"))
@click.option("--json", "as_json", is_flag=True, help=say(vi="mỗi lượt đọc một JSON", en="one JSON object a run"))
@with_places
@click.pass_obj
def crawl(app: App, names: tuple[str, ...], *, everything: bool, as_json: bool) -> None:
    """Read and say what came of each."""
    if bool(names) is everything:
        raise UsageError(
            Words(vi="hãy nêu tên nguồn, hoặc --all", en="name sources, or give --all"),
            hint=Words(vi="xem tên bằng: rotin sources list", en="see their names with: rotin sources list"),
        )
    chosen = [source for source in app.sources if source.enabled] if everything else app.chosen(names)
    need_contact(app)
    set_up(app.settings.log, quiet=True)
    _ = app.rules, app.gazetteer  # what is wrong with them is said once, here, and not by every child
    if any(source.kind.converses for source in chosen) and not app.keeps_keys:
        app.tell(
            vi="không có thư mục trong bộ nhớ cho khóa (ROTIN_RUNTIME): chỉ đếm người lặp lại trong lượt chạy này",
            en="no folder in memory for the keys (ROTIN_RUNTIME): voices are counted within this call only",
        )
    runs = list(read_all(app, chosen))
    for run in runs:
        emit(run) if as_json else show(run, app.language)
    unread = sum(run.outcome not in ENDED_WELL for run in runs)
    if 0 < unread < len(runs):
        app.tell(
            vi=f"{unread}/{len(runs)} nguồn không đọc được", en=f"{unread} of {len(runs)} sources could not be read"
        )
    if runs and not any(run.outcome in ENDED_WELL for run in runs):
        raise CrawlError(
            Words(vi="không nguồn nào đọc được", en="no source could be read"),
            hint=Words(
                vi="xem lý do ở trên; rotin sources health kể thêm", en="see why above; rotin sources health says more"
            ),
        )


def read_all(app: App, chosen: Sequence[Source]) -> Iterator[Run]:
    """Read the sources, a few at a time, and yield each run, noted in the ledger, in the order they were named."""
    stop = threading.Event()
    with (
        app.share_window(),
        tqdm(total=len(chosen), unit=app.words(vi=" nguồn", en=" sources"), file=sys.stderr, disable=None) as bar,
        ThreadPoolExecutor(app.settings.crawl.concurrency) as pool,
    ):
        progress = Together(bar)
        due = now()
        futures = [pool.submit(read_one, app, source, due, stop, progress) for source in chosen]
        try:
            for _ in as_completed(futures):
                bar.update()
        except BaseException:
            stop.set()  # the children end before we do
            raise
    yield from (future.result() for future in futures)


def read_one(app: App, source: Source, due: datetime, stop: threading.Event, progress: Together) -> Run:
    """Read one source and note in the ledger that it began and how it ended."""
    with app.open_store() as store:
        run = launch(
            app, source, due=due, stop=stop, on_start=store.put_run, on_progress=partial(progress.note, source.id)
        )
        store.put_run(run)
    return run


class Together:
    """What all crawls have seen and stored so far, shown beside the bar."""

    def __init__(self, bar: tqdm[NoReturn]) -> None:
        self._bar = bar
        self._latest: dict[str, Progress] = {}

    def note(self, source: str, progress: Progress) -> None:
        """Take the latest word of one crawl."""
        self._latest[source] = progress
        latest = list(self._latest.values())
        self._bar.set_postfix({"đọc": sum(p.seen for p in latest), "lưu": sum(p.stored for p in latest)}, refresh=True)


def show(run: Run, language: Language) -> None:
    """Print how one run went, and why the rest was not stored."""
    took = f" {(run.ended - run.started).total_seconds():.0f} s" if run.started and run.ended else ""
    why = f" – {shown(Words.from_both(run.note).in_(language))}" if run.note else ""
    click.echo(f"{run.source}: {OUTCOME[run.outcome].in_(language)}{took}{why}")
    if run.tally != Tally():
        show_tally(run.tally, language)
