"""Looks for words in files, however they are written there: encoded, folded, digested, or packed into a stream.

Every byte of a file is looked at, free pages of a database included, and every compressed stream that begins anywhere
in it is unpacked and looked at in turn. What cannot be unpacked for want of a program is told, not passed over.
"""

import base64
import bz2
import hashlib
import json
import lzma
import re
import shutil
import struct
import subprocess
import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from ahocorasick_rs import BytesAhoCorasick

from vietnamese import read

DEEPEST = 4
"""How many streams may be packed in one another."""

MOST = 32 * 1024 * 1024
"""Bytes unpacked of one stream."""

LEAST = 5
"""Bytes of the shortest thing looked for: a shorter one is found by chance."""

LARGE = 1 << 40
"""Numbers from here up are looked for as binary numbers too; smaller ones are found by chance."""


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Hit:
    """Where a word was found, and how it was written there."""

    place: str
    word: str
    form: str


# -- how a word may be written --------------------------------------------------------------------------------


def folded(word: str) -> str:
    """Return the word in lower case without marks."""
    bare = unicodedata.normalize("NFD", word.casefold().replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def spellings(word: str) -> dict[str, str]:
    """Return the word as text: as it is, in either composition, in one case, without marks, as our reader has it."""
    views = read(word)
    return {
        "raw": word,
        "nfc": unicodedata.normalize("NFC", word),
        "nfd": unicodedata.normalize("NFD", word),
        "lower": unicodedata.normalize("NFC", word).casefold(),
        "upper": unicodedata.normalize("NFC", word).upper(),
        "folded": folded(word),
        "joined": "".join(letter for letter in folded(word) if letter.isalnum()),
        "exact": views.exact.strip(),
        "bare": views.folded.strip(),
    }


def in_base64(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what of the data in base64 depends on nothing before or after it, at each of the three places to begin."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + data)
        own = text[(before * 8 + 5) // 6 : (before + len(data)) * 8 // 6]
        yield f"base64+{before}", own
        yield f"base64url+{before}", own.translate(bytes.maketrans(b"+/", b"-_"))


def encodings(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield the text as bytes."""
    data = text.encode("utf-8", "surrogatepass")
    yield "utf-8", data
    for name in ("utf-16-le", "utf-16-be", "utf-32-le"):
        yield name, text.encode(name, "surrogatepass")
    escaped = json.dumps(text)[1:-1]
    yield "json", escaped.encode()
    yield "json-upper", re.sub(r"(?<=\\u)[0-9a-f]{4}", lambda found: found[0].upper(), escaped).encode()
    yield "python", repr(data)[2:-1].encode()
    url = quote(text, safe="")
    yield "url", url.encode()
    yield "url-lower", re.sub("%..", lambda found: found[0].lower(), url).encode()
    yield "html", "".join(each if each.isascii() else f"&#{ord(each)};" for each in text).encode()
    yield "html-hex", "".join(each if each.isascii() else f"&#x{ord(each):x};" for each in text).encode()
    yield "hex", data.hex().encode()
    yield "hex-upper", data.hex().upper().encode()
    yield from in_base64(data)
    yield from in_base64(text.encode("utf-16-le", "surrogatepass"))


def digests(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield what anybody can compute of the text without a key, and so try."""
    data = text.encode()
    for name in ("md5", "sha1", "sha256"):
        yield name, hashlib.new(name, data, usedforsecurity=False).digest()
    for size in (8, 16, 20, 32):
        yield f"blake2b-{size}", hashlib.blake2b(data, digest_size=size).digest()


@lru_cache(maxsize=4_096)
def written(word: str) -> dict[bytes, str]:
    """Return all the ways to write the word that are long enough to be no chance, with their names."""
    found: dict[bytes, str] = {}
    for spelling, text in spellings(word).items():
        for encoding, data in encodings(text):
            found.setdefault(data, f"{spelling} {encoding}")
        for name, digest in digests(text):
            found.setdefault(digest, f"{spelling} {name}")
            found.setdefault(digest.hex().encode(), f"{spelling} {name} hex")
    if word.isdigit() and int(word) >= LARGE:
        for order in "<>":
            found.setdefault(struct.pack(f"{order}Q", int(word)), f"number {order}")
    return {data: form for data, form in found.items() if len(data) >= LEAST}


# -- what may be packed ---------------------------------------------------------------------------------------


def _inflated(bits: int, skipped: int = 0) -> Callable[[bytes], bytes]:
    return lambda data: zlib.decompressobj(bits).decompress(data[skipped:], MOST)


def _zip_member(data: bytes) -> bytes:
    name, extra = struct.unpack_from("<HH", data, 26)
    return zlib.decompressobj(-15).decompress(data[30 + name + extra :], MOST)


def _zstd(data: bytes) -> bytes:
    program = shutil.which("zstd")
    if program is None:
        raise LookupError("zstd")
    return subprocess.run([program, "-dcq"], input=data, capture_output=True, check=False).stdout


PACKED: dict[bytes, Callable[[bytes], bytes]] = {
    b"\x1f\x8b\x08": _inflated(47),
    b"BZh": lambda data: bz2.BZ2Decompressor().decompress(data, MOST),
    b"\xfd7zXZ\0": lambda data: lzma.LZMADecompressor().decompress(data, MOST),
    b"\x5d\0\0": lambda data: lzma.LZMADecompressor(lzma.FORMAT_ALONE).decompress(data, MOST),
    b"\x28\xb5\x2f\xfd": _zstd,
    b"PK\3\4": _zip_member,
    **{
        bytes((first, second)): _inflated(15)  # RFC 1950: the two bytes are a multiple of 31, and name no dictionary
        for first in range(0x08, 0x79, 0x10)
        for second in range(256)
        if (first * 256 + second) % 31 == 0 and not second & 0x20
    },
}
"""How streams begin that programs write, and how what follows is unpacked."""

_BEGINS = re.compile(b"|".join(re.escape(magic) for magic in sorted(PACKED, key=len, reverse=True)))


def unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each stream that can be unpacked, or begun to be, with where it begins."""
    for found in _BEGINS.finditer(data):
        try:
            inner = PACKED[found[0]](data[found.start() :])
        except LookupError:
            yield f"@{found.start()} unopened", b""
            continue
        except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError, struct.error):
            continue
        if inner:
            yield f"@{found.start()}", inner
    try:  # deflate by itself says nothing of itself: it can be told only where it is all there is
        bare = zlib.decompressobj(-15)
        inner = bare.decompress(data, MOST)
    except zlib.error:
        return
    if bare.eof and inner:
        yield "@0 bare", inner


# -- the search -----------------------------------------------------------------------------------------------


class Search:
    """Looks for all its words at once."""

    def __init__(self, words: Iterable[str]) -> None:
        self._forms = [(data, word, form) for word in dict.fromkeys(words) for data, form in written(word).items()]
        self._finder = BytesAhoCorasick([data for data, _, _ in self._forms])
        self.bytes = 0  # looked at, unpacked ones included
        self.unopened: list[str] = []

    def in_bytes(self, data: bytes, place: str, *, depth: int = 0) -> Iterator[Hit]:
        """Yield what is found in the data and in what is packed in it."""
        self.bytes += len(data)
        for index in {index for index, _, _ in self._finder.find_matches_as_indexes(data, overlapping=True)}:
            _, word, form = self._forms[index]
            yield Hit(place=place, word=word, form=form)
        if depth == DEEPEST:
            return
        for where, inner in unpacked(data):
            if where.endswith("unopened"):
                self.unopened.append(f"{place}{where}")
            yield from self.in_bytes(inner, f"{place}{where}", depth=depth + 1)

    def in_file(self, path: Path) -> Iterator[Hit]:
        """Yield what is found in a file: in its bytes, in its name, in where it leads."""
        yield from self.in_bytes(str(path).encode("utf-8", "surrogateescape"), f"name of {path}")
        if path.is_symlink():
            yield from self.in_bytes(str(path.readlink()).encode("utf-8", "surrogateescape"), f"link {path}")
        elif path.is_file():
            yield from self.in_bytes(path.read_bytes(), str(path))

    def below(self, *folders: Path, most: int = 20) -> list[Hit]:
        """Return the first hits in all files, folders' names included, below the folders."""
        paths = [path for folder in folders for path in (folder, *sorted(folder.rglob("*")))]
        return list(islice((hit for path in paths for hit in self.in_file(path)), most))


def words_of(hits: Collection[Hit]) -> set[str]:
    """Return the words that were found."""
    return {hit.word for hit in hits}
