"""``<place>`` stands for what the gazetteer finds, all the way through the pipeline's stages."""

from datetime import datetime
from functools import partial

import pytest

from pipelines.draft import Draft
from pipelines.match import add_matches
from pipelines.places import add_places
from records import ZONE, Remark
from rules.gazetteer import Gazetteer, load
from vietnamese import read


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load()


@pytest.mark.parametrize(
    ("original", "found"),
    [
        ("Lũ quét ở xã Nguyên Bình, tỉnh Cao Bằng rồi", ["Lũ quét ở xã Nguyên Bình"]),
        ("lu quet o xa Nguyen Binh, tinh Cao Bang roi", ["lu quet o xa Nguyen Binh"]),
        ("Lũ quét ở đâu, xã Nguyên Bình tỉnh Cao Bằng có sao không", []),
        ("Lũ quét ở Thái Bình", []),
    ],
)
def test_a_place_in_the_province_fills_the_slot(make, gazetteer, original, found):
    rules = make.rules_of(make.rule(phrases={"a": ["lũ quét ở <place>", "lũ quét ở xã <place>"]}, when="a"))
    remark = Remark(source="thử", text=original, said=datetime(2026, 11, 21, 7, tzinfo=ZONE), voice=(bytes(16),))
    draft = Draft(item=remark, text=read(original))
    for stage in (partial(add_places, gazetteer=gazetteer, local=frozenset()), partial(add_matches, rules=rules)):
        draft = stage(draft)
    assert [original[span.start : span.end] for match in draft.matches for span in match.spans] == found
