import json
from pathlib import Path


def test_the_shipped_sources_hold(rotin, folder: Path) -> None:
    (folder / "rotin.yaml").write_text("language: en\n", encoding="utf-8")
    said = rotin("sources", "check")
    assert said.code == 0, said.err
    assert len(rotin("sources", "list", "--json").out.splitlines()) >= 12


def test_a_bad_declaration_is_named_by_file_and_line(rotin, folder: Path) -> None:
    text = (folder / "sources.yaml").read_text(encoding="utf-8")
    (folder / "sources.yaml").write_text(text + "    robots: ignore\n", encoding="utf-8")
    said = rotin("sources", "check")
    assert said.code == 2
    assert f"sources.yaml:{len(text.splitlines()) + 1}" in said.err


def test_a_source_never_read_is_said_to_be_so(rotin) -> None:
    (state,) = (json.loads(line) for line in rotin("sources", "health", "--json").out.splitlines())
    assert state["state"] == "never"
    assert "Never read" in rotin("sources", "health").out
