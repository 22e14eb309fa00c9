"""What the command-line library says by itself, in the reader's language: headings of help, and wrong calls."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from cli.app import say
from words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEADINGS: Final = {
    "Options": say(vi="Tùy chọn", en="Options"),
    "Commands": say(vi="Lệnh", en="Commands"),
    "Show this message and exit.": say(vi="hiện trợ giúp này", en="show this help"),
    "Show the version and exit.": say(vi="hiện phiên bản", en="show the version"),
}


class Formatter(click.HelpFormatter):
    """Help with its headings in the language of the environment."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the first line."""
        super().write_usage(prog, args, prefix or say(vi="Cách dùng: ", en="Usage: "))

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Open a section under its heading."""
        with super().section(HEADINGS.get(name, name)):
            yield

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of terms and what they mean."""
        super().write_dl([(term, HEADINGS.get(text, text)) for term, text in rows], col_max, col_spacing)


def describe(error: click.ClickException) -> Words:
    """Return what was wrong with a call."""
    english = error.format_message()
    match error:
        case click.NoSuchOption(option_name=name):
            vietnamese = f"không có tùy chọn {name}"
        case click.MissingParameter(param=click.Parameter() as parameter):
            vietnamese = f"thiếu {parameter.human_readable_name}"
        case click.BadParameter(param=click.Parameter() as parameter, message=message):
            vietnamese = f"giá trị của {parameter.human_readable_name} không dùng được: {message}"
        case click.UsageError(ctx=click.Context(command=click.Group() as group)) if "No such command" in english:
            known = ", ".join(group.list_commands(error.ctx)) if error.ctx else ""
            vietnamese = f"không có lệnh như vậy; các lệnh: {known}"
        case _:
            vietnamese = english
    return Words(vi=vietnamese, en=english)


def report(error: click.ClickException, language: Language) -> None:
    """Say on standard error what was wrong with the call, and where its help is."""
    click.echo(describe(error).in_(language), err=True)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        path = error.ctx.command_path
        click.echo(Words(vi=f"→ xem: {path} --help", en=f"→ see: {path} --help").in_(language), err=True)
