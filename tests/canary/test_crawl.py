"""What people wrote goes through ``rotin crawl`` and ``rotin run``, which succeed or go down: nothing of it is left."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any

import psutil
import pytest

from rules import proved

pytestmark = pytest.mark.timeout(300)  # processes started anew, which load all rules

STEPS = (
    "crawlers.families.mastodon:_json",
    "crawlers.families.mastodon:_Server._heed",
    "crawlers.families.mastodon:_Server._has_place",
    "crawlers.families.mastodon:_Server._hear",
    "crawlers.families.mastodon:_Server._refused",
    "crawlers.families.mastodon:_actor",
    "crawlers.families.mastodon:speaks",
    "crawlers.entries:plain",
    "crawlers.hearing:mended",
    "door:Door.voice",
    "crawlers.hearing:Hearing.heard",
    "crawlers.spider:size",
    "pipelines.adapter:Adapter.process_item",
    "pipelines.sink:Sink._hear",
    "pipelines:Pipeline.run",
    "pipelines.fold:Folder._fold_waiting",
    "storage.window_sqlite:SqliteWindow.add",
    "pipelines.fold:Folder.settle",
    "storage.sqlite:SqliteStore.put_cursor",
    "crawlers.report:write_end",
)
"""Everything a post passes through, from the bytes of the answer to the end of the run."""

FORUM_STEPS = ("crawlers.entries:parsed", "crawlers.families.forum:_hear", "crawlers.families.forum:own_text")


@contextmanager
def talking(standin: Callable[[str], ModuleType], towns: list[Any]) -> Iterator[list[Any]]:
    """Give each town a server of its own."""
    with ExitStack() as opened:
        servers = [opened.enter_context(standin("mastodon").Mastodon()) for _ in towns]
        for people, server in zip(towns, servers, strict=True):
            people.post_to(server)
        yield servers


def source(name: str, server: Any, **more: object) -> dict[str, Any]:
    return {"id": name, "kind": "mastodon", "url": server.url, "mastodon": {"tags": ["caobang"]}, **more}


def board(name: str, server: Any, people: Any, standin: Callable[[str], ModuleType]) -> dict[str, Any]:
    """Let the town talk in a forum, too, which the same server serves."""
    forum = standin("forum").Forum()
    people.tell_to(forum)
    server.pages["/forums/chuyen.4/index.rss"] = forum.rss.encode()
    return {"id": name, "kind": "forum", "url": f"{server.url}/forums/chuyen.4/index.rss"}


def kept(where: Any) -> str:
    return "".join(path.read_bytes().decode("utf-8", "ignore") for path in where.data.glob("rotin.sqlite*"))


# -- one crawl's process ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["mastodon", "forum"])
def test_a_crawl_goes_well_or_fails_at_any_step(  # noqa: PLR0917 - fixtures
    kind: str, home, fork, town, standin, clean
) -> None:
    """The process that reads, with its own output and errors, which its parent would only keep in memory."""
    people = town.Town(name=kind)
    with talking(standin, [people]) as (server,):
        declared = board("mang", server, people, standin) if kind == "forum" else source("mang", server)
        steps = [None, *(FORUM_STEPS if kind == "forum" else STEPS)]
        homes, commands = [home(str(step).replace(":", "-")) for step in steps], []
        for number, (step, where) in enumerate(zip(steps, homes, strict=True)):
            where.configure(declared, ports=[server.port])
            faults = [{"at": step, "how": ("raise", "decode")[number % 2]}] if step else []
            commands.append(fork.made(where, "crawl-one", "mang", faults=faults))
        for start in range(0, len(steps), 7):
            fork.put(commands[start : start + 7])
        assert town.KEPT in kept(homes[0]), (homes[0].root / "err").read_text("utf-8")
        for step, where in zip(steps, homes, strict=True):
            assert step is None or where.told, f"{step} was not passed: nothing was proved"
            clean(people.canaries, *where.places)


def test_a_crawl_is_killed_at_any_moment(home, fork, town, standin, clean) -> None:
    people, moments = town.Town(name="kill"), random.Random(3)
    with talking(standin, [people]) as (server,):
        where = home()
        where.configure(source("mang", server), ports=[server.port])
        for step in (*random.Random(5).sample(STEPS, 2), None, None):
            faults = [{"at": step, "how": "kill"}] if step else []
            fork(where, "crawl-one", "mang", faults=faults, kill_after=20 if step else moments.uniform(0.1, 1.5))
            clean(people.canaries, *where.places)


# -- whole commands, as an operator starts them ----------------------------------------------------------------


def start(where: Any, *argv: str, faults: tuple[dict[str, Any], ...] = (), before: tuple[str, ...] = ()) -> Any:
    """Start a command anew, with nothing loaded; faults reach it and its children through their environment."""
    command = [*before, sys.executable, "-P", "-m", "cli", *argv]
    with (where.root / "out").open("ab") as out, (where.root / "err").open("ab") as err:
        return subprocess.Popen(command, cwd=where.cwd, env=where.environment(faults), stdout=out, stderr=err)


FATES: dict[str, dict[str, Any]] = {
    "raised": {"at": "crawlers.families.mastodon:_Server._hear", "how": "raise", "nth": 9},
    "killed": {"at": "pipelines.fold:Folder._told", "how": "kill", "nth": 3},
    "hung": {"at": "pipelines.match:add_matches", "how": "hang", "nth": 9},
    "heavy": {"at": "crawlers.hearing:Hearing.heard", "how": "heavy"},
}
"""What befalls the crawl of the source of this name, in its process."""

ENDS = {"raised": "crashed", "killed": "crashed", "hung": "killed", "heavy": "killed"}


def test_children_of_a_crawl_end_in_every_way(home, town, standin, clean) -> None:
    """Exception, kill, deadline (deaf to SIGTERM, then SIGKILL), memory; one goes well beside them."""
    towns = [town.Town(name=name) for name in ("well", *FATES)]
    where = home()
    with talking(standin, towns) as servers:
        declared = [source(people.name, server, deadline="2m") for people, server in zip(towns, servers, strict=True)]
        declared[3]["deadline"] = "15s"
        where.configure(*declared, ports=[server.port for server in servers])
        faults = [fate | {"of": name} for name, fate in FATES.items()]
        light = {"at": "crawlers.child:run_child", "how": "light", "of": "crawl"}
        child = start(where, "crawl", "--all", "--json", faults=(*faults, light))
        child.wait(200)
    runs = [json.loads(line) for line in (where.root / "out").read_text("utf-8").splitlines()]
    assert {run["source"]: run["outcome"] for run in runs if run["source"] in ENDS} == ENDS, runs
    assert "memory" in next(run["note"] for run in runs if run["source"] == "heavy")
    assert {run["source"]: run["outcome"] for run in runs}["well"] == "succeeded"
    assert town.KEPT in kept(where)
    clean([word for people in towns for word in people.canaries], *where.places)


def test_a_daemon_and_its_children_are_killed(home, town, standin, clean) -> None:
    """The daemon is killed as soon as its children have counted, and at a random moment after; then told to end."""
    towns = [town.Town(name=name) for name in ("one", "two")]
    where = home()
    words = [word for people in towns for word in people.canaries]
    with talking(standin, towns) as servers:
        declared = [source("one", servers[0]), board("two", servers[1], towns[1], standin)]
        where.configure(*declared, ports=[server.port for server in servers])
        daemon = start(where, "run")
        try:
            end = time.monotonic() + 150
            while time.monotonic() < end and not list(where.data.glob("window.sqlite-*")):
                assert daemon.poll() is None, (where.root / "err").read_text("utf-8")
                time.sleep(0.05)
            time.sleep(random.Random(1).uniform(0, 0.3))
        finally:
            family = psutil.Process(daemon.pid).children(recursive=True)
            daemon.kill()
            daemon.wait()
        psutil.wait_procs(family, timeout=20)
    clean([*words, *(word for people in towns for word in people.canaries)], *where.places)


# -- nothing is written elsewhere -----------------------------------------------------------------------------

TRACED = (
    "open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,mknod,mknodat,"
    "truncate,connect,execve,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendmmsg,sendfile,copy_file_range,"
    "splice,unlink,unlinkat,memfd_create,shm_open"
).removesuffix(",shm_open")
OPENED = re.compile(
    rb'open(?:at|at2)?\((?:AT_FDCWD<[^>]*>, |\d+<[^>]*>, )?"((?:\\x..)*)", [^)]*O_(?:WRONLY|RDWR|CREAT)'
)
MADE = re.compile(rb'(?:creat|mkdir|mkdirat|mknod|mknodat|truncate)\((?:AT_FDCWD[^,]*, |\d+[^,]*, )?"((?:\\x..)*)"')
MOVED = re.compile(rb'(?:rename|link|symlink)(?:at2?)?\(.*?, (?:AT_FDCWD[^,]*, |\d+[^,]*, )?"((?:\\x..)*)"')
STRING = re.compile(rb'"((?:\\x..)+)"')


def plain(hexed: bytes) -> bytes:
    return bytes.fromhex(hexed.replace(rb"\x", b"").decode())


def test_whatever_is_written_anywhere_is_seen(home, town, standin, searching) -> None:
    """Every system call that writes, of a crawl and its child: where to, and every byte that went through it.

    Files that are deleted again before the end are seen here as well, and so is what goes through pipes and sockets.
    """
    if not shutil.which("strace"):
        pytest.skip("no strace here: that nothing is written outside the folders searched is not seen in this run")
    people, where = town.Town(name="traced"), home()
    log = where.given / "trace"
    before = ("strace", "-f", "-qq", "-y", "-xx", "-s", "2000000", "-o", str(log), "-e", f"trace={TRACED}")
    with talking(standin, [people]) as (server,):
        where.configure(source("traced", server), ports=[server.port])
        traced = start(where, "crawl", "traced", "--json", before=before)
        if traced.wait(250) != 0 and not (where.root / "out").read_bytes():
            pytest.skip("strace may not trace here: that nothing is written outside is not seen in this run")
    assert town.KEPT in kept(where), (where.root / "err").read_text("utf-8") + (where.root / "out").read_text("utf-8")
    # /dev/shm/sem.*: the lock of a progress bar, 32 bytes, gone at once; what goes into it is searched like all else.
    # proved-*: an empty file, whose name says that these rules were proved (rules/proved.py).
    own = [os.fsencode(place) for place in where.places] + [b"/dev/null", b"/dev/tty", b"/proc/self/", b"/dev/shm/sem."]
    own.append(os.fsencode(proved.FOLDER / "proved-"))
    elsewhere, search, seen = set(), searching.Search(people.canaries), 0
    hits = []
    for line in log.read_bytes().splitlines():
        call = line.split(b" ", 1)[1].lstrip()
        for pattern in (OPENED, MADE, MOVED):
            if (found := pattern.match(call)) is not None:
                path = plain(found[1])
                path = path if path.startswith(b"/") else os.fsencode(where.cwd) + b"/" + path
                if not path.startswith(tuple(own)) and b" = -1 " not in line:
                    elsewhere.add(path)
        if call.startswith(b"connect(") and b"AF_UNIX" in call and b" = -1 " not in line:
            elsewhere.add(call)
        if call.startswith((b"write", b"pwrite", b"send", b"open", b"rename", b"mkdir")):
            data = b"".join(plain(string) for string in STRING.findall(call))
            seen += len(data)
            hits += list(search.in_bytes(data, call[:60].decode("utf-8", "replace")))
    assert elsewhere == set()
    assert hits == []
    assert seen > 100_000
    assert town.KEPT.encode() in b"".join(plain(each) for each in STRING.findall(log.read_bytes())), "all was caught"
