"""How log lines are written: constant event names with counts and ids, never text of an item."""

from __future__ import annotations

import logging
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from records import ZONE

if TYPE_CHECKING:
    from settings import LogSettings


def _stamp(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Say when, in Vietnam's zone as everywhere else."""
    event["timestamp"] = datetime.now(ZONE).isoformat(timespec="seconds")
    return event


def set_up(settings: LogSettings, *, quiet: bool = False) -> None:
    """Write our own log and that of libraries to standard error, in one form; ``quiet``: from warnings up."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        _stamp,
    ]
    end: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.as_json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    level = max(logging.getLevelNamesMapping()[settings.level.upper()], logging.WARNING if quiet else logging.DEBUG)
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, end],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=end, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
