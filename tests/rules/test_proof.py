"""What one process has proved of the rules, the one it starts need not prove again."""

import importlib


def test_rules_that_were_proved_are_not_tried_again_and_all_others_are(monkeypatch, tmp_path):
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
    (tmp_path / "more.yaml").write_text("field: land\ntexts: [Xã thu hồi đất mà chưa đền bù đồng nào.]\n", "utf-8")
    module.load([tmp_path], proved=known)
    assert len(tried) == 5, "a byte more is another proof"
