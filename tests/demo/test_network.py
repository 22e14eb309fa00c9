"""The make-believe network shows itself as a Mastodon server does, and holds what the demo is to show."""

import json
import re
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from demo.network import PAGE, Listening, Network, networks, run

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def network() -> Network:
    (one,) = networks()
    return one


@pytest.fixture(scope="module")
def up(network: Network) -> Iterator[Listening]:
    with run(network, "127.0.1.11", NOW) as listening:
        yield listening


def page(up: Listening, after: int, tag: str = "caobang") -> list[dict[str, Any]]:
    url = f"{up.root}/api/v1/timelines/tag/{tag}?limit=40&min_id={after}"
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
        found: list[dict[str, Any]] = json.load(answer)
    return found


def test_paging_from_old_to_new_shows_every_post_once(up: Listening, network: Network) -> None:
    seen: list[str] = []
    while found := page(up, int(seen[-1]) if seen else 0):
        assert len(found) <= PAGE
        numbers = [post["id"] for post in found]
        assert numbers == sorted(numbers, key=int, reverse=True)
        seen += numbers[::-1]
    assert len(seen) == len(set(seen)) == len(network.posts)
    assert page(up, 0, "nonnuoc") == []


def test_it_is_as_the_demo_tells(network: Network) -> None:
    """A rumour many tell, an advert one account pastes a hundred times, and hundreds of remarks of one person each."""
    by_account: dict[int, list[str]] = {}
    for post in network.posts:
        by_account.setdefault(post.account, []).append(post.text)
    assert max(map(len, by_account.values())) == 100
    once = [texts[0] for texts in by_account.values() if len(texts) == 1]
    told = [text for text in once if "đập thủy điện phía trên sắp vỡ" in text]
    assert len(told) >= 15
    assert len(set(once)) == len(once) >= 240
    assert all(timedelta(0) < post.age < timedelta(hours=13) for post in network.posts)


def test_what_one_person_says_is_said_by_nobody_else(network: Network) -> None:
    """Otherwise its words might rightly be kept, and a search for them would prove nothing."""
    fives: dict[tuple[str, ...], set[int]] = {}
    for post in network.posts:
        words = re.findall(r"\w+", post.text.lower())
        for start in range(len(words) - 4):
            fives.setdefault(tuple(words[start : start + 5]), set()).add(post.account)
    tellers = {post.account for post in network.posts if post.account < network.lone.start}
    assert not [five for five, accounts in fives.items() if accounts - tellers and len(accounts) >= 3]
