"""Why a request came to nothing, as short kinds that are counted, and which kinds are worth another try."""

from __future__ import annotations

from typing import Final

from OpenSSL import SSL
from scrapy import exceptions
from service_identity import VerificationError

HTTP_ERROR: Final = 400
_HTTP_SERVER_ERROR: Final = 500
_HTTP_LATER: Final = frozenset({408, 425, 429})

PASSING: Final = frozenset({"timeout", "dns", "refused", "connection", "cut", "tls", "robots_unreachable", "error"})
"""Kinds that may be gone the next time: what failed so is not settled."""

_KINDS: Final = (
    (exceptions.DownloadTimeoutError, "timeout"),
    (exceptions.CannotResolveHostError, "dns"),
    (exceptions.DownloadConnectionRefusedError, "refused"),
    (exceptions.ResponseDataLossError, "cut"),
    (exceptions.DownloadCancelledError, "too_big"),  # Scrapy cancels a download for its size alone
    (exceptions.StopDownload, "bad_type"),  # we stop a download for its type alone
    (exceptions.UnsupportedURLSchemeError, "scheme"),
    (exceptions.NotSupported, "scheme"),
)

_SAID: Final = (("robots.txt", "robots"), ("max redirections", "redirect_loop"), ("DOWNLOAD_MAXSIZE", "too_big"))
"""Scrapy tells these apart by their message alone."""


class Refused(exceptions.IgnoreRequest):
    """A request our manners or our guard do not let out, or an answer they do not let in."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def kind_of(error: Exception) -> str:
    """Return the kind of failure ``error`` stands for."""
    if isinstance(error, Refused):
        return error.kind
    if isinstance(error, exceptions.IgnoreRequest):
        return next((kind for said, kind in _SAID if said in str(error)), "ignored")
    if isinstance(error, exceptions.DownloadFailedError):
        return "tls" if _is_tls(error) else "connection"
    return next((kind for known, kind in _KINDS if isinstance(error, known)), "error")


def kind_of_status(status: int) -> str:
    """Return the kind of failure an HTTP status stands for, such as ``http_404``."""
    return f"http_{status}"


def passes(kind: str) -> bool:
    """Return whether what failed this way may succeed another time."""
    if not kind.startswith("http_"):
        return kind in PASSING
    status = int(kind.removeprefix("http_"))
    return status >= _HTTP_SERVER_ERROR or status in _HTTP_LATER


def _is_tls(error: BaseException) -> bool:
    reasons = getattr(error.__cause__, "reasons", ())
    return any(isinstance(reason.value, (SSL.Error, VerificationError)) for reason in reasons)
