"""The reference in both languages shows the same pack, and it is one that loads."""

import re
from pathlib import Path

import pytest

from rules.declare import (
    ExampleDeclaration,
    GroupDeclaration,
    RuleDeclaration,
    StanceDeclaration,
    SubjectDeclaration,
    VocabularyDeclaration,
)
from rules.grammar import KEYWORDS
from rules.lint import lint
from rules.model import SlotName, View

DOCS = [Path(__file__).parents[2] / "docs" / name for name in ("rules.md", "rules.vi.md")]
PACK, GUARD = 0, 1


def blocks(page: Path) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_the_pack_it_shows_loads_and_is_beyond_reproach(assembled, page):
    loaded = assembled(blocks(page)[PACK], blocks(page)[GUARD])
    assert loaded.problems == ()
    assert lint(loaded.rules.rules) == ()
    assert len(loaded.guard) == 17


def test_both_languages_show_the_same():
    assert blocks(DOCS[0]) == blocks(DOCS[1])
    assert len(blocks(DOCS[0])) == 2


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_key_and_word_of_the_language_is_there(page):
    declared = (
        RuleDeclaration,
        SubjectDeclaration,
        StanceDeclaration,
        GroupDeclaration,
        ExampleDeclaration,
        VocabularyDeclaration,
    )
    keys = {key for each in declared for key in each.model_fields}
    slots = {f"<{slot}>" for slot in SlotName}
    text = page.read_text("utf-8")
    assert [word for word in sorted(keys | KEYWORDS | set(View) | slots) if word not in text] == []
