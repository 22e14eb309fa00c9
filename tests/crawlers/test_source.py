"""Declarations: what holds, what does not, and that none weakens our manners."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawlers import limits
from crawlers.fields import Quiet, parse_duration
from crawlers.source import Kind, Source, load
from errors import Problem, SourcesError
from records import ZONE
from yamlfile import write_duration

SHIPPED = Path(__file__).resolve().parents[2] / "config" / "sources.yaml"
GOOD = {
    "id": "bao-thu",
    "name": "Báo Thử",
    "publisher": "Báo Thử",
    "kind": "feed",
    "url": "https://bao-thu.example/rss",
    "every": "15m",
    "welcome": "bài thử",
    "checked": "unverified live",
}


class Plain(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


def declare(**changes: Any) -> Source:
    return Source.model_validate(GOOD | changes)


def write(path: Path, *declared: Any) -> Path:
    path.write_text(yaml.dump({"sources": list(declared)}, Dumper=Plain, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def refusals(tmp_path: Path, *declared: Any) -> tuple[Problem, ...]:
    with pytest.raises(SourcesError) as caught:
        load(write(tmp_path / "sources.yaml", *declared))
    return caught.value.problems


def test_what_is_shipped_holds_and_is_honest():
    sources = load(SHIPPED)
    assert len([source for source in sources if source.enabled]) >= 25
    assert {Kind.FEED, Kind.LISTING, Kind.GDELT} <= {source.kind for source in sources}
    assert all(source.checked == "unverified live" or isinstance(source.checked, date) for source in sources)
    assert all(source.url.startswith("https://") for source in sources)
    assert any(source.local for source in sources)


def test_a_minimal_declaration_has_sensible_defaults():
    source = declare()
    assert source.kind is Kind.FEED
    assert source.every == timedelta(minutes=15)
    assert source.deadline == timedelta(minutes=5)
    assert (source.limits.pages, source.limits.bytes) == (limits.PAGES, limits.BYTES)
    assert (source.local, source.enabled, source.language, source.quiet) == (False, True, "vi", None)
    assert source.sites == ("bao-thu.example",)


def test_load_keeps_the_order_and_the_disabled(tmp_path):
    path = write(
        tmp_path / "s.yaml",
        GOOD,
        GOOD | {"id": "hai", "url": "https://hai.example/", "checked": date(2026, 11, 20), "enabled": False},
    )
    first, second = load(path)
    assert (first.id, second.id, second.enabled, second.checked) == ("bao-thu", "hai", False, date(2026, 11, 20))


@pytest.mark.parametrize(
    "key",
    [
        "robots", "obey_robots", "robotstxt_obey", "ignore_robots", "user_agent", "agent", "headers", "cookies",
        "concurrency", "concurrent_requests", "parallel", "verify", "insecure", "inward", "guard", "allow_private",
        "proxy", "max_redirects", "retries", "timeout", "settings", "custom_settings",
    ],
)  # fmt: skip
@pytest.mark.parametrize("inside", [None, "limits"])
def test_no_key_touches_manners(tmp_path, key, inside):
    extra = {key: True}
    (problem,) = refusals(tmp_path, GOOD | (extra if inside is None else {inside: extra}))
    assert (problem.line or 0) > 1
    assert key in problem.what.vi
    assert "no declaration can change them" in problem.what.en


@pytest.mark.parametrize(
    ("limits", "named"),
    [({"pages": limits.PAGES + 1}, "pages"), ({"bytes": limits.BYTES + 1}, "bytes"), ({"delay": "0s"}, "delay")],
)
def test_limits_can_only_be_stricter(tmp_path, limits, named):
    (problem,) = refusals(tmp_path, GOOD | {"limits": limits})
    assert named in problem.what.en
    assert "only be stricter" in problem.what.en


def test_stricter_limits_hold():
    limits = declare(limits={"pages": 5, "bytes": 50_000, "delay": "10s"}).limits
    assert (limits.pages, limits.bytes, limits.delay) == (5, 50_000, timedelta(seconds=10))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "Báo Thử"), ("id", "-a"), ("id", ""), ("name", " "), ("kind", "telegram"), ("kind", "sitemap"),
        ("url", "ftp://a.example/"), ("url", "https://"), ("url", "https://u:p@a.example/"), ("url", "a.example/rss"),
        ("url", "https://a.example/#x"), ("url", "https://a.example:99999/"), ("url", "https://a .example/"),
        ("every", "1m"), ("every", "8d"), ("every", 15), ("every", "15 phút"), ("jitter", "10m"), ("rhythm", "5m"),
        ("deadline", "31m"), ("deadline", "1s"), ("quiet", "23-5"), ("quiet", "25:00-05:00"), ("quiet", "05:00-05:00"),
        ("local", "yes"), ("local", 1), ("language", "Vietnamese"), ("domains", ["gov.vn"]), ("domains", ["vn"]),
        ("domains", ["https://a.example"]), ("domains", ["*.a.example"]), ("domains", ["caobang.vn"]),
        ("selectors", [{"text": "p["}]), ("selectors", [{}]), ("selectors", [{"nope": "p"}]),
        ("welcome", ""), ("welcome", None), ("checked", "yesterday"), ("checked", None), ("enabled", "no"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused_with_its_line(tmp_path, key, value):
    problems = refusals(tmp_path, GOOD | {key: value})
    last = len((tmp_path / "sources.yaml").read_text("utf-8").splitlines())
    assert all(2 <= (problem.line or 0) <= last for problem in problems)
    assert all(problem.what.vi and problem.what.en for problem in problems)


def test_all_problems_are_told_at_once_and_in_order(tmp_path):
    problems = refusals(tmp_path, GOOD | {"every": "1m", "url": "x"}, {"id": "hai"}, GOOD)
    assert len(problems) >= 9
    lines = [problem.line or 0 for problem in problems]
    assert lines == sorted(lines)
    assert any("declared above" in p.what.en for p in problems)


@pytest.mark.parametrize("missing", ["id", "name", "publisher", "kind", "url", "every", "welcome", "checked"])
def test_what_must_be_said_must_be_said(tmp_path, missing):
    (problem,) = refusals(tmp_path, {key: value for key, value in GOOD.items() if key != missing})
    assert missing in problem.what.en


@pytest.mark.parametrize(
    "text", ["", "sources: 1", "- id: a", "sources: []\nother: 1", "sources: [1, null]", "a: b: c"]
)
def test_another_file_is_refused(tmp_path, text):
    path = tmp_path / "sources.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(SourcesError) as caught:
        load(path)
    assert caught.value.problems


def test_a_missing_file_is_told_in_words(tmp_path):
    with pytest.raises(SourcesError, match="cannot be opened"):
        load(tmp_path / "none.yaml")


def test_versions_of_selectors_follow_each_other():
    versions = [{"text": "#b"}, {"text": "#a", "until": date(2026, 5, 1)}, {"text": "#z", "until": date(2025, 5, 1)}]
    source = declare(selectors=versions)
    found = [source.selectors_on(day) for day in (date(2025, 5, 1), date(2025, 5, 2), date(2026, 5, 2))]
    assert [version and version.text for version in found] == ["#z", "#a", "#b"]
    assert declare(selectors=versions[1:]).selectors_on(date(2026, 6, 1)) is None


@pytest.mark.parametrize("until", [None, date(2026, 1, 1)])
def test_two_versions_of_selectors_with_one_end_are_refused(tmp_path, until):
    version = {"text": "p"} | ({"until": until} if until else {})
    (problem,) = refusals(tmp_path, GOOD | {"selectors": [version, version]})
    assert "end on the same day" in problem.what.en


@pytest.mark.parametrize(
    ("url", "domains", "keys"),
    [
        ("https://vnexpress.net/rss/a.rss", [], ("vnexpress.net",)),
        ("https://rss.vnexpress.net/a", ["e.vnexpress.net"], ("vnexpress.net",)),
        ("https://sotttt.caobang.gov.vn/rss", [], ("caobang.gov.vn",)),
        ("https://caobang.gov.vn/rss", [], ("caobang.gov.vn",)),
        ("https://baocaobang.vn/rss", ["anh.test"], ("anh.test", "baocaobang.vn")),
        ("http://127.0.0.1:8001/rss", [], ("127.0.0.1:8001",)),
        ("http://localhost:8001/rss", [], ("localhost:8001",)),
    ],
)
def test_lock_keys_are_registrable_domains(url, domains, keys):
    assert declare(url=url, domains=domains).lock_keys == keys


def test_quiet_hours_reach_over_midnight_and_are_vietnams():
    quiet = declare(quiet="23:00-05:00").quiet
    assert quiet == Quiet(time(23), time(5))
    inside = [datetime(2026, 11, 21, h, m, tzinfo=ZONE) for h, m in ((23, 0), (2, 0), (4, 59))]
    outside = [datetime(2026, 11, 21, h, 0, tzinfo=ZONE) for h in (5, 12, 22)]
    assert all(quiet.covers(moment) for moment in inside)
    assert not any(quiet.covers(moment) for moment in outside)
    assert quiet.covers(datetime(2026, 11, 21, 18, 0, tzinfo=UTC))
    assert not Quiet(time(8), time(9)).covers(datetime(2026, 11, 21, 23, 0, tzinfo=ZONE))


@given(st.integers(min_value=0, max_value=999_999))
def test_a_duration_is_read_as_it_is_written(seconds):
    assert parse_duration(write_duration(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("kind", "block"),
    [
        ("sitemap", {}),
        ("sitemap", {"pattern": "("}),
        ("sitemap", {"pattern": ""}),
        ("sitemap", {"pattern": "a" * 301}),
        ("sitemap", {"pattern": "x", "back": "31d"}),
        ("sitemap", {"pattern": r"(?=a)"}),
        ("listing", {"links": "a"}),
        ("listing", {"pattern": "x", "date": ".d"}),
        ("listing", {"pattern": "x", "pages": 3}),
        ("listing", {"pattern": "x", "next": "a", "pages": 11}),
        ("listing", {"pattern": "x", "links": "a["}),
        ("gdelt", {"query": "ab"}),
        ("blocklist", {"format": "xml"}),
        ("blocklist", {"format": "json", "column": " "}),
        ("blocklist", {"format": "json", "key": "x"}),
    ],
)
def test_a_block_that_does_not_hold_is_refused_with_its_line(tmp_path, kind, block):
    (problem,) = refusals(tmp_path, GOOD | {"kind": kind, "domains": ["bao.example"], kind: block})
    assert (problem.line or 0) > 1
    assert problem.what.vi != problem.what.en


@pytest.mark.parametrize("kind", ["sitemap", "listing", "gdelt", "blocklist"])
def test_a_kind_that_needs_its_block_says_which(tmp_path, kind):
    (problem,) = refusals(tmp_path, GOOD | {"kind": kind, "domains": ["bao.example"]})
    assert f"{kind}:" in problem.what.en


def test_several_questions_may_be_asked_at_one_address(tmp_path):
    asked = GOOD | {"kind": "gdelt", "domains": ["bao.example"], "gdelt": {"query": "Cao Bang"}}
    assert len(load(write(tmp_path / "s.yaml", asked, asked | {"id": "hai", "gdelt": {"query": "flood"}}))) == 2
