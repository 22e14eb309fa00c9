"""What the daemon works with is a copy of what was checked, however the operator's files change meanwhile."""

from pathlib import Path

import pytest

from cli.accepted import KEPT, accept
from cli.app import App
from errors import ConfigError, SettingsError


def asked(folder: Path) -> App:
    app = App()
    app.config = folder / "rotin.yaml"
    return app


def test_the_copy_says_what_the_files_said_and_stays_when_they_change(folder: Path) -> None:
    frozen = accept(asked(folder), None)
    (folder / "sources.yaml").write_text("sources: [", encoding="utf-8")
    (folder / "rotin.yaml").write_text("contact: [", encoding="utf-8")
    again = App()
    again.config, again.environ = frozen.config, frozen.environ
    assert again.sources == frozen.sources
    assert again.settings.contact == "mailto:ban-tin@tinh.example"
    assert again.settings.data == folder / "data"
    assert again.settings.store_url == f"sqlite:///{folder}/data/rotin.sqlite"


def test_variables_are_in_the_copy_and_not_asked_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROTIN_DATA", "khac")
    monkeypatch.setenv("ROTIN_CRAWL__CONCURRENCY", "5")
    frozen = accept(asked(folder), None)
    assert frozen.settings.data == folder / "khac"
    assert frozen.settings.crawl.concurrency == 5
    assert not [name for name in frozen.environ if name.startswith("ROTIN_")]


@pytest.mark.parametrize(("file", "text"), [("sources.yaml", "sources: {}\n"), ("rotin.yaml", "colour: red\n")])
def test_what_does_not_hold_is_refused_and_leaves_no_copy(folder: Path, file: str, text: str) -> None:
    accept(asked(folder), None)
    before = set((folder / "data" / "accepted").iterdir())
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        accept(asked(folder), None)
    assert set((folder / "data" / "accepted").iterdir()) <= before


def test_a_fault_is_named_where_the_operator_wrote_it_and_not_in_the_copy(folder: Path) -> None:
    (folder / "packs").mkdir()
    (folder / "packs" / "a.yaml").write_text("category: opinion\nrules: []\n", encoding="utf-8")
    (folder / "rotin.yaml").write_text("sources: sources.yaml\nrules: [packs]\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        accept(asked(folder), None)
    assert caught.value.problems
    assert {str(problem.file) for problem in caught.value.problems} == {str(folder / "packs" / "a.yaml")}


def test_the_data_folder_stays_while_the_daemon_runs(folder: Path) -> None:
    frozen = accept(asked(folder), None)
    text = (folder / "rotin.yaml").read_text(encoding="utf-8")
    (folder / "rotin.yaml").write_text(text + "data: elsewhere\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="data folder"):
        accept(asked(folder), frozen)


def test_only_the_latest_copies_are_kept(folder: Path) -> None:
    frozen = None
    for _ in range(KEPT + 2):
        frozen = accept(asked(folder), frozen)
    kept = list((folder / "data" / "accepted").iterdir())
    assert len(kept) == KEPT
    assert frozen is not None
    assert frozen.config is not None
    assert frozen.config.parent in kept


def test_secrets_are_whole_in_the_copy_which_nobody_else_can_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROTIN_ALERTS__TO", '["json://127.0.0.1/bi-mat"]')
    monkeypatch.setenv("ROTIN_CRAWL__YOUTUBE_KEY", "bi-mat-2")
    frozen = accept(asked(folder), None)
    assert [each.get_secret_value() for each in frozen.settings.alerts.to] == ["json://127.0.0.1/bi-mat"]
    assert frozen.settings.crawl.youtube_key is not None
    assert frozen.settings.crawl.youtube_key.get_secret_value() == "bi-mat-2"
    assert frozen.config is not None
    assert frozen.config.parent.stat().st_mode & 0o077 == 0
    assert "bi-mat" not in repr(frozen.settings)
