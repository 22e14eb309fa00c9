"""From a real store to the digest: what is counted, where it stands, and that order of writing does not matter."""

import random
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from digest import Digest, to_csv, to_html, to_text, to_xlsx
from records import Category, IndicatorKind, RunOutcome, Severity, Stance
from words import Language

ROOT = Path(__file__).resolve().parents[2]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_headline_counts_the_window(province: Digest) -> None:
    top = province.headline
    assert (top.flagged, top.high, top.local_news) == (5, 4, 4)
    assert top.flagged_before == 2
    assert top.new_indicators == 2
    assert (top.sources, top.sources_silent, top.sources_failing) == (6, 2, 2)
    assert province.day == date(2026, 11, 21)


def test_groups_are_gravest_first_and_an_article_stands_once(province: Digest) -> None:
    assert [group.category for group in province.groups] == [
        Category.FRAUD,
        Category.IMPERSONATION,
        Category.DISASTER,
    ]
    ids = [card.id for group in province.groups for card in group.cards]
    assert len(ids) == len(set(ids)) == 5
    order = [Severity.HIGH, Severity.MEDIUM, Severity.LOW]
    for group in province.groups:
        ranks = [order.index(card.severity) for card in group.cards if card.severity]
        assert ranks == sorted(ranks)


def test_an_article_of_two_subjects_stands_under_the_graver(province: Digest) -> None:
    [card] = province.groups[1].cards
    assert card.category is Category.IMPERSONATION
    assert card.also == (Category.FRAUD,)
    assert card.stance is Stance.WARNING
    assert card.communes == ("Phường Thục Phán", "Xã Quảng Uyên")


def test_advice_is_given_once_a_rule(province: Digest) -> None:
    rules = [one.rule for group in province.groups for one in group.advice]
    assert sorted(rules) == ["disaster.flood", "fraud.fake_prize", "fraud.task_scam", "impersonation.fake_police"]


def test_indicators_are_those_of_scams_new_ones_first(province: Digest) -> None:
    assert [(one.shown, one.new) for one in province.indicators] == [
        ("0900 000 123", True),
        ("0012300045 (Ngân hàng Ví dụ)", True),
        ("hXXps://viec-nhe[.]example/dang-ky?ma=007", False),
    ]
    phone, _, link = province.indicators
    assert phone.kind is IndicatorKind.PHONE
    assert phone.sources == ("Báo Sông Bằng", "Trang Công an tỉnh")
    assert link.articles > 1
    assert link.first_seen < province.since


def test_a_flood_notices_number_is_one_to_call(province: Digest) -> None:
    assert not any("999" in one.shown for one in province.indicators)
    assert all(
        not card.tools for group in province.groups for card in group.cards if card.category is Category.DISASTER
    )


def test_days_are_vietnams(world: SimpleNamespace, tmp_path: Path) -> None:
    late = datetime(2026, 11, 19, 17, 30, tzinfo=UTC)  # half past midnight of the 20th in Vietnam
    one = world.article(1, ago=DAY, published=late, fetched=late + HOUR, matches=(world.match("disaster.flood"),))
    with world.fill(tmp_path / "a.db", [one]) as store:
        built = world.digest_of(store)
    assert [day.day for day in built.days if day.articles] == [date(2026, 11, 20)]
    assert len(built.days) == 14
    assert built.days[-1].day == date(2026, 11, 21)


def test_a_date_from_the_future_is_not_believed(world: SimpleNamespace, tmp_path: Path) -> None:
    one = world.article(1, published=world.until + 400 * DAY, matches=(world.match("disaster.flood"),))
    with world.fill(tmp_path / "a.db", [one]) as store:
        built = world.digest_of(store)
    assert built.days[-1].articles == 1


def test_the_window_is_closed_at_its_start_and_open_at_its_end(world: SimpleNamespace, tmp_path: Path) -> None:
    flagged = {"matches": (world.match("disaster.flood"),)}
    edges = [world.article(n, ago=ago, **flagged) for n, ago in enumerate((DAY + HOUR / 60, DAY, HOUR, 0 * HOUR))]
    with world.fill(tmp_path / "a.db", edges) as store:
        built = world.digest_of(store)
    assert built.headline.flagged == 2
    assert built.headline.flagged_before == 1


def test_two_days_of_one_subject_each_count_once_a_day(world: SimpleNamespace, tmp_path: Path) -> None:
    both = (world.match("fraud.task_scam"), world.match("fraud.fake_prize"), world.match("disaster.flood"))
    with world.fill(tmp_path / "a.db", [world.article(1, matches=both, places=(world.place("01273"),))]) as store:
        built = world.digest_of(store)
    today = built.days[-1]
    assert dict(today.counts)[Category.FRAUD] == dict(today.counts)[Category.DISASTER] == 1
    assert today.articles == 1
    assert [(one.name, one.flagged, one.articles, one.today) for one in built.communes] == [
        ("Phường Thục Phán", 1, 1, 1)
    ]


def test_a_rule_and_a_source_nobody_knows_any_more_keep_their_ids(world: SimpleNamespace, tmp_path: Path) -> None:
    one = world.article(1, source="da_bo", matches=(world.match("health.gone"),))
    with world.fill(tmp_path / "a.db", [one], [world.run("da_bo", RunOutcome.FAILED, ago=HOUR)]) as store:
        built = world.digest_of(store)
    [group] = built.groups
    assert group.cards[0].titles[0].vi == "health.gone"
    assert group.cards[0].source_name == "da_bo"
    assert group.advice == ()
    assert [one.source_name for one in built.troubles] == ["da_bo"]


def test_an_empty_store_makes_a_digest_that_says_so(nothing: Digest) -> None:
    assert nothing.empty
    assert not nothing.days[-1].articles
    assert "Kho chưa có gì" in to_text(nothing, Language.VI)
    assert "Không có lượt đọc nào bị lỡ" in to_text(nothing, Language.VI)


def test_a_window_must_be_aware_and_not_empty(world: SimpleNamespace, tmp_path: Path) -> None:
    with world.fill(tmp_path / "a.db", []) as store:
        with pytest.raises(ValueError, match="hour"):
            world.digest_of(store, hours=0)
        with pytest.raises(ValueError, match="aware"):
            world.digest_of(store, until=datetime(2026, 11, 21))  # noqa: DTZ001 - that is the fault


def test_the_same_records_make_the_same_bytes_whatever_the_order(world: SimpleNamespace, tmp_path: Path) -> None:
    articles, runs, apart = world.week()
    talk = world.talk()
    made = []
    for name in ("one", "two"):
        with world.fill(tmp_path / f"{name}.db", articles, runs, apart) as store:
            built = world.digest_of(world.tell(store, talk))
        made.append([render(built, Language.VI) for render in (to_csv, to_xlsx, to_html, to_text)])
        for records in (articles, runs, apart, talk):
            random.Random(7).shuffle(records)
    for one, other in zip(*made, strict=True):
        assert one == other


def test_another_instant_of_the_same_moment_is_the_same_digest(world: SimpleNamespace, tmp_path: Path) -> None:
    with world.fill(tmp_path / "a.db", *world.week()) as store:
        assert world.digest_of(store, until=world.until.astimezone(UTC)) == world.digest_of(store)


def test_importing_the_room_costs_no_library() -> None:
    heavy = "{'pandas', 'numpy', 'matplotlib', 'jinja2', 'xlsxwriter', 'ioc_fanger', 'storage'}"
    code = f"import sys, digest; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
