"""What the desk reads every morning: built from stored records, then rendered.

:func:`build` returns a plain record; each renderer is a function from it to bytes or text. The same store content
and the same ``until`` make the same bytes. The digest is also the record of how the reading went: every one names
the silent sources and the runs that never were, or says that there are none.

Importing the room is cheap: a renderer is loaded when it is first asked for, and loads its library when it runs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from desk.sources import Expected
from digest.build import build
from digest.model import Digest, RuleCard

if TYPE_CHECKING:
    from digest.files import write
    from digest.page import to_html
    from digest.table import to_csv, to_xlsx
    from digest.text import to_text

__all__ = ["Digest", "Expected", "RuleCard", "build", "to_csv", "to_html", "to_text", "to_xlsx", "write"]

_WHERE: Final = {
    "to_csv": "digest.table",
    "to_html": "digest.page",
    "to_text": "digest.text",
    "to_xlsx": "digest.table",
    "write": "digest.files",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a renderer of whichever kind
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
