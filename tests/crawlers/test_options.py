"""Blocks: each for its own kind, bounded, and told to a person with the line."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawlers.options import BLOCKS, NEEDED
from crawlers.source import Kind, Source, load
from errors import SourcesError

NETWORK = {
    "id": "mang", "name": "Mạng thử", "publisher": "Mạng thử", "kind": "mastodon", "url": "https://mang.example",
    "every": "15m", "welcome": "bài thử", "checked": "unverified live", "mastodon": {"tags": ["caobang"]},
}  # fmt: skip


def refusal(folder: Path, **changes: Any) -> str:
    declared = {name: value for name, value in (NETWORK | changes).items() if value is not None}
    path = folder / "sources.yaml"
    path.write_text(yaml.safe_dump({"sources": [declared]}, allow_unicode=True), "utf-8")
    with pytest.raises(SourcesError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert problem.line
    return problem.what.vi


def test_every_block_bears_a_kind_s_name_and_is_a_field_of_a_source() -> None:
    assert set(BLOCKS) <= set(Kind)
    assert set(BLOCKS) >= NEEDED
    for name, model in BLOCKS.items():
        assert model.__name__ in str(Source.model_fields[name].annotation)


def test_what_people_say_is_known_for_it() -> None:
    assert {kind for kind in Kind if kind.converses} >= {Kind.FORUM, Kind.MASTODON}
    assert not Kind.FEED.converses


def test_a_block_of_another_kind_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    assert "mastodon" in refusal(tmp_path, kind="feed")
    assert "tags" in refusal(tmp_path, mastodon=None)


def test_hashtags_are_written_in_any_way_and_asked_for_once() -> None:
    source = Source.model_validate(NETWORK | {"mastodon": {"tags": ["#CaoBang", "caobang ", "lu\u0303lụt", "lũlụt"]}})
    assert source.mastodon is not None
    assert source.mastodon.tags == ("caobang", "lũlụt")
    assert source.mastodon.back == timedelta(hours=24)


@pytest.mark.parametrize("tag", ["", "#", "cao bang", "2026", "a/b", "a?x=1", "a" * 61, 7, "../x", "caobang#x"])
def test_what_is_no_hashtag_is_refused(tmp_path: Path, tag: Any) -> None:
    assert "hashtag" in refusal(tmp_path, mastodon={"tags": [tag]})


@pytest.mark.parametrize(
    "block",
    [
        {"tags": []}, {"tags": [f"a{n}" for n in range(21)]}, {"pages": 21}, {"pages": 0}, {"back": "4d"},
        {"back": "5m"}, {"local": "yes"}, {"token": "x"},
    ],
)  # fmt: skip
def test_a_block_keeps_within_its_bounds(tmp_path: Path, block: dict[str, Any]) -> None:
    assert refusal(tmp_path, mastodon={"tags": ["caobang"]} | block)
