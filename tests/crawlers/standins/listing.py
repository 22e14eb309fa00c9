"""List pages as Vietnamese portals write them, for a server on loopback; the texts are made up.

Imitates the shapes: a provincial paper with named entities, pictures linked beside headlines and a box of what is read
most; the weather service's ``-post<id>.html``; NukeViet's list with a date and pages; SharePoint's ``.aspx`` with a
query. Not: their scripts, their search, or lists that only a browser fills.
"""

from typing import Any

HEAD = "<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'><title>{title}</title>{extra}</head><body>"


def paper(*numbers: int, most_read: tuple[int, ...] = ()) -> str:
    """A section of a provincial paper: each article behind its picture and behind its headline."""
    blocks = "".join(
        f'<div class="story"><a href="/Thoi-su/tin-so-{number}.html"><img src="/anh/{number}.jpg" alt=""></a>'
        f'<h3><a href="/Thoi-su/tin-so-{number}.html">N&ocirc;ng d&acirc;n x&atilde; số {number}…</a></h3></div>'
        for number in numbers
    )
    aside = "".join(
        f'<li><a href="/xa-hoi/doc-nhieu-{number}.html">Đọc nhiều {number}</a></li>' for number in most_read
    )
    menu = '<nav><a href="/">Trang chủ</a><a href="/Thoi-su/">Thời sự</a><a href="javascript:void(0)">Mở</a></nav>'
    return f"{HEAD.format(title='Thời sự', extra='')}{menu}<main>{blocks}</main><aside><ul>{aside}</ul></aside>"


def nukeviet(page: int, pages: int, *, size: int = 2) -> str:
    """One page of a NukeViet list, newest first, with the date of each and a link to the next page."""
    first = (pages - page + 1) * size
    items = "".join(
        f'<div class="news_column panel"><h2><a href="/index.php/vi/news/tin/bai-{first - each}.html" title="Bài">'
        f'Bài số {first - each}</a></h2><span class="h5">Thứ sáu - {20 - page:02d}/11/2026 08:30</span></div>'
        for each in range(size)
    )
    following = f'<li><a rel="next" href="/index.php/vi/news/page-{page + 1}/">»</a></li>' if page < pages else ""
    return f"{HEAD.format(title='Tin tức', extra='')}{items}<ul class='pagination'>{following}</ul>"


def sharepoint(*numbers: int) -> str:
    rows = "".join(
        f'<tr><td class="ngay">{number:02d}/11/2026</td><td>'
        f'<a href="Chi-tiet-tin.aspx?ItemID={number}&amp;l=TinTucSuKien">Công điện số {number}</a></td></tr>'
        for number in numbers
    )
    return f"{HEAD.format(title='Chỉ đạo', extra='<base href=/Pages/ >')}<table>{rows}</table>"


def serve(site: Any, path: str, body: str) -> None:
    site.pages[path] = site.answer(200, body)
