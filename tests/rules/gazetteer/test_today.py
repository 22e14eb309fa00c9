"""Every row leads to today, and every unit is found by its name."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vietnamese
from rules import gazetteer
from rules.gazetteer import Gazetteer, Unit
from rules.gazetteer.units import COMMUNES, DISTRICTS, THINGS, Kind

UNITS = gazetteer.load().units
BY_KEY = {unit.key: unit for unit in UNITS}
FORMER = [unit for unit in UNITS if unit.kind in COMMUNES and not unit.today]


def text_of(unit: Unit) -> str:
    return f"Tin từ {unit.name}, tỉnh Cao Bằng"


def test_there_are_56_communes_of_today_and_each_is_one(places: Gazetteer) -> None:
    assert len(places.communes) == 56
    assert {place.valid_from for place in places.communes} == {"2025-07-01"}
    assert all(place.commune for place in places.communes)


def test_codes_used_again_are_told_apart_by_their_day(places: Gazetteer) -> None:
    old, new = BY_KEY["01273", ""], BY_KEY["01273", "2025-07-01"]
    assert (old.name, new.name) == ("Phường Hợp Giang", "Phường Thục Phán")
    assert places.place(old) == places.place(new)
    assert places.place(BY_KEY["01276", ""]).code == "01288"


@pytest.mark.parametrize("unit", FORMER, ids=lambda unit: f"{unit.code}-{unit.name}")
def test_every_former_commune_leads_to_one_of_today_or_is_listed_as_lost(places: Gazetteer, unit: Unit) -> None:
    place = places.place(unit)
    if unit in places.unresolved:
        assert not place.commune
        assert place.name.endswith("(cũ)")
        assert unit.successor is None
    else:
        assert place in places.communes


def test_how_many_former_communes_are_lost_is_known(places: Gazetteer) -> None:
    assert len(places.unresolved) == 38
    assert {unit.valid_to.isoformat() for unit in places.unresolved if unit.valid_to} == {"2020-01-31"}


def test_a_chain_of_two_steps_is_followed(places: Gazetteer) -> None:
    assert places.place(BY_KEY["01699", ""]).name == "Xã Nguyễn Huệ"
    assert places.place(BY_KEY["01447", ""]).name == "Xã Trà Lĩnh"


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.kind in {*DISTRICTS, Kind.PROVINCE}], ids=str)
def test_what_lies_in_several_communes_is_a_place_of_its_own(places: Gazetteer, unit: Unit) -> None:
    place = places.place(unit)
    assert not place.commune
    assert (place.code, place.valid_from) == unit.key


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.kind in THINGS], ids=lambda unit: unit.code)
def test_a_thing_lies_in_one_commune_or_is_a_place_of_its_own(places: Gazetteer, unit: Unit) -> None:
    place = places.place(unit)
    within = next((other for other in UNITS if other.code == unit.parent and other.today), None)
    if within and within.kind in COMMUNES:
        assert place == places.place(within)
    else:
        assert place.code == unit.code
        assert not place.commune


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.today and unit.kind in COMMUNES], ids=str)
@pytest.mark.parametrize("local", [False, True])
def test_every_unit_of_today_is_found_by_its_full_name(places: Gazetteer, unit: Unit, local: bool) -> None:  # noqa: FBT001
    for written in (unit.name, unit.name.upper(), vietnamese.fold(unit.name)):
        assert places.place(unit) in {m.place for m in places.find(vietnamese.read(written), local=local)}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: f"{unit.code}-{unit.valid_from}")
def test_every_row_is_found_by_its_full_name_where_the_text_speaks_of_the_province(
    places: Gazetteer, unit: Unit
) -> None:
    found = {mention.place for mention in places.find(vietnamese.read(text_of(unit)), local=False)}
    same_name = {places.place(other) for other in UNITS if other.name == unit.name}
    province = places.place(next(other for other in UNITS if other.kind is Kind.PROVINCE))
    named = found - {province}
    assert named <= same_name
    assert named or len(same_name) > 1 or unit.kind is Kind.PROVINCE


@given(st.text(max_size=200))
def test_any_text_at_all_is_read(places: Gazetteer, text: str) -> None:
    view = vietnamese.read(text)
    for mention in places.find(view, local=True):
        assert 0 <= mention.start < mention.end <= len(view.exact)


WORDS = st.sampled_from(
    ["xã", "huyện", "ở", "Cao", "Bằng", "cao", "bằng", "Quang", "Trung", "Bảo", "Lâm", "Đồng", ",", "(", ")", "và",
     "Hòa", "An", "Trùng", "Khánh", ".", "\n", "sông", "Hà", "Nội", "các", ":", "bang", "bao", "lac", "đường"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=40))
def test_mentions_stand_in_order_and_apart_whatever_surrounds_them(places: Gazetteer, words: list[str]) -> None:
    view = vietnamese.read(" ".join(words))
    for local in (False, True):
        mentions = places.find(view, local=local)
        assert all(one.end <= two.start for one, two in pairwise(mentions))
    strict = {(m.start, m.end) for m in places.find(view, local=False)}
    assert strict <= {(m.start, m.end) for m in places.find(view, local=True)}


def test_a_long_hostile_text_costs_no_more_than_its_length(places: Gazetteer) -> None:
    text = vietnamese.read("xã Quang Trung, Hà Nội và Cao Bằng " * 500)
    assert len(places.find(text, local=False)) > 0
