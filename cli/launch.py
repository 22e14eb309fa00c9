"""How a crawl is started: as a child process of our own command, noted in the ledger from its first moment."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from cli.app import now

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from cli.app import App
    from crawlers.report import Progress
    from crawlers.source import Source
    from records import Run


def command(app: App, source: str) -> list[str]:
    """Return the command that reads ``source`` once; -P: a cli.py in the folder at hand must not be taken for ours."""
    line = [sys.executable, "-P", "-m", "cli", "crawl-one", source, "--data", str(app.settings.data.absolute())]
    line += ["--proved", app.proof]
    line += ["--window", app.keeper.name] if app.keeper.name else []
    return line + (["--config", str(app.config_file.absolute())] if app.config_file else [])


def launch(  # noqa: PLR0913 - what a crawl is given, each by its name
    app: App,
    source: Source,
    *,
    due: datetime,
    stop: threading.Event | None = None,
    on_start: Callable[[Run], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Read ``source`` once in a child process, alone at its sites, and return how it went."""
    from crawlers.child import run_child  # noqa: PLC0415 - opened only when needed

    return run_child(
        command(app, source.id),
        source=source.id,
        due=due,
        deadline=source.deadline,
        clock=now,
        locks=site_locks(app, source),
        stop=stop,
        on_start=on_start,
        on_progress=on_progress,
        environment={**app.environ, "PYTHONUNBUFFERED": "1"},
        given=app.keeper.hand_on(now(), app.limits.span) if app.keeper.name and source.kind.converses else None,
    )


def site_locks(app: App, source: Source) -> tuple[Path, ...]:
    """Return a lock file for each site that ``source`` reads."""
    folder = app.folder("locks")
    return tuple(folder / f"{re.sub(r'[^a-z0-9.-]', '_', key)}.lock" for key in source.lock_keys)
