"""``rotin claims review``, ``merge``, ``split``, ``undo``: what the desk decides and why, and never by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.app import App, now, say, with_places
from cli.claims_found import Board, decision, named
from desk import decisions
from desk.labels import DECISION, VERDICT
from errors import UsageError
from records import Review, Verdict
from words import Words

if TYPE_CHECKING:
    from records import Decision

REASON = click.option("--reason", required=True, help=say(vi="vì sao; không ghi tên ai", en="why; nobody's name"))


@click.command(help=say(vi="Ghi đánh giá về một điều.", en="Note what is judged of a claim."))
@click.argument("id_", metavar="ID")
@click.option(
    "--verdict",
    required=True,
    type=click.Choice([each.value for each in Verdict]),
    help=say(vi="đánh giá", en="what is judged"),
)
@REASON
@click.option("--evidence", required=True, help=say(vi="liên kết đến bằng chứng", en="link to the evidence"))
@with_places
@click.pass_obj
def review(app: App, id_: str, verdict: str, reason: str, evidence: str) -> None:
    """Add a review; a later one supersedes it."""
    _need(reason)
    if not evidence.startswith(("http://", "https://")):
        raise UsageError(
            Words(
                vi=f"bằng chứng phải là một liên kết, không phải {evidence}", en=f"evidence is a link, not {evidence}"
            ),
            hint=Words(vi="ví dụ: --evidence https://…", en="for example: --evidence https://…"),
        )
    with app.open_store(create=False) as store:
        (claim,) = named(store, [id_])
        store.put_review(
            Review(claim=claim.id, verdict=Verdict(verdict), reason=reason.strip(), evidence=evidence, made=now())
        )
    said = VERDICT[Verdict(verdict)].in_(app.language)
    app.tell(vi=f"đã ghi cho {claim.id[:8]}: {said}", en=f"noted of {claim.id[:8]}: {said}")


@click.command(help=say(vi="Gộp các điều cùng một tin.", en="Merge claims that are one story."))
@click.argument("ids", nargs=-1, required=True, metavar="ID ID...")
@REASON
@with_places
@click.pass_obj
def merge(app: App, ids: tuple[str, ...], reason: str) -> None:
    """Add the decision that the claims are one story."""
    _need(reason)
    with app.open_store(create=False) as store, store.transaction():
        found = named(store, ids)
        if len(found) < 2:  # noqa: PLR2004 - one is not merged
            raise UsageError(
                Words(vi="cần ít nhất hai điều khác nhau để gộp", en="it takes two different claims to merge"),
                hint=Words(vi="xem mã bằng: rotin claims", en="see the ids with: rotin claims"),
            )
        made = decisions.merge(found, reason, earlier=store.decisions(), now=now())
        store.put_decision(made)
    _told(app, made)


@click.command(
    help=say(
        vi="Tách từng điều đã nêu ra khỏi nhóm của nó; từ đó không đề nghị gộp lại nữa.",
        en="Take each of the named claims out of its group; it is not offered together with it again.",
    )
)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@REASON
@with_places
@click.pass_obj
def split(app: App, ids: tuple[str, ...], reason: str) -> None:
    """Add the decision that each of the claims stands by itself."""
    _need(reason)
    with app.open_store(create=False) as store, store.transaction():
        found = named(store, ids)
        board = Board.around(store, found)
        made = decisions.split(found, board.stories, reason, earlier=board.decisions, now=now())
        if made is None:
            raise UsageError(
                Words(vi=f"{found[0].id[:8]} không nằm trong nhóm nào", en=f"{found[0].id[:8]} is in no group"),
                hint=Words(vi="xem các nhóm bằng: rotin claims", en="see the groups with: rotin claims"),
            )
        store.put_decision(made)
    _told(app, made)


@click.command(help=say(vi="Hủy một quyết định gộp hay tách.", en="Undo a merge or a split."))
@click.argument("id_", metavar="DECISION")
@click.option("--reason", default="", help=say(vi="vì sao", en="why"))
@with_places
@click.pass_obj
def undo(app: App, id_: str, reason: str) -> None:
    """Add the decision that an earlier one holds no longer; it stays on record."""
    with app.open_store(create=False) as store, store.transaction():
        every = store.decisions()
        wrong = decision(id_, every)
        why = reason.strip() or app.words(vi="hủy", en="undone")
        made = decisions.undo(wrong, why, earlier=every, now=now())
        store.put_decision(made)
    _told(app, made)


def _need(reason: str) -> None:
    if not reason.strip():
        raise UsageError(
            Words(vi="--reason không được để trống", en="--reason must say something"),
            hint=Words(vi="một câu ngắn là đủ", en="a short sentence is enough"),
        )


def _told(app: App, made: Decision) -> None:
    kind, id_ = DECISION[made.kind].in_(app.language), made.id[:8]
    click.echo(made.id)
    app.tell(
        vi=f"đã ghi: {kind} ({id_}); hủy bằng: rotin claims undo {id_}",
        en=f"noted: {kind} ({id_}); take it back with: rotin claims undo {id_}",
    )
