"""What a crawl's process answers from the store, and that a list which shrank is believed only after a while."""

from datetime import datetime, timedelta
from pathlib import Path

from cli.crawl_one import SourceMemory
from pipelines import Pipeline
from pipelines.sink import Sink
from records import ZONE, Found, Indicator, IndicatorKind, Listed
from storage import open_store

NOON = datetime(2026, 11, 21, 12, tzinfo=ZONE)
DAY = timedelta(days=1)


def test_each_source_remembers_its_own(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "kho.sqlite")) as store:
        store.wait("bao", (Found(link="https://bao.example/1"), Found(link="https://bao.example/2")), NOON)
        store.remember("bao", ("https://bao.example/3",), NOON)
        mine, other = SourceMemory(store, "bao"), SourceMemory(store, "báo khác")
        assert [found.link[-1] for found in mine.waiting(1)] == ["1"]
        assert mine.known(("https://bao.example/3",)) == {"https://bao.example/3"}
        assert (other.waiting(9), other.known(("https://bao.example/3",))) == ((), frozenset())


def test_a_list_counts_what_it_named_lately_and_not_what_it_took_back(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "kho.sqlite")) as store:
        memory = SourceMemory(store, "ds")
        take = Sink(Pipeline((), store, lambda: NOON), store, lambda: NOON)
        take(Listed(source="ds", named=tuple(f"gia-{number}.example" for number in range(9)), noted=NOON - 9 * DAY))
        assert memory.listed(NOON - 10 * DAY) == 9
        take(Listed(source="ds", named=("gia-0.example", "gia-1.example"), noted=NOON - DAY, whole=False))
        assert memory.listed(NOON - 10 * DAY) == 9, "what is not believed takes nothing back"
        assert memory.listed(NOON - 7 * DAY) == 2, "a week later it is all that was named"
        take(Listed(source="ds", named=("gia-0.example",), noted=NOON))
        assert memory.listed(NOON - 10 * DAY) == 1
        kept = Indicator(kind=IndicatorKind.DOMAIN, value="gia-0.example")
        assert [one.indicator for one in store.listed(source="ds")] == [kept]
