"""What the daemon does every hour: look what rises, decide what is told, tell it, and keep what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from cli.show import shown
from digest.defang import defang
from digest.labels import CATEGORY, SEVERITY
from records import AlertKind, Fate
from words import Words

if TYPE_CHECKING:
    from datetime import datetime

    from cli.app import App
    from records import Alert
    from storage.base import Store

_log = structlog.get_logger()


def look(app: App, now: datetime) -> tuple[Alert, ...]:
    """Return what rose and what became of it; told and kept.

    Raises:
        StoreError: the store cannot be read or written to.
    """
    from alerts.decide import decide  # noqa: PLC0415 - opened only when needed
    from alerts.rise import BLOCK, PAST  # noqa: PLC0415 - as above
    from alerts.send import send  # noqa: PLC0415 - as above
    from alerts.watch import RuleFacts, watch  # noqa: PLC0415 - as above

    facts = {rule.id: RuleFacts(category=rule.category, severity=rule.severity) for rule in app.rules.rules}
    to = [address.get_secret_value() for address in app.settings.alerts.to]
    with app.open_store() as store:
        first = next(iter(store.runs(since=now - PAST - BLOCK)), None)
        since = first.due if first else now
        rising = list(watch(store, rules=facts, crowd=app.limits.voices, since=since, now=now))
        decided = decide(
            rising, list(store.alerts(since=now - timedelta(days=1))), budget=app.settings.alerts.budget, now=now
        )
        grouped = [alert for alert in decided if alert.fate is Fate.GROUPED]
        found = []
        for alert in decided:
            fate = alert.fate
            if fate is Fate.SENT:
                alike = [other for other in grouped if (other.category, other.place) == (alert.category, alert.place)]
                title, body = message(app, store, alert, alike)
                fate = Fate.UNADDRESSED if not to else fate if send(title, body, to) else Fate.FAILED
            kept = replace(alert, fate=fate)
            store.put_alert(kept)
            found.append(kept)
    _log.info("watched", **{fate.value: sum(alert.fate is fate for alert in found) for fate in Fate})
    return tuple(found)


def message(app: App, store: Store, alert: Alert, alike: list[Alert]) -> tuple[str, str]:
    """Return the title and text of what is told: of k voices and more, as everything an alert says."""
    language = app.language
    place = app.communes.get(alert.place, "")
    title = f"Rõ Tin · {CATEGORY[alert.category].in_(language)}" + (f" · {place}" if place else "")
    severity, usual = SEVERITY[alert.severity], f"{alert.expected:g}"
    head = Words(
        vi=f"Mức {severity.vi.lower()}: {alert.observed} người trong 6 giờ qua; bình thường khoảng {usual}.",
        en=f"{severity.en}: {alert.observed} voices in the last 6 hours; about {usual} usual.",
    )
    lines = [head.in_(language)]
    lines += [about(app, store, each) for each in (alert, *alike)]
    return title, "\n".join(lines)


def about(app: App, store: Store, alert: Alert) -> str:
    """Return what an alert is about, in a line or two: a claim's passage and tools, or a rule's title and advice."""
    if alert.kind is AlertKind.CLAIM and (claim := store.claim(alert.about)) is not None:
        tools = ", ".join(defang(tool) for tool in claim.indicators)
        return f"– «{shown(claim.passage)}»" + (f" ({tools})" if tools else "") + f"  [rotin claims {claim.id[:8]}]"
    rule = next((each for each in app.rules.rules if each.id == alert.about.partition("@")[0]), None)
    return f"– {rule.title.in_(app.language)}: {rule.advice.in_(app.language)}" if rule else f"– {alert.about}"
