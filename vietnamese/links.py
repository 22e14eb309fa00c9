"""Links, hosts and app packages in one canonical spelling.

The text's views have already joined each into one word and undone its disguise (``hxxp``, ``[.]``, «chấm»). Here
it is decided what the word is, and it is brought into the form in which two spellings of one thing are equal.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import category, normalize
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

import courlan
import ioc_fanger
import tldextract

from vietnamese.signs import listed, words_after, words_before
from vietnamese.syllables import is_syllable

if TYPE_CHECKING:
    from collections.abc import Collection

    from vietnamese.signs import Sign
    from vietnamese.text import Text

MAX_URL: Final = 2_000
"""Longer is no link a person sends; browsers begin to cut there too."""

OFFICIAL: Final = ("gov.vn", "chinhphu.vn", "mil.vn")
"""Hosts only the state can register under: never a scam's own."""

NETWORKS: Final = listed(
    """
    facebook.com fb.com fb.me fb.watch m.me messenger.com zalo.me zalo.vn t.me telegram.me telegram.dog wa.me
    whatsapp.com viber.com youtube.com youtu.be tiktok.com instagram.com threads.net threads.com x.com twitter.com
    linkedin.com linktr.ee bsky.app mastodon.social locket.cam discord.com discord.gg
    """
)
"""Hosts where people have pages: a link there may be somebody's profile or post, and is never held."""

_GROUP: Final = re.compile(
    r"(?:zalo\.me/g/|(?:t|telegram)\.me/(?:\+|joinchat/)|chat\.whatsapp\.com/|(?:m\.)?facebook\.com/groups/|discord\.gg/).+"
)
"""The one exception: the invitation to a group, which is a scam's room and nobody's page."""

PLATFORMS: Final = NETWORKS | listed(
    """
    google.com google.com.vn goo.gl forms.gle gmail.com apple.com microsoft.com telegram.org bit.ly tinyurl.com
    cutt.ly is.gd shopee.vn lazada.vn tiki.vn github.com wikipedia.org
    """
)
"""Hosts everybody uses: a link on one of them may be a scam's, the host itself is not."""

BARE_SUFFIXES: Final = listed(
    """
    com net org info biz vn xyz top site online shop store club vip icu fun asia link live click app io cc me
    pro world work today news tech space website cyou buzz sbs rest bond life group finance loan money cash bet
    game games win tk ml ga cf gq pw tv ai co us uk cn hk jp kr ru in eu id la ph sg th to ws mobi name example
    test invalid
    """
)
"""Last labels with which a host counts without ``http`` or a path."""

SCHEMES: Final = ("http://", "https://")

_HOST: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")
_PACKAGE: Final = re.compile(r"(?:com|vn|net|org|io|app|me|co)(?:\.[a-z][a-z0-9_]{0,60}){2,6}")
_PACKAGE_WORDS: Final = listed("apk chplay package gói app ứng dụng play store cài đặt tải")
_PLACE_WORDS: Final = listed("web website trang link truy vào tại địa chỉ nhập tải app mạng tên miền www")
_CUE_WORDS: Final = 4
_STORE_PATH: Final = "/store/apps/details"
_TRACKERS: Final = frozenset({"gidzl", "zarsrc", "fbclid", "utm_zalo", "zdlink", "mibextid", "zanim"})
"""What Zalo and Facebook hang on a shared link and courlan leaves."""

_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class Link(NamedTuple):
    """A link or host: its canonical URL and its host, either empty where it is no indicator.

    A link that leads to nothing but its host has no URL: it would say the same a second time.
    """

    url: str
    host: str


def read_link(sign: Sign, text: Text) -> Link | None:
    """Return the link or host that ``sign`` is, if it is one.

    A link without a scheme is read as https. The host of a link is the host as written, without ``www.`` and
    port: blocking it takes in nobody else, which cannot be said of the registrable domain above it.
    """
    word = sign.word
    if len(word) > MAX_URL or "." not in word or (word.find("@") >= 0 and "//" not in word):
        return None
    scheme = word.startswith(SCHEMES)
    if "://" in word and not scheme:
        return None
    parts = _split(_written(sign, text), scheme=scheme)
    if parts is None:
        return None
    host = _host(parts.hostname or "")
    if not host or _is_official(host) or _may_be_somebody(host, parts.path):
        return None
    linked = scheme or bool(parts.path.strip("/") or parts.query)
    if not linked and not _is_bare_host(host, sign, text):
        return None
    return _link(parts, host, linked=linked)


def read_listed(named: str) -> Link | None:
    """Return the link or host that an entry of a list names, if it can be an indicator.

    A list needs no signs around a host that say it is meant as one; all else is as in a text.
    """
    named = named.strip().removeprefix("*.")
    scheme = named.lower().startswith(SCHEMES)
    if not named or len(named) > MAX_URL or ("://" in named and not scheme) or not named.isprintable() or " " in named:
        return None
    parts = _split(named, scheme=scheme)
    if parts is None or "." not in (parts.hostname or ""):
        return None
    host = _host(parts.hostname or "")
    if (
        _HOST.fullmatch(host) is None
        or _suffix(host) == host
        or _is_official(host)
        or _may_be_somebody(host, parts.path)
    ):
        return None
    return _link(parts, host, linked=scheme or bool(parts.path.strip("/") or parts.query))


def leads_to_somebody(word: str) -> bool:
    """Say whether a word of the exact view is a link on a network where people have pages, and may be somebody's."""
    if "." not in word:
        return False
    scheme = word.startswith(SCHEMES)
    parts = _split(word, scheme=scheme)
    if parts is None:
        return scheme  # a link that cannot be read may lead anywhere
    return _may_be_somebody((parts.hostname or "").removeprefix("www."), parts.path)


def read_package(sign: Sign, text: Text) -> str:
    """Return the app package that ``sign`` is, beside a word about apps, or that its Play Store link names."""
    word = sign.word
    if _STORE_PATH in word and "play.google.com" in word:
        query = dict(parse_qsl(urlsplit(_written(sign, text)).query))
        return query.get("id", "") if _PACKAGE.fullmatch(query.get("id", "").lower()) else ""
    if _PACKAGE.fullmatch(word) is None:
        return ""
    around = words_before(text.exact, sign.start)[-8:] + words_after(text.exact, sign.end)[:8]
    said = not _PACKAGE_WORDS.isdisjoint(around) or any(other.endswith(".apk") for other in around)
    return word if said else ""


@lru_cache(maxsize=4096)
def _suffix(host: str) -> str:
    return _suffixes(host).suffix


def _written(sign: Sign, text: Text) -> str:
    """Return the word as it was typed, capitals and all, without its disguise.

    A foreign letter that looks like one of ours stays: the views read «vietcombаnk» as the bank, but the link
    leads elsewhere, and the bank's own host must never be taken for the scam's.
    """
    start, end = text.origin(sign.start, sign.end)
    typed = "".join(letter for letter in normalize("NFKC", text.original[start:end]) if category(letter) != "Cf")
    if typed.casefold() == sign.word or len(typed) > MAX_URL:
        return typed
    mended = str(ioc_fanger.fang(typed))
    return mended if mended.casefold() == sign.word or not mended.isascii() else sign.word


def _split(written: str, *, scheme: bool) -> SplitResult | None:
    try:
        parts = urlsplit(written if scheme else f"https://{written}")
        _ = parts.port
    except ValueError:
        return None
    return parts


def _host(name: str) -> str:
    """Return the host in lower-case ASCII without ``www.``, or ``""`` where the world knows no such host."""
    name = name.casefold().strip(".").removeprefix("www.")
    if _is_outside_address(name):
        return name
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return name if _suffix(name) or name.endswith((".example", ".test", ".invalid")) else ""


def _is_outside_address(name: str) -> bool:
    try:
        return ip_address(name).is_global
    except ValueError:
        return False


def _is_official(host: str) -> bool:
    return _is_under(host, OFFICIAL)


def _may_be_somebody(host: str, path: str) -> bool:
    return _is_under(host, NETWORKS) and _GROUP.fullmatch(host + path) is None


def _is_under(host: str, names: Collection[str]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)


def _is_bare_host(host: str, sign: Sign, text: Text) -> bool:
    """Tell whether a host named without scheme and path is meant as one, and no sentence lost its space."""
    *labels, last = host.split(".")
    word = sign.word
    if last not in BARE_SUFFIXES or not word.isascii() or not labels or _suffix(host) == host:
        return False
    if word.startswith("www.") or not (is_syllable(labels[-1]) and len(labels) == 1):
        return True
    around = words_before(text.exact, sign.start)[-_CUE_WORDS:]
    return not _PLACE_WORDS.isdisjoint(around)


def _link(parts: SplitResult, host: str, *, linked: bool) -> Link | None:
    shared = _is_under(host, PLATFORMS)
    named = "" if shared or _is_outside_address(host) else host
    url = _canonical(parts, host) if linked else ""
    rest = urlsplit(url)
    if rest.path.strip("/") or rest.query or _is_outside_address(host):
        return Link(url, named)
    return Link("", named) if named else None


def _canonical(parts: SplitResult, host: str) -> str:
    """Return the link without user, tracking, fragment and loose ends."""
    full = "www." + host if (parts.hostname or "").casefold().startswith("www.") else host
    port = f":{parts.port}" if parts.port else ""
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in _TRACKERS]
    path = parts.path.rstrip(".,;:!?)]}…*'\"")
    plain = SplitResult(parts.scheme.lower(), full + port, path, urlencode(kept), "")
    cleaned = urlsplit(courlan.clean_url(plain.geturl()) or plain.geturl())
    # courlan turns xn-- back into what deceives the eye, and the + of a Telegram invitation into %2B
    return cleaned._replace(netloc=plain.netloc, path=cleaned.path.replace("%2B", "+")).geturl()
