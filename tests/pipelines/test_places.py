from dataclasses import replace

from pipelines.clean import clean
from pipelines.draft import Draft
from pipelines.places import add_places
from rules import gazetteer


def test_each_place_once_in_the_order_of_first_mention_and_where(make_article) -> None:
    text = "Lũ về xã Cô Ba rồi xã Bảo Lạc; xã Cô Ba, thị trấn Bảo Lạc (Cao Bằng) mất điện."
    draft = clean(Draft(item=make_article(title="", text=text)))
    found = add_places(draft, gazetteer=gazetteer.load(), local=())
    assert [place.name for place in found.places] == ["Xã Cô Ba", "Xã Bảo Lạc", "Tỉnh Cao Bằng"]
    assert len(found.named) == 5
    assert "cô ba" in draft.views.exact[slice(*found.named[0])]


def test_a_local_source_needs_less(make_article) -> None:
    draft = clean(Draft(item=make_article(title="", text="Lũ ở Trùng Khánh")))
    places = gazetteer.load()
    assert add_places(draft, gazetteer=places, local=()).places == ()
    local = replace(draft, item=make_article(source="dia-phuong"))
    assert [place.code for place in add_places(local, gazetteer=places, local=("dia-phuong",)).places] == ["01477"]
