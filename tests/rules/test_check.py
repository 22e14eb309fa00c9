from itertools import count

from rules.check import report


def test_reports_rules_with_their_cost(make, assembled):
    loaded = assembled(make.pack(make.rule()), make.stances(make.stance_rule()))
    ticks = count(step=12_000)
    told = report(loaded, lambda: next(ticks))
    assert told.ok
    assert [(each.id, each.examples, each.microseconds, each.line) for each in told.rules] == [
        ("fraud.task", 6, 2.0, 4),
        ("stance.asks", 6, 2.0, 4),
    ]
    assert told.guard_texts == 16
    assert told.fingerprint == loaded.rules.fingerprint


def test_warns_without_refusing_and_refuses_without_hiding(make, assembled):
    odd = make.rule(phrases={"bait": ["việc nhẹ lương cao"], "x": ["lũ lụt"]})
    broken = make.rule(id="fraud.broken", when="zzz")
    told = report(assembled(make.pack(odd, broken)), lambda: 0)
    assert not told.ok
    assert [problem.what.en.partition(";")[0] for problem in told.problems] == [
        "when, column 1: there is no group 'zzz'",
    ]
    assert [problem.what.en for problem in told.warnings] == [
        "fraud.task: group 'x' is used in neither when nor unless",
    ]
    assert [each.id for each in told.rules] == ["fraud.task"]
