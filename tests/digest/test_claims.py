"""What many people say: each claim once, those no source answers first, and no number the store does not hold."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest import Digest, to_csv, to_text
from digest.model_claims import Telling
from digest.plot_claims import tellings
from records import Article, Claim, Related, Relation, Stance, Verdict, Voices
from words import Language

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAM, JOB, JOB_TOO, POLICE, OLD, OTHERS = (f"{number:08x}" * 4 for number in range(1, 7))


def built(world: SimpleNamespace, path: Path, *records: object, **over: Any) -> Digest:
    """Return the digest of a store that holds these records and no others."""
    articles = [one for one in records if isinstance(one, Article)]
    with world.fill(path / "a.db", articles) as store:
        made: Digest = world.digest_of(world.tell(store, records), **over)
    return made


def test_what_no_source_answers_comes_first_and_a_merged_claim_stands_once(conversation: Digest) -> None:
    assert [one.id for one in conversation.claims] == [DAM, JOB, POLICE]
    assert [one.id for one in conversation.voids] == [DAM]
    top = conversation.headline
    assert (top.claims, top.voids, top.rising) == (3, 1, 2)
    assert conversation.not_ours == 1


def test_merged_claims_keep_their_own_counts(conversation: Digest) -> None:
    card = conversation.claims[1]
    assert [(said.id, said.reach) for said in card.said] == [(JOB, 35), (JOB_TOO, 20)]
    assert card.reach == 35
    assert "ít nhất 35 người" in to_text(conversation, Language.VI)
    assert "ít nhất 55" not in to_text(conversation, Language.VI)


def test_what_sources_say_is_told_best_first_and_what_is_stored_no_more_is_not(conversation: Digest) -> None:
    denial, related = conversation.claims[1].answers
    assert (denial.relation, denial.source_name) == (Relation.DENIES, "Trang Công an tỉnh")
    assert related.relation is Relation.RELATED


def test_a_card_says_what_where_and_since_when(conversation: Digest, world: SimpleNamespace) -> None:
    dam, job, police = conversation.claims
    assert (dam.communes, dam.places) == (("Phường Thục Phán",), ("Tỉnh Cao Bằng",))
    assert (dam.reach, dam.stance, dam.new) == (15, Stance.QUESTION, True)
    assert [tool.shown for tool in job.tools] == ["0900 000 123", "hXXps://viec-nhe[.]example/dang-ky?ma=007"]
    assert police.judged is not None
    assert police.judged.verdict is Verdict.CONFIRMED
    assert police.last_seen == world.until - 4 * HOUR
    assert police.rising is None


def test_no_link_in_a_passage_works(conversation: Digest) -> None:
    for said in (*conversation.claims[1].said, *conversation.claims[1].offered):
        assert "hXXps://viec-nhe[.]example/dang-ky?ma=007" in said.passage
        assert "500.000đ" in said.passage
    assert "viec-nhe.example" not in to_text(conversation, Language.VI)


@pytest.mark.parametrize(
    ("verdict", "void"), [(Verdict.CONFIRMED, False), (Verdict.DENIED, False), (Verdict.UNCLEAR, True)]
)
def test_a_decision_with_its_evidence_is_an_answer(
    world: SimpleNamespace, tmp_path: Path, verdict: Verdict, *, void: bool
) -> None:
    digest = built(world, tmp_path, world.claim(1), world.alert(DAM), world.review(1, verdict))
    assert [one.void for one in digest.claims] == [void]


def test_only_what_rose_is_a_void_and_an_article_about_it_fills_it(world: SimpleNamespace, tmp_path: Path) -> None:
    article = world.article(1)
    about = (Related(article=article.id, relation=Relation.MENTIONS),)
    digest = built(world, tmp_path, article, world.claim(1), world.claim(2, related=about), world.alert(JOB))
    assert [(one.id, one.void, one.rising is None) for one in digest.claims] == [
        (JOB, False, False),
        (DAM, False, True),
    ]


def test_an_article_that_was_read_later_answers_nothing_yet(world: SimpleNamespace, tmp_path: Path) -> None:
    later = world.article(1, ago=-HOUR)
    claim = world.claim(1, related=(Related(article=later.id, relation=Relation.DENIES),))
    [card] = built(world, tmp_path, later, claim, world.alert(DAM)).claims
    assert card.void
    assert card.answers == ()


def test_a_later_decision_supersedes_and_one_after_the_window_is_not_known_yet(
    world: SimpleNamespace, tmp_path: Path
) -> None:
    decisions = [
        world.review(1, Verdict.NOT_OURS, ago=5 * HOUR),
        world.review(1, Verdict.DENIED, ago=3 * HOUR, reason="nhà máy đã trả lời"),
        world.review(1, Verdict.NOT_OURS, ago=0 * HOUR),
    ]
    [card] = built(world, tmp_path, world.claim(1), *decisions).claims
    assert card.judged is not None
    assert (card.judged.verdict, card.judged.reason) == (Verdict.DENIED, "nhà máy đã trả lời")


def test_of_two_decisions_of_one_moment_the_later_written_holds(world: SimpleNamespace, tmp_path: Path) -> None:
    pair = [world.review(1, verdict) for verdict in (Verdict.DENIED, Verdict.UNCLEAR)]
    [card] = built(world, tmp_path, world.claim(1), *pair).claims
    assert card.judged is not None
    assert card.judged.verdict is Verdict.UNCLEAR


def test_what_is_counted_after_the_window_is_not_told_in_it(world: SimpleNamespace, tmp_path: Path) -> None:
    cells = tuple(
        Voices(since=world.until - ago, until=world.until - ago + HOUR, count=6) for ago in (HOUR, 0 * HOUR, -HOUR)
    )
    [card] = built(world, tmp_path, world.claim(1, ago=-2 * HOUR, voices=cells)).claims
    assert [one.since for one in card.said[0].tellings] == [world.until - HOUR]


def test_claims_of_the_window_are_those_heard_in_it(world: SimpleNamespace, tmp_path: Path) -> None:
    last = {"first_seen": world.until - 30 * DAY}
    edges = [
        world.claim(1, ago=DAY + HOUR / 60, **last),
        world.claim(2, "lời thứ hai mà nhiều người cùng nói hôm nay", ago=DAY, **last),
        world.claim(3, "lời thứ ba hoàn toàn khác với những lời kia", ago=0 * HOUR, first_seen=world.until),
        world.claim(4, "lời thứ tư đã nghe rồi và sau này còn nghe nữa", ago=-2 * HOUR, **last),
    ]
    assert {one.id for one in built(world, tmp_path, *edges).claims} == {JOB, POLICE}


def test_what_the_desk_set_aside_stands_nowhere(conversation: Digest) -> None:
    assert OTHERS not in {said.id for one in conversation.claims for said in (*one.said, *one.offered)}
    text = to_text(conversation, Language.VI)
    assert "không phải việc của mình đâu" not in text + to_csv(conversation, Language.VI).decode()
    assert "1 điều không nêu ở đây" in text


def test_what_was_set_aside_is_not_offered_beside_what_is_alike(world: SimpleNamespace, tmp_path: Path) -> None:
    pair = [replace(one, related=()) for one in world.talk() if isinstance(one, Claim) and one.id in {JOB, JOB_TOO}]
    digest = built(world, tmp_path, *pair, world.review(3, Verdict.NOT_OURS), world.alert(JOB_TOO))
    assert [(one.id, one.offered) for one in digest.claims] == [(JOB, ())]
    assert digest.not_ours == 1
    assert [one.what.vi for one in digest.alerts] == ["điều tổ trực đã xếp là không thuộc việc của mình"]


def test_advice_of_what_is_said_comes_once_and_not_again_under_the_articles(conversation: Digest) -> None:
    told = [one.rule for one in conversation.advice]
    assert told == ["disaster.flood", "fraud.task_scam", "impersonation.fake_police", "fraud.fake_prize"]
    assert not [one for group in conversation.groups for one in group.advice]
    flood = conversation.advice[0]
    assert (flood.claims, flood.articles) == (1, 2)


def test_alike_claims_are_offered_and_not_merged(world: SimpleNamespace, tmp_path: Path) -> None:
    pair = [one for one in world.talk() if isinstance(one, Claim) and one.id in {JOB, JOB_TOO}]
    digest = built(world, tmp_path, *(replace(one, related=()) for one in pair))
    assert [[said.id for said in one.offered] for one in digest.claims] == [[JOB_TOO], [JOB]]
    assert all(one.why for one in digest.claims)
    assert to_text(digest, Language.VI).count("Có thể là cùng một chuyện") == 2


# -- the boundary --------------------------------------------------------------------------------------------------

K = 5
COUNTED = re.compile(r"(\d[\d.,]*) (?:người|lượt người|people|tellings)\b")


def numbers(value: object) -> Iterator[int]:
    """Yield every whole number in a record, however deep; alerts and hours are no people and are left out."""
    if is_dataclass(value):
        for field in fields(value):
            if field.name not in {"fates", "hours", "things"}:
                yield from numbers(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from numbers(each)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


@st.composite
def talks(draw: st.DrawFn) -> list[tuple[int, list[int], list[int]]]:
    """Draw claims as (reach in crowds, their cells, what alerts about them observed)."""
    count = st.integers(K, 60)
    return draw(
        st.lists(st.tuples(st.integers(1, 9), st.lists(count, max_size=5), st.lists(count, max_size=3)), max_size=4)
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(talk=talks(), heard=st.lists(st.tuples(st.integers(1, 47), st.integers(K, 60)), max_size=6))
def test_every_number_of_people_is_one_the_store_holds(
    world: SimpleNamespace,
    tmp_path_factory: pytest.TempPathFactory,
    talk: list[tuple[int, list[int], list[int]]],
    heard: list[tuple[int, int]],
) -> None:
    records: list[object] = [
        world.signal("disaster.flood", "01273", ago=hour * HOUR, count=count) for hour, count in dict(heard).items()
    ]
    for number, (crowds, cells, observed) in enumerate(talk, start=1):
        voices = tuple(
            Voices(since=world.until - (at + 1) * HOUR, until=world.until - at * HOUR, source="mang_a", count=count)
            for at, count in enumerate(cells)
        )
        passage = f"điều thứ {('một', 'hai', 'ba', 'bốn')[number - 1]} mà nhiều người đang nói với nhau ở đây"
        records.append(world.claim(number, passage, reach=K * crowds, voices=voices))
        records += [
            world.alert(f"{number:08x}" * 4, ago=HOUR * (at + 1), observed=count) for at, count in enumerate(observed)
        ]
    digest = built(world, tmp_path_factory.mktemp("talk"), *records)
    held = {count for _, count in heard} | {n for crowds, cells, seen in talk for n in (K * crowds, *cells, *seen)}
    assert set(numbers((digest.claims, digest.signals, digest.alerts))) <= held
    for language in Language:
        said = to_text(digest, language) + to_csv(digest, language).decode("utf-8-sig")
        assert {int(re.sub(r"\D", "", one)) for one in COUNTED.findall(said)} <= held


def test_one_claim_is_told_with_one_alerts_numbers(conversation: Digest) -> None:
    """Of two alerts about one claim, 12 voices and 13, the difference would be one person."""
    dam = conversation.claims[0]
    assert dam.rising is not None
    assert dam.rising.observed == 12
    assert [one.observed for one in conversation.alerts if one.about == DAM] == [12]


def cell(since: datetime, span: timedelta, count: int) -> Telling:
    return Telling(since=since, until=since + span, source="", count=count)


def test_a_picture_shows_a_course_and_nothing_else(conversation: Digest) -> None:
    said, until = conversation.claims[0].said[0], conversation.until
    hours = [cell(until - n * HOUR, HOUR, 5 + n) for n in range(1, 9)]
    days, past = cell(until - 2 * DAY, DAY, 6), [cell(until - 9 * DAY, DAY, 9)] * 3
    draw = [replace(said, tellings=tuple(cells)) for cells in ([*hours, days], hours, hours[:1], past, [])]
    pictures = [tellings(said, Language.VI, until=until) for said in draw]
    assert [picture is None for picture in pictures] == [False, False, True, True, True]
    assert ["#e7cfc6" in str(picture) for picture in pictures[:2]] == [True, False]
    assert all("#b3402a" in str(picture) for picture in pictures[:2])
    assert pictures[0] == tellings(draw[0], Language.VI, until=until)
