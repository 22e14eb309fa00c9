"""What people wrote goes through ``rotin ingest``, which succeeds or goes down at every step: nothing of it is left."""

import random
import sqlite3
import stat
import subprocess
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

import pytest

STEPS = (
    "pipelines.ingest:read_item",
    "door:Door.voice",
    "pipelines:Pipeline.run",
    "pipelines.clean:clean",
    "vietnamese:read",
    "pipelines.places:add_places",
    "pipelines.match:add_matches",
    "pipelines.match:relevant",
    "pipelines.indicators:add_indicators",
    "pipelines.fold:hear",
    "vietnamese.persons:find_personal",
    "pipelines.fold:Folder.fold",
    "pipelines.fold:Folder._fold_waiting",
    "pipelines.counting:Counting.said",
    "pipelines.counting:Counting.share",
    "storage.window_sqlite:SqliteWindow.add",
    "pipelines.fold:Folder._signalled",
    "pipelines.passages:passages",
    "pipelines.fold:Folder._claim_of",
    "pipelines.claims:found",
    "pipelines.counting:Counting.seed",
    "storage.sqlite:SqliteStore.put_claim",
    "pipelines.counting:Counting.note",
    "storage.window_sqlite:SqliteWindow.tally",
    "pipelines.fold:Folder.settle",
    "pipelines.fold:Folder._count",
    "pipelines.claims:counted",
    "storage.sqlite_session:Session.write",
    "pipelines.counts:Counts.tally",
)
"""Everything that a remark, or what is made of it, passes through, in its order; the parser, the window and settling
included."""


MANY = frozenset(STEPS[:13])
"""Those passed for each remark."""


@pytest.fixture
def people(town: ModuleType) -> Any:
    return town.Town(name="ingest")


def given(where: Any, people: Any) -> str:
    path = where.given / "items.jsonl"
    path.write_text(people.lines(), "utf-8")
    return str(path)


def kept(where: Any) -> str:
    """Everything the store holds, its log included, as text."""
    return "".join(path.read_bytes().decode("utf-8", "ignore") for path in where.data.glob("rotin.sqlite*"))


@pytest.mark.parametrize("how", ["file", "stdin"])
def test_all_goes_well(how: str, home, fork, people, clean) -> None:
    where = home()
    where.configure()
    file = given(where, people)
    code = fork(where, "ingest", file) if how == "file" else fork(where, "ingest", "-", stdin=file)
    assert code == 5, "five lines are no items"
    assert (where.root / "err").read_text("utf-8").count("unreadable (") == 5
    assert people.kept in kept(where), "what six said was processed, and kept"
    if how == "file":
        fork(where, "claims", "--json")
        fork(where, "digest")
        fork(where, "store", "backup", str(where.root / "copy"))
        assert list(where.data.rglob("*.xlsx")), "the digest was written"
    clean(people.canaries, *where.places)


def in_batches(home, fork, people, faults: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Any, int]]:
    """Yield each fault with what a command struck by it left, and how that ended; some run side by side."""
    for some in batched(faults, 5):
        homes = [home(f"{fault['at']}-{fault['how']}".replace(":", "-")) for fault in some]
        commands = []
        for fault, where in zip(some, homes, strict=True):
            where.configure()
            commands.append(fork.made(where, "ingest", given(where, people), core=True, faults=[fault]))
        yield from zip(some, homes, fork.put(commands), strict=True)


def batched(things: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [things[start : start + size] for start in range(0, len(things), size)]


def test_an_exception_at_every_step_leaves_nothing(home, fork, people, clean) -> None:
    """Its message holds the text, as does its cause and a note: worse than any real one."""
    faults = [
        {"at": step, "how": ("raise", "raise", "decode")[number % 3], "nth": 1 + number % 2 * (step in MANY)}
        for number, step in enumerate(STEPS)
    ]
    for fault, where, _ in in_batches(home, fork, people, faults):
        assert where.told, f"{fault['at']} was not passed: nothing was proved"
        clean(people.canaries, *where.places)


def test_a_death_at_any_step_leaves_nothing(home, fork, people, clean) -> None:
    """Killed: no chance to tidy up. Aborted: where a core dump would be written if the process let it be."""
    faults = [
        {"at": step, "how": ("kill", "abort", "memory", "kill")[number % 4], "nth": 1 + (step in MANY)}
        for number, step in enumerate(STEPS)
        if number % 2
    ]
    for fault, where, code in in_batches(home, fork, people, faults):
        assert where.told, fault
        assert code < 0 or fault["how"] == "memory", fault
        clean(people.canaries, *where.places)
        assert not [path for path in where.root.rglob("*core*") if path.is_file()]


def test_a_kill_at_any_moment_leaves_nothing(home, fork, people, clean) -> None:
    """At a moment of no choosing; the next command goes on where it lies, and nothing comes up then either."""
    moments, done = random.Random(7), 0
    where = home()
    where.configure()
    file = given(where, people)
    for _ in range(8):
        done += fork(where, "ingest", file, kill_after=moments.uniform(0.05, 0.6)) == 5
        clean(people.canaries, *where.places)
    assert done < 8, "some were killed"
    assert fork(where, "ingest", file) == 5
    assert people.kept in kept(where)
    clean(people.canaries, *where.places)


@pytest.mark.parametrize("most", [0, 4_096, 40_000, 190_000, 300_000, 700_000])
def test_no_room_on_the_disk_leaves_nothing(most: int, home, fork, people, clean) -> None:
    """Where no file may grow beyond a size, what was being written is cut off at some byte."""
    where = home()
    where.configure()
    code = fork(where, "ingest", given(where, people), fsize=most)
    assert code != 0
    (where.root / "filler").write_bytes(bytes(20_000))
    clean(people.canaries, *where.places)


@pytest.mark.parametrize("size", ["256k", "700k", "2m"])
def test_a_full_disk_leaves_nothing(size: str, home, fork, people, clean) -> None:
    """A file system of its own, so small that it is full at some step."""
    where = home()
    where.configure()
    where.data.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", where.data], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("may not mount a file system here: the test with a limit on files stands for this one")
    try:
        code = fork(where, "ingest", given(where, people))
        said = (where.root / "err").read_text("utf-8")
        assert code == 5 or "disk is full" in said or "No space left" in said, said
        clean(people.canaries, *where.places)
    finally:
        subprocess.run(["umount", where.data], check=True)


@pytest.mark.parametrize("engine", ["rotin.sqlite", "window.sqlite"])
def test_an_engine_that_is_away_leaves_nothing(engine: str, home, fork, people, clean) -> None:
    """Locked by another, then no database at all, then a folder that cannot be written to; then back again."""
    where = home()
    where.configure()
    file = given(where, people)
    assert fork(where, "ingest", file) == 5
    other = sqlite3.connect(where.data / engine, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert fork(where, "ingest", file, kill_after=3) not in {0, 5}
    other.rollback()
    other.close()
    clean(people.canaries, *where.places)
    (where.data / engine).write_bytes(b"no database " * 900)
    fork(where, "ingest", file)
    clean(people.canaries, *where.places)
    (where.data / engine).unlink()
    (where.data / engine).mkdir()
    assert fork(where, "ingest", file) not in {0, 5}
    clean(people.canaries, *where.places)
    (where.data / engine).rmdir()
    fork(where, "ingest", file)
    clean(people.canaries, *where.places)


def test_a_polite_end_leaves_nothing(home, fork, people, clean) -> None:
    for step in (STEPS[3], STEPS[14], STEPS[20]):
        where = home(step.replace(":", "-"))
        where.configure()
        # it hangs there, deaf to a first signal as a loop in C is, and is killed later
        faults = [{"at": step, "how": "hang"}]
        assert fork(where, "ingest", given(where, people), faults=faults, end_after=0.5, kill_after=0.8) < 0
        clean(people.canaries, *where.places)


def test_a_process_that_holds_remarks_cannot_be_dumped(home, fork, people) -> None:
    where = home()
    where.configure()
    fork(where, "ingest", given(where, people), core=True, faults=[{"at": "door:Door.voice", "how": "guarded"}])
    assert where.told[-1] == "core 0 0 dumpable 0"


def test_the_window_is_for_its_owner_alone(home, fork, people) -> None:
    where = home()
    where.configure()
    fork(where, "ingest", given(where, people))
    files = [*where.data.glob("window*"), *where.runtime.rglob("*")]
    assert len(files) >= 4
    for path in (each for each in files if each.is_file()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


LEAKS = {
    "leak-log": "pipelines.match:add_matches",
    "leak-quarantine": "pipelines:Pipeline.run",
    "leak-source": "pipelines.counting:Counting.said",
    "leak-file": "pipelines.ingest:read_item",
    "leak-stderr": "pipelines.fold:Folder.fold",
    "leak-name": "pipelines.places:add_places",
}


@pytest.mark.parametrize("leak", LEAKS)
def test_code_that_leaks_is_caught(leak: str, home, fork, people, clean) -> None:
    """A log line, a draft set apart, a source that names the person, a packed temporary file, and so on.

    Were our code to do one of these, the tests above would fail.
    """
    where = home()
    where.configure()
    fork(where, "ingest", given(where, people), faults=[{"at": LEAKS[leak], "how": leak, "nth": 1}])
    assert where.told
    with pytest.raises(AssertionError, match="Hit"):
        clean(people.canaries, *where.places)
