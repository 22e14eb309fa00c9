"""The RSS feed of a forum as XenForo writes it.

Imitates: the order of its elements, the author named twice (``invalid@example.com (name)`` and ``dc:creator``), numbers
as guids, posts as ``bbWrapper`` markup with quotes, mentions, smilies and a "read more" at the end of a cut one. Not:
the forum's pages, its guard; those a test answers itself.
"""

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

CUT = '<a href="https://dien-dan.example/threads/1/" class="link link--internal">Đọc tiếp</a>'


def quoted(name: str, text: str) -> str:
    return (
        f'<blockquote data-attributes="member: 7" data-quote="{name}" data-source="post: 9" class="bbCodeBlock '
        'bbCodeBlock--expandable bbCodeBlock--quote js-expandWatch"><div class="bbCodeBlock-title">'
        f'<a href="/goto/post?id=9" class="bbCodeBlock-sourceJump">{name} đã viết:</a></div>'
        f'<div class="bbCodeBlock-content">{text}</div></blockquote>'
    )


@dataclass
class Forum:
    """A forum's threads, the newest first."""

    items: list[str] = field(default_factory=list)

    def thread(self, author: str, title: str, body: str, at: datetime) -> None:
        number = 4_900_000 + len(self.items)
        link = f"https://dien-dan.example/threads/chuyen.{number}/"
        self.items.insert(
            0,
            f"<item><title>{escape(title)}</title><pubDate>{format_datetime(at)}</pubDate><link>{link}</link>"
            f'<guid isPermaLink="false">{number}</guid><author>invalid@example.com ({escape(author)})</author>'
            f'<category domain="https://dien-dan.example/forums/chuyen.4/"><![CDATA[Chuyện trò]]></category>'
            f"<dc:creator>{escape(author)}</dc:creator>"
            f'<content:encoded><![CDATA[<div class="bbWrapper">{body}</div>]]></content:encoded>'
            f"<slash:comments>3</slash:comments></item>",
        )

    @property
    def rss(self) -> str:
        spaces = (
            'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
        )
        return (
            f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {spaces}><channel><title>Chuyện trò</title>'
            f"<generator>Diễn đàn thử</generator><link>https://dien-dan.example/</link>{''.join(self.items)}"
            "</channel></rss>"
        )
