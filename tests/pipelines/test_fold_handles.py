"""Whatever points at a person is cut out of what many repeat; the rumour around it is not."""

import pytest

DAM = "nghe nói đập thủy điện sắp vỡ bà con chạy ngay lên núi đi"
TAIL = "mọi người báo cho cả nhà biết đập sắp vỡ rồi nhé"


@pytest.mark.parametrize(
    "handle",
    [
        "＠canaryhandle",
        "﹫canaryhandle",
        "@\u200bcanaryhandle",
        "@ canaryhandle",
        "@_canaryhandle_",
        "@[Tên Canaryhandle](123)",
        "@Nguyễn Thị Canaryhandle",
        "canaryhandle.bsky.social",
        "/u/canaryhandle",
    ],
)
def test_a_handle_six_people_repeat_is_in_no_claim(town, handle: str) -> None:
    for author in "abcdef":
        town.says(author, f"{DAM} theo {handle} {TAIL}")
    claims = town.claims()
    assert {claim.passage for claim in claims} == {f"{DAM} theo", TAIL}
    assert "canaryhandle" not in repr(claims).casefold()
