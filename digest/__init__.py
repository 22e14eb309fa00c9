"""What the desk reads every morning: built from stored records, then rendered.

:func:`build` returns a plain record; each renderer is a function from it to bytes or text. The same store content
and the same ``until`` make the same bytes. The digest is also the record of how the reading went: every one names
the silent sources and the runs that never were, or says that there are none.
"""

from digest.build import build
from digest.model import Digest, Expected, RuleCard
from digest.page import to_html
from digest.table import to_csv, to_xlsx
from digest.text import to_text
from digest.write import write

__all__ = ["Digest", "Expected", "RuleCard", "build", "to_csv", "to_html", "to_text", "to_xlsx", "write"]
