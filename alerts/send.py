"""Telling people: through Apprise, which knows how to reach mail, Telegram, webhooks and a hundred others."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import structlog

_log = structlog.get_logger()


def send(title: str, body: str, to: Sequence[str]) -> bool:
    """Send the message to every address; return whether all of them took it.

    ``to`` are Apprise addresses (``mailtos://…``, ``tgram://…``, ``json://…``); they hold secrets, and are neither
    logged nor quoted. What goes wrong on the way is an answer, never an exception.
    """
    import apprise  # noqa: PLC0415 - 0.3 s that only who sends pays

    every = True
    for number, address in enumerate(to):
        taken = False
        with suppress(Exception):  # whatever a plugin raises, the others are still to be told
            one = apprise.Apprise()
            taken = bool(one.add(address)) and one.notify(title=title, body=body, body_format="text") is True
        if not taken:
            _log.warning("alert_undelivered", address=number)
        every &= taken
    return every


def readable(address: str) -> bool:
    """Say whether Apprise knows what to do with the address."""
    import apprise  # noqa: PLC0415 - as above

    return bool(apprise.Apprise().add(address))
