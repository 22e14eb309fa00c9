"""A publisher's server on loopback that behaves well or badly, and one crawl of it in a process of its own."""

import json
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNNER = Path(__file__).parent / "one_crawl.py"
HTML = {"Content-Type": "text/html; charset=utf-8"}
RSS = {"Content-Type": "application/rss+xml; charset=utf-8"}


@dataclass
class Asked:
    """A request as the server saw it."""

    path: str
    at: float
    headers: dict[str, str]


@dataclass
class Answer:
    status: int = 200
    body: bytes | str = b""
    headers: dict[str, str] = field(default_factory=lambda: dict(HTML))


class Site:
    """A server; ``pages`` maps a path to an Answer or to a function of (handler, how often it was asked before)."""

    answer = Answer

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer | Callable[..., Answer | None]] = {}
        self.asked: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                before = sum(1 for one in site.asked if one.path == self.path)
                site.asked.append(Asked(self.path, time.monotonic(), dict(self.headers)))
                page = site.pages.get(self.path, Answer(404, "không có trang này"))
                answer = page if isinstance(page, Answer) else page(self, before)
                if answer is not None:
                    send(self, answer)

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *args: object) -> None:  # a client that breaks off is part of the game
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    def feed(self, *items: str, path: str = "/rss", **headers: str) -> None:
        body = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'
        self.pages[path] = Answer(body=body, headers=RSS | headers)

    def article(self, path: str, *, extra: str = "", title: str = "Lũ trên sông Bằng", **headers: str) -> None:
        self.pages[path] = Answer(body=page(title, extra=extra), headers=HTML | headers)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    handler.send_response(answer.status)
    for name, value in {"Content-Length": str(len(body)), **answer.headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def item(link: str, title: str = "Lũ trên sông Bằng", text: str = "Nước đang lên.", extra: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link><description>{text}</description>{extra}</item>"


PARAGRAPHS = (
    "Sáng nay, mực nước sông Bằng tại trạm thủy văn vượt báo động hai, chính quyền phường đã cho dừng đò ngang.",
    "Các hộ ven sông được hỗ trợ chuyển đồ đạc lên chỗ cao, trường học trong vùng cho học sinh nghỉ hết ngày mai.",
    "Người dân cần theo dõi bản tin chính thức và không qua lại các ngầm tràn khi nước đang chảy xiết.",
)


def page(title: str, *, extra: str = "", text: tuple[str, ...] = PARAGRAPHS) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    return (
        f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'><title>{title} - Báo Thử</title>{extra}</head>"
        f"<body><nav><a href='/'>Trang chủ</a></nav><article><h1>{title}</h1>{body}</article></body></html>"
    )


@dataclass
class Result:
    """What one crawl handed on and reported; ``fault`` names what it raised instead."""

    items: list[dict[str, Any]]
    report: dict[str, Any]
    fault: str
    steps: int
    log: str

    @property
    def readings(self) -> list[dict[str, Any]]:
        return [one for one in self.items if one["kind"] == "Reading"]

    @property
    def reasons(self) -> list[str]:
        return [one["reason"] for one in self.items if one["kind"] == "Passed"]

    @property
    def waiting(self) -> list[str]:
        """Links that were handed on to be kept before any page was asked for."""
        kept = [one for item in self.items if item["kind"] == "Waiting" for one in item["found"]]
        return [one["link"] for one in kept if not one["tries"]]

    @property
    def visits(self) -> list[dict[str, Any]]:
        return [one for one in self.items if one["kind"] == "Visit"]


Crawl = Callable[..., Result]


@pytest.fixture
def open_site() -> Iterator[Callable[..., Site]]:
    """Open as many servers as a test needs."""
    with ExitStack() as opened:

        def open_one(tls: ssl.SSLContext | None = None) -> Site:
            site = Site(tls)
            opened.callback(site.close)
            return site

        yield open_one


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    return open_site()


@pytest.fixture(scope="session")
def crawler() -> Iterator[subprocess.Popen[str]]:
    """The process whose forks crawl."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": "", "http_proxy": "http://127.0.0.1:9"}  # a proxy is not believed
    with subprocess.Popen(
        [sys.executable, str(RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def crawl(site: Site, crawler: subprocess.Popen[str], tmp_path: Path) -> Crawl:
    """Crawl the site's feed in a process of its own; keywords change the declaration or the call."""

    def run(*, declared: dict[str, Any] | None = None, **told: object) -> Result:
        declaration = {
            "id": "bao-thu", "name": "Báo Thử", "publisher": "Báo Thử", "kind": "feed", "url": f"{site.url}/rss",
            "every": "15m", "welcome": "máy chủ của bài thử", "checked": "unverified live",
        }  # fmt: skip
        out, err = (tmp_path / f"{time.monotonic_ns()}.{name}" for name in ("out", "err"))
        spec = {"source": declaration | (declared or {}), "inward": [["127.0.0.1", site.port]], "delay": 0.0}
        assert crawler.stdin
        assert crawler.stdout
        print(json.dumps(spec | told | {"out": str(out), "err": str(err)}), file=crawler.stdin, flush=True)
        code = int(crawler.stdout.readline())
        log = err.read_text("utf-8")
        assert code == 0, log[-3000:]
        return Result(log=log, **json.loads(out.read_text("utf-8").splitlines()[-1]))

    return run
