"""The province's social network: what its people say, and a server that shows it as a Mastodon server would.

Its posts carry all that real ones do, names and addresses of those who wrote them included, since the point is that
none of it is found anywhere after it was read.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

import yaml

from demo.serve import listen

if TYPE_CHECKING:
    from collections.abc import Iterator

TALK: Final = Path(__file__).resolve().parent / "talk"
PAGE: Final = 40
ROBOTS: Final = "User-agent: *\nDisallow: /media_proxy/\nDisallow: /interact/\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What somebody said: which of the accounts, what, and how long ago."""

    account: int
    text: str = field(repr=False)
    age: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A server: what to call it, its hashtags, and what is said under the first of them.

    ``lone`` are the accounts that each said one thing that nobody else says.
    """

    id: str
    name: str
    tags: tuple[str, ...]
    posts: tuple[Post, ...]
    lone: range


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """A network that is up, and where."""

    network: Network
    host: str
    port: int

    @property
    def root(self) -> str:
        """Return its address without a final slash."""
        return f"http://{self.host}:{self.port}"


def networks(folder: Path = TALK) -> tuple[Network, ...]:
    """Return every network, in the order of their file names."""
    return tuple(_network(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.yaml")))


def _network(said: dict[str, Any]) -> Network:
    """Return the network a file holds; every teller, paster and lone voice is an account of its own."""
    told = [
        (telling.replace("{}", each["passage"]), hours)
        for each in said["told"]
        for telling, hours in zip(each["by"], each["hours_ago"], strict=True)
    ]
    lone = [(text, 0.6 + 11 * place / len(said["alone"])) for place, text in enumerate(said["alone"])]
    posts = [_post(account, text, hours) for account, (text, hours) in enumerate(told + lone)]
    for account, each in enumerate(said["pasted"], len(posts)):
        posts += [
            _post(account, each["text"], each["hours_ago"] * (times + 1) / each["times"])
            for times in range(each["times"])
        ]
    return Network(
        id=said["id"],
        name=said["name"],
        tags=tuple(said["tags"]),
        posts=tuple(posts),
        lone=range(len(told), len(told) + len(lone)),
    )


def _post(account: int, text: str, hours: float) -> Post:
    return Post(account=account, text=text, age=timedelta(hours=hours))


@contextmanager
def run(network: Network, host: str, now: datetime) -> Iterator[Listening]:
    """Serve the network at ``host``, as it stands ``now``, until the context ends."""
    with listen(host, _handler(network, host, now)) as port:
        yield Listening(network=network, host=host, port=port)


def timeline(network: Network, tag: str, now: datetime, *, after: int, root: str) -> list[dict[str, Any]]:
    """Return the page of posts right after the number ``after``, newest first, as a server writes it."""
    if tag != network.tags[0]:
        return []
    numbered = sorted((_number(now - post.age, place), post) for place, post in enumerate(network.posts))
    fresh = [(number, post) for number, post in numbered if number > after]
    return [_status(number, post, network, tag, root) for number, post in fresh[:PAGE]][::-1]


def _number(moment: datetime, place: int) -> int:
    """Return a post's number as Mastodon makes them: the millisecond, and 16 bits that tell posts apart."""
    return (int(moment.timestamp() * 1000) << 16) + place


def _status(number: int, post: Post, network: Network, tag: str, root: str) -> dict[str, Any]:
    said = datetime.fromtimestamp((number >> 16) / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    name = f"nguoi_gia_dinh_{post.account}"
    home = f"{root}/users/{name}"
    return {
        "id": str(number),
        "created_at": said,
        "in_reply_to_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": "vi",
        "uri": f"{home}/statuses/{number}",
        "url": f"{root}/@{name}/{number}",
        "content": f"<p>{escape(post.text)}</p>",
        "reblog": None,
        "account": {
            "id": str(100_000 + post.account),
            "username": name,
            "acct": name,
            "display_name": f"Người giả định {post.account}",
            "bot": False,
            "note": f"<p>Hồ sơ giả định, {escape(network.name)}</p>",
            "url": f"{root}/@{name}",
            "uri": home,
            "avatar": f"{root}/avatars/{name}.png",
        },
        "tags": [{"name": tag, "url": f"{root}/tags/{tag}"}],
        "media_attachments": [],
        "mentions": [],
    }


def _handler(network: Network, host: str, now: datetime) -> type[BaseHTTPRequestHandler]:
    """Return a handler class that answers for ``network``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/robots.txt":
                self._answer("text/plain", ROBOTS.encode())
            elif parts.path.startswith("/api/v1/timelines/tag/"):
                after = int(dict(parse_qsl(parts.query)).get("min_id", "0"))
                tag = parts.path.rpartition("/")[2]
                page = timeline(network, tag, now, after=after, root=f"http://{host}")
                self._answer("application/json", json.dumps(page).encode())
            else:
                self._answer("application/json", b'{"error": "Record not found"}', status=404)

        def _answer(self, kind: str, body: bytes, *, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-RateLimit-Limit", "300")
            self.send_header("X-RateLimit-Remaining", "299")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
            del format, args

    return Handler
