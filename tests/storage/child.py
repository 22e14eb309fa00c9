"""Another process that works on the store, for the tests that need a real one."""

import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from errors import RotinError
from records import Article, Indicator, IndicatorKind
from storage import open_store

START = datetime(2026, 11, 21, 5, tzinfo=UTC)
SHARED = Indicator(kind=IndicatorKind.DOMAIN, value="vneid-gia.example")


def an_article(worker: str, number: int, size: int = 1) -> Article:
    return Article(
        source=f"nguon-{worker}",
        url=f"https://tin.example/{worker}/{number}",
        title=f"Bài số {number}",
        text="Đường qua đèo ngập sâu, người dân không nên đi lại. " * size,
        published=None,
        fetched=START + timedelta(seconds=number),
        indicators=(SHARED,),
    )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def put(url: str, worker: str, count: str, size: str = "1") -> None:
    """Write articles, acknowledging each by its id once it is written."""
    with open_store(url) as store:
        for number in range(int(count)):
            article = an_article(worker, number, int(size))
            store.put_article(article)
            say(article.id)


def add(url: str, worker: str, count: str) -> None:
    """Read a number that all workers share and write it back one higher: a lost update would show."""
    with open_store(url) as store:
        for _ in range(int(count)):
            with store.transaction():
                (shared,) = store.articles(source="sổ đếm")
                higher = int(shared.text) + 1
                store.put_article(an_article(worker, higher))
                store.put_article(
                    Article(
                        source=shared.source,
                        url=shared.url,
                        title=shared.title,
                        text=str(higher),
                        published=None,
                        fetched=shared.fetched,
                    )
                )
    say("done")


def cramped(url: str, worker: str, count: str, size: str = "1") -> None:
    """Write where no file may grow beyond a megabyte."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
    put(url, worker, count, size)


def hold(url: str) -> None:
    """Keep the store open until killed."""
    with open_store(url):
        say("open")
        time.sleep(60)


WORK: dict[str, Callable[..., None]] = {"put": put, "add": add, "cramped": cramped, "hold": hold}

if __name__ == "__main__":
    try:
        WORK[sys.argv[1]](*sys.argv[2:])
    except RotinError as error:
        say(f"error: {error}")
        sys.exit(error.exit_code)
