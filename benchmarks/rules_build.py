"""What it costs to make rules from the files on disk: seconds and memory, beside a plain YAML loader on the same files.

    python benchmarks/rules_build.py [--rules 10000] [--quick]

The packs are generated like ours: files of 250 rules that share groups and take others from a vocabulary, four groups
of a rule's own, near and before over them, three examples that match and three that do not. Each line is measured in
a process of its own, best of three; memory is what resident size grows by, from after the imports.

- *plain*: ``yaml.CSafeLoader`` loads the files: the reference. It checks nothing and knows no lines.
- *read*: our reader, which refuses aliases, tags and keys that stand twice, and knows the line of every value.
- *build*: read, every rule, group, phrase and condition checked and made, and the rule set that finds them in texts.
- *load*: build, and the proof: every example, and every guard text in every version.
"""

from __future__ import annotations

import argparse
import gc
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import psutil
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import yamlfile
from rules.load import GUARD, Loaded, gather, prove
from words import Language

PER_FILE: Final = 250
PHRASES: Final = 54_000
"""Different phrases in all: what the parts were measured with when the aims were set."""

GAPS: Final = 0.04
"""Phrases that have a ``*``, of all."""

SLOTS: Final = 0.08
"""Phrases that have a slot."""

ONSETS: Final = tuple("b c ch d đ g gh h kh l m n ng nh ph qu r s t th tr v x".split())  # noqa: SIM905 - as one reads it
RIMES: Final = tuple(
    "ẫp ểch ỗc oắp uyễn ượm iễng oẹt uỗng ẵm ệp ỡn uỹnh oằng ẻm ậc ẽp uỵt ỉm ỗi ẳn oạch ởn ũng".split()  # noqa: SIM905 - as above
)
SYLLABLES: Final = [onset + rime for onset in ONSETS for rime in RIMES]
PLAIN: Final = tuple(
    "hôm nay trời đẹp bà con ra chợ bán rau cô giáo đưa học trò đi chơi xe khách về muộn".split()  # noqa: SIM905 - as above
)
WHEN: Final = (
    "near(a, b, 20) and near(b, {paying}, 30) or near(a, c, {talk}, 25)",
    "near(a, b or c, {paying}, 40) or before(a, d, 6) and near(a, {talk}, 20)",
    "near(a, b, 15) and near(a, c, 25) and any({talk}, d) or near(a, {paying} or d, 10)",
    "(near(a, b, 20) or near(c, b, 20)) and near(b, {paying}, 30) or before(a, b, c, 12)",
)


class Maker:
    """Makes packs; the same ones each time."""

    def __init__(self, seed: int) -> None:
        """Make the phrases that all groups are drawn from."""
        self.random = random.Random(seed)
        self.pool = [self.phrase() for _ in range(PHRASES)]

    def phrase(self) -> str:
        """Return two to five words that are none, some with a gap or a slot: about as often as in our packs."""
        words = self.random.choices(SYLLABLES, k=self.random.choices((2, 3, 4, 5), (1, 50, 35, 14))[0])
        kind = self.random.random()
        if kind < GAPS:
            words[1] = "*"
        elif kind < GAPS + SLOTS:
            words.append("<money>")
        return " ".join(words)

    def group(self, least: int, most: int) -> list[str]:
        """Return some phrases of the pool."""
        return self.random.choices(self.pool, k=self.random.randint(least, most))

    def plain(self) -> str:
        """Return a text that no rule finds anything in."""
        return " ".join(self.random.choices(PLAIN, k=self.random.randint(6, 14))).capitalize()

    def vocabulary(self) -> str:
        """Return the groups that all files share; the first, which every rule has under ``unless``, is in no text."""
        groups = [[" ".join(self.random.choices(SYLLABLES, k=6)) for _ in range(60)]] + [
            self.group(20, 90) for _ in range(23)
        ]
        return "groups:\n" + "".join(f"  v{number}: {written(group)}\n" for number, group in enumerate(groups))

    def pack(self, number: int) -> str:
        """Return one file."""
        shared = [self.group(8, 40) for _ in range(12)]
        groups = "".join(
            f"  s{at}: {{include: [v{at + 1}], any: {written(group)}}}\n" for at, group in enumerate(shared)
        )
        rules = "".join(self.rule(number * PER_FILE + index, shared) for index in range(PER_FILE))
        return f"category: fraud\ngroups:\n{groups}rules:\n{rules}"

    def rule(self, number: int, shared: list[list[str]]) -> str:
        """Return one rule; any condition holds where a phrase of a, one of b and one of paying stand in a row."""
        paying = self.random.randrange(12)
        groups = [self.group(3, 9) for _ in "abcd"]
        own = "".join(f"      {name}: {written(group)}\n" for name, group in zip("abcd", groups, strict=True))
        when = self.random.choice(WHEN).format(paying=f"s{paying}", talk=f"v{self.random.randrange(13, 24)}")
        said = ("".join(f", {self.said(group)}" for group in (*groups[:2], shared[paying])) for _ in range(3))
        match = "".join(f"        - {self.plain()}{found}, {self.plain()}\n" for found in said)
        other = "".join(f"        - {self.plain()}, {self.plain()}\n" for _ in range(3))
        return (
            f"  - id: fraud.made_{number}\n"
            f"    title: {{vi: Quy tắc số {number}, en: Rule number {number}}}\n"
            "    advice:\n      vi: Đừng chuyển tiền, hãy gọi cho người thân và báo công an xã, phường nơi ở.\n"
            "      en: Do not send money; call your family and tell the commune or ward police where you live.\n"
            "    severity: high\n    source: bộ quy tắc tạo ra để đo, không có thật\n"
            f"    phrases:\n{own}    when: {when}\n    unless: v0\n"
            f"    examples:\n      match:\n{match}      no_match:\n{other}"
        )

    def said(self, phrases: list[str]) -> str:
        """Return words in which a phrase of the group is found."""
        return self.random.choice(phrases).replace("*", "xa").replace("<money>", "5 triệu")


def written(phrases: list[str]) -> str:
    """Return the group as YAML."""
    return f"[{', '.join(phrases)}]"


def write(folder: Path, rules: int) -> None:
    """Write the packs of so many rules."""
    maker = Maker(7)
    (folder / "vocabulary.yaml").write_text(maker.vocabulary(), "utf-8")
    for number in range(rules // PER_FILE):
        (folder / f"made_{number:03}.yaml").write_text(maker.pack(number), "utf-8")


def plain(folder: Path) -> object:
    """Load the files as anybody would."""
    return [yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader) for file in sorted(folder.glob("*.yaml"))]


def read(folder: Path) -> object:
    """Read the files with our reader."""
    return [yamlfile.read(file) for file in sorted(folder.glob("*.yaml"))]


def build(folder: Path) -> object:
    """Make rules, and the rule set that finds them."""
    return sound(gather((), builtin=folder, guarded=GUARD))


def load(folder: Path) -> object:
    """Make rules, and try them on all their examples and the whole guard corpus."""
    loaded = gather((), builtin=folder, guarded=GUARD)
    prove(loaded)
    return sound(loaded)


def sound(loaded: Loaded) -> Loaded:
    """Return it, if nothing is wrong with it."""
    if loaded.problems:
        raise SystemExit(loaded.problems[0].in_(Language.EN))
    return loaded


STEPS: Final = {step.__name__: step for step in (plain, read, build, load)}


def measured(step: str, folder: Path) -> None:
    """Print the seconds and megabytes of one step."""
    process = psutil.Process()
    before, began = process.memory_info().rss, time.process_time()
    kept = STEPS[step](folder)
    seconds = time.process_time() - began
    gc.collect()
    print(seconds, (process.memory_info().rss - before) / 1e6, kept is not None)


def main() -> None:
    """Print each step's best time, its ratio to the plain loader's, and its least memory."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rules", type=int, default=10_000)
    options.add_argument("--quick", action="store_true", help="one round instead of three")
    options.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.step:
        measured(given.step[0], Path(given.step[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), given.rules)
        size = sum(file.stat().st_size for file in Path(name).glob("*.yaml"))
        print(f"{given.rules} rules, {size / 1e6:.1f} MB of YAML")
        print(f"{'':8}{'seconds':>9}{'× plain':>9}{'MB':>7}")
        reference = 0.0
        for step in STEPS:
            told = [_child(step, name) for _ in range(1 if given.quick else 3)]
            seconds, megabytes = (min(each) for each in zip(*told, strict=True))
            reference = reference or seconds
            print(f"{step:8}{seconds:9.2f}{seconds / reference:9.2f}{megabytes:7.0f}")


def _child(step: str, folder: str) -> tuple[float, float]:
    said = subprocess.run(  # noqa: S603 - this file again
        [sys.executable, __file__, "--step", step, folder], capture_output=True, check=True, text=True
    )
    seconds, megabytes, _ = said.stdout.split()
    return float(seconds), float(megabytes)


if __name__ == "__main__":
    main()
