"""The words for what is shown of claims."""

from __future__ import annotations

from typing import Final

from desk.grouping import Bond
from desk.likeness import Why
from records import DecisionKind, Relation, Verdict
from words import Words

RELATION: Final = {
    Relation.DENIES: Words(vi="bác bỏ", en="denies"),
    Relation.CONFIRMS: Words(vi="xác nhận", en="confirms"),
    Relation.MENTIONS: Words(vi="nhắc đến", en="mentions"),
    Relation.RELATED: Words(vi="liên quan", en="related"),
}

VERDICT: Final = {
    Verdict.CONFIRMED: Words(vi="đúng sự thật", en="confirmed"),
    Verdict.DENIED: Words(vi="sai sự thật", en="denied"),
    Verdict.UNCLEAR: Words(vi="chưa rõ", en="unclear"),
    Verdict.NOT_OURS: Words(vi="không thuộc phạm vi", en="not ours"),
}

BOND: Final = {
    Bond.OFFERED: Words(vi="có thể cùng một tin", en="may be one story"),
    Bond.MERGED: Words(vi="đã gộp", en="merged"),
}

WHY: Final = {
    Why.DECISION: Words(vi="người trực đã gộp", en="merged by the desk"),
    Why.TOOLS: Words(
        vi="cùng quy tắc và cùng số, tài khoản hay liên kết", en="same rule; same number, account or link"
    ),
    Why.PLACE: Words(vi="cùng quy tắc, cùng xã", en="same rule, same commune"),
    Why.WORDS: Words(vi="lời gần như nhau", en="nearly the same words"),
}

DECISION: Final = {
    DecisionKind.MERGE: Words(vi="gộp", en="merge"),
    DecisionKind.SPLIT: Words(vi="tách", en="split"),
    DecisionKind.UNDO: Words(vi="hủy quyết định", en="undo"),
}

VOID: Final = Words(vi="chưa nguồn nào trả lời", en="no source answers yet")

QUESTIONS: Final = Words(vi="phần lớn là câu hỏi", en="mostly questions")
