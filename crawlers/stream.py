"""A stream a server keeps open (websocket): a request that goes on, by the same manners and guard as all the others.

robots.txt is asked first, the door decides where to, and the reactor's resolver (:mod:`crawlers.inward`) is the only
way from a name to an address: we connect to exactly what it lets through, while certificate and Host are those of the
name. What Scrapy knows nothing of is bounded here: size of a message, silence, redirects (none is followed), packing
(none is offered). The websocket library would log what it reads; it is given a log that is shut.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from scrapy import Request
from twisted.internet.interfaces import IResolutionReceiver
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from zope.interface import implementer  # type: ignore[import-untyped]

from crawlers import limits
from crawlers.door import refusal
from crawlers.failures import Refused, kind_of_status
from crawlers.inward import GATE, Gate
from crawlers.robots import Robots
from crawlers.sites import host_of, port_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from twisted.internet.interfaces import IAddress

SILENT: Final = "silent"
"""What :meth:`Stream.next` gives when nothing came, and the server is there all the same."""

ENDED: Final = "ended"
"""What it gives when the server took its leave in due form."""

ADDRESSES: Final = 3
"""Addresses of one name that are tried."""

CLOSING: Final = 0.5
"""Seconds a server has to answer our leave."""

_TOO_BIG: Final = 1009
_LEAVES: Final = frozenset({1000, 1001})
_OK: Final = 200
_SHUT: Final = logging.getLogger("rotin.shut")
_SHUT.disabled = True

_KINDS: Final = (
    (ssl.SSLError, "tls"),
    (TimeoutError, "timeout"),
    (ConnectionRefusedError, "refused"),
    (InvalidMessage, "cut"),
    (InvalidHandshake, "not_a_stream"),
    (EOFError, "cut"),
    (OSError, "connection"),
)


class Stream:
    """An open stream; ``count`` is told the size of each message."""

    def __init__(self, connection: ClientConnection, count: Callable[[int], None]) -> None:
        self._connection = connection
        self._count = count

    async def next(self, seconds: float) -> bytes | str:
        """Return the next message, or as text the kind of what came instead.

        ``SILENT``: nothing within ``seconds``, but the server answers; ``timeout``: it does not, within as long again.
        ``ENDED``, ``cut``: it is over. ``too_big``: a message larger than was agreed.
        """
        try:
            async with asyncio.timeout(seconds):
                came = await self._connection.recv(decode=False)
        except TimeoutError:
            return await self._answers(seconds)
        except ConnectionClosed as closed:
            return _why(closed)
        self._count(len(came))
        return came

    async def _answers(self, seconds: float) -> str:
        try:
            async with asyncio.timeout(seconds):
                await (await self._connection.ping())
        except TimeoutError:
            return "timeout"
        except ConnectionClosed as closed:
            return _why(closed)
        return SILENT

    async def close(self) -> None:
        """Take our leave; a server that does not answer it is left standing."""
        await self._connection.close()


async def listen(crawler: Crawler, url: str, *, most: int, seconds: float, count: Callable[[int], None]) -> Stream:
    """Open the stream at ``url`` (http for websockets in the open, https for those within TLS).

    Args:
        crawler: whose settings hold the guard, the User-Agent, and whose robots.txt rules count.
        url: where it is.
        most: bytes of the largest message.
        seconds: how long opening may take.
        count: is told the size of each message.

    Raises:
        Refused: manners or guard do not let us, or the kind of what went wrong.
    """
    await _welcome(crawler, url)
    crawler.spider.count_request(Request(url))  # type: ignore[union-attr]
    try:
        async with asyncio.timeout(seconds):
            return await _open(crawler, url, most, count)
    except Refused:
        raise
    except InvalidStatus as error:
        status = error.response.status_code
        raise Refused("not_a_stream" if status == _OK else kind_of_status(status)) from None
    except Exception as error:  # noqa: BLE001 - whatever it was, it gets a kind
        raise Refused(next((kind for known, kind in _KINDS if isinstance(error, known)), "error")) from None


async def _welcome(crawler: Crawler, url: str) -> None:
    gate: Gate = crawler.settings[GATE]
    source: Any = getattr(crawler.spider, "source", None)
    if (kind := refusal(url, "", source.url, source.sites, gate)) is not None:
        raise Refused(kind)
    if urlsplit(url).scheme == "http" and (host_of(url), port_of(url)) not in gate.permitted:
        raise Refused("scheme")  # outside, nothing is read in the open that people wrote
    robots = crawler.get_downloader_middleware(Robots)
    if robots is None:
        raise ValueError("no stream is opened without the rules of robots.txt")
    if not (await robots.robot_parser(Request(url))).allowed(url, limits.AGENT):
        raise Refused("robots")


async def _open(crawler: Crawler, url: str, most: int, count: Callable[[int], None]) -> Stream:
    host, port = host_of(url), port_of(url) or 0
    gate: Gate = crawler.settings[GATE]
    found = await _addresses(host, port)
    if not found:
        raise Refused("inward" if host in gate.refused else "dns")
    failed: Exception = OSError()
    for address in found[:ADDRESSES]:
        try:
            agent = crawler.settings["USER_AGENT"]
            url = url.replace("http", "ws", 1) if url.startswith("http") else url
            connection = await _Connect(url, host=address, port=port, most=most, agent=agent)
        except OSError as error:
            failed = error
        else:
            return Stream(connection, count)
    raise failed


class _Connect(connect):
    """Opens a websocket at one address, following nobody elsewhere."""

    def __init__(self, url: str, *, host: str, port: int, most: int, agent: str) -> None:
        super().__init__(
            url,
            host=host,
            port=port,
            user_agent_header=agent,
            max_size=most,
            compression=None,
            proxy=None,
            open_timeout=None,  # ours counts for all addresses together
            close_timeout=CLOSING,
            logger=_SHUT,
        )

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


async def _addresses(host: str, port: int) -> list[str]:
    """Return the addresses of ``host`` that the guard lets through."""
    from twisted.internet import reactor  # noqa: PLC0415 - importing it before Scrapy has chosen one would choose one

    receiver = _Receiver()
    resolver: Any = reactor
    resolver.nameResolver.resolveHostName(receiver, host, port)
    return await receiver.found


@implementer(IResolutionReceiver)
class _Receiver:
    def __init__(self) -> None:
        self.found: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
        self._addresses: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: ANN401, N802 - Twisted's interface
        del resolution

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's interface
        known: Any = address
        self._addresses.append(str(known.host))

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's interface
        if not self.found.done():
            self.found.set_result(list(dict.fromkeys(self._addresses)))


def _why(closed: ConnectionClosed) -> str:
    if closed.sent is not None and closed.sent.code == _TOO_BIG and not closed.rcvd_then_sent:
        return "too_big"
    return ENDED if closed.rcvd is not None and closed.rcvd.code in _LEAVES else "cut"
