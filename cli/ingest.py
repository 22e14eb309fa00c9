"""``rotin ingest``: the same pipeline over recorded items, without crawling."""

from __future__ import annotations

import sys
from itertools import islice
from typing import IO, TYPE_CHECKING

import click
from tqdm import tqdm

from cli.app import App, now, say, with_places
from cli.show import emit
from cli.tally import show_tally
from errors import InputError
from pipelines.ingest import NoItemError, read_item, read_lines
from words import Words

if TYPE_CHECKING:
    from door import Door
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
        bad = _run(pipeline, opened.door, lines, app)
        pipeline.settle()
    tally = pipeline.counts.tally()
    if as_json:
        emit(tally)
    else:
        show_tally(tally, app.language)
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


def _run(pipeline: Pipeline, door: Door, lines: IO[bytes], app: App) -> int:
    """Put every line through; return how many were no items. Their text is never shown: it may be somebody's words."""
    bad = 0
    bar = iter(tqdm(read_lines(lines), unit=" mục", file=sys.stderr, disable=None, leave=False))
    while some := list(islice(bar, TOGETHER)):
        with pipeline.together():
            for number, line in some:
                try:
                    pipeline.run(read_item(line, door=door, now=now()))
                except ValueError as error:
                    bad += 1
                    pipeline.counts.discard("unreadable_line")
                    why = error if isinstance(error, NoItemError) else type(error).__name__
                    if bad <= NAMED:
                        app.tell(vi=f"dòng {number}: không đọc được ({why})", en=f"line {number}: unreadable ({why})")
    return bad
