"""What every record stands on: the zone, the floor under every count, and the checks records make of themselves."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
"""The zone in which every time is kept and shown."""

K_FLOOR: Final = 3
"""Nothing may show what fewer voices than this wrote."""


def on_the_hour(moment: datetime) -> datetime:
    """Return the start of the hour of ``moment``, in Vietnam."""
    return in_zone(moment).replace(minute=0, second=0, microsecond=0)


def in_zone(moment: datetime) -> datetime:
    """Return the same instant in Asia/Ho_Chi_Minh; a naive one names no instant and is a ``ValueError``."""
    aware(moment)
    return moment.astimezone(ZONE)


def digest(key: str) -> str:
    """Return 32 hex digits that depend on ``key`` alone."""
    return blake2b(key.encode(), digest_size=16).hexdigest()


def aware(*moments: datetime | None) -> None:
    """Refuse a naive time with ``ValueError``; ``None`` is no time and passes."""
    for moment in moments:
        require(moment is None or moment.tzinfo is not None, "times are aware: a naive one names no instant")


def require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence where it is used
    """Refuse what cannot be true with ``ValueError``."""
    if not holds:
        raise ValueError(otherwise)
