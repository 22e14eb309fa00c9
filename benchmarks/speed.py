"""How fast texts are read and matched, each time against `json.loads` of the same line in the same run.

    uv run python -m benchmarks.speed --quick            # two minutes
    uv run python -m benchmarks.speed                    # some ten minutes, up to 10,000 rules
    uv sync --group bench                                # other matchers to compare with, where they have wheels

Texts and rules are made up (`benchmarks/corpus.py`), the same in every run. A line holds nothing but the text, which
is the least a `json.loads` can be asked for. `hits` are finds of literals per item, `held` the rules that matched.
Every time is the best of several rounds in which it takes turns with `json.loads`; on a noisy machine only the ratios
mean something.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import cast

import psutil

from benchmarks import corpus
from pipelines import Outcome, Pipeline, build_stages
from records import Article, ItemKind
from rules import RuleSet, gazetteer
from rules.index import KERNEL, Plain, make_index
from rules.model import Literal, Phrase
from storage.base import Store
from vietnamese import Text, read
from vietnamese.text import read_uncompiled

Read = Callable[[str], Text]
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True)
class Items:
    """Texts, and each as a line of JSON."""

    name: str
    texts: Sequence[str]
    lines: Sequence[bytes]

    @classmethod
    def of(cls, name: str, texts: Sequence[str]) -> Items:
        """Make them."""
        return cls(name, texts, [json.dumps({"text": text}, ensure_ascii=False).encode() for text in texts])

    def few(self, count: int) -> Items:
        """Return the first of them, for what is slow."""
        return Items(self.name, self.texts[:count], self.lines[:count])


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def against_json(items: Items, work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return µs of CPU per item, and the ratio to `json.loads`: of the best rounds of each, taken in turns."""
    work()
    pairs = [(timed(lambda: [json.loads(line) for line in items.lines]), timed(work)) for _ in range(rounds)]
    base, best = min(base for base, _ in pairs), min(mine for _, mine in pairs)
    return best / len(items.texts) * 1e6, best / base


def table(title: str, heads: str) -> None:
    print(f"\n{title}\n{heads}")


def row(label: str, measured: tuple[float, float], *more: str) -> None:
    print(f"  {label:<46}{measured[0]:>10.1f} µs{measured[1]:>9.2f} ×  {'  '.join(more)}".rstrip(), flush=True)


# -- reading ---------------------------------------------------------------------------------------------------------


def reading(items: Items, rounds: int) -> None:
    table(f"clean: both views of {items.name}", f"  {'':<46}{'per item':>13}{'json.loads':>11}")
    ways: list[tuple[str, Read]] = [("with the kernel", read)] if KERNEL else []
    for name, way in [*ways, ("without", read_uncompiled)]:
        few = items if way is read else items.few(100)
        row(f"{name}, offsets when asked for", against_json(few, partial(_each, way, few.texts), rounds))
        row(f"{name}, all offsets", against_json(few, partial(_each, lambda text: way(text).starts, few.texts), rounds))  # noqa: B023 - called at once


def _each(work: Callable[[str], object], texts: Sequence[str]) -> None:
    for text in texts:
        work(text)


# -- matching --------------------------------------------------------------------------------------------------------


def matching(rules: RuleSet, items: Items, rounds: int, label: str) -> float:
    """Print the match stage: both views, phrases, conditions. Return its ratio to `json.loads`."""

    def stage(rules: RuleSet, way: Read, texts: Sequence[str]) -> None:
        for text in texts:
            rules.match(way(text), kind=ItemKind.REMARK, placed=False)

    views = [read(text) for text in items.texts]
    count = len(views)
    hits = sum(len(starts) for view in views for starts in rules.index.find(view).values()) / count
    held = sum(len(rules.match(view, kind=ItemKind.REMARK, placed=False)) for view in views) / count
    said = f"hits {hits:.1f}  held {held:.3f}"
    measured = against_json(items, lambda: stage(rules, read, items.texts), rounds)
    row(label, measured, said)
    if KERNEL and "without" not in label:
        plain = replace(rules, index=Plain(rules.rules, rules.stances))
        few = items.few(100)
        row(
            f"{label}, without the kernel",
            against_json(few, lambda: stage(plain, read_uncompiled, few.texts), max(2, rounds // 4)),
        )
    return measured[1]


def growth(rule_sets: dict[int, RuleSet], rounds: int, count: int) -> None:
    """Print what more rules cost at equal hits, and more hits at equal rules.

    In the posts nothing is found but what is planted: phrases that make as many hits with the few rules as with the
    many. What is printed as hits was counted in these very posts.
    """
    low, high = sorted(rule_sets)[1], max(rule_sets)
    pool = _alike(rule_sets[low], rule_sets[high])
    table(
        f"match stage on invented posts, as phrases are planted in them: {low} rules and {high}",
        f"  {'':<46}{'per item':>13}{'json.loads':>11}",
    )
    base = 0.0
    for many in (0, 1, 3, 10):
        made = corpus.planted(count, corpus.POST_WORDS, many, pool, rule_sets[high])
        posts = Items.of("posts", made)
        few = matching(rule_sets[low], posts, rounds, f"{low} rules, {many} planted (without is above)")
        all_ = matching(rule_sets[high], posts, rounds, f"{high} rules, {many} planted (without is above)")
        base = base or few
        print(
            f"  {'':<46}{high} : {low} rules {all_ / few:.2f} ×, to {low} rules with none planted {all_ / base:.2f} ×"
        )


def _alike(few: RuleSet, many: RuleSet) -> list[str]:
    """Return plain phrases in which both find one literal, and the same."""
    found = []
    for each in corpus.phrases(few):
        if len(each.parts) == 1 and each.literal and " " in each.literal:
            text = read(each.written)
            finds = few.index.find(text)
            if len(finds) == 1 and finds == many.index.find(text):
                found.append(each.written)
    return found


# -- others ----------------------------------------------------------------------------------------------------------


def others(rules: RuleSet, items: Items, rounds: int) -> None:
    """Print what other matchers take for the plain phrases, fed both views; and a loop of `re`, by a sample."""
    views = [read(text) for text in items.texts]
    fed = [f" {view.exact} \n {view.folded} ".replace("\n", " ") for view in views]
    plain = {f" {part} " for each in corpus.phrases(rules) if each.literal for part in _both(each)}
    known = sorted(plain)
    table(
        f"finding {len(known):,} literals of {len(rules.rules):,} rules in both views of {items.name}",
        f"  {'':<46}{'per item':>13}{'json.loads':>11}",
    )
    index = rules.index
    row("ours: literals, marks, conditions", against_json(items, lambda: [index.judge(view) for view in views], rounds))
    for name, make in MATCHERS.items():
        try:
            find = make(known)
        except ImportError:
            print(f"  {name:<46}{'not installed':>13}")
            continue
        row(name, against_json(items, partial(_each, find, fed), rounds))
    sample = known[:: max(1, len(known) // 200)]
    loop = [re.compile(rf"(?<!\w){re.escape(each.strip())}(?!\w)") for each in sample]
    texts = items.few(20)
    found, ratio = against_json(texts, lambda: [one.search(text) for text in fed[:20] for one in loop], 2)
    scale = len(known) / len(sample)
    row(f"`re`, {len(sample)} of them timed, scaled", (found * scale, ratio * scale))


def _both(phrase: Phrase) -> tuple[str, ...]:
    parts = [part for part in phrase.parts if isinstance(part, Literal) and part.folded == phrase.literal]
    return tuple(each for part in parts for each in (part.exact, part.folded))


def _ahocorasick_rs(known: list[str]) -> Callable[[str], object]:
    automaton = importlib.import_module("ahocorasick_rs").AhoCorasick(known)
    return lambda text: automaton.find_matches_as_indexes(text, overlapping=True)


def _daachorse(known: list[str]) -> Callable[[str], object]:
    automaton = importlib.import_module("daachorse").CharwiseDoubleArrayAhoCorasick(known)
    return cast("Callable[[str], object]", automaton.find_overlapping)


def _pyahocorasick(known: list[str]) -> Callable[[str], object]:
    automaton = importlib.import_module("ahocorasick").Automaton()
    for number, literal in enumerate(known):
        automaton.add_word(literal, number)
    automaton.make_automaton()
    return lambda text: list(automaton.iter(text))


def _hyperscan(known: list[str]) -> Callable[[str], object]:
    hyperscan = importlib.import_module("hyperscan")
    database = hyperscan.Database()
    expressions = [re.escape(each).encode() for each in known]
    database.compile(expressions=expressions, ids=list(range(len(known))), elements=len(known), flags=[0] * len(known))
    found: list[tuple[int, int]] = []

    def find(text: str) -> object:
        found.clear()
        database.scan(text.encode(), match_event_handler=lambda number, _, end, *__: found.append((number, end)))
        return found

    return find


MATCHERS: dict[str, Callable[[list[str]], Callable[[str], object]]] = {
    "ahocorasick_rs": _ahocorasick_rs,
    "daachorse": _daachorse,
    "pyahocorasick": _pyahocorasick,
    "hyperscan": _hyperscan,
}


# -- the whole pipeline ----------------------------------------------------------------------------------------------


def pipeline(rules: RuleSet, texts: Sequence[str], rounds: int, name: str) -> None:
    """Print the whole pipeline for articles that match nothing and name no place: no store is ever asked."""
    store = cast("Store", None)
    stages = build_stages(rules, gazetteer.load(), store, (), clock=lambda: NOW)
    every = [
        Article(source="bao", url="https://bao.example/1", title="", text=text, published=None, fetched=NOW)
        for text in texts
    ]

    def outcome(article: Article) -> bool:
        try:
            return Pipeline(stages, store, lambda: NOW).run(article) is Outcome.DISCARDED
        except AttributeError:  # it was to be kept, and there is no store
            return False

    nothing = [article for article in every if outcome(article)]
    run = Pipeline(stages, store, lambda: NOW).run
    items = Items.of(name, [article.text for article in nothing])
    table(
        f"whole pipeline, {len(nothing)} of {len(every)} {name} that match nothing, {len(rules.rules):,} rules",
        f"  {'':<46}{'per item':>13}{'json.loads':>11}",
    )
    row("clean, places, match, relevant", against_json(items, lambda: [run(each) for each in nothing], rounds))
    row("of which reading", against_json(items, lambda: [read(each) for each in items.texts], rounds))


def building(size: int) -> RuleSet:
    gc.collect()
    before, began = psutil.Process().memory_info().rss, time.perf_counter()
    made = corpus.rule_set(size)
    took, grown = time.perf_counter() - began, psutil.Process().memory_info().rss - before
    began = time.perf_counter()
    make_index(made.rules, made.stances)
    index = time.perf_counter() - began
    phrases = len(corpus.phrases(made))
    print(
        f"  {size:>6,} rules, {phrases:>7,} phrases: {took:5.1f} s, {grown / 1e6:4.0f} MB; their index {index:5.2f} s"
    )
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="up to 1,000 rules, fewer texts and rounds")
    quick = parser.parse_args().quick
    rounds, count = (5, 200) if quick else (15, 400)
    print(f"kernel: {'yes' if KERNEL else 'no'}")
    began = time.perf_counter()
    corpus.packs()
    print(f"our packs read and proved in {time.perf_counter() - began:.1f} s; building others, phrases and all:")
    rule_sets = {size: building(size) for size in ((10, 100, 1_000) if quick else (10, 100, 1_000, 10_000))}
    largest = rule_sets[max(rule_sets)]
    for name, words, share in (("posts", corpus.POST_WORDS, 1), ("articles", corpus.ARTICLE_WORDS, 8)):
        half = Items.of(f"{name}, half of labelled sentences", corpus.texts(count // share, words, labelled=0.5))
        real = Items.of(f"{name} of labelled sentences alone", corpus.texts(count // share, words, labelled=1))
        reading(half, rounds)
        for items in (half, real):
            table(
                f"match stage: views, phrases, conditions; {items.name}",
                f"  {'':<46}{'per item':>13}{'json.loads':>11}",
            )
            for size, rules in rule_sets.items():
                matching(rules, items, rounds, f"{size:,} rules")
        others(largest, half, rounds)
        pipeline(rule_sets[1_000], half.texts, rounds, name)
    growth(rule_sets, rounds, count)


if __name__ == "__main__":
    main()
