"""The YouTube Data API v3 on loopback, as far as it is asked for.

Imitates (developers.google.com/youtube/v3: search.list, commentThreads.list, errors): videos by words, newest first,
``publishedAfter``, ``maxResults``; comment threads newest first in pages with ``nextPageToken``, answers within;
``textFormat``; the key in ``X-Goog-Api-Key`` or ``key``; 400 for a bad key, 403 with the reasons ``commentsDisabled``
and ``quotaExceeded`` (two buckets), 404 ``videoNotFound``. Not: ranking, ``relevanceLanguage``, more than five answers
to a thread, moderation, TLS, robots.txt as Google's hosts have it.
"""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

KEY = "AIza-kanari-khoa-thu"


def error(status: int, reason: str) -> tuple[int, dict[str, Any]]:
    told = {"code": status, "message": f"Lỗi {reason}", "errors": [{"domain": "youtube", "reason": reason}]}
    return status, {"error": told}


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Youtube:
    """A server; ``searches`` and ``units`` are what is left of the project's day."""

    def __init__(self, *, searches: int = 100, units: int = 10_000) -> None:
        self.searches, self.units = searches, units
        self.videos: dict[str, tuple[str, datetime]] = {}
        self.threads: dict[str, list[dict[str, Any]]] = {}
        self.shut: set[str] = set()
        self.pages: dict[str, bytes] = {}
        self.robots = b""
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.lines: list[str] = []
        standin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, body = standin.answer(self.path, dict(self.headers))
                self.send_response_only(status)
                self.send_header("Content-Type", "application/json; charset=UTF-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/youtube/v3"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def count(self, method: str) -> int:
        return sum(1 for asked, _ in self.asked if asked == method)

    # -- what is there ----------------------------------------------------------------------------------------

    def video(self, number: str, title: str, at: datetime) -> None:
        self.videos[number] = (title, at)
        self.threads[number] = []

    def comment(
        self, video: str, author: str, text: str, at: datetime, *answers: dict[str, Any], **changes: Any
    ) -> None:
        top = one(author, text, at, **changes)
        thread = {"kind": "youtube#commentThread", "snippet": {"videoId": video, "topLevelComment": top}}
        if answers:
            thread["replies"] = {"comments": list(answers)}
        self.threads[video].append(thread)

    # -- what is answered -------------------------------------------------------------------------------------

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
        parts = urlsplit(path)
        self.lines.append(path)
        if parts.path == "/robots.txt":
            return (200, self.robots) if self.robots else (404, b"")
        method, asked = parts.path.rpartition("/")[2], dict(parse_qsl(parts.query))
        self.asked.append((method, asked))
        if method in self.pages:
            return 200, self.pages[method]
        if headers.get("X-Goog-Api-Key", asked.get("key")) != KEY:
            status, said = error(400, "badRequest")
        elif method == "search":
            status, said = self._search(asked)
        else:
            status, said = self._threads(asked)
        return status, json.dumps(said).encode()

    def _search(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if self.searches < 1:
            return error(403, "quotaExceeded")
        self.searches -= 1
        found = sorted(
            (
                (at, number)
                for number, (title, at) in self.videos.items()
                if asked["q"].lower() in title.lower() and written(at) >= asked.get("publishedAfter", "")
            ),
            reverse=True,
        )
        items = [{"id": {"kind": "youtube#video", "videoId": number}} for _, number in found]
        return 200, {"kind": "youtube#searchListResponse", "items": items[: int(asked.get("maxResults", "5"))]}

    def _threads(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if self.units < 1:
            return error(403, "quotaExceeded")
        self.units -= 1
        video = asked["videoId"]
        if video in self.shut:
            return error(403, "commentsDisabled")
        if video not in self.threads:
            return error(404, "videoNotFound")
        start, most = int(asked.get("pageToken", "0")), int(asked.get("maxResults", "20"))
        found = sorted(
            self.threads[video],
            key=lambda thread: str(thread["snippet"]["topLevelComment"]["snippet"]["publishedAt"]),
            reverse=True,
        )
        said: dict[str, Any] = {"kind": "youtube#commentThreadListResponse", "items": found[start : start + most]}
        if start + most < len(found):
            said["nextPageToken"] = str(start + most)
        return 200, said


def one(author: str, text: str, at: datetime, **changes: Any) -> dict[str, Any]:
    """Return a comment with all that a real one carries."""
    said = {
        "authorDisplayName": f"@{author}", "authorProfileImageUrl": f"https://yt.example/{author}.jpg",
        "authorChannelUrl": f"https://yt.example/@{author}", "authorChannelId": {"value": f"UC{author}"},
        "textDisplay": text, "canRate": True, "viewerRating": "none", "likeCount": 3,
        "publishedAt": written(at), "updatedAt": written(at),
    } | changes  # fmt: skip
    return {"kind": "youtube#comment", "id": f"Ugx{author}", "snippet": said}
