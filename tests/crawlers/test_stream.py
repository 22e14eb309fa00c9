"""A stream's line: certificates of the name, the address that was chosen, and a server that stalls."""

import asyncio
import base64
import hashlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from websockets.sync.server import ServerConnection, serve

from crawlers.stream import _Connect

AT = int(datetime(2026, 11, 21, 4, 20, tzinfo=UTC).timestamp()) * 1_000_000
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@pytest.fixture
def certified(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """Give a server's context, and the file of whoever believes it to be localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 7, begins, begins.replace(year=2090))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, both = tmp_path / "public.pem", tmp_path / "both.pem"
    public.write_bytes(certificate.public_bytes(Encoding.PEM))
    both.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, public


async def greet(name: str, port: int) -> str:
    connection = await _Connect(f"wss://{name}:{port}/", host="127.0.0.1", port=port, most=100, agent="RoTin/0")
    try:
        return str(await connection.recv())
    finally:
        await connection.close()


def test_the_certificate_is_asked_for_by_name_though_the_address_is_given(certified, monkeypatch) -> None:
    context, public = certified
    asked: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)

    def tell(line: ServerConnection) -> None:
        assert line.request is not None
        line.send(line.request.headers["Host"])

    with serve(tell, "127.0.0.1", 0, ssl=context) as server:
        port = server.socket.getsockname()[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(ssl.SSLError):
            asyncio.run(greet("localhost", port))
        monkeypatch.setenv("SSL_CERT_FILE", str(public))
        assert asyncio.run(greet("localhost", port)) == f"localhost:{port}"
        with pytest.raises(ssl.SSLError):
            asyncio.run(greet("another.example", port))
        server.shutdown()
    assert asked == ["localhost", "localhost", "another.example"]


@contextmanager
def stalling(frames: bytes) -> Iterator[int]:
    """Serve robots.txt, then a stream that says ``frames`` and is never heard of again."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held: list[socket.socket] = []

        def talk(line: socket.socket) -> None:
            asked = line.recv(65536)
            if b"/robots.txt" in asked:
                line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return line.close()
            key = next(each for each in asked.split(b"\r\n") if each.lower().startswith(b"sec-websocket-key")).split()[
                1
            ]
            accept = base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
            start = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            line.sendall(start + b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n" + frames)
            held.append(line)
            return None

        def accept_all() -> None:
            while True:
                try:
                    line, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(line,), daemon=True).start()

        threading.Thread(target=accept_all, daemon=True).start()
        yield listening.getsockname()[1]
        for line in held:
            line.close()


@pytest.mark.parametrize("rest", [b"", b"\x81\x7e\x10\x00half"])
def test_a_server_that_stalls_is_left_and_what_it_said_is_kept(crawl: Any, rest: bytes) -> None:
    post = {
        "did": "did:plc:kanari", "time_us": AT, "kind": "commit",
        "commit": {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3k",
                   "record": {"text": "Nghe nói đập sắp vỡ", "createdAt": "2026-11-21T11:20:00+07:00"}},
    }  # fmt: skip
    said = json.dumps(post).encode()
    frame = b"\x81\x7e" + len(said).to_bytes(2, "big") + said
    began = time.monotonic()
    with stalling(frame + rest) as port:
        declared = {
            "kind": "jetstream", "url": f"http://127.0.0.1:{port}/subscribe",
            "jetstream": {"silence": "1s", "back": "24h"},
        }  # fmt: skip
        result = crawl(declared=declared, inward=[["127.0.0.1", port]])
    assert [remark["text"] for item in result.items for remark in item["remarks"]] == ["Nghe nói đập sắp vỡ"]
    assert (result.report["outcome"], result.report["failures"]) == ("partial", [["timeout", 1]])
    assert time.monotonic() - began < 10
