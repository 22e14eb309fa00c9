"""What a reader of Vietnamese knows of the names beyond the table: ``doubts.yaml``, read strictly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import yamlfile
from errors import RulesError
from rules.gazetteer.names import spellings, views
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from errors import Problem
    from rules.gazetteer.units import Unit


class Doubts(BaseModel):
    """Names in their exact view: ``ordinary`` words, ``shared`` with others, well ``known``, and ``elsewhere``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ordinary: tuple[str, ...] = Field(min_length=1)
    shared: tuple[str, ...] = Field(min_length=1)
    known: tuple[str, ...] = Field(min_length=1)
    elsewhere: tuple[str, ...] = Field(min_length=1)


def read(path: Path, units: tuple[Unit, ...]) -> Doubts:
    """Read the file and turn codes into names.

    Raises:
        RulesError: with every problem, each at its line; a name that no unit bears is one.
    """
    try:
        document = yamlfile.read(path)
    except OSError as error:
        raise _refusal(path, ()) from error
    if document.problems:
        raise _refusal(path, document.problems)
    try:
        declared = Doubts.model_validate(document.data)
    except ValidationError as error:
        raise _refusal(path, yamlfile.problems(error, document)) from error
    borne = _borne(units)
    if problems := tuple(_strangers(document, declared, borne)):
        raise _refusal(path, problems)
    return Doubts(
        ordinary=_expand(declared.ordinary, borne),
        shared=_expand(declared.shared, borne),
        known=_expand(declared.known, borne),
        elsewhere=declared.elsewhere,
    )


def _borne(units: tuple[Unit, ...]) -> dict[str, frozenset[str]]:
    """Return, for each code of a thing and each name, the names in their exact view it stands for."""
    borne: dict[str, frozenset[str]] = {}
    for unit in units:
        exact = frozenset(views(name).exact for name in spellings(unit))
        borne[unit.code] = borne.get(unit.code, frozenset()) | exact
        borne.update({name: frozenset({name}) for name in exact})
    return borne


def _key(entry: str) -> str:
    return entry if entry[1:].isdigit() else views(entry).exact


def _expand(entries: tuple[str, ...], borne: dict[str, frozenset[str]]) -> tuple[str, ...]:
    return tuple(sorted(frozenset[str]().union(*(borne[_key(entry)] for entry in entries))))


def _strangers(document: yamlfile.Document, declared: Doubts, borne: dict[str, frozenset[str]]) -> Iterator[Problem]:
    for group in ("ordinary", "shared", "known"):
        for place, entry in enumerate(getattr(declared, group)):
            if _key(entry) not in borne:
                vi, en = f"không có địa danh «{entry}» trong bảng", f"the table has no place called {entry!r}"
                yield document.problem((group, place), Words(vi=vi, en=en))


def _refusal(path: Path, problems: tuple[Problem, ...]) -> RulesError:
    return RulesError(
        Words(vi=f"{path.name} không dùng được.", en=f"{path.name} cannot be used."),
        problems=problems,
        hint=Words(
            vi="Sửa các dòng trên, hoặc lấy lại tệp đi kèm bản cài đặt.",
            en="Mend the lines above, or restore the file that came with the installation.",
        ),
    )
