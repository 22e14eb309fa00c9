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
    Alert,
    AlertKind,
    Article,
    Category,
    Claim,
    Decision,
    DecisionKind,
    Fate,
    Indicator,
    IndicatorKind,
    Match,
    Place,
    Related,
    Relation,
    Review,
    Run,
    RunOutcome,
    Severity,
    Signal,
    Span,
    Stance,
    Tally,
    Verdict,
    Voices,
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


DAM = "nghe nói tối nay thủy điện thượng nguồn xả hết cửa lũ bà con ven sông có ai biết thật không ạ"
JOB = "tuyển cộng tác viên làm việc nhẹ tại nhà ngày kiếm 500.000đ đăng ký tại https://viec-nhe.example/dang-ky?ma=007"
POLICE = "công an xã gọi điện bảo chuyển tiền xác minh tài khoản là giả đó mọi người đừng nghe theo"


def claim(number: int, passage: str = DAM, *, ago: timedelta = HOUR, **over: Any) -> Claim:
    """Return a claim first told nine hours before the window's end, and last ``ago`` before it."""
    last = UNTIL - ago
    given: dict[str, Any] = {
        "id": f"{number:08x}" * 4,
        "passage": passage,
        "anchor": " ".join(passage.split(" ")[:5]),
        "category": Category.DISASTER,
        "severity": Severity.HIGH,
        "rules": ("disaster.flood",),
        "stance": Stance.QUESTION,
        "first_seen": last - 8 * HOUR,
        "last_seen": last,
        "reach": 10,
        "voices": (Voices(since=last, until=last + HOUR, source="mang_a", count=7),),
    }
    return Claim(**(given | over))


def signal(rule: str, code: str, *, ago: timedelta, count: int = 6) -> Signal:
    return Signal(rule=rule, place=place(code), hour=UNTIL - ago, count=count)


def alert(about: str, fate: Fate = Fate.SENT, *, ago: timedelta = HOUR, **over: Any) -> Alert:
    given: dict[str, Any] = {
        "kind": AlertKind.SIGNAL if "@" in about else AlertKind.CLAIM,
        "about": about,
        "category": Category.DISASTER,
        "severity": Severity.HIGH,
        "place": "01273",
        "raised": UNTIL - ago,
        "observed": 12,
        "expected": 0.4,
        "chance": 0.002,
        "fate": fate,
    }
    return Alert(**(given | over))


def talk() -> list[object]:
    """Return a day of talk: a dam nobody explains, a task scam in two wordings, a warning, an old matter, another's."""
    hours = tuple(
        Voices(since=UNTIL - n * HOUR, until=UNTIL - (n - 1) * HOUR, source="mang_a" if n % 2 else "", count=n)
        for n in range(8, 4, -1)
    )
    stances = ((Stance.QUESTION, 9), (Stance.REPORT, 5))
    dam = claim(1, places=(place("01273"), PROVINCE), reach=15, stances=stances, voices=hours)
    scam: dict[str, Any] = {"category": Category.FRAUD, "rules": ("fraud.task_scam",), "stance": Stance.OFFER}
    mine = article(2).id
    other = JOB.replace("nhẹ tại nhà", "nhàn ở nhà").replace("ngày kiếm", "mỗi ngày kiếm được")
    return [
        dam,
        claim(2, JOB, **scam, reach=35, indicators=(LINK, PHONE), places=(place("01354"),), related=(
            Related(article=article(1).id, relation=Relation.DENIES), Related(article=mine, relation=Relation.RELATED),
            Related(article="0" * 32, relation=Relation.MENTIONS),
        )),
        claim(3, other, **scam, reach=20, indicators=(LINK,), places=(place("01354"),)),
        claim(4, POLICE, category=Category.IMPERSONATION, rules=("impersonation.fake_police",), stance=Stance.WARNING,
              related=(Related(article=article(1).id, relation=Relation.CONFIRMS),), ago=4 * HOUR),
        claim(5, "chuyện hôm kia đã hết rồi không ai còn nhắc tới nữa đâu", ago=30 * HOUR),
        claim(6, "chuyện này tổ trực đã xem và thấy không phải việc của mình đâu"),
        Decision(kind=DecisionKind.MERGE, claims=(f"{2:08x}" * 4, f"{3:08x}" * 4), reason="một lời", made=UNTIL - DAY),
        review(4, Verdict.CONFIRMED), review(6, Verdict.NOT_OURS),
        signal("disaster.flood", "01273", ago=3 * HOUR, count=9), signal("disaster.flood", "01273", ago=9 * HOUR),
        signal("disaster.flood", "01273", ago=27 * HOUR), signal("fraud.task_scam", "01354", ago=26 * HOUR, count=8),
        signal("fraud.fake_prize", "01290", ago=2 * HOUR), signal("disaster.flood", "01447", ago=50 * HOUR),
        alert(dam.id, Fate.SENT, ago=3 * HOUR), alert("disaster.flood@01273", Fate.GROUPED, ago=3 * HOUR),
        *(alert(dam.id, Fate.REPEATED, ago=HOUR * n / 3, observed=13) for n in range(1, 8)),
        alert(f"{2:08x}" * 4, Fate.OVER_BUDGET, category=Category.FRAUD, severity=Severity.MEDIUM, place="01354"),
        alert(f"{9:08x}" * 4, Fate.FAILED, ago=5 * HOUR, place=""),
        alert(dam.id, Fate.SENT, ago=25 * HOUR), alert(dam.id, Fate.SENT, ago=0 * HOUR),
    ]  # fmt: skip


def review(number: int, verdict: Verdict, *, ago: timedelta = 2 * HOUR, reason: str = "đã hỏi công an tỉnh") -> Review:
    link = "https://ca-tinh.example/thong-bao/7"
    return Review(claim=f"{number:08x}" * 4, verdict=verdict, reason=reason, evidence=link, made=UNTIL - ago)


def tell(store: Store, records: Sequence[object]) -> Store:
    """Write what is given, claims before what was decided of them, and return the store."""
    put: dict[type, Any] = {
        Article: store.put_article,
        Claim: lambda one: store.put_claim(one, ()),
        Signal: store.put_signal,
        Alert: store.put_alert,
        Review: store.put_review,
        Decision: store.put_decision,
    }
    with store.transaction():
        for kind, write in put.items():
            for one in records:
                if isinstance(one, kind):
                    write(one)
    return store


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
def conversation(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    """The made-up week with a day of talk; never changed by a test."""
    with fill(tmp_path_factory.mktemp("conversation") / "rotin.db", *week()) as store:
        return digest_of(tell(store, talk()))


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
        claim=claim,
        signal=signal,
        alert=alert,
        review=review,
        talk=talk,
        tell=tell,
    )
