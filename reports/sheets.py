"""The same figures as a table for a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from core.sheets import harmless
from reports.measures import Part
from reports.programme import Programme, Row


def _sheet(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")  # so that spreadsheets read accents
    writer = csv.writer(response)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return response


def outcomes_sheet(name: str, parts: Sequence[Part]) -> HttpResponse:
    rows: list[Sequence[object]] = [("Part", "Item", "How many", "Of", "Unit", "Share", "Mean", "Note")]
    for part in parts:
        for line in part.lines:
            counted = (line.share.amount, line.share.of, line.unit, str(line.share)) if line.share else ("", "", "", "")
            mean = "" if line.mean is None else line.mean
            rows.append((part.title, line.label, *counted, mean, line.note or line.example))
        rows += [(part.title, text, "", "", "", "", "", part.texts_title) for text in part.texts]
    return _sheet(name, rows)


def programme_sheet(name: str, found: Programme) -> HttpResponse:
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
    return _sheet(name, rows)
