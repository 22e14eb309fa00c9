"""What many repeat, as a person sees it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

RUMOUR = "nghe nói đập thủy điện sắp vỡ bà con xã Hòa An chạy ngay lên núi"


@pytest.fixture
def told(rotin, folder: Path) -> None:
    said = datetime.now(UTC).isoformat()
    lines = [
        {"kind": "remark", "source": "mang", "author": f"a{n}", "text": f"{RUMOUR} a{n}", "said_at": said}
        for n in range(6)
    ]
    file = folder / "said.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert rotin("ingest", str(file)).code == 0


@pytest.mark.usefixtures("told")
def test_claims_are_listed_and_one_is_shown_whole(rotin) -> None:
    (claim,) = (json.loads(line) for line in rotin("claims", "--json").out.splitlines())
    assert claim["passage"] == RUMOUR.casefold()
    assert claim["category"] == "disaster"
    listed = rotin("claims")
    assert "1 claims" in listed.err
    assert claim["id"][:8] in listed.out
    whole = rotin("claims", claim["id"][:5].upper()).out
    assert RUMOUR.casefold() in whole
    assert "at least 5 voices" in whole
    assert "Xã Hòa An" in whole
    assert json.loads(rotin("claims", claim["id"], "--json").out) == claim


@pytest.mark.usefixtures("told")
def test_claims_are_chosen_by_subject_and_unknown_ids_are_told(rotin) -> None:
    assert rotin("claims", "--category", "fraud", "--json").out == ""
    said = rotin("claims", "zz")
    assert said.code == 2
    assert "rotin claims" in said.err
    assert rotin("claims", "").code == 0, "the only one there is begins with nothing"


def test_reading_claims_makes_no_store(rotin) -> None:
    assert rotin("claims").code == 4
