"""YAML files that people edit, read strictly and with the line of every value.

Duplicate keys, aliases (the alias bomb), tags that build objects and over-large files are refused. What is
wrong is told with its line, and all at once as far as the file can be read: of a key that stands twice the first
counts, while a fault of syntax, an alias or a tag ends the reading.
"""

from __future__ import annotations

import errno
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import yaml
from pydantic_core import PydanticCustomError

from errors import Problem
from words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

MAX_BYTES: Final = 2 * 1024 * 1024
"""A file beyond this is refused unread: the largest pack we ship is a twentieth of it."""

MAX_DEPTH: Final = 40
"""Nesting beyond this is refused: nothing we read is deeper than eight."""

_TEXT: Final = "tag:yaml.org,2002:str"

_LONGEST_WORD: Final = len("false")
"""Beyond it, only what begins like a number can be anything but text: nine in ten values need no further look."""

_BEGINS_NUMBER: Final = frozenset("+-.0123456789")

Location = tuple[str | int, ...]

Lines = dict[str, int] | list[int] | int
"""The lines of a mapping's entries, a list's, or of one value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a YAML file says, and the line on which each part of it stands.

    ``data`` is made of dict, list, str, int, float, bool, None and dates only. ``problems`` is what is wrong with
    the file as YAML; where it is not empty, ``data`` holds what could be read and should not be used. ``lines`` has, by
    the id of each dict and list in ``data``, the line of each of its entries, and that of the whole by 0.
    """

    path: Path
    data: Any
    lines: Mapping[int, Lines] = field(repr=False)
    problems: tuple[Problem, ...] = ()

    def line(self, location: Location) -> int:
        """Return the line (from 1) of the value at ``location``, or of the nearest part around it."""
        lines: Any = self.lines
        line, value = lines.get(0, 1), self.data
        try:
            for key in location:
                line = lines[id(value)][key]
                value = value[key]
        except (LookupError, TypeError):  # of a value that is not there the part around it is named
            pass
        return int(line)

    def problem(self, location: Location, what: Words) -> Problem:
        """Return ``what`` as a problem standing at ``location``."""
        return Problem(file=self.path, line=self.line(location), what=what)


def read(path: Path) -> Document:
    """Read the file; what is wrong with it as YAML is in ``problems``, nothing is raised for its content.

    Raises:
        OSError: the file cannot be opened, or is none.
    """
    return decode(content(path), path)


def content(path: Path) -> bytes:
    """Return the bytes of the file, of one that is too large only so many that :func:`decode` refuses them.

    Raises:
        OSError: the file cannot be opened.
    """
    if path.exists() and not path.is_file():  # a pipe would be waited for without end
        raise OSError(errno.EINVAL, "not a regular file")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def decode(raw: bytes, path: Path) -> Document:
    """Read ``raw`` as the content of ``path``; see :func:`read`."""
    if len(raw) > MAX_BYTES:
        return _unreadable(path, 1, Words(vi=f"tệp lớn hơn {MAX_BYTES} byte", en=f"file over {MAX_BYTES} bytes"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return _unreadable(path, line, Words(vi="không phải UTF-8", en="not UTF-8"))
    return parse(text, path)


def parse(text: str, path: Path) -> Document:
    """Read ``text`` as the content of ``path``; see :func:`read`."""
    reader = _Reader(path, text)
    try:
        data = reader.document()
    except _RefusedError as refused:
        return _unreadable(path, refused.line, refused.what)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.context in _STARS and error.context_mark:
            return _unreadable(path, error.context_mark.line + 1, _starred(text, error.context_mark.index))
        what = error.problem or "cannot be read"
        line = mark.line + 1 if mark else 1
        return _unreadable(path, line, Words(vi=f"YAML sai: {what}", en=f"bad YAML: {what}"))
    except (yaml.YAMLError, ValueError) as error:
        return _unreadable(path, 1, Words(vi=f"YAML sai: {error}", en=f"bad YAML: {error}"))
    return Document(path=path, data=data, lines=reader.lines, problems=tuple(reader.problems))


def problems(error: ValidationError, document: Document, *, within: Location = ()) -> tuple[Problem, ...]:
    """Return what pydantic found wrong, each problem with its line in ``document``.

    ``within`` is where in the document the checked value stands.
    """
    found = []
    for detail in error.errors(include_url=False):
        location = within + tuple(detail["loc"])
        found.append(document.problem(location, describe(location, detail)))
    return tuple(found)


def refuse(*, vi: str, en: str) -> PydanticCustomError:
    """Return the error by which a pydantic validator refuses a value in both languages; raise it."""
    return PydanticCustomError("refused", "{en}", {"vi": vi, "en": en})


def write_duration(value: timedelta) -> str:
    """Return a length of time as a person writes it: ``90s``, ``15m``, ``2h`` or ``1d``; parts of a second are left."""
    seconds = int(value.total_seconds())
    sizes = ((86_400, "d"), (3_600, "h"), (60, "m"))
    size, unit = next((each for each in sizes if seconds and seconds % each[0] == 0), (1, "s"))
    return f"{seconds // size}{unit}"


def describe(location: Location, detail: ErrorDetails) -> Words:
    """Return one finding of pydantic about the value at ``location`` in both languages."""
    message = detail["msg"].removeprefix("Value error, ")
    context = {"vi": message, "en": message} | {key: _plain(value) for key, value in detail.get("ctx", {}).items()}
    vi, en = _SAYINGS.get(detail["type"], ("{vi}", "{en}"))
    vi = vi.replace("{expected}", str(context.get("expected")).replace(" or ", " hoặc "))
    name = ".".join(str(part) for part in location)
    where = f"{name}: " if name else ""
    return Words(vi=where + vi.format_map(context), en=where + en.format_map(context))


def _plain(value: object) -> object:
    """Return a bound as a person writes it."""
    if not str(value).startswith("datetime.timedelta("):
        return value
    return write_duration(timedelta(**{name: int(n) for name, n in re.findall(r"(days|seconds)=(\d+)", str(value))}))


_SAYINGS: Final = {
    "missing": ("thiếu mục bắt buộc này", "required, but missing"),
    "extra_forbidden": ("không có mục nào tên như vậy", "there is no such key"),
    "int_parsing": ("phải là số nguyên", "must be a whole number"),
    "int_type": ("phải là số nguyên", "must be a whole number"),
    "float_parsing": ("phải là số", "must be a number"),
    "bool_parsing": ("phải là true hoặc false", "must be true or false"),
    "bool_type": ("phải là true hoặc false", "must be true or false"),
    "string_type": ("phải là chữ (đặt trong ngoặc kép nếu là số)", "must be text (quote it if it is a number)"),
    "string_too_short": ("không được để trống", "must not be empty"),
    "list_type": ("phải là danh sách", "must be a list"),
    "tuple_type": ("phải là danh sách", "must be a list"),
    "dict_type": ("phải là các cặp khóa: giá trị", "must be a mapping"),
    "model_type": ("phải là các cặp khóa: giá trị", "must be a mapping"),
    "enum": ("phải là một trong: {expected}", "must be one of: {expected}"),
    "literal_error": ("phải là một trong: {expected}", "must be one of: {expected}"),
    "greater_than_equal": ("phải từ {ge} trở lên", "must be at least {ge}"),
    "greater_than": ("phải lớn hơn {gt}", "must be more than {gt}"),
    "less_than_equal": ("không được quá {le}", "must be at most {le}"),
    "less_than": ("phải nhỏ hơn {lt}", "must be less than {lt}"),
    "too_short": ("phải có ít nhất {min_length} mục", "needs at least {min_length} entries"),
    "too_long": ("không được quá {max_length} mục", "must not have more than {max_length} entries"),
    "string_pattern_mismatch": ("không đúng dạng {pattern}", "does not have the form {pattern}"),
    "time_parsing": ("phải là giờ dạng 07:00", "must be a time such as 07:00"),
    "time_type": ('phải là giờ dạng "07:00", trong ngoặc kép', 'must be a time such as "07:00", quoted'),
    "date_from_datetime_parsing": ("phải là ngày dạng 2026-11-21", "must be a date such as 2026-11-21"),
}


class _RefusedError(Exception):
    def __init__(self, line: int, what: Words) -> None:
        super().__init__(what.en)
        self.line = line
        self.what = what


def _unreadable(path: Path, line: int, what: Words) -> Document:
    return Document(path=path, data=None, lines={}, problems=(Problem(file=path, line=line, what=what),))


class _Reader:
    """Turns a file's events into plain values in one pass, noting each one's line and every duplicate key.

    What could do harm (an alias, a tag, depth) is refused at its event, before anything is built of it.
    """

    def __init__(self, path: Path, text: str) -> None:
        self.lines: dict[int, Lines] = {}
        self.problems: list[Problem] = []
        self._path = path
        self._text = text
        self._loader = yaml.CSafeLoader(text)
        self._next: Callable[[], Any] = self._loader.get_event

    def document(self) -> Any:  # noqa: ANN401 - what YAML says is only known here
        """Return the value of the file's one document; ``None`` of an empty file."""
        self._next()  # the stream's start
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        first = self._next()
        data = self._value(first, 0)
        self.lines[0] = _line(first)
        self._next()  # the document's end
        if not isinstance(event := self._next(), yaml.StreamEndEvent):
            raise _RefusedError(_line(event), Words(vi="chỉ được một tài liệu «---»", en="only one --- document"))
        return data

    def _value(self, event: yaml.Event, depth: int) -> Any:  # noqa: ANN401 - as above
        self._check(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        return self._mapping(depth) if isinstance(event, yaml.MappingStartEvent) else self._sequence(depth)

    def _sequence(self, depth: int) -> list[Any]:
        found: list[Any] = []
        lines: list[int] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            lines.append(_line(event))
            found.append(self._value(event, depth + 1))
        self.lines[id(found)] = lines
        return found

    def _mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            self._check(event, depth)
            if not isinstance(event, yaml.ScalarEvent):
                raise _RefusedError(_line(event), Words(vi="khóa phải là một từ", en="a key must be plain text"))
            key = str(event.value)
            value = self._value(self._next(), depth + 1)
            if key in found:
                self._refuse(event, Words(vi=f"khóa «{key}» bị lặp lại", en=f"key {key!r} stands here twice"))
                continue
            found[key], lines[key] = value, _line(event)
        self.lines[id(found)] = lines
        return found

    def _scalar(self, event: yaml.ScalarEvent) -> Any:  # noqa: ANN401 - as above
        value = event.value
        if not event.implicit[0] or (len(value) > _LONGEST_WORD and value[0] not in _BEGINS_NUMBER):
            return value
        tag = self._loader.resolve(yaml.ScalarNode, value, event.implicit)  # type: ignore[no-untyped-call]
        if tag == _TEXT:
            return value
        try:
            return self._loader.construct_object(yaml.ScalarNode(tag, value))
        except (yaml.YAMLError, ValueError):
            what = Words(vi=f"giá trị không đọc được: {value}", en=f"unreadable value: {value}")
            self._refuse(event, what)
            return None

    def _check(self, event: Any, depth: int) -> None:  # noqa: ANN401 - only some events can have an anchor or a tag
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise _RefusedError(_line(event), _starred(self._text, event.start_mark.index))
        if event.tag:
            raise _RefusedError(_line(event), Words(vi="không dùng nhãn ! của YAML", en="YAML tags (!) are refused"))
        if depth > MAX_DEPTH:
            raise _RefusedError(_line(event), Words(vi="lồng nhau quá sâu", en="nested too deeply"))

    def _refuse(self, event: yaml.Event, what: Words) -> None:
        self.problems.append(Problem(file=self._path, line=_line(event), what=what))


_STARS: Final = ("while scanning an alias", "while scanning an anchor")
"""What libyaml was doing when it met a ``*`` or ``&`` with no name behind it."""

_STARRED: Final = re.compile(r"[^,\[\]{}#\r\n]{,60}")


def _starred(text: str, at: int) -> Words:
    """Say how to write what begins with the ``*`` or ``&`` there: to YAML it points to something else."""
    found = _STARRED.match(text, at)
    written = f'"{found[0].strip() if found else ""}"'
    vi = f"anchor (&) và alias (*) của YAML không được dùng; nếu là chữ, đặt trong ngoặc kép: {written}"
    return Words(vi=vi, en=f"anchors and aliases are refused; if it is text that begins so, quote it: {written}")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
