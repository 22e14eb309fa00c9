"""A made-up week in the province, and a store that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from digest import Digest, Expected, RuleCard, build
from records import (
    ZONE,
    Article,
    Category,
    Indicator,
    IndicatorKind,
    Match,
    Place,
    Run,
    RunOutcome,
    Severity,
    Span,
    Stance,
    Tally,
)
from storage import open_store
from storage.base import Quarantined, Store
from words import Words

UNTIL = datetime(2026, 11, 21, 7, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

COMMUNES = {
    "01273": "Phường Thục Phán",
    "01288": "Phường Tân Giang",
    "01290": "Xã Bảo Lâm",
    "01354": "Xã Trùng Khánh",
    "01447": "Xã Quảng Uyên",
}
PROVINCE = Place(code="04", valid_from="1978-12-29", name="Tỉnh Cao Bằng", commune=False)

RULES = {
    "fraud.task_scam": RuleCard(
        title=Words(vi="Tuyển cộng tác viên làm nhiệm vụ trực tuyến", en="Online task scam"),
        advice=Words(
            vi="Không việc thật nào bắt nộp tiền trước mới được làm. Ai bảo nạp tiền để nhận nhiệm vụ là lừa đảo.",
            en="No real job asks for money first. Whoever asks you to top up before a task is a swindler.",
        ),
        category=Category.FRAUD,
        severity=Severity.HIGH,
    ),
    "fraud.fake_prize": RuleCard(
        title=Words(vi="Báo trúng thưởng giả", en="Fake prize"),
        advice=Words(vi="Đừng chuyển phí để nhận thưởng.", en="Do not pay a fee to get a prize."),
        category=Category.FRAUD,
        severity=Severity.MEDIUM,
    ),
    "impersonation.fake_police": RuleCard(
        title=Words(vi="Giả danh công an gọi điện", en="Fake police call"),
        advice=Words(
            vi="Công an không làm việc qua điện thoại và không bắt chuyển tiền. Hãy cúp máy, hỏi công an xã.",
            en="Police do no business by phone and never ask for a transfer. Hang up and ask at the commune's station.",
        ),
        category=Category.IMPERSONATION,
        severity=Severity.HIGH,
    ),
    "disaster.flood": RuleCard(
        title=Words(vi="Mưa lũ, sạt lở", en="Flood and landslide"),
        advice=Words(vi="Không đi qua ngầm tràn khi nước chảy xiết.", en="Do not cross a ford in fast water."),
        category=Category.DISASTER,
        severity=Severity.HIGH,
    ),
}

SOURCES = (
    Expected(id="cong_tt", name="Cổng thông tin tỉnh", rhythm=12 * HOUR, every=HOUR, enabled=True, local=True),
    Expected(id="bao_tinh", name="Báo Sông Bằng", rhythm=6 * HOUR, every=HOUR, enabled=True, local=True),
    Expected(id="ca_tinh", name="Trang Công an tỉnh", rhythm=DAY, every=2 * HOUR, enabled=True, local=True),
    Expected(id="bao_tw", name="Báo Toàn Cảnh", rhythm=HOUR, every=HOUR / 2, enabled=True, local=False),
    Expected(id="dai_th", name="Đài Truyền hình Núi Xanh", rhythm=DAY, every=2 * HOUR, enabled=True, local=True),
    Expected(id="thoi_tiet", name="Đài Khí tượng Ví dụ", rhythm=6 * HOUR, every=HOUR, enabled=True, local=False),
    Expected(id="cu", name="Trang cũ", rhythm=DAY, every=DAY, enabled=False, local=False),
)


def place(code: str) -> Place:
    return Place(code=code, valid_from="2025-07-01", name=COMMUNES[code], commune=True)


def match(rule: str, stance: Stance = Stance.REPORT, severity: Severity | None = None) -> Match:
    category = Category(rule.partition(".")[0])
    known = RULES[rule].severity if rule in RULES else Severity.LOW
    span = Span(phrase="cảnh báo", start=0, end=8)
    return Match(rule=rule, category=category, stance=stance, severity=severity or known, spans=(span,))


def article(number: int, title: str = "Bản tin", *, ago: timedelta = HOUR, **over: Any) -> Article:
    """Return an article fetched ``ago`` before the end of the window, published an hour before that."""
    given: dict[str, Any] = {
        "source": "bao_tinh",
        "url": f"https://bao-tinh.example/tin/{number}.html",
        "title": title,
        "text": "Nội dung bản tin.",
        "published": UNTIL - ago - HOUR,
        "fetched": UNTIL - ago,
    }
    return Article(**(given | over))


def run(source: str, outcome: RunOutcome, *, ago: timedelta, note: str = "", **tally: Any) -> Run:
    never = outcome in {RunOutcome.MISSED, RunOutcome.SKIPPED}
    due = UNTIL - ago
    return Run(
        source=source,
        due=due,
        started=None if never else due + timedelta(seconds=5),
        ended=None if never or outcome is RunOutcome.RUNNING else due + timedelta(seconds=20),
        outcome=outcome,
        tally=Tally(**tally),
        note=note,
    )


PHONE = Indicator(kind=IndicatorKind.PHONE, value="+84900000123")
LINK = Indicator(kind=IndicatorKind.URL, value="https://viec-nhe.example/dang-ky?ma=007")
ACCOUNT = Indicator(kind=IndicatorKind.BANK_ACCOUNT, value="0012300045", bank="Ngân hàng Ví dụ")


def week() -> tuple[list[Article], list[Run], list[Quarantined]]:
    """Return two weeks of the province: a task scam spreads, a flood passes, a source dies."""
    articles = [
        article(
            1,
            "Cảnh báo: kẻ xấu giả danh công an xã gọi điện đòi chuyển tiền «xác minh tài khoản»",
            ago=2 * HOUR,
            source="ca_tinh",
            places=(place("01273"), place("01447")),
            matches=(match("impersonation.fake_police", Stance.WARNING), match("fraud.fake_prize", Stance.WARNING)),
            indicators=(PHONE, ACCOUNT),
        ),
        article(
            2,
            "Người dân Trùng Khánh hỏi về «việc nhẹ lương cao» trên mạng",
            ago=3 * HOUR,
            places=(place("01354"), PROVINCE),
            matches=(match("fraud.task_scam", Stance.QUESTION),),
            indicators=(LINK, PHONE),
        ),
        article(
            3,
            "Quốc lộ 34 qua Bảo Lâm sạt lở, tạm dừng lưu thông",
            ago=5 * HOUR,
            source="bao_tw",
            places=(place("01290"),),
            matches=(match("disaster.flood"),),
            indicators=(Indicator(kind=IndicatorKind.PHONE, value="+84900000999"),),
        ),
        article(4, "Trao thưởng cuộc thi «Tìm hiểu số may mắn»", matches=(match("fraud.fake_prize"),), published=None),
        article(5, "Khai mạc hội xuân ở Tân Giang", places=(place("01288"),)),
        article(6, "Chợ phiên Quảng Uyên đông khách", ago=20 * HOUR, places=(place("01447"), PROVINCE)),
        article(7, "Trường nghề tuyển sinh", places=(PROVINCE,), published=UNTIL - 90 * DAY),
    ]
    for back in range(1, 13):
        for nth in range((back * 7) % 5):
            rule = ("fraud.task_scam", "disaster.flood", "impersonation.fake_police")[(back + nth) % 3]
            code = sorted(COMMUNES)[(back + 2 * nth) % 5]
            at = back * DAY + nth * HOUR
            articles.append(
                article(100 * back + nth, ago=at, places=(place(code),), matches=(match(rule),), indicators=(LINK,))
            )
        articles.append(article(100 * back + 50, ago=back * DAY, places=(place(sorted(COMMUNES)[back % 5]),)))
    return (
        articles,
        _runs(),
        [
            Quarantined(id="q1", source="bao_tw", reason="too_large", line="{}", since=UNTIL - 3 * HOUR),
            Quarantined(id="q2", source="bao_tw", reason="too_large", line="{}", since=UNTIL - 2 * HOUR),
        ],
    )


def _runs() -> list[Run]:
    fresh: dict[str, Any] = {
        "seen": 25,
        "stored": 3,
        "discarded": (("irrelevant", 20), ("same", 2)),
        "requests": 9,
        "bytes": 640_000,
    }
    runs = []
    for source in ("bao_tinh", "ca_tinh", "thoi_tiet"):
        runs += [run(source, RunOutcome.SUCCEEDED, ago=hours * HOUR, **fresh) for hours in (1, 5, 9)]
    runs += [run("cong_tt", RunOutcome.SUCCEEDED, ago=70 * HOUR, **fresh)]
    runs += [run("cong_tt", RunOutcome.FAILED, ago=n * HOUR, note="máy chủ không trả lời") for n in range(1, 9)]
    runs += [run("bao_tw", RunOutcome.SUCCEEDED, ago=1.5 * HOUR, quarantined=(("too_large", 2),), seen=2)]
    runs += [run("bao_tw", RunOutcome.KILLED, ago=0.5 * HOUR, failures=(("timeout", 4),))]
    runs += [run("bao_tw", RunOutcome.MISSED, ago=n * HOUR, note="máy tắt") for n in (10, 11, 12)]
    runs += [
        run("thoi_tiet", RunOutcome.EMPTY, ago=0.6 * HOUR),
        run("thoi_tiet", RunOutcome.SKIPPED, ago=7 * HOUR, note="giờ yên tĩnh"),
    ]
    return runs


def fill(path: Path, articles: Sequence[Article], runs: Sequence[Run] = (), apart: Sequence[Quarantined] = ()) -> Store:
    """Return a store in ``path`` that holds what is given, written in the order given."""
    store = open_store(f"sqlite:///{path}")
    with store.transaction():
        for one in articles:
            store.put_article(one)
        for each in runs:
            store.put_run(each)
        for item in apart:
            store.quarantine(item)
    return store


def digest_of(store: Store, **over: Any) -> Digest:
    given: dict[str, Any] = {"until": UNTIL, "sources": SOURCES, "rules": RULES, "communes": COMMUNES}
    return build(store, **(given | over))


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    """The made-up week as a digest; never changed by a test."""
    with fill(tmp_path_factory.mktemp("province") / "rotin.db", *week()) as store:
        return digest_of(store)


@pytest.fixture(scope="session")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    """The digest of a store in which nothing was ever written, of no sources."""
    with fill(tmp_path_factory.mktemp("nothing") / "rotin.db", ()) as store:
        return digest_of(store, sources=())


@pytest.fixture(scope="session")
def world() -> SimpleNamespace:
    """What tests make their own stores from: the builders above and the week's constants."""
    return SimpleNamespace(
        until=UNTIL,
        sources=SOURCES,
        rules=RULES,
        communes=COMMUNES,
        phone=PHONE,
        link=LINK,
        article=article,
        match=match,
        place=place,
        run=run,
        week=week,
        fill=fill,
        digest_of=digest_of,
    )
