"""A Jetstream server on loopback (the protocol of ``/subscribe``), with the network's live talk behind its backlog.

Imitates (README of bluesky-social/jetstream, the lexicon of app.bsky.feed.post): ``wantedCollections``, repeated;
``cursor`` in microseconds with replay of everything after it, none meaning live only; ``maxMessageSizeBytes``;
commits that create, update and delete, identity and account events, which no filter leaves out; posts with all a real
one carries; robots.txt and a banner over plain HTTP; pings answered by the protocol; 4xx and 5xx before the handshake;
close codes; a stream that breaks off, falls silent, stalls, or sends garbage. Not: zstd, ``wantedDids``,
``requireHello``, options sent by the client, a limit to how far back it replays, TLS.
"""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve


def micros(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


class Jetstream:
    """A server whose network goes on talking at ``now``.

    ``status`` is what is answered instead of a stream; ``breaks`` for each connection in turn how many messages come
    before it ends, and how (a close code, or 0 for the line that is cut); ``live`` whether others talk on.
    """

    def __init__(self, now: datetime, *, status: int = 101, live: bool = True) -> None:
        self.now, self.status, self.live = now, status, live
        self.breaks: list[tuple[int, int]] = []
        self.messages: list[tuple[int, str | bytes]] = []
        self.robots = (404, "")
        self.headers: dict[str, str] = {}
        self.asked: list[dict[str, list[str]]] = []
        self.agents: list[str] = []
        self.paths: list[str] = []
        self.offered: list[str | None] = []
        self.stalls = threading.Event()
        self._numbers = iter(range(1, 1_000_000))
        self._server = serve(
            self._talk, "127.0.0.1", 0, process_request=self._answer, compression="deflate", close_timeout=0.2
        )
        self.port = self._server.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/subscribe"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stalls.set()
        self._server.shutdown()

    # -- what is said -----------------------------------------------------------------------------------------

    def say(self, at: datetime, message: str | bytes) -> None:
        self.messages.append((micros(at), message))

    def event(self, author: str, at: datetime, **said: Any) -> None:
        self.say(at, json.dumps({"did": author, "time_us": micros(at), **said}, ensure_ascii=False))

    def commit(self, author: str, at: datetime, operation: str = "create", **said: Any) -> str:
        rkey = str(said.pop("rkey", f"3kanari{next(self._numbers):06}"))
        told = {"rev": "3l3qo2vutsw2b", "operation": operation, "collection": "app.bsky.feed.post", "rkey": rkey} | said
        self.event(author, at, kind="commit", commit=told)
        return rkey

    def post(self, author: str, text: str, at: datetime, **changes: Any) -> str:
        record = {
            "$type": "app.bsky.feed.post", "text": text, "langs": ["vi"],
            "createdAt": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        } | changes  # fmt: skip
        return self.commit(author, at, record=record, cid="bafyreikanari")

    # -- what is answered -------------------------------------------------------------------------------------

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        del connection
        parts = urlsplit(request.path)
        self.paths.append(parts.path)
        if parts.path == "/robots.txt":
            return respond(*self.robots)
        if parts.path != "/subscribe":
            return respond(200, "Welcome to Jetstream")
        self.agents.append(request.headers.get("User-Agent", ""))
        self.offered.append(request.headers.get("Sec-WebSocket-Extensions"))
        self.asked.append(parse_qs(parts.query))
        return None if self.status == 101 else respond(self.status, "không", self.headers)

    def _talk(self, connection: ServerConnection) -> None:
        asked = self.asked[-1]
        count, code = self.breaks.pop(0) if self.breaks else (-1, 1000)
        try:
            for number, message in enumerate(self._messages(asked)):
                if number == count:
                    return self._end(connection, code)
                connection.send(message)
            if count >= 0:
                return self._end(connection, code)
            self.stalls.wait(20)
        except ConnectionClosed:
            pass
        return None

    def _end(self, connection: ServerConnection, code: int) -> None:
        if code:
            connection.close(code)
        else:
            connection.socket.close()

    def _messages(self, asked: dict[str, list[str]]) -> Iterator[str | bytes]:
        cursor = int(asked.get("cursor", [str(micros(self.now))])[0])
        most = int(asked.get("maxMessageSizeBytes", ["0"])[0])
        for at, message in sorted(self.messages, key=lambda each: each[0]):
            wanted = b"!huge" in bytes(message[:20], "utf-8") if isinstance(message, str) else True
            if at > cursor and (wanted or not most or len(message) <= most):
                yield message
        number = 0
        while self.live and number < 200:
            later = self.now + timedelta(milliseconds=number)
            number += 1
            yield json.dumps({"did": "did:plc:ai", "time_us": micros(later), "kind": "identity", "identity": {}})
            time.sleep(0.02)


def respond(status: int, text: str, more: dict[str, str] | None = None) -> Response:
    body = text.encode()
    headers = Headers({"Content-Type": "text/plain", "Content-Length": str(len(body)), "Connection": "close"})
    for name, value in (more or {}).items():
        headers[name] = value
    return Response(status, HTTPStatus(status).phrase, headers, body)
