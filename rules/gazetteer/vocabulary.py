"""The words beside a name that tell what it is: unit words, words before people and streets, «ở», «và»."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import vietnamese
from rules.gazetteer.units import Kind

Phrase = tuple[str, ...]


class Vocabulary:
    """Words or short runs of words, found beside a place as they are written with or without marks."""

    def __init__(self, written: str) -> None:
        """List the entries in small letters, a comma between two."""
        self._marked = frozenset(tuple(phrase.split()) for phrase in written.split(","))
        self._longest = max(len(phrase) for phrase in self._marked)

    @cached_property
    def _bare(self) -> dict[Phrase, Phrase]:
        return {tuple(vietnamese.fold(word) for word in phrase): phrase for phrase in self._marked}

    def last_of(self, words: Phrase, *, bare: bool) -> Phrase:
        """Return the longest entry ``words`` end with, as listed; ``bare`` also finds it without marks."""
        sizes = range(min(self._longest, len(words)), 0, -1)
        return next((entry for size in sizes if (entry := self._entry(words[-size:], bare=bare))), ())

    def first_of(self, words: Phrase, *, bare: bool) -> Phrase:
        """Return the longest entry ``words`` begin with, as listed; ``bare`` also finds it without marks."""
        sizes = range(min(self._longest, len(words)), 0, -1)
        return next((entry for size in sizes if (entry := self._entry(words[:size], bare=bare))), ())

    def only(self, words: Phrase, *, bare: bool) -> bool:
        """Tell whether ``words`` are nothing but entries."""
        while words:
            entry = self.first_of(words, bare=bare)
            if not entry:
                return False
            words = words[len(entry) :]
        return True

    def _entry(self, words: Phrase, *, bare: bool) -> Phrase:
        if words in self._marked:
            return words
        return self._bare.get(words, ()) if bare else ()


KINDS: Final = {
    "xã": Kind.COMMUNE,
    "phường": Kind.WARD,
    "thị trấn": Kind.TOWN,
    "huyện": Kind.DISTRICT,
    "thành phố": Kind.CITY,
    "thị xã": Kind.CITY,
    "tỉnh": Kind.PROVINCE,
    "x": Kind.COMMUNE,
    "p": Kind.WARD,
    "tt": Kind.TOWN,
    "h": Kind.DISTRICT,
    "tp": Kind.CITY,
    "tx": Kind.CITY,
}
"""What each unit word says of the name after it."""

UNIT_WORDS: Final = Vocabulary(", ".join(KINDS))

SHORT_UNIT_WORDS: Final = frozenset(word for word in KINDS if len(word) <= len("tp") and word != "xã")
"""Unit words that end in a full stop."""

HAMLETS: Final = Vocabulary("quận, thôn, xóm, bản, tổ, khối, ấp, làng, tổ dân phố, khu dân cư")
"""Words for what the table does not hold: a name after one of them is not a commune's."""

PEOPLE: Final = Vocabulary(
    """
    ông, bà, anh, chị, em, cô, chú, bác, cậu, dì, thầy, cháu, cụ, bé, vua, tướng, đại tướng, đồng chí, tên,
    liệt sĩ, liệt sỹ, anh hùng, nghệ sĩ, nghệ sỹ, ca sĩ, nhà văn, nhà thơ, bác sĩ, cô giáo, thầy giáo, hoàng đế, mc
    """
)
"""Words after which a name is a person's."""

FAMILIES: Final = Vocabulary(
    """
    nguyễn, trần, phạm, huỳnh, phan, vũ, võ, đặng, bùi, đỗ, ngô, hoàng, lê, nông, bế, triệu, đàm, hứa, đinh, trịnh,
    lục, sầm, lý, hà, mã, lương, dương, hồ, tô, chu, văn, thị, đức, minh
    """
)
"""Family and middle names: with a capital they begin a person's name."""

STREETS: Final = Vocabulary(
    """
    đường, phố, ngõ, ngách, hẻm, đại lộ, số nhà, đại học, cao đẳng, cầu, công ty, tập đoàn, ngân hàng, sân,
    sân vận động, quảng trường, khách sạn, nhà hàng, quán, tiệm, giải, chùa, đền, chung cư, khu đô thị, rạp,
    công viên, hãng, phim, quả, trái, vườn, cây, giống, trồng, bia, nhãn hiệu, thương hiệu, học viện, trung đoàn,
    tiểu đoàn, đội, phong trào, chiến thắng, quyền, nền, ngày
    """
)
"""Words after which a name that others bear is a street's, a company's, a fruit's, or the word itself."""

INSTITUTIONS: Final = Vocabulary(
    """
    trường, thpt, thcs, tiểu học, mầm non, mẫu giáo, nội trú, bán trú, bệnh viện, đa khoa, y tế, trung tâm y tế,
    bến xe, bưu điện, trạm
    """
)
"""Words for what is called after the district it serves; after other names that others bear, after a person."""

LOCATIVES: Final = Vocabulary(
    """
    ở, tại, về, lên, đến, tới, từ, qua, vào, sang, xuống, khắp, địa bàn, khu vực, vùng, dân, người dân, bà con,
    thuộc, công an, ubnd, chính quyền, huyện ủy, huyện uỷ, quê
    """
)
"""Words before a place one is at or goes to."""

JOINERS: Final = Vocabulary("và, hay, hoặc, cùng, với, đến, tới")
"""Words between the names of a list."""

TIES: Final = Vocabulary(", ".join([*KINDS, "cũ", "thuộc", "của", "và", "nay là"]))
"""Words between a name and the larger place it lies in, or the next of a list."""

TIES_ELSEWHERE: Final = Vocabulary(", ".join([*KINDS, "cũ", "thuộc", "của", "ở", "tại", "bên", "nay là"]))
"""Words between a name and the other province it lies in: here a looser tie is enough."""

MANY: Final = Vocabulary("các, những, hai, ba, bốn, năm, sáu, một số, nhiều")
"""Words that make the unit word after them speak of a list: «các xã: Minh Tâm, Thành Công»."""
