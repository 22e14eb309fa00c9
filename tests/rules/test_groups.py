"""Groups that rules share: in a file, over all files, and taken into one another."""

import json
from pathlib import Path
from typing import ClassVar

import pytest

import yamlfile
from records import ItemKind
from rules.build import Built, build
from rules.declare import MAX_NESTED, MAX_PHRASES
from rules.explain import Explanation
from rules.guard import Measure
from rules.lint import lint
from rules.load import assemble
from rules.match import RuleSet
from rules.model import PhraseGroup, View
from vietnamese import read


def built(groups, *rules) -> Built:
    found = Built()
    text = json.dumps({"category": "fraud", "groups": groups, "rules": rules}, ensure_ascii=False, indent=1)
    build(yamlfile.parse(text, Path("pack.yaml")), found)
    return found


def said(found: Built) -> list[str]:
    return [problem.what.en for problem in found.problems]


def group(found: Built, name: str, rule: int = 0) -> PhraseGroup:
    return next(each for each in found.rules[rule].logic.groups if each.name == name)


def written(group: PhraseGroup) -> list[str]:
    return [phrase.written for phrase in group.phrases]


def matches(found: Built, text: str) -> list[str]:
    rules = RuleSet.of(found.rules, found.stances)
    return [match.rule for match in rules.match(read(text), kind=ItemKind.REMARK, placed=False)]


class TestOfOneFile:
    def test_every_rule_may_name_them_and_all_have_the_same_object(self, make):
        rules = [make.rule(id=f"fraud.r{n}", phrases={"own": [f"mồi {n}"]}, when="near(own, asks, 9)") for n in "ab"]
        found = built({"asks": ["nạp tiền"]}, *rules)
        assert said(found) == []
        assert group(found, "asks", 0) is group(found, "asks", 1) is found.shared[0]
        assert matches(found, "mồi b rồi bảo nạp tiền") == ["fraud.rb"]

    def test_a_rule_has_only_those_it_names(self, make):
        found = built({"asks": ["nạp tiền"], "more": ["đặt cọc"]}, make.rule(when="bait and asks"))
        assert [each.name for each in found.rules[0].logic.groups] == ["bait", "asks"]

    def test_a_rule_needs_none_of_its_own(self, make):
        found = built({"asks": ["nạp tiền"]}, make.rule(phrases=None, when="asks"))
        assert matches(found, "nạp tiền đi") == ["fraud.task"]

    def test_the_match_shows_the_phrase_as_written(self, make):
        found = built({"asks": ["Nạp  tiền"]}, make.rule(phrases=None, when="asks"))
        (match,) = RuleSet.of(found.rules).match(read("nap tien đi"), kind=ItemKind.REMARK, placed=False)
        assert [(span.phrase, span.start, span.end) for span in match.spans] == [("Nạp  tiền", 0, 8)]

    def test_stance_files_have_them_too(self, make):
        text = json.loads(make.stances(make.stance_rule(phrases=None, when="asks")))
        found = Built()
        build(yamlfile.parse(json.dumps(text | {"groups": {"asks": ["thật không"]}}), Path("s.yaml")), found)
        assert said(found) == []
        assert len(found.stances) == 1

    def test_what_is_wrong_with_one_is_said_once_however_many_use_it(self, make):
        rules = [make.rule(id=f"fraud.r{n}", phrases=None, when="asks") for n in range(3)]
        found = built({"asks": ["nạp, tiền"]}, *rules)
        assert said(found) == ["'nạp, tiền' can never match: punctuation in it ends a clause"]
        assert found.rules == []

    def test_what_is_wrong_with_one_that_nobody_uses_is_said_too(self, make):
        assert said(built({"asks": []}, make.rule())) == ["groups.asks: needs at least 1 entries"]


class TestInclude:
    def test_takes_the_phrases_of_others_each_in_its_own_view(self, make):
        groups = {"a": {"view": "exact", "any": ["lừa"]}, "b": {"view": "folded", "include": ["a"], "any": ["lua dao"]}}
        found = built(groups, make.rule(phrases=None, when="b"))
        assert [(each.written, each.view) for each in group(found, "b").phrases] == [
            ("lua dao", View.FOLDED),
            ("lừa", View.EXACT),
        ]
        assert matches(found, "bị lừa rồi") == matches(found, "lừa đạo") == ["fraud.task"]
        assert matches(found, "con lua") == []

    def test_in_any_order_and_any_depth(self, make):
        groups = {"c": {"include": ["b"]}, "b": {"include": ["a"], "any": ["hai ba"]}, "a": ["một hai"]}
        found = built(groups, make.rule(phrases={"own": {"include": ["c"], "any": ["ba bốn"]}}, when="own"))
        assert written(group(found, "own")) == ["ba bốn", "hai ba", "một hai"]

    def test_a_rules_own_groups_include_each_other(self, make):
        found = built({}, make.rule(phrases={"x": {"include": ["y"]}, "y": ["một hai"]}, when="x"))
        assert written(group(found, "x")) == ["một hai"]
        assert lint(found.rules, found.shared) == ()

    def test_a_phrase_that_two_groups_have_counts_once(self, make):
        groups = {"a": ["một hai", "ba bốn"], "b": ["ba bốn", "năm sáu"]}
        found = built(groups, make.rule(phrases={"x": {"include": ["a", "b"], "any": ["một hai"]}}, when="x"))
        assert written(group(found, "x")) == ["một hai", "ba bốn", "năm sáu"]

    @pytest.mark.parametrize(
        ("groups", "says"),
        [
            ({"asks": ["a b"], "x": {"include": ["ask"]}}, "there is no group 'ask'; did you mean 'asks'?"),
            ({"x": {"include": ["x"]}}, "groups include each other: x (pack.yaml:4) → x (pack.yaml:4)"),
            ({"x": {"include": ["r"]}, "r": {"regex": "a"}}, "'r' is a regex, it cannot be included"),
            ({"x": {"include": []}}, "groups.x.include: needs at least 1 entries"),
            ({"x": {"view": "exact", "include": ["y"]}, "y": ["a b"]}, "groups.x: view is for any alone: what is"),
            ({"x": {}}, "groups.x: needs any, include or both; or a regex"),
            ({"x": {"include": ["y"], "regex": "a"}, "y": ["a b"]}, "groups.x: needs any, include or both; or a regex"),
            ({"x": {"any": ["a b"], "regex": "a"}}, "groups.x: needs any, include or both; or a regex"),
            ({"near": ["a b"]}, "a group's name is a-z, 0-9, _ and no word of the conditions, not 'near'"),
            ({"a or b": ["a b"]}, "a group's name is a-z, 0-9, _ and no word of the conditions, not 'a or b'"),
        ],
    )
    def test_refuses(self, make, groups, says):
        (what,) = said(built(groups, make.rule()))
        assert what.startswith(says)

    def test_refuses_circles_with_their_lines_and_once(self, make):
        groups = {"a": {"include": ["b"]}, "b": {"include": ["c"]}, "c": {"include": ["b"]}, "d": {"include": ["a"]}}
        found = built(groups, make.rule(phrases=None, when="d or c"))
        (problem,) = found.problems
        assert problem.what.en == "groups include each other: b (pack.yaml:9) → c (pack.yaml:14) → b (pack.yaml:9)"
        assert problem.line == 16

    def test_refuses_what_comes_to_too_much(self, make):
        half = MAX_PHRASES // 2 + 1
        groups = {name: [f"{name} {number}" for number in range(half)] for name in ("mot", "hai")}
        found = built(groups | {"x": {"include": ["mot", "hai"]}}, make.rule())
        assert said(found) == [f"group 'x' comes to {2 * half} phrases with what it includes, at most {MAX_PHRASES}"]

    def test_refuses_to_blow_up(self, make, monkeypatch):
        monkeypatch.setattr("rules.groups.MAX_ADDED", 2_000)
        phrases = [f"a {number}" for number in range(500)]
        groups = {"a": phrases, **{f"g{number}": {"include": ["a"]} for number in range(5)}}
        assert said(built(groups, make.rule())) == ["the groups of this file include more than 2000 phrases of others"]
        found = built({"a": phrases}, make.rule(phrases={"bait": ["x y"]} | groups, when="bait and g1"))
        assert said(found)

    @pytest.mark.parametrize("links", [MAX_NESTED, MAX_NESTED + 1, 900])
    def test_refuses_chains_without_end(self, make, links):
        groups = {f"g{number}": {"include": [f"g{number + 1}"]} for number in range(links)} | {f"g{links}": ["a b"]}
        found = said(built(groups, make.rule()))
        assert (found == []) is (links == MAX_NESTED)
        assert all(what == f"included more than {MAX_NESTED} deep" for what in found)


class TestNames:
    def test_a_rule_does_not_shadow_what_is_shared(self, make):
        found = built({"bait": ["một hai"]}, make.rule())
        assert said(found) == ["group 'bait' already stands at pack.yaml:4; give this one another name"]
        assert found.rules == []

    def test_an_unknown_name_is_told_with_its_nearest(self, make):
        found = built({"paying": ["nạp tiền"]}, make.rule(when="bait and paing"))
        assert said(found) == ["when, column 10: there is no group 'paing'; did you mean 'paying'?"]

    def test_many_groups_are_not_all_listed(self, make):
        groups = {f"nhom{number}": ["một hai"] for number in range(40)}
        (what,) = said(built(groups, make.rule(when="zzz")))
        assert what.endswith(", …")
        assert len(what) < 200


class TestOfAllFiles:
    VOCABULARY = json.dumps({"groups": {"asks": ["nạp tiền"], "posers": {"include": ["banks"]}}})
    MORE = json.dumps({"groups": {"banks": ["ngân hàng"]}})

    def test_rules_of_every_file_may_name_them_whatever_the_order(self, make, assembled):
        one = make.rule(phrases=None, when="near(posers, asks, 9)", examples=self.examples())
        other = make.rule(id="health.one", phrases={"x": {"include": ["asks"]}}, when="near(banks, x, 8)")
        other["examples"] = self.examples()
        loaded = assembled(make.pack(one), self.VOCABULARY, make.pack(other, category="health"), self.MORE)
        assert loaded.problems == ()
        assert {rule.id for rule in loaded.rules.rules} == {"fraud.task", "health.one"}
        groups = [{group.name: group for group in rule.logic.groups} for rule in loaded.rules.rules]
        assert groups[0]["posers"].includes == (groups[1]["banks"],)
        assert lint(loaded.rules.rules, loaded.built.shared) == ()

    @staticmethod
    def examples() -> dict[str, list[str]]:
        plain = ["Hôm nay trời đẹp", "Chợ phiên đông vui", "Con đường này dài"]
        return {"match": ["Ngân hàng bảo nạp tiền"] * 3, "no_match": plain}

    def test_an_operators_rules_may_name_ours_and_their_own(self, make, assembled, tmp_path):
        assembled(make.pack(make.rule()), self.MORE)
        folder = tmp_path / "mine"
        folder.mkdir()
        rule = make.rule(id="fraud.mine", phrases=None, when="near(posers, asks, 9)", examples=self.examples())
        (folder / "a.yaml").write_text(make.pack(rule), "utf-8")
        (folder / "b.yaml").write_text(self.VOCABULARY, "utf-8")
        places = {"builtin": tmp_path / "packs", "guarded": tmp_path / "guard"}
        loaded = assemble([folder], **places, measure=Measure(each=1, together=1))
        assert loaded.problems == ()
        assert [rule.id for rule in loaded.rules.rules] == ["fraud.task", "fraud.mine"]
        changed = assemble([folder / "a.yaml", folder / "b.yaml"], **places, measure=Measure(each=1, together=1))
        assert changed.rules.fingerprint == loaded.rules.fingerprint
        (folder / "b.yaml").write_text(self.VOCABULARY.replace("nạp", "rút").replace("n\\u1ea1p", "x"), "utf-8")
        assert assemble([folder], **places, measure=Measure(each=1, together=1)).problems != ()

    def test_one_name_is_one_group(self, make, assembled):
        again = json.dumps({"groups": {"asks": ["đặt cọc"]}})
        pack = json.dumps({"category": "fraud", "groups": {"asks": ["a b"]}, "rules": [make.rule()]})
        loaded = assembled(self.VOCABULARY, self.MORE, again, pack)
        told = [(problem.file.name, problem.what.en.partition(" at ")[0]) for problem in loaded.problems]
        assert told == [("2.yaml", "group 'asks' already stands"), ("3.yaml", "group 'asks' already stands")]

    def test_two_packs_may_each_have_one_of_a_name(self, make, assembled):
        packs = [
            json.dumps({"category": "fraud", "groups": {"lure": [text]}, "rules": [rule]})
            for text, rule in (
                ("việc nhẹ lương cao", make.rule(phrases=None, when="lure")),
                ("việc nhẹ", make.rule(id="fraud.other", phrases=None, when="lure")),
            )
        ]
        assert assembled(*packs).problems == ()

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ({"groups": {}}, "groups: needs at least 1 entries"),
            ({"groups": []}, "groups: must be a mapping"),
            ({"groups": {"a": ["x y"]}, "more": 1}, "more: there is no such key"),
            ({"groups": {"a": ["x y"]}, "rules": []}, "category: required, but missing"),
            ({"groups": {"a": ["x y"]}, "category": "fraud"}, "rules: required, but missing"),
        ],
    )
    def test_a_vocabulary_is_groups_and_nothing_else(self, make, assembled, text, says):
        assert says in [problem.what.en for problem in assembled(make.pack(make.rule()), json.dumps(text)).problems]

    def test_a_key_twice_hides_nothing_and_loads_nothing(self, make, assembled):
        text = '{"groups": {"asks": ["nạp tiền"], "asks": ["nạp, tiền"]}}'
        loaded = assembled(text, make.pack(make.rule(when="bait and asks")))
        assert [problem.what.en for problem in loaded.problems if "asks" in problem.what.en] == [
            "key 'asks' stands here twice"
        ]


class TestUnion:
    GROUPS: ClassVar[dict[str, object]] = {"police": ["công an"], "court": ["tòa án"], "pay": ["nạp tiền"]}

    @pytest.mark.parametrize(
        ("when", "text", "holds"),
        [
            ("near(police or court, pay, 3)", "tòa án bảo nạp tiền", True),
            ("near(police or court, pay, 3)", "công an bảo nạp tiền", True),
            ("near(pay, police or court, 3)", "công an và tòa án", False),
            ("before(police or court, pay, 3)", "nạp tiền cho công an", False),
            ("before(police or court, pay, 3)", "nạp tiền cho tòa án rồi công an bảo nạp tiền", True),
            ("count(police or court) >= 3", "công an, tòa án, công an", True),
            ("count(police or court) >= 3", "công an, công an", False),
            ("2 of (police or court, pay)", "công an tòa án", False),
            ("2 of (police or court, pay)", "tòa án nạp tiền", True),
            ("pay and not near(police or court, pay, 2)", "tòa án nạp tiền", False),
            ("near(police or court, court or police, 4)", "tòa án và công an", True),
        ],
    )
    def test_means_the_hits_of_both(self, make, when, text, holds):
        found = built(self.GROUPS, make.rule(phrases=None, when=when))
        assert said(found) == []
        assert bool(matches(found, text)) is holds

    def test_of_shared_groups_is_one_object_too(self, make):
        rules = [make.rule(id=f"fraud.r{n}", phrases=None, when=f"near(police or court, pay, {n})") for n in "12"]
        found = built(self.GROUPS, *rules)
        assert group(found, "police or court", 0) is group(found, "police or court", 1)
        assert lint(found.rules, found.shared) == ()

    def test_with_a_rules_own_stays_with_the_rule(self, make):
        found = built(self.GROUPS, make.rule(when="near(bait or court, pay, 9)"))
        assert group(found, "bait or court").file is None
        assert [each.what.en for each in lint(found.rules, found.shared)] == ["shared group 'police': no rule uses it"]

    def test_takes_no_regex(self, make):
        found = built(self.GROUPS | {"r": {"regex": "x+"}}, make.rule(when="bait and near(r or pay, court, 3)"))
        assert said(found) == ["'r or pay': group 'r' is a regex and joins no other"]

    def test_lacking_both_is_said_of_both(self, make):
        found = built(self.GROUPS, make.rule(phrases=None, when="near(police or court, pay, 3)"))
        (told,) = RuleSet.of(found.rules).explain(read("nạp tiền"), kind=ItemKind.REMARK, placed=False)
        assert isinstance(told, Explanation)
        assert [what.en for what in told.lacking] == ["no phrase of group 'police or court' (công an, tòa án)"]


PREFER = "prefer view: exact, or say view: both"


class TestLint:
    def test_a_shared_group_that_nobody_uses(self, make):
        lists = {"used": ["một hai"], "within": ["ba bốn"], "joined": ["năm sáu"], "idle": ["bảy tám"]}
        groups = {**lists, "sub": {"include": ["within"]}}
        found = built(groups, make.rule(when="bait and near(used or joined, sub, 3)"))
        (warning,) = lint(found.rules, found.shared)
        assert (warning.file, warning.line) == (Path("pack.yaml"), 13)
        assert warning.what.en == "shared group 'idle': no rule uses it"

    def test_what_is_odd_about_one_is_said_once(self, make):
        rules = [make.rule(id=f"fraud.r{n}", when="bait and odd", severity="low") for n in "ab"]
        found = built({"odd": ["lũ", "hai ba", "hai ba"]}, *rules)
        told = [each.what.en for each in lint(found.rules[:1], found.shared)]
        assert told == [
            f"shared group 'odd': 'lũ' is one syllable and also looked for without marks; {PREFER}",
            "shared group 'odd': 'hai ba' repeats 'hai ba' in group 'odd'",
        ]

    def test_what_is_included_is_not_odd_again(self, make):
        groups = {"odd": ["lũ"], "more": {"include": ["odd"], "any": ["lũ quét"]}}
        found = built(groups, make.rule(when="bait and more"))
        assert len(lint(found.rules, found.shared)) == 1
