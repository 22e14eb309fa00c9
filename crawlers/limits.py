"""The numbers of our manners: how slowly, how little and for how long we ask; a declaration may only be stricter."""

from __future__ import annotations

from typing import Final

DELAY: Final = 1.0
"""Seconds between the starts of two requests to one site: what Scrapy's own project template advises."""

PUBLISHED: Final = {"gdeltproject.org": 5.0}
"""Seconds between two requests where a site says how many it wants: GDELT answers 429 to more than one in five
(blog.gdeltproject.org). They hold for the site, whatever the source that reads it; no declaration shortens them. Each
run asks for robots.txt first, so they hold between runs too, which a lock keeps apart."""

PAGES: Final = 100
"""Article pages read in one run; what is left over is read in the next."""

WAITING: Final = 2000
"""Entries of one source kept until they are read: twenty runs' worth. Beyond them a list is read again instead."""

LISTS: Final = 20
"""Sitemaps read in one run."""

BYTES: Final = 10 * 1024 * 1024
"""Largest answer, packed or unpacked: a 204 kB gzip bomb was stopped here at 89 MB of memory instead of 489."""

FEED_BYTES: Final = 3 * 1024 * 1024
"""Largest feed: hostile ones of this size still parse within seconds; real ones hold 30 to 500 kB."""

RUN_BYTES: Final = 100 * 1024 * 1024
"""All answers of one run together."""

ROBOTS_BYTES: Final = 512 * 1024
"""Largest robots.txt: RFC 9309 asks for at least 500 kibibytes."""

REDIRECTS: Final = 5
"""Redirects followed for one page: what RFC 9309 asks for robots.txt."""

RETRIES: Final = 2
"""A request that fails in passing is sent at most three times."""

TIMEOUT: Final = 30.0
"""Seconds an answer may take, from the first byte sent to the last received."""

MAX_WAIT: Final = 60.0
"""Seconds we wait inside a run because a server asked us to. If it asks for more we end the run instead."""

BACKOFF: Final = 2.0
"""Seconds before the first retry where the server named none; doubled for the second."""

AGENT: Final = "RoTin"
"""The name robots.txt files address us by."""
