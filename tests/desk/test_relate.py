"""Articles for claims: sought, weighed, kept; the same however often."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk import relate as relating
from desk.relate import AFTER, ASKED, Seeker, relate, span
from desk.stories import MOST_RELATED
from desk.weighing import fitting
from desk.wording import telling
from pipelines.passages import grams
from records import Category, Claim, Indicator, IndicatorKind, Place, Related, Relation, Stance
from storage import open_store
from storage.base import Store

DAY = timedelta(days=1)
DAM = "nghe nói đập thủy điện hòa thuận sắp vỡ bà con chạy ngay lên núi"
DENIAL = (
    "Không có chuyện đập Hòa Thuận vỡ",
    "Tin đập thủy điện Hòa Thuận sắp vỡ lan truyền trên mạng xã hội. Công an khẳng định đây là thông tin sai sự thật.",
)
PHONE = Indicator(kind=IndicatorKind.PHONE, value="+84900000123")
HERE = Place(code="01654", valid_from="2025-07-01", name="Xã Hòa An", commune=True)


@pytest.fixture
def look(store: Store, loaded, noon) -> Callable[[], tuple[str, ...]]:
    return lambda: relate(store, since=noon - DAY, said=loaded.relations.said, grams=grams)


def put(store: Store, claim: Claim) -> None:
    store.put_claim(claim, grams(claim.passage))


def test_an_article_published_later_is_found_and_what_it_says(store, look, make_claim, make_article) -> None:
    claim = make_claim(1, DAM)
    put(store, claim)
    assert look() == ()
    article = make_article("tin", *DENIAL, days=0.5)
    store.put_article(article)
    assert look() == (claim.id,)
    kept = store.claim(claim.id)
    assert kept == replace(claim, related=(Related(article=article.id, relation=Relation.DENIES),))
    assert store.claims_sharing(grams(DAM)) == {claim.id: len(grams(DAM))}, "it is still found by its words"
    assert look() == ()
    assert store.claim(claim.id) == kept


def test_an_article_that_is_gone_is_no_longer_related(store, look, make_claim) -> None:
    put(store, make_claim(1, DAM, related=(Related(article="a" * 32, relation=Relation.DENIES),)))
    assert len(look()) == 1
    assert store.claim(make_claim(1).id).related == ()


def test_older_claims_are_left_as_they_are(store, look, make_claim, make_article, noon) -> None:
    old = make_claim(1, DAM, first_seen=noon - 3 * DAY, last_seen=noon - 2 * DAY)
    put(store, old)
    store.put_article(make_article("tin", *DENIAL, days=-2))
    assert look() == ()
    assert store.claim(old.id) == old


def test_of_many_claims_the_latest_and_most_heard_come_first(store, loaded, make_claim, make_article, noon) -> None:
    store.put_article(make_article("tin", *DENIAL))
    for number, (hours, reach) in enumerate(((3, 50), (1, 5), (1, 10), (2, 5))):
        put(
            store, make_claim(number, f"{DAM} {'đi ' * number}".strip(), last_seen=noon - hours * DAY / 24, reach=reach)
        )
    done = relate(store, since=noon - DAY, said=loaded.relations.said, grams=grams, most=2)
    assert [int(id_, 16) for id_ in done] == [2, 1]


def test_what_the_fold_wrote_meanwhile_is_kept(store, *, loaded, make_claim, make_article, noon, monkeypatch) -> None:
    claim = make_claim(1, DAM)
    put(store, claim)
    store.put_article(make_article("tin", *DENIAL))
    found = Seeker.related

    def slow(seeker: Seeker, seen: Claim) -> tuple[Related, ...]:
        put(store, replace(seen, reach=50))  # another process, between reading and writing
        return found(seeker, seen)

    monkeypatch.setattr(Seeker, "related", slow)
    relate(store, since=noon - DAY, said=loaded.relations.said, grams=grams)
    kept = store.claim(claim.id)
    assert kept.reach == 50
    assert len(kept.related) == 1


@pytest.mark.parametrize(("days", "found"), [(-2.9, True), (-3.5, False), (13.9, True), (14.1, False)])
def test_articles_are_sought_for_a_while_before_and_after(
    store, loaded, make_claim, make_article, days: float, *, found: bool
) -> None:
    store.put_article(make_article("tin", *DENIAL, days=days))
    assert bool(Seeker(store, loaded.relations.said).related(make_claim(1, DAM))) is found


def test_a_warning_of_a_scam_holds_longer_than_news_of_a_river(make_claim, noon) -> None:
    river, scam = span(make_claim(1)), span(make_claim(1, category=Category.FRAUD, rules=("fraud.loan",)))
    assert scam[0] < river[0]
    assert scam[1] == river[1] == noon + AFTER


def test_a_tool_in_common_is_enough_at_any_time(store, loaded, make_claim, make_article) -> None:
    article = make_article("cu", "Bắt nhóm lừa đảo", "Chúng dùng số 0900 000 123 để gọi.", days=-200)
    assert article.indicators == (PHONE,)
    store.put_article(article)
    claim = make_claim(1, "gọi ngay để nhận quà tri ân của cửa hàng em", indicators=(PHONE,))
    assert [each.article for each in Seeker(store, loaded.relations.said).related(claim)] == [article.id]
    assert Seeker(store, loaded.relations.said).related(replace(claim, indicators=())) == ()


def test_the_same_rule_and_commune_are_not_enough(store, loaded, make_claim, make_article) -> None:
    other = make_article(
        "khac", "Vỡ đập chứa bùn ở Hòa An", "Đập chứa bùn của mỏ ở xã Hòa An bị vỡ, không ai bị thương."
    )
    other = replace(other, places=(HERE,))
    store.put_article(other)
    claim = make_claim(1, "hồ khuổi lái nứt to lắm rồi các hộ dọn đồ sơ tán ngay", places=(HERE,))
    assert "disaster.dam_break" in {match.rule for match in other.matches}
    assert Seeker(store, loaded.relations.said).related(claim) == ()


def test_a_denial_of_another_dam_does_not_deny_this_one(store, loaded, make_claim, make_article) -> None:
    there = Place(code="01660", valid_from="2025-07-01", name="Xã Bảo Lạc", commune=True)
    other = make_article("kia", "Bác tin vỡ đập thủy điện", "Không có chuyện đập thủy điện sắp vỡ, mọi người yên tâm.")
    store.put_article(replace(other, places=(there,)))
    claim = make_claim(1, DAM, places=(HERE,))
    assert Seeker(store, loaded.relations.said).related(claim) == ()


def test_the_best_are_kept_and_no_more(store, loaded, make_claim, make_article) -> None:
    for number in range(MOST_RELATED + 6):
        store.put_article(make_article(f"tin{number}", f"Tin thứ {number}", DENIAL[1], days=number / 100))
    found = Seeker(store, loaded.relations.said).related(make_claim(1, DAM))
    assert len(found) == MOST_RELATED
    assert found[0].article == make_article(f"tin{MOST_RELATED + 5}", "x", "y").id, "of alike ones the newest first"


def test_a_long_claim_asks_no_more_than_a_bound(store, loaded, make_claim, monkeypatch) -> None:
    asked = []
    search = store.search

    def ask(query: str, **more: object) -> object:
        asked.append(query)
        return search(query, **more)

    monkeypatch.setattr(store, "search", ask)
    Seeker(store, loaded.relations.said).related(make_claim(1, " ".join(f"đập{n} nước{n}" for n in range(900))))
    Seeker(store, loaded.relations.said).related(
        make_claim(1, " ".join(f"chữ{chr(97 + n % 26) * n}" for n in range(2, 400)))
    )
    assert ASKED < len(asked) <= 4 * ASKED


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(passage=st.text(min_size=1, max_size=200).filter(lambda text: text.strip()), seed=st.integers(0, 3))
def test_any_passage_can_be_looked_for_and_twice_is_once(
    tmp_path_factory, *, loaded, make_claim, make_article, noon, passage, seed
) -> None:
    with open_store(str(tmp_path_factory.mktemp("any") / "rotin.db")) as store:
        store.put_article(make_article("a", *DENIAL))
        store.put_article(make_article("b", passage, f"{passage}. Tin này là bịa đặt."))
        put(store, make_claim(seed, " ".join(passage.split())))
        relate(store, since=noon - DAY, said=loaded.relations.said, grams=grams)
        kept = list(store.claims())
        assert relate(store, since=noon - DAY, said=loaded.relations.said, grams=grams) == ()
        assert list(store.claims()) == kept


def test_what_is_said_of_a_scam_fits_how_the_claim_stands_to_it(make_claim) -> None:
    scam = {"category": Category.FRAUD, "rules": ("fraud.task_scam",)}
    for stance, relation, fits in (
        (Stance.OFFER, Relation.DENIES, True),
        (Stance.OFFER, Relation.CONFIRMS, False),
        (Stance.WARNING, Relation.DENIES, False),
        (Stance.WARNING, Relation.CONFIRMS, True),
        (Stance.REPORT, Relation.DENIES, False),
        (Stance.QUESTION, Relation.DENIES, True),
    ):
        assert (fitting(make_claim(1, stance=stance, **scam), relation) is relation) is fits
    assert fitting(make_claim(1, stance=Stance.WARNING), Relation.DENIES) is Relation.DENIES, "a dam holds or not"


def test_words_that_tell_something() -> None:
    assert telling("nghe nói đập thủy điện sắp vỡ rồi bà con ơi") == {"dap thuy": 1, "thuy dien": 1}
    assert telling("nghe noi dap thuy dien sap vo roi ba con oi") == {"dap thuy": 1, "thuy dien": 1}
    assert telling("hồ khuổi lái") == {"ho khuoi": 1, "khuoi lai": 1}, "lái is not lại"
    assert telling("đường dây 220kv và 5 xã") == {"duong day": 1, "220kv": 2, "5": 0.5}
    assert telling("") == telling("ạ") == {}


def test_the_bound_on_what_is_asked_is_spread_over_all() -> None:
    spread = relating._spread(list(range(100)))
    assert len(spread) == ASKED
    assert spread[-1] > 90
