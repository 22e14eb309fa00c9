"""Loading packs: our own and the operator's, checked against their examples and the guard corpus.

Packs load whole or not at all, and everything wrong with them is said at once.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

import yamlfile
from errors import Problem, RulesError
from rules import examples, guard
from rules.build import Built, build, declare
from rules.groups import Scope
from rules.guard import GuardText, Measure
from rules.match import RuleSet
from rules.model import RelationRule, TriedRule
from rules.proved import known, proof, remember
from rules.relation import Relations
from rules.relation_pack import build_relations, is_relations
from words import Words
from yamlfile import Document

BUILTIN: Final = Path(__file__).parent / "packs"
"""The packs that come with Rõ Tin."""

GUARD: Final = Path(__file__).parent / "guard"
"""The guard corpus that comes with Rõ Tin."""

MAX_FILES: Final = 2_000
"""Files in one folder of the operator's: beyond it the folder is hardly one of packs."""

ENGINE: Final = b"rotin rules 1"
"""Changes when the same packs come to match differently."""


@dataclass(slots=True)
class Loaded:
    """Everything read from packs and guard files, whether sound or not."""

    built: Built = field(default_factory=Built)
    guard: list[GuardText] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    vocabulary: Scope = field(init=False)
    digest: blake2b = field(default_factory=lambda: blake2b(ENGINE, digest_size=16), repr=False)
    rules: RuleSet = field(init=False)
    told: list[RelationRule] = field(default_factory=list)
    relations: Relations = field(init=False)

    def __post_init__(self) -> None:
        self.vocabulary = Scope(self.built.problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong, by file and line."""
        found = set(self.built.problems)
        return tuple(sorted(found, key=lambda problem: (str(problem.file), problem.line or 0, problem.what.en)))


class _File(NamedTuple):
    """A file that is still to be made rules of: as bytes, or read already where it had to be."""

    path: Path
    raw: bytes
    document: Document | None


_PACK: Final = re.compile(rb"(?:\s|#[^\n]*\n|---\s|\{)*[\"']?(?:category|stance)[\"']?\s*:")
"""How most packs begin."""


class Packs(NamedTuple):
    """All that packs hold: the rules that match, and those that say what an article says of what many repeat."""

    rules: RuleSet
    relations: Relations


def load(packs: Sequence[Path] = (), *, proved: str = "") -> RuleSet:
    """Return the built-in rules that match, and those of ``packs``; see :func:`load_all`."""
    return load_all(packs, proved=proved).rules


def load_all(packs: Sequence[Path] = (), *, proved: str = "") -> Packs:
    """Return the built-in rules and those of ``packs``: files, or folders of files at any depth.

    A file that has ``field`` and ``texts`` adds to the guard corpus, one of ``groups`` alone to the vocabulary of all
    packs; any other is a pack.

    ``proved`` is what :func:`proof` said of the same rules to the process that started this one: they are not tried a
    second time, nor are those that were proved here before (:mod:`rules.proved`). Whatever differs by a byte, in packs,
    guard or our own code, is.

    Raises:
        RulesError: naming every problem. Among them are an example that fails and a guard text that a rule flags.
    """
    loaded = gather(packs, builtin=BUILTIN, guarded=GUARD)
    told = proof(loaded.rules)
    if proved != told and not known(told) and prove(loaded):
        remember(told)
    if loaded.problems:
        raise RulesError(
            Words(vi="Không nạp được bộ quy tắc.", en="The rule packs do not load."),
            hint=Words(
                vi="Sửa các dòng trên rồi chạy `rotin rules check`; cách viết ở docs/rules.vi.md.",
                en="Mend these lines and run `rotin rules check`; docs/rules.md says how packs are written.",
            ),
            problems=loaded.problems,
        )
    return Packs(loaded.rules, loaded.relations)


def assemble(
    packs: Sequence[Path], *, builtin: Path = BUILTIN, guarded: Path = GUARD, measure: Measure = guard.WHOLE
) -> Loaded:
    """Return all that could be read, with the sound rules tried on their examples and on the guard corpus."""
    loaded = gather(packs, builtin=builtin, guarded=guarded, measure=measure)
    prove(loaded)
    return loaded


def gather(packs: Sequence[Path], *, builtin: Path, guarded: Path, measure: Measure = guard.WHOLE) -> Loaded:
    """Return all that could be read, and not yet tried: nothing may be matched with it but to prove it."""
    loaded = Loaded()
    with _uncollected():
        ours = [file for folder in (guarded, builtin) for file in _read_all(folder, loaded)]
        thinned = tuple(guard.thin(loaded.guard, guarded, measure))  # before an operator's own texts join them
        theirs = [file for path in packs for file in _read_all(path, loaded)]
        loaded.built.shared += loaded.vocabulary.groups()
        _build(ours, loaded)
        if not loaded.built.rules and not loaded.built.problems:
            what = Words(vi="không có quy tắc nào trong này", en="there is no rule in here")
            loaded.built.problems.append(Problem(file=builtin, what=what))
        loaded.built.problems += thinned
        _build(theirs, loaded)
        _unique(loaded)
        loaded.relations = Relations.of(loaded.told)
        loaded.rules = RuleSet.of(loaded.built.rules, loaded.built.stances, fingerprint=loaded.digest.hexdigest())
    return loaded


def prove(loaded: Loaded) -> bool:
    """Try the rules on their examples and on the guard corpus; add what fails to the problems; say if all hold."""
    loaded.built.problems += examples.failures(loaded.rules)
    loaded.built.problems += examples.failures(loaded.relations.matcher)
    loaded.built.problems += guard.violations(loaded.rules, loaded.guard)
    return not loaded.problems


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking again and again through what is made here: all of it stays."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read_all(path: Path, loaded: Loaded) -> list[_File]:
    """Read the file, or the folder's files by name; a file that was read before is not read again.

    Packs are returned, and all else is taken in: rules name groups of any file, so their turn comes last.
    """
    try:
        files = list(_files(path))
    except OSError as error:
        loaded.built.problems.append(_unread(path, error))
        return []
    known = {file.resolve() for file in loaded.files}
    if len(files) > MAX_FILES:
        what = Words(vi=f"thư mục có hơn {MAX_FILES} tệp", en=f"a folder of more than {MAX_FILES} files")
        loaded.built.problems.append(Problem(file=path, what=what))
    new = [file for file in files[:MAX_FILES] if file.resolve() not in known]
    loaded.files += new
    return [pack for file in new if (pack := _read(file, loaded)) is not None]


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    yield from sorted(file for file in path.rglob("*") if file.suffix in {".yaml", ".yml"} and file.is_file())


def _read(path: Path, loaded: Loaded) -> _File | None:
    """Read one file, and take it in unless it is a pack.

    One that is YAML but for, say, a key twice gives its further problems too, and nothing else.
    """
    try:
        raw = yamlfile.content(path)
    except OSError as error:
        loaded.digest.update(b"unread")
        loaded.built.problems.append(_unread(path, error))
        return None
    loaded.digest.update(blake2b(raw, digest_size=32).digest())
    if _PACK.match(raw):  # told by its first key; to keep all packs as they are read would take far more memory
        return _File(path, raw, None)
    document = _decoded(_File(path, raw, None), loaded)
    if document is None:
        return None
    if _is_guard(document):
        texts, problems = guard.texts_of(document)
        loaded.guard += () if document.problems else texts
        loaded.built.problems += problems
    elif _is_vocabulary(document):
        declare(document, loaded.vocabulary, loaded.built)
    else:
        return _File(path, b"", document)
    return None


def _decoded(file: _File, loaded: Loaded) -> Document | None:
    document = file.document or yamlfile.decode(file.raw, file.path)
    if file.document is None:
        loaded.built.problems += document.problems
    return None if document.problems and document.data is None else document


def _build(files: list[_File], loaded: Loaded) -> None:
    """Build the packs, letting go of each."""
    files.reverse()
    while files:
        document = _decoded(files.pop(), loaded)
        if document is not None and is_relations(document):
            build_relations(document, loaded.told, loaded.built, loaded.vocabulary)
        elif document is not None:
            build(document, loaded.built, loaded.vocabulary)


def _is_guard(document: Document) -> bool:
    return isinstance(document.data, dict) and not document.data.keys().isdisjoint({"field", "texts"})


def _is_vocabulary(document: Document) -> bool:
    """Say whether the file is groups for the rules of all files, and no pack that shares some among its own."""
    data = document.data
    return (
        isinstance(data, dict)
        and "groups" in data
        and data.keys().isdisjoint({"category", "stance", "relation", "rules"})
    )


def _unread(path: Path, error: OSError) -> Problem:
    why = error.strerror or str(error)
    return Problem(file=path, what=Words(vi=f"không đọc được: {why}", en=f"cannot be read: {why}"))


def _unique(loaded: Loaded) -> None:
    """Drop each rule whose id an earlier one has, with a problem."""
    built = loaded.built
    first: dict[str, TriedRule] = {}
    every: tuple[TriedRule, ...] = (*built.rules, *built.stances, *loaded.told)
    for rule in every:
        earlier = first.setdefault(rule.id, rule)
        if earlier is not rule:
            where = f"{earlier.file}:{earlier.line}"
            what = Words(vi=f"id {rule.id} đã có tại {where}", en=f"id {rule.id} already stands at {where}")
            built.problems.append(Problem(file=rule.file, line=rule.line, what=what))
    built.rules = [rule for rule in built.rules if first[rule.id] is rule]
    built.stances = [rule for rule in built.stances if first[rule.id] is rule]
    loaded.told = [rule for rule in loaded.told if first[rule.id] is rule]
