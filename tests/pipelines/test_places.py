from pipelines.places import find_places
from rules import gazetteer
from vietnamese import read


def test_each_place_once_in_the_order_of_first_mention() -> None:
    text = read("Lũ về xã Cô Ba rồi xã Bảo Lạc; xã Cô Ba, thị trấn Bảo Lạc (Cao Bằng) mất điện.")
    names = [place.name for place in find_places(text, gazetteer.load(), local=False)]
    assert names == ["Xã Cô Ba", "Xã Bảo Lạc", "Tỉnh Cao Bằng"]


def test_a_local_source_needs_less() -> None:
    text = read("Lũ ở Trùng Khánh")
    places = gazetteer.load()
    assert find_places(text, places, local=False) == ()
    assert [place.code for place in find_places(text, places, local=True)] == ["01477"]
