"""The command line as a whole: listed, documented, quick to show, and failing in words."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli import COMMANDS, rotin
from cli.lazy import SHORT

ROOT = Path(__file__).resolve().parents[2]
SHOW_HELP = """
import sys, cli
sys.argv = ["rotin", "--help"]
try:
    cli.main()
except SystemExit:
    print(*sys.modules)
"""
HEAVY = {"scrapy", "twisted", "pandas", "matplotlib", "trafilatura", "pydantic", "lxml", "courlan", "tldextract"}


def every_command() -> dict[str, click.Command]:
    context = click.Context(rotin)
    found: dict[str, click.Command] = {}
    for name in COMMANDS:
        command = rotin.get_command(context, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": command.commands[inner] for inner in command.commands}
        else:
            found[name] = command
    return found


def test_every_command_has_help_and_every_option_too() -> None:
    for name, command in every_command().items():
        assert command.help, name
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help, f"{name} {parameter.name}"


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name, command in every_command().items():
        if not command.hidden:
            assert f"`rotin {name}" in text, f"rotin {name} is missing from docs/commands.md"
            for parameter in command.params:
                if isinstance(parameter, click.Option) and parameter.name not in {"data", "config"}:
                    assert parameter.opts[0] in text, f"{name} {parameter.opts[0]}"


def test_what_help_lists_is_what_can_be_called() -> None:
    assert set(SHORT) == {name for name, command in every_top().items() if not command.hidden}


def every_top() -> dict[str, click.Command]:
    context = click.Context(rotin)
    return {name: command for name in COMMANDS if (command := rotin.get_command(context, name))}


def test_help_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-P", "-c", SHOW_HELP], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert not loaded & HEAVY
    assert "Rõ Tin" in done.stdout


@pytest.mark.parametrize(("language", "word"), [("vi", "bản tin"), ("en", "digest")])
def test_help_speaks_the_language_of_the_environment(language: str, word: str) -> None:
    environment = {"ROTIN_LANGUAGE": language, "PATH": "/usr/bin"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "cli", "--help"], capture_output=True, text=True, check=True, env=environment
    )
    assert word in done.stdout


def test_a_wrong_settings_file_is_told_in_words_with_its_line(rotin, folder: Path) -> None:
    (folder / "rotin.yaml").write_text("language: en\ncontcat: mailto:a@b.example\n", encoding="utf-8")
    said = rotin("sources", "list")
    assert said.code == 2
    assert "rotin.yaml:2: contcat: there is no such key" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("crawl",), 2, "--all"),
        (("crawl", "khong-co"), 2, "khong-co"),
        (("crawl", "bao-thu", "--all"), 2, "--all"),
        (("nonsense",), 2, "nonsense"),
        (("ingest", "none.jsonl"), 2, "none.jsonl"),
        (("--config", "none.yaml", "sources", "list"), 2, "none.yaml"),
        (("store", "restore", "rotin.yaml"), 4, "choose another"),
        (("--data", "/proc/nope", "ingest", "rotin.yaml"), 4, "--data"),
        (("search", "lừa"), 4, "rotin.sqlite"),
        (("search", "((", "*"), 2, "word"),
        (("digest", "--date", "2999-01-01"), 2, "yet to come"),
    ],
)
def test_an_expected_failure_is_words_and_an_exit_code(rotin, arguments: tuple[str, ...], code: int, word: str) -> None:
    said = rotin(*arguments)
    assert said.code == code
    assert word in said.err
    assert "Traceback" not in said.err


def test_without_a_contact_nothing_is_read(rotin, folder: Path) -> None:
    (folder / "rotin.yaml").write_text("sources: sources.yaml\nlanguage: en\n", encoding="utf-8")
    said = rotin("crawl", "bao-thu")
    assert said.code == 2
    assert "contact" in said.err


def test_the_version_is_that_of_the_package(rotin) -> None:
    assert re.fullmatch(r"rotin, version \d+\.\d+\.\d+", rotin("--version").out.strip())
