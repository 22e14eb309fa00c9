"""A stream and an interface with a key, from the command to the claim: nothing of one person is left on the disk."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import pytest
import yaml

from storage import open_store

pytestmark = pytest.mark.timeout(300)

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the one tmpfs every Linux has
RUMOUR = "nghe nói đập thủy điện sắp vỡ bà con xã Hòa An chạy ngay lên núi"


def configure(folder: Path, runtime: Path, server: Any, kind: str, **block: Any) -> None:
    source = {
        "id": "mang", "name": "Mạng thử", "publisher": "Mạng thử", "kind": kind, "url": server.url, "every": "15m",
        "jitter": "0s", "welcome": "máy chủ của bài thử", "checked": "unverified live", kind: block,
    }  # fmt: skip
    said = {
        "sources": "sources.yaml", "contact": "mailto:ban-tin@tinh.example", "language": "en", "runtime": str(runtime),
        "crawl": {"inward": [f"127.0.0.1:{server.port}"]},
    }  # fmt: skip
    (folder / "sources.yaml").write_text(yaml.safe_dump({"sources": [source]}, allow_unicode=True), "utf-8")
    (folder / "rotin.yaml").write_text(yaml.safe_dump(said), "utf-8")


def claims(folder: Path) -> list[str]:
    (path,) = folder.rglob("rotin.sqlite")
    with open_store(str(path)) as store:
        return [claim.passage for claim in store.claims()]


def traces(folder: Path, *canaries: str) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [f"{path.name}: {each}" for path in files for each in canaries if each.encode() in path.read_bytes()]


def test_six_voices_of_a_stream_are_a_claim(
    rotin: Callable[..., Any], folder: Path, standin: Callable[[str], ModuleType]
) -> None:
    now = datetime.now(UTC)
    with (
        standin("jetstream").Jetstream(now + timedelta(minutes=5)) as server,
        TemporaryDirectory(dir=SHARED_MEMORY) as memory,
    ):
        configure(folder, Path(memory) / "rotin", server, "jetstream", silence="1s")
        for n in range(6):
            server.post(f"did:plc:kanari{n}", f"{RUMOUR} kanariloi{n}", now - timedelta(minutes=30 + n))
        first = rotin("crawl", "mang", "--json")
        again = rotin("crawl", "mang", "--json")
        assert claims(folder) == [RUMOUR.casefold()]
    assert json.loads(first.out)["outcome"] == "succeeded", first.out + first.err
    assert json.loads(again.out)["outcome"] == "unchanged", "where it had come to was kept"
    assert traces(folder, "kanari", "bafyrei") == []
    assert "kanari" not in first.out + first.err


def test_six_voices_beneath_a_video_are_a_claim_and_the_key_is_nowhere(
    rotin: Callable[..., Any], folder: Path, standin: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    network = standin("youtube")
    monkeypatch.setenv("ROTIN_CRAWL__YOUTUBE_KEY", network.KEY)
    with network.Youtube() as server, TemporaryDirectory(dir=SHARED_MEMORY) as memory:
        configure(folder, Path(memory) / "rotin", server, "youtube", queries=["cao bằng"])
        server.video("video-kanari", "Lũ ở Cao Bằng", now - timedelta(days=1))
        for n in range(6):
            server.comment("video-kanari", f"kanari{n}", f"{RUMOUR} kanariloi{n}", now - timedelta(minutes=30 + n))
        first = rotin("crawl", "mang", "--json")
        assert claims(folder) == [RUMOUR.casefold()], first.out + first.err
    assert json.loads(first.out)["outcome"] == "succeeded"
    assert traces(folder, "kanari", "Ugx") == []
    assert "kanari" not in first.out + first.err
