"""What one process has proved of the rules, no other needs to prove again; and nothing passes that nobody proved."""

import importlib

import pytest

from errors import RulesError
from rules import proved

EXAMPLES = {"match": ["Việc siêu nhẹ đây!"] * 3, "no_match": ["Chợ phiên đông vui", "Trời đẹp", "Đường dài"]}
LAND = "field: land\ntexts: [Xã thu hồi đất mà chưa đền bù đồng nào.]\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    made = tmp_path / "__pycache__"
    made.mkdir(mode=0o755)
    monkeypatch.setattr(proved, "FOLDER", made)
    return made


@pytest.fixture(autouse=True)
def few(tmp_path, monkeypatch, make):
    """One rule in place of those we ship: the guard is whole."""
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "task.yaml").write_text(
        make.pack(make.rule(phrases={"bait": ["việc siêu nhẹ"]}, examples=EXAMPLES)), "utf-8"
    )
    monkeypatch.setattr(importlib.import_module("rules.load"), "BUILTIN", packs)


@pytest.fixture
def tried(monkeypatch):
    """Every proof that is begun; they are carried out all the same."""
    module = importlib.import_module("rules.load")
    begun: list[object] = []
    prove = module.prove

    def noted(loaded):
        begun.append(loaded)
        return prove(loaded)

    monkeypatch.setattr(module, "prove", noted)
    return begun


def test_rules_that_were_proved_are_not_tried_again_and_all_others_are(monkeypatch, tmp_path, folder):
    module = importlib.import_module("rules.load")
    tried: list[object] = []
    monkeypatch.setattr(module, "prove", tried.append)
    known = module.proof(module.load())
    assert len(tried) == 1
    module.load(proved=known)
    assert len(tried) == 1
    for wrong in ("", known[:-1], known.upper() + "0"):
        module.load(proved=wrong)
    assert len(tried) == 4
    pack = tmp_path / "more.yaml"
    pack.write_text(LAND, "utf-8")
    module.load([pack], proved=known)
    assert len(tried) == 5, "a byte more is another proof"
    assert not list(folder.iterdir()), "only a proof that was carried out is remembered"


def test_what_was_proved_here_is_remembered_until_a_byte_differs(tmp_path, folder, tried, monkeypatch):
    module = importlib.import_module("rules.load")
    module.load()
    assert (len(tried), len(list(folder.iterdir()))) == (1, 1)
    module.load()
    assert len(tried) == 1
    pack = tmp_path / "more.yaml"
    pack.write_text(LAND, "utf-8")
    module.load([pack])
    assert len(tried) == 2
    monkeypatch.setattr(proved, "_code", lambda: "other code")
    module.load()
    assert len(tried) == 3


def test_a_pack_the_guard_refuses_is_refused_however_often_it_is_loaded(tmp_path, folder):
    module = importlib.import_module("rules.load")
    pack = tmp_path / "bad.yaml"
    pack.write_text("field: land\ntexts: [Tuyển cộng tác viên chốt đơn, việc siêu nhẹ.]\n", "utf-8")
    for _ in range(2):
        with pytest.raises(RulesError):
            module.load([pack])
    assert not list(folder.iterdir())


def test_a_folder_that_others_may_write_to_is_not_trusted_and_one_that_is_not_there_does_no_harm(folder):
    proved.remember("a1")
    assert proved.known("a1")
    folder.chmod(0o777)
    assert not proved.known("a1")
    folder.chmod(0o755)
    (folder / "proved-a1").unlink()
    folder.rmdir()
    proved.remember("a1")
    assert not proved.known("a1")


def test_only_the_last_proofs_are_kept(folder):
    (folder / "load.cpython-311.pyc").touch()
    for number in range(proved.KEPT + 5):
        proved.remember(f"{number:02}")
    assert len(list(folder.glob("proved-*"))) == proved.KEPT
    assert (folder / "load.cpython-311.pyc").exists()
