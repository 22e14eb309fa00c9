"""Recorded items as they stand in a file: one JSON object a line, read as if they had just been crawled."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from records import SOURCE_ID, SOURCE_ID_LENGTH, Article, Remark, in_zone, on_the_hour
from words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from door import Door

MAX_LINE: Final = 4 * 1024 * 1024
"""Bytes; a longer line is not an item but a broken file."""


class NoItemError(ValueError):
    """A line that is no item. Why never quotes it, since it may be somebody's words: not even the name of a key."""

    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


_Source = Annotated[str, StringConstraints(pattern=SOURCE_ID, max_length=SOURCE_ID_LENGTH)]
"""As a declared source is called: it is kept, so it may not be free text."""


class _ArticleLine(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: Literal["article"]
    source: _Source
    url: str = Field(pattern=r"^https?://\S+$")
    title: str
    text: str
    published: AwareDatetime | None = None


class _RemarkLine(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    kind: Literal["remark"]
    source: _Source
    author: str
    text: str
    said_at: AwareDatetime


_LINE: TypeAdapter[_ArticleLine | _RemarkLine] = TypeAdapter(
    Annotated[_ArticleLine | _RemarkLine, Field(discriminator="kind")]
)

_OURS: Final = frozenset(_ArticleLine.model_fields) | frozenset(_RemarkLine.model_fields)
"""The only keys that are named to anybody: any other was written by whoever wrote the line."""


def read_lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold something, numbered from 1; of one beyond ``MAX_LINE``, a part that cannot be read."""
    for number in count(1):
        line = file.readline(MAX_LINE + 1)
        if not line:
            return
        if len(line) > MAX_LINE:
            while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
        if line.strip():
            yield number, line


def read_item(line: bytes, *, door: Door, now: datetime) -> Article | Remark:
    """Return the article a line holds, as fetched ``now``, or the remark, its author a voice already.

    Raises:
        NoItemError: the line is not an item.
    """
    try:
        found = _LINE.validate_json(line, strict=False)
    except ValidationError as error:
        raise NoItemError(_why(error)) from None
    if isinstance(found, _RemarkLine):
        if not found.author.strip():
            raise NoItemError(Words(vi="không có tác giả", en="no author"))
        voice, said = door.voice(found.author), on_the_hour(found.said_at)
        return Remark(source=found.source, text=found.text, said=said, voice=voice)
    return Article(
        source=found.source,
        url=found.url,
        title=found.title,
        text=found.text,
        published=in_zone(found.published) if found.published else None,
        fetched=now,
    )


def _why(error: ValidationError) -> Words:
    """Return the kind of the first fault, and in which of our fields it is."""
    detail = error.errors(include_input=False, include_context=False, include_url=False)[0]
    if detail["type"] == "extra_forbidden":
        return Words(vi="khóa lạ", en="unknown key")
    said = ": ".join([*(str(part) for part in detail["loc"] if part in _OURS), detail["type"]])
    return Words(vi=said, en=said)
