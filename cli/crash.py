"""What is said of an exception nobody foresaw: its name and where it was raised, never its message.

A message may quote what somebody wrote, and standard error is kept in files and journals.
"""

from __future__ import annotations

import sys
import threading
import traceback
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST: Final = 10
"""Exceptions that led to one another, told at most."""


def told(error: BaseException) -> str:
    """Return the exception, and those that led to it, as Python shows them, but for the messages and notes."""
    return "\nled to:\n\n".join(map(_one, reversed(list(_led(error)))))


def _led(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(DEEPEST):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _one(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    inner = "".join(f"  of {type(each).__qualname__}\n" for each in getattr(error, "exceptions", ()))
    return f"Traceback (most recent call last):\n{frames}{name}\n{inner}"


def quiet() -> None:
    """Let Python itself say no more than this of what nobody catches, in whatever thread or finalizer."""
    sys.excepthook = lambda _, error, __: _say(error)
    threading.excepthook = lambda caught: _say(caught.exc_value)
    sys.unraisablehook = lambda caught: _say(caught.exc_value)


def _say(error: BaseException | None) -> None:
    if error is not None and sys.stderr is not None:
        sys.stderr.write(told(error))
