"""``rotin claims``: what many people are repeating, what is known of it, and what the desk decides of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import click

from cli import claims_decide
from cli.app import App, now, say, with_places
from cli.claims_found import Board, named
from cli.claims_whole import as_plain, whole
from cli.show import emit, moment, shown, table
from desk.labels import RELATION, VOID, WHY
from digest.defang import defang_text
from digest.labels import CATEGORY, STANCE
from records import Category
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desk.stories import Story
    from records import Claim

PASSAGE: Final = 70
"""Characters of a passage in the list."""


class Claims(click.Group):
    """A group that lists claims where no command of it is named: ``rotin claims``, ``rotin claims 3fa9``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read ``show`` into what names no command; an id is hex, and no command's name is."""
        if not any(arg in self.commands or arg in ctx.help_option_names for arg in args):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=Claims,
    help=say(
        vi="Xem những điều nhiều người đang lặp lại, và ghi quyết định của bàn trực về chúng.",
        en="Show what many people repeat, and note what the desk decides of it.",
    ),
)
@with_places
def claims() -> None:
    """Hold the commands below."""


@claims.command(
    help=say(
        vi="Liệt kê; nêu mã (hay phần đầu của mã) để xem trọn một điều. Không cần gõ show.",
        en="List them; name an id, or its beginning, to see one whole. The word show can be left out.",
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
def show(app: App, ids: tuple[str, ...], days: int, category: str | None, *, as_json: bool) -> None:
    """Show the claims last heard of in the last days, or those named."""
    wanted = None if category is None else Category(category)
    with app.open_store(create=False) as store:
        found = named(store, ids) if ids else list(store.claims(since=now() - timedelta(days=days), category=wanted))
        board = Board.around(store, found)
        if as_json:
            for claim in found:
                emit(as_plain(board, claim))
        elif ids:
            for claim in found:
                click.echo("\n".join(whole(app, board, claim)) + "\n")
        else:
            _list(found, board, app)


for _command in (claims_decide.review, claims_decide.merge, claims_decide.split, claims_decide.undo):
    claims.add_command(_command)


def _list(found: Sequence[Claim], board: Board, app: App) -> None:
    """Print a line a claim, by story: those merged with another stand under it."""
    head = [Words(vi="Mã", en="Id"), Words(vi="Gần nhất", en="Last"), Words(vi="Người", en="Voices")]
    head += [Words(vi="Chủ đề", en="Subject"), Words(vi="Thái độ", en="Stance")]
    head += [Words(vi="Nguồn tin", en="Sources"), Words(vi="Đoạn lặp lại", en="Passage")]
    listed = {claim.id for claim in found}
    told = [story for story in board.stories if any(claim.id in listed for claim in story.claims)]
    table(head, (row for story in told for row in _rows(story, board, app)), app.language)
    for line in _offers(told, app):
        click.echo(line)
    app.tell(vi=f"{len(found)} điều đang lan truyền", en=f"{len(found)} claims")


def _rows(story: Story, board: Board, app: App) -> Iterator[tuple[str, ...]]:
    language = app.language
    for claim in story.claims:
        yield (
            claim.id[:8] if claim is story.lead else f"+ {claim.id[:8]}",
            moment(claim.last_seen),
            f"≥ {claim.reach}",
            CATEGORY[claim.category].in_(language),
            STANCE[claim.stance].in_(language),
            _sources(story, board, app) if claim is story.lead else "",
            shorten(defang_text(claim.passage)),
        )


def _sources(story: Story, board: Board, app: App) -> str:
    """Return what sources say of the story, in a word or two."""
    if board.is_void(story):
        return VOID.in_(app.language)
    if not story.related:
        return "–"
    most = story.related[0].relation
    count = sum(each.relation is most for each in story.related)
    return f"{RELATION[most].in_(app.language)} ({count})"


def _offers(told: Sequence[Story], app: App) -> Iterator[str]:
    """Yield which stories may be one, each offer once."""
    seen: set[frozenset[str]] = set()
    for story in told:
        asked = frozenset((*story.offered, *(claim.id for claim in story.claims)))
        if story.offered and asked not in seen:
            seen.add(asked)
            ids = " ".join(sorted(id_[:8] for id_ in asked))
            why = "; ".join(WHY[each].in_(app.language) for each in story.why)
            yield app.words(vi=f"có thể cùng một tin: {ids} ({why})", en=f"may be one story: {ids} ({why})")


def shorten(passage: str) -> str:
    """Return the beginning of a passage, whole words."""
    text = shown(passage)
    return text if len(text) <= PASSAGE else text[:PASSAGE].rsplit(" ", 1)[0] + " …"
