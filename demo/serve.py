"""Servers for the sites of the province, each at a loopback address of its own, so that each counts as a site."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Final

from demo.pages import feed, page
from demo.province import Habit, Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

FEEDS: Final = {Habit.ATOM: "/atom.xml", Habit.NUKEVIET: "/index.php/vi/news/rss/"}
ROBOTS: Final = "User-agent: *\nDisallow: /noi-bo/\nDisallow: /admin/\n"
DRIP: Final = 12
"""Seconds a slow site takes for every answer, robots.txt included: more than its deadline allows for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A site that is up: where it listens, and the address of its feed."""

    site: Site
    host: str
    port: int

    @property
    def root(self) -> str:
        """Return the site's address without a final slash."""
        return f"http://{self.host}:{self.port}"

    @property
    def feed(self) -> str:
        """Return the address of the site's feed."""
        return self.root + FEEDS.get(self.site.habit, "/rss.xml")


@contextmanager
def serve(sites: Sequence[Site], now: datetime) -> Iterator[tuple[Served, ...]]:
    """Serve the sites, as published before ``now``, until the context ends."""
    with ExitStack() as stack:
        yield tuple(
            stack.enter_context(_serve_one(site, f"127.0.0.{number}", now)) for number, site in enumerate(sites, 11)
        )


@contextmanager
def _serve_one(site: Site, host: str, now: datetime) -> Iterator[Served]:
    with listen(host, _handler(site, now)) as port:
        yield Served(site=site, host=host, port=port)


@contextmanager
def listen(host: str, handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    """Answer at ``host`` with ``handler``, on the port that is yielded, until the context ends."""
    server = _Server((host, 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """A server whose readers may leave in the middle of an answer without a word being made of it."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it was given to us


def _handler(site: Site, now: datetime) -> type[BaseHTTPRequestHandler]:
    """Return a handler class that answers for ``site``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if site.habit is Habit.SLOW:
                time.sleep(DRIP)
            root = f"http://{self.headers['Host']}"
            path = self.path.partition("?")[0]
            if path == "/robots.txt":
                self._answer("text/plain", ROBOTS)
            elif path == FEEDS.get(site.habit, "/rss.xml"):
                self._answer("application/xml", feed(site, root, now), tagged=site.habit is Habit.RSS)
            elif piece := site.by_path.get(path.replace("/vi/news/savefile/", "/vi/news/")):
                self._answer("text/html", page(site, piece, root, now))
            else:
                self._answer("text/html", "<h1>Không tìm thấy</h1>", status=HTTPStatus.NOT_FOUND)

        def _answer(self, kind: str, text: str, *, status: HTTPStatus = HTTPStatus.OK, tagged: bool = False) -> None:
            body = text.encode()
            tag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
            if tagged and self.headers.get("If-None-Match") == tag:
                status, body = HTTPStatus.NOT_MODIFIED, b""
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if tagged:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
            del format, args

    return Handler
