"""``rotin rules``: check, try and explain the rules."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from tqdm import tqdm

from cli.app import App, now, say, with_places
from cli.backtest import KINDS, Compared, compare, summary
from cli.show import emit, plain, shown, table
from digest import labels
from errors import InputError, RulesError
from records import Article, ItemKind
from words import Words

if TYPE_CHECKING:
    from rules import Explanation, RuleSet
    from vietnamese import Text

NEAREST: Final = 5
"""Near-misses shown; a common word brings dozens."""

CHANGED: Final = 20
"""Articles shown of which a changed pack says something else."""

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
            click.echo(_as_json(_matched(app, line, number, ItemKind(kind))))


def _as_json(item: dict[str, object]) -> str:
    """Return the item as JSON; half a letter, which JSON may hold and UTF-8 may not, is written by its number."""
    said = json.dumps(item, ensure_ascii=False)
    try:
        said.encode()
    except UnicodeEncodeError:
        return json.dumps(item)
    return said


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


def _read(app: App, text: str, *, local: bool = False) -> tuple[Text, tuple[tuple[int, int], ...]]:
    """Return the views of ``text``, and where in them it names a place here; ``local`` sources mean those here.

    Raises:
        TypeError: ``text`` is no text.
    """
    if not isinstance(text, str):
        raise TypeError("text must be a string")
    from vietnamese import read  # noqa: PLC0415 - opened only when needed

    views = read(text)
    return views, tuple((place.start, place.end) for place in app.gazetteer.find(views, local=local))


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
        vi="Các luật này sẽ đánh dấu thêm, thôi đánh dấu bài nào trong các bài đã lưu; số báo động mỗi ngày.",
        en="What these rules would newly flag and no longer flag among the stored articles; alerts per day.",
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
    local = {source.id for source in app.sources if source.local}
    with app.open_store() as store:
        stored = tqdm(store.articles(since=now() - timedelta(days=days)), unit=" bài", file=sys.stderr, disable=None)
        told = summary([_compared(app, tried, article, local=article.source in local) for article in stored], days)
    emit(told) if as_json else _report(app, told)


def _compared(app: App, tried: RuleSet, article: Article, *, local: bool) -> Compared:
    """Match the article as the pipeline did."""
    views, where = _read(app, article.whole, local=local)
    found = tried.match(views, kind=ItemKind.ARTICLE, placed=bool(article.places), places=where)
    return compare(article, (match.rule for match in found))


def _report(app: App, told: dict[str, Any]) -> None:
    """Print the sums by rule and by day, the articles of which something changed, and the whole in a line."""
    flags = [
        Words(vi="Đánh dấu", en="Flagged"),
        Words(vi="Mới", en="Newly"),
        Words(vi="Thôi", en="No longer"),
    ]
    names = sorted({rule for kind in KINDS for rule in told[kind]})
    rows = [(name, *(str(told[kind][name]) for kind in KINDS)) for name in names]
    table([Words(vi="Luật", en="Rule"), *flags], rows, app.language)
    click.echo()
    days = [(labels.day(day, app.language), *map(str, counts.values())) for day, counts in told["by_day"].items()]
    table([Words(vi="Ngày", en="Day"), Words(vi="Bài", en="Articles"), *flags], days, app.language)
    for each in told["changed"][:CHANGED]:
        signs = [f"+{rule}" for rule in each["newly"]] + [f"-{rule}" for rule in each["no longer"]]
        click.echo(f"\n{shown(each['title'])}\n    {shown(each['url'])}\n    {' '.join(signs)}")
    if (hidden := len(told["changed"]) - CHANGED) > 0:
        app.tell(vi=f"còn {hidden} bài thay đổi; --json kể hết", en=f"{hidden} more articles changed; --json has all")
    then, per_day = f"{told['alerts_per_day_then']:.1f}", f"{told['alerts_per_day']:.1f}"
    click.echo(
        app.words(
            vi=f"{told['articles']} bài trong {told['days']} ngày; {per_day} lần đánh dấu mỗi ngày (khi lưu: {then})",
            en=f"{told['articles']} articles in {told['days']} days; {per_day} flags a day (when stored: {then})",
        )
    )
