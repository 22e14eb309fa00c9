import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.report import ENDINGS, MAX_LINE, MAX_NOTE, End, Progress, read_line, write_end, write_progress
from records import RunOutcome, Tally

counts = st.integers(0, 10**9)
reasons = st.tuples(st.from_regex(r"[a-z][a-z0-9_.:-]{0,20}", fullmatch=True), counts)
named = st.lists(reasons, max_size=4).map(tuple)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    stored, discarded, quarantined = draw(counts), draw(named), draw(named)
    seen = stored + sum(n for _, n in discarded) + sum(n for _, n in quarantined)
    return Tally(
        seen=seen,
        stored=stored,
        discarded=discarded,
        quarantined=quarantined,
        requests=draw(counts),
        failures=draw(named),
        bytes=draw(counts),
    )


def lines(stream: io.StringIO) -> list[Progress | End | None]:
    return [read_line(line) for line in stream.getvalue().encode().split(b"\n") if line.strip()]


@given(seen=counts, stored=counts, requests=counts)
def test_progress_arrives_as_it_was_said(seen: int, stored: int, requests: int) -> None:
    progress = Progress(seen=seen + stored, stored=stored, requests=requests)
    stream = io.StringIO()
    write_progress(stream, progress)
    assert lines(stream) == [progress]


@given(outcome=st.sampled_from(sorted(ENDINGS)), tally=tallies(), note=st.text(max_size=MAX_NOTE + 50))
def test_an_end_arrives_as_it_was_said_with_its_note_on_one_line(outcome: RunOutcome, tally: Tally, note: str) -> None:
    stream = io.StringIO()
    write_end(stream, outcome, tally, note)
    (end,) = lines(stream)
    assert isinstance(end, End)
    assert (end.outcome, end.tally) == (outcome, tally)
    assert len(end.note) <= MAX_NOTE
    assert end.note.isprintable()
    assert end.note == " ".join("".join(c if c.isprintable() else " " for c in note).split())[:MAX_NOTE]


def test_a_line_survives_what_was_printed_around_it_without_a_line_break() -> None:
    stream = io.StringIO()
    stream.write("Đang tải…")
    write_progress(stream, Progress(seen=2))
    stream.write("100%")
    write_end(stream, RunOutcome.SUCCEEDED, Tally(), "")
    assert [type(said) for said in lines(stream)] == [type(None), Progress, type(None), End]


@given(st.binary(max_size=200))
def test_garbage_is_nothing(line: bytes) -> None:
    assert read_line(line) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = ["rotin", "outcome", "tally", "note", "seen", "stored", "requests", "discarded", "failures"]


@given(st.dictionaries(st.sampled_from(KEYS), json_values | st.sampled_from(["progress", "end", "succeeded"])))
def test_json_that_is_not_ours_raises_nothing(said: dict[str, object]) -> None:
    found = read_line(json.dumps(said).encode())
    assert found is None or said["rotin"] in {"progress", "end"}


def end_line(**changes: object) -> bytes:
    stream = io.StringIO()
    write_end(stream, RunOutcome.SUCCEEDED, Tally(seen=1, stored=1), "xong")
    said = json.loads(stream.getvalue())
    tally = {k: v for k, v in changes.items() if k in said["tally"]}
    rest = {k: v for k, v in changes.items() if k not in said["tally"]}
    return json.dumps(said | rest | {"tally": said["tally"] | tally}).encode()


def test_the_line_that_is_broken_below_is_otherwise_whole() -> None:
    assert isinstance(read_line(end_line()), End)


@pytest.mark.parametrize(
    "change",
    [
        {"seen": 2},
        {"seen": True},
        {"seen": 1.0},
        {"seen": "1"},
        {"requests": -1},
        {"requests": 10**30},
        {"outcome": "running"},
        {"outcome": "skipped"},
        {"outcome": "xong"},
        {"note": 3},
        {"note": None},
        {"text": "thêm"},
        {"discarded": [["a reason with words of an item", 0]]},
        {"failures": [["http_404", -1]]},
        {"failures": {"http_404": 1}},
        {"rotin": "start"},
    ],
)
def test_an_end_that_does_not_hold_is_nothing(change: dict[str, object]) -> None:
    assert read_line(end_line(**change)) is None


def test_a_line_too_long_or_too_deep_is_nothing() -> None:
    assert read_line(end_line(note="a" * MAX_LINE)) is None
    assert read_line(b'{"rotin":' + b"[" * 60_000) is None


@pytest.mark.parametrize("outcome", sorted(set(RunOutcome) - ENDINGS))
def test_a_crawl_that_ran_cannot_end_as_one_that_did_not(outcome: RunOutcome) -> None:
    with pytest.raises(ValueError, match="does not end as"):
        write_end(io.StringIO(), outcome, Tally(), "")


def test_a_reason_that_could_hold_an_items_text_is_refused() -> None:
    tally = Tally(seen=1, discarded=(("Chị Hoa viết rằng", 1),))
    with pytest.raises(ValueError, match="short constant"):
        write_end(io.StringIO(), RunOutcome.SUCCEEDED, tally, "")


def test_progress_cannot_hold_more_stored_than_seen() -> None:
    with pytest.raises(ValueError, match="stored <= seen"):
        Progress(seen=1, stored=2)
