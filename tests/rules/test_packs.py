"""The packs that ship: they load, cover every subject and leave the guard corpus alone."""

import time
from collections import Counter

import pytest
import yaml

import rules
from records import Category, Stance


@pytest.fixture(scope="module")
def report() -> rules.Report:
    return rules.check()


def test_they_load_and_nothing_about_them_is_odd(report):
    assert [problem.in_("en") for problem in report.problems] == []
    assert [problem.in_("en") for problem in report.warnings] == []


def test_every_subject_has_rules():
    subjects = Counter(rule.category for rule in rules.load().rules)
    assert {category: subjects[category] >= 3 for category in Category} == dict.fromkeys(Category, True)


def test_every_stance_can_be_told():
    assert {rule.stance for rule in rules.load().stances} >= {Stance.QUESTION, Stance.WARNING}


def test_the_guard_corpus_is_whole(report):
    assert report.guard_texts >= 120


def test_proving_the_packs_costs_no_more_than_some_times_reading_them():
    files = [file for folder in (rules.BUILTIN, rules.BUILTIN.with_name("guard")) for file in folder.glob("*.yaml")]
    began = time.process_time()
    for file in files:
        yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    read = time.process_time() - began
    began = time.process_time()
    rules.load()
    assert time.process_time() - began < 80 * read  # about 20 where nothing else runs
