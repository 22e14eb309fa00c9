"""A group of commands that imports a command's module only when that command is run.

Listing them for ``--help`` needs each one's short help, which therefore stands here and not beside the command.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from cli.app import say

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORT = {
    "demo": say(
        vi="phục vụ một tỉnh giả định trên máy này, đọc nó và in bản tin",
        en="serve a make-believe province on this machine, crawl it, print the digest",
    ),
    "run": say(
        vi="chạy thường trực: lịch, đọc nguồn, bản tin hằng ngày", en="the daemon: schedule, crawl, daily digest"
    ),
    "crawl": say(vi="đọc ngay các nguồn đã nêu", en="read the named sources now"),
    "ingest": say(
        vi="đưa các mục đã ghi (JSONL) qua cùng dây chuyền", en="put recorded items (JSONL) through the same pipeline"
    ),
    "digest": say(vi="lập bản tin", en="build the digest"),
    "claims": say(vi="xem những điều nhiều người đang lặp lại", en="show what many people repeat"),
    "search": say(vi="tìm trong các bài đã lưu", en="search the stored articles"),
    "rules": say(vi="kiểm tra, thử và giải thích luật", en="check, try and explain the rules"),
    "sources": say(vi="kiểm tra và xem các nguồn", en="check and show the sources"),
    "store": say(vi="chăm sóc dữ liệu", en="look after the data"),
}


class LazyGroup(click.Group):
    """A group whose commands are named by ``module:attribute`` and imported on use."""

    def __init__(self, *args: Any, commands_at: Mapping[str, str], **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self._at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands a person may call, in the order of a day's work."""
        del ctx
        return [name for name in self._at if name in SHORT]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command and return it."""
        del ctx
        if cmd_name not in self._at:
            return None
        module, attribute = self._at[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SHORT[name]) for name in self.list_commands(ctx)])
