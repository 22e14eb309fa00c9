"""Faults for a process under test: at a named function something goes wrong, as badly as it could.

Told in the environment (``CANARY_FAULTS``, JSON), so that our own code has no switch for it. A process started anew
is reached through ``shim/sitecustomize.py``, a fork of one that has all loaded already through :func:`strike`. An
exception raised here carries in its message all the text that the function was given: worse than any real one.
"""

import contextlib
import ctypes
import functools
import importlib
import importlib.abc
import importlib.machinery
import json
import logging
import os
import resource
import signal
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

VARIABLE = "CANARY_FAULTS"
TOLD = "CANARY_TOLD"
"""The file in which a fault says that it happened, so that a test knows that it proved something."""

DEEP = 6
LIGHT = 600 * 1024**2
"""Bytes: more than a crawl takes, less than a heavy one is made to."""


class CanaryError(Exception):
    """What goes wrong here."""


def spoken(thing: Any, depth: int = 0) -> Iterator[str]:
    """Yield the texts in what a function was given."""
    if isinstance(thing, bytes):
        thing = thing[:100_000].decode("utf-8", "replace")
    if isinstance(thing, str):
        yield thing
    elif depth < DEEP:
        if isinstance(thing, dict):
            inner: Any = [*thing, *thing.values()]
        elif isinstance(thing, (list, tuple, set, frozenset)):
            inner = list(thing)[:60]
        else:
            names = [name for cls in type(thing).__mro__ for name in getattr(cls, "__slots__", ())]
            names += list(getattr(thing, "__dict__", ()))
            inner = [getattr(thing, name, None) for name in names if isinstance(name, str)][:60]
        for each in inner:
            yield from spoken(each, depth + 1)


def tell(what: str) -> None:
    """Say that it happened."""
    handle = os.open(os.environ[TOLD], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{what}\n".encode())
    os.close(handle)


def go_wrong(how: str, at: str, given: Sequence[Any]) -> None:
    """Do what was asked for."""
    text = " ".join(spoken(given))[:50_000]
    tell(f"{at} {how} {len(text)}")
    (FAULTS | LEAKS)[how](text, given[0])


def _raise(text: str, _: Any) -> None:
    error = CanaryError(f"no {text}")
    error.add_note(f"noted: {text}")
    raise error from ValueError(text)


def _decode(text: str, _: Any) -> None:
    raise UnicodeDecodeError("utf-8", text.encode(), 0, 9, text)


def _memory(text: str, _: Any) -> None:
    raise MemoryError(text)


def _kill(_: str, __: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _abort(_: str, __: Any) -> None:
    os.abort()


def _hang(_: str, __: Any) -> None:
    """Be deaf to a polite signal, as a loop in C is."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


def _heavy(text: str, _: Any) -> None:
    held = [text, *(b"x" * (1 << 20) for _ in range(LIGHT >> 20))]
    time.sleep(600)
    del held


def _guarded(_: str, __: Any) -> None:
    """Say whether the process may be dumped; 3 is ``PR_GET_DUMPABLE``."""
    core = resource.getrlimit(resource.RLIMIT_CORE)
    tell(f"core {core[0]} {core[1]} dumpable {ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)}")


FAULTS: dict[str, Callable[[str, Any], None]] = {
    "raise": _raise, "decode": _decode, "memory": _memory, "kill": _kill, "abort": _abort, "hang": _hang,
    "heavy": _heavy, "guarded": _guarded,
}  # fmt: skip


# -- leaks, to see that the search finds them -----------------------------------------------------------------


def _log(text: str, _: Any) -> None:
    logging.getLogger("pipelines").warning("strange: %s", text)


def _file(text: str, _: Any) -> None:
    handle, _ = tempfile.mkstemp(prefix="page")
    os.write(handle, zlib.compress(text.encode("utf-16-le")))
    os.close(handle)


def _stderr(text: str, _: Any) -> None:
    sys.stderr.write(json.dumps(text))


def _name(text: str, _: Any) -> None:
    named = next(word for word in text.split() if word.startswith("K"))
    (Path(os.environ["HOME"]) / named).mkdir(exist_ok=True)


def _quarantine(text: str, given: Any) -> None:
    """As if a draft were set apart; given is what ``Pipeline.run`` is given."""
    from storage.base import Quarantined  # noqa: PLC0415 - only where it is there already

    now = datetime.now(UTC)
    given[0]._store.quarantine(Quarantined(id="ab" * 16, source="mang", reason="ValueError", line=text, since=now))


def _source(_: str, given: Any) -> None:
    """As if the author were kept; given is what ``Counting.said`` is given."""
    remark = given[1]
    object.__setattr__(remark, "source", f"{remark.source}:{remark.text.split()[0]}")


LEAKS: dict[str, Callable[[str, Any], None]] = {
    "leak-log": _log,
    "leak-file": _file,
    "leak-stderr": _stderr,
    "leak-name": _name,
    "leak-quarantine": _quarantine,
    "leak-source": _source,
}


# -- where -----------------------------------------------------------------------------------------------------


def spoilt(fault: dict[str, Any], original: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with the fault in it: at its ``nth`` call, or at every one from there with ``on``."""
    calls = 0

    @functools.wraps(original)
    def struck(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        nth = fault.get("nth", 1)
        if calls == nth or (fault.get("on") and calls > nth):
            if fault.get("after"):
                original(*args, **kwargs)
            go_wrong(fault["how"], fault["at"], [args, kwargs])
        return original(*args, **kwargs)

    return struck


def _holder(module: Any, path: str) -> tuple[Any, str]:
    *outer, name = path.split(".")
    for each in outer:
        module = getattr(module, each)
    return module, name


def put(fault: dict[str, Any], module: Any) -> None:
    """Put the fault in its place in the module, and wherever else the function has been imported to."""
    holder, name = _holder(module, fault["at"].rpartition(":")[2])
    original = getattr(holder, name)
    if fault["how"] == "light":  # a process that weighs more is ended
        original.__kwdefaults__["memory"] = LIGHT
        return
    wrapper = spoilt(fault, original)
    raw = holder.__dict__.get(name) if isinstance(holder, type) else None
    setattr(holder, name, staticmethod(wrapper) if isinstance(raw, staticmethod) else wrapper)
    for other in list(sys.modules.values()):
        if getattr(other, name, None) is original:
            setattr(other, name, wrapper)


def strike(faults: Sequence[dict[str, Any]]) -> None:
    """Put faults into modules that are loaded, or load them."""
    for fault in faults:
        put(fault, importlib.import_module(fault["at"].partition(":")[0]))


class _Loader(importlib.abc.Loader):
    def __init__(self, inner: Any, faults: Sequence[dict[str, Any]]) -> None:
        self.inner, self.faults = inner, faults

    def create_module(self, spec: Any) -> Any:
        return self.inner.create_module(spec)

    def exec_module(self, module: Any) -> None:
        self.inner.exec_module(module)
        for fault in self.faults:
            put(fault, module)


class Finder(importlib.abc.MetaPathFinder):
    """Puts faults into modules as they are loaded, before anything else sees them."""

    def __init__(self, faults: Sequence[dict[str, Any]]) -> None:
        self.faults = faults

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        own = [fault for fault in self.faults if fault["at"].partition(":")[0] == name]
        if not own:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, own)
        return spec


def meant(arguments: Sequence[str]) -> list[dict[str, Any]]:
    """Return the faults for a process with these arguments: those whose ``of`` is among them, or that have none."""
    with contextlib.suppress(KeyError):
        return [each for each in json.loads(os.environ[VARIABLE]) if not each.get("of") or each["of"] in arguments]
    return []
