"""The radar as a picture for the Word file: drawing at the left, list at the right, as page and PDF show it."""

from functools import lru_cache

from itaportal.report.figures import LABEL_SIZE, VALUE_SIZE, RadarFigure, Row

from .canvas import PICTURE_WIDTH, TEXT, Canvas, svg_points, text_width, wrapped_lines
from .figures import HEAD, LEGEND, ROW, draw_legend, group_title, legend_height

SIDE, LIST = 6.8 / 2.54 * 72, 7.3 / 2.54 * 72  # points: the drawing's square, where the list begins
GAP = 4.0  # points between a name and what it lacks
AREA, RING = "#f3f1ec", "#b9b4a8"


@lru_cache(maxsize=16)
def radar_picture(figure: RadarFigure) -> bytes:
    """Return the figure as a PNG, `PICTURE_WIDTH` wide at 300 dots an inch."""
    room = _room_for_names(figure)
    listed = sum(ROW + 2 + sum(_height(row, room) for row in group.rows) for group in figure.groups) + ROW
    height = HEAD + max(SIDE, listed)
    canvas = Canvas(height + legend_height(figure.legend))
    _drawing(canvas, figure, (height - SIDE) / 2)
    _list(canvas, figure, HEAD + (height - HEAD - listed) / 2, room)
    draw_legend(canvas, figure.legend, height)
    return canvas.png()


def _drawing(canvas: Canvas, figure: RadarFigure, top: float) -> None:
    """Area, rings and spokes, the targets' outline, the scores' outline, marks and numbers: each over those before."""
    left_edge, upper_edge, width, _height = map(float, figure.view_box.split())
    unit = SIDE / width
    x, y = -left_edge * unit, top - upper_edge * unit

    def at(points: str) -> list[tuple[float, float]]:
        return svg_points(points, x, y, unit)

    canvas.polygon(at(figure.scores), AREA)
    for ring in figure.rings:
        canvas.polygon(at(ring.points), None, RING, (1.5 if ring is figure.rings[-1] else 0.75) * unit)
    for spoke in figure.spokes:
        (middle,), (end,) = at(f"{figure.middle},{figure.middle}"), at(f"{spoke.end_x},{spoke.end_y}")
        canvas.line(*middle, *end, RING, 0.75 * unit)
    for outline, dashes, stroke in ((figure.targets, "4 3", 1.5), (figure.scores, "none", 2)):
        corners = at(outline)
        canvas.path([*corners, corners[0]], dashes, unit, stroke * unit)
    for ring in figure.rings:
        ((right, foot),) = at(f"{ring.x},{ring.y}")
        canvas.text(right, foot, ring.label, VALUE_SIZE * unit)
    for spoke in figure.spokes:
        ((middle_x, middle_y), (start, foot)) = at(f"{spoke.mark.x},{spoke.mark.y} {spoke.label_x},{spoke.label_y}")
        canvas.mark(spoke.mark, middle_x, middle_y, unit)
        canvas.text(start, foot, spoke.number, LABEL_SIZE * unit)


def _room_for_names(figure: RadarFigure) -> float:
    """What the widest of the words at the right leaves for names."""
    values = [text_width(row.value, TEXT) for group in figure.groups for row in group.rows]
    return PICTURE_WIDTH - LIST - max(values, default=0) - GAP


def _names(row: Row, room: float) -> list[str]:
    return list(wrapped_lines(row.name, room))


def _height(row: Row, room: float) -> float:
    return len(_names(row, room)) * ROW


def _list(canvas: Canvas, figure: RadarFigure, y: float, room: float) -> None:
    for group in figure.groups:
        group_title(canvas, group, LIST, y)
        y += ROW + 2
        for row in group.rows:
            for number, name in enumerate(_names(row, room)):
                canvas.text(LIST, y + 10 + number * ROW, name)
            canvas.text(PICTURE_WIDTH, y + 10, row.value, at="r")
            y += _height(row, room)
    canvas.text(PICTURE_WIDTH, y + 10, figure.note, LEGEND, at="r")
