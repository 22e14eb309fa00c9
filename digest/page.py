"""The digest as one HTML page that needs nothing else: no script, no font, no picture from anywhere.

Everything from outside is escaped by the template engine and stripped of letters that turn the direction of text;
the policy in the page's head forbids a browser to fetch or run anything, should something slip through.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digest import labels
from digest.cells import plain, shorten
from digest.phrases import say
from digest.sheets import headline
from records import Severity

if TYPE_CHECKING:
    from jinja2 import Environment

    from digest.model import Digest
    from words import Language

_TEMPLATES: Final = Path(__file__).parent / "templates"
_LOCAL_SHOWN: Final = 60
_TITLE_LIMIT: Final = 300
"""Longer titles are cut on the page; the tables hold them whole."""


def to_html(digest: Digest, language: Language) -> bytes:
    """Return the page, UTF-8."""
    from digest import plots  # noqa: PLC0415 - matplotlib costs two seconds; only a page needs it

    style = (_TEMPLATES / "digest.css").read_text(encoding="utf-8")
    page = _environment().get_template("digest.html.j2")
    return page.render(
        digest=digest,
        language=language.value,
        style=style,
        policy=_policy(style),
        headline=headline(digest, language),
        plots={
            "by_day": _picture(plots.by_day(digest, language)),
            "by_commune": _picture(plots.by_commune(digest, language)),
            "freshness": _picture(plots.freshness(digest, language)),
        },
        say=lambda key, **values: say(key, language, **values),
        words=lambda words: words.in_(language),
        number=lambda value: labels.number(value, language),
        day=lambda value: labels.day(value, language),
        reason=lambda constant: labels.reason(constant, language),
        size=lambda count: labels.size(count, language),
    ).encode()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - 0.2 s that a table needs not

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "plain": plain,
        "headed": _title,
        "moment": labels.moment,
        "length": labels.length,
        "length_of": len,
    }
    made.globals |= {
        "category": labels.CATEGORY,
        "stance": labels.STANCE,
        "severity": labels.SEVERITY,
        "indicator": labels.INDICATOR,
        "outcome": labels.OUTCOME,
        "state": labels.STATE,
        "high": Severity.HIGH,
        "shown": _LOCAL_SHOWN,
    }
    return made


def _title(text: str) -> str:
    return shorten(plain(text), _TITLE_LIMIT)


def _policy(style: str) -> str:
    """Return a content policy that allows this very style sheet, pictures within the page, and nothing else."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _picture(svg: str | None) -> str | None:
    """Return the plot as an address that holds it: as a picture, its inline styles need no leave from the policy."""
    return None if svg is None else f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
