"""Every window engine there is, and how the tests of the contract speak to one.

A second engine is one line in ENGINES: it exists when it passes ``test_window.py`` and ``test_window_together.py``. One
that several processes can open at once passes the tests that ask for a second handle too.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest
from hypothesis import strategies as st

from door import Key, Ring
from records import ZONE
from storage import open_window
from storage.window import Batch, Limits, Window, hour_of

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
HOUR = hour_of(NOW)
OLD, NEW = (Key(secret=bytes([n]) * 32, born=NOW - timedelta(hours=72 * (2 - n))) for n in (1, 2))
ONE, BOTH, LATER = Ring(keys=(OLD,)), Ring(keys=(NEW, OLD)), Ring(keys=(NEW,))
K = 3
LIMITS = Limits(voices=K)

Opener = Callable[[Path, Ring, Limits], Window]
Fresh = Callable[..., AbstractContextManager[Window]]


@dataclass
class Engine:
    """How a window is opened in a folder, and whether others may open it meanwhile."""

    open: Opener
    shared: bool


ENGINES = {
    "memory": Engine(lambda _, ring, limits: open_window(None, ring, limits), shared=False),
    "sqlite": Engine(lambda folder, ring, limits: open_window(folder / "window.sqlite", ring, limits), shared=True),
}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request) -> Engine:
    return ENGINES[request.param]


@pytest.fixture(scope="module", params=[name for name, engine in ENGINES.items() if engine.shared])
def shared(request) -> Engine:
    return ENGINES[request.param]


@pytest.fixture(scope="module")
def fresh(engine: Engine, tmp_path_factory) -> Fresh:
    base = tmp_path_factory.mktemp("window")

    @contextmanager
    def open_fresh(ring: Ring = ONE, limits: Limits = LIMITS) -> Iterator[Window]:
        with engine.open(Path(mkdtemp(dir=base)), ring, limits) as window:
            yield window

    return open_fresh


def number(*parts: object) -> int:
    """Return what stands for something: unrelated numbers, as the real ones are."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest()) or 1


def batches(ring: Ring, items: Sequence[int], voices: Sequence[int]) -> list[Batch]:
    return [
        Batch(
            key.name,
            np.array([number(item, key.name) for item in items], dtype=np.uint64),
            np.array([number(item, voice, key.name) for item, voice in zip(items, voices, strict=True)], np.uint64),
        )
        for key in ring.keys
    ]


def add(window: Window, items: Sequence[int], voice: int, *, ring: Ring = ONE, said: int = HOUR) -> list[int]:
    """Add one voice at items."""
    found: list[int] = window.add(batches(ring, items, [voice] * len(items)), said=[said] * len(items)).tolist()
    return found


def add_all(window: Window, said: Sequence[tuple[int, int, int]], *, ring: Ring = ONE) -> list[int]:
    """Add several at once: item, voice and hour of each."""
    together = batches(ring, [item for item, _, _ in said], [voice for _, voice, _ in said])
    found: list[int] = window.add(together, said=[hour for _, _, hour in said]).tolist()
    return found


def tally(window: Window, item: int, voice: int, *, ring: Ring = ONE, said: int = HOUR, source: str = "mạng") -> None:
    window.tally(batches(ring, [item], [voice]), said=[said], sources=[source])


def tally_of(ring: Ring, item: int) -> list[tuple[str, int]]:
    return [(key.name, number(item, key.name)) for key in ring.keys]


def content(window: Window, ring: Ring, items: Sequence[int] = range(8)) -> object:
    """Return all a window can tell of the items and tallies there may be; what it is asked is taken back."""

    class Over(Exception):  # noqa: N818 - a way out
        pass

    found: list[object] = []
    for item in items:
        with suppress(Over), window.transaction():
            window.seed(tally_of(ring, 1000), tally_of(ring, item))
            found.append(sorted(window.tallied(tally_of(ring, 1000))))
            raise Over
        found.append(sorted(window.tallied(tally_of(ring, item))))
    return found, window.size().items, window.size().tallied


SAID = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6), st.integers(0, 60).map(HOUR.__add__)), max_size=40)


def in_batches(said: Sequence[tuple[int, int, int]], cuts: Sequence[int]) -> list[Sequence[tuple[int, int, int]]]:
    edges = [0, *sorted(min(cut, len(said)) for cut in cuts), len(said)]
    return [said[first:last] for first, last in pairwise(edges)]
