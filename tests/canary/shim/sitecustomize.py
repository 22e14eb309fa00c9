"""Put in the way of every Python process under test: brings its faults, if any are meant for it."""

import os
import sys

if "CANARY_FAULTS" in os.environ:
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120 - light
    import faults  # type: ignore[import-not-found]

    del sys.path[0]
    if found := faults.meant(sys.orig_argv):
        sys.meta_path.insert(0, faults.Finder(found))
