from array import array
from typing import TypeAlias

SHAPE: int

_Numbers: TypeAlias = array[int]
_Rows: TypeAlias = tuple[array[int], array[int]]
_Finds: TypeAlias = dict[str, list[int]]
_Hits: TypeAlias = list[tuple[int, int, int]]

class Matcher:
    def __init__(
        self,
        literals: tuple[str, ...],
        shown: int,
        words: tuple[str, ...],
        units: int,
        beside_spelled: tuple[str, ...],
        besides: _Numbers,
        contexts: _Rows,
        spelled: tuple[str, ...],
        entries: _Numbers,
        belongs: _Rows,
        ranks: _Numbers,
        reach: _Numbers,
        raises: _Rows,
        loose: _Rows,
        groups: _Rows,
        when: _Rows,
        unless: _Rows,
        subjects: int,
        /,
    ) -> None: ...
    def find(self, folded: str, /) -> _Finds: ...
    def match(
        self, original: str, exact: str, folded: str, known: _Numbers, every: bool, /
    ) -> tuple[list[int], _Finds] | tuple[list[int], list[int], list[_Hits | None]] | None: ...

class Finder:
    def __init__(self, literals: tuple[str, ...], /) -> None: ...
    def find(self, folded: str, /) -> list[tuple[int, int, int]]: ...
