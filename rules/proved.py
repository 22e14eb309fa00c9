"""Which rules were proved before: so that a command need not try all of them on the whole guard corpus anew.

The guard cannot be turned off by this. What is remembered is the name of an empty file in the ``__pycache__`` beside
this one, where Python keeps our own code compiled and runs it unread: whoever may write there can change what the guard
does, and needs no false proof. No folder an operator names is ever looked into, where only the installer may write
nothing is remembered but what the installer proved, and a folder more people may write to than the code is not trusted.
The name is that of every byte of packs and guard, of the code that reads and matches them, and of what it stands on.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Final

import records
import vietnamese
import yamlfile
from rules.match import RuleSet

HERE: Final = Path(__file__).parent
FOLDER = HERE / "__pycache__"
KEPT: Final = 20
"""Names kept: an analyst goes back and forth between a few versions of a pack."""

_READ_BY: Final = ("google-re2", "pydantic", "pyyaml", "phonenumbers", "tldextract", "courlan", "ioc-fanger")
_OTHERS_MAY_WRITE: Final = 0o022


def proof(rules: RuleSet) -> str:
    """Return hex that says of which rules, and by which code, it is known that they may be loaded."""
    return blake2b((rules.fingerprint + _code()).encode(), digest_size=16).hexdigest()


def known(told: str) -> bool:
    """Say whether rules of that proof were proved here before."""
    try:
        folder, code = FOLDER.stat(), HERE.stat()
        trusted = folder.st_uid in {code.st_uid, 0} and not folder.st_mode & ~code.st_mode & _OTHERS_MAY_WRITE
        return trusted and _file(told).exists()
    except OSError:
        return False


def remember(told: str) -> None:
    """Note that rules of that proof were proved; where that cannot be written, they will be proved again."""
    with suppress(OSError):
        _file(told).touch()
        names = sorted(FOLDER.glob(_file("*").name), key=lambda file: file.stat().st_mtime)
        for old in names[:-KEPT]:
            old.unlink()


def _file(told: str) -> Path:
    return FOLDER / f"proved-{told}"


@cache
def _code() -> str:
    """Return hex of the code that reads and matches, as it was when this process first asked."""
    digest = blake2b(sys.version.encode(), digest_size=16)
    files = [Path(yamlfile.__file__)]
    for room in (HERE, Path(vietnamese.__file__).parent, Path(records.__file__).parent):
        files += sorted(file for file in room.rglob("*") if file.suffix in {".py", ".so", ".csv"})
    for file in files:
        digest.update(blake2b(file.read_bytes(), digest_size=32).digest())
    for name in _READ_BY:
        digest.update(f"{name} {version(name)}\n".encode())
    return digest.hexdigest()
