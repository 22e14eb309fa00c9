"""Every alert is accounted for: what was sent, and why the others were not."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from alerts.decide import DOUBLED, QUIET
from alerts.rise import BLOCK
from digest import Digest, labels, to_csv, to_html, to_text, to_xlsx
from digest.alerted import suppressed
from digest.phrases import PHRASES
from records import AlertKind, Fate, Severity
from words import Language

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def made(world: SimpleNamespace, path: Path, *records: object) -> Digest:
    with world.fill(path / "a.db", []) as store:
        found: Digest = world.digest_of(world.tell(store, records))
    return found


def test_every_alert_is_sent_or_held(conversation: Digest) -> None:
    top = conversation.headline
    assert (top.alerts_sent, top.alerts_held) == (1, 10)
    held = {one.fate: (one.count, one.things) for one in conversation.suppressed}
    assert held == {Fate.GROUPED: (1, 1), Fate.REPEATED: (7, 1), Fate.OVER_BUDGET: (1, 1), Fate.FAILED: (1, 1)}
    assert sum(count for one in conversation.alerts for _, count in one.fates) == 11


def test_alerts_about_one_thing_stand_in_one_line_what_was_sent_first(conversation: Digest) -> None:
    dam = conversation.alerts[0]
    assert dam.sent
    assert dam.fates == ((Fate.SENT, 1), (Fate.REPEATED, 7))
    assert dam.what.vi.startswith("«nghe nói tối nay")
    assert dam.place == "Phường Thục Phán"
    assert dam.first == dam.raised < dam.last
    assert [one.about for one in conversation.alerts].count(dam.about) == 1
    assert not any(one.sent for one in conversation.alerts[1:])


def test_what_was_sent_comes_before_what_is_graver_and_was_held(world: SimpleNamespace, tmp_path: Path) -> None:
    held = world.alert(f"{1:08x}" * 4, Fate.FAILED)
    sent = world.alert(f"{2:08x}" * 4, severity=Severity.LOW, ago=5 * HOUR)
    assert [one.sent for one in made(world, tmp_path, held, sent).alerts] == [True, False]


def test_what_it_was_about_is_said_in_words_even_if_it_is_gone(conversation: Digest) -> None:
    what = {one.about: one.what.vi for one in conversation.alerts}
    assert what["disaster.flood@01273"] == "Mưa lũ, sạt lở"
    assert what[f"{9:08x}" * 4] == "điều không còn lưu"


def test_the_window_is_closed_at_its_start_and_open_at_its_end(world: SimpleNamespace, tmp_path: Path) -> None:
    edges = [DAY + HOUR / 60, DAY, HOUR, 0 * HOUR]
    alerts = [world.alert(f"{n:08x}" * 4, Fate.REPEATED, ago=ago) for n, ago in enumerate(edges, start=1)]
    assert {one.about for one in made(world, tmp_path, *alerts).alerts} == {f"{2:08x}" * 4, f"{3:08x}" * 4}


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate is not Fate.SENT])
def test_every_reason_is_explained_with_its_count(world: SimpleNamespace, tmp_path: Path, fate: Fate) -> None:
    alerts = [world.alert("disaster.flood@01273", fate, ago=n * HOUR) for n in range(1, 4)]
    digest = made(world, tmp_path, *alerts)
    [one] = digest.suppressed
    assert (one.count, one.things) == (3, 1)
    assert one.sentence.vi.startswith("3 ")
    assert one.sentence.vi in to_text(digest, Language.VI)
    assert "Không gửi báo động nào." in to_text(digest, Language.VI)


SILENT = {"category": None, "place": "", "observed": None, "expected": None, "chance": None}
"""What a silent source has none of."""


def test_a_silent_source_is_told_like_everything_else_by_its_name_and_without_numbers(
    world: SimpleNamespace, tmp_path: Path
) -> None:
    assert {kind.value for kind in AlertKind} <= set(labels.ALERT)
    sent = world.alert("bao_tinh", kind=AlertKind.SOURCE, severity=Severity.MEDIUM, **SILENT)
    digest = made(world, tmp_path, sent)
    [one] = digest.alerts
    assert (one.what.vi, one.category, one.observed, one.expected) == ("Báo Sông Bằng", None, None, None)
    assert (digest.headline.alerts_sent, digest.headline.alerts_held) == (1, 0)
    for language in Language:
        kind = labels.ALERT["source"].in_(language)
        assert f"Báo Sông Bằng · {kind}" in to_text(digest, language)
        [row] = [
            row
            for row in csv.reader(io.StringIO(to_csv(digest, language).decode("utf-8-sig")))
            if row[0] in {"Báo động", "Alert"}
        ]
        assert kind in row
        assert row[2] == "", "it has no subject"
        assert kind in to_html(digest, language).decode()
    assert to_xlsx(digest, Language.VI)


def test_one_told_within_another_is_explained(world: SimpleNamespace, tmp_path: Path) -> None:
    digest = made(world, tmp_path, world.alert("bao_tinh", Fate.GROUPED, kind=AlertKind.SOURCE, **SILENT))
    [held] = digest.suppressed
    assert "nguồn im lặng" in held.sentence.vi


def test_nothing_held_says_nothing(world: SimpleNamespace) -> None:
    assert suppressed([world.alert(f"{1:08x}" * 4)]) == ()


def test_what_the_sentences_say_is_what_is_done() -> None:
    """They name six hours, a day and twice as many; what decides stands elsewhere."""
    assert timedelta(hours=6) == BLOCK
    assert timedelta(days=1) == QUIET
    assert DOUBLED == 2
    assert all("6 giờ" in PHRASES[key].vi for key in ("rising", "observed_claim", "observed_signal"))
    assert "gấp đôi" in labels.FATE_WHY[Fate.REPEATED].vi
