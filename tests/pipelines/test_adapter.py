from types import SimpleNamespace

from scrapy.settings import Settings

from pipelines.adapter import Adapter
from records import Passed


def test_scrapy_hands_every_item_to_the_sink_named_in_its_settings() -> None:
    taken: list[object] = []
    adapter = Adapter.from_crawler(SimpleNamespace(settings=Settings({"ROTIN_SINK": taken.append})))  # type: ignore[arg-type]
    item = Passed(source="bao", reason="known")
    assert adapter.process_item(item) is item
    assert taken == [item]
