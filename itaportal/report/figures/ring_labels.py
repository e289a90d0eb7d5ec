"""Where the values of a radar's rings are written, so that no line runs through them.

A value stands between two spokes, just outside its ring or else just inside. All values of a radar stand between the
same two spokes where that can be; the first two that have room are taken, from the top clockwise and counter-clockwise
in turn. Pure geometry, in the units of the drawing.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, hypot, pi, sin

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom

HEIGHT = 8.0  # of the digits
_FREE = 1.5  # that stay free on all sides
_MARK = 6.0  # how far a mark reaches from its middle
_AWAY = (7.0, 8.5, 10.0, -7.5, -9.0)  # from the ring to the middle of its value, outwards: the best first


def places(radii: Sequence[float], outlines: Sequence[Sequence[Point]], middle: float, width: float) -> list[Point]:
    """Return the left end and the foot of the value of each ring, whose corners lie `radii` from the `middle`.

    `outlines` are closed lines with a corner on each spoke; the last of them has marks at its corners. A value is
    `width` wide.
    """
    spokes = len(outlines[0])
    sectors = [step // 2 if step % 2 == 0 else -1 - step // 2 for step in range(spokes)]
    for sector in sectors:
        found: list[Point] = []
        for radius in radii:
            if place := _place(radius, radii, sector, outlines, middle, width, found):
                found.append(place)
        if len(found) == len(radii):
            return found
    found = []
    for radius in radii:
        free = (_place(radius, radii, sector, outlines, middle, width, found) for sector in sectors)
        found.append(next(filter(None, free), None) or _corner(_centre(radius, _AWAY[0], 0, spokes, middle), width))
    return found


def _place(
    radius: float,
    radii: Sequence[float],
    sector: int,
    outlines: Sequence[Sequence[Point]],
    middle: float,
    width: float,
    taken: Sequence[Point],
) -> Point | None:
    """Where the value has room between the two spokes, and a line of its own; None where it has none."""
    spokes = len(outlines[0])
    first, second = sector % spokes, (sector + 1) % spokes
    lines = [(outline[first], outline[second]) for outline in outlines]
    lines += [(_on_spoke(ring, first, spokes, middle), _on_spoke(ring, second, spokes, middle)) for ring in radii]
    lines += [((middle, middle), _on_spoke(2 * middle, spoke, spokes, middle)) for spoke in (first, second)]
    marks = [outlines[-1][first], outlines[-1][second]]
    for away in _AWAY:
        x, y = _centre(radius, away, sector, spokes, middle)
        box = (x - width / 2 - _FREE, y - HEIGHT / 2 - _FREE, x + width / 2 + _FREE, y + HEIGHT / 2 + _FREE)
        alone = all(abs(foot - y - HEIGHT / 2) > HEIGHT for _left, foot in taken)
        if alone and not any(_meets(box, *line) for line in lines) and not any(_near(box, mark) for mark in marks):
            return _corner((x, y), width)
    return None


def _on_spoke(radius: float, spoke: int, spokes: int, middle: float) -> Point:
    turn = 2 * pi * spoke / spokes
    return middle + radius * sin(turn), middle - radius * cos(turn)


def _centre(radius: float, away: float, sector: int, spokes: int, middle: float) -> Point:
    """A point `away` from the ring's line, halfway between the two spokes."""
    return _on_spoke(radius * cos(pi / spokes) + away, 2 * sector + 1, 2 * spokes, middle)


def _corner(centre: Point, width: float) -> Point:
    return centre[0] - width / 2, centre[1] + HEIGHT / 2


def _near(box: Box, mark: Point) -> bool:
    across = max(box[0] - mark[0], 0, mark[0] - box[2])
    down = max(box[1] - mark[1], 0, mark[1] - box[3])
    return hypot(across, down) < _MARK


def _meets(box: Box, start: Point, end: Point) -> bool:
    """Whether a line runs through the box: the part of it that lies inside all four sides is not empty."""
    first, last = 0.0, 1.0
    for step, room in _sides(box, start, end):
        if step == 0:
            if room < 0:
                return False
        elif step > 0:
            last = min(last, room / step)
        else:
            first = max(first, room / step)
    return first <= last


def _sides(box: Box, start: Point, end: Point) -> Iterator[tuple[float, float]]:
    for axis in (0, 1):
        step = end[axis] - start[axis]
        yield -step, start[axis] - box[axis]
        yield step, box[axis + 2] - start[axis]


def points(written: str) -> list[Point]:
    """The corners of an outline as SVG writes them."""
    numbers = [float(number) for pair in written.split() for number in pair.split(",")]
    return list(pairwise(numbers))[::2]
