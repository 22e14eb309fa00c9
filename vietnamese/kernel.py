"""The compiled reader, if this machine could build it; without it everything is read by Python, and slower."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from vietnamese.chunks import fill
from vietnamese.pieces import LONGEST_KEPT, MOST_KEPT

if TYPE_CHECKING:
    from types import ModuleType

    from vietnamese._kernel import Reader

SHAPE: Final = 1
"""What this code and ``kernel.c`` say to each other; a kernel of another shape was built from another ``kernel.c``."""

MOST_BYTES: Final = 16 << 20
"""Memory for chunks; so many ordinary ones take a third of it."""


def compiled(name: str, shape: int) -> ModuleType | None:
    """Return the compiled module of that name, ``None`` where there is none that fits."""
    try:
        found = import_module(name)
    except ImportError:
        return None
    return found if getattr(found, "SHAPE", None) == shape else None


def _reader() -> Reader | None:
    kernel = compiled("vietnamese._kernel", SHAPE)
    return None if kernel is None else kernel.Reader(fill, MOST_KEPT, MOST_BYTES, LONGEST_KEPT)


READER: Final = _reader()
"""What puts views together out of those of chunks seen before; ``None`` where it is not compiled."""
