"""What is said of a claim, a signal or an alert in one breath: the same on a page, in a cell and in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.labels import QUESTIONS, RELATION, VERDICT, VOID
from digest import labels
from digest.phrases import say
from records import AlertKind, Stance

if TYPE_CHECKING:
    from digest.model import Digest
    from digest.model_claims import AlertLine, Answer, ClaimCard, Heard, Judged, Said, SignalLine
    from words import Language


def lead(digest: Digest, language: Language) -> tuple[str, ...]:
    """Return what comes before everything else: what nobody answers, and how much is said."""
    top = digest.headline
    said = [say("lead_voids", language, count=labels.number(top.voids, language))] if top.voids else []
    if not top.claims:
        return (say("lead_no_claims", language),)
    numbers = {"count": labels.number(top.claims, language), "rising": labels.number(top.rising, language)}
    return (*said, say("lead_claims" if top.rising else "lead_none_rising", language, **numbers))


def reach(one: ClaimCard | Said, language: Language) -> str:
    """Return how many say it: at least so many people."""
    return say("at_least", language, count=labels.number(one.reach, language))


def spell(one: ClaimCard | Said, language: Language) -> str:
    """Return since when it is heard, and when last."""
    return say("since_last", language, first=labels.moment(one.first_seen), last=labels.moment(one.last_seen))


def stance(one: ClaimCard, language: Language) -> str:
    """Return how most people say it, and how else enough of them do: in words, for numbers could be subtracted."""
    first = QUESTIONS if one.stance is Stance.QUESTION else labels.STANCE[one.stance]
    others = [labels.STANCE[each].in_(language).lower() for each, _ in one.said[0].stances if each is not one.stance]
    if not others:
        return first.in_(language)
    return f"{first.in_(language)}; {say('others', language, stances=', '.join(others))}"


def rising(one: ClaimCard, language: Language) -> str:
    """Return the alert's own comparison, or nothing where the claim did not rise."""
    if one.rising is None:
        return ""
    return say(
        "rising",
        language,
        observed=labels.number(one.rising.observed, language),
        raised=labels.moment(one.rising.raised),
        usual=labels.usual(one.rising.expected).in_(language),
    )


def state(one: ClaimCard, language: Language) -> tuple[str, ...]:
    """Return what is to be known of it at a glance: unanswered, rising, new, decided."""
    decided = () if one.judged is None else (verdict(one.judged, language),)
    return (*((VOID.in_(language),) if one.void else ()), *marks(one, language), *decided)


def marks(one: ClaimCard, language: Language) -> tuple[str, ...]:
    """Return what sets it apart from yesterday: that it rises, that it is new."""
    found = [say("rising_count", language).lower()] if one.rising is not None else []
    return (*found, say("first_heard", language)) if one.new else tuple(found)


def verdict(one: Judged, language: Language) -> str:
    """Return that the desk found something, and what."""
    return f"{say('verdict', language)}: {found(one, language).lower()}"


def found(one: Judged, language: Language) -> str:
    """Return what the desk found."""
    return VERDICT[one.verdict].in_(language)


def decision(one: Judged, language: Language) -> str:
    """Return what the desk found, why, and where that stands."""
    return f"{found(one, language)} – {one.reason} ({one.evidence})"


def answer(one: Answer, language: Language) -> str:
    """Return what one article says of it: ``bác bỏ: «…» (Báo Sông Bằng, 21/11/2026 10:30)``."""
    when = say("no_date", language) if one.published is None else labels.moment(one.published)
    return f"{RELATION[one.relation].in_(language).lower()}: «{one.title}» ({one.source_name}, {when})"


def offered(one: ClaimCard, language: Language) -> str:
    """Return on what account others may be the same matter."""
    why = "; ".join(words.in_(language) for words in one.why)
    return f"{say('offered', language)} ({why})" if why else say("offered", language)


def heard(one: Heard, language: Language) -> str:
    """Return the fullest hour, and in how many there were enough."""
    peak = say("heard_peak", language, peak=labels.number(one.peak, language), hour=labels.moment(one.peak_hour))
    return f"{peak} · {say('heard_hours', language, count=labels.number(one.hours, language))}"


def signal(one: SignalLine, language: Language) -> str:
    """Return both windows of a rule in a commune, and how they compare."""
    parts = [labels.CHANGE[one.change].in_(language)]
    parts += [heard(one.now, language)] if one.now is not None else []
    parts += [f"{say('window_before', language).lower()}: {heard(one.before, language)}"] if one.before else []
    return "; ".join(parts)


def observed(one: AlertLine, language: Language) -> str:
    """Return what was counted and what was to be expected; of anything but voices only the alert's time is told."""
    key = {AlertKind.CLAIM: "observed_claim", AlertKind.SIGNAL: "observed_signal"}.get(one.kind)
    if key is None or one.observed is None or one.expected is None:
        return ""
    usual = labels.usual(one.expected).in_(language)
    return say(key, language, observed=labels.number(one.observed, language), usual=usual)


def fates(one: AlertLine, language: Language) -> str:
    """Return what became of the alerts about one thing, each fate with how many: ``đã gửi 1; nhắc lại 5``."""
    return "; ".join(
        f"{labels.FATE[fate].in_(language)} ({labels.number(count, language)})" for fate, count in one.fates
    )


def kind(one: AlertLine, language: Language) -> str:
    """Return what kind of thing an alert is about."""
    words = labels.ALERT.get(one.kind.value)
    return one.kind.value if words is None else words.in_(language)
