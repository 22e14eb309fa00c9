"""What a person wrote: a type with no room for the person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from records.basis import aware, on_the_hour, require

VOICE_BYTES: Final = 16
"""Length of a voice: a keyed one-way digest, of no use without its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Written by an individual; passes through memory and is never kept.

    There is no field for a name, a handle, an avatar, a profile or a link, and none can be added to an instance.
    ``voice`` is the platform's author id as keyed digests, one under each key alive, the newest first; the parser has
    it made (:class:`door.Door`) and forgets the id.
    ``said`` is coarsened to the hour.
    """

    source: str
    text: str = field(repr=False)
    said: datetime
    voice: tuple[bytes, ...] = field(repr=False)

    def __post_init__(self) -> None:
        require(bool(self.source), "a remark names its source")
        require(bool(self.voice), "a remark has a voice")
        require(all(len(one) == VOICE_BYTES for one in self.voice), f"a voice is {VOICE_BYTES} bytes")
        aware(self.said)
        require(self.said == on_the_hour(self.said), "a remark's time is kept to the hour")
