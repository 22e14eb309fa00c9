"""``rotin claims``: what many people are repeating, and what is known of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import click

from cli.app import App, now, say, with_places
from cli.show import emit, moment, shown, table
from digest.defang import defang
from digest.labels import CATEGORY, INDICATOR, SEVERITY, STANCE
from errors import UsageError
from records import Category
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from records import Claim
    from storage.base import Store

PASSAGE: Final = 70
"""Characters of a passage in the list."""


@click.command(
    help=say(
        vi="Xem những điều nhiều người đang lặp lại; nêu mã (hay phần đầu của mã) để xem trọn một điều.",
        en="Show what many people repeat; name an id, or its beginning, to see one whole.",
    )
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--days", default=7, show_default=True, type=click.IntRange(1, 365), help=say(vi="số ngày gần đây", en="last days")
)
@click.option(
    "--category", type=click.Choice([each.value for each in Category]), help=say(vi="chỉ một chủ đề", en="one subject")
)
@click.option("--json", "as_json", is_flag=True, help=say(vi="mỗi dòng một JSON", en="one JSON object a line"))
@with_places
@click.pass_obj
def claims(app: App, ids: tuple[str, ...], days: int, category: str | None, *, as_json: bool) -> None:
    """Show the claims last heard of in the last days, or those named."""
    wanted = None if category is None else Category(category)
    with app.open_store(create=False) as store:
        found = _named(store, ids) if ids else list(store.claims(since=now() - timedelta(days=days), category=wanted))
    if as_json:
        for claim in found:
            emit(claim)
    elif ids:
        for claim in found:
            click.echo("\n".join(_whole(claim, app)) + "\n")
    else:
        _list(found, app)


def _named(store: Store, ids: Sequence[str]) -> list[Claim]:
    """Return the claims whose ids begin so.

    Raises:
        UsageError: none does, or several do.
    """
    every, found = list(store.claims()), []
    for id_ in ids:
        near = [claim for claim in every if claim.id.startswith(id_.lower())]
        if len(near) != 1:
            raise UsageError(
                Words(vi=f"có {len(near)} điều có mã bắt đầu bằng {id_}", en=f"{len(near)} claims begin with {id_}"),
                hint=Words(vi="xem mã bằng: rotin claims", en="see the ids with: rotin claims"),
            )
        found += near
    return found


def _list(found: Sequence[Claim], app: App) -> None:
    head = [Words(vi="Mã", en="Id"), Words(vi="Gần nhất", en="Last"), Words(vi="Người", en="Voices")]
    head += [Words(vi="Chủ đề", en="Subject"), Words(vi="Thái độ", en="Stance"), Words(vi="Đoạn lặp lại", en="Passage")]
    language = app.language
    rows = [
        (
            claim.id[:8],
            moment(claim.last_seen),
            f"≥ {claim.reach}",
            CATEGORY[claim.category].in_(language),
            STANCE[claim.stance].in_(language),
            shorten(claim.passage),
        )
        for claim in found
    ]
    table(head, rows, language)
    app.tell(vi=f"{len(found)} điều đang lan truyền", en=f"{len(found)} claims")


def _whole(claim: Claim, app: App) -> Iterator[str]:
    """Yield one claim, line by line."""
    language = app.language
    yield f"{claim.id}  {CATEGORY[claim.category].in_(language)} · {SEVERITY[claim.severity].in_(language)}"
    yield f"  «{shown(claim.passage)}»"
    said = [f"{STANCE[stance].in_(language)}: {count}" for stance, count in claim.stances]
    heads = app.words(vi=f"ít nhất {claim.reach} người", en=f"at least {claim.reach} voices")
    yield "  " + " · ".join([heads, *(said or [STANCE[claim.stance].in_(language)])])
    yield app.words(
        vi=f"  từ {moment(claim.first_seen)}, gần nhất {moment(claim.last_seen)}",
        en=f"  since {moment(claim.first_seen)}, last {moment(claim.last_seen)}",
    )
    for place in claim.places:
        yield f"  {app.words(vi='nơi', en='place')}: {place.name}"
    for tool in claim.indicators:
        yield f"  {INDICATOR[tool.kind].in_(language)}: {defang(tool)}"
    yield f"  {app.words(vi='quy tắc', en='rules')}: {', '.join(claim.rules)}"
    several = app.words(vi="nhiều nguồn", en="several sources")
    for told in claim.voices:
        yield f"    {moment(told.since)} – {moment(told.until)}  {told.source or several}: {told.count}"


def shorten(passage: str) -> str:
    """Return the beginning of a passage, whole words."""
    text = shown(passage)
    return text if len(text) <= PASSAGE else text[:PASSAGE].rsplit(" ", 1)[0] + " …"
