"""Whole crawls against real servers on loopback, each in a process of its own as the daemon runs them."""

import gzip
import ssl
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crawlers import limits, manners

PARTS = "<item><title>{title}</title><link>{link}</link><description>{text}</description>{extra}</item>"
DATED = "<pubDate>Sat, 21 Nov 2026 08:00:00 +0700</pubDate>"


def item(link: str, title: str = "Lũ trên sông Bằng", text: str = "Nước đang lên.", extra: str = "") -> str:
    return PARTS.format(link=link, title=title, text=text, extra=extra)


def failures(found: Any) -> dict[str, int]:
    return dict(found.report["failures"])


def test_a_feed_and_its_pages_become_readings_and_the_feed_is_noted_once_all_is_kept(site, crawl):
    site.feed(
        item("/a.html?utm_source=rss", extra=DATED),
        item("/b.html", title="Cảnh báo lừa đảo"),
        item("/b.html#top"),
        item("/cu.html"),
        item("https://khac.test/x.html"),
        item(""),
        ETag='"1"', **{"Last-Modified": "Sat, 21 Nov 2026 04:00:00 GMT"},
    )  # fmt: skip
    site.article(
        "/a.html",
        extra='<link rel="canonical" href="/tin/a.html">',
        **{"Content-Type": "text/html; charset=iso-8859-1"},
    )
    site.article("/b.html", title="Cảnh báo lừa đảo", extra='<link rel="canonical" href="/">')

    found = crawl(known=[f"{site.url}/cu.html"])

    assert found.report["outcome"] == "succeeded"
    assert (found.report["entries"], found.report["requests"], found.report["note"]) == (6, 4, "")
    assert failures(found) == {}
    first, second = found.readings
    assert first["article"]["url"] == f"{site.url}/tin/a.html"
    assert first["article"]["title"] == "Lũ trên sông Bằng"
    assert first["article"]["text"].startswith("Sáng nay, mực nước sông Bằng")
    assert first["article"]["published"] == "2026-11-21 08:00:00+07:00"
    assert (first["article"]["extent"], first["article"]["source"]) == ("full", "bao-thu")
    assert set(first["settles"]) == {f"{site.url}/{path}" for path in ("a.html", "tin/a.html")} | {
        "/a.html?utm_source=rss"
    }
    assert second["article"]["url"] == f"{site.url}/b.html"
    assert found.reasons == ["duplicate", "known", "offsite", "no_link"]
    assert [one["kind"] for one in found.items] == ["Passed"] * 4 + ["Waiting", "Visit", "Reading", "Reading"]
    assert found.waiting == [f"{site.url}/a.html", f"{site.url}/b.html"]
    (visit,) = found.visits
    assert (visit["etag"], visit["last_modified"]) == ('"1"', "Sat, 21 Nov 2026 04:00:00 GMT")


def test_one_article_under_two_links_is_one(site, crawl):
    canonical = '<link rel="canonical" href="/tin/{}.html">'
    site.feed(*(item(f"/{name}.html", title=name) for name in "abc"))
    for name, known_as in zip("abc", ("mot", "mot", "cu"), strict=True):
        site.article(f"/{name}.html", extra=canonical.format(known_as))
    found = crawl(known=[f"{site.url}/tin/cu.html"])
    assert found.report["outcome"] == "succeeded"
    assert [one["article"]["url"] for one in found.readings] == [f"{site.url}/tin/mot.html"]
    assert found.reasons == ["duplicate", "known"]
    settled = {link for one in found.items for link in one.get("settles", ())}
    assert {f"{site.url}/{path}.html" for path in ("a", "b", "c", "tin/mot", "tin/cu")} <= settled
    assert found.steps == 3
    assert len(found.visits) == 1


def test_we_say_who_we_are_and_carry_nothing_else(site, crawl):
    site.feed(item("/a.html"), **{"Set-Cookie": "theo=doi"})
    site.article("/a.html")
    found = crawl()
    assert site.paths == ["/robots.txt", "/rss", "/a.html"]
    for asked in site.asked:
        assert asked.headers["User-Agent"] == manners.user_agent("tin@rotin.example")
        assert not {"Cookie", "Referer", "Authorization"} & set(asked.headers)
    assert "Sáng nay" not in found.log
    assert "Nước đang lên" not in found.log


def test_an_unchanged_feed_is_asked_for_politely_and_not_read(site, crawl):
    def answer(handler, _before):
        assert handler.headers["If-Modified-Since"] == "Sat, 21 Nov 2026 04:00:00 GMT"
        return site.answer(304 if handler.headers["If-None-Match"] == '"1"' else 500)

    site.pages["/rss"] = answer
    found = crawl(visit={"etag": '"1"', "last_modified": "Sat, 21 Nov 2026 04:00:00 GMT"})
    assert found.report["outcome"] == "unchanged"
    assert found.items == []


def test_pages_that_fail_leave_summaries_and_only_passing_failures_are_tried_again(site, open_site, crawl):
    other_site = open_site()
    answer = site.answer
    packed = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    site.pages |= {
        "/mat.html": answer(404, "không còn"),
        "/cam.html": answer(403, "không được"),
        "/loi.html": answer(500, "hỏng"),
        "/tep.html": answer(200, b"%PDF-1.7 \x00", {"Content-Type": "application/pdf"}),
        "/anh.html": answer(200, b"\x89PNG\x00\x00", {"Content-Type": ""}),
        "/vong.html": answer(302, "", {"Location": "/vong.html"}),
        "/ra.html": answer(302, "", {"Location": "http://khac.test/"}),
        "/trong.html": answer(302, "", {"Location": f"{other_site.url}/"}),
        "/so.html": answer(302, "", {"Location": f"http://2130706433:{other_site.port}/"}),
        "/bom.html": answer(200, gzip.compress(b"a" * 30_000_000), packed),
        "/rong.html": answer(200, "<html><body></body></html>"),
        "/cut.html": cut_short,
    }
    site.feed(*(item(path) for path in site.pages if path.endswith(".html")))
    found = crawl()
    assert found.report["outcome"] == "partial"
    assert failures(found) == {
        "http_404": 1, "http_403": 1, "http_500": 1, "bad_type": 2, "redirect_loop": 1, "offsite": 1, "inward": 2,
        "too_big": 1, "no_text": 1, "cut": 1,
    }  # fmt: skip
    assert len(found.readings) == 12
    assert {one["article"]["extent"] for one in found.readings} == {"summary"}
    assert {one["article"]["text"] for one in found.readings} == {"Nước đang lên."}
    unsettled = {one["article"]["url"].removeprefix(site.url) for one in found.readings if not one["settles"]}
    assert unsettled == {"/loi.html", "/cut.html"}
    again = [one for item in found.items[2:] if item["kind"] == "Waiting" for one in item["found"]]
    assert {one["link"].removeprefix(site.url): one["tries"] for one in again} == {"/loi.html": 1, "/cut.html": 1}
    assert site.paths.count("/loi.html") == 1 + limits.RETRIES
    assert other_site.asked == []


def cut_short(handler, _before):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"<html>")
    handler.close_connection = True


def test_robots_txt_is_obeyed_and_its_delay_waited(site, crawl):
    answer = site.answer
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: RoTin\nDisallow: /cam/\nCrawl-delay: 0.4\n"
    site.pages["/robots.txt"] = answer(200, rules, {"Content-Type": "text/plain"})
    site.feed(item("/a.html"), item("/cam/b.html"), item("/c.html"))
    site.article("/a.html")
    site.article("/c.html", title="Khác")
    found = crawl()
    assert "/cam/b.html" not in site.paths
    assert failures(found) == {"robots": 1}
    assert [one["article"]["extent"] for one in found.readings] == ["full", "summary", "full"]
    assert all(one["settles"] for one in found.readings)
    assert len(found.visits) == 1
    times = [asked.at for asked in site.asked]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.3  # as the server sees it


def test_a_robots_txt_that_fails_forbids_for_this_run(site, crawl):
    site.pages["/robots.txt"] = site.answer(503, "hỏng")
    site.feed(item("/a.html"))
    found = crawl()
    assert found.report["outcome"] == "failed"
    assert failures(found) == {"robots_unreachable": 1}
    assert set(site.paths) == {"/robots.txt"}
    assert found.items == []


def test_a_robots_txt_that_asks_for_more_time_than_there_is_says_so(site, crawl):
    answer = site.answer
    site.pages["/robots.txt"] = answer(200, "User-agent: *\nCrawl-delay: 500\n", {"Content-Type": "text/plain"})
    site.feed(item("/a.html"), item("/b.html"))
    found = crawl()
    assert found.report["outcome"] == "partial"
    assert "500" in found.report["note"]["en"]
    assert site.paths == ["/robots.txt", "/rss"]
    assert [one["settles"] for one in found.readings] == [[], []]
    assert len(found.waiting) == 2


def test_a_server_that_asks_us_to_wait_is_waited_for_or_left_alone(site, crawl):
    answer = site.answer

    def busy_once(_handler: object, before: int) -> Any:
        return answer(429, "chậm lại", {"Retry-After": "1"}) if before == 0 else None

    def then_article(handler, before):
        return busy_once(handler, before) or page

    site.article("/a.html")
    page = site.pages["/a.html"]
    site.pages["/a.html"] = then_article
    site.pages["/b.html"] = answer(503, "bảo trì", {"Retry-After": "7200"})
    site.feed(item("/a.html"), item("/b.html", title="Hai"), item("/c.html", title="Ba"))
    found = crawl()
    first, again = (asked.at for asked in site.asked if asked.path == "/a.html")
    assert again - first >= 1.0
    assert site.paths.count("/b.html") == 1
    assert "/c.html" not in site.paths
    assert failures(found) == {"http_503": 1}
    assert [one["article"]["extent"] for one in found.readings] == ["full", "summary", "summary"]
    assert [bool(one["settles"]) for one in found.readings] == [True, False, False]
    assert "longer pause" in found.report["note"]["en"]


def test_what_is_no_feed_is_a_failure_that_says_what_came(site, crawl):
    site.article("/rss")
    found = crawl()
    assert (found.report["outcome"], failures(found), found.items) == ("failed", {"not_a_feed": 1}, [])
    assert "HTML" in found.report["note"]["vi"]


def test_a_feed_without_entries_is_empty_and_no_success(site, crawl):
    site.feed(ETag='"1"')
    found = crawl()
    assert (found.report["outcome"], found.items) == ("empty", [])


def test_a_feed_inside_the_network_is_not_reached_unless_permitted(site, crawl):
    site.feed(item("/a.html"))
    found = crawl(inward=[])
    assert (found.report["outcome"], failures(found)) == ("failed", {"inward": 1})
    by_name = crawl(inward=[], declared={"url": f"http://localhost:{site.port}/rss"})
    assert (by_name.report["outcome"], failures(by_name)) == ("failed", {"inward": 1})
    assert site.asked == []


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), begins, begins.replace(year=2090)
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "tls.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_a_certificate_nobody_vouches_for_is_not_accepted(open_site, crawl, tmp_path):
    site = open_site(self_signed(tmp_path))
    site.feed(item("/a.html"))
    url = f"https://localhost:{site.port}/rss"
    found = crawl(declared={"url": url}, inward=[["localhost", site.port]])
    assert (found.report["outcome"], failures(found), site.asked) == ("failed", {"tls": 1}, [])


def test_a_fault_of_the_taker_stops_the_crawl(site, crawl):
    site.feed(item("/a.html"), item("/b.html", title="Hai"), item("/c.html", title="Ba"))
    for path in ("/a.html", "/b.html", "/c.html"):
        site.article(path)
    found = crawl(breaks_at=0)
    assert (found.fault, found.items) == ("OSError", []), "what is not kept is not noted as read"
    found = crawl(breaks_at=3)
    assert found.fault == "OSError"
    assert "Could not hand on a Reading: OSError" in found.log
    assert "Sáng nay" not in found.log
    assert [one["kind"] for one in found.items] == ["Waiting", "Visit", "Reading"]
    assert "/c.html" not in site.paths


def test_limits_deadline_and_a_dead_server_leave_the_rest_for_the_next_run(site, crawl):
    def slow(_handler, _before):
        time.sleep(0.3)
        return page

    site.article("/a.html")
    page = site.pages["/a.html"]
    site.feed(*(item(f"/{number}.html", title=f"Tin {number}") for number in range(6)))
    for number in range(6):
        site.pages[f"/{number}.html"] = slow
    found = crawl(declared={"limits": {"pages": 2}})
    assert len(found.readings) == 2
    assert found.reasons == ["over_page_limit"] * 4
    assert len(found.waiting) == 6

    for number in range(6):
        site.pages[f"/{number}.html"] = site.answer(500, "hỏng")
    found = crawl()
    assert failures(found) == {"http_500": 3}
    assert len(found.readings) == 6
    assert "page after page" in found.report["note"]["en"]
