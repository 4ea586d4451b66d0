#!/usr/bin/env python3
"""Draw the certificate's frame and seal: `uv run bin/build_certificate_art.py`.

Both are our own guilloche work, the interlaced lines of banknotes: sine waves along the frame, circles in the seal.
Sizes are in points; the page is US Letter, landscape. The frame is also written as PDF operators, since a page takes
half the time when its thousand curves need not be read from SVG again.
"""

from dataclasses import dataclass
from math import cos, pi, sin
from pathlib import Path

ART = Path(__file__).resolve().parent.parent / "credits" / "certificates" / "art"
WIDTH, HEIGHT = 792.0, 612.0
STONE, RED, PAPER = "#9a8a70", "#be0000", "#ffffff"
BAND = 30.0  # from the edge of the paper to the middle of the band
AMPLITUDE = 4.6
CORNER = 13.0
HAIRLINE = 0.3
Point = tuple[float, float]
# A quarter of a sine wave as one cubic curve, for a wave of amplitude 1 and length 2π.
QUARTER: tuple[Point, ...] = ((0.512286623, 0.512286623), (1.002313686, 1.0), (pi / 2, 1.0))
# How far the handles of a quarter circle reach.
ROUND = 0.5522847498


@dataclass(frozen=True)
class Line:
    """Cubic curves from the first point on, three points each, drawn in one stroke. A circle knows middle and radius."""

    points: tuple[Point, ...]
    width: float = HAIRLINE
    ground: str = ""
    circle: tuple[float, float, float] | None = None


def quarter(start: float, step: float, direction: int, rising: bool) -> list[Point]:
    """The three points of one quarter wave that begins at `start`: away from the axis, or back to it."""
    if rising:
        return [(start + x / (pi / 2) * step, direction * y) for x, y in QUARTER]
    backwards = [*reversed(QUARTER[:2]), (0.0, 0.0)]
    return [(start + (1 - x / (pi / 2)) * step, direction * y) for x, y in backwards]


def wave(length: float, periods: int, phase: int, amplitude: float) -> list[Point]:
    """Points of cubic curves along the x axis; `phase` counts quarter waves."""
    step = length / (periods * 4)
    points = [(0.0, (0, 1, 0, -1)[phase % 4] * amplitude)]
    for place in range(periods * 4):
        turn = (place + phase) % 4
        direction = 1 if turn < 2 else -1
        points += [(x, y * amplitude) for x, y in quarter(place * step, step, direction, rising=turn % 2 == 0)]
    return points


def side(length: float, *, across: float, along: float, upright: bool) -> list[Line]:
    periods = round(length / 30)
    strands = [
        wave(length, periods, phase, amplitude) for phase in range(4) for amplitude in (AMPLITUDE, AMPLITUDE * 0.5)
    ]
    return [
        Line(tuple((across + y, along + x) if upright else (along + x, across + y) for x, y in strand))
        for strand in strands
    ]


def circle(x: float, y: float, radius: float, width: float = HAIRLINE, ground: str = "") -> Line:
    k = radius * ROUND
    return Line(
        (
            (x + radius, y), (x + radius, y + k), (x + k, y + radius), (x, y + radius),
            (x - k, y + radius), (x - radius, y + k), (x - radius, y),
            (x - radius, y - k), (x - k, y - radius), (x, y - radius),
            (x + k, y - radius), (x + radius, y - k), (x + radius, y),
        ),
        width,
        ground,
        (x, y, radius),
    )  # fmt: skip


def turns(count: int) -> list[float]:
    return [2 * pi * place / count for place in range(count)]


def ring(x: float, y: float, distance: float, radius: float, count: int) -> list[Line]:
    """Circles around a middle."""
    return [circle(x + distance * cos(turn), y + distance * sin(turn), radius) for turn in turns(count)]


def box(inset: float, width: float) -> Line:
    corners = [(inset, inset), (WIDTH - inset, inset), (WIDTH - inset, HEIGHT - inset), (inset, HEIGHT - inset)]
    points = [corners[0]]
    for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
        points += [start, end, end]
    return Line(tuple(points), width)


def corner(x: float, y: float) -> list[Line]:
    radius = (CORNER - 1.5) / 2
    return [
        circle(x, y, CORNER, ground=PAPER),
        *ring(x, y, radius, radius, 12),
        circle(x, y, CORNER - 3.4, width=0.5),
    ]


def frame() -> list[Line]:
    across, along = WIDTH - 2 * BAND, HEIGHT - 2 * BAND
    return [
        box(BAND - 7, 0.9),
        box(BAND + 7, 0.5),
        box(BAND + 9.5, 0.25),
        *side(across, across=BAND, along=BAND, upright=False),
        *side(across, across=HEIGHT - BAND, along=BAND, upright=False),
        *side(along, across=BAND, along=BAND, upright=True),
        *side(along, across=WIDTH - BAND, along=BAND, upright=True),
        *(line for x in (BAND, WIDTH - BAND) for y in (BAND, HEIGHT - BAND) for line in corner(x, y)),
    ]


def seal(middle: float) -> list[Line]:
    return [
        circle(middle, middle, 40.5, width=0.5),
        circle(middle, middle, 38.6, width=1.1),
        *ring(middle, middle, 24, 12.9, 48),
        circle(middle, middle, 11.1, width=0.9),
        *ring(middle, middle, 5.0, 5.0, 16),
    ]


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def svg(lines: list[Line], width: float, height: float, ink: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}pt" height="{number(height)}pt" '
        f'viewBox="0 0 {number(width)} {number(height)}"><g fill="none" stroke="{ink}">'
        f"{''.join(map(element, lines))}</g></svg>\n"
    )


def element(line: Line) -> str:
    """A circle as such: it is read much quicker than a path."""
    if line.circle:
        x, y, radius = map(number, line.circle)
        shape = f'circle cx="{x}" cy="{y}" r="{radius}"'
    else:
        shape = f'path d="M{pair(line.points[0])}C{" ".join(map(pair, line.points[1:]))}"'
    ground = f' fill="{line.ground}"' if line.ground else ""
    return f'<{shape} stroke-width="{line.width}"{ground}/>'


def pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def operators(lines: list[Line], ink: str) -> str:
    """The same lines as the content of a PDF form."""
    written = [f"{colour(ink)} RG", f"{colour(PAPER)} rg"]
    for line in lines:
        curves = [line.points[start : start + 3] for start in range(1, len(line.points), 3)]
        written += [f"{line.width} w", f"{pair(line.points[0])} m"]
        written += [f"{' '.join(map(pair, curve))} c" for curve in curves]
        written.append("B" if line.ground else "S")
    return "\n".join(written) + "\n"


def colour(hexadecimal: str) -> str:
    return " ".join(number(int(hexadecimal[place : place + 2], 16) / 255) for place in (1, 3, 5))


if __name__ == "__main__":
    ART.mkdir(parents=True, exist_ok=True)
    (ART / "frame.pdfops").write_text(operators(frame(), STONE))
    (ART / "seal.svg").write_text(svg(seal(42), 84, 84, RED))
