"""What counting voices costs: as ratios to ``json.loads`` of the same lines, in the same run.

::

    uv run python benchmarks/fold.py            # 20,000 remarks, a minute
    uv run python benchmarks/fold.py --fill 100000 1000000

Remarks are of 52 words: most of them said once, one in ten a telling of one of fifty rumours with its own beginning and
end. *fold alone* is what a remark that matches costs behind the rules: tags, marks, the window, passages, claims.
``--fill`` puts so many remarks into the window first, and tells how the cost and the bytes grow.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from door import Door, Ring
from pipelines import Pipeline, build_stages
from pipelines.counting import Counting
from pipelines.draft import Draft
from pipelines.fold import Folder
from pipelines.ingest import read_item
from records import ZONE, Category, Match, Remark, Severity, Span, Stance
from rules import load
from rules.gazetteer import load as load_places
from storage import open_store, open_window
from storage.window import Limits, Window
from vietnamese import read

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
WORDS = 52
TOGETHER = 50
ONSETS = ("b", "c", "d", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "s", "t", "th", "tr", "v", "x")
VOWELS = (
    "a",
    "á",
    "à",
    "ả",
    "ã",
    "ạ",
    "ai",
    "ao",
    "anh",
    "ang",
    "ân",
    "âu",
    "e",
    "è",
    "ên",
    "iên",
    "o",
    "on",
    "ong",
    "u",
)
MATCH = Match(
    rule="disaster.dam_break",
    category=Category.DISASTER,
    stance=Stance.REPORT,
    severity=Severity.HIGH,
    spans=(Span(phrase="đập", start=0, end=3),),
)
RETOLD = 0.1  # of what is said


def lines(count: int, seed: int, *, matching: bool) -> list[bytes]:
    """Return so many lines of ``rotin ingest``, each of another author."""
    chance = random.Random(seed)
    vocabulary = [f"{a}{b}" for a in ONSETS for b in VOWELS]
    rumours = [chance.choices(vocabulary, k=20) for _ in range(50)]
    found = []
    for number in range(count):
        words = chance.choices(vocabulary, k=WORDS)
        if matching:
            words[:4] = ["đập", "sắp", "vỡ", "rồi"]
            if chance.random() < RETOLD:
                words[15:35] = chance.choice(rumours)
        said = NOW - timedelta(minutes=chance.randrange(60 * 60))
        line = {"kind": "remark", "source": "mang", "author": f"{seed}-{number}", "text": " ".join(words)}
        found.append(json.dumps(line | {"said_at": said.isoformat()}, ensure_ascii=False).encode())
    return found


@contextmanager
def windows(folder: Path) -> Iterator[dict[str, tuple[Window, Ring]]]:
    ring = Ring.made(NOW)
    later = ring.turned(NOW + timedelta(hours=72), timedelta(hours=72))
    limits = Limits(size=1 << 34)
    with (
        open_window(None, ring, limits) as memory,
        open_window(folder / "one.sqlite", ring, limits) as one,
        open_window(folder / "two.sqlite", later, limits) as two,
    ):
        yield {"memory": (memory, ring), "sqlite": (one, ring), "sqlite, two keys": (two, later)}


def timed(work: Callable[[bytes], object], some: list[bytes]) -> float:
    """Return µs for each line."""
    began = time.perf_counter()
    for line in some:
        work(line)
    return (time.perf_counter() - began) / len(some) * 1e6


def reference(some: list[bytes]) -> float:
    return median(timed(json.loads, some) for _ in range(5))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--fill", type=int, nargs="*", default=[10_000])
    asked.add_argument("--measure", type=int, default=2_000)
    given = asked.parse_args()
    rules, places = load(), load_places()
    idle = lines(given.measure, 1, matching=False)
    base = reference(idle)
    print(f"json.loads of a line of {WORDS} words: {base:.1f} µs")
    with TemporaryDirectory() as name, open_store(str(Path(name) / "rotin.sqlite")) as store:
        stages = build_stages(rules, places, store, (), clock=lambda: NOW)
        pipeline, door = Pipeline(stages, store, lambda: NOW), Door(Ring.made(NOW))
        read = timed(lambda line: read_item(line, door=door, now=NOW), idle)
        whole = timed(lambda line: pipeline.run(read_item(line, door=door, now=NOW)), idle)
        print(f"a remark that matches nothing: {whole / base:.1f} × (of it line and door {read / base:.1f} ×)")
        with windows(Path(name)) as opened:
            for label, (window, ring) in opened.items():
                measure(label, Folder(Counting(window, ring), store, rules, places), window, Door(ring), given, base)


def drafts(some: list[bytes], door: Door) -> list[Draft]:
    """Return the remarks as they come to the fold, matched already."""
    found = []
    for line in some:
        remark = read_item(line, door=door, now=NOW)
        assert isinstance(remark, Remark)
        found.append(Draft(item=remark, text=read(remark.text), matches=(MATCH,)))
    return found


def measure(  # noqa: PLR0913, PLR0917 - what is measured, by name
    label: str, folder: Folder, window: Window, door: Door, given: argparse.Namespace, base: float
) -> None:
    """Fill the window step by step, and tell what further remarks cost at each."""
    filled = 0
    for fill in given.fill:
        while filled < fill:
            some = drafts(lines(min(5_000, fill - filled), 100 + filled, matching=True), door)
            run(folder, some)
            filled += len(some)
        cost = run(folder, drafts(lines(given.measure, 100 + filled, matching=True), door))
        filled += given.measure
        size = window.size()
        print(
            f"fold alone, {label:<18}{filled:>10,} remarks: {cost / base:6.1f} ×"
            f"{size.bytes / filled:8.0f} bytes a remark, {size.items / filled:.1f} items"
        )


def run(folder: Folder, some: list[Draft]) -> float:
    """Fold the remarks, as many together as ``rotin ingest`` does; return µs for each."""
    began = time.perf_counter()
    for first in range(0, len(some), TOGETHER):
        with folder.together():
            for draft in some[first : first + TOGETHER]:
                folder.fold(draft, now=NOW)
    return (time.perf_counter() - began) / len(some) * 1e6


if __name__ == "__main__":
    main()
