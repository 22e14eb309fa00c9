"""``rotin store``: look after the data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cli.app import App, now, say, with_places
from cli.show import emit, moment, table
from errors import UsageError
from words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from words import Language


KINDS: Final = {
    "articles": Words(vi="bài", en="articles"),
    "indicators": Words(vi="dấu hiệu", en="indicators"),
    "claims": Words(vi="điều lan truyền", en="claims"),
    "signals": Words(vi="tín hiệu", en="signals"),
    "alerts": Words(vi="báo động", en="alerts"),
    "reviews": Words(vi="đánh giá", en="reviews"),
    "decisions": Words(vi="quyết định gộp, tách", en="decisions"),
    "links": Words(vi="liên kết đã đọc", en="links read"),
    "visits": Words(vi="trang nguồn", en="feeds read"),
    "waiting": Words(vi="mục chờ đọc", en="entries waiting"),
    "cursors": Words(vi="dấu đọc dở", en="places in lists"),
    "listed": Words(vi="mục trong danh sách lừa đảo", en="entries of scam lists"),
    "runs": Words(vi="lượt đọc", en="runs"),
    "quarantine": Words(vi="mục để riêng", en="items set apart"),
}


def counted(counts: Mapping[str, int], language: Language) -> str:
    """Return counts of records in words."""
    return ", ".join(f"{number} {KINDS[kind].in_(language)}" for kind, number in counts.items())


@click.group(help=say(vi="Chăm sóc dữ liệu.", en="Look after the data."))
def store() -> None:
    """Hold the commands below."""


def _file(app: App) -> Path:
    """Return the SQLite file of the store in force.

    Raises:
        UsageError: the store is of another kind; its own tools back it up.
    """
    url = app.settings.store_url
    if not url.startswith("sqlite:///"):
        raise UsageError(Words(vi=f"lệnh này chỉ dành cho SQLite, không phải {url}", en=f"only for SQLite, not {url}"))
    return Path(url.removeprefix("sqlite:///"))


@store.command(
    help=say(vi="Nâng kho lên bản mới, sao lưu trước.", en="Bring the store up to date, backing it up first.")
)
@with_places
@click.pass_obj
def migrate(app: App) -> None:
    """Apply what is pending."""
    from storage.migrations import migrate as apply  # noqa: PLC0415 - opened only when needed

    done = apply(_file(app))
    app.tell(vi=f"đã áp dụng {len(done.names)} bước", en=f"{len(done.names)} steps applied")
    if done.backup:
        app.tell(vi=f"bản sao lưu trước đó: {done.backup}", en=f"the backup made before: {done.backup}")


@store.command(help=say(vi="Sao lưu kho vào TỆP, trong khi vẫn chạy.", en="Copy the store to FILE while it is in use."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_places
@click.pass_obj
def backup(app: App, file: Path) -> None:
    """Write a whole, checked copy."""
    with app.open_store(create=False) as opened:
        opened.backup(file)
        held = counted(opened.counts(), app.language)
    app.tell(vi=f"đã sao lưu vào {file}: {held}", en=f"backed up to {file}: {held}")


@store.command(help=say(vi="Khôi phục kho từ bản sao TỆP.", en="Put the copy FILE in the store's place."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_places
@click.pass_obj
def restore(app: App, file: Path) -> None:
    """Check the copy, then swap it in; the store it replaces is kept beside it."""
    from storage.restore import restore as swap  # noqa: PLC0415 - opened only when needed

    kept = swap(file, _file(app), now=now())
    app.tell(vi=f"đã khôi phục; kho cũ ở {kept}", en=f"restored; the old store is at {kept}")


@store.command(help=say(vi="Xóa những gì quá hạn lưu.", en="Delete what is past its retention."))
@with_places
@click.pass_obj
def purge(app: App) -> None:
    """Apply the retention now, as the daemon does every night."""
    with app.open_store() as opened:
        gone = counted(opened.purge(app.retention, now=now()), app.language)
    app.tell(vi=f"đã xóa: {gone}", en=f"deleted: {gone}")


@store.command(
    help=say(vi="Xem những mục để riêng; lệnh ingest đọc lại được.", en="Show items set apart; ingest can read them.")
)
@click.option("--json", "as_json", is_flag=True, help=say(vi="mỗi dòng một JSON", en="one JSON object a line"))
@click.option(
    "--lines", is_flag=True, help=say(vi="in các mục như tệp cho ingest", en="print them as a file for ingest")
)
@with_places
@click.pass_obj
def quarantine(app: App, *, as_json: bool, lines: bool) -> None:
    """List what no stage could read."""
    with app.open_store(create=False) as opened:
        items = list(opened.quarantined())
    if lines or as_json:
        for item in items:
            click.echo(item.line) if lines else emit(item)
        return
    head = [
        Words(vi="Từ", en="Since"),
        Words(vi="Nguồn", en="Source"),
        Words(vi="Lý do", en="Reason"),
        Words(vi="Mã", en="Id"),
    ]
    table(head, [(moment(item.since), item.source, item.reason, item.id) for item in items], app.language)
