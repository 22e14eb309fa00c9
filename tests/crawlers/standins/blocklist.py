"""Lists of scam sites as their keepers serve them, for a server on loopback; every name on them is made up.

Imitates: an array of ``{"url": …}`` (an NGO's interface), CSV with a header and a date, hosts files, ad blockers'
lists; ETag and 304. Not: keys, pages of a list, differences since a version.
"""

import json
from typing import Any

JSON, CSV, PLAIN = "application/json", "text/csv; charset=utf-8", "text/plain; charset=utf-8"


def objects(*named: str) -> str:
    return json.dumps([{"_id": str(number), "url": each} for number, each in enumerate(named)])


def table(*named: str, comma: str = ",") -> str:
    rows = "".join(f'{number}{comma}"{each}"{comma}2026-11-20\r\n' for number, each in enumerate(named))
    return f"\ufeffid{comma}url{comma}Ngày\r\n{rows}"


def hosts(*named: str) -> str:
    lines = "".join(f"0.0.0.0 {each}  # lừa đảo\n" for each in named)
    return f"# Danh sách thử\n127.0.0.1 localhost\n::1 ip6-localhost\n\n{lines}"


def serve(site: Any, path: str, body: str, kind: str, *, etag: str = "") -> None:
    answer = site.answer(200, body, {"Content-Type": kind} | ({"ETag": etag} if etag else {}))
    site.pages[path] = lambda handler, _: (
        site.answer(304) if etag and handler.headers["If-None-Match"] == etag else answer
    )
