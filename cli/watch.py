"""What the daemon does every while: look what rises and which sources are silent, tell it, and keep what became of it.

Articles for what people repeat are looked for first, so that an alert can say who answers it, or that nobody does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from cli.relating import relate
from cli.show import shown
from digest.defang import defang
from digest.labels import CATEGORY, SEVERITY
from records import AlertKind, Fate, Stance
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cli.app import App
    from records import Alert, Claim
    from storage.base import Store

_log = structlog.get_logger()

MOST_RELATED: Final = 300
"""Claims that articles are looked for in one look, the latest first: a minute or so among ten thousand articles."""

ANSWERS_TOLD: Final = 2
"""Articles named beside a claim in a message."""


LOOKED_AT: Final = timedelta(days=14)
"""At least so far back the runs of all sources are looked at: each look reads them anew."""

LOOKED_BACK: Final = timedelta(days=90)
"""Runs of silent sources, and alerts, that say since when they are and whether that was told: none is kept longer."""


def look(app: App, now: datetime) -> tuple[Alert, ...]:
    """Return what rose or fell silent, and what became of it; told and kept.

    Raises:
        StoreError: the store cannot be read or written to.
    """
    to = [address.get_secret_value() for address in app.settings.alerts.to]
    with app.open_store() as store:
        related = relate(app, store, since=now - app.limits.span, most=MOST_RELATED)
        found = (*risen(app, store, to, now), *silent(app, store, to, now))
    _log.info(
        "watched", related=len(related), **{fate.value: sum(alert.fate is fate for alert in found) for fate in Fate}
    )
    return found


def risen(app: App, store: Store, to: Sequence[str], now: datetime) -> tuple[Alert, ...]:
    """Return what rose, and what became of it."""
    from alerts.decide import decide  # noqa: PLC0415 - opened only when needed
    from alerts.rise import BLOCK, PAST  # noqa: PLC0415 - as above
    from alerts.watch import RuleFacts, watch  # noqa: PLC0415 - as above

    facts = {rule.id: RuleFacts(category=rule.category, severity=rule.severity) for rule in app.rules.rules}
    first = next(iter(store.runs(since=now - PAST - BLOCK)), None)
    since = first.due if first else now
    rising = list(watch(store, rules=facts, crowd=app.limits.voices, since=since, now=now))
    past = list(store.alerts(since=now - timedelta(days=1)))
    decided = decide(rising, past, budget=app.settings.alerts.budget, now=now)
    grouped = [alert for alert in decided if alert.fate is Fate.GROUPED]
    found = []
    for alert in decided:
        fate = alert.fate
        if fate is Fate.SENT:
            alike = [other for other in grouped if (other.category, other.place) == (alert.category, alert.place)]
            fate = tell(*message(app, store, alert, alike), to)
        found.append(replace(alert, fate=fate))
        store.put_alert(found[-1])
    return tuple(found)


def silent(app: App, store: Store, to: Sequence[str], now: datetime) -> tuple[Alert, ...]:
    """Return which sources fell silent and were not told of before, and what became of it: one message for all."""
    from alerts.silence import decide_silent, silences  # noqa: PLC0415 - opened only when needed
    from cli.expected import expected  # noqa: PLC0415 - as above
    from cli.silence import silence_message  # noqa: PLC0415 - as above
    from desk.sources import pasts  # noqa: PLC0415 - as above

    declared = expected(app.sources)
    good, back = store.last_runs(), max(LOOKED_AT, 3 * max((one.rhythm for one in declared), default=LOOKED_AT))
    known = pasts(declared, store.runs(since=now - min(back, LOOKED_BACK), until=now), good, until=now)
    quiet = {each.source for each in silences(declared, known, until=now)}
    suspects = [one for one in declared if one.id in quiet]  # since when exactly, only all of their runs say
    runs = [run for one in suspects for run in store.runs(source=one.id, since=now - LOOKED_BACK, until=now)]
    known |= pasts(suspects, runs, good, until=now)
    fallen = silences(suspects, known, until=now)
    past = list(store.alerts(since=now - LOOKED_BACK)) if fallen else []
    decided = decide_silent(fallen, past, budget=app.settings.alerts.budget, now=now)
    about = {alert.about for alert in decided}
    found = []
    for alert in decided:
        fate = alert.fate
        if fate is Fate.SENT:
            named = [one for one in declared if one.id in about]
            fate = tell(*silence_message(named, declared, known, now=now, language=app.language), to)
        found.append(replace(alert, fate=fate))
        store.put_alert(found[-1])
    return tuple(found)


def tell(title: str, body: str, to: Sequence[str]) -> Fate:
    """Send the message, and return what became of it."""
    from alerts.send import send  # noqa: PLC0415 - opened only when needed

    if not to:
        return Fate.UNADDRESSED
    return Fate.SENT if send(title, body, to) else Fate.FAILED


def message(app: App, store: Store, alert: Alert, alike: list[Alert]) -> tuple[str, str]:
    """Return the title and text of what is told: of k voices and more, as everything an alert says."""
    language = app.language
    place = app.communes.get(alert.place, "")
    subject = CATEGORY[alert.category].in_(language) if alert.category else ""
    title = " · ".join(filter(None, ("Rõ Tin", subject, place)))
    severity, usual = SEVERITY[alert.severity], f"{alert.expected:g}"
    head = Words(
        vi=f"Mức {severity.vi.lower()}: {alert.observed} lượt nói trong 6 giờ qua; bình thường khoảng {usual}.",
        en=f"{severity.en}: told {alert.observed} times in the last 6 hours; about {usual} usual.",
    )
    lines = [head.in_(language)]
    lines += [about(app, store, each) for each in (alert, *alike)]
    return title, "\n".join(lines)


def about(app: App, store: Store, alert: Alert) -> str:
    """Return what an alert is about, in a line or two: a claim's passage and tools, or a rule's title and advice."""
    if alert.kind is AlertKind.CLAIM and (claim := store.claim(alert.about)) is not None:
        tools = ", ".join(defang(tool) for tool in claim.indicators)
        line = f"– «{shown(claim.passage)}»" + (f" ({tools})" if tools else "") + f"  [rotin claims {claim.id[:8]}]"
        return "\n".join((line, *answers(app, store, claim)))
    rule = next((each for each in app.rules.rules if each.id == alert.about.partition("@")[0]), None)
    return f"– {rule.title.in_(app.language)}: {rule.advice.in_(app.language)}" if rule else f"– {alert.about}"


def answers(app: App, store: Store, claim: Claim) -> Iterator[str]:
    """Yield what is known of a rising claim beside its words: that most ask; who answers, or that no source does."""
    from desk.labels import QUESTIONS, RELATION, VOID  # noqa: PLC0415 - opened only when needed
    from desk.stories import merged_story  # noqa: PLC0415 - as above
    from desk.voids import is_void  # noqa: PLC0415 - as above

    story = merged_story(claim, store.decisions(), store.claim)
    if story.stance is Stance.QUESTION:
        yield f"  {QUESTIONS.in_(app.language)}"
    if is_void(story, {claim.id}):
        yield f"  {VOID.in_(app.language)}"
    for each in story.related[:ANSWERS_TOLD]:
        if (article := store.article(each.article)) is not None:
            yield f"  {RELATION[each.relation].in_(app.language)}: {shown(article.title)} {article.url}"
