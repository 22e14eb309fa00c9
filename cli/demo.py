"""``rotin demo``: the whole job on this machine: serve a make-believe province, crawl it, print the digest."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import yaml

from cli import digest as digests
from cli.app import App, now, say, with_places
from cli.crawl import read_all, show
from cli.logs import set_up
from cli.show import near
from cli.watch import look
from demo.network import networks
from demo.province import Habit, province
from errors import UsageError
from records import in_zone
from words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from demo.network import Listening
    from demo.serve import Served

MARKER: Final = "make-believe"
"""Stands in a folder that the demo made and may therefore empty."""


@click.command(
    help=say(
        vi="Phục vụ một tỉnh giả định trên máy này, đọc nó như đọc nguồn thật, in bản tin. Không cần mạng.",
        en="Serve a make-believe province on this machine, crawl it like real sources, print the digest. No network.",
    )
)
@with_places
@click.pass_obj
def demo(app: App) -> None:
    """Run the main job over the make-believe province."""
    from demo.network import run  # noqa: PLC0415 - opened only when needed
    from demo.serve import serve  # noqa: PLC0415 - as above

    _ = app.rules, app.gazetteer  # what is wrong with them is said before anything is served
    folder = fresh(app.settings.data / "demo")
    with ExitStack() as stack:
        sites = stack.enter_context(serve(province(), now()))
        talks = [stack.enter_context(run(each, f"127.0.1.{n}", now())) for n, each in enumerate(networks(), 11)]
        inner = App()
        inner.config = configure(folder, sites, talks, app)
        set_up(inner.settings.log, quiet=True)
        app.tell(
            vi=f"Tỉnh giả định đang chạy trên máy này: {len(sites)} trang, {len(talks)} mạng xã hội. "
            "Đọc từng nơi, lịch sự như với trang thật…",
            en=f"The make-believe province is up on this machine: {len(sites)} sites, {len(talks)} social network. "
            "Reading, politely as ever…",
        )
        for ended in read_all(inner, inner.sources):
            show(ended, inner.language)
    look(inner, now())
    built = digests.build(inner, in_zone(now()) + timedelta(seconds=1))
    files = digests.write(inner, built, between=True)
    from digest.text import to_text  # noqa: PLC0415 - opened only when needed

    click.echo()
    click.echo(to_text(built, inner.language))
    for file in (*files, folder / "rotin.sqlite"):
        click.echo(near(file))


def fresh(folder: Path) -> Path:
    """Return ``folder``, empty; only one that an earlier demo made is emptied.

    Raises:
        UsageError: something else lies there.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise UsageError(
            Words(vi=f"{folder} có dữ liệu khác, không xóa", en=f"{folder} holds something else, not deleted"),
            hint=Words(vi="chọn thư mục khác bằng --data", en="choose another folder with --data"),
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARKER).touch()
    return folder


def configure(folder: Path, sites: Sequence[Served], talks: Sequence[Listening], app: App) -> Path:
    """Write the files an operator would write for these sites and networks, and return the settings file."""
    declared = [*map(declare, sites), *map(declare_network, talks)]
    (folder / "sources.yaml").write_text(yaml.safe_dump({"sources": declared}, allow_unicode=True), encoding="utf-8")
    settings = {
        "data": ".",
        "sources": "sources.yaml",
        "contact": "mailto:ban-tin@tinh-gia-dinh.example",
        "language": app.language.value,
        "crawl": {
            "concurrency": len(declared),
            "inward": [
                *(f"{served.host}:{served.port}" for served in sites),
                *(f"{listening.host}:{listening.port}" for listening in talks),
            ],
        },
    }
    path = folder / "rotin.yaml"
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return path


def declare(served: Served) -> dict[str, object]:
    """Return the declaration of one site, as it would stand in sources.yaml."""
    return {
        "id": served.site.id,
        "name": served.site.name,
        "publisher": served.site.name,
        "kind": "feed",
        "url": served.feed,
        "every": "15m",
        "rhythm": "6h",
        "deadline": "20s" if served.site.habit is Habit.SLOW else "2m",
        "local": served.site.local,
        "welcome": "a make-believe site of our own",
        "checked": in_zone(now()).date(),
    }


def declare_network(listening: Listening) -> dict[str, object]:
    """Return the declaration of a social network, as it would stand in sources.yaml."""
    return {
        "id": listening.network.id,
        "name": listening.network.name,
        "publisher": listening.network.name,
        "kind": "mastodon",
        "url": listening.root,
        "every": "15m",
        "rhythm": "6h",
        "local": True,
        "welcome": "a make-believe network of our own",
        "checked": in_zone(now()).date(),
        "mastodon": {"tags": list(listening.network.tags), "pages": 20},
    }
