"""A social network is read as an operator would have it read: what many repeat is kept, and nothing that one wrote."""

import json
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import pytest
import yaml

from crawlers.process_tree import ProcessTree
from storage import open_store

pytestmark = pytest.mark.timeout(300)  # crawls that wait a second between pages, as they do outside

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the one tmpfs every Linux has
RUMOUR = "nghe nói đập thủy điện sắp vỡ bà con xã Hòa An chạy ngay lên núi"
ADVERT = "chị đẹp ơi lừa đảo chuyển khoản tiền cọc mua chăn ga giá rẻ xã Hòa An nhé"
COMPLAINT = (
    "tôi bị lừa đảo kanari{n}a mất tiền chuyển khoản kanari{n}b ở xã Hòa An kanari{n}c việc riêng của kanari{n}d"
)


@contextmanager
def network(standin: Callable[[str], ModuleType], *people: Sequence[int], crowd: int = 0) -> Iterator[list[Any]]:
    """Servers on which the rumour is told by ``people``, each server's own, among the talk of a ``crowd``."""
    now = datetime.now(UTC)
    with ExitStack() as opened:
        servers = [opened.enter_context(standin("mastodon").Mastodon()) for _ in people]
        for server, tellers in zip(servers, people, strict=True):
            for n in tellers:
                server.post(f"kanari-nguoi{n}", f"{RUMOUR} kanariloi{n}", now - timedelta(minutes=90 + n))
        for n in range(crowd):
            servers[0].post("kanari-hang", ADVERT, now - timedelta(minutes=30, seconds=n))
        for n in range(2 * crowd):
            servers[0].post(f"kanari-than{n}", COMPLAINT.format(n=n), now - timedelta(minutes=60, seconds=n))
        yield servers


def configure(folder: Path, servers: list[Any], **settings: object) -> list[str]:
    """Write the operator's files; return the sources' names."""
    declared = [
        {
            "id": f"mang{n}", "name": "Mạng thử", "publisher": "Mạng thử", "kind": "mastodon", "url": server.url,
            "every": "15m", "jitter": "0s", "welcome": "máy chủ của bài thử", "checked": "unverified live",
            "mastodon": {"tags": ["caobang"], "pages": 20},
        }
        for n, server in enumerate(servers)
    ]  # fmt: skip
    (folder / "sources.yaml").write_text(yaml.safe_dump({"sources": declared}, allow_unicode=True), "utf-8")
    said = {
        "sources": "sources.yaml", "contact": "mailto:ban-tin@tinh.example", "language": "en",
        "crawl": {"inward": [f"127.0.0.1:{server.port}" for server in servers], "concurrency": 1}, **settings,
    }  # fmt: skip
    (folder / "rotin.yaml").write_text(yaml.safe_dump(said), "utf-8")
    return [str(source["id"]) for source in declared]


def claims(folder: Path) -> list[str]:
    (path,) = folder.rglob("rotin.sqlite")
    with open_store(str(path)) as store:
        return [claim.passage for claim in store.claims()]


def traces(folder: Path, *canaries: str) -> list[str]:
    """Return where in the folder a canary stands, as it is or in what can be unpacked."""
    found = []
    for path in (each for each in folder.rglob("*") if each.is_file()):
        raw = path.read_bytes()
        seen = [raw, raw.lower()]
        for start in range(min(len(raw), 4096)):
            if raw[start : start + 2] in {b"x\x9c", b"\x1f\x8b"}:
                try:
                    seen.append(zlib.decompressobj(47).decompress(raw[start:]))
                except zlib.error:
                    continue
        found += [f"{path}: {word}" for word in canaries if any(word.encode() in each for each in seen)]
    return found


def test_a_rumour_of_six_is_one_claim_and_of_all_else_nothing_is_left(
    rotin: Callable[..., Any], folder: Path, standin: Callable[[str], ModuleType]
) -> None:
    with network(standin, range(6), crowd=100) as servers, TemporaryDirectory(dir=SHARED_MEMORY) as memory:
        (name,) = configure(folder, servers, runtime=str(Path(memory) / "rotin"))
        first = rotin("crawl", name, "--json")
        run = json.loads(first.out)
        assert (run["outcome"], run["tally"]["seen"]) == ("succeeded", 306), first.out
        assert claims(folder) == [RUMOUR.casefold()]
        again = rotin("crawl", name, "--json")
        assert json.loads(again.out)["outcome"] in {"succeeded", "unchanged"}
        assert claims(folder) == [RUMOUR.casefold()]
        secrets = [key["secret"] for key in json.loads((Path(memory) / "rotin" / "window.key").read_text())["keys"]]
    (claim,) = (json.loads(line) for line in rotin("claims", "--json").out.splitlines())
    assert claim["reach"] == 5, "six voices, told in fives"
    numbers = [post[part] for _, post in servers[0].posts for part in ("id", "uri", "url")]
    accounts = [post["account"]["id"] for _, post in servers[0].posts]
    assert traces(folder, "kanari", "chăn ga", *numbers, *accounts, *secrets) == []
    assert "kanari" not in first.out + first.err + again.out + again.err
    assert {reason for reason, _ in run["tally"]["discarded"]} == {"remark"}, "how many spoke of a subject is not told"


def test_without_a_folder_for_keys_the_children_of_one_call_count_together(
    rotin: Callable[..., Any], folder: Path, standin: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a child is started with is caught on its way: neither its arguments nor its environment hold the keys."""
    for name in ("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    caught: list[tuple[Sequence[str], dict[str, str], bytes]] = []

    class Caught(ProcessTree):
        def __init__(self, command: Sequence[str], environment: dict[str, str], given: bytes | None) -> None:
            caught.append((command, environment, given or b""))
            super().__init__(command, environment, given)

    monkeypatch.setattr("crawlers.child.ProcessTree", Caught)
    with network(standin, range(3), range(3, 6), crowd=5) as servers:
        names = configure(folder, servers)
        first = rotin("crawl", names[1])
        assert claims(folder) == []
        assert first.err.count("ROTIN_RUNTIME") == 1
        both = rotin("crawl", *names)
        assert both.code == 0, both
    assert claims(folder) == [RUMOUR.casefold()], "what the first call had read is read again: its counting is gone"
    assert [path.name for path in folder.rglob("window*")] == [], "what nobody can read any more does not lie about"
    one, *two = [{key["secret"] for key in json.loads(given)["keys"]} for _, _, given in caught]
    assert two == [two[0], two[0]]
    assert not one & two[0]
    for command, environment, _ in caught:
        told = " ".join(command) + json.dumps(environment) + json.dumps(dict(os.environ))
        assert not [secret for secret in one | two[0] if secret in told]
    assert traces(folder, "kanari", "chăn ga", *one, *two[0]) == []


def test_the_daemon_s_children_count_together_and_its_end_is_the_end_of_its_keys(
    folder: Path, standin: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    with network(standin, range(3), range(3, 6)) as servers, (folder / "log").open("w+b") as log:
        configure(folder, servers)
        daemon = subprocess.Popen([sys.executable, "-P", "-m", "cli", "run"], cwd=folder, stderr=log, stdout=log)
        try:
            end = time.monotonic() + 240
            while time.monotonic() < end and not (list(folder.rglob("rotin.sqlite")) and claims(folder)):
                assert daemon.poll() is None, (folder / "log").read_text("utf-8")
                time.sleep(0.5)
            assert claims(folder) == [RUMOUR.casefold()], (folder / "log").read_text("utf-8")
            assert list(folder.rglob("window-*.sqlite"))
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(60) == 0
        finally:
            daemon.kill()
            daemon.wait()
    assert (folder / "log").read_text("utf-8").count("ROTIN_RUNTIME") == 1, "that counting starts anew is said, once"
    assert [path.name for path in folder.rglob("window*")] == []
    assert traces(folder, "kanari") == []
