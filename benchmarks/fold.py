"""What counting voices costs: as ratios to ``json.loads`` of the same lines, in the same run.

::

    uv run python benchmarks/fold.py                          # up to 20,000 remarks, a minute
    uv run python benchmarks/fold.py --fill 100000 1000000    # by hand: a quarter of an hour, 2 GB of disk

The mix is printed before the figures. *fold alone* is what a remark that matches costs behind the rules: tags, marks,
the window, passages, claims, signals. *whole* is every stage from the bytes of a line. ``--fill`` is how many matching
remarks lie in the window when a figure is taken. Times are of this process's processor, the best of several: what other
programs do meanwhile hardly shows. Bytes are those of the window's files, or what the window in memory says it takes.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
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
from pipelines.places import add_places
from records import ZONE, Category, Match, Remark, Severity, Span, Stance
from rules import RuleSet, load
from rules.gazetteer import Gazetteer
from rules.gazetteer import load as load_places
from storage import open_store, open_window
from storage.base import Store
from storage.window import Limits, Window
from vietnamese import read

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
TOGETHER = 50
"""Remarks in a transaction, as in ``rotin ingest``."""

WORDS = (8, 52, 110)
"""Words of a remark: half of them have up to the middle, few as many as the last; 52 in the mean."""

RETOLD, RUMOURS, REPEATED, PLACED = 0.1, 50, 0.05, 0.3
"""Share of remarks that tell one of so many rumours, that are a remark again by the same author, that name a place."""

PARTS = 12
"""Pieces in which a figure is taken; the middle one of them is told."""

MATCHING = 0.02
"""Share of remarks in the whole pipeline that match a rule; the rest ends before the fold."""

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
VOCABULARY = [f"{onset}{vowel}" for onset in ONSETS for vowel in VOWELS]
PLACES = ("xã Hạ Lang", "xã Quảng Uyên", "phường Thục Phán", "xã Trùng Khánh")
MATCH = Match(
    rule="disaster.dam_break",
    category=Category.DISASTER,
    stance=Stance.REPORT,
    severity=Severity.HIGH,
    spans=(Span(phrase="đập", start=0, end=3),),
)


def lines(count: int, seed: int, *, matching: float) -> list[bytes]:
    """Return so many lines of ``rotin ingest``; ``matching`` is the share that matches a rule."""
    chance, rumours = random.Random(seed), random.Random("rumours")
    told = [rumours.choices(VOCABULARY, k=rumours.randint(12, 30)) for _ in range(RUMOURS)]
    found: list[bytes] = []
    for number in range(count):
        if found and chance.random() < REPEATED:
            found.append(chance.choice(found))
            continue
        words = chance.choices(VOCABULARY, k=int(chance.triangular(WORDS[0], WORDS[2], WORDS[1] - 14)))
        if chance.random() < matching:
            at = chance.randrange(len(words))
            words[at:at] = ["đập", "sắp", "vỡ", "rồi"]
            if chance.random() < RETOLD:
                words[at + 4 : at + 4] = chance.choice(told)
            if chance.random() < PLACED:
                words.append(chance.choice(PLACES))
        said = NOW - timedelta(minutes=chance.randrange(60 * 60))
        line = {"kind": "remark", "source": "mang", "author": f"{seed}-{number}", "text": " ".join(words)}
        found.append(json.dumps(line | {"said_at": said.isoformat()}, ensure_ascii=False).encode())
    return found


def timed(work: Callable[[bytes], object], some: list[bytes]) -> float:
    """Return µs for each line."""
    began = time.process_time()
    for line in some:
        work(line)
    return (time.process_time() - began) / len(some) * 1e6


def reference(some: list[bytes]) -> float:
    """Return µs of ``json.loads`` for each line, the best of several."""
    return min(timed(json.loads, some) for _ in range(9))


def windows(folder: Path, wanted: list[str], stack: ExitStack) -> Iterator[tuple[str, Window, Ring]]:
    """Open each window that is wanted, one after the other."""
    ring = Ring.made(NOW - timedelta(hours=1))
    turned = ring.turned(NOW + timedelta(hours=72), timedelta(hours=72))
    for name in wanted:
        path = None if name == "memory" else folder / f"{name}.sqlite"
        keys = turned if name == "turned" else ring
        yield name, stack.enter_context(open_window(path, keys, Limits(size=1 << 34))), keys


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--fill", type=int, nargs="*", default=[2_000, 20_000])
    asked.add_argument("--measure", type=int, default=3_000)
    asked.add_argument("--windows", nargs="*", default=["memory", "sqlite", "turned"])
    given = asked.parse_args()
    rules, places = load(), load_places()
    show_mix()
    with TemporaryDirectory() as name, ExitStack() as stack:
        store = stack.enter_context(open_store(str(Path(name) / "rotin.sqlite")))
        measure_pipeline(rules, places, store, given.measure, Path(name))
        for label, window, ring in windows(Path(name), given.windows, stack):
            folder = Folder(Counting(window, ring), store, rules, places)
            measure_fold(label, folder, window, Door(ring), places, given.fill, given.measure)


def show_mix() -> None:
    some = lines(5_000, 7, matching=MATCHING)
    words = sorted(json.loads(line)["text"].count(" ") + 1 for line in some)
    print(
        f"remarks of {sum(words) / len(words):.0f} words ({words[len(words) // 20]}-{words[-len(words) // 20]}), "
        f"{sum(map(len, some)) // len(some)} bytes a line; {REPEATED:.0%} are there again; {MATCHING:.0%} match, and "
        f"of these {RETOLD:.0%} tell one of {RUMOURS} rumours of 12-30 words and {PLACED:.0%} name a commune"
    )


def measure_pipeline(rules: RuleSet, places: Gazetteer, store: Store, count: int, folder: Path) -> None:
    """Tell what every stage from the bytes of a line costs together."""
    ring = Ring.made(NOW - timedelta(hours=1))
    door = Door(ring)
    for label, matching in (
        ("that match nothing", 0.0),
        (f"of which {MATCHING:.0%} match", MATCHING),
        ("all match", 1.0),
    ):
        some = lines(count, 11, matching=matching)
        base = reference(some)
        with open_window(folder / f"pipeline-{matching}.sqlite", ring, Limits()) as window:
            folded = Folder(Counting(window, ring), store, rules, places)
            stages = build_stages(rules, places, store, (), folder=folded, clock=lambda: NOW)
            pipeline = Pipeline(stages, store, lambda: NOW, folder=folded)
            shares = []
            for first in range(0, count, count // 8):
                part = some[first : first + count // 8]
                base = reference(part)
                line = timed(lambda line: read_item(line, door=door, now=NOW), part)
                shares.append((put_through(pipeline, door, part) / base, line / base, base))
        whole, line, base = (median(each) for each in zip(*shares, strict=True))
        print(
            f"whole pipeline, {label:<16} {whole:6.1f} × (best {min(shares)[0]:.1f}; line and door {line:.1f}) of "
            f"json.loads ({base:.1f} µs): {1e6 / whole / base:,.0f} a second",
            flush=True,
        )


def put_through(pipeline: Pipeline, door: Door, some: list[bytes]) -> float:
    """Return µs for each line of all that is done with it."""
    began = time.process_time()
    for first in range(0, len(some), TOGETHER):
        with pipeline.together():
            for line in some[first : first + TOGETHER]:
                pipeline.run(read_item(line, door=door, now=NOW))
    pipeline.settle()
    return (time.process_time() - began) / len(some) * 1e6


def drafts(some: list[bytes], door: Door, places: Gazetteer) -> list[Draft]:
    """Return the remarks as they come to the fold, matched already."""
    found = []
    for line in some:
        remark = read_item(line, door=door, now=NOW)
        assert isinstance(remark, Remark)
        draft = Draft(item=remark, text=read(remark.text), matches=(MATCH,))
        found.append(add_places(draft, gazetteer=places, local=()))
    return found


def measure_fold(  # noqa: PLR0913, PLR0917 - what is measured, by name
    label: str, folder: Folder, window: Window, door: Door, places: Gazetteer, fills: list[int], count: int
) -> None:
    """Fill the window step by step, and tell what further remarks cost at each, and what all cost so far."""
    filled, spent, first = 0, 0.0, 0.0
    for fill in fills:
        while filled < fill:
            ready = drafts(lines(min(20_000, fill - filled), 100 + filled, matching=1.0), door, places)
            spent += fold(folder, ready, settle=True) * len(ready)
            filled += len(ready)
            ratios = []
        for part in range(PARTS):
            some = lines(count // PARTS, 200 + filled + part, matching=1.0)
            ready, before = drafts(some, door, places), reference(some)
            cost = fold(folder, ready, settle=part == PARTS - 1)
            ratios.append(cost / (before + reference(some)) * 2)
            filled, spent, base = filled + len(some), spent + cost * len(some), before
        ratio = median(ratios)
        first = first or ratio
        size = window.size()
        print(
            f"fold alone, {label:<7}{filled:>10,} remarks: {ratio:5.1f} × (best {min(ratios):.1f}; growth "
            f"{ratio / first:.2f}); {spent / filled / base:5.1f} × on the way; {size.bytes / filled:6.0f} bytes and "
            f"{size.items / filled:.1f} items a remark",
            flush=True,
        )


def fold(folder: Folder, some: list[Draft], *, settle: bool) -> float:
    """Fold the remarks, as many together as ``rotin ingest`` does; return µs for each."""
    began = time.process_time()
    for first in range(0, len(some), TOGETHER):
        with folder.together():
            for draft in some[first : first + TOGETHER]:
                folder.fold(draft, now=NOW)
    if settle:
        folder.settle(now=NOW)
    return (time.process_time() - began) / len(some) * 1e6


if __name__ == "__main__":
    main()
