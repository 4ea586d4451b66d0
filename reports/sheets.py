"""The same figures as a table for a spreadsheet."""

from collections.abc import Sequence

from django.http import StreamingHttpResponse

from core.sheets import csv_response
from reports.measures import Part
from reports.programme import Programme, Row


def outcomes_sheet(name: str, parts: Sequence[Part]) -> StreamingHttpResponse:
    rows: list[Sequence[object]] = [("Part", "Item", "How many", "Of", "Unit", "Share", "Mean", "Note")]
    for part in parts:
        for line in part.lines:
            counted = (line.share.amount, line.share.of, line.unit, str(line.share)) if line.share else ("", "", "", "")
            mean = "" if line.mean is None else line.mean
            rows.append((part.title, line.label, *counted, mean, line.note or line.example))
        rows += [(part.title, text, "", "", "", "", "", part.texts_title) for text in part.texts]
    return csv_response(rows, name=name)


def programme_sheet(name: str, found: Programme) -> StreamingHttpResponse:
    head = (
        "By",
        "",
        "Activities",
        "Took part",
        "Evaluated",
        "Response",
        "Will change",
        "Agree (4 or 5)",
        "Commitments",
        "Carried out, at least in part",
    )
    groups: list[tuple[str, list[Row]]] = [
        ("All", [found.total]),
        ("Year", found.by_year),
        ("Area", found.by_area),
        ("Format", found.by_format),
        ("Department", found.by_department),
    ]
    rows: list[Sequence[object]] = [head]
    rows += [
        (
            by,
            row.label,
            row.activities,
            row.took_part,
            row.answered,
            str(row.response),
            str(row.intend),
            str(row.top),
            row.commitments,
            str(row.done),
        )
        for by, group in groups
        for row in group
    ]
    return csv_response(rows, name=name)
