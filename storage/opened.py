"""What every engine shares: whoever opened one in a ``with`` closes it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class Opened(ABC):
    """Something that is closed after use."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the engine; closing twice is closing once."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
