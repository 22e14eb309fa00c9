"""Alerts reach those they are for, and their secrets nobody else."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from alerts.send import readable, send


@pytest.fixture
def inbox() -> Iterator[tuple[str, list[dict[str, str]], list[int]]]:
    """A webhook of our own: its address, what it was sent, and what it answers."""
    got: list[dict[str, str]] = []
    answers = [200]

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers[0])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"json://127.0.0.1:{server.server_port}/", got, answers
        server.shutdown()


def test_a_message_reaches_a_webhook(inbox) -> None:
    address, got, _ = inbox
    assert send("Rõ Tin · Thiên tai", "– «đập sắp vỡ»", [address])
    assert (got[0]["title"], got[0]["message"]) == ("Rõ Tin · Thiên tai", "– «đập sắp vỡ»")


def test_one_who_cannot_be_reached_keeps_it_from_nobody_else(inbox, capsys) -> None:
    address, got, answers = inbox
    assert not send("t", "b", ["nonsense://secret-word", address])
    assert len(got) == 1
    answers[0] = 500
    assert not send("t", "b", [address])
    said = capsys.readouterr()
    assert "secret-word" not in said.out + said.err


def test_only_addresses_apprise_knows_are_readable() -> None:
    assert readable("json://127.0.0.1/")
    assert not readable("nonsense://x")
