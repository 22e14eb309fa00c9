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


@pytest.mark.parametrize(
    "link",
    [
        "https://dien-dan.example/members/canaryhandle.123/",
        "https://mang.example/@canaryhandle",
        "https://dien-dan.example/u/canaryhandle",
        "canaryhandle.bsky.social",
    ],
)
def test_a_link_to_a_person_is_no_tool_however_many_carry_it(town, link: str) -> None:
    for author in "abcdef":
        town.says(author, f"{DAM} xem {link} và https://thu-phi.example/nop {TAIL}")
    tools = {tool.value for claim in town.claims() for tool in claim.indicators}
    assert not [tool for tool in tools if "canaryhandle" in tool]
    assert "https://thu-phi.example/nop" in tools
