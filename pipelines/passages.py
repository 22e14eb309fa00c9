"""What of a remark many others wrote: runs of shingles each of which k voices share.

Nothing here keeps anything; see :mod:`pipelines.fold` for what becomes of a passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from storage.marks import SHINGLE

LEAST: Final = 8
"""Words of the shortest passage: shorter ones are turns of phrase that everybody uses."""

MOST_WORDS: Final = 2_000
"""Words of a remark that are looked at; what people repeat is shorter by far."""


def passages(words: Sequence[str], common: Sequence[bool]) -> list[str]:
    """Return the longest runs of ``words`` in which every five in a row are common; ``common[i]`` is of those from i.

    Each is of ``LEAST`` words or more, and none holds a word that lies in no common five.
    """
    found = []
    begin: int | None = None
    for index, shared in enumerate([*common, False]):
        if shared and begin is None:
            begin = index
        elif not shared and begin is not None:
            run = words[begin : index + SHINGLE - 1]
            if len(run) >= LEAST:
                found.append(" ".join(run))
            begin = None
    return found


def grams(passage: str) -> frozenset[int]:
    """Return the fives of a passage as numbers (63 bits), by which passages that overlap are found.

    Not keyed: what is looked up here is what many share.
    """
    words = passage.split(" ")
    fives = (" ".join(words[index : index + SHINGLE]) for index in range(len(words) - SHINGLE + 1))
    return frozenset(
        int.from_bytes(blake2b(five.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1 for five in fives
    )


def overlaps(shared: int, one: int, other: int) -> bool:
    """Say whether two passages of ``one`` and ``other`` fives, of which they share so many, are the same claim.

    They share as much as a passage is long at least, and half of the shorter.
    """
    return shared > LEAST - SHINGLE and 2 * shared >= min(one, other)
