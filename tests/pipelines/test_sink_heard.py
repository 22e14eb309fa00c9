"""What is heard of a conversation: counted in the window, told in the store, and only then is its place remembered."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import yamlfile
from door import Door, Key, Ring
from errors import StoreError
from pipelines import Pipeline, build_stages
from pipelines.counting import Counting
from pipelines.fold import Folder
from pipelines.sink import Sink
from records import ZONE, Claim, Cursor, Heard, Remark, Signal
from rules import RuleSet
from rules.build import Built, build
from rules.gazetteer import load as load_places
from storage import open_store, open_window
from storage.base import Store
from storage.window import Limits, Window
from words import Words

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
K = 3
LIMITS = Limits(voices=K)
RING = Ring(keys=(Key(secret=bytes(32), born=NOW - timedelta(hours=1)),))
DOOR = Door(RING)
PLACES = load_places()
DAM = "nghe nói đập thủy điện ở xã Hòa An sắp vỡ bà con chạy ngay lên núi đi"
CURSOR = Cursor(source="mang", name="tag:caobang", value="2026-11-21T07:45+07:00", noted=NOW)


def rules() -> RuleSet:
    pack = {
        "category": "disaster",
        "rules": [
            {
                "id": "disaster.dam", "title": {"vi": "Đập", "en": "Dam"}, "advice": {"vi": "Hỏi lại.", "en": "Ask."},
                "severity": "high", "source": "thử nghiệm", "phrases": {"dam": ["đập"]}, "when": "dam",
                "examples": {"match": ["đập"] * 3, "no_match": ["trời"] * 3},
            }
        ],
    }  # fmt: skip
    built = Built()
    build(yamlfile.parse(json.dumps(pack, ensure_ascii=False), Path("pack.yaml")), built)
    assert not built.problems
    return RuleSet.of(built.rules, built.stances)


RULES = rules()


class Opened(NamedTuple):
    """A process's sink, and what stands behind it."""

    sink: Sink
    pipeline: Pipeline
    store: Store
    window: Window


@contextmanager
def a_process(folder: Path) -> Iterator[Opened]:
    """Open store and window as a crawl's child does; what the last one remembered in memory is gone."""
    with (
        open_store(str(folder / "rotin.sqlite")) as store,
        open_window(folder / "window.sqlite", RING, LIMITS) as window,
    ):
        folding = Folder(Counting(window, RING), store, RULES, PLACES)
        stages = build_stages(RULES, PLACES, store, (), folder=folding, clock=lambda: NOW)
        pipeline = Pipeline(stages, store, lambda: NOW, folder=folding)
        yield Opened(Sink(pipeline, store, lambda: NOW), pipeline, store, window)


def remark(author: str, text: str) -> Remark:
    return Remark(source="mang", text=text, said=NOW, voice=DOOR.voice(author))


def heard(*authors: int, cursor: Cursor = CURSOR) -> Heard:
    told = [remark(f"a{n}", f"{DAM} {n}") for n in authors]
    others = [remark(f"b{n}", f"hôm nay trời đẹp thứ {n}") for n in range(4)]
    return Heard(source="mang", remarks=(*told, *others), passed=(("boost", 2),), cursors=(cursor,))


def known(folder: Path) -> tuple[list[Claim], list[Signal], Cursor | None]:
    """Return what the store holds, claims without what differs by chance."""
    with open_store(str(folder / "rotin.sqlite")) as store:
        return list(store.claims()), list(store.signals()), store.cursor("mang", "tag:caobang")


def test_what_was_heard_is_counted_told_and_its_place_remembered(tmp_path: Path) -> None:
    with a_process(tmp_path) as here:
        here.sink(heard(*range(7)))
        tally = here.pipeline.counts.tally()
    (claim,), (signal,), cursor = known(tmp_path)
    assert claim.reach == 6, "seven, told in threes"
    assert signal.count == 6
    assert cursor == CURSOR
    assert (tally.seen, tally.stored, tally.quarantined) == (heard(*range(7)).size, 0, ())
    assert tally.discarded == (("boost", 2), ("remark", 11)), "how many spoke of a subject is not told"


def test_the_same_again_and_once_more_in_another_process_counts_nobody_twice(tmp_path: Path) -> None:
    for _ in range(2):
        with a_process(tmp_path) as here:
            here.sink(heard(*range(4)))
            here.sink(heard(*range(4)))
    (claim,), (signal,), _ = known(tmp_path)
    assert (claim.reach, signal.count) == (3, 3)


def fail(*_: object, **__: object) -> None:
    raise StoreError(Words(vi="hết đĩa", en="disk full"))


class Torn(BaseException):
    """The process ends here."""


def tear(*_: object, **__: object) -> None:
    raise Torn


STAGES = [
    ("store", "put_claim"),
    ("store", "put_signal"),
    ("store", "put_cursor"),
    ("window", "tally"),
    ("window", "seed"),
]


@pytest.mark.parametrize(("room", "verb"), STAGES, ids=[verb for _, verb in STAGES])
@pytest.mark.parametrize("fault", [fail, tear], ids=["refused", "torn"])
def test_a_fault_at_any_stage_loses_nothing_and_counts_nobody_twice(
    tmp_path: Path, room: str, verb: str, fault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_process(tmp_path) as here:
        here.sink(heard(0, 1, cursor=Cursor(source="mang", name="tag:caobang", value="trước", noted=NOW)))
        seen = here.pipeline.counts.seen
        with monkeypatch.context() as broken:
            broken.setattr(getattr(here, room), verb, fault)
            with pytest.raises((StoreError, Torn)):
                here.sink(heard(*range(7)))
        if fault is fail:
            assert here.pipeline.counts.seen == seen, "what was not kept was not counted"
            with pytest.raises(StoreError):
                here.sink(heard(8))
    claims, _, cursor = known(tmp_path)
    assert claims == []
    assert cursor is not None
    assert cursor.value == "trước", "it is heard again"
    with a_process(tmp_path) as here:
        here.sink(heard(*range(7)))
    (claim,), (signal,), cursor = known(tmp_path)
    assert (claim.reach, signal.count, cursor) == (6, 6, CURSOR)


@pytest.mark.parametrize("verb", ["put_claim", "put_signal", "put_cursor"])
def test_a_process_killed_between_window_and_place_loses_nothing(tmp_path: Path, verb: str) -> None:
    if (child := os.fork()) == 0:
        with a_process(tmp_path) as here:
            setattr(here.store, verb, lambda *_: os._exit(9))
            here.sink(heard(*range(7)))
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    claims, signals, cursor = known(tmp_path)
    assert (claims, signals, cursor) == ([], [], None)
    with a_process(tmp_path) as here:
        here.sink(heard(*range(7)))
    (claim,), (signal,), cursor = known(tmp_path)
    assert (claim.reach, signal.count, cursor) == (6, 6, CURSOR)


def test_two_who_were_heard_before_a_crash_and_one_after_are_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_process(tmp_path) as here:
        monkeypatch.setattr(here.store, "put_cursor", tear)
        with pytest.raises(Torn):
            here.sink(heard(0, 1))
    with a_process(tmp_path) as here:
        here.sink(heard(0, 1))
    assert known(tmp_path)[0] == [], "two are two, however often they are heard"
    with a_process(tmp_path) as here:
        here.sink(heard(2))
    assert [claim.reach for claim in known(tmp_path)[0]] == [3]
