"""The named groups of phrases that conditions speak of: a rule's own, those its file shares, the vocabularies'.

A group may include others. Each is read once and is one object wherever it is used, however many rules name it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from pydantic import ValidationError

import yamlfile
from errors import Problem
from rules import grammar, phrase
from rules.declare import MAX_ADDED, MAX_NESTED, MAX_PHRASE, MAX_PHRASES, PHRASES, GroupDeclaration
from rules.model import Phrase, PhraseGroup, View
from words import Words
from yamlfile import Document, Location

NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
"""What rules and groups may be called."""


@dataclass(frozen=True, slots=True)
class _Declared:
    """A group as a file has it, not read yet."""

    value: object
    document: Document
    at: Location

    @property
    def where(self) -> str:
        return f"{self.document.path}:{self.document.line(self.at)}"


class Scope(Collection[str]):
    """The names that conditions and ``include`` may use in one place: those declared there, then those ``around`` it.

    What is wrong with a group is added to ``problems`` once, when the group is first asked for; from then on it is
    ``None``. A name of the scope around cannot be declared again.
    """

    def __init__(self, problems: list[Problem], around: Scope | None = None, *, own: bool = False) -> None:
        """Make one for groups that rules share, or for one rule's ``own``."""
        self._problems = problems
        self._around = around
        self._own = own
        self._declared: dict[str, _Declared] = {}
        self._read: dict[str, PhraseGroup | None] = {}
        self._open: list[str] = []
        self._spent: list[int] = around._spent if around is not None and own else [0]  # noqa: SLF001 - of our own kind

    def __contains__(self, name: object) -> bool:
        return name in self._declared or (self._around is not None and name in self._around)

    def __iter__(self) -> Iterator[str]:
        yield from self._declared
        yield from self._around or ()

    def __len__(self) -> int:
        return len(self._declared) + (0 if self._around is None else len(self._around))

    def declare(self, groups: Mapping[str, object], document: Document, at: Location, most: int) -> None:
        """Add the first ``most`` of ``groups``, which stand at ``at``; a name that cannot be is a problem."""
        for name in islice(groups, most):
            declared = _Declared(groups[name], document, (*at, name))
            earlier = self._find(name)
            self._declared.setdefault(name, declared)
            if not NAME.fullmatch(name) or name in grammar.KEYWORDS:
                vi = f"tên nhóm «{name}» không dùng được: chỉ gồm a-z, 0-9, _ và không phải từ của điều kiện"
                en = f"a group's name is a-z, 0-9, _ and no word of the conditions, not {name!r}"
                self._refuse(declared, Words(vi=vi, en=en))
                self._read[name] = None
            elif earlier is not None:
                vi = f"nhóm «{name}» đã có tại {earlier.where}; hãy đặt tên khác"
                en = f"group {name!r} already stands at {earlier.where}; give this one another name"
                self._refuse(declared, Words(vi=vi, en=en))
                self._read.setdefault(name, None)

    def groups(self) -> list[PhraseGroup]:
        """Read every group declared here; return the sound ones, in order."""
        return [group for name in self._declared if (group := self.get(name)) is not None]

    @property
    def sound(self) -> bool:
        """Whether every group declared here could be read."""
        return all(self.get(name) is not None for name in self._declared)

    def get(self, name: str) -> PhraseGroup | None:
        """Return the group, or the union of groups, of that name; ``None`` if there is no such or it is unsound."""
        if name in self._read:
            return self._read[name]
        if (names := name.split(grammar.UNION)) != [name]:
            return self._union(name, names)
        if (declared := self._declared.get(name)) is None:
            return None if self._around is None else self._around.get(name)
        self._open.append(name)
        self._read[name] = group = self._group(name, declared)
        self._open.pop()
        return group

    def _find(self, name: str) -> _Declared | None:
        found = self._declared.get(name)
        return self._around._find(name) if found is None and self._around is not None else found  # noqa: SLF001 - of our own kind

    # -- one group --------------------------------------------------------------------------------------------

    def _group(self, name: str, declared: _Declared) -> PhraseGroup | None:
        if isinstance(declared.value, list):
            written = self._valid_list(declared)
            if written is None:
                self._rest({"any": declared.value}, declared, ())
                return None
            return self._made(name, self._phrases(written, View.BOTH, declared, ()), (), declared)
        try:
            group = GroupDeclaration.model_validate(declared.value)
        except ValidationError as error:
            self._problems += yamlfile.problems(error, declared.document, within=declared.at)
            self._rest(declared.value, declared, ("any",))
            return None
        if group.regex is not None:
            return self._regex(name, group.regex, declared)
        own = self._phrases(group.any or (), group.view or View.BOTH, declared, ("any",))
        made = self._made(name, own, self._included(group.include or (), declared), declared)
        return None if made is None else replace(made, viewed=group.view is not None)

    def _phrases(
        self, written: Sequence[str], view: View, declared: _Declared, within: Location
    ) -> list[Phrase] | None:
        """Return the phrases; ``None`` if one of them is none, with a problem for each of those."""
        found: list[Phrase] = []
        for index, text in enumerate(written):
            try:
                found.append(phrase.parse(text, view))
            except phrase.PhraseError as error:
                self._refuse(declared, error.what, (*within, index))
        return found if len(found) == len(written) else None

    def _included(self, names: Sequence[str], declared: _Declared) -> list[PhraseGroup] | None:
        found = [self._other(name, declared, ("include", index)) for index, name in enumerate(names)]
        groups = [group for group in found if group is not None]
        return groups if len(groups) == len(names) else None

    def _made(
        self, name: str, own: list[Phrase] | None, included: Sequence[PhraseGroup] | None, declared: _Declared
    ) -> PhraseGroup | None:
        """Return the group of its own phrases and, after them, those of others that are not there yet."""
        if own is None or included is None:
            return None
        phrases, added = own, 0
        if included:
            known = set(map(id, own))  # the same phrase is one object, see phrase.parse
            others = {id(phrase): phrase for other in included for phrase in other.phrases}
            phrases = own + [phrase for key, phrase in others.items() if key not in known]
            added = len(phrases) - len(own)
            self._spent[0] += added
        if len(phrases) > MAX_PHRASES or (added and self._spent[0] > MAX_ADDED):
            vi = f"nhóm «{name}» gộp lại có {len(phrases)} cụm, nhiều nhất được {MAX_PHRASES}"
            en = f"group {name!r} comes to {len(phrases)} phrases with what it includes, at most {MAX_PHRASES}"
            if len(phrases) <= MAX_PHRASES:
                vi = f"các nhóm trong tệp này gộp thêm quá {MAX_ADDED} cụm"
                en = f"the groups of this file include more than {MAX_ADDED} phrases of others"
            self._refuse(declared, Words(vi=vi, en=en))
            return None
        return PhraseGroup(
            name=name,
            phrases=tuple(phrases),
            line=declared.document.line(declared.at),
            file=None if self._own else declared.document.path,
            includes=tuple(included),
        )

    def _other(self, name: str, declared: _Declared, at: Location) -> PhraseGroup | None:
        """Return the group that is included; ``None`` with a problem, or if it is itself unsound."""
        said: Words | None = None
        if name not in self:
            said = grammar.unknown(name, self)
        elif name in self._open:
            way = [*self._open[self._open.index(name) :], name]
            told = " → ".join(f"{each} ({self._declared[each].where})" for each in way)
            said = Words(vi=f"các nhóm gộp nhau thành vòng: {told}", en=f"groups include each other: {told}")
        elif len(self._open) > MAX_NESTED:
            said = Words(vi=f"gộp nhau quá {MAX_NESTED} tầng", en=f"included more than {MAX_NESTED} deep")
        elif (group := self.get(name)) is not None and group.regex is not None:
            said = Words(vi=f"«{name}» là regex, không gộp được", en=f"{name!r} is a regex, it cannot be included")
        if said is not None:
            self._refuse(declared, said, at)
            return None
        return self.get(name)

    def _regex(self, name: str, written: str, declared: _Declared) -> PhraseGroup | None:
        try:
            regex = phrase.compile_regex(written)
        except phrase.PhraseError as error:
            self._refuse(declared, error.what, ("regex",))
            return None
        file = None if self._own else declared.document.path
        return PhraseGroup(name=name, regex=regex, line=declared.document.line(declared.at), file=file)

    def _union(self, name: str, names: Sequence[str]) -> PhraseGroup | None:
        """Return the union of groups that a condition names, of the outermost scope that knows them all."""
        if self._around is not None and not any(each in self._declared for each in names):
            return self._around.get(name)
        found = [self.get(each) for each in names]
        declared = next((self._declared[each] for each in names if each in self._declared), None)
        groups = [group for group in found if group is not None]
        self._read[name] = None
        if declared is not None and len(groups) == len(names):
            if (regex := next((group for group in groups if group.regex is not None), None)) is not None:
                vi = f"«{name}»: nhóm «{regex.name}» là regex, không đứng chung được"
                self._refuse(declared, Words(vi=vi, en=f"{name!r}: group {regex.name!r} is a regex and joins no other"))
            else:
                self._read[name] = self._made(name, [], groups, declared)
        return self._read[name]

    # -- what is wrong ----------------------------------------------------------------------------------------

    def _rest(self, value: object, declared: _Declared, within: Location) -> None:
        """Look for what else is wrong with a group that cannot be: each phrase, and the regular expression."""
        if not isinstance(value, dict):
            return
        written = value.get("any")
        for index, text in enumerate(written[:MAX_PHRASES] if isinstance(written, list) else ()):
            if isinstance(text, str) and (said := text.strip()) and len(said) <= MAX_PHRASE:
                self._phrases([said], View.BOTH, declared, (*within, index))
        regex = value.get("regex")
        if isinstance(regex, str) and regex.strip():
            self._regex("", regex.strip(), declared)

    def _valid_list(self, declared: _Declared) -> tuple[str, ...] | None:
        try:
            return PHRASES.validate_python(declared.value)
        except ValidationError as error:
            self._problems += yamlfile.problems(error, declared.document, within=declared.at)
            return None

    def _refuse(self, declared: _Declared, what: Words, at: Location = ()) -> None:
        self._problems.append(declared.document.problem((*declared.at, *at), what))
