"""The door every request goes out through, first ones and redirects alike: only to the source's own site, outward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from crawlers.failures import Refused
from crawlers.inward import GATE, Gate
from crawlers.sites import host_of, port_of, site_of, within

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_USUAL_PORTS: Final = frozenset({80, 443})


class Door:
    """Refuses requests off the source's site, to strange ports, from https back to http, and inward.

    It also makes all hosts of one site share one downloader slot, so that manners count per site and not per host.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._gate: Gate = crawler.settings[GATE]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Door:
        """Return the door of one crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let the request out, or raise :class:`Refused`."""
        source: Any = getattr(self._crawler.spider, "source", None)
        if (kind := refusal(request.url, came_from(request), source.url, source.sites, self._gate)) is not None:
            raise Refused(kind)
        request.meta["download_slot"] = site_of(host_of(request.url))

    def process_response(self, request: Request, response: Response) -> Response:
        """Let the answer in, unless the address it came from is inward after all."""
        host, port = host_of(request.url), port_of(request.url)
        if response.ip_address is not None and not self._gate.lets_through(host, port or 0, str(response.ip_address)):
            raise Refused("inward")
        return response


def came_from(request: Request) -> str:
    """Return the link whose answer redirected to ``request``, ``""`` if none did."""
    redirected: list[str] = request.meta.get("redirect_urls", [])
    return redirected[-1] if redirected else ""


def refusal(url: str, previous: str, start: str, sites: tuple[str, ...], gate: Gate) -> str | None:
    """Return the kind of refusal a request to ``url`` meets, ``None`` if it may go out.

    Args:
        url: where the request would go.
        previous: the link that redirected there, ``""`` if it is no redirect.
        start: the source's own link; its port counts as usual.
        sites: the domains that may be read.
        gate: what is inward, and what of it is permitted.
    """
    host, port = host_of(url), port_of(url)
    if urlsplit(url).scheme not in {"http", "https"} or not host or port is None:
        return "scheme"
    if not gate.lets_name(host, port):
        return "inward"
    own_port = host == host_of(start) and port == port_of(start)
    if not within(host, sites) or not (own_port or port in _USUAL_PORTS):
        return "offsite"
    if previous.startswith("https://") and url.startswith("http://"):
        return "downgrade"
    return None
