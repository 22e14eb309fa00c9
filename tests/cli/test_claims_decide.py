"""What the desk decides of claims, as a person does it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from cli.app import App
from pipelines.passages import grams
from records import (
    Alert,
    AlertKind,
    Article,
    Category,
    Claim,
    Fate,
    Indicator,
    IndicatorKind,
    Related,
    Relation,
    Severity,
    Stance,
)

NOW = datetime.now(UTC).replace(microsecond=0)
PHONE = Indicator(kind=IndicatorKind.PHONE, value="+84900000123")
ARTICLE = Article(
    source="bao-thu",
    url="https://bao.example/1",
    title="Bác bỏ tin vỡ đập",
    text="Không có chuyện vỡ đập.",
    published=NOW,
    fetched=NOW,
)


def claim(first: str, passage: str, **changes: object) -> Claim:
    given = {
        "id": first * 32,
        "passage": passage,
        "anchor": " ".join(passage.split()[:5]),
        "category": Category.FRAUD,
        "severity": Severity.HIGH,
        "rules": ("fraud.task_scam",),
        "stance": Stance.OFFER,
        "first_seen": NOW - timedelta(hours=5),
        "last_seen": NOW - timedelta(hours=1),
        "reach": 5,
    }
    return Claim(**(given | changes))  # type: ignore[arg-type]


@pytest.fixture
def told(folder) -> list[Claim]:
    """Three claims: two with a phone in common, the third a question that rose."""
    del folder  # made, and the present folder
    claims = [
        claim("a", "tuyển cộng tác viên làm tại nhà gọi 0900000123 nhé", indicators=(PHONE,), reach=10),
        claim("b", "việc nhẹ lương cao nạp tiền nhận hoa hồng trong ngày", indicators=(PHONE,)),
        claim(
            "c",
            "nghe nói đập sắp vỡ có đúng không bà con vào tin-dap.example xem",
            category=Category.DISASTER,
            rules=("disaster.dam_break",),
            stance=Stance.QUESTION,
        ),
    ]
    with App().open_store() as store:
        for each in claims:
            store.put_claim(each, grams(each.passage))
        store.put_alert(
            Alert(
                kind=AlertKind.CLAIM,
                about="c" * 32,
                category=Category.DISASTER,
                severity=Severity.HIGH,
                raised=NOW - timedelta(hours=1),
                observed=10,
                expected=0.5,
                chance=0.001,
                fate=Fate.UNADDRESSED,
            )
        )
    return claims


@pytest.mark.usefixtures("told")
def test_the_list_says_what_is_offered_and_what_no_source_answers(rotin) -> None:
    said = rotin("claims")
    assert said.code == 0
    assert "may be one story: aaaaaaaa bbbbbbbb (same rule; same number" in said.out
    assert said.out.count("no source answers yet") == 1
    assert "3 claims" in said.err
    assert rotin("claims", "show").out == said.out
    assert "tin-dap[.]example" in rotin("claims", "c").out
    assert "mostly questions" in rotin("claims", "c").out
    assert "no source answers yet" in rotin("claims", "c").out
    assert "no article has to do with it" in rotin("claims", "a").out


@pytest.mark.usefixtures("told")
def test_merging_splitting_and_taking_back(rotin) -> None:
    made = rotin("claims", "merge", "b", "AAAA", "--reason", "cùng một số điện thoại")
    assert made.code == 0
    merge = made.out.strip()
    assert f"rotin claims undo {merge[:8]}" in made.err
    listed = rotin("claims").out
    assert "+ bbbbbbbb" in listed
    assert "may be one story" not in listed
    whole = rotin("claims", "b").out
    assert "merged: aaaaaaaa (together at least 10 voices)" in whole
    assert f"merge aaaaaaaa: cùng một số điện thoại  [{merge[:8]}]" in whole

    split = rotin("claims", "split", "b", "--reason", "hai nhóm khác nhau")
    assert split.code == 0
    apart = rotin("claims", "a").out
    assert "merged: " not in apart
    assert "may be one story" not in apart, "it is not offered again"
    assert "split bbbbbbbb: hai nhóm khác nhau" in apart

    assert rotin("claims", "undo", split.out[:6]).code == 0
    assert "merged: aaaaaaaa" in rotin("claims", "b").out
    assert rotin("claims", "undo", merge).code == 0
    assert "may be one story: aaaaaaaa" in rotin("claims", "b").out
    with App().open_store() as store:
        assert [each.kind for each in store.decisions()] == ["merge", "split", "undo", "undo"], "nothing is ever lost"


@pytest.mark.usefixtures("told")
def test_json_has_the_story_its_articles_reviews_and_decisions(rotin) -> None:
    with App().open_store() as store:
        store.put_article(ARTICLE)
        related = (Related(article=ARTICLE.id, relation=Relation.DENIES),)
        dam = claim("c", "nghe nói đập sắp vỡ có đúng không bà con", category=Category.DISASTER, related=related)
        store.put_claim(dam, grams(dam.passage))
    assert (
        rotin("claims", "review", "c", "--verdict", "denied", "--reason", "đã hỏi", "--evidence", ARTICLE.url).code == 0
    )
    merge = rotin("claims", "merge", "a", "b", "--reason", "vì thế").out.strip()
    told = {each["id"][0]: each for each in map(json.loads, rotin("claims", "--json").out.splitlines())}
    assert told["c"]["void"] is False
    assert told["c"]["articles"] == [
        {"relation": "denies", "id": ARTICLE.id, "title": ARTICLE.title, "url": ARTICLE.url}
    ]
    assert [each["verdict"] for each in told["c"]["reviews"]] == ["denied"]
    assert told["a"]["merged"] == ["b" * 32]
    assert [each["id"] for each in told["b"]["decisions"]] == [merge]
    assert "author" not in json.dumps(told)
    whole = rotin("claims", "c").out
    assert "denies: Bác bỏ tin vỡ đập" in whole
    assert "denied: đã hỏi" in whole
    assert "denies (1)" in rotin("claims").out


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("merge", "a", "--reason", "vì thế"), "two different claims"),
        (("merge", "a", "aa", "--reason", "vì thế"), "two different claims"),
        (("merge", "a", "d", "--reason", "vì thế"), "0 claims begin with d"),
        (("merge", "a", "b"), "--reason"),
        (("merge", "a", "b", "--reason", "  "), "must say something"),
        (("split", "c", "--reason", "vì thế"), "cccccccc is in no group"),
        (("undo", "ffff"), "0 decisions begin with ffff"),
        (("review", "", "--verdict", "denied", "--reason", "x", "--evidence", "https://a.example"), "3 claims begin"),
        (("review", "a", "--verdict", "denied", "--reason", "x", "--evidence", "lời kể"), "evidence is a link"),
        (("review", "a", "--verdict", "wrong", "--reason", "x", "--evidence", "https://a.example"), "wrong"),
        (("review", "a", "--verdict", "denied", "--reason", " ", "--evidence", "https://a.example"), "say something"),
    ],
)
def test_what_cannot_be_is_said_and_leaves_nothing(rotin, arguments: tuple[str, ...], said: str) -> None:
    failed = rotin("claims", *arguments)
    assert failed.code == 2
    assert said in failed.err
    with App().open_store() as store:
        assert store.decisions() == ()
        assert store.counts()["reviews"] == 0


def test_deciding_makes_no_store(rotin) -> None:
    assert rotin("claims", "merge", "a", "b", "--reason", "vì thế").code == 4


def test_help_names_the_commands(rotin) -> None:
    said = rotin("claims", "--help").out
    assert all(name in said for name in ("show", "review", "merge", "split", "undo"))
    assert "--verdict" in rotin("claims", "review", "--help").out
