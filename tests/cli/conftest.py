import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
import yaml

import cli

SOURCES = """
sources:
  - id: bao-thu
    name: Báo Thử
    publisher: Báo Thử
    kind: feed
    url: https://bao.example/rss
    every: 15m
    rhythm: 6h
    local: true
    welcome: a made-up paper for tests
    checked: unverified live
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder, with settings and one source, at hand as the working directory."""
    for name in [name for name in os.environ if name.startswith("ROTIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ROTIN_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    settings = {"sources": "sources.yaml", "contact": "mailto:ban-tin@tinh.example", "language": "en"}
    (tmp_path / "rotin.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return tmp_path


@pytest.fixture
def rotin(
    folder: Path,  # noqa: ARG001 - commands run in it
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Said]]:
    """Run a command as a person would, in this process."""

    def run(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["rotin", *arguments])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return Said(code=ended.value.code, out=out, err=err)

    yield run
    structlog.reset_defaults()  # a command has set up the log for its own process, which here is everybody's
    for handler in [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]:
        logging.getLogger().removeHandler(handler)
