import gc
import json
from typing import Any

import pytest

import rules
from errors import RulesError
from records import ItemKind
from rules.declare import MAX_RULES
from rules.guard import Measure
from rules.load import assemble
from rules.model import SlotName


def said(loaded) -> list[tuple[str, int | None, str]]:
    return [(problem.file.name, problem.line, problem.what.en) for problem in loaded.problems]


def test_loads_sound_packs(make, assembled):
    loaded = assembled(make.pack(make.rule()), make.stances(make.stance_rule()))
    assert said(loaded) == []
    assert [rule.id for rule in loaded.rules.rules] == ["fraud.task"]
    assert [rule.id for rule in loaded.rules.stances] == ["stance.asks"]
    (rule,) = loaded.rules.rules
    assert (rule.title.vi, rule.advice.en, rule.source) == ("Việc nhẹ", "Do not pay.", "thử nghiệm")
    assert (rule.file.name, rule.line, rule.needs_place) == ("0.yaml", 4, False)
    assert rule.applies_to == frozenset(ItemKind)


MANY_FAULTS = """\
category: fraud
rules:
  - id: fraud.One
    title: {vi: Một}
    severity: dreadful
    source: ""
    colour: red
    phrases: {a: [việc nhẹ]}
    when: a
    examples: {match: [việc nhẹ, việc nhẹ], no_match: [a, b, c]}
  - id: health.two
    title: {vi: Hai, en: Two}
    advice: {vi: Hai, en: Two}
    severity: low
    source: thử
    phrases:
      a:
        - việc nhẹ
        - nạp, tiền
        - <cash>
      b: {view: loose, any: [tiền]}
      c: {regex: "(", view: exact}
      d: {regex: "("}
      and: [một]
      e: [7, một]
      f: []
    when: a or bb
    unless: near(a, b)
    examples: {match: [x, y, z], no_match: [x, y, z]}
"""


def test_names_everything_wrong_at_once_with_its_line(assembled):
    assert said(assembled(MANY_FAULTS)) == [
        ("0.yaml", 3, "rules.0.advice: required, but missing"),
        ("0.yaml", 3, "the id must read like fraud.some_rule, not 'fraud.One'"),
        ("0.yaml", 4, "rules.0.title.en: required, but missing"),
        ("0.yaml", 5, "rules.0.severity: must be one of: 'low', 'medium' or 'high'"),
        ("0.yaml", 6, "rules.0.source: must not be empty"),
        ("0.yaml", 7, "rules.0.colour: there is no such key"),
        ("0.yaml", 10, "rules.0.examples.match: needs at least 3 entries"),
        ("0.yaml", 11, "the id must read like fraud.some_rule, not 'health.two'"),
        ("0.yaml", 19, "'nạp, tiền' can never match: punctuation in it ends a clause"),
        ("0.yaml", 20, f"there is no slot <cash>; there are: {', '.join(f'<{slot}>' for slot in SlotName)}"),
        ("0.yaml", 21, "rules.1.phrases.b.view: must be one of: 'exact', 'folded' or 'both'"),
        ("0.yaml", 22, "not a regular expression: missing ): ("),
        ("0.yaml", 22, "rules.1.phrases.c: a regex always reads the exact view: drop view"),
        ("0.yaml", 23, "not a regular expression: missing ): ("),
        ("0.yaml", 24, "a group's name is a-z, 0-9, _ and no word of the conditions, not 'and'"),
        ("0.yaml", 25, "rules.1.phrases.e.0: must be text (quote it if it is a number)"),
        ("0.yaml", 26, "rules.1.phrases.f: needs at least 1 entries"),
        ("0.yaml", 27, "when, column 6: there is no group 'bb'; did you mean 'b'?"),
        ("0.yaml", 28, "unless, column 10: expected ',', but found ')'"),
    ]


EVERY_KIND = """\
category: opinion
rules:
  - id: fraud.One
    title: {vi: Một}
    severity: huge
    source: thử
    colour: red
    phrases: {a: [việc nhẹ, "nạp, tiền"], b: [7, "rút, tiền"]}
    when: a and or
    unless: c
    examples: {match: [x, y, z], no_match: [x, y, z]}
    source: thử lại
"""


def test_a_bad_subject_or_a_key_twice_hides_nothing_of_the_rules(assembled):
    loaded = assembled(EVERY_KIND)
    assert [(line, what) for _, line, what in said(loaded) if line != 1] == [
        (3, "rules.0.advice: required, but missing"),
        (3, "the id must read like fraud.some_rule, not 'fraud.One'"),
        (4, "rules.0.title.en: required, but missing"),
        (5, "rules.0.severity: must be one of: 'low', 'medium' or 'high'"),
        (7, "rules.0.colour: there is no such key"),
        (8, "'nạp, tiền' can never match: punctuation in it ends a clause"),
        (8, "'rút, tiền' can never match: punctuation in it ends a clause"),
        (8, "rules.0.phrases.b.0: must be text (quote it if it is a number)"),
        (9, "when, column 7: expected the name of a group, but found 'or'"),
        (10, "unless, column 1: there is no group 'c'; there are: a, b"),
        (12, "key 'source' stands here twice"),
    ]
    (category,) = [what for _, line, what in said(loaded) if line == 1]
    assert category.startswith("category: must be one of: 'fraud'")
    assert loaded.rules.rules == ()


def test_a_rule_without_phrases_has_its_condition_read(make):
    missing = "needs phrases: there is no group, neither its own nor a shared one"
    assert make.problems_of(make.rule(phrases=None, when="bait and")) == [
        missing,
        "when, column 9: expected the name of a group, but the condition ends here",
    ]
    assert make.problems_of(make.rule(phrases=None)) == [missing]


def test_stance_packs_hide_nothing_either(make, assembled):
    text = make.stances(make.stance_rule(stance="doubt", when="asking and")).replace("true", "false", 1)
    assert sorted(what.partition(":")[0] for _, _, what in said(assembled(text))) == [
        "rules.0.stance",
        "stance",
        "when, column 11",
    ]


@pytest.mark.parametrize(
    ("text", "changed", "says"),
    [
        ('"category": "fraud"', '"category": "fraud", "category": "fraud"', "key 'category' stands here twice"),
        ('"category": "fraud"', '"category": "fraud", "more": 1', "more: there is no such key"),
        ('"category": "fraud"', '"category": "opinion"', "category: must be one of"),
        ('"severity": "high"', '"severity": "high", "severity": "low"', "key 'severity' stands here twice"),
    ],
)
def test_no_rule_of_a_faulty_file_loads(make, assembled, text, changed, says):
    loaded = assembled(make.pack(make.rule()).replace(text, changed))
    (problem,) = said(loaded)
    assert problem[2].startswith(says)
    assert (loaded.rules.rules, loaded.rules.stances) == ((), ())


def test_a_guard_file_with_a_key_twice_gives_problems_and_no_texts(assembled, tmp_path):
    assembled()
    mine = tmp_path / "mine.yaml"
    mine.write_text("field: land\ntexts: [Đất]\ncolour: red\nfield: land\n", "utf-8")
    loaded = assemble(
        [mine], builtin=tmp_path / "packs", guarded=tmp_path / "guard", measure=Measure(each=1, together=1)
    )
    assert {what for file, _, what in said(loaded) if file == "mine.yaml"} == {
        "colour: there is no such key",
        "key 'field' stands here twice",
    }
    assert all(text.file != mine for text in loaded.guard)


def test_more_rules_than_a_file_may_have_are_not_all_read(assembled):
    many = "category: opinion\nrules:\n" + "- x\n" * (MAX_RULES + 5)
    found = said(assembled(many))
    assert len(found) == MAX_RULES + 2
    assert any("must not have more than" in what for _, _, what in found)


def test_speaks_both_languages(make, assembled):
    for problem in assembled(make.pack(make.rule(source="", when="bate"), category="opinion")).problems:
        assert problem.what.vi != problem.what.en


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("category: fraud\ncategory: fraud\nrules: []", "key 'category' stands here twice"),
        ("category: fraud\nrules: &a [*a]", "anchors and aliases are refused"),
        ("category: fraud\nrules: !!python/object:os.system {}", "tags (!) are refused"),
        ("category: fraud\nrules: {}", "rules: must be a list"),
        ("category: fraud\nrules: []", "rules: needs at least 1 entries"),
        ("category: fraud\nrules: [", "bad YAML"),
        ("rules: [x]", "category: required, but missing"),
        ("category: fraud\nrules: [x]\nmore: 1", "more: there is no such key"),
        ("category: fraud\nrules: [x]", "rules.0: must be a mapping"),
        ("stance: false\nrules: [x]", "stance: must be one of: True"),
        ("- x", "must be a mapping"),
        ("", "must be a mapping"),
        ("x" * 3_000_000, "file over 2097152 bytes"),
        ("[" * 100, "nested too deeply"),
    ],
)
def test_refuses_hostile_files(assembled, text, says):
    assert any(says in what for _, _, what in said(assembled(text)))


@pytest.mark.parametrize("category", ["opinion", "politics", "FRAUD", "stance", ""])
def test_no_pack_adds_a_subject(make, assembled, category):
    (problem,) = said(assembled(make.pack(make.rule(id=f"{category}.x"), category=category)))
    assert problem[2].startswith("category: must be one of: 'fraud', 'impersonation', 'disaster', 'health' or")


@pytest.mark.parametrize("id_", ["health.task", "fraud", "fraud.", "fraud.Task", "fraud.a.b", "fraud.tiền", "fraud.1"])
def test_a_rule_stays_in_its_subject(make, id_):
    assert make.problems_of(make.rule(id=id_)) == [f"the id must read like fraud.some_rule, not {id_!r}"]


@pytest.mark.parametrize(
    ("phrases", "when", "says"),
    [
        ({"a": ["việc nhẹ"]}, "not a", "could hold for a text without any"),
        ({"a": ["việc nhẹ"]}, "a or not a", "could hold for a text without any"),
        ({"a": ["<money>"]}, "a", "must need a group whose every phrase has a plain word"),
        ({"a": ["<money>", "việc nhẹ"]}, "a", "must need a group whose every phrase has a plain word"),
        ({"a": {"regex": "việc"}}, "a", "must need a group whose every phrase has a plain word"),
        ({"a": ["việc nhẹ"], "b": {"regex": "việc"}}, "a or b", "must need a group whose every phrase"),
    ],
)
def test_a_rule_needs_words_to_be_found_by(make, phrases, when, says):
    (what,) = make.problems_of(make.rule(phrases=phrases, when=when))
    assert says in what


@pytest.mark.parametrize(
    ("side", "example", "says"),
    [
        ("match", "Chợ phiên", "should match fraud.task, but does not (as an article, not placed)"),
        ("no_match", "việc nhẹ lương cao", "must not match fraud.task, but does, because of «việc nhẹ lương cao» (as"),
        ("match", {"text": "việc nhẹ lương cao", "stance": "question"}, "should have stance question, but has report"),
        ("match", {"text": "việc nhẹ lương cao", "kind": "remark", "stance": "report"}, "report, but has offer"),
    ],
)
def test_examples_must_come_out_as_said(make, assembled, side, example, says):
    examples = dict(make.rule()["examples"])
    examples[side] = [*examples[side], example]
    (problem,) = said(assembled(make.pack(make.rule(examples=examples))))
    assert says in problem[2]
    assert problem[1] is not None


def test_examples_are_tried_as_the_rule_applies(make, assembled):
    examples: dict[str, Any] = {
        "match": ["việc nhẹ lương cao"] * 2
        + [{"text": "Hòa An có việc nhẹ lương cao", "kind": "remark", "placed": True}],
        "no_match": [
            "Chợ phiên",
            *({"text": "việc nhẹ lương cao", **way} for way in ({"kind": "article"}, {"placed": False})),
        ],
    }
    changes = {"applies_to": ["remark"], "needs_place": True, "examples": examples}
    assert said(assembled(make.pack(make.rule(**changes)))) == []
    examples["no_match"].append("việc nhẹ lương cao")  # as a placed remark it matches
    assert len(said(assembled(make.pack(make.rule(**changes))))) == 1


def test_a_place_in_an_example_is_what_is_written_like_a_name(make, assembled):
    examples: dict[str, Any] = {
        "match": [{"text": f"lũ quét tại {name} rồi", "placed": True} for name in ("Hòa An", "Bảo Lạc", "Ea H'leo")],
        "no_match": ["lũ quét tại Hòa An", {"text": "lũ quét tại bản rồi", "placed": True}, "x"],
    }
    examples["no_match"][0] = {"text": "lũ quét tại Hòa An", "placed": False}
    pack = make.pack(
        make.rule(id="disaster.x", phrases={"a": ["lũ quét tại <place>"]}, when="a", examples=examples),
        category="disaster",
    )
    assert said(assembled(pack)) == []


def test_stance_rules_have_examples_too(make, assembled):
    examples = {"match": ["Có thật không?"] * 2 + ["Chợ phiên"], "no_match": ["a", "b", "có thật không"]}
    loaded = assembled(make.pack(make.rule()), make.stances(make.stance_rule(examples=examples)))
    assert [what.partition(" (")[0] for _, _, what in said(loaded)] == [
        "this example should match stance.asks, but does not",
        "this example must not match stance.asks, but does, because of «có thật không»",
    ]


def test_only_examples_that_match_have_a_stance(make):
    examples = make.rule()["examples"] | {"no_match": [{"text": "a", "stance": "offer"}, "b", "c"]}
    assert make.problems_of(make.rule(examples=examples)) == [
        "rules.0.examples: only an example that matches has a stance",
    ]


def test_ids_are_unique_over_all_packs(make, assembled, tmp_path):
    loaded = assembled(make.pack(make.rule()), make.pack(make.rule(severity="low"), make.rule(id="fraud.other")))
    assert said(loaded) == [("1.yaml", 4, f"id fraud.task already stands at {tmp_path / 'packs' / '0.yaml'}:4")]
    assert [rule.id for rule in loaded.rules.rules] == ["fraud.task", "fraud.other"]


class TestFingerprint:
    def test_same_bytes_same_fingerprint(self, make, assembled):
        once = assembled(make.pack(make.rule())).rules.fingerprint
        assert once == assembled(make.pack(make.rule())).rules.fingerprint
        assert bytes.fromhex(once)

    def test_any_byte_changes_it(self, make, assembled):
        seen = {assembled(make.pack(make.rule())).rules.fingerprint}
        seen.add(assembled(make.pack(make.rule()) + " ").rules.fingerprint)
        seen.add(assembled(make.pack(make.rule()), guard={"field": "land", "texts": ["Đất"]}).rules.fingerprint)
        assert len(seen) == 3


class TestOperator:
    """Files beside the built-in packs."""

    @pytest.fixture
    def with_packs(self, make, assembled, tmp_path):
        assembled(make.pack(make.rule()))

        def load_(*packs):
            places = {"builtin": tmp_path / "packs", "guarded": tmp_path / "guard"}
            return assemble(packs, **places, measure=Measure(each=1, together=1))

        return load_

    def test_adds_files_and_folders_of_them(self, make, with_packs, tmp_path):
        folder = tmp_path / "mine"
        (folder / "deeper").mkdir(parents=True)
        (folder / "deeper" / "a.yml").write_text(make.pack(make.rule(id="fraud.a")), "utf-8")
        (folder / "b.yaml").write_text(make.pack(make.rule(id="fraud.b")), "utf-8")
        (folder / "notes.txt").write_text("not a pack", "utf-8")
        single = tmp_path / "c.yaml"
        single.write_text(make.pack(make.rule(id="health.c"), category="health"), "utf-8")
        loaded = with_packs(single, folder)
        assert said(loaded) == []
        assert [rule.id for rule in loaded.rules.rules] == ["fraud.task", "health.c", "fraud.b", "fraud.a"]

    def test_may_name_the_built_in_packs_again(self, with_packs, tmp_path):
        loaded = with_packs(tmp_path / "packs", tmp_path / "packs" / "0.yaml", tmp_path / "guard")
        assert said(loaded) == []
        assert len(loaded.rules.rules) == 1

    def test_hears_of_what_is_not_there(self, with_packs, tmp_path):
        (problem,) = said(with_packs(tmp_path / "nowhere"))
        assert problem == ("nowhere", None, "cannot be read: No such file or directory")

    def test_adds_to_the_guard_and_is_held_to_it(self, with_packs, tmp_path):
        mine = tmp_path / "mine.yaml"
        mine.write_text(json.dumps({"field": "land", "texts": ["Việc nhẹ lương cao"]}), "utf-8")
        (problem,) = said(with_packs(mine))
        assert problem[2].startswith("rule fraud.task flags protected speech (land) at")

    def test_cannot_mend_a_thin_guard_with_its_own_texts(self, with_packs, tmp_path):
        (tmp_path / "guard" / "land.yaml").unlink()
        mine = tmp_path / "mine.yaml"
        mine.write_text(json.dumps({"field": "land", "texts": ["Đất đai"]}), "utf-8")
        assert [what for _, _, what in said(with_packs(mine))] == [
            "the guard corpus has 0 texts of 'land', it needs at least 1",
        ]


def test_an_installation_without_rules_does_not_pass_for_one_that_found_nothing(make, assembled):
    assert said(assembled()) == [("packs", None, "there is no rule in here")]
    assert said(assembled(make.stances(make.stance_rule()))) == [("packs", None, "there is no rule in here")]


def test_load_says_everything_and_what_to_do(make, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text(make.pack(make.rule(source="")), "utf-8")
    with pytest.raises(RulesError) as caught:
        rules.load([bad])
    assert (bad, "rules.0.source: must not be empty") in [(each.file, each.what.en) for each in caught.value.problems]
    assert caught.value.hint is not None
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("sound", [True, False])
def test_garbage_is_collected_again_once_packs_are_read(make, assembled, sound):
    assembled(make.pack(make.rule()) if sound else "[")
    assert gc.isenabled()


def test_a_file_is_told_by_its_first_key_whatever_stands_before_it(make, assembled):
    packs = (
        "# fraud\n---\n" + make.pack(make.rule()),
        "\n\n  # x\n" + make.pack(make.rule(id="health.x"), category="health"),
        make.stances(make.stance_rule()).replace('"stance": true', "'stance' : true", 1),
        json.dumps({"rules": [make.rule(id="disaster.x")], "category": "disaster"}),
    )
    loaded = assembled(*packs)
    assert loaded.problems == ()
    assert [rule.id for rule in loaded.rules.rules] == ["fraud.task", "health.x", "disaster.x"]
