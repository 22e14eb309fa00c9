from typing import TypeAlias

SHAPE: int

_Rows: TypeAlias = tuple[tuple[int, ...], ...]

class Matcher:
    def __init__(
        self,
        literals: tuple[str, ...],
        shown: int,
        words: tuple[str, ...],
        phrases: tuple[str, ...],
        phrased: _Rows,
        asked: _Rows,
        contexts: _Rows,
        groups: _Rows,
        signed: _Rows,
        rules: _Rows,
        tests: _Rows,
        subjects: int,
        /,
    ) -> None: ...
    def find(self, folded: str, /) -> dict[str, list[int]]: ...
    def match(self, exact: str, folded: str, every: bool, /) -> tuple[list[int], dict[str, list[int]]] | None: ...
