"""Every while: what rises is told within the budget, and everything that was not told is kept with its reason."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.app import App
from cli.watch import look
from records import Category, Claim, Fate, Place, Severity, Signal, Stance, Voices, in_zone, on_the_hour
from storage.base import Store

NOW = datetime.now(UTC).replace(minute=30, second=0, microsecond=0)
PLACE = Place(code="01654", valid_from="2025-07-01", name="Xã Hòa An", commune=True)


def claim(number: int, count: int, *, severity: Severity = Severity.MEDIUM) -> Claim:
    hour = on_the_hour(NOW - timedelta(hours=1))
    return Claim(
        id=f"{number:032x}",
        passage=f"nghe nói đập số {number} sắp vỡ bà con chạy đi",
        anchor="nghe nói đập số",
        category=(Category.DISASTER, Category.FRAUD, Category.HEALTH)[number % 3],
        severity=severity,
        rules=("disaster.dam_break",),
        stance=Stance.REPORT,
        first_seen=hour,
        last_seen=hour,
        reach=count,
        voices=(Voices(since=hour, until=hour + timedelta(hours=1), count=count),),
    )


@pytest.fixture
def app(folder: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    del folder  # made, and the present folder
    monkeypatch.setenv("ROTIN_ALERTS__BUDGET", "1")
    return App()


def write(app: App, *claims: Claim) -> None:
    with app.open_store() as store:
        for each in claims:
            store.put_claim(each, {int(each.id, 16)})


def alerts(app: App) -> list[tuple[str, Fate]]:
    with app.open_store() as store:
        return [(alert.about[-1], alert.fate) for alert in store.alerts()]


def test_what_rises_is_kept_with_its_fate_whether_told_or_not(app: App) -> None:
    write(app, claim(1, 60), claim(2, 40), claim(3, 5))
    look(app, NOW)
    assert sorted(alerts(app)) == [("1", Fate.UNADDRESSED), ("2", Fate.OVER_BUDGET)], "five on the first day is no rise"


def test_a_message_names_passage_tools_place_and_numbers(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setenv("ROTIN_ALERTS__TO", '["json://127.0.0.1/"]')

    def send(title: str, body: str, to: list[str]) -> bool:
        told.append((title, body))
        return bool(to)

    monkeypatch.setattr("alerts.send.send", send)
    write(app, claim(3, 60, severity=Severity.HIGH))
    with app.open_store() as store:
        put_signals(store, 60)
    look(app, NOW)
    assert {fate for _, fate in alerts(app)} == {Fate.SENT}
    bodies = "\n".join(f"{title}\n{body}" for title, body in told)
    assert "«nghe nói đập số 3 sắp vỡ bà con chạy đi»" in bodies
    assert "Xã Hòa An" in bodies
    assert "60" in bodies


def put_signals(store: Store, count: int) -> None:
    hour = in_zone(on_the_hour(NOW - timedelta(hours=1)))
    store.put_signal(Signal(rule="disaster.dam_break", place=PLACE, hour=hour, count=count))


def test_one_that_could_not_be_delivered_is_kept_as_such(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROTIN_ALERTS__TO", '["json://127.0.0.1:9/"]')
    write(app, claim(1, 60))
    look(app, NOW)
    assert alerts(app) == [("1", Fate.FAILED)]
