"""The make-believe province behaves as its sites' habits say."""

import html
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import feedparser
import pytest

from demo.pages import with_entities, written
from demo.province import Habit, page_path, province
from demo.serve import Served, serve

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def up() -> Iterator[dict[Habit, Served]]:
    with serve([site for site in province() if site.habit is not Habit.SLOW], NOW) as served:
        yield {one.site.habit: one for one in served}


def read(url: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_there_is_a_site_of_every_habit() -> None:
    assert {site.habit for site in province()} == set(Habit)
    assert len({site.id for site in province()}) == len(province())


@pytest.mark.parametrize("habit", [Habit.RSS, Habit.CDATA, Habit.ATOM])
def test_a_feed_lists_every_piece_and_each_page_can_be_read(up, habit: Habit) -> None:
    one = up[habit]
    entries = feedparser.parse(read(one.feed)[1]).entries
    assert [entry.title for entry in entries] == [piece.title for piece in one.site.pieces]
    for entry in entries:
        status, page = read(entry.link)
        assert status == 200
        assert html.unescape(entry.title) in html.unescape(page)


def test_the_portal_lists_duplicates_in_escaped_links_and_writes_letters_by_name(up) -> None:
    one = up[Habit.NUKEVIET]
    feed = read(one.feed)[1]
    assert "http&#x3A;//" in feed
    links = [entry.link for entry in feedparser.parse(feed).entries]
    assert sum("/savefile/" in link for link in links) == 3
    page = read(next(link for link in links if "/savefile/" in link))[1]
    assert "&agrave;" in page
    assert f'rel="canonical" href="{one.root}{page_path(one.site, one.site.pieces[0])}"' in page


def test_the_broken_feed_has_not_one_entry(up) -> None:
    assert feedparser.parse(read(up[Habit.BROKEN].feed)[1]).entries == []


def test_robots_txt_closes_a_part_that_is_really_there(up) -> None:
    one = up[Habit.ATOM]
    closed = next(piece for piece in one.site.pieces if piece.closed)
    assert page_path(one.site, closed).startswith("/noi-bo/")
    assert "Disallow: /noi-bo/" in read(one.root + "/robots.txt")[1]
    assert read(one.root + page_path(one.site, closed))[0] == 200


def test_an_unchanged_feed_says_so(up) -> None:
    one = up[Habit.RSS]
    with urllib.request.urlopen(one.feed, timeout=5) as answer:  # noqa: S310 - our own server
        tag = answer.headers["ETag"]
    assert read(one.feed, **{"If-None-Match": tag})[0] == 304


def test_dates_and_entities_are_written_as_pages_here_write_them() -> None:
    assert written(NOW) == "Thứ Bảy, 21/11/2026, 08:30 (GMT+7)"
    assert with_entities("Nông <b>đ</b>") == "N&ocirc;ng <b>đ</b>"
