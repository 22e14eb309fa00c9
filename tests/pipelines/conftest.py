from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from records import ZONE, Article, Remark
from storage import open_store
from storage.base import Store

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=ZONE)


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: NOW


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'rotin.sqlite'}") as opened:
        yield opened


@pytest.fixture
def make_article() -> Callable[..., Article]:
    def make(number: int = 1, **changes: object) -> Article:
        given = {
            "source": "bao",
            "url": f"https://bao.example/{number}",
            "title": "Họp chợ phiên",
            "text": "Chợ phiên họp sớm hơn mọi tuần.",
            "published": NOW,
            "fetched": NOW,
        }
        return Article(**(given | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def remark() -> Remark:
    return Remark(source="mang", text="nghe nói đập sắp vỡ kanariqua", said=NOW, voice=(b"v" * 16,))
