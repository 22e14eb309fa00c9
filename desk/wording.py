"""What of a claim's words tells it from other matters of its subject.

Vietnamese writes words as one, two or more syllables with spaces between; two in a row are about a word. Those with a
syllable that every text has (``nhé``, ``của``, ``rồi``) say nothing, and are left out. Marks are not compared: half of
what people write has none.
"""

from __future__ import annotations

from typing import Final

from vietnamese import fold

COMMON: Final = frozenset(
    """
    à ạ ai anh ấy bà bác bạn bao bảo bằng bên bị bọn các cả cái càng cậu cần chả chẳng chắc chỉ chị chính cho chớ chú
    chúng chuyện chưa chứ có còn con cô của cũng cùng cứ dạ dì do dưới đã đang đâu đây đấy để đến đều đi điều đó
    được đừng em gì giờ giữa hả hay hãy hết hoặc họ hôm hơn hỏi kẻo khi kia khỏi không kể là lại lắm lúc luôn mà
    mai mấy mày mình mọi mới mỗi một mong này nay nào nên nếu ngay nghe nghĩ người nhau nhất nhé nhiều như nhưng
    những nó nói nữa ở ông phải qua quá ra rằng rất rồi sao sau sắp sẽ sự ta tao tại tên thành thật thấy thế
    theo thì thôi thường tôi tới trên trong trước trở tuy từ từng và vào vẫn vậy về vì việc với vừa xem xong xuống
    ko k đc dc mn ae vs r nha nhỉ á ơi ad ib mng ngày tháng năm đêm sáng chiều tối tuần hai ba bốn kêu mau đứng
    """.split()  # noqa: SIM905 - read as text
)
"""Syllables that stand in texts of every kind, our own list."""

_COMMON_UNMARKED: Final = frozenset(fold(each) for each in COMMON)

LONG_NUMBER: Final = 3
"""Digits from which a number tells two matters apart: ``220kv``, ``0900000123``; not ``3`` or ``10``."""


def telling(exact: str) -> dict[str, float]:
    """Return what tells something in ``exact``, a view's words, without marks, and how much each counts.

    Two syllables in a row count 1, a long number 2, a short one a half.
    """
    words, folded = exact.split(), fold(exact).split()
    common = _COMMON_UNMARKED if words == folded else COMMON
    found: dict[str, float] = {}
    for place, word in enumerate(folded):
        if digits := _digits(word):
            found[word] = 2.0 if digits >= LONG_NUMBER else 0.5
        elif not (
            place + 1 == len(folded) or _digits(folded[place + 1]) or common.intersection(words[place : place + 2])
        ):
            found[f"{word} {folded[place + 1]}"] = 1.0
    return found


def _digits(word: str) -> int:
    return 0 if word.isalpha() else sum(letter.isdigit() for letter in word)
