"""Lists of scam sites: what they name, what is let go, and when they are not believed."""

import contextlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.families.blocklist import MAX_ENTRIES, NotAListError, parse
from crawlers.options import Blocklist

NAMED = ("https://vay-nhanh.example/dk", "qua-tang.example")


@pytest.fixture
def lists(standin: Callable[[str], ModuleType]) -> ModuleType:
    return standin("blocklist")


@pytest.fixture
def read(site, crawl) -> Callable[..., Any]:
    def run(format_: str = "json", **told: Any) -> Any:
        block = {"format": format_}
        return crawl(declared={"kind": "blocklist", "url": f"{site.url}/ds", "blocklist": block}, **told)

    return run


def test_a_list_is_handed_on_as_it_is_written_and_noted_as_read(site, read, lists):
    lists.serve(site, "/ds", lists.objects(*NAMED, "", "hai từ.example", NAMED[1]), lists.JSON, etag='"1"')
    found = read()
    listed, visit = found.items
    assert (listed["kind"], listed["named"], listed["whole"]) == ("Listed", list(NAMED), True)
    assert listed["passed"] == [["bad_entry", 2], ["duplicate", 1]]
    assert (found.report["outcome"], found.report["entries"], visit["etag"]) == ("succeeded", 5, '"1"')
    assert site.paths == ["/robots.txt", "/ds"], "nothing it names is ever asked for"
    again = read(visit={"etag": '"1"'})
    assert (again.report["outcome"], [one["still"] for one in again.items]) == ("unchanged", [True])


@pytest.mark.parametrize(("before", "believed"), [(4, True), (5, False), (0, True)])
def test_a_list_that_shrank_by_more_than_half_is_kept_but_not_believed(site, read, lists, before, believed):
    lists.serve(site, "/ds", lists.objects(*NAMED), lists.JSON)
    found = read(listed=before)
    assert found.items[0]["whole"] is believed
    assert len(found.visits) == believed
    assert found.report["outcome"] == ("succeeded" if believed else "partial")
    assert ("not believed" in str(found.report["note"])) is not believed


@pytest.mark.parametrize(
    ("format_", "body"),
    [
        ("json", "<html>bảo trì</html>"),
        ("json", '{"url": "a.example"}'),
        ("json", "[" * 9999),
        ("json", '["a", 7, null]'),
        ("csv", "id,ten\n1,a.example\n"),
        ("plain", "không có gì ở đây\n"),
    ],
)
def test_what_is_no_such_list_takes_nothing_back(site, read, format_, body):
    site.pages["/ds"] = site.answer(200, body, {"Content-Type": "text/plain"})
    found = read(format_, listed=900)
    assert (found.report["outcome"], dict(found.report["failures"]), found.items) == ("failed", {"not_a_list": 1}, [])


@pytest.mark.parametrize("body", ["[]", ""])
def test_an_empty_list_takes_nothing_back(site, read, body):
    site.pages["/ds"] = site.answer(200, body, {"Content-Type": "text/plain"})
    assert read("json" if body else "plain", listed=900).items == []


def names(text: str, format_: str, column: str = "url") -> tuple[str, ...]:
    return parse(text, Blocklist.model_validate({"format": format_, "column": column}))[0]


class TestParse:
    @pytest.mark.parametrize("comma", [",", ";", "\t"])
    def test_csv_by_the_name_of_its_column(self, lists, comma):
        assert names(lists.table(*NAMED, comma=comma).lstrip("\ufeff"), "csv") == NAMED

    def test_json_of_mere_texts(self):
        assert names('["a.example", " b.example "]', "json") == ("a.example", "b.example")

    def test_hosts_and_ad_blockers_lists(self, lists):
        assert names(lists.hosts(*NAMED), "plain") == NAMED
        text = "! x\n||gia.example^$third-party\nhttps://a.example/x#y\n0.0.0.0 b.example c.example"
        assert names(text, "plain") == ("gia.example", "https://a.example/x#y", "b.example", "c.example")

    def test_no_more_than_a_list_may_hold(self):
        named, passed = parse(
            "\n".join(f"gia-{number}.example" for number in range(MAX_ENTRIES + 3)), Blocklist(format="plain")
        )
        assert (len(named), passed) == (MAX_ENTRIES, {"over_list_limit": 3})

    @given(st.sampled_from(["json", "csv", "plain"]), st.text(max_size=200) | st.lists(st.text()).map(str))
    def test_any_text_is_a_list_or_refused(self, format_, text):
        with contextlib.suppress(NotAListError):
            named, passed = parse(text, Blocklist.model_validate({"format": format_}))
            assert len(set(named)) == len(named)
            assert all(passed.values())
