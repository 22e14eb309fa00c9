"""The loop: every item ends in exactly one count, whatever the stages do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import Discarded, StoreError
from pipelines import Outcome, Pipeline, build_stages
from pipelines.draft import Draft
from pipelines.keep import as_line
from records import Article, ItemKind, Remark
from rules import load
from rules.gazetteer import load as load_places
from storage.base import Store
from words import Words

BOOM = "chữ trong lỗi"


def pass_on(draft: Draft) -> Draft:
    return draft


def let_go(_draft: Draft) -> Draft:
    raise Discarded("irrelevant")


def break_down(_draft: Draft) -> Draft:
    raise KeyError(BOOM)


def refuse(_draft: Draft) -> Draft:
    raise StoreError(Words(vi="hết đĩa", en="disk full"))


def test_an_item_that_passes_every_stage_is_stored(store: Store, clock, make_article) -> None:
    pipeline = Pipeline((pass_on, pass_on), store, clock)
    assert pipeline.run(make_article()) is Outcome.STORED
    assert pipeline.counts.tally().stored == 1


def test_an_item_let_go_is_counted_with_its_reason_and_meets_no_later_stage(store: Store, clock, make_article) -> None:
    pipeline = Pipeline((let_go, break_down), store, clock)
    assert pipeline.run(make_article()) is Outcome.DISCARDED
    assert pipeline.counts.tally().discarded == (("irrelevant", 1),)


def test_an_item_no_stage_can_read_is_set_apart_whole_and_the_next_goes_on(store: Store, clock, make_article) -> None:
    pipeline = Pipeline((break_down,), store, clock)
    assert [pipeline.run(make_article(n)) for n in (1, 2, 1)] == [Outcome.QUARANTINED] * 3
    kept = list(store.quarantined())
    assert sorted(item.line for item in kept) == [as_line(make_article(n)) for n in (1, 2)], "the same item once"
    assert {item.reason for item in kept} == {"KeyError"}, "the reason is a kind, never text of the item"
    assert pipeline.counts.tally().quarantined == (("KeyError", 3),)


def test_a_store_that_refuses_is_not_the_items_fault(store: Store, clock, make_article) -> None:
    pipeline = Pipeline((refuse,), store, clock)
    with pytest.raises(StoreError):
        pipeline.run(make_article())
    assert pipeline.counts.seen == 0
    assert not list(store.quarantined())


@given(st.lists(st.sampled_from([pass_on, let_go, break_down])))
def test_every_item_is_counted_exactly_once(fates: list[Callable[[Draft], Draft]]) -> None:
    class Nowhere:
        def quarantine(self, item: object) -> None:
            del item

    moment = datetime.fromisoformat("2026-11-21T08:00:00+07:00")
    item = Article(source="a", url="https://a.example/", title="t", text="", published=None, fetched=moment)
    queue = iter(fates)

    def fate(draft: Draft) -> Draft:
        return next(queue)(draft)

    pipeline = Pipeline((fate,), Nowhere(), lambda: moment)  # type: ignore[arg-type]
    for _ in fates:
        pipeline.run(item)
    tally = pipeline.counts.tally()
    assert tally.seen == len(fates)
    assert tally.stored == fates.count(pass_on)


def whole(store: Store, clock: Callable[[], datetime]) -> Pipeline:
    return Pipeline(build_stages(load(), load_places(), store, (), clock=clock), store, clock)


def test_the_real_stages_keep_a_warning_with_what_it_says(store: Store, clock, make_article) -> None:
    text = (
        "Công an phường Thục Phán cảnh báo: các đối tượng giả danh cán bộ công an gọi điện yêu cầu cập nhật VNeID, "
        "gửi đường dẫn http://vneid-capnhat.example.com/tai để chiếm đoạt tiền trong tài khoản ngân hàng."
    )
    pipeline = whole(store, clock)
    assert pipeline.run(make_article(title="Cảnh báo giả danh công an", text=text)) is Outcome.STORED
    (kept,) = store.articles()
    assert [place.name for place in kept.places] == ["Phường Thục Phán"]
    assert kept.matches
    for match in kept.matches:
        for span in match.spans:
            assert kept.whole[span.start : span.end].strip()
    assert any("vneid-capnhat" in indicator.value for indicator in kept.indicators)


def test_the_real_stages_let_go_of_what_concerns_nobody_here(store: Store, clock, make_article) -> None:
    pipeline = whole(store, clock)
    assert pipeline.run(make_article(title="Giá vàng thế giới", text="Giá vàng tăng nhẹ.")) is Outcome.DISCARDED
    assert pipeline.counts.tally().discarded == (("irrelevant", 1),)
    assert not list(store.articles())


def test_the_same_article_again_says_nothing_new(store: Store, clock, make_article) -> None:
    pipeline = whole(store, clock)
    item = make_article(title="Chợ phiên xã Quảng Uyên", text="Xã Quảng Uyên, tỉnh Cao Bằng họp chợ phiên.")
    assert [pipeline.run(item), pipeline.run(item)] == [Outcome.STORED, Outcome.DISCARDED]
    assert pipeline.counts.tally().discarded == (("same", 1),)


@pytest.mark.parametrize("fails", [False, True])
def test_a_remark_leaves_no_byte_behind_whatever_becomes_of_it(
    store: Store, clock, remark: Remark, tmp_path: Path, *, fails: bool
) -> None:
    stages = (break_down,) if fails else build_stages(load(), load_places(), store, (), clock=clock)
    pipeline = Pipeline(stages, store, clock)
    scam = replace(remark, text="Tuyển cộng tác viên việc nhẹ lương cao, nạp tiền nhận hoa hồng kanariqua")
    for item in (remark, scam):
        assert pipeline.run(item) is not Outcome.STORED
    assert pipeline.counts.seen == 2
    store.backup(tmp_path / "copy.sqlite")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"kanariqua" not in path.read_bytes(), path


def test_a_draft_knows_what_it_carries(remark: Remark, make_article) -> None:
    assert Draft(item=remark).kind is ItemKind.REMARK
    assert Draft(item=make_article()).kind is ItemKind.ARTICLE
    with pytest.raises(ValueError, match="clean comes first"):
        _ = Draft(item=remark).views
