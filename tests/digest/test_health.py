"""Silent, failing, empty, drifting: told apart, and told in sentences."""

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from desk.sources import TROUBLE, SourceState
from digest import Digest, Expected, health, to_text
from digest.model import SourceHealth
from records import ENDED_WELL, Run, RunOutcome
from words import Language, Words

HOUR = timedelta(hours=1)
NEWS = {"seen": 2, "stored": 1, "discarded": (("irrelevant", 1),)}
SOURCE = Expected(id="s", name="Nguồn S", rhythm=6 * HOUR, every=HOUR, enabled=True, local=True)


def one(world: SimpleNamespace, *runs: Run, source: Expected = SOURCE) -> SourceHealth:
    last_good = {run.source: run for run in runs if run.outcome in ENDED_WELL}
    [found] = health.sources([source], runs, last_good, until=world.until)
    return found


def good(world: SimpleNamespace, hours: float, outcome: RunOutcome = RunOutcome.SUCCEEDED, **tally: Any) -> Run:
    return world.run("s", outcome, ago=hours * HOUR, **(tally or NEWS))  # type: ignore[no-any-return]


def bad(world: SimpleNamespace, hours: float, outcome: RunOutcome = RunOutcome.FAILED, note: str = "") -> Run:
    return world.run("s", outcome, ago=hours * HOUR, note=note)  # type: ignore[no-any-return]


def test_a_source_read_in_its_rhythm_is_fresh(world: SimpleNamespace) -> None:
    assert one(world, good(world, 1)).state is SourceState.FRESH


@pytest.mark.parametrize(("hours", "state"), [(11.9, SourceState.FRESH), (12.1, SourceState.SILENT)])
def test_beyond_twice_its_rhythm_it_is_silent(world: SimpleNamespace, hours: float, state: SourceState) -> None:
    found = one(world, good(world, hours))
    assert found.state is state
    assert ("Im lặng" in found.sentence.vi) is (state is SourceState.SILENT)


def test_a_source_that_answers_but_has_nothing_new_is_silent_too(world: SimpleNamespace) -> None:
    known: dict[str, Any] = {"seen": 20, "discarded": (("known", 20),)}
    found = one(world, good(world, 30), good(world, 2, **known), good(world, 1, RunOutcome.UNCHANGED, requests=1))
    assert found.state is SourceState.SILENT
    assert "vẫn đọc được nhưng 30 giờ nay không có bài mới" in found.sentence.vi
    assert found.age is not None
    assert found.age < HOUR


def test_a_source_read_for_the_first_time_is_not_yet_silent(world: SimpleNamespace) -> None:
    assert one(world, good(world, 1, RunOutcome.UNCHANGED, requests=1)).state is SourceState.FRESH


def test_failing_is_not_silent(world: SimpleNamespace) -> None:
    found = one(world, good(world, 5), bad(world, 2), bad(world, 1, note="không tìm thấy máy chủ / host not found"))
    assert found.state is SourceState.FAILING
    assert "đọc hỏng: không tìm thấy máy chủ. Đã 2 lượt liên tiếp" in found.sentence.vi
    assert "failed: host not found. That makes 2 runs" in found.sentence.en


def test_empty_is_neither(world: SimpleNamespace) -> None:
    found = one(world, good(world, 2), bad(world, 1, RunOutcome.EMPTY))
    assert found.state is SourceState.EMPTY
    assert "trống" in found.sentence.vi


@pytest.mark.parametrize("outcome", [RunOutcome.SKIPPED, RunOutcome.MISSED, RunOutcome.RUNNING])
def test_quiet_hours_do_not_make_a_source_fail(world: SimpleNamespace, outcome: RunOutcome) -> None:
    assert one(world, good(world, 2), bad(world, 1, outcome)).state is SourceState.FRESH


def test_never_read_tells_how_the_last_attempt_went(world: SimpleNamespace) -> None:
    assert one(world).state is SourceState.NEVER
    found = one(world, bad(world, 1, RunOutcome.CRASHED))
    assert found.state is SourceState.FAILING, "it was tried and failed: that is more than never read"
    assert found.sentence.vi == "Chưa đọc được lần nào. Lượt gần nhất: tiến trình chết giữa chừng."


def test_one_that_was_tried_for_long_and_never_read_is_silent(world: SimpleNamespace) -> None:
    found = one(world, bad(world, 13), bad(world, 1))
    assert found.state is SourceState.SILENT
    assert found.sentence.vi.startswith("Im lặng: thử đã 13 giờ mà chưa đọc được lần nào")


def pages(world: SimpleNamespace, days: float, texts: int, blank: int) -> Run:
    """A run, ``days`` ago, of which so many pages gave text, and so many gave none."""
    kinds = (("no_text", blank),)
    return good(world, 24 * days, seen=texts + blank, stored=texts + blank, failures=kinds if blank else ())


def test_one_whose_pages_give_no_text_any_more_drifts(world: SimpleNamespace) -> None:
    was = [pages(world, days, 9, 1) for days in (2, 3, 4)]
    found = one(world, *was, pages(world, 0.2, 1, 5), pages(world, 0.1, 1, 5))
    assert found.state is SourceState.DRIFTING
    assert found.sentence.vi.startswith("Hụt nội dung: chỉ 2 trong 12 trang gần đây cho ra bài đọc được (bình thường")
    assert "normally 90 %" in found.sentence.en
    assert one(world, *was, pages(world, 0.2, 1, 5), bad(world, 0.1)).state is SourceState.FAILING, "a worse word first"


def test_a_drifting_source_stands_in_the_digest_among_those_to_be_looked_at(
    world: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    runs = [*(pages(world, days, 10, 0) for days in (20, 19, 18, 12, 11, 10)), pages(world, 0.1, 0, 10)]
    with world.fill(tmp_path_factory.mktemp("drift") / "a.db", [], runs) as store:
        digest = world.digest_of(store, sources=[SOURCE])
    assert [one.state for one in digest.failing] == [SourceState.DRIFTING]
    assert "hụt nội dung" in to_text(digest, Language.VI).lower()
    assert "Drifting: only 0 of the last 10 pages" in to_text(digest, Language.EN)


def test_switched_off_is_never_silent(world: SimpleNamespace) -> None:
    assert one(world, source=replace(SOURCE, enabled=False)).state is SourceState.OFF


def test_the_future_is_not_looked_at(world: SimpleNamespace) -> None:
    assert one(world, good(world, -1)).state is SourceState.NEVER


def test_troubles_are_grouped_counted_and_told(world: SimpleNamespace) -> None:
    runs = [bad(world, hours, note="DNS") for hours in (1, 2, 3)] + [bad(world, 4, RunOutcome.KILLED), good(world, 5)]
    killed, failed = health.troubles(runs, [SOURCE])
    assert (killed.outcome, killed.count, killed.why) == (RunOutcome.KILLED, 1, None)
    assert (failed.count, failed.last - failed.first) == (3, 2 * HOUR)
    assert failed.sentence.vi == "Nguồn S: 3 lượt đọc hỏng, hẹn từ 21/11/2026 04:00 đến 21/11/2026 06:00: DNS."
    assert failed.sentence.en == "Nguồn S: 3 runs failed, due from 21/11/2026 04:00 to 21/11/2026 06:00: DNS."


@pytest.mark.parametrize("outcome", TROUBLE)
def test_every_kind_of_trouble_is_told(world: SimpleNamespace, outcome: RunOutcome) -> None:
    [found] = health.troubles([bad(world, 1, outcome)], [])
    assert found.outcome is outcome
    assert found.source_name == "s"


def test_without_a_note_the_kinds_of_failure_say_why(world: SimpleNamespace) -> None:
    run = world.run("s", RunOutcome.FAILED, ago=HOUR, failures=(("timeout", 3), ("http_503", 1)))
    [found] = health.troubles([run], [])
    assert found.why == Words(vi="HTTP 503 ×1, máy chủ không trả lời kịp ×3", en="HTTP 503 ×1, timed out ×3")


def test_one_missed_record_stands_for_its_whole_stretch(world: SimpleNamespace) -> None:
    missed = Run(source="s", due=world.until - 50 * HOUR, ended=world.until - HOUR, outcome=RunOutcome.MISSED)
    [found] = health.troubles([missed], [SOURCE])
    assert found.count == 50
    assert found.last == world.until - HOUR


def test_an_outage_that_began_before_the_window_is_told_when_it_ends(
    world: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    back: datetime = world.until - HOUR
    missed = Run(source="s", due=world.until - 50 * HOUR, ended=back, outcome=RunOutcome.MISSED)
    with world.fill(tmp_path_factory.mktemp("outage") / "a.db", [], [missed]) as store:
        told = [
            world.digest_of(store, until=world.until + day, sources=[SOURCE])
            for day in (-24 * HOUR, 0 * HOUR, 24 * HOUR)
        ]
    assert [len(built.troubles) for built in told] == [0, 1, 0]


def test_every_digest_names_what_was_silent_and_lost(province: Digest) -> None:
    assert [one.name for one in province.silent] == ["Đài Truyền hình Núi Xanh", "Cổng thông tin tỉnh"]
    assert [one.name for one in province.failing] == ["Đài Khí tượng Ví dụ", "Báo Toàn Cảnh"]
    assert province.headline.runs_lost == sum(one.count for one in province.troubles) == 14
    for language in Language:
        text = to_text(province, language)
        for sentence in [one.sentence for one in (*province.silent, *province.failing)] + [
            one.sentence for one in province.troubles
        ]:
            assert sentence.in_(language) in text


def test_the_ledger_counts_everything_once(province: Digest) -> None:
    ledger = province.ledger
    assert dict(ledger.outcomes)[RunOutcome.FAILED] == 8
    lost = sum(count for _, count in (*ledger.discarded, *ledger.quarantined))
    assert ledger.seen == ledger.stored + lost
    assert ledger.discarded[0] == ("irrelevant", 180)
    assert ledger.kept_apart_why == (("Báo Toàn Cảnh", "too_large", 2),)
