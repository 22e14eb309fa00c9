"""How much speaks for an article, one reason at a time."""

from dataclasses import replace
from datetime import timedelta

from desk.relate import SOUGHT, Seeker
from desk.weighing import CLOSE, ENOUGH, Reading
from desk.wording import telling
from records import Category, Match, Relation, Severity, Span, Stance

DAM = "nghe nói đập thủy điện hòa thuận sắp vỡ bà con chạy ngay lên núi"
WORDS = telling(DAM)


def hold(claim, article) -> float:
    return Reading.of(article).weight(claim, telling(claim.passage))


def test_words_that_stand_far_apart_do_not_add_up(make_claim, make_article) -> None:
    claim = make_claim(1, DAM, rules=("disaster.other",))
    near = make_article("gan", "Tin trong ngày", "Đập thủy điện Hòa Thuận, bà con chạy lên núi.")
    filler = "chữ này không nói gì cả. " * (CLOSE // 6 + 1)
    far = make_article("xa", "Tin trong ngày", f"Đập thủy điện. {filler} Hòa Thuận. {filler} Lên núi.")
    assert hold(claim, near) >= ENOUGH > hold(claim, far) > 0


def test_one_telling_word_alone_is_never_enough(make_claim, make_article) -> None:
    claim = make_claim(1, "có thật là vỡ đập không mọi người ơi")
    assert telling(claim.passage) == {"vo dap": 1}
    article = make_article("mo", "Vỡ đập chứa bùn", "Vỡ đập chứa bùn của một mỏ, không ai bị thương.")
    assert {match.rule for match in article.matches} >= set(claim.rules)
    assert 0 < hold(claim, article) < ENOUGH


def test_a_word_that_many_articles_of_the_time_hold_counts_less(store, loaded, make_claim, make_article) -> None:
    claim = make_claim(1, "ai mua bán tài khoản ngân hàng nhé", category=Category.FRAUD, rules=("fraud.x",))
    article = make_article("mot", "Mua bán tài khoản", "Không mua bán tài khoản ngân hàng.")
    store.put_article(article)
    assert len(Seeker(store, loaded.relations.said).related(claim)) == 1
    for number in range(SOUGHT):
        store.put_article(make_article(f"khac{number}", "Tài khoản ngân hàng", f"Tài khoản ngân hàng thứ {number}."))
    found = [each.article for each in Seeker(store, loaded.relations.said).related(claim)]
    assert found == [article.id], "not those that hold nothing but the common words"


def test_what_was_published_long_ago_and_is_read_now_is_not_of_this_time(
    store, loaded, make_claim, make_article, noon
) -> None:
    article = make_article("cu", "Đập thủy điện Hòa Thuận sắp vỡ", "Bà con chạy lên núi.")
    claim = make_claim(1, DAM)
    store.put_article(replace(article, published=noon - timedelta(days=200)))
    assert Seeker(store, loaded.relations.said).related(claim) == ()
    store.put_article(replace(article, url="https://bao.example/moi", published=None))
    assert len(Seeker(store, loaded.relations.said).related(claim)) == 1, (
        "where it does not say, it is of when it was read"
    )


def told(claim, article) -> tuple[list[str], list[str]]:
    """Return the stretches of the article that are of the matter, and of others."""
    heard: list[tuple[list[str], list[str]]] = []

    def said(text, matter, others) -> Relation:
        heard.append(([text[start:end] for start, end in matter], [text[start:end] for start, end in others]))
        return Relation.DENIES

    Reading.of(article).says(claim, telling(claim.passage), said)
    return heard[0]


def test_the_matter_is_where_two_telling_words_stand_together(make_claim, make_article) -> None:
    claim = make_claim(1, DAM, rules=("disaster.other",))
    filler = "một chữ rồi lại một chữ nữa không nói gì cả và một chữ nữa."
    article = make_article("tin", "Đập thủy điện Hòa Thuận", f"Hôm nay có tin. {filler} Dân chạy lên núi.")
    matter, _ = told(claim, replace(article, matches=()))
    assert "".join(matter).startswith("Đập thủy")
    assert not any("núi" in each for each in matter), "one alone is not"


def test_phrases_of_the_claims_rule_are_of_the_matter_and_those_of_other_subjects_are_not(
    make_claim, make_article
) -> None:
    def match(rule: str, category: Category, start: int, end: int) -> Match:
        spans = (Span(phrase="x", start=start, end=end),)
        return Match(rule=rule, category=category, stance=Stance.REPORT, severity=Severity.LOW, spans=spans)

    article = make_article("tin", "Vỡ đập", "bạch hầu, mưa to")
    matches = (
        match("disaster.dam_break", Category.DISASTER, 0, 6),
        match("health.outbreak", Category.HEALTH, 8, 16),
        match("disaster.rain", Category.DISASTER, 18, 24),
    )
    assert told(make_claim(1, DAM), replace(article, matches=matches)) == (["Vỡ đập"], ["bạch hầu"])
