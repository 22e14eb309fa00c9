"""Loading packs: our own and the operator's, checked against their examples and the guard corpus.

Packs load whole or not at all, and everything wrong with them is said at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Final

import yamlfile
from errors import Problem, RulesError
from rules import examples, guard
from rules.build import Built, build
from rules.guard import GuardText, Measure
from rules.match import RuleSet
from rules.model import AnyRule
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
    rules: RuleSet = field(init=False)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong, by file and line."""
        found = set(self.built.problems)
        return tuple(sorted(found, key=lambda problem: (str(problem.file), problem.line or 0, problem.what.en)))


def load(packs: Sequence[Path] = ()) -> RuleSet:
    """Return the built-in rules and those of ``packs``: files, or folders of files at any depth.

    A file that has ``field`` and ``texts`` adds to the guard corpus; any other is a pack.

    Raises:
        RulesError: naming every problem. Among them are an example that fails and a guard text that a rule flags.
    """
    loaded = assemble(packs)
    if loaded.problems:
        raise RulesError(
            Words(vi="Không nạp được bộ quy tắc.", en="The rule packs do not load."),
            hint=Words(
                vi="Sửa các dòng trên rồi chạy `rotin rules check`; cách viết ở docs/rules.vi.md.",
                en="Mend these lines and run `rotin rules check`; docs/rules.md says how packs are written.",
            ),
            problems=loaded.problems,
        )
    return loaded.rules


def assemble(
    packs: Sequence[Path], *, builtin: Path = BUILTIN, guarded: Path = GUARD, measure: Measure = guard.WHOLE
) -> Loaded:
    """Return all that could be read, with the sound rules tried on their examples and on the guard corpus."""
    loaded = Loaded()
    for folder in (guarded, builtin):
        _read_all(folder, loaded)
    if not loaded.built.rules and not loaded.built.problems:
        what = Words(vi="không có quy tắc nào trong này", en="there is no rule in here")
        loaded.built.problems.append(Problem(file=builtin, what=what))
    loaded.built.problems += guard.thin(loaded.guard, guarded, measure)
    for path in packs:
        _read_all(path, loaded)
    _unique(loaded.built)
    loaded.rules = RuleSet.of(loaded.built.rules, loaded.built.stances, fingerprint=_fingerprint(loaded.files))
    loaded.built.problems += examples.failures(loaded.rules)
    loaded.built.problems += guard.violations(loaded.rules, loaded.guard)
    return loaded


def _read_all(path: Path, loaded: Loaded) -> None:
    """Read the file, or the folder's files by name; a file that was read before is not read again."""
    try:
        files = list(_files(path))
    except OSError as error:
        loaded.built.problems.append(_unread(path, error))
        return
    known = {file.resolve() for file in loaded.files}
    if len(files) > MAX_FILES:
        what = Words(vi=f"thư mục có hơn {MAX_FILES} tệp", en=f"a folder of more than {MAX_FILES} files")
        loaded.built.problems.append(Problem(file=path, what=what))
    for file in files[:MAX_FILES]:
        if file.resolve() not in known:
            loaded.files.append(file)
            _read(file, loaded)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    yield from sorted(file for file in path.rglob("*") if file.suffix in {".yaml", ".yml"} and file.is_file())


def _read(file: Path, loaded: Loaded) -> None:
    """Read one file; one that is YAML but for, say, a key twice gives its further problems too, and nothing else."""
    try:
        document = yamlfile.read(file)
    except OSError as error:
        loaded.built.problems.append(_unread(file, error))
        return
    loaded.built.problems += document.problems
    if document.problems and document.data is None:
        return
    if _is_guard(document):
        texts, problems = guard.texts_of(document)
        loaded.guard += () if document.problems else texts
        loaded.built.problems += problems
    else:
        build(document, loaded.built)


def _is_guard(document: Document) -> bool:
    return isinstance(document.data, dict) and not document.data.keys().isdisjoint({"field", "texts"})


def _unread(path: Path, error: OSError) -> Problem:
    why = error.strerror or str(error)
    return Problem(file=path, what=Words(vi=f"không đọc được: {why}", en=f"cannot be read: {why}"))


def _unique(built: Built) -> None:
    """Drop each rule whose id an earlier one has, with a problem."""
    first: dict[str, AnyRule] = {}
    every: tuple[AnyRule, ...] = (*built.rules, *built.stances)
    for rule in every:
        earlier = first.setdefault(rule.id, rule)
        if earlier is not rule:
            where = f"{earlier.file}:{earlier.line}"
            what = Words(vi=f"id {rule.id} đã có tại {where}", en=f"id {rule.id} already stands at {where}")
            built.problems.append(Problem(file=rule.file, line=rule.line, what=what))
    built.rules = [rule for rule in built.rules if first[rule.id] is rule]
    built.stances = [rule for rule in built.stances if first[rule.id] is rule]


def _fingerprint(files: Sequence[Path]) -> str:
    """Return hex that depends on every byte of the files, in their order, and on the engine."""
    digest = blake2b(ENGINE, digest_size=16)
    for file in files:
        try:
            digest.update(blake2b(file.read_bytes(), digest_size=32).digest())
        except OSError:
            digest.update(b"unread")
    return digest.hexdigest()
