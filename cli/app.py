"""What every command starts from: the settings, and the rooms opened with them, each only when asked for."""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from cli.ring import Keeper
from errors import StoreError
from words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from crawlers.source import Source
    from door import Door, Ring
    from pipelines import Pipeline
    from pipelines.counting import Counting
    from rules import Packs, Relations, RuleSet
    from rules.gazetteer import Gazetteer
    from settings import Settings
    from storage.base import Retention, Store
    from storage.window import Limits

SHIPPED: Final = Path(__file__).resolve().parent.parent / "config" / "sources.yaml"
"""The sources that come with Rõ Tin."""


def _spoken() -> Language:
    """Return the language before any file is read: what the environment says, else Vietnamese."""
    wanted = os.environ.get("ROTIN_LANGUAGE", "")
    return Language(wanted) if wanted in set(Language) else Language.VI


def say(*, vi: str, en: str) -> str:
    """Return a help text in the language of the environment: help is shown before settings are read."""
    return Words(vi=vi, en=en).in_(_spoken())


def now() -> datetime:
    """Return the present, aware."""
    return datetime.now(UTC)


class Opened(NamedTuple):
    """The door and the window behind it: whether the window outlives this process, since when it has counted."""

    door: Door
    counting: Counting
    kept: bool
    since: datetime


class App:
    """The settings of this call, and what is opened with them."""

    def __init__(self) -> None:
        self.config: Path | None = None
        self.data: Path | None = None
        self.proved = ""  # what our parent, if one of us started this process, says of the rules
        self.environ: Mapping[str, str] = os.environ
        self.keeper = Keeper()

    def again(self) -> App:
        """Return an app of the same files that has read nothing yet."""
        app = App()
        app.config, app.data, app.environ, app.keeper = self.config, self.data, self.environ, self.keeper
        return app

    @cached_property
    def settings(self) -> Settings:
        """Read the settings: ``--config``, else ``ROTIN_CONFIG``, else ``rotin.yaml`` here if there is one."""
        from settings import load  # noqa: PLC0415 - nothing heavy before it is needed

        return load(self.config_file, self.environ, data=self.data)

    @property
    def config_file(self) -> Path | None:
        """Return the settings file in force."""
        named = self.config or (Path(self.environ["ROTIN_CONFIG"]) if self.environ.get("ROTIN_CONFIG") else None)
        here = Path("rotin.yaml")
        return named or (here if here.exists() else None)

    @property
    def language(self) -> Language:
        """Return the language to speak: that of the settings, even where the rest of them does not hold."""
        if "settings" in self.__dict__:
            return self.settings.language
        return _spoken() if "ROTIN_LANGUAGE" in os.environ else self._written_language() or _spoken()

    def _written_language(self) -> Language | None:
        from yamlfile import read  # noqa: PLC0415 - as above

        try:
            said = read(self.config_file).data if self.config_file else None
        except OSError:
            return None
        wanted = said.get("language") if isinstance(said, dict) else None
        return Language(wanted) if wanted in set(Language) else None

    def words(self, *, vi: str, en: str) -> str:
        """Return a text in the language to speak."""
        return Words(vi=vi, en=en).in_(self.language)

    def tell(self, *, vi: str, en: str) -> None:
        """Say something to the person, beside the output proper."""
        click.echo(self.words(vi=vi, en=en), err=True)

    @property
    def sources_file(self) -> Path:
        """Return the sources file in force."""
        return self.settings.sources or SHIPPED

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Read the declared sources."""
        from crawlers.source import load  # noqa: PLC0415 - as above

        return load(self.sources_file)

    @cached_property
    def _packs(self) -> Packs:
        """Load the packs: those that ship and the operator's, checked against the guard corpus."""
        from rules import load_all  # noqa: PLC0415 - as above

        return load_all(self.settings.rules, proved=self.proved)

    @property
    def rules(self) -> RuleSet:
        """Return the rules by which texts are matched."""
        return self._packs.rules

    @property
    def relations(self) -> Relations:
        """Return the rules that tell what an article says of a claim."""
        return self._packs.relations

    @cached_property
    def proof(self) -> str:
        """Return what a child process needs in order not to try the same rules again."""
        from rules import proof  # noqa: PLC0415 - as above

        return proof(self.rules)

    @property
    def retention(self) -> Retention:
        """Return for how long records are kept."""
        from storage.base import Retention  # noqa: PLC0415 - as above

        days = self.settings.retention
        return Retention(
            articles=days.articles_days,
            claims=days.claims_days,
            signals=days.signals_days,
            runs=days.runs_days,
            quarantine=days.quarantine_days,
        )

    @cached_property
    def limits(self) -> Limits:
        """Return how many voices are many, and within how long."""
        from storage.window import Limits  # noqa: PLC0415 - as above

        return Limits()

    @property
    def communes(self) -> dict[str, str]:
        """Return today's communes, name by code."""
        return {place.code: place.name for place in self.gazetteer.communes}

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Load the places of the province."""
        from rules.gazetteer import load  # noqa: PLC0415 - as above

        return load()

    def open_store(self, *, create: bool = True) -> Store:
        """Open the store; whoever opens it closes it. Who only reads says ``create=False``.

        Raises:
            StoreError: it cannot be opened, or, with ``create=False``, is not there.
        """
        from storage import open_store  # noqa: PLC0415 - as above

        if create:
            self.folder("")
        return open_store(self.settings.store_url, create=create)

    def folder(self, name: str) -> Path:
        """Return the folder ``name`` in the data folder, made if need be.

        Raises:
            StoreError: it cannot be made.
        """
        path = self.settings.data / name
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise StoreError(
                Words(vi=f"không tạo được thư mục {path}: {why}", en=f"cannot make the folder {path}: {why}"),
                hint=Words(vi="chọn thư mục dữ liệu khác bằng --data", en="choose another data folder with --data"),
            ) from error
        return path

    def pipeline(self, store: Store, counting: Counting | None = None) -> Pipeline:
        """Return the pipeline that ends in ``store``; without ``counting``, what people wrote is let go uncounted."""
        from pipelines import Pipeline, build_stages  # noqa: PLC0415 - as above
        from pipelines.fold import Folder  # noqa: PLC0415 - as above

        local = [source.id for source in self.sources if source.local]
        folder = None if counting is None else Folder(counting, store, self.rules, self.gazetteer, local)
        stages = build_stages(self.rules, self.gazetteer, store, local, folder=folder, clock=now)
        return Pipeline(stages, store, now, folder=folder)

    @property
    def keeps_keys(self) -> bool:
        """Return whether the keys of the window outlive a process: whether there is a folder in memory for them."""
        from storage.keys import runtime_folder  # noqa: PLC0415 - as above

        return runtime_folder(self.settings.runtime, self.environ) is not None

    @contextmanager
    def share_window(self) -> Iterator[None]:
        """Let the children of this process count together: in the runtime folder's window, else in one of its own."""
        shared = nullcontext() if self.keeps_keys else self.keeper.shared(self.folder(""), now=now())
        with shared:
            yield

    @contextmanager
    def open_window(self) -> Iterator[Opened]:
        """Open the window, with the keys of the runtime folder.

        Without such a folder the keys are those of this process, or of the parent that started it, and end with it; so
        does the window, which is in memory unless a parent and its children share it.

        Raises:
            StoreError: the runtime folder or the window's file cannot be written to.
        """
        from door import Door  # noqa: PLC0415 - as above
        from pipelines.counting import Counting  # noqa: PLC0415 - as above
        from storage import open_window  # noqa: PLC0415 - as above
        from storage.keys import guard_memory  # noqa: PLC0415 - as above

        guard_memory()
        ring, path = self._ring()
        with open_window(path, ring, self.limits) as window:
            counting, since = Counting(window, ring), ring.keys[-1].born
            yield Opened(door=Door(ring), counting=counting, kept=path is not None, since=since)

    def _ring(self) -> tuple[Ring, Path | None]:
        from storage.keys import open_ring, runtime_folder  # noqa: PLC0415 - as above

        folder, span = runtime_folder(self.settings.runtime, self.environ), self.limits.span
        if folder is None:
            return self.keeper.ring(now(), span), self.keeper.window(self.folder(""))
        return open_ring(folder, now=now(), window=span).ring, self.folder("") / "window.sqlite"

    def chosen(self, names: Sequence[str]) -> tuple[Source, ...]:
        """Return the sources called ``names``.

        Raises:
            UsageError: no source has one of the names.
        """
        from errors import UsageError  # noqa: PLC0415 - as above

        by_id = {source.id: source for source in self.sources}
        if strange := [name for name in names if name not in by_id]:
            unknown = ", ".join(strange)
            raise UsageError(
                Words(vi=f"không có nguồn nào tên: {unknown}", en=f"no source is called: {unknown}"),
                hint=Words(vi="xem tên bằng: rotin sources list", en="see their names with: rotin sources list"),
            )
        return tuple(by_id[name] for name in names)


def with_places(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--data`` and ``--config``; both may stand before or after the command's name."""

    def keep(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
        if value is not None and parameter.name:
            setattr(context.ensure_object(App), parameter.name, value)

    data = click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        expose_value=False,
        callback=keep,
        help=say(vi="thư mục chứa mọi dữ liệu (hoặc ROTIN_DATA)", en="folder of all data (or ROTIN_DATA)"),
    )
    config = click.option(
        "--config",
        type=click.Path(dir_okay=False, path_type=Path),
        expose_value=False,
        callback=keep,
        help=say(vi="tệp cấu hình (hoặc ROTIN_CONFIG)", en="settings file (or ROTIN_CONFIG)"),
    )
    return data(config(command))
