"""``rotin ingest``: the same pipeline over recorded items, without crawling."""

from __future__ import annotations

import sys
from itertools import islice
from typing import IO, TYPE_CHECKING

import click
from tqdm import tqdm

from cli.app import App, Opened, now, say, with_places
from cli.show import emit
from cli.tally import show_tally
from errors import InputError
from pipelines.ingest import NoItemError, read_item, read_lines
from records import Remark
from words import Words

if TYPE_CHECKING:
    from pipelines import Pipeline

TOGETHER = 200
"""Lines put through before others who count voices may pass."""

NAMED = 20
"""How many unreadable lines are named; more say nothing new."""


@click.command(
    help=say(
        vi="Đưa các mục đã ghi, mỗi dòng một JSON, qua dây chuyền; “-” là đầu vào chuẩn.",
        en="Put recorded items, one JSON object a line, through the pipeline; - is standard input.",
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help=say(vi="in số đếm dạng JSON", en="print the counts as JSON"))
@with_places
@click.pass_obj
def ingest(app: App, file: str, *, as_json: bool) -> None:
    """Read, run, count; name the lines that are no items."""
    with app.open_store() as store, app.open_window() as opened, click.open_file(file, "rb") as lines:
        pipeline = app.pipeline(store, opened.counting)
        window = opened.counting.window
        before = window.size().evicted
        bad = _run(pipeline, opened, lines, app)
        pipeline.settle()
        evicted = window.size().evicted - before
    tally = pipeline.counts.tally()
    if as_json:
        emit(tally)
    else:
        show_tally(tally, app.language)
    if evicted > 0:
        app.tell(
            vi=f"cửa sổ đếm đã đầy: {evicted} cụm năm từ cũ nhất bị bỏ sớm, có thể sót điều nhiều người nói",
            en=f"the counting window was full: {evicted} of the oldest runs of five words went early, so something "
            "that many say may be missed",
        )
    if bad:
        raise InputError(
            Words(
                vi=f"{bad} dòng không đọc được; các dòng khác đã xong", en=f"{bad} lines unreadable; the rest is done"
            ),
            hint=Words(
                vi="sửa các dòng nêu trên rồi chạy lại cả tệp: mục đã có không bị ghi đôi",
                en="mend the lines named above and ingest the file again: nothing is written twice",
            ),
        )


def _run(pipeline: Pipeline, opened: Opened, lines: IO[bytes], app: App) -> int:
    """Put every line through; return how many were no items. Their text is never shown: it may be somebody's words."""
    bad, told = 0, opened.kept
    bar = iter(tqdm(read_lines(lines), unit=" mục", file=sys.stderr, disable=None, leave=False))
    while some := list(islice(bar, TOGETHER)):
        with pipeline.together():
            for number, line in some:
                try:
                    item = read_item(line, door=opened.door, now=now())
                    if not told and isinstance(item, Remark):
                        told = True
                        _tell_alone(app)
                    pipeline.run(item)
                except ValueError as error:
                    bad += 1
                    pipeline.counts.discard("unreadable_line")
                    if bad <= NAMED:
                        _tell_unreadable(app, number, error)
    return bad


def _tell_alone(app: App) -> None:
    """Say that what people wrote is counted with no other call's."""
    app.tell(
        vi="không có thư mục trong bộ nhớ cho khóa: việc đếm người lặp lại bắt đầu từ đầu với lệnh này và hết cùng nó; "
        "để đếm tiếp qua các lần chạy, đặt ROTIN_RUNTIME là một thư mục trên tmpfs",
        en="no folder in memory for the keys: counting voices starts anew with this command and ends with it; "
        "to count on from call to call, set ROTIN_RUNTIME to a folder on a tmpfs",
    )


def _tell_unreadable(app: App, number: int, error: ValueError) -> None:
    """Name the line, and of why only what quotes nothing."""
    name = type(error).__name__
    why = error.why if isinstance(error, NoItemError) else Words(vi=name, en=name)
    app.tell(vi=f"dòng {number}: không đọc được ({why.vi})", en=f"line {number}: unreadable ({why.en})")
