"""Whether a face puts a combining mark where it belongs.

A face may have both a letter and an accent and yet no anchor between them: the accent is then drawn beside the
letter, or through the next one. So for letters with loose marks, as Navajo “ą́” has them, the anchors are read (CRT-5).
"""

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

MARK_TO_BASE, MARK_TO_MARK, EXTENSION = 4, 6, 9
# Glyphs that carry marks, and the marks that each of them may carry.
Anchors = dict[str, set[str]]


def attaches(path: Path, cluster: str) -> bool:
    """Whether each mark of `cluster` has an anchor on the letter before it, or on the mark before it."""
    cmap, anchors = anchors_of(path)
    glyphs = [cmap[ord(character)] for character in cluster]
    return all(
        mark in anchors.get(glyphs[0], ()) or mark in anchors.get(before, ()) for before, mark in pairwise(glyphs)
    )


@cache
def anchors_of(path: Path) -> tuple[dict[int, str], Anchors]:
    font = TTFont(path)
    anchors: Anchors = {}
    for table in attaching_tables(font):
        marks = marks_by_class(table)
        for carrier, record in carriers(table):
            for place, anchor in enumerate(record):
                if anchor is not None:
                    anchors.setdefault(carrier, set()).update(marks.get(place, ()))
    return font.getBestCmap(), anchors


def attaching_tables(font: TTFont) -> list[Any]:
    tables = [table for lookup in font["GPOS"].table.LookupList.Lookup for table in lookup.SubTable]
    plain = [table.ExtSubTable if table.LookupType == EXTENSION else table for table in tables]
    return [table for table in plain if table.LookupType in (MARK_TO_BASE, MARK_TO_MARK)]


def marks_by_class(table: Any) -> dict[int, set[str]]:
    coverage, array = (
        (table.MarkCoverage, table.MarkArray)
        if table.LookupType == MARK_TO_BASE
        else (table.Mark1Coverage, table.Mark1Array)
    )
    marks: dict[int, set[str]] = {}
    for glyph, record in zip(coverage.glyphs, array.MarkRecord, strict=True):
        marks.setdefault(record.Class, set()).add(glyph)
    return marks


def carriers(table: Any) -> list[tuple[str, list[Any]]]:
    if table.LookupType == MARK_TO_BASE:
        records = [record.BaseAnchor for record in table.BaseArray.BaseRecord]
        return list(zip(table.BaseCoverage.glyphs, records, strict=True))
    records = [record.Mark2Anchor for record in table.Mark2Array.Mark2Record]
    return list(zip(table.Mark2Coverage.glyphs, records, strict=True))
