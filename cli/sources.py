"""``rotin sources``: check and show what is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import click

from cli.app import App, now, say, with_places
from cli.find import find, find_one
from cli.live import look_at, look_one
from cli.show import emit, moment, table
from words import Words

LOOKED_BACK: Final = timedelta(days=90)
"""No run is kept for longer."""


@click.group(help=say(vi="Kiểm tra và xem các nguồn.", en="Check and show the sources."))
def sources() -> None:
    """Hold the commands below."""


@sources.command(help=say(vi="Kiểm tra tệp khai báo nguồn.", en="Check the sources file."))
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--live",
    is_flag=True,
    help=say(
        vi="đọc robots.txt và một trang của các nguồn đã nêu, hoặc của mọi nguồn",
        en="read robots.txt and one page of the named sources, or of all",
    ),
)
@with_places
@click.pass_obj
def check(app: App, names: tuple[str, ...], *, live: bool) -> None:
    """Read the declarations; every problem is an error with its line. With ``--live``, ask the sources too."""
    found = app.sources
    chosen = app.chosen(names) if names else found
    app.tell(
        vi=f"{app.sources_file}: {len(found)} nguồn, không có lỗi",
        en=f"{app.sources_file}: {len(found)} sources, no problem",
    )
    if live:
        look_at(app, chosen)


@sources.command(name="list", help=say(vi="Liệt kê các nguồn đã khai báo.", en="List the declared sources."))
@click.option("--json", "as_json", is_flag=True, help=say(vi="mỗi dòng một JSON", en="one JSON object a line"))
@with_places
@click.pass_obj
def list_(app: App, *, as_json: bool) -> None:
    """Show each declaration."""
    if as_json:
        for source in app.sources:
            emit(source.model_dump(mode="json"))
        return
    head = [
        Words(vi="Mã", en="Id"),
        Words(vi="Tên", en="Name"),
        Words(vi="Mỗi", en="Every"),
        Words(vi="Đã kiểm", en="Checked"),
    ]
    head.append(Words(vi="Địa chỉ", en="Address"))
    rows = [(s.id, s.name, f"{s.every}", f"{s.checked}", s.url) for s in app.sources]
    table(head, rows, app.language)


@sources.command(
    help=say(
        vi="Nguồn nào im lặng, hỏng, trống hay hụt nội dung.",
        en="Which sources are silent, failing, empty or drifting.",
    )
)
@click.option("--json", "as_json", is_flag=True, help=say(vi="mỗi dòng một JSON", en="one JSON object a line"))
@with_places
@click.pass_obj
def health(app: App, *, as_json: bool) -> None:
    """Say of each source how it fares."""
    from cli.expected import expected  # noqa: PLC0415 - opened only when needed
    from digest import health as examined  # noqa: PLC0415 - as above

    present = now()
    with app.open_store() as store:
        runs = list(store.runs(since=present - LOOKED_BACK))
        found = examined.sources(expected(app.sources), runs, store.last_runs(), until=present)
    if as_json:
        for state in found:
            emit(state)
        return
    head = [
        Words(vi="Nguồn", en="Source"),
        Words(vi="Đọc được lần cuối", en="Last read"),
        Words(vi="Tình trạng", en="State"),
    ]
    table(head, [(s.name, moment(s.read), s.sentence.in_(app.language)) for s in found], app.language)


sources.add_command(find)
sources.add_command(find_one)
sources.add_command(look_one)
