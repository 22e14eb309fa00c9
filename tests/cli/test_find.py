"""Finding what a site offers, from the command line: read as any crawl, printed as blocks that hold."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from cli.find import asked, block
from crawlers.source import load

PAGES = {
    "/": "<html><title>Báo: \u202eThử\x07</title><link rel=alternate type=application/rss+xml href=/rss></html>",
    "/rss": "<rss version='2.0'><channel><item><title>Lũ</title><link>/a.html</link></item></channel></rss>",
    "/robots.txt": "User-agent: *\nDisallow: /cam\nSitemap: /ban-do.xml\n",
    "/ban-do.xml": "<urlset><url><loc>/a-1.html</loc></url></urlset>",
}


@pytest.fixture
def port() -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = PAGES.get(self.path, "").encode()
            self.send_response_only(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_is_found_can_be_pasted(rotin, folder: Path, port: int) -> None:
    settings = yaml.safe_load((folder / "rotin.yaml").read_text("utf-8"))
    (folder / "rotin.yaml").write_text(yaml.safe_dump(settings | {"crawl": {"inward": [f"127.0.0.1:{port}"]}}), "utf-8")
    said = rotin("sources", "find", f"http://127.0.0.1:{port}/")
    assert said.code == 0, said.err
    table, _, pasted = said.out.partition("\n\n")
    assert [line.split()[0] for line in table.splitlines()] == ["Kind", "feed", "sitemap"]
    (folder / "sources.yaml").write_text(f"sources:\n{pasted}", "utf-8")
    feed, sitemap = load(folder / "sources.yaml")
    assert (feed.kind.value, feed.name, feed.url) == ("feed", "Báo: Thử", f"http://127.0.0.1:{port}/rss")
    assert sitemap.sitemap is not None
    assert (sitemap.id, sitemap.sitemap.pattern) == ("trang-127-0-0-1-2", r"-\d+\.html?$")
    assert feed.welcome.startswith("CHƯA KIỂM TRA")
    assert not (folder / "data" / "rotin.sqlite").exists(), "looking keeps nothing"


def test_sources_are_asked_live_and_nothing_is_kept(rotin, folder: Path, port: int) -> None:
    settings = yaml.safe_load((folder / "rotin.yaml").read_text("utf-8"))
    (folder / "rotin.yaml").write_text(yaml.safe_dump(settings | {"crawl": {"inward": [f"127.0.0.1:{port}"]}}), "utf-8")
    (first,) = yaml.safe_load((folder / "sources.yaml").read_text("utf-8"))["sources"]
    declared = [first | {"id": name, "url": f"http://127.0.0.1:{port}/{path}"}
                for name, path in (("tot", "rss"), ("cam", "cam"), ("mat", "mat"))]  # fmt: skip
    (folder / "sources.yaml").write_text(yaml.safe_dump({"sources": declared}, allow_unicode=True), "utf-8")
    said = rotin("sources", "check", "--live")
    rows = {line.split()[0]: line for line in said.out.splitlines()}
    assert (said.code, list(rows)) == (0, ["Id", "tot", "cam", "mat"]), said.err
    assert "robots.txt" in rows["cam"]
    assert "HTTP 404" in rows["mat"]
    assert not (folder / "data" / "rotin.sqlite").exists()
    alone = rotin("sources", "check", "--live", "mat")
    assert (alone.code, "no source answered" in alone.err) == (6, True)


def test_the_inside_of_a_network_is_not_looked_at(rotin, port: int) -> None:
    said = rotin("sources", "find", f"http://127.0.0.1:{port}/")
    assert said.code != 0
    assert "inward" in said.err


@pytest.mark.parametrize("url", ["bao.example", "ftp://bao.example/", "https://a:b@bao.example/", "https://"])
def test_what_is_no_link_is_refused(rotin, url: str) -> None:
    said = rotin("sources", "find", url)
    assert (said.code, "no http(s) link" in said.err) == (2, True)


def test_names_from_a_page_cannot_break_the_file(folder: Path) -> None:
    offer = {"kind": "feed", "url": "https://bao.example/rss?a=%23", "pattern": "", "count": 1, "newest": None}
    title = "Báo: 'Thử' # [x] {y} \u202e & *a"
    text = block(
        asked("https://www.bao.example/"), {"title": title, "offers": [offer, offer | {"url": "https://bao.example/2"}]}
    )
    (folder / "sources.yaml").write_text(f"sources:\n{text}", "utf-8")
    first, second = load(folder / "sources.yaml")
    assert (first.id, second.id, first.name) == ("bao-example", "bao-example-2", "Báo: 'Thử' # [x] {y} & *a")
