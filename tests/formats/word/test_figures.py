"""The figures of the Word file: their pixels and their descriptions say the scores."""

from decimal import Decimal
from math import cos, pi, sin

import pytest
from PIL import Image

from assessments.models import Assessment
from assessments.thai import format_score, thai_digits
from itaportal.formats.word.build import word_bytes
from itaportal.report.document import AgencyReport
from itaportal.report.figures import COLOURS
from tests.factories import with_scores

from .wordtext import pictures, rows_of


def test_figures_are_sharp_pictures_that_say_their_numbers(report: AgencyReport, docx: bytes):
    found = pictures(docx)
    assert len(found) == 3
    for inline, image in found:
        assert int(inline.find("{*}extent").get("cx")) == 16 * 360_000  # as wide as the text, 16 cm
        assert image.width == pytest.approx(16 / 2.54 * 300, abs=1)
    overall, indicators, radar = (inline.find("{*}docPr").get("descr") for inline, _image in found)
    for tool in report.year.tools:
        assert f"{tool.code} {format_score(tool.score)}" in overall
    for line in report.year.indicators:
        assert f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name} {format_score(line.score)} คะแนน" in indicators
        assert f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name} {format_score(line.score)} คะแนน" in radar
    assert "การปฏิบัติหน้าที่ ๙๙.๐๒ คะแนน ขาดจากคะแนนเต็ม ๐.๙๘ คะแนน" in radar
    assert len({inline.find("{*}docPr").get("id") for inline, _image in found}) == 3


def stem_lengths(image: Image.Image, colour: str, least: int = 300) -> list[int]:
    """How far each line of a colour reaches, in pixels from its start, mark included, from the top down."""
    lengths, last = [], -9
    for y, found in enumerate(rows_of(image, colour)):
        if found and found[1] - found[0] > least:  # a line, no key and no mark alone
            if y > last + 1:
                lengths.append(0)
            lengths[-1] = max(lengths[-1], found[1] - found[0])
            last = y
    return lengths


def test_lines_of_the_figure_are_as_long_as_the_scores(docx: bytes):
    image = pictures(docx)[1][1]
    reach = {tool: stem_lengths(image, colour) for tool, colour in COLOURS.items()}
    assert [len(reach[tool]) for tool in ("IIT", "EIT", "OIT")] == [5, 3, 2]
    full = max(reach["IIT"])  # 100 on an axis that starts at 80; a mark is some 6 of 400 units wide on either side
    mark = full * 6 / 406
    for tool, scores in {"IIT": (99.02, 100, 100, 98.82, 100), "EIT": (98.95, 98.58, 98.58), "OIT": (90, 90)}.items():
        for length, score in zip(reach[tool], scores, strict=True):
            assert length == pytest.approx((score - 80) / 20 * (full - mark) + mark, abs=mark / 2)


def test_needle_of_the_gauge_stands_where_the_overall_lies(docx: bytes):
    image = pictures(docx)[0][1].convert("L")
    start = round(image.width * 0.3)  # the words at the left are left out
    for y in range(image.height):
        row = [image.getpixel((x, y)) for x in range(start, image.width)]
        strip = [x for x, lightness in enumerate(row) if lightness < 250]
        # Across the strip only the halo of the needle is white.
        if strip and strip[-1] - strip[0] > image.width / 2 and row[strip[0] : strip[-1]].count(255) < 20:
            break
    else:
        pytest.fail("no strip")
    needle = [x for x in strip if row[x] < 50]
    assert (sum(needle) / len(needle) - strip[0]) / (strip[-1] - strip[0]) == pytest.approx(
        (95.48 - 60) / 40, abs=0.004
    )
    assert 2 <= len(needle) <= 12


def test_marks_of_the_radar_lie_at_their_angle_and_score(docx: bytes):
    image = pictures(docx)[2][1]
    cm = 300 / 2.54
    drawing = image.crop((0, 0, round(6.8 * cm), image.height))
    rows = rows_of(drawing, COLOURS["OIT"])
    marks: list[list[tuple[float, int]]] = []
    for y, found in enumerate(rows):
        if found:
            if not rows[y - 1]:
                marks.append([])
            marks[-1].append((sum(found) / 2, y))
    (x_10, y_10), (x_9, y_9) = [
        tuple(sum(values) / len(values) for values in zip(*mark, strict=True)) for mark in marks
    ]
    # The square's half of 3.4 cm is 136 units, the ring of 100 lies at 112 of them; 90 is half way from 80 to there.
    radius = 3.4 * 112 / 136 / 2 * cm
    for number, x in ((9, x_9), (10, x_10)):
        assert x == pytest.approx(3.4 * cm + radius * sin(2 * pi * (number - 1) / 10), abs=3)
    assert y_9 - y_10 == pytest.approx(radius * (cos(2 * pi * 9 / 10) - cos(2 * pi * 8 / 10)), abs=3)


def test_marks_below_their_target_are_hollow(report: AgencyReport, reference: Assessment):
    def ends(docx: bytes) -> list[tuple[int, int, int]]:
        """The pixels inside the marks of OIT, just left of where they end."""
        image = pictures(docx)[1][1]
        rows = rows_of(image, COLOURS["OIT"])
        lines = [y for y, found in enumerate(rows) if found and found[1] - found[0] > 300]
        reach = max(rows[y][1] for y in lines)
        return [image.convert("RGB").getpixel((reach - 12, y)) for y in lines]

    full = tuple(bytes.fromhex(COLOURS["OIT"][1:]))
    assert set(ends(word_bytes(report))) == {full}
    hollow = ends(word_bytes(with_scores(reference, {}, target=Decimal("95"))))
    assert full not in hollow
