import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import records
from records import (
    Article,
    Indicator,
    IndicatorKind,
    Match,
    Remark,
    Run,
    RunOutcome,
    Severity,
    Signal,
    Span,
    Stance,
    Tally,
    Voices,
    in_zone,
    on_the_hour,
)

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=records.ZONE)
PLACE = records.Place(code="01273", valid_from="2025-07-01", name="Phường Thục Phán", commune=True)


def article(**changes: object) -> Article:
    given_ = {
        "source": "bao",
        "url": "https://bao.example/1",
        "title": "T",
        "text": "x",
        "published": None,
        "fetched": NOW,
    }
    return Article(**(given_ | changes))  # type: ignore[arg-type]


def remark(**changes: object) -> Remark:
    return Remark(**({"source": "mang", "text": "x", "said": NOW, "voice": (b"v" * 16,)} | changes))  # type: ignore[arg-type]


def all_records() -> list[type]:
    return [c for c in vars(records).values() if isinstance(c, type) and dataclasses.is_dataclass(c)]


@pytest.mark.parametrize("record", all_records())
def test_every_record_is_frozen_slotted_and_keyword_only(record: type) -> None:
    assert record.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(record)
    assert all(field.kw_only for field in dataclasses.fields(record))


def test_a_remark_cannot_hold_a_person() -> None:
    assert {field.name for field in dataclasses.fields(Remark)} == {"source", "text", "said", "voice"}
    spoken = remark()
    for name in ("author", "handle", "url", "avatar", "name"):
        with pytest.raises((AttributeError, TypeError)):
            object.__setattr__(spoken, name, "x")
        with pytest.raises(TypeError):
            remark(**{name: "x"})


def test_what_a_person_wrote_is_in_no_repr_and_so_in_no_log() -> None:
    assert "bí mật" not in repr(remark(text="bí mật"))
    assert "vvvv" not in repr(remark())
    assert "bí mật" not in repr(article(title="bí mật", text="bí mật"))


def test_a_remark_says_only_the_hour() -> None:
    with pytest.raises(ValueError, match="hour"):
        remark(said=NOW + timedelta(minutes=1))


def test_the_subjects_are_the_five_and_no_more() -> None:
    assert {c.value for c in records.Category} == {"fraud", "impersonation", "disaster", "health", "illegal_goods"}


def alert(**changes: Any) -> records.Alert:
    given: dict[str, Any] = {"kind": records.AlertKind.CLAIM, "about": "a", "category": records.Category.FRAUD}
    given |= {
        "observed": 12,
        "severity": Severity.LOW,
        "raised": NOW,
        "expected": 0.5,
        "chance": 0.01,
        "fate": records.Fate.SENT,
    }
    return records.Alert(**(given | changes))


def silent_source(**changes: Any) -> records.Alert:
    none: dict[str, Any] = dict.fromkeys(("category", "observed", "expected", "chance"))
    return alert(**({"kind": records.AlertKind.SOURCE} | none | changes))


def test_an_alert_about_a_source_has_no_voices_and_no_subject() -> None:
    assert silent_source().observed is None
    assert alert().observed == 12


def test_fewer_voices_than_the_floor_cannot_even_be_a_record() -> None:
    Voices(since=NOW, until=NOW + timedelta(hours=1), source="mang", count=3)
    with pytest.raises(ValueError, match="floor"):
        Voices(since=NOW, until=NOW + timedelta(hours=1), source="mang", count=2)
    with pytest.raises(ValueError, match="floor"):
        Signal(rule="fraud.task_scam", place=PLACE, hour=NOW, count=2)


@pytest.mark.parametrize(
    "make",
    [
        lambda: article(fetched=datetime(2026, 1, 1)),  # noqa: DTZ001 - the naive time is what is tested
        lambda: article(url="javascript:alert(1)"),
        lambda: article(title=" ", text="\n"),
        lambda: Span(phrase="x", start=3, end=3),
        lambda: Match(
            rule="Task", category=records.Category.FRAUD, stance=Stance.OFFER, severity=Severity.LOW, spans=()
        ),
        lambda: Indicator(kind=IndicatorKind.BANK_ACCOUNT, value="0123456789"),
        lambda: Indicator(kind=IndicatorKind.PHONE, value="+84900000123", bank="VCB"),
        lambda: Tally(seen=2, stored=1),
        lambda: Run(source="bao", due=NOW, outcome=RunOutcome.SUCCEEDED),
        lambda: Run(source="bao", due=NOW, started=NOW, outcome=RunOutcome.MISSED),
        lambda: alert(observed=2),
        lambda: alert(category=None),
        lambda: alert(observed=None),
        lambda: alert(chance=None),
        lambda: alert(kind=records.AlertKind.SOURCE),
        lambda: silent_source(observed=12),
        lambda: silent_source(expected=0.0),
        lambda: silent_source(place="01273"),
    ],
)
def test_a_record_that_cannot_be_true_cannot_be_made(make) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        make()


def test_an_article_is_the_same_however_often_it_is_read() -> None:
    assert article().id == article(title="khác", fetched=NOW + timedelta(days=1)).id
    assert article().id != article(url="https://bao.example/2").id


@given(st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_the_hour_of_a_moment_is_not_after_it_and_less_than_an_hour_before(moment: datetime) -> None:
    hour = on_the_hour(moment)
    assert timedelta(0) <= moment - hour < timedelta(hours=1)
    assert in_zone(moment) == moment
    assert hour.tzinfo is records.ZONE
