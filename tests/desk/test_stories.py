"""What is shown: each claim once, counts that double nobody, and voids."""

from datetime import datetime, timedelta

import pytest

from desk.stories import MOST_RELATED, Story, merged_story, stories, story_of, weightiest
from desk.voids import is_void, told, voids
from records import Alert, AlertKind, Category, Claim, Decision, DecisionKind, Fate, Related, Relation, Severity, Stance

HOUR = timedelta(hours=1)


def merge(noon: datetime, *claims: Claim) -> Decision:
    return Decision(
        kind=DecisionKind.MERGE, claims=tuple(sorted(each.id for each in claims)), reason="cùng tin", made=noon
    )


def related(*said: tuple[str, Relation]) -> tuple[Related, ...]:
    return tuple(Related(article=article, relation=relation) for article, relation in said)


def test_a_merged_story_reaches_as_many_as_its_most_heard_claim_and_never_their_sum(make_claim, noon) -> None:
    one = make_claim(1, reach=10, severity=Severity.LOW, first_seen=noon - 9 * HOUR, last_seen=noon - HOUR)
    two = make_claim(2, "một đoạn hoàn toàn khác với đoạn kia", reach=15, stance=Stance.OFFER)
    (story,) = stories([one, two], [merge(noon, one, two)])
    assert story.reach == 15
    assert story.claims == (two, one)
    assert (story.id, story.stance, story.merged) == (two.id, Stance.OFFER, True)
    assert (story.first_seen, story.last_seen) == (noon - 9 * HOUR, noon)
    assert story.severity is Severity.HIGH


def test_stories_come_gravest_first_then_most_heard(make_claim) -> None:
    low = make_claim(1, "đoạn thứ nhất nói về chuyện này", severity=Severity.LOW, reach=50)
    high = make_claim(2, "còn đây lại là một chuyện khác hẳn", reach=5)
    more = make_claim(3, "tin thứ ba chẳng giống hai tin trên", reach=10)
    assert [story.lead for story in stories([low, high, more], ())] == [more, high, low]


def test_the_story_of_a_claim(make_claim, noon) -> None:
    one, two = make_claim(1), make_claim(2, "một đoạn hoàn toàn khác với đoạn kia")
    merged = [merge(noon, one, two)]
    assert {each.id for each in story_of(two.id, [one, two], merged).claims} == {one.id, two.id}
    assert merged_story(one, merged, lambda id_: two if id_ == two.id else None) == story_of(one.id, [one, two], merged)
    assert merged_story(one, merged, lambda _: None).claims == (one,), "the other was purged"
    with pytest.raises(ValueError, match="claims given"):
        story_of("nowhere", [one], ())
    with pytest.raises(ValueError, match="made of claims"):
        Story(claims=())


def test_an_article_is_told_once_with_the_most_it_says_and_answers_first() -> None:
    some = related(("a", Relation.RELATED), ("b", Relation.MENTIONS), ("a", Relation.DENIES), ("c", Relation.CONFIRMS))
    assert weightiest(some) == related(("a", Relation.DENIES), ("c", Relation.CONFIRMS), ("b", Relation.MENTIONS))
    assert weightiest(some[::-1]) == weightiest(some)
    many = related(*((str(number), Relation.RELATED) for number in range(50)), ("z", Relation.DENIES))
    assert len(weightiest(many)) == MOST_RELATED
    assert weightiest(many)[0].article == "z"


def alert(noon, about: str, kind: AlertKind = AlertKind.CLAIM, fate: Fate = Fate.OVER_BUDGET) -> Alert:
    return Alert(
        kind=kind,
        about=about,
        category=Category.DISASTER,
        severity=Severity.HIGH,
        raised=noon,
        observed=10,
        expected=0.5,
        chance=0.001,
        fate=fate,
    )


def test_a_void_is_what_rose_and_has_no_article_whether_or_not_anybody_was_told(make_claim, noon) -> None:
    quiet = make_claim(1, "đoạn thứ nhất nói về chuyện này")
    asked = make_claim(2, "còn đây lại là một chuyện khác hẳn")
    answered = make_claim(3, "tin thứ ba chẳng giống hai tin trên", related=related(("a", Relation.RELATED)))
    risen = told([alert(noon, asked.id), alert(noon, answered.id), alert(noon, quiet.id, AlertKind.SIGNAL)])
    found = stories([quiet, asked, answered], ())
    assert [story.lead for story in voids(found, risen)] == [asked]


def test_a_merged_story_is_answered_if_one_of_its_claims_is(make_claim, noon) -> None:
    one = make_claim(1)
    two = make_claim(2, "một đoạn hoàn toàn khác với đoạn kia", related=related(("a", Relation.DENIES)))
    (story,) = stories([one, two], [merge(noon, one, two)])
    assert not is_void(story, {one.id})
    assert is_void(stories([one], ())[0], {one.id})
