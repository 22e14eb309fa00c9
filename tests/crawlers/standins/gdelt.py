"""GDELT DOC 2.0 on loopback, as its article list answers.

Imitates (blog.gdeltproject.org, gdelt-doc-2-0-api-debuts; issues of its clients): ``mode=artlist&format=json`` with
the fields of its articles, ``maxrecords``, titles torn apart at each sign, ``{}`` where nothing is found,
errors as plain text with status 200, 429 with a text to whoever asks again (or just after it was started) within
``every`` seconds. Not: the search itself, other modes, its three months.
"""

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

PATH = "/api/v2/doc/doc"
SLOW_DOWN = "Please limit requests to one every 5 seconds or contact the operators for larger queries."
TOO_SHORT = "One or more of your keywords were too short, too long or too common.\n"
TEXT = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json; charset=utf-8"}


def article(link: str, title: str) -> dict[str, str]:
    return {
        "url": link, "url_mobile": "", "title": title, "seendate": "20261121T033000Z", "socialimage": f"{link}.jpg",
        "domain": urlsplit(link).netloc, "language": "Vietnamese", "sourcecountry": "Vietnam",
    }  # fmt: skip


class Gdelt:
    """Answers on ``site``: ``articles`` are what it finds, ``instead`` a text it answers with."""

    def __init__(self, site: Any, *articles: dict[str, str], instead: str | None = None, every: float = 0.0) -> None:
        self.site, self.articles, self.instead, self.every = site, articles, instead, every
        self.asked: list[dict[str, str]] = []
        self._last = time.monotonic()

    def serve(self, path: str) -> None:
        """Answer this path and query, as the server tells paths apart."""
        self.site.pages[path] = self.answer

    def answer(self, handler: Any, _before: int) -> Any:
        self.asked.append({name: value for name, (value,) in parse_qs(urlsplit(handler.path).query).items()})
        now, before, self._last = time.monotonic(), self._last, time.monotonic()
        if now - before < self.every:
            return self.site.answer(429, SLOW_DOWN, TEXT)
        if self.instead is not None:
            return self.site.answer(200, self.instead, TEXT)
        found = self.articles[: int(self.asked[-1]["maxrecords"])]
        return self.site.answer(200, json.dumps({"articles": found}, ensure_ascii=False) if found else "{}", JSON)
