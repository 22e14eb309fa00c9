"""The door every request goes out through, and how failures are told apart."""

from datetime import datetime, timedelta

import pytest
from scrapy import exceptions

from crawlers.door import refusal
from crawlers.failures import Refused, kind_of, kind_of_status, passes
from crawlers.inward import Gate
from crawlers.patience import asked_wait, reset_in
from records import ZONE

START = "https://bao.example/rss"
SITES = ("bao.example", "anh.test")


class Reason:
    """What Twisted wraps a reason in."""

    def __init__(self, value: Exception) -> None:
        self.value = value


NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("url", "previous", "kind"),
    [
        ("https://bao.example/a", "", None),
        ("https://www.bao.example/a", "https://bao.example/a", None),
        ("http://anh.test/a", "http://bao.example/a", None),
        ("https://bao.example/a", "http://bao.example/a", None),
        ("https://khac.example/", "", "offsite"),
        ("https://bao.example.khac.test/", "", "offsite"),
        ("https://xbao.example/", "", "offsite"),
        ("https://bao.example:8443/", "", "offsite"),
        ("https://bao.example:22/", "", "offsite"),
        ("http://bao.example/a", "https://bao.example/a", "downgrade"),
        ("ftp://bao.example/a", "", "scheme"),
        ("file:///etc/passwd", "", "scheme"),
        ("http://127.0.0.1/", "https://bao.example/a", "inward"),
        ("http://2130706433/", "", "inward"),
        ("http://0x7f.1/", "", "inward"),
        ("http://[::1]/", "", "inward"),
        ("http://[::ffff:10.0.0.1]/", "", "inward"),
        ("http://169.254.169.254/latest/meta-data/", "", "inward"),
    ],
)
def test_only_the_sources_own_site_is_let_out_to(url, previous, kind):
    assert refusal(url, previous, START, SITES, Gate()) == kind


def test_the_feeds_own_strange_port_is_usual_for_its_host_alone():
    assert refusal("http://bao.example:8080/a", "", "http://bao.example:8080/rss", SITES, Gate()) is None
    assert refusal("http://anh.test:8080/a", "", "http://bao.example:8080/rss", SITES, Gate()) == "offsite"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Refused("inward"), "inward"),
        (exceptions.IgnoreRequest("Forbidden by robots.txt"), "robots"),
        (exceptions.IgnoreRequest("max redirections reached"), "redirect_loop"),
        (exceptions.IgnoreRequest("… exceeded DOWNLOAD_MAXSIZE (1 B) …"), "too_big"),
        (exceptions.IgnoreRequest("?"), "ignored"),
        (exceptions.DownloadTimeoutError(), "timeout"),
        (exceptions.CannotResolveHostError(), "dns"),
        (exceptions.DownloadConnectionRefusedError(), "refused"),
        (exceptions.DownloadFailedError(), "connection"),
        (exceptions.ResponseDataLossError(), "cut"),
        (exceptions.DownloadCancelledError(), "too_big"),
        (exceptions.StopDownload(), "bad_type"),
        (exceptions.NotSupported(), "scheme"),
        (KeyError("?"), "error"),
    ],
)
def test_every_failure_has_a_kind(error, kind):
    assert kind_of(error) == kind


def test_a_failure_of_tls_is_told_from_one_of_the_line():
    from OpenSSL import SSL  # noqa: PLC0415 - needed here alone

    error = exceptions.DownloadFailedError()
    error.__cause__ = type("ResponseFailed", (Exception,), {"reasons": [Reason(SSL.Error())]})()
    assert kind_of(error) == "tls"


@pytest.mark.parametrize(
    ("kind", "again"),
    [
        ("timeout", True), ("dns", True), ("refused", True), ("cut", True), ("robots_unreachable", True),
        ("http_500", True), ("http_503", True), ("http_429", True), ("http_408", True),
        ("http_404", False), ("http_410", False), ("http_403", False), ("http_302", False), ("robots", False),
        ("inward", False), ("offsite", False), ("too_big", False), ("redirect_loop", False), ("bad_type", False),
    ],
)  # fmt: skip
def test_only_what_may_pass_is_tried_again(kind, again):
    assert passes(kind) is again
    assert kind_of_status(404) == "http_404"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None), (b"", None), (b"soon", None), (b"-5", None), (b"0", 0.0), (b" 120 ", 120.0),
        (b"9" * 30, 999_999_999.0), (b"Sun, 22 Nov 2026 05:00:30 GMT", 30.0), (b"Sun, 22 Nov 2026 04:00:00 GMT", 0.0),
        ("٣".encode(), None), (b"\xff", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_seconds(header, seconds):
    assert asked_wait(header, lambda: NOW + timedelta(0)) == seconds


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        (b"", None),
        (b"soon", None),
        (b"2026-11-21T12:04:00", None),
        (b"2026-11-21T05:04:00.123456Z", 240.123456),
        (b"2026-11-21T12:04:00+07:00", 240.0),
        (b"2020-01-01T00:00:00Z", 0.0),
    ],
)
def test_when_a_server_grants_requests_anew_is_read_as_a_wait(header: bytes | None, seconds: float | None) -> None:
    assert reset_in(header, lambda: datetime(2026, 11, 21, 12, tzinfo=ZONE)) == seconds
