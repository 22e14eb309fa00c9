"""How log lines are written: constant event names with counts and ids, never text of an item."""

from __future__ import annotations

import logging
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from cli.crash import told
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
        structlog.processors.ExceptionRenderer(lambda info: told(info[1]) if info[1] else ""),
    ]
    end: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    level = max(logging.getLevelNamesMapping()[settings.level.upper()], logging.WARNING if quiet else logging.DEBUG)
    structlog.configure(
        processors=[*shared, end],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Foreign(processor=end, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


class _Foreign(structlog.stdlib.ProcessorFormatter):
    """Libraries' lines, without the messages of exceptions: Scrapy writes them into its own, traceback and all."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of one that comes with an exception, who wrote it and what :func:`told` says."""
        own = logging.makeLogRecord(record.__dict__)
        if own.exc_info and own.exc_info[1] is not None:
            own.msg, own.args = f"an exception, told by {own.name}", ()
        elif isinstance(own.args, dict):
            own.args = {name: _named(each) for name, each in own.args.items()}
        elif own.args:
            own.args = tuple(map(_named, own.args))
        return super().format(own)


def _named(value: object) -> object:
    return type(value).__name__ if isinstance(value, BaseException) else value
