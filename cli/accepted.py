"""The configuration in force: a copy of what was checked, so that what is read later is what was checked.

The daemon keeps working with the last configuration that held. Its crawls are processes of their own that read
files, so they are given these copies and never the files an operator may be in the middle of editing.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from cli.app import App
from errors import ConfigError, SettingsError
from settings import PREFIX
from words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT: Final = 2
"""Copies that stay: the one in force, and the one a crawl that is just starting may still be reading."""


def accept(base: App, before: App | None) -> App:
    """Read the operator's files, check everything in them, and return an app that stands on copies of them.

    Raises:
        ConfigError: something does not hold, or the data folder is another than ``before``.
    """
    asked = base.again()
    data = asked.settings.data.absolute()
    if before is not None and before.settings.data != data:
        raise SettingsError(
            Words(vi="không đổi thư mục dữ liệu khi đang chạy", en="the data folder cannot change while running"),
            hint=Words(vi="dừng rồi chạy lại", en="stop and start again"),
        )
    folder = _new_folder(asked.folder("accepted").absolute())
    try:
        frozen = App()
        frozen.config = _copy(asked, data, folder)
        frozen.environ, frozen.keeper = plain_environment(), base.keeper
        _ = frozen.sources, frozen.rules, frozen.gazetteer
    except ConfigError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _as_written(error, folder, asked) from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return frozen


def plain_environment() -> dict[str, str]:
    """Return the environment without our own variables: what they set stands in the copy already."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


def _new_folder(home: Path) -> Path:
    for old in sorted(home.iterdir(), key=lambda path: path.stat().st_mtime)[: -KEPT + 1 or None]:
        shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=home))


def _copy(asked: App, data: Path, folder: Path) -> Path:
    shutil.copyfile(_readable(asked.sources_file), folder / "sources.yaml")
    packs = [_copy_pack(path, folder / f"packs-{number}") for number, path in enumerate(asked.settings.rules)]
    settings = asked.settings.model_dump(mode="json") | {
        "data": str(data),
        "sources": "sources.yaml",
        "rules": packs,
        "store": asked.settings.store_url,
    }
    settings["alerts"]["to"] = [address.get_secret_value() for address in asked.settings.alerts.to]
    if (key := asked.settings.crawl.youtube_key) is not None:
        settings["crawl"]["youtube_key"] = key.get_secret_value()
    settings["digest"]["folder"] = str(asked.settings.digests.absolute())
    path = folder / "rotin.yaml"
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return path


def _copy_pack(path: Path, target: Path) -> str:
    if _readable(path).is_dir():
        shutil.copytree(path, target)
        return target.name
    target.mkdir()
    shutil.copyfile(path, target / path.name)
    return f"{target.name}/{path.name}"


def _as_written(error: ConfigError, folder: Path, asked: App) -> ConfigError:
    """Return the error with the operator's own files named in the place of the copies."""
    originals = {folder / "sources.yaml": asked.sources_file}
    for number, pack in enumerate(asked.settings.rules):
        copied = folder / f"packs-{number}"
        originals |= {copied / pack.name: pack} if pack.is_file() else {copied: pack}
    told = tuple(replace(problem, file=_original(problem.file, originals)) for problem in error.problems)
    return type(error)(error.what, hint=error.hint, problems=told)


def _original(file: Path | str, originals: Mapping[Path, Path]) -> Path | str:
    path = Path(file)
    for copied, original in originals.items():
        if path.is_relative_to(copied):
            return original / path.relative_to(copied)
    return file


def _readable(path: Path) -> Path:
    if not os.access(path, os.R_OK):
        raise SettingsError(Words(vi=f"không đọc được {path}", en=f"cannot read {path}"))
    return path
