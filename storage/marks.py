"""What the window is given instead of words and voices: digests that are noise without the key.

A *tag* stands for an item: five words in a row, or some other thing that is counted. A *mark* stands for one voice
at one item: the same voice leaves unrelated marks at different items, so that nobody who has the window, but not
the key, can tell what one person wrote, or that two marks are one person's.

Five words are digested as five blocks (BLAKE2b of each word) under AES-CBC-MAC, which for messages of one fixed
length is a pseudo-random function (Bellare, Kilian and Rogaway, 2000). All shingles of a remark take five calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from door import Key

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

    def shingles(self, words: Sequence[str]) -> bytes:
        """Return the tags of each five of ``words`` in a row, in order; nothing if there are fewer than five."""
        size = (len(words) - SHINGLE + 1) * BLOCK
        if size <= 0:
            return b""
        blocks = b"".join(map(self._words.__getitem__, words))
        state: bytes = self._shingle.update(blocks[:size])
        for offset in range(BLOCK, SHINGLE * BLOCK, BLOCK):
            state = self._shingle.update(_xor(state, blocks[offset : offset + size]))
        return state

    def item(self, *parts: str) -> bytes:
        """Return the tag of something else that is counted."""
        digest = self._item.copy()
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(4, "little") + data)
        return digest.digest()

    def marks(self, tags: bytes, voice: bytes) -> list[int]:
        """Return the mark of the voice at each of the tags."""
        blended = self._mark.update(_xor(tags, voice * (len(tags) // BLOCK)))
        return numbers(blended)


def numbers(tags: bytes) -> list[int]:
    """Return the numbers (64 bits, signed) by which a window knows tags.

    Among 5·10⁷ items, the most a window of the default size holds, two share a number with probability 7·10⁻⁵.
    """
    found: list[int] = memoryview(tags).cast("q")[::2].tolist()
    return found


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


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one, "little") ^ int.from_bytes(other, "little")).to_bytes(len(one), "little")
