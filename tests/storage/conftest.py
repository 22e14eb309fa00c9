"""What the tests of the store share: every engine there is, and examples of records.

A second engine is one line in ENGINES: it exists when it passes the tests that use ``url``, ``store`` or ``fresh``.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import mkdtemp

import pytest

from records import (
    ZONE,
    Alert,
    AlertKind,
    Article,
    Category,
    Claim,
    Fate,
    Indicator,
    IndicatorKind,
    Place,
    Review,
    Run,
    RunOutcome,
    Severity,
    Signal,
    Stance,
    Verdict,
)
from storage import open_store
from storage.base import Store
from storage.sqlite import SqliteStore
from storage.sqlite_session import Row

ENGINES: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: f"sqlite:///{folder / 'rotin.db'}",
}

Fresh = Callable[[], AbstractContextManager[Store]]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request) -> Callable[[Path], str]:
    return ENGINES[str(request.param)]


@pytest.fixture
def url(engine: Callable[[Path], str], tmp_path: Path) -> str:
    return engine(tmp_path)


@pytest.fixture
def store(url) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


@pytest.fixture(scope="module")
def fresh(engine, tmp_path_factory) -> Fresh:
    """Another empty store each time, for tests that run many examples."""
    base = tmp_path_factory.mktemp("fresh")

    @contextmanager
    def open_fresh() -> Iterator[Store]:
        with open_store(engine(Path(mkdtemp(dir=base)))) as opened:
            yield opened

    return open_fresh


@pytest.fixture(scope="module")
def scratch(fresh) -> Iterator[Fresh]:
    """The same empty store each time: what is written is taken back, which is ten times faster than a fresh one."""

    class Over(Exception):  # noqa: N818 - a way out
        pass

    with fresh() as store:

        @contextmanager
        def open_scratch() -> Iterator[Store]:
            with suppress(Over), store.transaction():
                yield store
                raise Over

        yield open_scratch


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where an SQLite store may stand."""
    return tmp_path / "rotin.db"


@pytest.fixture(scope="session")
def sql() -> Callable[[Store, str], list[Row]]:
    """Ask an SQLite store what the contract cannot tell."""

    def ask(store: Store, statement: str) -> list[Row]:
        assert isinstance(store, SqliteStore)
        return store._session.read(statement)

    return ask


@pytest.fixture(scope="session")
def noon() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=ZONE)


@pytest.fixture(scope="session")
def make_article(noon) -> Callable[..., Article]:
    def make(number: int = 1, **changes) -> Article:
        told = {
            "source": "bao-cao-bang",
            "url": f"https://tin.example/{number}",
            "title": f"Cảnh báo cuộc gọi giả danh công an, vụ {number}",
            "text": "Người lạ xưng là cán bộ, yêu cầu chuyển tiền vào tài khoản để «xác minh».",
            "published": noon - timedelta(hours=2),
            "fetched": noon,
        }
        return Article(**{**told, **changes})

    return make


@pytest.fixture(scope="session")
def make_run(noon) -> Callable[..., Run]:
    def make(**changes) -> Run:
        told = {"source": "bao-cao-bang", "due": noon, "started": noon, "outcome": RunOutcome.SUCCEEDED}
        return Run(**{**told, **changes})

    return make


@pytest.fixture(scope="session")
def phone() -> Indicator:
    return Indicator(kind=IndicatorKind.PHONE, value="+84900000123")


@pytest.fixture
def start(url) -> Iterator[Callable[..., Popen[str]]]:
    """Start another process that works on the store: see child.py."""
    running: list[Popen[str]] = []

    def begin(work: str, *arguments: object) -> Popen[str]:
        child = Path(__file__).with_name("child.py")
        process = Popen([sys.executable, child, work, url, *map(str, arguments)], stdout=PIPE, text=True)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def make_claim(noon) -> Callable[..., Claim]:
    def make(number: int = 1, **changes: object) -> Claim:
        given = {
            "id": f"{number:032x}",
            "passage": "nghe nói đập sắp vỡ bà con chạy ngay",
            "anchor": "nghe nói đập sắp vỡ",
            "category": Category.DISASTER,
            "severity": Severity.HIGH,
            "rules": ("disaster.dam_break",),
            "stance": Stance.QUESTION,
            "first_seen": noon - 30 * timedelta(days=1),
            "last_seen": noon,
            "reach": 5,
        }
        return Claim(**(given | changes))

    return make


@pytest.fixture
def make_signal(noon) -> Callable[..., Signal]:
    def make(**changes: object) -> Signal:
        place = Place(code="01654", valid_from="2025-07-01", name="Xã Hòa An", commune=True)
        given = {"rule": "disaster.dam_break", "place": place, "hour": noon, "count": 5}
        return Signal(**(given | changes))

    return make


@pytest.fixture
def make_review(noon) -> Callable[..., Review]:
    def make(claim: Claim, **changes: object) -> Review:
        given = {
            "claim": claim.id,
            "verdict": Verdict.DENIED,
            "reason": "đã hỏi nhà máy",
            "evidence": "https://cong.example/1",
            "made": noon,
        }
        return Review(**(given | changes))

    return make


@pytest.fixture
def make_alert(noon) -> Callable[..., Alert]:
    def make(**changes: object) -> Alert:
        given = {
            "kind": AlertKind.CLAIM,
            "about": "a" * 32,
            "category": Category.DISASTER,
            "severity": Severity.HIGH,
            "place": "01654",
            "raised": noon,
            "observed": 15,
            "expected": 0.4,
            "chance": 0.001,
            "fate": Fate.SENT,
        }
        return Alert(**(given | changes))

    return make
