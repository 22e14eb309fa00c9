"""Where an author's id becomes a voice: the one place in Rõ Tin that ever reads it.

A voice is a keyed one-way digest (BLAKE2b). Its key is made here, lives in memory and, at most, in a file system
that is itself memory, and is replaced every window: once it is gone, nobody can tell whose voice a voice was, not
even by trying every id there is.

Two keys are alive at a time, so that counting does not start from nothing when one is replaced; a voice holds the
author under each of them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final, Self

from records import VOICE_BYTES, in_zone

SECRET_BYTES: Final = 32
"""Length of a key: nobody tries 2^256 of them."""

ALIVE: Final = 2
"""Keys in use at a time: the newest and the one before it."""

GRACE: Final = timedelta(hours=6)
"""How long after its window the older key is still read: longer than any crawl that began with it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A secret and when it was made. Its ``name`` is public and says nothing of it."""

    secret: bytes = field(repr=False)
    born: datetime

    def __post_init__(self) -> None:
        if len(self.secret) != SECRET_BYTES:
            raise ValueError(f"a key is {SECRET_BYTES} bytes")
        object.__setattr__(self, "born", in_zone(self.born))

    @classmethod
    def made(cls, now: datetime) -> Self:
        """Return a new key."""
        return cls(secret=secrets.token_bytes(SECRET_BYTES), born=now)

    @property
    def name(self) -> str:
        """Return 16 hex digits that tell this key from others."""
        return self.derive(b"name", 8).hex()

    def derive(self, purpose: bytes, size: int = 32) -> bytes:
        """Return a key of ``size`` bytes for one purpose alone, so that no two uses can be held against each other."""
        return blake2b(key=self.secret, person=purpose, digest_size=size).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """The keys in use, newest first: one, or two."""

    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.keys) <= ALIVE:
            raise ValueError(f"a ring holds one to {ALIVE} keys")
        if any(newer.born < older.born for newer, older in zip(self.keys, self.keys[1:], strict=False)):
            raise ValueError("the newest key comes first")

    @classmethod
    def made(cls, now: datetime) -> Self:
        """Return a ring with one new key."""
        return cls(keys=(Key.made(now),))

    def turned(self, now: datetime, window: timedelta) -> Self:
        """Return the ring as it is to be ``now``: a new key once the newest is as old as ``window``.

        The key before it goes a window (and ``GRACE``) after it was followed; one from the future, which a clock set
        back leaves behind, is treated as new, so that nothing is lost for it.
        """
        newest, *older = self.keys
        if now - newest.born >= window:
            # What a key older than two windows counted is out of the window whatever we do.
            followed = [newest] if now - newest.born < 2 * window + GRACE else []
            return type(self)(keys=(Key.made(now), *followed))
        kept = [key for key in older if now - newest.born < window + GRACE]
        return self if len(kept) == len(older) else type(self)(keys=(newest, *kept))


class Door:
    """Turns authors into voices. Holds no author."""

    __slots__ = ("_keyed",)

    def __init__(self, ring: Ring) -> None:
        self._keyed = tuple(
            blake2b(key=key.derive(b"voice"), person=b"voice", digest_size=VOICE_BYTES) for key in ring.keys
        )

    def voice(self, author: str) -> tuple[bytes, ...]:
        """Return the author's voice under each key, the newest first.

        The same id is the same voice wherever it comes from, so that nobody counts twice for being read twice.

        Raises:
            ValueError: there is no author: what nobody wrote counts for nobody. The message never quotes one.
        """
        meant = author.strip()
        if not meant:
            raise ValueError("no author")
        data = meant.encode("utf-8", "surrogatepass")
        voices = []
        for keyed in self._keyed:
            digest = keyed.copy()
            digest.update(data)
            voices.append(digest.digest())
        return tuple(voices)
