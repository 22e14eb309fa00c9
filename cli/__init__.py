"""The commands. Only wiring: each reads what it was given, calls the rooms, and shows what came back.

Nothing heavy is imported before a command needs it, so that ``rotin --help`` is instant.
"""

from __future__ import annotations

import os
import sys

import click

from cli.app import App, say, with_places
from cli.crash import quiet
from cli.lazy import LazyGroup
from cli.usage import Formatter, report
from errors import RotinError
from words import Words

COMMANDS = {
    "demo": "cli.demo:demo",
    "run": "cli.run:run",
    "crawl": "cli.crawl:crawl",
    "crawl-one": "cli.crawl_one:crawl_one",
    "ingest": "cli.ingest:ingest",
    "digest": "cli.digest:digest",
    "claims": "cli.claims:claims",
    "search": "cli.search:search",
    "rules": "cli.rules:rules",
    "sources": "cli.sources:sources",
    "store": "cli.store:store",
}

click.Context.formatter_class = Formatter


@click.group(
    cls=LazyGroup,
    commands_at=COMMANDS,
    help=say(
        vi="Rõ Tin: biết sớm lừa đảo trực tuyến và tin đồn về an toàn công cộng trong tỉnh.",
        en="Rõ Tin: early warning of online scams and public-safety rumours in a province.",
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="rotin", prog_name="rotin")
@with_places
@click.pass_context
def rotin(context: click.Context) -> None:
    """Start every command; see its help text."""
    context.ensure_object(App)


def main() -> None:
    """Run the command line: expected failures are words and an exit code, never a traceback."""
    quiet()
    app = App()
    try:
        code = rotin.main(obj=app, prog_name="rotin", standalone_mode=False)
    except RotinError as error:
        click.echo(error.in_(app.language), err=True)
        code = error.exit_code
    except click.ClickException as error:
        report(error, app.language)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        stopped = Words(vi="đã dừng theo yêu cầu", en="stopped as asked")
        click.echo(stopped.in_(app.language), err=True)
        code = 130
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
