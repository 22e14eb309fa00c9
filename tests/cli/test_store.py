import json
from pathlib import Path

ARTICLE = {
    "kind": "article",
    "source": "bao-thu",
    "url": "https://bao.example/1",
    "title": "Mưa lũ ở xã Bảo Lạc, tỉnh Cao Bằng",
    "text": "Nước sông dâng cao.",
}


def fill(rotin, folder: Path) -> None:
    (folder / "i.jsonl").write_text(json.dumps(ARTICLE), encoding="utf-8")
    assert rotin("ingest", str(folder / "i.jsonl")).code == 0


def found(rotin) -> list[str]:
    return [json.loads(line)["url"] for line in rotin("search", "bao lac", "--json").out.splitlines()]


def test_what_was_backed_up_is_there_again_after_a_restore(rotin, folder: Path) -> None:
    fill(rotin, folder)
    assert rotin("store", "backup", "copy.sqlite").code == 0
    for path in (folder / "data").glob("rotin.sqlite*"):
        path.unlink()
    assert rotin("search", "bao lac").code == 4, "a reading command makes no store"
    assert not list((folder / "data").glob("rotin.sqlite*"))
    assert rotin("store", "restore", "copy.sqlite").code == 0
    assert found(rotin) == [ARTICLE["url"]]


def test_migrating_an_up_to_date_store_changes_nothing(rotin, folder: Path) -> None:
    fill(rotin, folder)
    said = rotin("store", "migrate")
    assert said.code == 0
    assert "0 steps" in said.err
    assert found(rotin) == [ARTICLE["url"]]


def test_purge_keeps_what_is_within_its_days(rotin, folder: Path) -> None:
    fill(rotin, folder)
    assert rotin("store", "purge").code == 0
    assert found(rotin) == [ARTICLE["url"]]


def test_counts_are_told_in_words(rotin, folder: Path) -> None:
    fill(rotin, folder)
    assert "1 articles" in rotin("store", "backup", "copy.sqlite").err
    said = rotin("store", "purge").err
    assert "0 articles" in said
    assert "{" not in said


def test_the_quarantine_of_a_healthy_store_is_empty(rotin, folder: Path) -> None:
    fill(rotin, folder)
    assert rotin("store", "quarantine", "--lines").out == ""
