"""GDELT as discovery: what it names is read at its publisher if that is declared, and its errors are told."""

import contextlib
import json
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crawlers import limits, manners
from crawlers.families.gdelt import NotArticlesError, address, parse
from crawlers.options import Gdelt
from crawlers.source import Source

QUERY = '"Cao Bang" sourcelang:vietnamese'
DECLARED = {
    "id": "gdelt-cao-bang", "name": "GDELT – Cao Bằng", "publisher": "GDELT", "kind": "gdelt", "every": "1h",
    "url": "https://api.gdeltproject.org/api/v2/doc/doc", "domains": ["bao.example"], "gdelt": {"query": QUERY},
    "welcome": "bài thử", "checked": "unverified live",
}  # fmt: skip


@pytest.fixture
def network(standin: Callable[[str], ModuleType]) -> ModuleType:
    return standin("gdelt")


@pytest.fixture
def read(site, crawl, network) -> Callable[..., Any]:
    """Ask GDELT on the site; ``told`` goes to the stand-in. Its own host is the one that is declared."""

    def run(*articles: dict[str, str], block: dict[str, Any] | None = None, pause: float = 0.0, **told: Any) -> Any:
        options = {"query": QUERY} | (block or {})
        served = network.Gdelt(site, *articles, **told)
        served.serve(address(network.PATH, Gdelt.model_validate(options)))
        url = f"{site.url}{network.PATH}"
        declared = {"kind": "gdelt", "url": url, "domains": ["bao.example"], "gdelt": options}
        found = crawl(declared=declared, published={"127.0.0.1": pause})
        return served, found

    return run


def test_what_it_names_is_read_at_its_publisher_if_that_is_declared(site, read, network):
    site.article(
        "/lu-1.html",
        title="Lũ lên: dân dời nhà trong đêm",
        extra='<meta property="article:published_time" content="2026-11-20T08:00:00+07:00">',
    )
    served, found = read(
        network.article(f"{site.url}/lu-1.html", "Lũ lên : dân dời nhà"),
        network.article("https://khac.test/a.html", "Khác"),
        network.article(f"{site.url}/mat-2.html", "Lũ rút , đường \\thông ( ảnh )"),
        {"title": "không có liên kết"},
        block={"most": 20, "back": "36h"},
    )
    assert served.asked == [
        {"query": QUERY, "mode": "artlist", "format": "json", "maxrecords": "20", "timespan": "36h", "sort": "datedesc"}
    ]
    full, summary = (one["article"] for one in found.readings)
    assert (full["title"], full["published"]) == ("Lũ lên: dân dời nhà trong đêm", "2026-11-20 08:00:00+07:00")
    assert full["source"] == "bao-thu", "it is kept under the source that found it; its link says whose it is"
    assert (summary["title"], summary["published"], summary["extent"]) == (
        r"Lũ rút, đường \thông (ảnh)",
        None,
        "summary",
    )
    assert found.reasons == ["offsite", "no_link"]


def test_nothing_found_is_nothing_new_and_no_failure(read):
    _, found = read()
    assert (found.report["outcome"], found.items) == ("unchanged", [])


def test_its_errors_come_as_text_with_status_200_and_are_passed_on(read, network):
    _, found = read(instead=network.TOO_SHORT)
    assert (found.report["outcome"], dict(found.report["failures"])) == ("failed", {"not_a_list": 1})
    assert "too short, too long" in found.report["note"]["en"]


def test_being_told_to_slow_down_is_a_failure_of_this_run(site, read, network):
    served, found = read(network.article(f"{site.url}/a-1.html", "Tin"), every=99.0)
    assert (found.report["outcome"], dict(found.report["failures"])) == ("failed", {"http_429": 1})
    assert len(served.asked) == 1 + limits.RETRIES
    assert "/a-1.html" not in site.paths


@pytest.mark.parametrize(
    "query", [QUERY, '"lũ lụt"', '"Cao Bang" (flood OR storm) -sport', "theme:NATURAL_DISASTER", 'near20:"dam break"']
)
def test_queries_gdelt_takes(query):
    assert Gdelt.model_validate({"query": query}).query == query


@pytest.mark.parametrize(
    "query", ["", "lũ", '"Cao Bang" (lũ OR bão)', '"Cao Bang', '""', "a" * 251, "Cao\x00Bang", 7, "-ab"]
)
def test_queries_gdelt_would_refuse_are_refused_when_declared(query):
    with pytest.raises(ValidationError):
        Gdelt.model_validate({"query": query})


def test_a_declaration_without_hosts_to_read_is_refused():
    assert Source.model_validate(DECLARED).gdelt == Gdelt(query=QUERY, back=timedelta(days=1), most=75)
    with pytest.raises(ValidationError, match="domains"):
        Source.model_validate(DECLARED | {"domains": []})
    assert Source.model_validate(DECLARED).lock_keys == ("bao.example", "gdeltproject.org")


def test_five_seconds_lie_between_two_requests_whatever_is_declared():
    for delay, expected in (("1s", 5.0), ("9s", 9.0)):
        source = Source.model_validate(DECLARED | {"limits": {"delay": delay}})
        settings = manners.settings(source, contact="tin@rotin.example", pipeline="a.B", sink=print, delay=0.0)
        assert settings["DOWNLOAD_SLOTS"]["gdeltproject.org"] == {"concurrency": 1, "delay": expected}
    assert limits.PUBLISHED["gdeltproject.org"] == 5.0


def test_the_pause_a_site_asks_for_lies_between_all_requests_to_it(site, read):
    read(every=99.0, pause=0.3)
    times = [one.at for one in site.asked]
    assert len(times) == 2 + limits.RETRIES, "robots.txt, the question, and two retries"
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.25  # as the server sees it


class TestParse:
    def test_stray_backslashes_are_mended(self):
        (entry,) = parse(
            rb'{"articles": [{"url": "https://bao.example/1", "title": "a\d \u0111 \"b\" \\\\ \uZZ"}]}', content_type=""
        )
        assert entry.title == 'a\\d đ "b" \\\\ \\uZZ'

    @pytest.mark.parametrize(
        "body", [b"", b"[]", b"<html>x</html>", b"Your query was too short.", b'{"articles": {}}', b"[" * 99_999]
    )
    def test_what_is_no_list_is_refused(self, body):
        with pytest.raises(NotArticlesError):
            parse(body, content_type="text/html")

    @given(
        st.recursive(
            st.none() | st.text() | st.integers(),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["articles", "url", "title"]), inner),
            max_leaves=8,
        )
    )
    def test_any_json_is_answered_or_refused(self, said):
        with contextlib.suppress(NotArticlesError):
            assert all(entry.title == "" or entry.given for entry in parse(json.dumps(said).encode(), content_type=""))
