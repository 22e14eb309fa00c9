"""``rotin digest``: build the digest and say in short what it says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cli.app import App, now, say, with_places
from cli.expected import cards, expected
from cli.relating import relate
from cli.show import emit, near
from errors import UsageError
from records import ZONE, in_zone
from words import Words

if TYPE_CHECKING:
    from digest.model import Digest

MOST_RELATED: Final = 1_000
"""Claims that articles are looked for before a digest, the latest first: some minutes at the very worst."""


@click.command(
    help=say(
        vi="Lập bản tin 24 giờ: CSV, XLSX, HTML. Không nêu ngày thì tính đến lúc này.",
        en="Build the digest of 24 hours: CSV, XLSX, HTML. Without a date, up to now.",
    )
)
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    help=say(vi="bản tin của sáng ngày này", en="the digest of this day's morning"),
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help=say(vi="thư mục ghi bản tin", en="folder to write it to"),
)
@click.option("--json", "as_json", is_flag=True, help=say(vi="in nội dung dạng JSON", en="print its content as JSON"))
@with_places
@click.pass_obj
def digest(app: App, day: datetime | None, out: Path | None, *, as_json: bool) -> None:
    """Build, write, and print the short form."""
    until = morning(app, day) if day else in_zone(now())
    if until > now():
        raise UsageError(
            Words(
                vi=f"bản tin {until:%d/%m/%Y %H:%M} chưa tới", en=f"the digest of {until:%d/%m/%Y %H:%M} is yet to come"
            ),
            hint=Words(vi="bỏ --date để lập bản tin đến lúc này", en="without --date it is built up to now"),
        )
    built = build(app, until)
    files = write(app, built, out, between=day is None)
    if as_json:
        emit(built)
        return
    from digest.text import to_text  # noqa: PLC0415 - opened only when needed

    click.echo(to_text(built, app.language))
    for file in files:
        click.echo(near(file))


def morning(app: App, day: datetime) -> datetime:
    """Return the moment at which the digest of ``day`` is due."""
    return datetime.combine(day.date(), app.settings.digest.at, tzinfo=ZONE)


def build(app: App, until: datetime) -> Digest:
    """Return the digest of the 24 hours before ``until``, with the articles found till now for what people repeat."""
    from desk.relate import AFTER  # noqa: PLC0415 - opened only when needed
    from digest.build import build as assemble  # noqa: PLC0415 - opened only when needed

    with app.open_store() as store:
        relate(app, store, since=until - AFTER, most=MOST_RELATED)
        return assemble(
            store,
            until=until,
            sources=expected(app.sources),
            rules=cards(app.rules),
            communes=app.communes,
        )


def write(app: App, built: Digest, folder: Path | None = None, *, between: bool = False) -> tuple[Path, ...]:
    """Write the digest's files and return them; ``between``: it is not that of a morning."""
    from digest import write as render  # noqa: PLC0415 - opened only when needed

    return render(built, folder or app.settings.digests, app.language, between=between)
