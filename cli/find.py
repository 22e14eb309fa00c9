"""``rotin sources find``: what feeds and sitemaps a site offers, as blocks to be pasted into the sources file."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import yaml
from pydantic import ValidationError

from cli.app import App, now, say, with_places
from cli.crawl_one import need_contact
from cli.launch import site_locks
from cli.logs import set_up
from cli.show import moment, plain, shown, table
from errors import CrawlError, UsageError
from records import ENDED_WELL, RunOutcome, Tally
from words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawlers.source import Source
    from records import Cursor, Finding, Found, Run, Visit

_DEADLINE: Final = timedelta(minutes=3)
_WELCOME: Final = "CHƯA KIỂM TRA: đọc robots.txt và điều khoản của trang, rồi ghi lý do được đọc vào đây"


class Nothing:
    """The memory of whoever reads a site for the first time."""

    def visit(self, url: str) -> Visit | None:
        """Return that it was never read."""
        del url
        return None

    def known(self, links: Sequence[str]) -> frozenset[str]:
        """Return that none is known."""
        del links
        return frozenset()

    def cursor(self, name: str) -> Cursor | None:
        """Return that there is none."""
        del name
        return None

    def waiting(self, most: int) -> Sequence[Found]:
        """Return that nothing waits."""
        del most
        return ()

    def listed(self, since: datetime) -> int:
        """Return that nothing is listed."""
        del since
        return 0


@click.command(help=say(vi="Tìm RSS và sitemap mà một trang mời đọc.", en="Find the feeds and sitemaps a site offers."))
@click.argument("url")
@with_places
@click.pass_obj
def find(app: App, url: str) -> None:
    """Read the page and what it names, in a child process as any crawl, and print what was found."""
    source = asked(url)
    need_contact(app)
    set_up(app.settings.log, quiet=True)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "offers.json"
        run = apart(app, source, "find-one", source.url, str(out))
        if run.outcome not in ENDED_WELL or not out.exists():
            raise CrawlError(
                Words(vi=f"không đọc được {shown(url)}", en=f"{shown(url)} could not be read"),
                hint=Words.from_both(run.note) if run.note else None,
            )
        found = json.loads(out.read_text("utf-8"))
    if not found["offers"]:
        raise CrawlError(
            Words(vi="trang này không mời đọc RSS hay sitemap nào", en="the site offers no feed and no sitemap"),
            hint=Words(
                vi="trang danh sách bài có thể đọc bằng kind: listing, xem docs/crawlers.md",
                en="a page that lists articles can be read with kind: listing, see docs/crawlers.md",
            ),
        )
    head = [Words(vi="Kiểu", en="Kind"), Words(vi="Mục", en="Entries"), Words(vi="Mới nhất", en="Newest")]
    head += [Words(vi="Địa chỉ", en="Address")]
    table(head, [_row(offer) for offer in found["offers"]], app.language)
    click.echo()
    click.echo(block(source, found))


def asked(url: str) -> Source:
    """Return a source that stands for the page asked about.

    Raises:
        UsageError: it is no link that can be read.
    """
    from crawlers.sites import host_of  # noqa: PLC0415 - opened only when needed
    from crawlers.source import Source  # noqa: PLC0415 - as above

    host = host_of(url) or "?"
    try:
        return Source.model_validate(
            {"id": _id(host), "name": host, "publisher": host, "kind": "feed", "url": url, "every": "1h",
             "welcome": _WELCOME, "checked": "unverified live", "deadline": _DEADLINE}
        )  # fmt: skip
    except ValidationError:
        raise UsageError(
            Words(vi=f"không phải liên kết http(s): {shown(url)}", en=f"no http(s) link: {shown(url)}"),
            hint=Words(vi="ví dụ: https://bao.example/", en="for example: https://bao.example/"),
        ) from None


def block(source: Source, found: dict[str, Any]) -> str:
    """Return the offers as declarations that hold, to be pasted under ``sources:`` and finished by a person."""
    name = shown(found["title"])[:200] or source.name
    declared = []
    for number, offer in enumerate(found["offers"], start=1):
        ends = f"-{number}" if number > 1 else ""
        one = {"id": source.id + ends, "name": name, "publisher": source.publisher, "kind": offer["kind"]}
        one |= {"url": offer["url"], "every": "1h", "rhythm": "24h"}
        if offer["kind"] == "sitemap":
            one["sitemap"] = {"pattern": offer["pattern"] or r"-\d+\.html$"}
        declared.append(one | {"welcome": _WELCOME, "checked": "unverified live"})
    written = [yaml.safe_dump([one], allow_unicode=True, sort_keys=False, width=1000) for one in declared]
    return "\n".join("".join(f"  {line}\n" for line in each.splitlines()) for each in written)


@click.command(name="find-one", hidden=True, help="Look at one site in this process; rotin sources find starts it.")
@click.argument("url")
@click.argument("out", type=click.Path(path_type=Path))
@with_places
@click.pass_obj
def find_one(app: App, url: str, out: Path) -> None:
    """Look, write what was found, report."""
    from crawlers.crawl import crawl  # noqa: PLC0415 - opened only when needed
    from crawlers.discover import Looking  # noqa: PLC0415 - as above
    from crawlers.report import write_end  # noqa: PLC0415 - as above

    answer, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints is not for our parent
    set_up(app.settings.log)
    looking = Looking()
    report = crawl(
        asked(url),
        memory=Nothing(),
        sink=let_go,
        contact=app.settings.contact,
        inward=app.settings.crawl.endpoints,
        clock=now,
        reading=looking.read,
    )
    out.write_text(json.dumps(plain({"title": looking.title, "offers": looking.offers})), "utf-8")
    note = report.note.both if isinstance(report.note, Words) else report.note
    outcome = RunOutcome.SUCCEEDED if looking.reached else report.outcome
    write_end(answer, outcome, Tally(requests=report.requests, failures=report.failures), note)


def apart(app: App, source: Source, *command: str) -> Run:
    """Run one of the hidden commands of ``rotin sources`` in a child process, alone at the source's sites."""
    from crawlers.child import run_child  # noqa: PLC0415 - opened only when needed

    line = [sys.executable, "-P", "-m", "cli", "sources", *command, "--data", str(app.settings.data.absolute())]
    return run_child(
        line + (["--config", str(app.config_file.absolute())] if app.config_file else []),
        source=source.id,
        due=now(),
        deadline=min(source.deadline, _DEADLINE),
        clock=now,
        locks=site_locks(app, source),
        environment={**app.environ, "PYTHONUNBUFFERED": "1"},
    )


def let_go(finding: Finding) -> None:
    """Keep nothing: what is found is told, not stored."""


def _row(offer: dict[str, Any]) -> tuple[str, str, str, str]:
    newest = datetime.fromisoformat(offer["newest"]) if offer["newest"] else None
    return offer["kind"], str(offer["count"]), moment(newest), offer["url"]


def _id(host: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", host.removeprefix("www.")).strip("-")[:60].strip("-")
    return name if name[:1].isalpha() else f"trang-{name}".strip("-")
