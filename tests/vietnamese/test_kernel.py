"""The compiled reader against the Python it stands for, and what hostile use must not do to it.

To run it under the address and undefined-behaviour sanitizers, from the top of the tree::

    CFLAGS="-g -fsanitize=address,undefined" uv sync --reinstall-package rotin
    LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \
        ASAN_OPTIONS=detect_leaks=0 .venv/bin/pytest tests/vietnamese/test_kernel.py tests/rules/test_index.py
    uv sync --reinstall-package rotin
"""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from vietnamese import kernel
from vietnamese.chunks import fill
from vietnamese.kernel import READER
from vietnamese.syllables import listed
from vietnamese.text import read, read_uncompiled

ROOT = Path(__file__).resolve().parents[2]
compiled = pytest.mark.skipif(READER is None, reason="the kernel is not compiled here; see `make kernel`")


@pytest.mark.skipif(not os.environ.get("CI"), reason="where it cannot be compiled, everything works without")
def test_where_everything_is_checked_the_kernel_is_compiled():
    assert READER is not None


def test_a_kernel_of_another_shape_is_left_alone():
    assert kernel.compiled("vietnamese._kernel", kernel.SHAPE + 1) is None
    assert kernel.compiled("vietnamese.no_such_kernel", 1) is None


FRAGMENTS = (
    *listed(
        "0 9 o 1 4 84 +84 0968 112.233 1900 1234 08 c ô n g a.n c.ô.n.g c0ng 4n b1 công an thông báo chấm cham com vn "
        "vneid vneid[.]com (.) [.] [ ] ( ) . , ; : ! - – / # @ _ ' $ % tp tp. q.1 H'Mông https:// a@b.com .com đc: 😀 "
        "о ß İ ② ｃ 3,5 19/11/2026 khôngggg ก 한 ᄒ ᅡ µ m² ﬁ 1️⃣ bidv VCB 0900000123 1900.1234 (0 0) o968 stk: xem"
    ),
    *("\n", "\n\n", "\r\n", "\t", "\u00a0", "\u200b", "\u0301", "e\u0302\u0301", "\0", "\ud800", "\u2028", "\u2029"),
    *("\x1c", "\x85", "\u3000", "\u2800", "x" * 60, "https://vi-du.example/" + "đường/" * 12),
)
GAPS = ("", " ", " ", " ", "  ", "\n", "\r\n", "\n\n", " \n\t\n", "\n \n")


def fragments() -> st.SearchStrategy[str]:
    """Return a strategy for texts of pieces that depend on each other, over every kind of gap."""
    pairs = st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(GAPS)), max_size=16)
    return pairs.map(lambda found: "".join(map("".join, found)))


def both_read_alike(original: str) -> None:
    one, other = read(original), read_uncompiled(original)
    assert (one.exact, one.folded) == (other.exact, other.folded)
    assert (one.starts, one.ends) == (other.starts, other.ends)


@compiled
@given(st.one_of(fragments(), st.text(st.characters(codec=None), max_size=40), st.text(" \n0o9.chấm-", max_size=30)))
@example("0 9 6 8.112.233 và vneid (.) com\n\nxin chấm\nvn")
@example("c0ng\n_ 4n\u2800\n\n")
def test_every_text_reads_as_it_does_without_the_kernel(original):
    both_read_alike(original)


@compiled
def test_our_own_texts_read_as_they_do_without_the_kernel():
    lines = (ROOT / "benchmarks" / "labelled" / "development.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    for path in (ROOT / "rules" / "guard").glob("*.yaml"):
        texts += yaml.safe_load(path.read_text("utf-8"))["texts"]
    assert len(texts) > 1_000
    for text in (*texts, "\n".join(texts), " ".join(texts)):
        both_read_alike(text)


@compiled
@pytest.mark.parametrize("unit", ["0 ", "chấm ", "0968 112 ", "c0ng 4n ", "[. ", "\n", "_ 0 ", "\0", "\ud800 ", "o\n"])
def test_a_large_text_of_what_depends_on_its_neighbours_reads_alike(unit):
    both_read_alike(unit * 3_000)


# -- what it remembers ----------------------------------------------------------------------------------------------


def reader(most: int = 64, most_bytes: int = 1 << 20, longest: int = 48, fill: Callable[..., Any] = fill) -> Any:
    from vietnamese._kernel import Reader  # noqa: PLC0415 - it is not everywhere

    return Reader(fill, most, most_bytes, longest)


@compiled
def test_a_stream_of_chunks_never_seen_before_does_not_make_it_grow():
    few, small = reader(), reader(most=4_096, most_bytes=1 << 16)
    for number in range(2_000):
        text = f"tin{number} số{number} {number}đ công an"
        assert few.views(text) == small.views(text) == (read(text).exact, read(text).folded)
        assert few.held()[0] <= 64
        assert small.held()[1] <= 1 << 16
    few.forget()
    assert few.held() == (0, 0)


@compiled
def test_a_text_of_more_chunks_than_it_remembers_reads_alike():
    text = " ".join(f"từ{number}" for number in range(500))
    one = reader()
    assert one.views(text) == (read(text).exact, read(text).folded)
    assert one.offsets(text) == (read(text).starts, read(text).ends)


@compiled
def test_a_long_chunk_is_read_and_not_kept():
    one = reader()
    assert one.views("a" * 1_000_000 + "1")[0] == "a" * 1_000_000 + "1"
    assert one.held() == (0, 0)


@compiled
def test_nothing_is_lost_over_many_texts():
    one = reader(most=8)
    texts = [f"công an xã {number % 40} gọi 0 9 6 8.112.233, vneid (.) com 😀" for number in range(2_000)]

    def work() -> None:
        for text in texts:
            one.views(text)
            one.offsets(text)

    work()
    tracemalloc.start()
    work()
    before, _ = tracemalloc.get_traced_memory()
    work()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 50_000


# -- a fill that misbehaves ------------------------------------------------------------------------------------------


@compiled
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (None, TypeError),
        ((), TypeError),
        ((0, "a", "b", (0,), (1,), 0), TypeError),
        ((0, "a", b"b", (0,), (1,), 0, 1), TypeError),
        ((0, "a", "bc", (0,), (1,), 0, 1), ValueError),
        ((0, "a", "b", (0, 1), (1,), 0, 1), ValueError),
        ((0, "a", "b", (0,), (99,), 0, 1), ValueError),
        ((0, "a", "b", (-1,), (1,), 0, 1), ValueError),
        ((0, "ab", "ab", (1, 0), (1, 2), 0, 1), ValueError),
        ((0, "a", "b", (0,), (1,), -1, 1), ValueError),
        ((0, "a", "b", (0,), (1,), 0, 99), ValueError),
        ((0, "a", "b", ("x",), (1,), 0, 1), TypeError),
    ],
)
def test_an_answer_that_cannot_be_is_refused(answer, error):
    one = reader(fill=lambda *_: answer)
    with pytest.raises(error):
        one.views("xin chào")
    with pytest.raises(error):
        one.offsets("xin chào")


@compiled
def test_an_error_while_filling_leaves_a_reader_that_works():
    def fails_at(chunk, together):
        if together or "sai" in chunk:
            raise KeyError(chunk)
        return fill(chunk, together)

    one = reader(fill=fails_at)
    for broken in ("đúng sai đúng", "một 0 mười"):
        with pytest.raises(KeyError):
            one.views(f"trước {broken} sau")
    assert one.views("đúng rồi") == ("đúng rồi", "dung roi")


@compiled
def test_a_fill_may_read_and_forget():
    def reads(chunk, together):
        if len(chunk) > 1 and not together:
            one.views(chunk[:-1] + " 0 9")
            one.forget()
        return fill(chunk, together)

    one = reader(fill=reads)
    text = "công an 0 9 6 8.112.233 thông báo"
    assert one.views(text) == (read(text).exact, read(text).folded)


@compiled
@pytest.mark.parametrize("wrong", [None, 1, b"a"])
def test_only_a_text_is_read(wrong):
    assert READER is not None
    for verb in (READER.views, READER.offsets):
        with pytest.raises(TypeError):
            verb(wrong)
