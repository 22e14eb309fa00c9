"""What the window is given instead of words and voices: digests that are noise without the key.

A *tag* stands for an item: five words in a row, or some other thing that is counted. A *mark* stands for one voice
at one item: the same voice leaves unrelated marks at different items, so that nobody who has the window, but not
the key, can tell what one person wrote, or that two marks are one person's.

Five words are digested as five blocks (BLAKE2b of each word) under AES-CBC-MAC, which for messages of one fixed
length is a pseudo-random function (Bellare, Kilian and Rogaway, 2000). All shingles of many remarks take five calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, TypeAlias

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

from door import Key
from storage.window import Numbers

Tags: TypeAlias = "NDArray[np.uint64]"
"""Digests of 16 bytes: rows of two numbers."""

_1: Final = np.uint64(1)

SHINGLE: Final = 5
"""Words in a shingle."""

BLOCK: Final = 16
"""Bytes of a tag."""

MOST_WORDS: Final = 65_536
"""Words whose digests are remembered; beyond it the memory starts anew."""


class Marker:
    """Makes tags and marks under one key."""

    __slots__ = ("_item", "_mark", "_shingle", "_words")

    def __init__(self, key: Key) -> None:
        self._words = _Words(key.derive(b"word"))
        self._shingle = _aes(key.derive(b"shingle"))
        self._mark = _aes(key.derive(b"mark"))
        self._item = blake2b(key=key.derive(b"item"), digest_size=BLOCK)

    def shingles(self, words: Sequence[str]) -> Tags:
        """Return the tags of each five of ``words`` in a row, in order; none if there are fewer than five."""
        size = max(0, len(words) - SHINGLE + 1)
        blocks = as_tags(b"".join(map(self._words.__getitem__, words)))
        state = blocks[:size]
        for offset in range(1, SHINGLE + 1):
            state = as_tags(self._shingle.update(state.tobytes()))
            if offset < SHINGLE:
                state = state ^ blocks[offset : offset + size]
        return state

    def item(self, *parts: str) -> bytes:
        """Return the tag of something else that is counted."""
        digest = self._item.copy()
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(4, "little") + data)
        return digest.digest()

    def marks(self, tags: Tags, voices: Tags) -> Numbers:
        """Return the mark of each voice at each tag; both of a length, or one voice for all."""
        return numbers(as_tags(self._mark.update((tags ^ voices).tobytes())))


def as_tags(blocks: bytes) -> Tags:
    """Return tags, or voices, that stand one behind the other, as rows of two numbers."""
    return np.frombuffer(blocks, dtype=np.uint64).reshape(-1, 2)


def numbers(tags: Tags) -> Numbers:
    """Return the numbers (64 bits, without sign, and never 0) by which a window knows tags.

    Among 5·10⁷ items, the most a window of the default size holds, two share a number with probability 7·10⁻⁵.
    """
    return np.maximum(tags[:, 0], _1)


class _Words(dict[str, bytes]):
    """The block of each word; fills itself, and stays bounded. In memory only."""

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self._key = key

    def __missing__(self, word: str) -> bytes:
        if len(self) >= MOST_WORDS:
            self.clear()
        block = blake2b(word.encode("utf-8", "surrogatepass"), key=self._key, digest_size=BLOCK).digest()
        self[word] = block
        return block


def _aes(key: bytes):  # type: ignore[no-untyped-def] # noqa: ANN202 - the library names its own type
    # ECB of blocks that are themselves digests: a permutation used as one, not a way to hide a message.
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305
