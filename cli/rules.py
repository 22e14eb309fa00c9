"""``rotin rules``: check, try and explain the rules."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from tqdm import tqdm

from cli.app import App, now, say, with_places
from cli.show import emit, plain, shown, table
from errors import InputError, RulesError
from records import Article, ItemKind
from words import Words

if TYPE_CHECKING:
    from rules import Explanation, RuleSet
    from vietnamese import Text

NEAREST: Final = 5
"""Near-misses shown; a common word brings dozens."""

MARK: Final = ("\x1b[1;33m", "\x1b[0m")

_KIND = click.option(
    "--kind",
    type=click.Choice([kind.value for kind in ItemKind]),
    default=ItemKind.REMARK.value,
    show_default=True,
    help=say(vi="loại văn bản", en="what kind of text it is"),
)


@click.group(help=say(vi="Kiểm tra, thử và giải thích luật.", en="Check, try and explain the rules."))
def rules() -> None:
    """Hold the commands below."""


@rules.command(
    help=say(vi="Nạp, soát, thử mọi ví dụ và kho bảo vệ.", en="Load, lint, run every example and the guard.")
)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=say(vi="in dạng JSON", en="print as JSON"))
@with_places
@click.pass_obj
def check(app: App, paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Say everything that is wrong, and what each rule costs."""
    from rules import check as examine  # noqa: PLC0415 - opened only when needed

    report = examine((*app.settings.rules, *paths))
    if as_json:
        emit(report)
    elif not report.problems:
        head = [Words(vi="Luật", en="Rule"), Words(vi="Ví dụ", en="Examples"), Words(vi="µs/văn bản", en="µs/text")]
        table(head, [(rule.id, str(rule.examples), f"{rule.microseconds:.1f}") for rule in report.rules], app.language)
        for warning in report.warnings:
            app.tell(vi=f"nên xem: {warning.in_(app.language)}", en=f"look at: {warning.in_(app.language)}")
    if report.problems:
        raise RulesError(Words(vi="luật chưa dùng được", en="the rules do not hold"), problems=report.problems)
    app.tell(vi=f"{len(report.rules)} luật, không có lỗi", en=f"{len(report.rules)} rules, no problem")


@rules.command(
    help=say(
        vi="Thêm `matches` vào từng dòng JSON có `text` trên đầu vào chuẩn; khóa khác giữ nguyên.",
        en="Add `matches` to each JSON line with `text` on standard input; other keys are kept.",
    )
)
@_KIND
@with_places
@click.pass_obj
def match(app: App, kind: str) -> None:
    """Pass lines through, each with what the rules say of it."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            click.echo(json.dumps(_matched(app, line, number, ItemKind(kind)), ensure_ascii=False))


def _matched(app: App, line: bytes, number: int, kind: ItemKind) -> dict[str, object]:
    try:
        item = json.loads(line)
        views, where = _read(app, item["text"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise InputError(
            Words(
                vi=f"dòng {number}: không phải một JSON có `text`", en=f"line {number}: not a JSON object with `text`"
            ),
            hint=Words(vi='mỗi dòng một JSON: {"text": "…"}', en='one JSON object a line: {"text": "…"}'),
        ) from None
    found = app.rules.match(views, kind=kind, placed=bool(where), places=where)
    named = ({"rule": m.rule, "category": m.category, "stance": m.stance, "spans": m.spans} for m in found)
    return {**item, "matches": [plain(match) for match in named]}


def _read(app: App, text: str) -> tuple[Text, tuple[tuple[int, int], ...]]:
    """Return the views of ``text``, and where in them it names a place here.

    Raises:
        TypeError: ``text`` is no text.
    """
    if not isinstance(text, str):
        raise TypeError("text must be a string")
    from vietnamese import read  # noqa: PLC0415 - opened only when needed

    views = read(text)
    return views, tuple((place.start, place.end) for place in app.gazetteer.find(views, local=False))


@rules.command(
    help=say(
        vi="Luật nào khớp với VĂN BẢN, vì cụm từ nào; luật nào suýt khớp và còn thiếu gì.",
        en="Which rules match TEXT and by which phrases; which nearly did, and what was lacking.",
    )
)
@click.argument("text")
@_KIND
@click.option("--all", "everything", is_flag=True, help=say(vi="mọi luật suýt khớp", en="every rule that nearly did"))
@click.option("--json", "as_json", is_flag=True, help=say(vi="mỗi dòng một JSON", en="one JSON object a line"))
@with_places
@click.pass_obj
def explain(app: App, text: str, kind: str, *, everything: bool, as_json: bool) -> None:
    """Show the phrases found where they stand in the text, the nearest misses after what holds."""
    views, ranges = _read(app, text)
    found = app.rules.explain(views, kind=ItemKind(kind), placed=bool(ranges), places=ranges)
    told = sorted(found, key=lambda one: len(one.lacking))
    misses = sum(not one.held for one in told)
    if not everything:
        told = told[: len(told) - misses + NEAREST]
    for explanation in told:
        emit(explanation) if as_json else _tell(app, text, explanation)
    if not told and not as_json:
        click.echo(app.words(vi="không luật nào có cụm từ trong văn bản này", en="no rule has a phrase in this text"))
    if (hidden := len(found) - len(told)) > 0:
        app.tell(vi=f"còn {hidden} luật xa hơn; --all để xem hết", en=f"{hidden} more, further away; --all shows them")


def _tell(app: App, text: str, explanation: Explanation) -> None:
    held = ("✘", "✔")[explanation.held]
    stance = f" [{explanation.stance}]" if explanation.stance else ""
    click.echo(f"{held} {explanation.rule}{stance}  {shown(explanation.title.in_(app.language))}")
    click.echo(f"    {highlighted(text, [(span.start, span.end) for span in explanation.spans])}")
    for lack in explanation.lacking:
        click.echo(f"    – {lack.in_(app.language)}")


def highlighted(text: str, spans: list[tuple[int, int]]) -> str:
    """Return ``text`` with the spans marked: in colour on a terminal, in «…» elsewhere."""
    start_mark, end_mark = MARK if sys.stdout.isatty() else ("«", "»")
    out, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            out += [shown_part(text[at:start]), start_mark, shown_part(text[start:end]), end_mark]
            at = end
    return "".join([*out, shown_part(text[at:])])


def shown_part(text: str) -> str:
    """Return a part of a text on one line, its inner spaces kept."""
    return "".join(char if char.isprintable() else " " for char in text)


@rules.command(
    help=say(
        vi="Các luật này sẽ đánh dấu bài nào trong các bài đã lưu; số báo động mỗi ngày.",
        en="What these rules would flag among the stored articles; alerts per day.",
    )
)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--days", default=30, show_default=True, type=click.IntRange(1, 365), help=say(vi="số ngày", en="how many days")
)
@click.option("--json", "as_json", is_flag=True, help=say(vi="in dạng JSON", en="print as JSON"))
@with_places
@click.pass_obj
def backtest(app: App, paths: tuple[Path, ...], days: int, *, as_json: bool) -> None:
    """Compare what the rules say now with what was stored."""
    from rules import load  # noqa: PLC0415 - opened only when needed

    tried = load((*app.settings.rules, *paths))
    with app.open_store() as store:
        stored = tqdm(store.articles(since=now() - timedelta(days=days)), unit=" bài", file=sys.stderr, disable=None)
        lines = [_compared(app, tried, article) for article in stored]
    counts = {
        word: Counter(rule for line in lines for rule in line[word]) for word in ("flagged", "newly", "no longer")
    }
    per_day = counts["flagged"].total() / days
    if as_json:
        emit({"articles": len(lines), "days": days, "alerts_per_day": per_day, **counts})
        return
    head = [
        Words(vi="Luật", en="Rule"),
        Words(vi="Đánh dấu", en="Flagged"),
        Words(vi="Mới", en="Newly"),
        Words(vi="Thôi", en="No longer"),
    ]
    names = sorted({rule for counter in counts.values() for rule in counter})
    table(head, [(name, *(str(counts[word][name]) for word in counts)) for name in names], app.language)
    click.echo(
        app.words(
            vi=f"{len(lines)} bài trong {days} ngày; {per_day:.1f} lần đánh dấu mỗi ngày",
            en=f"{len(lines)} articles in {days} days; {per_day:.1f} flags a day",
        )
    )


def _compared(app: App, tried: RuleSet, article: Article) -> dict[str, set[str]]:
    """Return the rules that flag the article now, those that did not when it was stored, and those no longer."""
    views, where = _read(app, article.whole)
    found = tried.match(views, kind=ItemKind.ARTICLE, placed=bool(article.places), places=where)
    flagged = {match.rule for match in found}
    before = {found.rule for found in article.matches}
    return {"flagged": flagged, "newly": flagged - before, "no longer": before - flagged}
