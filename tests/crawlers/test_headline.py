"""The headline of a page."""

from collections.abc import Sequence

import pytest

from crawlers import chosen, declared, headline

TITLE = "Nước sông Ngàn vượt báo động hai"


def title_of(head: str, body: str, names: Sequence[str] = ()) -> str:
    tree = chosen.parse(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return headline.find(tree, declared.read(tree), names=names).title


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<title>{TITLE} - Báo Thử</title>", f"<h1>{TITLE}</h1>"),
        (f"<title>{TITLE}</title>", f"<h1>Báo Thử</h1><h2>{TITLE}</h2>"),
        (f"<title>Báo Thử | {TITLE}</title>", f"<h1>Báo Thử</h1><h3>{TITLE}</h3>"),
        (
            f"<title>{TITLE} - Chi tiết - Sở Thử</title>",
            f"<h1>Chi tiết - Sở Thử</h1><div class=tieude-bai>{TITLE}</div>",
        ),
        ("<title>Sở Thử - Chi tiết tin</title>", f"<span class='tieude-tin'>{TITLE}</span><p>a</p>"),
        ("<title>Sở Thử</title>", f"<font size=4><b>{TITLE}</b></font>"),
        ("<title>Sở Thử</title>", f"<h3><a href=/1>Một bài khác hẳn</a></h3><font size=4><b>{TITLE}</b></font>"),
        (f"<title>{TITLE}</title>", f"<p>{TITLE}</p><h3><a href=/1>Một bài khác hẳn</a></h3>"),
        ("<title>Sở Thử</title>", f"<h1 class=logo>Sở Thử</h1><h2>{TITLE}</h2>"),
        (og(f"{TITLE} | Báo Thử"), f"<h1>{TITLE}</h1>"),
        (og(f"[Ảnh] {TITLE}"), f"<h1>{TITLE}</h1>"),
        (og("Nước sông Ngàn vượt…"), f"<h2>{TITLE}</h2>"),
        (og(TITLE), "<h1><a href='/'>Báo Thử</a></h1><div>x</div>"),
        (og("Lũ lên nhanh") + f"<title>{TITLE} - Báo Thử</title>", f"<h1>{TITLE}</h1>"),
        (og("Một cách nói khác hẳn"), f"<h1>{TITLE}</h1>"),
        ("", f"<h1>{TITLE}</h1><h1>Tin khác trong ngày hôm nay</h1>"),
        (f"<title>{TITLE}</title>", f"<div style='display:none'><h1>{TITLE} mới nhất</h1></div><h1>{TITLE}</h1>"),
        (f"<title>{TITLE}</title>", "<div>không có tít</div>"),
        ('<script type="application/ld+json">{"headline": "' + TITLE + '"}</script>', f"<h2>Khác</h2><h2>{TITLE}</h2>"),
    ],
)
def test_the_headline_is_found(head, body):
    assert title_of(head, body) == TITLE


def test_the_names_of_the_site_are_no_headline():
    assert title_of(og(f"Báo Thử - {TITLE} - Báo Thử"), "<p>x</p>", ["Báo Thử"]) == TITLE
    assert title_of("<title>Báo Thử</title>" + og("Báo Thử"), f"<h1>Báo Thử</h1><h2>{TITLE}</h2>", ["báo thử"]) == TITLE


def test_a_page_without_words_has_no_title():
    assert title_of("", "") == ""
