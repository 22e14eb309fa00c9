"""A Mastodon server on loopback, as far as a stranger sees it.

Imitates (docs.joinmastodon.org, entities/Status, methods/timelines, api/rate-limits): hashtag timelines newest first,
40 posts at most; ``min_id`` with the posts right after it, ``since_id``, ``max_id``, ``local``; numbers made of the
time of writing; ``Link`` and ``X-RateLimit-*`` headers; 429 beyond the limit; 401, 403, 422 where strangers see
nothing; ``[]`` and ``/api/v2/instance`` where they see nothing since 4.5; posts with all the fields a real one has,
profiles included. Not: HTML pages, streaming, logging in, TLS, filters that thin out a page.
"""

import json
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit
from zlib import crc32

MOST = 40


def number_of(moment: datetime, sequence: int = 0) -> int:
    return (int(moment.timestamp() * 1000) << 16) + sequence


def written(moment: datetime, parts: str) -> str:
    return moment.astimezone(UTC).isoformat(timespec=parts).replace("+00:00", "Z")


class Mastodon:
    """A server; ``status`` is what strangers are answered, ``limit`` how many requests they have."""

    def __init__(self, *, status: int = 200, limit: int = 300, access: dict[str, str] | None = None) -> None:
        self.status, self.limit, self.access = status, limit, access
        self.posts: list[tuple[str, dict[str, Any]]] = []
        self.pages: dict[str, bytes] = {}  # what to answer instead, by path without its query
        self.asked: list[str] = []
        self._sequence = 0
        standin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                standin.asked.append(self.path)
                status, headers, body = standin.answer(self.path)
                self.send_response_only(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def timelines(self) -> list[str]:
        """Return what was asked of hashtags, queries included."""
        return [path for path in self.asked if "/timelines/" in path]

    # -- what is posted ---------------------------------------------------------------------------------------

    def post(self, author: str, text: str, at: datetime, *, tag: str = "caobang", **changes: Any) -> dict[str, Any]:
        """Post ``text`` as the person ``author``; ``account`` among the changes is laid over the profile."""
        self._sequence += 1
        number = number_of(at, self._sequence % 65536)
        name, _, domain = author.partition("@")
        home = f"https://{domain or 'mang.example'}"
        account = {
            "id": str(10**8 + crc32(author.encode()) % 10**8), "username": name, "acct": author,
            "display_name": f"Bạn {name}", "locked": False, "bot": False, "discoverable": True,
            "indexable": False, "group": False,
            "created_at": "2024-01-01T00:00:00.000Z", "note": f"<p>Hồ sơ của {name}</p>", "url": f"{home}/@{name}",
            "uri": f"{home}/users/{name}", "avatar": f"{home}/avatars/{name}.jpg", "followers_count": 7,
            "fields": [{"name": "Quê", "value": "Cao Bằng", "verified_at": None}], "emojis": [],
        } | changes.pop("account", {})  # fmt: skip
        status = {
            "id": str(number), "created_at": written(at, "milliseconds"),
            "in_reply_to_id": None, "in_reply_to_account_id": None, "sensitive": False, "spoiler_text": "",
            "visibility": "public", "language": "vi", "uri": f"{home}/users/{name}/statuses/{number}",
            "url": f"{home}/@{name}/{number}", "content": f"<p>{text}</p>", "reblog": None, "account": account,
            "media_attachments": [], "mentions": [], "tags": [{"name": tag, "url": f"{home}/tags/{tag}"}],
            "card": None, "poll": None, "edited_at": None,
        } | changes  # fmt: skip
        self.posts.append((tag, status))
        return status

    # -- what is answered -------------------------------------------------------------------------------------

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(path)
        now = format_datetime(datetime.now(UTC), usegmt=True)
        headers = {"Content-Type": "application/json; charset=utf-8", "Date": now}
        if parts.path in self.pages:
            return 200, headers, self.pages[parts.path]
        if parts.path == "/robots.txt":
            return 200, headers, b"User-agent: *\nDisallow: /media_proxy/\nDisallow: /interact/\n"
        headers |= self._limits()
        if self.limit < 0:
            return 429, headers, b'{"error": "Too many requests"}'
        if parts.path == "/api/v2/instance":
            access = {"timelines_access": {"hashtag_feeds": self.access}} if self.access else {}
            return 200, headers, json.dumps({"domain": "mang.example", "configuration": access}).encode()
        if self.status != 200 or not parts.path.startswith("/api/v1/timelines/tag/"):
            return self.status if self.status != 200 else 404, headers, b'{"error": "The access token is invalid"}'
        found = self._page(unquote(parts.path.rpartition("/")[2]), dict(parse_qsl(parts.query)))
        if found:
            own, ends = f"{self.url}{parts.path}?limit={MOST}", (found[-1]["id"], found[0]["id"])
            headers["Link"] = f'<{own}&max_id={ends[0]}>; rel="next", <{own}&min_id={ends[1]}>; rel="prev"'
        return 200, headers, json.dumps(found).encode()

    def _limits(self) -> dict[str, str]:
        self.limit -= 1
        reset = (datetime.now(UTC) + timedelta(minutes=4)).isoformat(timespec="microseconds").replace("+00:00", "Z")
        return {
            "X-RateLimit-Limit": "300",
            "X-RateLimit-Remaining": str(max(0, self.limit)),
            "X-RateLimit-Reset": reset,
        }

    def _page(self, tag: str, asked: dict[str, str]) -> list[dict[str, Any]]:
        if self.access and "public" not in self.access.values():
            return []
        limit = min(MOST, int(asked.get("limit", "20")))
        least = max(int(asked.get("min_id", "0")), int(asked.get("since_id", "0")))
        most = int(asked.get("max_id", str(1 << 80)))
        found = sorted(
            (post for name, post in self.posts if name == tag and least < int(post["id"]) < most),
            key=lambda post: int(post["id"]),
        )
        if asked.get("local") == "true":
            found = [post for post in found if "@" not in post["account"]["acct"]]
        return (found[:limit] if "min_id" in asked else found[-limit:])[::-1]
