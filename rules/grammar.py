"""The language of conditions, from text to a tree.

::

    expression := both { "or" both }
    both       := one { "and" one }
    one        := "not" one | "(" expression ")" | test
    test       := group
                | "near" "(" either "," either { "," either } "," n ")"     at most n words between, in any order
                | "before" "(" either "," either { "," either } "," n ")"   the same, in this order
                | "count" "(" either ")" ">=" n                             so many hits that do not overlap
                | "any" "(" eithers ")" | "all" "(" eithers ")" | n "of" "(" eithers ")"
    eithers    := either { "," either }
    either     := group { "or" group }
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache, partial
from typing import Final, NamedTuple

from rules.condition import And, Count, Group, Near, Node, Or, Some, Stretch
from words import Words

MAX_LENGTH: Final = 4_000
"""Characters of a condition; longer ones are not read by anyone."""

MAX_DEPTH: Final = 40
"""Parentheses and negations inside each other: the parser recurses."""

MAX_NUMBER: Final = 1_000
"""Largest distance or count: an article has about 600 words."""

KEYWORDS: Final = frozenset({"or", "and", "not", "near", "before", "count", "any", "all", "of"})
"""Words of the language, which no group may be called."""

MAX_NEAR: Final = 6
"""Groups of one near or before: with each more, what is remembered of a text doubles."""

UNION: Final = " or "
"""Between the names of groups that a test takes for one: ``near(a or b, c, 9)`` speaks of the group ``a or b``."""

MAX_TOLD: Final = 12
"""Groups a sentence lists where none is spelled nearly like the unknown one."""


class ConditionError(Exception):
    """A condition that cannot be read; ``found`` has each fault with its column, from 1."""

    def __init__(self, found: Sequence[tuple[int, Words]]) -> None:
        super().__init__("; ".join(f"column {column}: {what.en}" for column, what in found))
        self.found = tuple(found)


def parse(text: str, known: Collection[str]) -> Node:
    """Return the condition ``text`` over the groups ``known``.

    Raises:
        ConditionError: with every unknown group, and the first place that cannot be understood.
    """
    if len(text) > MAX_LENGTH:
        what = Words(vi=f"điều kiện dài hơn {MAX_LENGTH} ký tự", en=f"a condition over {MAX_LENGTH} characters")
        raise ConditionError([(1, what)])
    sound = _sound(text)
    if sound is not None and all(name in known for name in sound.names):
        return sound.node
    return _Parser(text, known).whole()


class _Sound(NamedTuple):
    """A condition without a fault, and the groups it speaks of."""

    node: Node
    names: frozenset[str]


@lru_cache(maxsize=4_096)
def _sound(text: str) -> _Sound | None:
    """Return the condition, whatever groups there are; ``None`` if it has a fault. Rules repeat each other's."""
    try:
        node = _Parser(text, frozenset(WORD.findall(text))).whole()
    except ConditionError:
        return None
    return _Sound(node, frozenset(name for joined in node.names() for name in joined.split(UNION)))


class _Token(NamedTuple):
    text: str
    column: int


class _StopError(Exception):
    """The parser cannot go on; why is in its ``faults``."""


WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What could be a name in a condition."""

_TOKEN: Final = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*|\d+|>=|[(),]|\S)")


class _Parser:
    """Recursive descent, one token ahead; gathers unknown groups instead of stopping at them."""

    def __init__(self, text: str, known: Collection[str]) -> None:
        self.known = known
        self.tokens = [_Token(found[1], found.start(1) + 1) for found in _TOKEN.finditer(text)]
        self.end = _Token("", len(text.rstrip()) + 1)
        self.place = 0
        self.depth = 0
        self.faults: list[tuple[int, Words]] = []
        self.tests: dict[str, Callable[[], Node]] = {
            "near": partial(self._near, ordered=False),
            "before": partial(self._near, ordered=True),
            "count": self._count,
            "any": partial(self._some, every=False),
            "all": partial(self._some, every=True),
        }

    def whole(self) -> Node:
        try:
            node = self._expression()
            if self._ahead.text:
                self._stop(vi="«and», «or» hoặc hết điều kiện", en="'and', 'or' or the end")
        except _StopError:
            raise ConditionError(self.faults) from None
        if self.faults:
            raise ConditionError(self.faults)
        return node

    @property
    def _ahead(self) -> _Token:
        return self.tokens[self.place] if self.place < len(self.tokens) else self.end

    def _next(self) -> _Token:
        token = self._ahead
        self.place += 1
        return token

    def _take(self, text: str) -> bool:
        found = self._ahead.text == text
        self.place += found
        return found

    def _need(self, text: str) -> None:
        if not self._take(text):
            self._stop(vi=f"«{text}»", en=f"{text!r}")

    def _stop(self, *, vi: str, en: str) -> None:
        met = self._ahead
        found = Words(vi=f"gặp «{met.text}»", en=f"found {met.text!r}")
        if not met.text:
            found = Words(vi="điều kiện đã hết", en="the condition ends here")
        what = Words(vi=f"cần {vi}, nhưng {found.vi}", en=f"expected {en}, but {found.en}")
        self.faults.append((met.column, what))
        raise _StopError

    def _expression(self) -> Node:
        nodes = [self._both()]
        while self._take("or"):
            nodes.append(self._both())
        return nodes[0] if len(nodes) == 1 else Or(nodes=tuple(nodes))

    def _both(self) -> Node:
        nodes = [self._one()]
        while self._take("and"):
            nodes.append(self._one())
        return nodes[0] if len(nodes) == 1 else And(nodes=tuple(nodes))

    def _one(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._stop(vi="điều kiện bớt lồng nhau", en="a condition less deeply nested")
        node = self._negated_or_grouped()
        self.depth -= 1
        return node

    def _negated_or_grouped(self) -> Node:
        if self._take("not"):
            return self._one().negated()
        if self._take("("):
            node = self._expression()
            self._need(")")
            return node
        return self._test()

    def _test(self) -> Node:
        if (test := self.tests.get(self._ahead.text)) is not None:
            self.place += 1
            return test()
        if self._ahead.text.isdecimal():
            return self._of()
        return Group(name=self._name())

    def _near(self, *, ordered: bool) -> Near | Stretch:
        self._need("(")
        groups = [self._either()]
        self._need(",")
        groups.append(self._either())
        self._need(",")
        while not self._ahead.text.isdecimal():
            if len(groups) == MAX_NEAR:
                self._stop(vi=f"một số: nhiều nhất {MAX_NEAR} nhóm", en=f"a number: {MAX_NEAR} groups at most")
            groups.append(self._either())
            self._need(",")
        words = self._number(0)
        self._need(")")
        first, second, *more = groups
        if more:
            return Stretch(groups=tuple(groups), words=words, ordered=ordered)
        return Near(first=first, second=second, words=words, ordered=ordered)

    def _count(self) -> Count:
        self._need("(")
        name = self._either()
        self._need(")")
        self._need(">=")
        return Count(name=name, least=self._number(1))

    def _some(self, *, every: bool) -> Some:
        groups = self._names()
        return Some(groups=groups, least=len(groups) if every else 1)

    def _of(self) -> Some:
        token = self._ahead
        least = self._number(1)
        self._need("of")
        groups = self._names()
        if least > len(groups):
            what = Words(vi=f"{least} trong {len(groups)} nhóm thì không thể", en=f"{least} of {len(groups)} groups")
            self.faults.append((token.column, what))
        return Some(groups=groups, least=least)

    def _names(self) -> tuple[str, ...]:
        self._need("(")
        groups = self._different(self._either, ",")
        self._need(")")
        return groups

    def _either(self) -> str:
        return UNION.join(self._different(self._name, "or"))

    def _different(self, read: Callable[[], str], between: str) -> tuple[str, ...]:
        """Read names with ``between`` between them, none of them twice."""
        found = [read()]
        while self._take(between):
            column = self._ahead.column
            found.append(read())
            if found[-1] in found[:-1]:
                what = Words(vi=f"nhóm «{found[-1]}» lặp lại", en=f"group {found[-1]!r} stands here twice")
                self.faults.append((column, what))
        return tuple(found)

    def _number(self, least: int) -> int:
        text = self._ahead.text
        # the length first: int() of a very long run of digits raises
        if not text.isdecimal() or len(text) > len(str(MAX_NUMBER)) or not least <= int(text) <= MAX_NUMBER:
            self._stop(vi=f"một số từ {least} đến {MAX_NUMBER}", en=f"a number from {least} to {MAX_NUMBER}")
        return int(self._next().text)

    def _name(self) -> str:
        text, column = self._ahead
        if not text.isidentifier() or text in KEYWORDS:
            self._stop(vi="tên một nhóm", en="the name of a group")
        if text not in self.known:
            self.faults.append((column, unknown(text, self.known)))
        self.place += 1
        return text


def unknown(name: str, known: Collection[str]) -> Words:
    """Return that there is no group of that name, with the one that is spelled most like it."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    listed = ", ".join(names[:MAX_TOLD]) + (", …" if len(names) > MAX_TOLD else "")
    vi = f"; có phải «{near[0]}»?" if near else f"; có: {listed}" if known else ""
    en = f"; did you mean {near[0]!r}?" if near else f"; there are: {listed}" if known else ""
    return Words(vi=f"không có nhóm «{name}»{vi}", en=f"there is no group {name!r}{en}")
