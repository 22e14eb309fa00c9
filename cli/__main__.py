"""``python -m cli``: how a crawl's child process is started."""

from cli import main

main()
