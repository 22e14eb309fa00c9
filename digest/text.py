"""The digest in a few lines of plain text, for the terminal of whoever just built it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digest import labels, sentences, text_claims
from digest.cells import plain, shorten
from digest.phrases import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Card, Digest, Group
    from words import Language

_CARDS_SHOWN: Final = 5
_LINES_SHOWN: Final = 8
_TITLE: Final = 96


def to_text(digest: Digest, language: Language) -> str:
    """Return a short summary: what circulates, the gravest articles by subject, indicators, and the reading itself."""
    return "\n".join(_lines(digest, language)) + "\n"


def _lines(digest: Digest, language: Language) -> Iterator[str]:
    yield f"{say('title', language)} · {labels.day(digest.day, language)}"
    window = {"since": labels.moment(digest.since), "until": labels.moment(digest.until)}
    yield say("window", language, **window)
    yield ""
    yield from _summary(digest, language)
    if not digest.empty:
        yield from text_claims.claims(digest, language)
    yield from text_claims.signals(digest, language)
    yield from text_claims.alerts(digest, language)
    for group in digest.groups:
        yield from _group(group, language)
    yield from _indicators(digest, language)
    if digest.local_news:
        yield f"\n{say('local_news', language)}: {labels.number(len(digest.local_news), language)}"
    yield from _health(digest, language)


def _summary(digest: Digest, language: Language) -> Iterator[str]:
    top = digest.headline
    if digest.empty:
        yield say("nothing_at_all", language)
        return
    yield from sentences.lead(digest, language)
    if top.flagged:
        yield say("busy_day", language, flagged=top.flagged, high=top.high)
    else:
        yield say("quiet_day", language)


def _group(group: Group, language: Language) -> Iterator[str]:
    yield f"\n{labels.CATEGORY[group.category].in_(language)} ({len(group.cards)})"
    for one in group.cards[:_CARDS_SHOWN]:
        yield from _card(one, language)
    if (more := len(group.cards) - _CARDS_SHOWN) > 0:
        yield f"  … {say('more_articles', language, count=more)}"


def _card(one: Card, language: Language) -> Iterator[str]:
    mark = "" if one.severity is None else f"[{labels.SEVERITY[one.severity].in_(language)}] "
    yield f"  {mark}{shorten(plain(one.title), _TITLE)}"
    said = say("no_date", language) if one.published is None else labels.moment(one.published)
    about = [plain(one.source_name), said, *map(plain, one.communes[:3])]
    if one.stance is not None:
        about.insert(0, labels.STANCE[one.stance].in_(language))
    yield f"      {' · '.join(about)}"


def _indicators(digest: Digest, language: Language) -> Iterator[str]:
    new = [one for one in digest.indicators if one.new]
    if not new:
        return
    yield f"\n{say('new_indicators', language)} ({len(new)})"
    for one in new[:_LINES_SHOWN]:
        yield f"  {labels.INDICATOR[one.kind].in_(language)}: {shorten(plain(one.shown), _TITLE)}"
    if len(new) > _LINES_SHOWN:
        yield f"  … +{len(new) - _LINES_SHOWN}"


def _health(digest: Digest, language: Language) -> Iterator[str]:
    yield f"\n{say('health', language)}"
    heard = say("silent_none" if digest.headline.sources else "no_sources", language)
    yield from _listed([f"{plain(one.name)}: {plain(one.sentence.in_(language))}" for one in digest.silent], heard)
    failing = [f"{plain(one.name)}: {plain(one.sentence.in_(language))}" for one in digest.failing]
    yield from _listed(failing, say("failing_none", language))
    lost = [plain(one.sentence.in_(language)) for one in digest.troubles]
    yield from _listed(lost, say("troubles_none", language))
    if digest.ledger.kept_apart:
        yield f"  {say('kept_apart', language, count=digest.ledger.kept_apart)}"


def _listed(lines: list[str], none: str) -> Iterator[str]:
    """Yield every line: of what went wrong with the reading nothing is left out."""
    yield from (f"  ! {line}" for line in lines)
    if not lines:
        yield f"  {none}"
