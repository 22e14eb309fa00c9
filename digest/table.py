"""The digest as tables: one CSV file that Excel opens right, and a workbook."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from digest import rows
from digest.cells import Cell, csv_text, workbook_text
from digest.sheets import Sheet, sheets
from records import in_zone

if TYPE_CHECKING:
    from digest.model import Digest
    from words import Language

_BOM: Final = "\ufeff"
"""Without it Excel reads UTF-8 as the machine's old code page, and Vietnamese falls apart."""

_WORKBOOK: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def to_csv(digest: Digest, language: Language) -> bytes:
    """Return one table of everything the digest tells: UTF-8 with BOM, CRLF, times as 2026-11-21 10:30."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(rows.header(language))
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows.rows(digest, language))
    return (_BOM + out.getvalue()).encode()


def to_xlsx(digest: Digest, language: Language) -> bytes:
    """Return a workbook of thirteen sheets; times are real dates in Vietnam's time, and no text is ever a formula."""
    import xlsxwriter  # noqa: PLC0415 - only who wants a workbook pays for it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _WORKBOOK) as book:
        # the only clock in the file: xlsxwriter gives its zip members a fixed one of their own
        book.set_properties({"title": f"Rõ Tin {digest.day.isoformat()}", "created": _local(digest.until)})
        styles = _styles(book)
        for sheet in sheets(digest, language):
            _fill(book.add_worksheet(sheet.name), sheet, styles)
    return out.getvalue()


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return _local(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, str):
        return csv_text(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _styles(book: Any) -> dict[str, Any]:  # noqa: ANN401 - xlsxwriter ships no types
    return {
        "header": book.add_format(
            {"bold": True, "bg_color": "#E4EDEE", "bottom": 1, "text_wrap": True, "valign": "top"}
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
    }


def _fill(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:  # noqa: ANN401 - as above
    for column, (name, width) in enumerate(zip(sheet.header, sheet.widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, name, styles["header"])
    for line, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write(page, line, column, cell, styles)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.header) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write(page: Any, line: int, column: int, cell: Cell, styles: dict[str, Any]) -> None:  # noqa: ANN401 - as above
    if isinstance(cell, datetime):
        page.write_datetime(line, column, _local(cell), styles["time"])
    elif isinstance(cell, date):
        page.write_datetime(line, column, cell, styles["day"])
    elif isinstance(cell, int):
        page.write_number(line, column, cell, styles["number"])
    elif cell:
        page.write_string(line, column, workbook_text(cell), styles["text"])


def _local(moment: datetime) -> datetime:
    """Return the moment as Vietnam's clocks show it; a spreadsheet knows no zones."""
    return in_zone(moment).replace(tzinfo=None)
