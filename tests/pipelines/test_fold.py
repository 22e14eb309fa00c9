"""Nothing that fewer than k wrote is ever kept: proved on whatever people write, in whatever order."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import yamlfile
from door import Door, Ring
from pipelines import Pipeline, build_stages
from pipelines.counting import Counting
from pipelines.fold import Folder
from records import ZONE, Claim, Remark, Stance
from rules import RuleSet
from rules.build import Built, build
from rules.gazetteer import load as load_places
from storage import open_store, open_window
from storage.base import Store
from storage.window import Limits, Window
from vietnamese import read

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
K = 3
LIMITS = Limits(voices=K)
PLACES = load_places()
DAM = "nghe nói đập thủy điện sắp vỡ bà con chạy ngay lên núi đi"


def rules() -> RuleSet:
    pack = {
        "category": "disaster",
        "rules": [
            {
                "id": "disaster.dam",
                "title": {"vi": "Đập", "en": "Dam"},
                "advice": {"vi": "Hỏi lại.", "en": "Ask."},
                "severity": "high",
                "source": "thử nghiệm",
                "phrases": {"dam": ["đập", "lũ"]},
                "when": "dam",
                "examples": {"match": ["đập"] * 3, "no_match": ["trời"] * 3},
            }
        ],
    }
    built = Built()
    build(yamlfile.parse(json.dumps(pack, ensure_ascii=False), Path("pack.yaml")), built)
    assert not built.problems
    return RuleSet.of(built.rules, built.stances)


RULES = rules()


@dataclass
class Town:
    """A store, a window and a ring, and everything people wrote."""

    store: Store
    window: Window
    ring: Ring
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.wrote: list[tuple[str, Remark]] = []
        self.restart()

    def restart(self) -> None:
        """Go on as another process would: with the same window, and nothing else."""
        self.folder = Folder(Counting(self.window, self.ring), self.store, RULES, PLACES)
        stages = build_stages(RULES, PLACES, self.store, (), folder=self.folder, clock=lambda: self.now)
        self.pipeline = Pipeline(stages, self.store, lambda: self.now, folder=self.folder)
        self.door = Door(self.ring)

    def says(self, author: str, text: str, *, hour: int = 0, source: str = "mang") -> None:
        said = NOW + timedelta(hours=hour)
        self.now = max(self.now, said)
        remark = Remark(source=source, text=text, said=said, voice=self.door.voice(author))
        self.wrote.append((author, remark))
        self.pipeline.run(remark)

    def claims(self) -> list[Claim]:
        self.pipeline.settle()
        return list(self.store.claims())

    def authors_of(self, words: str) -> set[str]:
        return {who for who, remark in self.wrote if f" {words} " in f" {' '.join(read(remark.text).exact.split())} "}


@contextmanager
def a_town(folder: Path, window: Path | None = None) -> Iterator[Town]:
    ring = Ring.made(NOW)
    with open_store(str(folder / "rotin.sqlite")) as store, open_window(window, ring, LIMITS) as opened:
        yield Town(store, opened, ring)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path, tmp_path / "window.sqlite") as made:
        yield made


@pytest.fixture(scope="module")
def empty_town(tmp_path_factory) -> Callable[[], AbstractContextManager[Town]]:
    """Another town each time, for tests that run many examples; its window is in memory."""
    base = tmp_path_factory.mktemp("towns")
    return lambda: a_town(Path(mkdtemp(dir=base)))


def test_below_k_nothing_is_kept_and_at_k_it_is_a_claim(town: Town) -> None:
    for author in "ab":
        town.says(author, DAM)
        town.says(author, DAM, source="khác")
    assert town.claims() == []
    town.says("c", f"Trời ơi, {DAM} nhé mọi người")
    (claim,) = town.claims()
    assert claim.passage == DAM
    assert claim.rules == ("disaster.dam",)
    assert claim.reach == K


def test_one_author_a_hundred_times_is_one_voice(town: Town) -> None:
    for hour in range(100):
        town.says("a", DAM, hour=hour % 40)
    assert town.claims() == []
    assert set(town.store.counts().values()) == {0}


def test_only_the_common_part_is_kept(town: Town) -> None:
    for author in "abcd":
        town.says(author, f"tôi là {author}{author}x nhà ở bìa rừng {DAM} số nhà tôi {author}9")
    (claim,) = town.claims()
    assert claim.passage == f"nhà ở bìa rừng {DAM} số nhà tôi"


def test_what_many_write_that_matches_no_rule_is_not_kept(town: Town) -> None:
    greeting = "chúc cả nhà mình một buổi sáng thật vui vẻ và bình an"
    for number, author in enumerate("abcdef"):
        town.says(author, f"{greeting}. Hôm nay {number} người xem đập")
    assert town.claims() == []


def test_a_handle_or_a_page_is_never_part_of_a_passage(town: Town) -> None:
    tail = "bà con chạy ngay lên núi đi đập sắp vỡ rồi"
    for author in "abcd":
        town.says(author, f"{DAM} theo @nguoi_that xem facebook.com/nguoi.that hoặc nguoi@that.example {tail}")
    passages = [claim.passage for claim in town.claims()]
    assert passages
    assert not any("that" in passage for passage in passages)


def test_a_longer_telling_joins_the_claim_and_what_is_another_founds_one(town: Town) -> None:
    other = "lũ quét về tới cầu treo rồi mọi người đừng ai qua suối nữa"
    for author in "abc":
        town.says(author, DAM)
    for author in "def":
        town.says(author, f"{DAM} trước mười giờ tối nay")
    for author in "abc":
        town.says(author, other)
    longer, second = sorted(town.claims(), key=lambda claim: claim.passage, reverse=True)
    assert longer.passage == f"{DAM} trước mười giờ tối nay"
    assert longer.reach == 6
    assert second.passage == other


def test_tools_places_and_stances_are_told_when_k_voices_had_them(town: Town) -> None:
    for number, author in enumerate("abcde"):
        told = "gọi 0900000123 ở Trùng Khánh" if number < K else f"gọi 090000020{number} ở Hạ Lang"
        town.says(author, f"{DAM}, xã {told}")
    (claim,) = town.claims()
    assert [each.value for each in claim.indicators] == ["+84900000123"]
    assert all(stance in Stance and count >= K for stance, count in claim.stances)


def test_signals_count_voices_by_rule_commune_and_hour(town: Town) -> None:
    for author in "abcd":
        for _ in range(3):
            town.says(author, f"xã Hạ Lang lũ về, {author} thấy thế")
    town.says("e", "xã Hạ Lang lũ về", hour=1)
    town.says("f", "xã Quảng Uyên lũ về")
    town.claims()
    (signal,) = town.store.signals()
    assert (signal.count, signal.place.name, signal.hour) == (4, "Xã Hạ Lang", NOW)


def test_counting_goes_on_across_a_restart_and_a_turn_of_keys(town: Town) -> None:
    town.says("a", DAM)
    town.restart()
    town.says("b", DAM)
    town.ring = town.ring.turned(NOW + LIMITS.span, LIMITS.span)
    town.window.close()
    town.window = open_window(town.window._session.path, town.ring, LIMITS)  # type: ignore[attr-defined]
    town.restart()
    town.says("b", DAM, hour=2)
    assert town.claims() == []
    town.says("c", DAM, hour=2)
    (claim,) = town.claims()
    assert claim.reach == K
    town.says("a", DAM, hour=3)
    (claim,) = town.claims()
    assert claim.reach == K, "one who spoke before the turn is not another after it"
    town.window.close()


def test_without_a_folder_what_people_write_is_let_go(town: Town) -> None:
    stages = build_stages(RULES, PLACES, town.store, (), clock=lambda: NOW)
    pipeline = Pipeline(stages, town.store, lambda: NOW)
    for _, author in enumerate("abcdef"):
        pipeline.run(Remark(source="m", text=DAM, said=NOW, voice=Door(town.ring).voice(author)))
    pipeline.settle()
    assert set(town.store.counts().values()) == {0}
    assert pipeline.counts.tally().discarded == (("remark", 6),)


# -- the proof ------------------------------------------------------------------------------------------------

PIECES = (
    "nghe nói đập sắp vỡ",
    "bà con chạy ngay lên núi",
    "lũ về tới cầu treo",
    "xã Hạ Lang gọi 0900000123",
    "mọi người đừng qua suối nữa",
    "theo lời @ai_do",
    "ở xã Quảng Uyên",
    "có thật không ạ",
)
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join)
REMARKS = st.lists(
    st.tuples(st.sampled_from("abcdef"), TEXTS, st.integers(0, 100), st.sampled_from(["mang", "khác"])), max_size=40
)
EVENTS = st.sampled_from(["restart", "turn", "settle", "none"])


def check(town: Town) -> None:
    """Hold everything that is kept against everything that was written."""
    for claim in town.claims():
        words = claim.passage.split(" ")
        for at in range(len(words) - 4):
            five = " ".join(words[at : at + 5])
            assert len(town.authors_of(five)) >= K, five
        assert len(town.authors_of(claim.anchor)) >= K
        assert "ai_do" not in claim.passage
        everyone = {who for who, _ in town.wrote}
        assert K <= claim.reach <= len(everyone)
        assert claim.reach % K == 0
        assert all(K <= count <= len(everyone) for _, count in claim.stances)
        for told in claim.voices:
            there = {w for w, r in town.wrote if told.since <= r.said < told.until and told.source in {"", r.source}}
            assert K <= told.count <= len(there)
        for place in claim.places:
            named = place.name.removeprefix("Xã ").casefold()
            assert len(town.authors_of(named)) >= K
        for indicator in claim.indicators:
            assert len(town.authors_of(indicator.value.replace("+84", "0"))) >= K
    for signal in town.store.signals():
        named = signal.place.name.removeprefix("Xã ").casefold()
        there = {w for w, r in town.wrote if r.said == signal.hour and named in r.text.casefold()}
        assert K <= signal.count <= len(there)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(remarks=REMARKS, events=st.lists(EVENTS, max_size=6), data=st.data())
def test_all_that_is_kept_was_written_by_k(
    empty_town, remarks: list[tuple[str, str, int, str]], events: list[str], data: st.DataObject
) -> None:
    with empty_town() as town:
        breaks = dict(zip(data.draw(st.lists(st.integers(0, 40), max_size=6)), events, strict=False))
        for number, (author, text, hour, source) in enumerate(remarks):
            match breaks.get(number):
                case "restart":
                    town.restart()
                case "settle":
                    town.pipeline.settle()
                case "turn":
                    town.now += LIMITS.span
                    town.ring = town.ring.turned(town.now, LIMITS.span)
                    town.restart()
            town.says(author, text, hour=hour, source=source)
        check(town)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(remarks=REMARKS, data=st.data())
def test_saying_it_again_changes_nothing(
    empty_town, remarks: list[tuple[str, str, int, str]], data: st.DataObject
) -> None:
    with empty_town() as town:
        for author, text, hour, source in sorted(remarks, key=lambda each: each[2]):
            town.says(author, text, hour=hour, source=source)
        town.claims()
        last = [each for each in remarks if each[2] >= max((r[2] for r in remarks), default=0) - 60]
        for author, text, hour, source in data.draw(st.permutations(last)) if last else []:
            town.says(author, text, hour=hour, source=source)  # a first repeat may still complete what came in pieces
        once = {claim.id: (claim.passage, claim.reach, claim.stances) for claim in town.claims()}
        for author, text, hour, source in data.draw(st.permutations(last)) if last else []:
            town.says(author, text, hour=hour, source=source)
        again = {claim.id: (claim.passage, claim.reach, claim.stances) for claim in town.claims()}
        assert {id_: reach for id_, (_, reach, _) in again.items() if id_ in once} == {
            id_: reach for id_, (_, reach, _) in once.items()
        }


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_the_same_words_found_the_same_claim_in_any_order(empty_town, data: st.DataObject) -> None:
    said = [(author, DAM) for author in "abcde"] + [(author, "ở xã Hạ Lang có lũ") for author in "fg"]
    with empty_town() as town:
        for author, text in data.draw(st.permutations(said)):
            town.says(author, text)
        (claim,) = town.claims()
        assert (claim.passage, claim.reach, claim.anchor) == (DAM, K, "nghe nói đập thủy điện")
