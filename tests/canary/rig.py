"""A process that has loaded what every command loads, and whose forks are commands: a fork of it starts at once.

Reads lines of JSON, a list of commands each (several run side by side), and answers with how their processes ended.
The rules are loaded once: whether they hold against the guard corpus is nothing that is proved here.
"""

import json
import os
import resource
import signal
import sys
import threading
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import faults  # type: ignore[import-not-found]

import cli
import cli.crawl
import cli.crawl_one
import cli.ingest
import crawlers.crawl
import crawlers.families.forum
import crawlers.families.mastodon
import pipelines.sink
import rules
import rules.gazetteer
import storage.sqlite
import storage.window_sqlite
from cli.app import App

LOADED = (cli.crawl, cli.ingest, cli.crawl_one, crawlers, pipelines.sink, storage)


def prepare() -> None:
    """Load rules and places once for all."""
    app = App()
    packs, gazetteer = app._packs, app.gazetteer
    setattr(rules, "load_all", lambda *_, **__: packs)  # noqa: B010 - a stand-in is of another type
    setattr(rules.gazetteer, "load", lambda *_: gazetteer)  # noqa: B010 - as above


def become(told: dict[str, Any]) -> None:
    """Be the command, in its own surroundings."""
    os.setsid()
    os.chdir(told["cwd"])
    os.environ.clear()
    os.environ.update(told["env"])
    for number, name, flags in (
        (0, told.get("stdin", os.devnull), os.O_RDONLY),
        (1, told["out"], os.O_WRONLY | os.O_CREAT | os.O_APPEND),
        (2, told["err"], os.O_WRONLY | os.O_CREAT | os.O_APPEND),
    ):
        os.dup2(os.open(name, flags), number)
    if "fsize" in told:
        resource.setrlimit(resource.RLIMIT_FSIZE, (told["fsize"], resource.RLIM_INFINITY))
    if told.get("core"):
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    faults.strike(told.get("faults", ()))
    sys.argv = ["rotin", *told["argv"]]
    cli.main()


def start(told: dict[str, Any]) -> int:
    """Start one command in a fork; return its process id."""
    if (child := os.fork()) == 0:
        code = 1
        try:
            become(told)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        except BaseException as error:  # noqa: BLE001 - as Python itself does it
            sys.excepthook(type(error), error, error.__traceback__)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return child


def run(commands: list[dict[str, Any]]) -> list[int]:
    """Run commands side by side, each in a fork; return their exit codes, negative for a signal."""
    children = [start(told) for told in commands]
    timers = [
        threading.Timer(told.get(name, after), _signal, (child, number))
        for child, told in zip(children, commands, strict=True)
        for number, name, after in ((signal.SIGTERM, "end_after", 90), (signal.SIGKILL, "kill_after", 90))
    ]
    for timer in timers:
        timer.start()
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    for timer in timers:
        timer.cancel()
        timer.join()  # a fork with other threads is a risk
    return codes


def _signal(child: int, number: int) -> None:
    try:
        os.kill(child, number)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    prepare()
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)  # noqa: T201 - its answer
