"""Plots: the same bytes whoever runs them, and nothing global left changed."""

from dataclasses import replace

import matplotlib as mpl

from digest import Digest, plots
from words import Language


def test_the_readers_own_settings_have_no_say_and_are_left_alone(province: Digest) -> None:
    plain = plots.by_day(province, Language.VI)
    with mpl.rc_context({"font.size": 40, "svg.hashsalt": "other", "axes.facecolor": "red"}):
        before = dict(mpl.rcParams)
        assert plots.by_day(province, Language.VI) == plain
        assert dict(mpl.rcParams) == before


def test_a_name_is_never_read_as_a_formula_and_a_rare_letter_is_no_fault(province: Digest) -> None:
    names = ("Giá $x^{$ tăng", "Báo \U0001f680 漢字 ༄", "\u202eNgược", "Tên " * 60)
    sources = tuple(replace(one, name=name) for one, name in zip(province.sources, names, strict=False))
    drawn = plots.freshness(replace(province, sources=sources), Language.VI)
    assert drawn is not None
    assert drawn.endswith("</svg>\n")


def test_nothing_to_show_draws_nothing(nothing: Digest) -> None:
    assert [draw(nothing, Language.VI) for draw in (plots.by_day, plots.by_commune, plots.freshness)] == [None] * 3


def test_more_is_drawn_where_there_is_more(province: Digest) -> None:
    one = replace(province, sources=province.sources[:1])
    short, long = plots.freshness(one, Language.VI), plots.freshness(province, Language.VI)
    assert short is not None
    assert long is not None
    assert len(long) > len(short)
