"""The province's name is also two ordinary words: «nước dâng cao bằng mái nhà» says how high, not where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rules.gazetteer.vocabulary import LOCATIVES, UNIT_WORDS, Vocabulary

if TYPE_CHECKING:
    from rules.gazetteer.names import Sighting
    from rules.gazetteer.surroundings import Surroundings

_HIGH_THINGS: Final = Vocabulary(
    """
    dâng, cây, nước, mọc, xây, chiều, đứng, không, chưa, gần, đã, lớn, to, sóng, lũ, nhà, tường, đống, cột, chất,
    đắp, ngập, độ, tầng, thân, khoảng, tuyết, đất, đá, lửa, khói, nâng, đề, tăng, giá, mức, lượng, vọt, chồng, trên,
    học, núi, đồi, tháp, lương, điểm, thấp, càng, rất, quá, hơn
    """
)
"""What is said to be high, or what grows."""

_MEASURES: Final = Vocabulary(
    """
    ngọn, mái, nóc, nhau, đầu, gối, bụng, ngực, cổ, cái, con, một, hai, ba, nửa, người, tòa, toà, tầng, núi, tháp,
    cột, mặt, mấy, tôi, anh, em, nó, với, cả, thế, mức, giá, lương, điểm, gấp, trần, cấp, chứng, cách, việc, các,
    những, sự, phương, tiền, thuốc, máy, nguồn, vai, hông, lưng, sàn, nhà, cửa, chiếc, cây, bậc, tường, này, vậy,
    bố, mẹ, chị, ông, bà, hàng, đỉnh, mực, bất, xe, phẳng, lòng, lái, khen,
    tốt, tay, chân, gỗ, sắt, tre, kính
    """
)
"""What something is as high as, or by what means it is raised."""

_OF_THE_PLACE: Final = Vocabulary(
    """
    người, gái, trai, đất, miền, non nước, báo, đài, chợ, phở, rượu, hạt dẻ, đi, ra, dân, toàn, cả, con, trong,
    ngoài, quanh, gần
    """
)
_SPEAKS_OF_IT: Final = Vocabulary(
    """
    mình, ơi, ta, hôm, nay, đang, mưa, lũ, có, bị, thì, vừa, đã, cũng, mùa, quê, hả, à, ạ, nhé, đi, sắp, lại, sẽ,
    vẫn, hiện, bây giờ, chỗ, đêm, sáng, chiều, tối, ngập, lạnh, nhà mình, chưa, rồi, vào, cho
    """
)
_DENIALS: Final = Vocabulary("không, chưa, chẳng, ko, k")
"""Before «cao bằng» at the end of a clause they deny a height; without them nothing there is being measured."""


def means_height(sighting: Sighting, around: Surroundings, *, local: bool) -> bool:
    """Tell whether the province's name, not written as a name, is rather the two words.

    With small letters (or nothing but capitals) it is the place only where the words around say so; a measure
    after it always speaks for height. A local source needs no such words, as long as none speaks for height.
    """
    if around.capitals_speak and _is_written_as_name(sighting, around):
        return False
    before, after = around.before(sighting.start), around.after(sighting.end)
    bare = sighting.bare
    if UNIT_WORDS.last_of(before, bare=bare):
        return False
    if not after:
        return bool(_DENIALS.last_of(before, bare=bare))
    said = bool(_SPEAKS_OF_IT.first_of(after, bare=bare))
    if _MEASURES.first_of(after, bare=bare):
        return not said
    placed = LOCATIVES.last_of(before, bare=bare) or _OF_THE_PLACE.last_of(before, bare=bare)
    high = _HIGH_THINGS.last_of(before, bare=bare)
    return not placed and (bool(high) or not (local or said))


def _is_written_as_name(sighting: Sighting, around: Surroundings) -> bool:
    second = around.text.exact.rfind(" ", sighting.start, sighting.end) + 1
    return around.capital(sighting.start) and around.capital(second)
