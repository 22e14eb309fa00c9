"""One claim, whole: its words and counts, what it may be one story with, who answers it, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.show import moment, plain, shown
from desk.grouping import Bond
from desk.labels import BOND, DECISION, QUESTIONS, RELATION, VERDICT, VOID, WHY
from digest.defang import defang, defang_text
from digest.labels import CATEGORY, INDICATOR, SEVERITY, STANCE
from records import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.app import App
    from cli.claims_found import Board
    from records import Claim


def whole(app: App, board: Board, claim: Claim) -> Iterator[str]:
    """Yield the claim, line by line."""
    language = app.language
    yield f"{claim.id}  {CATEGORY[claim.category].in_(language)} · {SEVERITY[claim.severity].in_(language)}"
    yield f"  «{shown(defang_text(claim.passage))}»"
    said = [f"{STANCE[stance].in_(language)}: {count}" for stance, count in claim.stances]
    heads = app.words(vi=f"ít nhất {claim.reach} người", en=f"at least {claim.reach} voices")
    asks = [QUESTIONS.in_(language)] if claim.stance is Stance.QUESTION else []
    yield "  " + " · ".join([heads, *(said or [STANCE[claim.stance].in_(language)]), *asks])
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
    yield from _sources(app, board, claim)
    yield from _story(app, board, claim)
    yield from _decided(app, board, claim)


def _sources(app: App, board: Board, claim: Claim) -> Iterator[str]:
    """Yield the articles that have to do with the claim's story; or that there is none."""
    story = board.story(claim)
    for each in story.related:
        if (article := board.store.article(each.article)) is not None:
            when = moment(article.published or article.fetched)
            yield f"  {RELATION[each.relation].in_(app.language)}: {shown(article.title)} ({when})"
            yield f"    {shown(article.url)}"
    if board.is_void(story):
        yield f"  ! {VOID.in_(app.language)}"
    elif not story.related:
        yield app.words(vi="  chưa có bài nào liên quan", en="  no article has to do with it")


def _story(app: App, board: Board, claim: Claim) -> Iterator[str]:
    """Yield what the claim is merged with, and what it may be merged with."""
    story = board.story(claim)
    others = [each.id[:8] for each in story.claims if each.id != claim.id]
    if others:
        reach = app.words(vi=f"tất cả ít nhất {story.reach} người", en=f"together at least {story.reach} voices")
        yield f"  {BOND[Bond.MERGED].in_(app.language)}: {' '.join(others)} ({reach})"
    if story.offered:
        why = "; ".join(WHY[each].in_(app.language) for each in story.why)
        ids = " ".join(id_[:8] for id_ in story.offered)
        yield f"  {BOND[Bond.OFFERED].in_(app.language)}: {ids} ({why})"


def _decided(app: App, board: Board, claim: Claim) -> Iterator[str]:
    """Yield the reviews and the decisions that hold, oldest first."""
    for each in board.store.reviews(claim.id):
        verdict = VERDICT[each.verdict].in_(app.language)
        yield f"  {moment(each.made)} {verdict}: {shown(each.reason)}"
        yield f"    {shown(each.evidence)}"
    for decision in board.about(claim):
        kind = DECISION[decision.kind].in_(app.language)
        others = " ".join(id_[:8] for id_ in sorted(decision.named - {claim.id}))
        yield f"  {moment(decision.made)} {kind} {others}: {shown(decision.reason)}  [{decision.id[:8]}]"


def as_plain(board: Board, claim: Claim) -> dict[str, Any]:
    """Return the claim as JSON can say it, with its story, articles, reviews and decisions."""
    story = board.story(claim)
    articles = [(each, board.store.article(each.article)) for each in story.related]
    told: dict[str, Any] = plain(claim)
    return told | {
        "merged": [each.id for each in story.claims if each.id != claim.id],
        "offered": list(story.offered),
        "why": [each.value for each in story.why],
        "void": board.is_void(story),
        "articles": [
            {"relation": each.relation.value, "id": article.id, "title": article.title, "url": article.url}
            for each, article in articles
            if article is not None
        ],
        "reviews": [plain(each) for each in board.store.reviews(claim.id)],
        "decisions": [{"id": each.id} | plain(each) for each in board.about(claim)],
    }
