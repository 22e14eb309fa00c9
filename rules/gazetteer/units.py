"""What the gazetteer's table says, read strictly: one :class:`Unit` a row, every problem named at once."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

import yamlfile
from errors import Problem, RulesError
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES: Final = 2 * 1024 * 1024
"""A larger table is refused unread: a province's is a thirtieth of it."""


class Kind(StrEnum):
    """What a row of the gazetteer is."""

    PROVINCE = "tinh"
    CITY = "thanh_pho"
    DISTRICT = "huyen"
    TOWN = "thi_tran"
    WARD = "phuong"
    COMMUNE = "xa"
    LANDMARK = "landmark"
    ROAD = "road"
    RIVER = "river"
    BORDER_GATE = "border_gate"


COMMUNES: Final = frozenset({Kind.TOWN, Kind.WARD, Kind.COMMUNE})
"""Kinds of the lowest level of government."""

DISTRICTS: Final = frozenset({Kind.CITY, Kind.DISTRICT})
"""Kinds of the level that was abolished in 2025."""

THINGS: Final = frozenset({Kind.LANDMARK, Kind.ROAD, Kind.RIVER, Kind.BORDER_GATE})
"""Kinds that are no unit of government."""

FIRST_WORDS: Final = {
    Kind.PROVINCE: "Tỉnh",
    Kind.CITY: "Thành phố",
    Kind.DISTRICT: "Huyện",
    Kind.TOWN: "Thị trấn",
    Kind.WARD: "Phường",
    Kind.COMMUNE: "Xã",
}
"""How the full name of a unit of each kind begins."""


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split("|") if part.strip()) if isinstance(value, str) else value


_Day = Annotated[date | None, BeforeValidator(_empty_is_none)]
_Count = Annotated[Annotated[int, Field(ge=0)] | None, BeforeValidator(_empty_is_none)]
_Code = Annotated[str, Field(pattern=r"^[0-9A-Z]{2,8}$")]


class Unit(BaseModel):
    """One row: a unit of government of some period, or a landmark, road, river or border gate.

    ``code`` and ``valid_from`` together are the key. A day that is ``None`` is open: from before the oldest list
    (2004), or until today. ``successor`` is the code of the unit that followed; ``parent`` of the one it lay in,
    for a thing the one it lies in today. Counts of namesakes elsewhere in Vietnam are ``None`` where nobody counted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    line: int
    code: _Code
    name: str = Field(min_length=2)
    kind: Kind
    valid_from: _Day
    valid_to: _Day
    parent: Annotated[_Code | None, BeforeValidator(_empty_is_none), Field(alias="parent_code")]
    successor: Annotated[_Code | None, BeforeValidator(_empty_is_none), Field(alias="successor_code")]
    aliases: Annotated[tuple[str, ...], BeforeValidator(_split)]
    namesakes: Annotated[_Count, Field(alias="ambiguous_count")]
    namesakes_now: Annotated[_Count, Field(alias="ambiguous_now")]
    namesakes_bare: Annotated[_Count, Field(alias="ambiguous_nodiacritics")]
    same_name_here: Annotated[_Count, Field(alias="same_name_in_caobang")]
    common_word: Annotated[bool | None, BeforeValidator(_empty_is_none)]
    note: str
    source: str = Field(min_length=2)

    @property
    def key(self) -> tuple[str, str]:
        """Return code and first day (ISO, empty where open): what a place is known by."""
        return self.code, self.valid_from.isoformat() if self.valid_from else ""

    @property
    def today(self) -> bool:
        """Tell whether the unit exists today."""
        return self.valid_to is None

    @property
    def bare_name(self) -> str:
        """Return the name of a unit without its first word; a thing's name whole."""
        return self.name.removeprefix(FIRST_WORDS.get(self.kind, "")).strip()

    def valid_on(self, day: date) -> bool:
        """Tell whether the unit existed on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


_COLUMNS: Final = tuple(
    field.alias or name for name, field in Unit.model_fields.items() if name != "line"
)  # the header, in order


def read(path: Path) -> tuple[Unit, ...]:
    """Read the table.

    Raises:
        RulesError: with every problem of the file, each at its line.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise _refusal((_problem(path, None, f"không mở được: {error}", f"cannot be opened: {error}"),)) from error
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refusal((_problem(path, line, "không phải UTF-8", "not UTF-8"),)) from error
    if len(raw) > MAX_BYTES:
        raise _refusal((_problem(path, None, f"tệp lớn hơn {MAX_BYTES} byte", f"file over {MAX_BYTES} bytes"),))
    units, problems = _parse(path, text)
    problems += [] if problems else list(_contradictions(path, units))
    if problems:
        raise _refusal(tuple(problems))
    return tuple(units)


def successor(unit: Unit, units: tuple[Unit, ...]) -> Unit | None:
    """Return the unit that ``unit`` became on the day after its end, if it is known."""
    if unit.successor is None or unit.valid_to is None:
        return None
    day = unit.valid_to + timedelta(days=1)
    return next((other for other in units if other.code == unit.successor and other.valid_on(day)), None)


def surrounding(thing: Unit, units: tuple[Unit, ...]) -> Unit | None:
    """Return the unit of today that ``thing`` lies in, if it is known."""
    return next((unit for unit in units if unit.code == thing.parent and unit.today), None)


def _parse(path: Path, text: str) -> tuple[list[Unit], list[Problem]]:
    rows = csv.reader(io.StringIO(text), strict=True)
    units: list[Unit] = []
    problems: list[Problem] = []
    try:
        if tuple(next(rows, ())) != _COLUMNS:
            header = ",".join(_COLUMNS)
            return [], [_problem(path, 1, f"dòng đầu phải là {header}", f"the first line must read {header}")]
        for row in rows:
            unit, wrong = _row(path, rows.line_num, row)
            problems += wrong
            units += [unit] if unit else []
    except csv.Error as error:
        problems.append(_problem(path, rows.line_num, f"CSV sai: {error}", f"bad CSV: {error}"))
    return units, problems


def _row(path: Path, line: int, row: list[str]) -> tuple[Unit | None, list[Problem]]:
    if len(row) != len(_COLUMNS):
        vi, en = f"có {len(row)} ô, cần {len(_COLUMNS)}", f"{len(row)} cells, not {len(_COLUMNS)}"
        return None, [_problem(path, line, vi, en)]
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    try:
        return Unit(line=line, **values), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        found = [yamlfile.describe(detail["loc"], detail) for detail in details]
        return None, [Problem(file=path, line=line, what=what) for what in found]


def _contradictions(path: Path, units: list[Unit]) -> Iterator[Problem]:
    """Yield what each row says that the others do not bear out."""
    codes = {unit.code for unit in units}
    if sum(unit.kind is Kind.PROVINCE for unit in units) != 1:
        yield _problem(path, 1, "cần đúng một dòng «tinh»", "exactly one row must be the province (tinh)")
    for unit in units:
        first = FIRST_WORDS.get(unit.kind, "")
        if not unit.name.startswith(first) or not unit.bare_name:
            yield _problem(path, unit.line, f"tên phải bắt đầu bằng «{first}»", f"the name must begin with {first!r}")
        if unit.valid_from and unit.valid_to and unit.valid_from > unit.valid_to:
            yield _problem(path, unit.line, "ngày cuối trước ngày đầu", "it ends before it begins")
        if unit.parent is not None and unit.parent not in codes:
            yield _problem(path, unit.line, f"không có mã cha {unit.parent}", f"no parent {unit.parent}")
        if unit.kind in THINGS and unit.parent is not None and surrounding(unit, tuple(units)) is None:
            yield _problem(path, unit.line, f"{unit.parent} nay không còn", f"there is no {unit.parent} today")
        if unit.successor is not None and successor(unit, tuple(units)) is None:
            vi = f"không có đơn vị {unit.successor} vào ngày kế tiếp"
            yield _problem(path, unit.line, vi, f"there is no unit {unit.successor} on the day after its end")
    yield from _overlaps(path, units)


def _overlaps(path: Path, units: list[Unit]) -> Iterator[Problem]:
    held: dict[str, Unit] = {}
    for unit in sorted(units, key=lambda unit: (unit.code, unit.valid_from or date.min)):
        earlier = held.get(unit.code)
        if earlier and (earlier.valid_to is None or unit.valid_from is None or unit.valid_from <= earlier.valid_to):
            vi = f"mã {unit.code} đã dùng cho dòng {earlier.line} trong cùng thời gian"
            yield _problem(path, unit.line, vi, f"code {unit.code} stands for line {earlier.line} at the same time")
        held[unit.code] = unit


def _problem(path: Path, line: int | None, vi: str, en: str) -> Problem:
    return Problem(file=path, line=line, what=Words(vi=vi, en=en))


def _refusal(problems: tuple[Problem, ...]) -> RulesError:
    return RulesError(
        Words(vi="Bảng địa danh không dùng được.", en="The gazetteer cannot be used."),
        problems=problems,
        hint=Words(
            vi="Sửa các dòng trên, hoặc lấy lại tệp địa danh đi kèm bản cài đặt.",
            en="Mend the lines above, or restore the gazetteer that came with the installation.",
        ),
    )
