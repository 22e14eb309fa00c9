import os
from datetime import time
from pathlib import Path

import pytest
from pydantic import BaseModel

import yamlfile
from errors import SettingsError
from settings import Settings, load
from words import Language

EXAMPLE = Path(__file__).resolve().parent.parent / "config" / "rotin.example.yaml"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ROTIN_")]:
        monkeypatch.delenv(name)


def file(folder: Path, text: str) -> Path:
    path = folder / "rotin.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_hold_without_any_file() -> None:
    settings = load(None, os.environ)
    assert settings.data == Path("data")
    assert settings.digest.at == time(7)
    assert settings.store_url.startswith("sqlite:////")
    assert settings.store_url.endswith("/data/rotin.sqlite")


def test_paths_in_a_file_are_relative_to_the_file(tmp_path: Path) -> None:
    settings = load(file(tmp_path, "data: d\nsources: s.yaml\nrules: [packs]\ndigest: {folder: out}\n"), os.environ)
    assert [settings.data, settings.sources, *settings.rules, settings.digests] == [
        tmp_path / name for name in ("d", "s.yaml", "packs", "out")
    ]


def test_a_variable_wins_over_the_file_and_an_argument_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(tmp_path, "data: d\ncrawl: {concurrency: 3, inward: ['intranet.example:80']}\n")
    monkeypatch.setenv("ROTIN_CRAWL__CONCURRENCY", "4")
    monkeypatch.setenv("ROTIN_DATA", "/elsewhere")
    settings = load(path, os.environ)
    assert settings.crawl.concurrency == 4
    assert settings.crawl.endpoints == {("intranet.example", 80)}
    assert settings.data == Path("/elsewhere")
    assert load(path, os.environ, data=Path("/mine")).data == Path("/mine")


def test_every_problem_of_file_and_environment_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file(
        tmp_path,
        "contact: nope\ncontact: again\ncrawl:\n  concurrency: many\n  robots: off\n"
        "digest: {at: noon}\nretention: {articles_days: 9999}\n",
    )
    monkeypatch.setenv("ROTIN_LANGUAGE", "fr")
    monkeypatch.setenv("ROTIN_CONTCAT", "mailto:desk@tinh.example")
    with pytest.raises(SettingsError) as caught:
        load(path, os.environ)
    where = [f"{problem.file}:{problem.line}" for problem in caught.value.problems]
    assert sorted(where) == sorted(
        ["ROTIN_CONTCAT:None", "ROTIN_LANGUAGE:None", *(f"{path}:{n}" for n in (1, 2, 4, 5, 6, 7))]
    )
    assert "did you mean ROTIN_CONTACT?" in str(caught.value)
    assert "phải là số nguyên" in caught.value.in_(Language.VI)


def test_an_environment_without_our_variables_lets_the_file_alone_speak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROTIN_DATA", "/elsewhere")
    assert load(file(tmp_path, "data: d\n"), {}).data == tmp_path / "d"


@pytest.mark.parametrize("text", ["- a\n- b\n", "a: 1\na: 2\n", "data: [\n"])
def test_a_file_that_is_no_mapping_or_no_yaml_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError):
        load(file(tmp_path, text), os.environ)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.yaml"):
        load(tmp_path / "none.yaml", os.environ)


@pytest.mark.parametrize("key", ["k", "voices", "robots", "robotstxt_obey", "user_agent", "guard", "delay"])
def test_nothing_the_boundary_promises_can_be_set(tmp_path: Path, key: str) -> None:
    for text in (f"{key}: 1\n", f"crawl: {{{key}: 1}}\n"):
        with pytest.raises(SettingsError):
            load(file(tmp_path, text), os.environ)


def test_the_example_explains_every_setting_and_says_its_default() -> None:
    document = yamlfile.read(EXAMPLE)
    assert not document.problems
    text = EXAMPLE.read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, BaseModel):
            for part, inner in type(field.default).model_fields.items():
                assert document.data[name][part] == _written(inner.default), f"{name}.{part}"
                assert inner.description
        else:
            assert name in document.data, f"{name} is not in the example"
            assert field.description
    assert load(EXAMPLE, {}).model_dump(exclude={"data"}) == Settings().model_dump(exclude={"data"})
    assert text.count("#") >= 20, "every key is explained in both languages"


def _written(default: object) -> object:
    if isinstance(default, time):
        return default.strftime("%H:%M")
    return list(default) if isinstance(default, tuple) else default


def test_bounds_and_choices_are_told_as_a_person_writes_them(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(file(tmp_path, "log: {level: loud}\nlanguage: fr\n"), {})
    told = caught.value.in_(Language.VI)
    assert "log.level: phải là một trong: 'debug', 'info', 'warning' hoặc 'error'" in told
    assert "language: phải là một trong: 'vi' hoặc 'en'" in told
