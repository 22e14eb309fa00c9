"""The digest as one HTML page that needs nothing else: no script, no font, no picture from anywhere.

Everything from outside is escaped by the template engine and stripped of letters that turn the direction of text;
the policy in the page's head forbids a browser to fetch or run anything, should something slip through.
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desk.labels import RELATION
from digest import labels, sentences
from digest.cells import plain, shorten
from digest.model_claims import Change
from digest.phrases import say
from digest.sheets import headline
from records import Fate, Severity, Stance

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

    from digest.model import Digest
    from words import Language

_TEMPLATES: Final = Path(__file__).parent / "templates"
_LOCAL_SHOWN: Final = 60
_TITLE_LIMIT: Final = 300
_PASSAGE_LIMIT: Final = 700
"""Longer titles and passages are cut on the page; the tables hold them whole."""

_CLAIMS_SHOWN: Final = 30
_ANSWERS_SHOWN: Final = 6
_TELLINGS_SHOWN: Final = 48
_PLOTS_SHOWN: Final = 12
"""Of claims, articles beside one, and counts by hour the page shows so many; each picture weighs some 20 kB."""

_UNREACHED: Final = frozenset({Fate.UNADDRESSED, Fate.FAILED})
"""What keeps alerts from people and can be mended by one."""


def to_html(digest: Digest, language: Language) -> bytes:
    """Return the page, UTF-8."""
    style = (_TEMPLATES / "digest.css").read_text(encoding="utf-8")
    page = _environment().get_template("digest.html.j2")
    return page.render(
        digest=digest,
        language=language.value,
        style=style,
        policy=_policy(style),
        headline=headline(digest, language),
        unreached_count=sum(one.count for one in digest.suppressed if one.fate in _UNREACHED),
        plots=_plots(digest, language),
        sentence=_Sentences(language),
        say=lambda key, **values: say(key, language, **values),
        words=lambda words: words.in_(language),
        number=lambda value: labels.number(value, language),
        day=lambda value: labels.day(value, language),
        reason=lambda constant: labels.reason(constant, language),
        size=lambda count: labels.size(count, language),
    ).encode()


class _Sentences:
    """The sentences of :mod:`digest.sentences` in one language, for the template."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        return partial(getattr(sentences, name), language=self._language)


def _plots(digest: Digest, language: Language) -> dict[str, Any]:
    """Return the page's pictures: by name, and of the first claims that rise by id."""
    from digest import plot_claims, plots  # noqa: PLC0415 - matplotlib costs two seconds; only a page needs it

    rising = [one for one in digest.claims if one.rising is not None][:_PLOTS_SHOWN]
    told = {one.id: _picture(plot_claims.tellings(one.said[0], language, until=digest.until)) for one in rising}
    return {
        "by_day": _picture(plots.by_day(digest, language)),
        "by_commune": _picture(plots.by_commune(digest, language)),
        "freshness": _picture(plots.freshness(digest, language)),
        "told": defaultdict(lambda: None, told),
    }


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
        "passage": lambda text: shorten(plain(text), _PASSAGE_LIMIT),
        "capitalised": lambda text: text[:1].upper() + text[1:],
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
        "relation": RELATION,
        "change": labels.CHANGE,
        "high": Severity.HIGH,
        "offer": Stance.OFFER,
        "more": (Change.BEGUN, Change.MORE),
        "unreached": _UNREACHED,
        "shown": _LOCAL_SHOWN,
        "claims_shown": _CLAIMS_SHOWN,
        "answers_shown": _ANSWERS_SHOWN,
        "tellings_shown": _TELLINGS_SHOWN,
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
