import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest

import yamlfile
from door import Door, Ring
from pipelines import Pipeline, build_stages
from pipelines.counting import Counting
from pipelines.fold import Folder
from records import ZONE, Article, Claim, Remark
from rules import RuleSet
from rules.build import Built, build
from rules.gazetteer import load as load_places
from storage import open_store, open_window
from storage.base import Store
from storage.window import Limits, Window, hour_of
from vietnamese import read

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


# -- a town whose people talk ---------------------------------------------------------------------------------

LIMITS = Limits(voices=3)


def rules() -> RuleSet:
    pack = {
        "category": "disaster",
        "rules": [
            {
                "id": "disaster.dam",
                "title": {"vi": "Đập", "en": "Dam"},
                "advice": {"vi": "Hỏi lại.", "en": "Ask."},
                "severity": "high",
                "source": "thử nghiệm",
                "phrases": {"dam": ["đập", "lũ"]},
                "when": "dam",
                "examples": {"match": ["đập"] * 3, "no_match": ["trời"] * 3},
            }
        ],
    }
    built = Built()
    build(yamlfile.parse(json.dumps(pack, ensure_ascii=False), Path("pack.yaml")), built)
    assert not built.problems
    return RuleSet.of(built.rules, built.stances)


RULES, PLACES = rules(), load_places()


class Town:
    """A store, a window and a ring, and everything people wrote."""

    limits, rules, places = LIMITS, RULES, PLACES

    def __init__(self, store: Store, window: Window, ring: Ring) -> None:
        self.store = store
        self.window = window
        self.ring = ring
        self.now = NOW
        self.wrote: list[tuple[str, Remark, int]] = []  # who, what, and in which hour that counts
        self.restart()

    def restart(self) -> None:
        """Go on as another process would: with the same window, and nothing else."""
        self.folder = Folder(Counting(self.window, self.ring), self.store, RULES, PLACES)
        stages = build_stages(RULES, PLACES, self.store, (), folder=self.folder, clock=lambda: self.now)
        self.pipeline = Pipeline(stages, self.store, lambda: self.now, folder=self.folder)
        self.door = Door(self.ring)

    def hears(self, author: str, text: str, *, hour: int = 0, source: str = "mang") -> None:
        """Put one remark through, as it is read now."""
        remark = Remark(source=source, text=text, said=NOW + timedelta(hours=hour), voice=self.door.voice(author))
        self.wrote.append((author, remark, hour_of(min(remark.said, self.now))))
        self.pipeline.run(remark)

    def says(self, author: str, text: str, *, hour: int = 0, source: str = "mang") -> None:
        """The same, once the hour has come."""
        self.now = max(self.now, NOW + timedelta(hours=hour))
        self.hears(author, text, hour=hour, source=source)

    def claims(self) -> list[Claim]:
        self.pipeline.settle()
        return list(self.store.claims())

    def tellings(self, words: str) -> set[tuple[str, int]]:
        """Return who wrote the words, and in which hours."""
        return {
            (who, hour)
            for who, remark, hour in self.wrote
            if f" {words} " in f" {' '.join(read(remark.text).exact.split())} "
        }

    def authors_of(self, words: str) -> set[str]:
        """Return who wrote the words; of those within a window of each other, the most."""
        told = self.tellings(words)
        near = ({who for who, at in told if abs(at - hour) < LIMITS.hours} for _, hour in told)
        return max(near, key=len, default=set())


@contextmanager
def a_town(folder: Path, window: Path | None = None) -> Iterator[Town]:
    ring = Ring.made(NOW)
    with open_store(str(folder / "rotin.sqlite")) as store, open_window(window, ring, LIMITS) as opened:
        yield Town(store, opened, ring)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path, tmp_path / "window.sqlite") as made:
        yield made


@pytest.fixture(scope="module")
def empty_town(tmp_path_factory) -> Callable[[], AbstractContextManager[Town]]:
    """Another town each time, for tests that run many examples; its window is in memory."""
    base = tmp_path_factory.mktemp("towns")
    return lambda: a_town(Path(mkdtemp(dir=base)))
