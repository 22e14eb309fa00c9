"""What stands in a Vietnamese text, however it was typed: two views of it, and the tools of scams it carries.

The one thing everybody reads text with: rules match views, storage indexes and searches the folded one, the
window hashes the exact one. So every engine agrees on what a word is.
"""

from vietnamese.text import Text, fold, read

__all__ = ["Text", "fold", "read"]
