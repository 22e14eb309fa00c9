"""Another process that counts in a window, for the tests that need a real one."""

import resource
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import count
from pathlib import Path

import numpy as np

from door import Key, Ring
from errors import RotinError
from records import ZONE
from storage import open_window
from storage.window import Batch, Limits, Window, hour_of

NOW = datetime(2026, 11, 21, 8, tzinfo=ZONE)
HOUR = hour_of(NOW)
KEY = Key(secret=bytes(32), born=NOW)
RING = Ring(keys=(KEY,))
LIMITS = Limits(voices=5, span=timedelta(hours=72))
MOST = 40
"""Fives of a remark."""


def number(*parts: object) -> int:
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest()) or 1


def mark(item: int, voice: int) -> int:
    """Return a voice's mark at an item, by the item's number."""
    return number("mark", item, voice)


def remark(voice: int, about: int) -> Batch:
    """Return what one voice says: the same of each about the same."""
    items = [number("item", about, at) for at in range(MOST)]
    return Batch(KEY.name, np.array(items, np.uint64), np.array([mark(item, voice) for item in items], np.uint64))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def speak(window: Window, voice: int, about: int) -> list[int]:
    counts: list[int] = window.add([remark(voice, about)], said=[HOUR] * MOST).tolist()
    window.tally([remark(voice, about)], said=[HOUR] * MOST, sources=["m"] * MOST)
    return counts


def talk(path: str, voice: str, remarks: str) -> None:
    """Say so many remarks, one transaction each; acknowledge each."""
    with open_window(Path(path), RING, LIMITS) as window:
        for about in range(int(remarks)):
            with window.transaction():
                speak(window, int(voice), about)
            say(str(about))


def crowd(path: str, voice: str, remarks: str) -> None:
    """Say remarks for ever, so that slots move all the time; acknowledge the first."""
    del remarks
    with open_window(Path(path), RING, LIMITS) as window:
        for about in count():
            speak(window, int(voice) + about % 7, about // 7)
            if about == 5:
                say("speaking")


def cramped(path: str, voice: str, remarks: str) -> None:
    """Speak where no file may grow beyond so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
    talk(path, voice, remarks)


WORK: dict[str, Callable[..., None]] = {"talk": talk, "crowd": crowd, "cramped": cramped}

if __name__ == "__main__":
    try:
        WORK[sys.argv[1]](*sys.argv[2:])
    except RotinError as error:
        say(f"error: {error}")
        sys.exit(error.exit_code)
