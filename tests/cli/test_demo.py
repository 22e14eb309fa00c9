"""The whole job over the make-believe province, once, as a newcomer runs it."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.demo import MARKER, fresh
from demo.province import province
from errors import UsageError

TIMES_OUT = 150


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("demo")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROTIN_")}
    command = [sys.executable, "-P", "-m", "cli", "demo", "--data", str(folder)]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=TIMES_OUT, env=environment
    )
    return folder / "demo", done


def ask(shown: tuple[Path, subprocess.CompletedProcess[str]], *arguments: str) -> list[dict[str, Any]]:
    folder, _ = shown
    command = [sys.executable, "-P", "-m", "cli", *arguments, "--config", str(folder / "rotin.yaml"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=TIMES_OUT)
    return [json.loads(line) for line in done.stdout.splitlines()]


pytestmark = pytest.mark.timeout(TIMES_OUT + 60)


def test_it_ends_well_and_prints_the_digest_and_where_its_files_are(shown) -> None:
    folder, done = shown
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    for kind in ("csv", "xlsx", "html"):
        (file,) = (folder / "digests").glob(f"rotin-*.{kind}")
        assert f"demo/digests/{file.name}" in done.stdout
        assert file.stat().st_size > 1000


def test_every_entry_of_every_site_is_accounted_for(shown) -> None:
    sites = {site.id: site for site in province()}
    with sqlite3.connect(shown[0] / "rotin.sqlite") as store:
        stored = dict(store.execute("SELECT source, count(*) FROM articles GROUP BY source"))
    assert set(stored) == {"bao-non-nuoc", "tin-toan-quoc", "phap-luat-ngay-nay", "cong-thong-tin"}
    assert stored["bao-non-nuoc"] == len(sites["bao-non-nuoc"].pieces), "every piece of the local paper names a place"
    assert stored["cong-thong-tin"] == len(sites["cong-thong-tin"].pieces), "the portal's duplicates are one article"


def test_the_broken_and_the_slow_source_are_named_and_harm_nobody(shown) -> None:
    states = {state["id"]: state["state"] for state in ask(shown, "sources", "health")}
    assert (states["bao-hong"], states["tram-cham"]) == ("empty", "failing")
    assert {states[name] for name in ("bao-non-nuoc", "tin-toan-quoc", "cong-thong-tin")} == {"fresh"}
    (page,) = (shown[0] / "digests").glob("*.html")
    for name in ("Báo Vùng Xa", "Trạm quan trắc chậm"):
        assert name in page.read_text(encoding="utf-8")
    assert "Không có nguồn nào đang đọc hỏng" not in shown[1].stdout


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("cập nhật VNeID sau sáp nhập", "impersonation"),
        ("cộng tác viên việc nhẹ lương cao", "fraud"),
        ("sạt lở quốc lộ 34", "disaster"),
        ("ngộ độc nấm rừng", "health"),
        ("pháo nổ tự chế", "illegal_goods"),
        ("xả lũ hồ chứa", "disaster"),
    ],
)
def test_what_residents_should_be_warned_of_is_flagged(shown, words: str, category: str) -> None:
    best = ask(shown, "search", words)[0]
    assert category in {match["category"] for match in best["matches"]}, best["title"]


@pytest.mark.parametrize("words", ["chờ sửa qua ba mùa mưa", "phiên chợ Phục Hòa", "hát then", "tiêm chủng mở rộng"])
def test_criticism_and_daily_life_pass_untouched(shown, words: str) -> None:
    best = ask(shown, "search", words)[0]
    assert best["matches"] == [], best["title"]


def test_what_robots_may_not_read_was_not_read(shown) -> None:
    for path in shown[0].rglob("*"):
        if path.is_file():
            assert "không bao giờ được máy của ai đọc".encode() not in path.read_bytes(), path


def test_the_city_in_china_is_not_our_commune(shown) -> None:
    assert not [a for a in ask(shown, "search", "nắng nóng kỷ lục") if a["places"]]


def test_only_a_folder_of_its_own_is_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError):
        fresh(tmp_path)
    assert (tmp_path / "thesis.txt").exists()
    own = fresh(tmp_path / "demo")
    (own / "old").touch()
    assert {path.name for path in fresh(own).iterdir()} == {MARKER}
