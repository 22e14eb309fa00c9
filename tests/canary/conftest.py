"""A town that talks, a process whose forks are commands, and a search of everything they wrote."""

import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent


def load(name: str) -> ModuleType:
    """Return a file of this folder as a module."""
    known = f"canary_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, HERE / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[known] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[known])
    return sys.modules[known]


@pytest.fixture(scope="session")
def searching() -> ModuleType:
    return load("search")


@pytest.fixture(scope="session")
def town() -> ModuleType:
    return load("town")


@pytest.fixture
def home(town: ModuleType, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Give as many process trees as a test starts folders of their own."""
    with ExitStack() as opened:

        def give(name: str = "one") -> Any:
            return opened.enter_context(town.home(tmp_path, name))

        yield give


@pytest.fixture(scope="session")
def fork() -> Iterator[Callable[..., int]]:
    """Run a command in a fork of a process that has all loaded; return how it ended.

    ``made`` says what would be run, and ``put`` runs several of those side by side.
    """
    command = [sys.executable, "-P", str(HERE / "rig.py")]
    lock = threading.Lock()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as rig:

        def put(commands: list[dict[str, Any]]) -> list[int]:
            assert rig.stdin
            assert rig.stdout
            with lock:
                print(json.dumps(commands), file=rig.stdin, flush=True)
                return list(json.loads(rig.stdout.readline()))

        def made(where: Any, *argv: str, faults: Sequence[dict[str, Any]] = (), **told: object) -> dict[str, Any]:
            told |= {"argv": argv, "cwd": str(where.cwd), "env": where.environment(), "faults": list(faults)}
            return told | {name: str(where.root / name) for name in ("out", "err")}

        def run(where: Any, *argv: str, **told: Any) -> int:
            return put([made(where, *argv, **told)])[0]

        run.made, run.put = made, put  # type: ignore[attr-defined]
        yield run
        assert rig.stdin
        rig.stdin.close()


@pytest.fixture
def clean(searching: ModuleType) -> Callable[..., None]:
    """Hold that none of the words is anywhere, and that the search looked at something and opened all."""

    known: dict[tuple[str, ...], Any] = {}

    def hold(words: Sequence[str], *folders: Path) -> None:
        search = known.setdefault(tuple(words), None) or searching.Search(words)
        known[tuple(words)] = search
        before = search.bytes
        hits = search.below(*folders)
        assert hits == []
        assert search.unopened == []
        assert search.bytes > before + 1_000, "nothing was written: nothing was proved"

    return hold
