"""What became of every alert of the window: one line for each thing alerted about, and a sentence for each fate.

While something rises it is looked at again and again, and most of those looks are held back. They are counted, not
listed: of one thing a single pair of numbers is told, so that no two of them can be subtracted.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from digest import labels
from digest.cards import GRAVITY
from digest.defang import defang_text
from digest.model_claims import AlertLine, Suppressed
from records import AlertKind, Fate
from words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from digest.cards import Names
    from records import Alert
    from storage.base import Store


def alerts(
    raised: Iterable[Alert], store: Store, names: Names, *, aside: Collection[str] = ()
) -> tuple[AlertLine, ...]:
    """Return a line for each thing that was alerted about: what was sent first, then the gravest, then the latest.

    The passages of claims that the desk set ``aside`` are told no more.
    """
    about: dict[tuple[AlertKind, str], list[Alert]] = {}
    for alert in raised:
        about.setdefault((alert.kind, alert.about), []).append(alert)
    return tuple(sorted((_line(each, store, names, aside) for each in about.values()), key=_order))


def suppressed(raised: Iterable[Alert]) -> tuple[Suppressed, ...]:
    """Return, by fate, how many alerts nobody was sent, and why."""
    held: dict[Fate, list[Alert]] = {}
    for alert in raised:
        if alert.fate is not Fate.SENT:
            held.setdefault(alert.fate, []).append(alert)
    return tuple(_suppressed(fate, held[fate]) for fate in Fate if fate in held)


def told(alerts: Sequence[Alert]) -> Alert:
    """Return, of all alerts about one thing, the one whose numbers are told: the last that was sent, or else the last.

    What was sent is known already. Two of them side by side would say by how few people they differ.
    """
    ordered = sorted(alerts, key=lambda one: (one.raised, one.id))
    return ([one for one in ordered if one.fate is Fate.SENT] or ordered)[-1]


def _suppressed(fate: Fate, held: Sequence[Alert]) -> Suppressed:
    things = len({(one.kind, one.about) for one in held})
    why = labels.FATE_WHY[fate]
    return Suppressed(
        fate=fate,
        count=len(held),
        things=things,
        sentence=Words(
            vi=why.vi.format(count=labels.number(len(held), Language.VI), things=labels.number(things, Language.VI)),
            en=why.en.format(count=labels.number(len(held), Language.EN), things=labels.number(things, Language.EN)),
        ),
    )


def _line(alerts: Sequence[Alert], store: Store, names: Names, aside: Collection[str]) -> AlertLine:
    last, fates = told(alerts), Counter(one.fate for one in alerts)
    return AlertLine(
        kind=last.kind,
        about=last.about,
        what=_what(last, store, names, aside),
        category=last.category,
        severity=last.severity,
        place=names.communes.get(last.place, last.place),
        raised=last.raised,
        first=min(one.raised for one in alerts),
        last=max(one.raised for one in alerts),
        observed=last.observed,
        expected=last.expected,
        fates=tuple((fate, fates[fate]) for fate in Fate if fates[fate]),
    )


def _what(alert: Alert, store: Store, names: Names, aside: Collection[str]) -> Words:
    """Return what an alert is about in words: a claim's passage, a rule's title, a source's name, or its own."""
    if alert.kind is AlertKind.CLAIM:
        if alert.about in aside:
            return Words(vi="điều tổ trực đã xếp là không thuộc việc của mình", en="a claim the desk found not its own")
        claim = store.claim(alert.about)
        if claim is None:
            return Words(vi="điều không còn lưu", en="a claim that is stored no more")
        said = f"«{defang_text(claim.passage)}»"
        return Words(vi=said, en=said)
    if alert.kind is AlertKind.SIGNAL:
        return names.title(alert.about.partition("@")[0])
    said = names.source(alert.about)
    return Words(vi=said, en=said)


def _order(one: AlertLine) -> tuple[bool, int, float, str, str]:
    return not one.sent, GRAVITY.index(one.severity), -one.last.timestamp(), one.kind.value, one.about
