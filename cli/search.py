"""``rotin search``: the stored articles that hold the words asked for."""

from __future__ import annotations

import click

from cli.app import App, say, with_places
from cli.show import emit, moment, table
from errors import UsageError
from words import Words


@click.command(
    help=say(
        vi='Tìm các bài đã lưu chứa mọi từ đã nêu; có dấu hay không đều được; "…" là cụm từ.',
        en='Find stored articles that hold every word given; marks do not matter; "…" is a phrase.',
    )
)
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help=say(vi="số bài", en="how many")
)
@click.option("--json", "as_json", is_flag=True, help=say(vi="mỗi dòng một JSON", en="one JSON object a line"))
@with_places
@click.pass_obj
def search(app: App, query: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Show what the store finds, best first."""
    if not any(char.isalnum() for word in query for char in word):
        raise UsageError(Words(vi="hãy nêu ít nhất một từ để tìm", en="name at least one word to look for"))
    with app.open_store(create=False) as store:
        found = store.search(" ".join(query), limit=limit)
    if as_json:
        for article in found:
            emit(article)
        return
    head = [Words(vi="Đăng", en="Published"), Words(vi="Nguồn", en="Source"), Words(vi="Tiêu đề", en="Title")]
    head.append(Words(vi="Liên kết", en="Link"))
    rows = [(moment(a.published), a.source, a.title, a.url) for a in found]
    table(head, rows, app.language)
    app.tell(vi=f"{len(found)} bài", en=f"{len(found)} articles")
