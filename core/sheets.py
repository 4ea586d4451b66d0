"""Tables to take away, for spreadsheet programs."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

BYTE_ORDER_MARK = "\ufeff"  # tells Excel that it is UTF-8
# Also as East Asian keyboards write them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Nothing to see, and no spreadsheet is known to stop at it.
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff \xa0"


def csv_response(rows: Iterable[Iterable[object]], *, name: str) -> StreamingHttpResponse:
    """`rows`, headings first, sent as they are read; `name` is the file's, without its ending.

    What people typed comes as text: it must not become a formula in somebody's spreadsheet.
    """
    return StreamingHttpResponse(
        _lines(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(cell: object) -> object:
    """What somebody typed, so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(UNSEEN).startswith(FORMULA_STARTS) else cell


class _Echo:
    """A file that hands every row on instead of keeping it."""

    def write(self, row: str) -> str:
        return row
