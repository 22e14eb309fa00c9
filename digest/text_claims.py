"""The claims part of the digest in a few lines of plain text: what to answer first, what circulates, what was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digest import labels, sentences
from digest.cells import plain, shorten
from digest.phrases import say
from records import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.model import Digest
    from digest.model_claims import ClaimCard, SignalLine
    from words import Language

_CLAIMS_SHOWN: Final = 8
_ANSWERS_SHOWN: Final = 3
_LINES_SHOWN: Final = 10
_PASSAGE: Final = 240
_TITLE: Final = 96


def claims(digest: Digest, language: Language) -> Iterator[str]:
    """Yield what no source answers, what else circulates, and what to tell residents about it."""
    for name, cards in (("voids", digest.voids), ("claims", digest.circulating)):
        if cards:
            yield f"\n{say(name, language)} ({labels.number(len(cards), language)})"
            yield from _cards(cards, language)
    if digest.not_ours:
        yield f"  {say('not_ours', language, count=labels.number(digest.not_ours, language))}"
    if digest.advice:
        yield f"\n{say('advice', language)}"
    for one in digest.advice[:_LINES_SHOWN]:
        yield f"  – {one.card.title.in_(language)}. {one.card.advice.in_(language)}"
    if (more := len(digest.advice) - _LINES_SHOWN) > 0:
        yield f"  … +{more}"


def signals(digest: Digest, language: Language) -> Iterator[str]:
    """Yield the rules heard in communes now, and how that compares."""
    now = [one for one in digest.signals if one.now is not None]
    if not now:
        return
    yield f"\n{say('signals', language)}"
    yield from (_signal(one, language) for one in now[:_LINES_SHOWN])
    if (more := len(now) - _LINES_SHOWN) > 0:
        yield f"  … +{more}"


def alerts(digest: Digest, language: Language) -> Iterator[str]:
    """Yield what was sent, and every alert that was not, by why; nothing where there was none."""
    if not digest.alerts:
        return
    yield f"\n{say('alerts', language)}"
    for one in (each for each in digest.alerts if each.sent):
        counted = sentences.observed(one, language) or sentences.kind(one, language)
        about = filter(None, (shorten(plain(one.what.in_(language)), _TITLE), plain(one.place), counted))
        yield f"  {labels.moment(one.raised)}  {' · '.join(about)}"
    if not digest.headline.alerts_sent:
        yield f"  {say('alerts_sent_none', language)}"
    yield from (f"  ! {plain(one.sentence.in_(language))}" for one in digest.suppressed)


def _cards(cards: Sequence[ClaimCard], language: Language) -> Iterator[str]:
    for one in cards[:_CLAIMS_SHOWN]:
        yield from _card(one, language)
    if (more := len(cards) - _CLAIMS_SHOWN) > 0:
        yield f"  … {say('more_claims', language, count=labels.number(more, language))}"


def _card(one: ClaimCard, language: Language) -> Iterator[str]:
    yield f"  [{labels.SEVERITY[one.severity].in_(language)}] «{shorten(plain(one.passage), _PASSAGE)}»"
    where = ", ".join(map(plain, (*one.communes, *one.places)))
    facts = [sentences.reach(one, language), where, sentences.spell(one, language), sentences.stance(one, language)]
    yield f"      {' · '.join(filter(None, facts))}"
    if said := sentences.rising(one, language):
        yield f"      {said}"
    if one.tools:
        asks = say("asks" if one.stance is Stance.OFFER else "tools", language)
        yield f"      {asks}: {', '.join(plain(tool.shown) for tool in one.tools)}"
    yield from _known(one, language)


def _known(one: ClaimCard, language: Language) -> Iterator[str]:
    """Yield what sources and the desk say of it, and which others may be the same matter."""
    if not one.answers:
        yield f"      {say('sources_say', language)}: {say('no_answer', language)}"
    for each in one.answers[:_ANSWERS_SHOWN]:
        yield f"      {say('sources_say', language)}: {plain(sentences.answer(each, language))}"
    if one.judged is not None:
        yield f"      {sentences.verdict(one.judged, language)} – {shorten(plain(one.judged.reason), _PASSAGE)}"
    for said in one.said[1:]:
        yield f"      {say('also_said', language)}: «{shorten(plain(said.passage), _TITLE)}»"
    for said in one.offered:
        yield f"      {sentences.offered(one, language)}: «{shorten(plain(said.passage), _TITLE)}»"


def _signal(one: SignalLine, language: Language) -> str:
    return f"  {plain(one.place)} · {plain(one.title.in_(language))}: {sentences.signal(one, language)}"
