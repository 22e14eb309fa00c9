"""What the tests of the desk share: claims, and articles as the pipeline would have stored them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from records import ZONE, Article, Category, Claim, ItemKind, Match, Place, Relation, Severity, Stance
from rules.gazetteer import load as load_gazetteer
from rules.load import BUILTIN, GUARD, Loaded, gather
from storage import open_store
from storage.base import Store
from vietnamese import Text, indicators, read

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "desk"


class Labelled(NamedTuple):
    """One half of the labelled articles: claims, articles by name, and by claim's name what is said of it by whom."""

    half: str
    claims: Mapping[str, Claim]
    articles: Mapping[str, Article]
    related: Mapping[str, Mapping[str, Relation]]


@pytest.fixture(scope="session")
def noon() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=ZONE)


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    """The rules as they ship, untried: other tests try them."""
    return gather((), builtin=BUILTIN, guarded=GUARD)


@pytest.fixture(scope="session")
def see(loaded: Loaded) -> Callable[..., tuple[Text, tuple[Place, ...], tuple[Match, ...]]]:
    """Return a text's views, places and matches, as the pipeline finds them."""
    gazetteer = load_gazetteer()

    def look(text: str, kind: ItemKind) -> tuple[Text, tuple[Place, ...], tuple[Match, ...]]:
        views = read(text)
        named = gazetteer.find(views, local=True)
        where = tuple((each.start, each.end) for each in named)
        matches = loaded.rules.match(views, kind=kind, placed=bool(where), places=where)
        return views, tuple(dict.fromkeys(each.place for each in named)), matches

    return look


@pytest.fixture(scope="session")
def make_claim(noon: datetime) -> Callable[..., Claim]:
    def make(number: int = 1, passage: str = "nghe nói đập sắp vỡ bà con chạy ngay", **changes: Any) -> Claim:
        given: dict[str, Any] = {
            "id": f"{number:032x}",
            "passage": passage,
            "anchor": " ".join(passage.split(" ")[:5]),
            "category": Category.DISASTER,
            "severity": Severity.HIGH,
            "rules": ("disaster.dam_break",),
            "stance": Stance.QUESTION,
            "first_seen": noon - timedelta(hours=5),
            "last_seen": noon,
            "reach": 5,
        }
        return Claim(**(given | changes))

    return make


@pytest.fixture(scope="session")
def make_article(noon: datetime, see: Callable[..., Any]) -> Callable[..., Article]:
    """Make an article with what the pipeline would find in it."""

    def make(name: str, title: str, text: str, *, days: float = 0, **changes: Any) -> Article:
        views, places, matches = see(f"{title}\n\n{text}", ItemKind.ARTICLE)
        given: dict[str, Any] = {
            "source": "bao-tinh",
            "url": f"https://bao.example/{name}",
            "title": title,
            "text": text,
            "published": noon + timedelta(days=days),
            "fetched": noon + timedelta(days=days, hours=1),
            "places": places,
            "matches": matches,
            "indicators": tuple(dict.fromkeys(each.indicator for each in indicators.find(views))),
        }
        return Article(**(given | changes))

    return make


@pytest.fixture(scope="session", params=["tune", "held"])
def labelled(request: Any, make_claim: Any, make_article: Any, see: Any) -> Labelled:
    half = yaml.safe_load((FIXTURES / "articles.yaml").read_text("utf-8"))[request.param]
    claims = {}
    for number, (name, told) in enumerate(half["claims"].items()):
        views, places, matches = see(told["passage"], ItemKind.REMARK)
        first = max(matches, key=lambda match: match.severity == Severity.HIGH) if matches else None
        claims[name] = make_claim(
            number + 1,
            views.exact.replace("\n", " "),
            category=first.category if first else Category.DISASTER,
            rules=tuple(match.rule for match in matches) or ("disaster.power_cut",),
            stance=first.stance if first else Stance.REPORT,
            places=places,
            indicators=tuple(sorted({each.indicator for each in indicators.find(views)})),
        )
    articles = {name: make_article(name, **told) for name, told in half["articles"].items()}
    related = {
        name: {article: Relation(said) for article, said in told["related"].items()}
        for name, told in half["claims"].items()
    }
    return Labelled(request.param, claims, articles, related)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "rotin.sqlite")) as opened:
        yield opened
