"""Nothing that fewer than k wrote is ever kept: proved on whatever people write, in whatever order."""

from datetime import datetime

from door import Door
from pipelines import Pipeline, build_stages
from records import ZONE, Remark, Stance
from storage import open_window
from storage.window import Limits

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
K = 3
LIMITS = Limits(voices=K)
DAM = "nghe nói đập thủy điện sắp vỡ bà con chạy ngay lên núi đi"


def test_below_k_nothing_is_kept_and_at_k_it_is_a_claim(town) -> None:
    for author in "ab":
        town.says(author, DAM)
        town.says(author, DAM, source="khác")
    assert town.claims() == []
    town.says("c", f"Trời ơi, {DAM} nhé mọi người")
    (claim,) = town.claims()
    assert claim.passage == DAM
    assert claim.rules == ("disaster.dam",)
    assert claim.reach == K


def test_one_author_a_hundred_times_is_one_voice(town) -> None:
    for hour in range(100):
        town.says("a", DAM, hour=hour % 40)
    assert town.claims() == []
    assert set(town.store.counts().values()) == {0}


def test_only_the_common_part_is_kept(town) -> None:
    for author in "abcd":
        town.says(author, f"tôi là {author}{author}x nhà ở bìa rừng {DAM} số nhà tôi {author}9")
    (claim,) = town.claims()
    assert claim.passage == f"nhà ở bìa rừng {DAM} số nhà tôi"


def test_what_many_write_that_matches_no_rule_is_not_kept(town) -> None:
    greeting = "chúc cả nhà mình một buổi sáng thật vui vẻ và bình an"
    for number, author in enumerate("abcdef"):
        town.says(author, f"{greeting}. Hôm nay {number} người xem đập")
    assert town.claims() == []


def test_a_handle_or_a_page_is_never_part_of_a_passage(town) -> None:
    tail = "bà con chạy ngay lên núi đi đập sắp vỡ rồi"
    for author in "abcd":
        town.says(author, f"{DAM} theo @nguoi_that xem facebook.com/nguoi.that hoặc nguoi@that.example {tail}")
    passages = [claim.passage for claim in town.claims()]
    assert passages
    assert not any("that" in passage for passage in passages)


def test_a_longer_telling_joins_the_claim_and_what_is_another_founds_one(town) -> None:
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


def test_tools_places_and_stances_are_told_when_k_voices_had_them(town) -> None:
    for number, author in enumerate("abcde"):
        told = "gọi 0900000123 ở Trùng Khánh" if number < K else f"gọi 090000020{number} ở Hạ Lang"
        town.says(author, f"{DAM}, xã {told}")
    (claim,) = town.claims()
    assert [each.value for each in claim.indicators] == ["+84900000123"]
    assert all(stance in Stance and count >= K for stance, count in claim.stances)


def test_signals_count_voices_by_rule_commune_and_hour(town) -> None:
    for author in "abcd":
        for _ in range(3):
            town.says(author, f"xã Hạ Lang lũ về, {author} thấy thế")
    town.says("e", "xã Hạ Lang lũ về", hour=1)
    town.says("f", "xã Quảng Uyên lũ về")
    town.claims()
    (signal,) = town.store.signals()
    assert (signal.count, signal.place.name, signal.hour) == (3, "Xã Hạ Lang", NOW), "a multiple of k"


def test_counting_goes_on_across_a_restart_and_a_turn_of_keys(town) -> None:
    town.says("a", DAM)
    town.restart()
    town.says("b", DAM)
    town.ring = town.ring.turned(NOW + LIMITS.span, LIMITS.span)
    town.window.close()
    town.window = open_window(town.window._session.path, town.ring, LIMITS)
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


def test_without_a_folder_what_people_write_is_let_go(town) -> None:
    stages = build_stages(town.rules, town.places, town.store, (), clock=lambda: NOW)
    pipeline = Pipeline(stages, town.store, lambda: NOW)
    for _, author in enumerate("abcdef"):
        pipeline.run(Remark(source="m", text=DAM, said=NOW, voice=Door(town.ring).voice(author)))
    pipeline.settle()
    assert set(town.store.counts().values()) == {0}
    assert pipeline.counts.tally().discarded == (("remark", 6),)


def test_five_words_of_two_remarks_are_nobodys(town) -> None:
    with town.pipeline.together():
        for author, text in (("a", "một hai ba bốn lũ"), ("b", "lũ sáu bảy tám chín mười"), ("c", "lũ về")):
            town.says(author, text)
    assert town.window.size().items == 1 + 2
