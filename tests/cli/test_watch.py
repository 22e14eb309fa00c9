"""Every while: what rises is told within the budget, and everything that was not told is kept with its reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from cli.app import App
from cli.watch import look
from records import (
    Article,
    Category,
    Claim,
    Fate,
    Place,
    Related,
    Relation,
    Run,
    RunOutcome,
    Severity,
    Signal,
    Stance,
    Tally,
    Voices,
    in_zone,
    on_the_hour,
)
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


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that is told to those who are to be told."""
    sent: list[str] = []

    def send(title: str, body: str, to: list[str]) -> bool:
        sent.append(f"{title}\n{body}")
        return bool(to)

    monkeypatch.setenv("ROTIN_ALERTS__TO", '["json://127.0.0.1/"]')
    monkeypatch.setattr("alerts.send.send", send)
    return sent


def test_a_message_says_that_no_source_answers_a_rising_question(app: App, told: list[str]) -> None:
    write(app, replace(claim(3, 60, severity=Severity.HIGH), stance=Stance.QUESTION))
    look(app, NOW)
    (message,) = told
    assert "no source answers yet" in message
    assert "mostly questions" in message


def test_articles_are_looked_for_before_anything_is_told(app: App, told: list[str]) -> None:
    rumour = replace(
        claim(3, 60, severity=Severity.HIGH),
        passage="nghe nói đập thủy điện nà lòa sắp vỡ bà con chạy đi",
        category=Category.DISASTER,
    )
    write(app, rumour)
    article = Article(
        source="bao-thu",
        url="https://bao.example/1",
        title="Bác tin đập thủy điện Nà Lòa sắp vỡ",
        text="Không có chuyện đập thủy điện Nà Lòa sắp vỡ, bà con yên tâm.",
        published=NOW,
        fetched=NOW,
    )
    with app.open_store() as store:
        store.put_article(article)
    look(app, NOW)
    (message,) = told
    assert f"denies: {article.title} {article.url}" in message
    assert "no source answers yet" not in message
    with app.open_store() as store:
        (kept,) = store.claims()
    assert kept.related == (Related(article=article.id, relation=Relation.DENIES),)


def put_signals(store: Store, count: int) -> None:
    hour = in_zone(on_the_hour(NOW - timedelta(hours=1)))
    store.put_signal(Signal(rule="disaster.dam_break", place=PLACE, hour=hour, count=count))


def test_one_that_could_not_be_delivered_is_kept_as_such(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROTIN_ALERTS__TO", '["json://127.0.0.1:9/"]')
    write(app, claim(1, 60))
    look(app, NOW)
    assert alerts(app) == [("1", Fate.FAILED)]


HOUR = timedelta(hours=1)


def declare(folder: Path, *names: str) -> None:
    """Put further sources beside the one that is declared, alike but for id, name and site."""
    (first,) = yaml.safe_load((folder / "sources.yaml").read_text(encoding="utf-8"))["sources"]
    more = [first | {"id": name, "name": f"Nguồn {name}", "url": f"https://{name}.example/rss"} for name in names]
    text = yaml.safe_dump({"sources": [first, *more]}, allow_unicode=True)
    (folder / "sources.yaml").write_text(text, encoding="utf-8")


def ran(app: App, source: str, *hours: float, outcome: RunOutcome = RunOutcome.FAILED) -> None:
    with app.open_store() as store:
        for back in hours:
            at = NOW - back * HOUR
            seen = int(outcome is RunOutcome.SUCCEEDED)
            tally = Tally(seen=seen, stored=seen)
            store.put_run(Run(source=source, due=at, started=at, ended=at, outcome=outcome, tally=tally))


def test_sources_silent_together_are_one_message_and_told_once(app: App, folder: Path, told: list[str]) -> None:
    declare(folder, "bao-a", "bao-b")
    for name in ("bao-a", "bao-b"):
        ran(app, name, 100, outcome=RunOutcome.SUCCEEDED)
        ran(app, name, 5, 4)
    look(app, NOW)
    (message,) = told
    assert message.startswith("Rõ Tin · 2 sources silent\nNo source could be read since ")
    assert "– Nguồn bao-a [bao-a]: Silent: not read for 4 days 4 hours" in message
    assert "– Nguồn bao-b [bao-b]: Silent" in message
    assert sorted(alerts(app)) == [("a", Fate.SENT), ("b", Fate.GROUPED)]
    look(app, NOW + HOUR / 3)
    look(app, NOW + 48 * HOUR)
    assert len(told) == 1
    assert len(alerts(app)) == 2


def test_one_that_is_silent_while_others_are_read_is_not_laid_to_our_connection(
    app: App, folder: Path, told: list[str]
) -> None:
    declare(folder, "bao-a", "bao-b")
    ran(app, "bao-a", 100, outcome=RunOutcome.SUCCEEDED)
    ran(app, "bao-a", 5, 4)
    ran(app, "bao-b", 1, outcome=RunOutcome.SUCCEEDED)
    look(app, NOW)
    (message,) = told
    assert message.splitlines()[0] == "Rõ Tin · a source is silent: Nguồn bao-a"
    assert "connection" not in message


def test_sources_that_answer_without_anything_new_are_told_in_other_words(
    app: App, folder: Path, told: list[str]
) -> None:
    declare(folder, "bao-a", "bao-b")
    for name in ("bao-a", "bao-b"):
        ran(app, name, 100, outcome=RunOutcome.SUCCEEDED)
        ran(app, name, 5, 4, outcome=RunOutcome.UNCHANGED)
    look(app, NOW)
    (message,) = told
    assert "connection" not in message
    assert "They answer, and only have nothing new" in message


def test_a_source_of_which_nothing_is_wrong_is_not_told_of(app: App, told: list[str]) -> None:
    with app.open_store() as store:
        assert list(store.runs()) == []
    look(app, NOW)
    ran(app, app.sources[0].id, 2, outcome=RunOutcome.SUCCEEDED)
    ran(app, app.sources[0].id, 1)
    look(app, NOW)
    assert told == []
    assert alerts(app) == []


def test_a_long_silence_is_told_once_though_it_began_before_what_is_looked_at_each_time(
    app: App, folder: Path, told: list[str]
) -> None:
    declare(folder, "bao-a")
    ran(app, "bao-a", 80 * 24, outcome=RunOutcome.SUCCEEDED)
    ran(app, "bao-a", *range(80 * 24 - 12, 0, -12), outcome=RunOutcome.UNCHANGED)
    for days in (60, 59, 40, 20, 1):
        look(app, NOW - timedelta(days=days))
    assert len(told) == 1
    assert len(alerts(app)) == 1
