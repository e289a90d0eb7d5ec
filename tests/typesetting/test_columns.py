"""The columns of the measures' table are as wide as names of units and dates ask, in page, PDF and Word alike."""

import re
import subprocess
import time
import unicodedata
from dataclasses import replace
from functools import cache

import pytest

from assessments.models import Assessment
from itaportal.formats.word.build import word_bytes
from itaportal.report.blocks import MeasureTable
from itaportal.report.document import AgencyReport
from itaportal.report.narrative import build_document
from itaportal.typesetting import columns, pieces
from itaportal.typesetting.columns import Columns
from tests.factories import report_of

from ..formats.pdf import renderedlines
from ..formats.pdf.wholereport import Whole
from ..formats.word.wordtext import TWIPS, W, as_pdf, tables, text_of

# Divisions of the agencies that write such reports: local bodies of every kind, provinces' and ministries' offices.
UNITS = (
    *("สำนักปลัด", "สำนักปลัดเทศบาล", "สำนักงานปลัด", "กองคลัง", "กองช่าง", "กองการศึกษา", "กองสวัสดิการสังคม", "กองการประปา"),
    *("กองวิชาการและแผนงาน", "กองส่งเสริมการเกษตร"),
    *("กองการเจ้าหน้าที่", "กองพัสดุและทรัพย์สิน", "หน่วยตรวจสอบภายใน", "สำนักช่าง", "สำนักคลัง"),
    *("สำนักงานเลขานุการกรม", "กลุ่มตรวจสอบภายใน"),
    "ทุกส่วนราชการ",
)
# Longer than the widest column, with the places where a reader would break them.
LONGER = (
    "กองสาธารณสุข|และสิ่งแวดล้อม",
    "กองยุทธศาสตร์|และงบประมาณ",
    "สำนักสาธารณสุข|และสิ่งแวดล้อม",
    "กองการท่องเที่ยว|และกีฬา",
    "สำนักปลัด|องค์การบริหารส่วนตำบล",
    "กองการศึกษา |ศาสนาและวัฒนธรรม",
    "กองป้องกัน|และบรรเทาสาธารณภัย",
    "กองสารสนเทศภาษี|และทะเบียนทรัพย์สิน",
)
# As long, broken between terms in the PDF; Word breaks them as it will.
BY_TERMS = ("กลุ่มงาน|คุ้มครองจริยธรรม", "กองบริหาร|ทรัพยากรบุคคล", "ศูนย์|เทคโนโลยีสารสนเทศ|และการสื่อสาร")
PERIODS = ("ตลอดปี ๖๙", "ต.ค. ๖๘ – มิ.ย. ๖๙", "๑๕ พ.ย. ๖๘ – ๓๐ มิ.ย. ๖๙")
DATES = ("ตลอดปี ๖๙", "ต.ค. ๖๘", "มิ.ย. ๖๙", "๑๕ พ.ย. ๖๘", "๓๐ มิ.ย. ๖๙")


def with_units(report: AgencyReport, names: tuple[str, ...], periods: tuple[str, ...] = ()) -> AgencyReport:
    """The report with these units spread over its measures, three to each, and the periods in turn."""
    assert report.plan
    periods = periods or (report.plan.measures[0].period,)
    threes = [names[start : start + 3] for start in range(0, len(names), 3)]
    measures = [
        replace(report.plan.measures[place % len(report.plan.measures)], pk=place, units=units)
        for place, units in enumerate(threes, start=1)
    ]
    measures = [replace(measure, period=periods[place % len(periods)]) for place, measure in enumerate(measures)]
    return replace(report, plan=replace(report.plan, measures=tuple(measures)))


SAMPLES = {
    "all that fit": (UNITS, ()),
    "longer ones": (tuple(name.replace("|", "") for name in LONGER), ()),
    "by terms": (tuple(name.replace("|", "") for name in BY_TERMS), ()),
    "with dates": (UNITS, PERIODS),
    "short": (("กองคลัง", "สำนักปลัดเทศบาล", "กองสวัสดิการสังคม"), ("ตลอดปี ๖๙",)),
}
_MADE: dict[str, Whole] = {}


@pytest.fixture(params=SAMPLES)
def whole(request, reference: Assessment) -> Whole:
    if request.param not in _MADE:
        _MADE[request.param] = Whole(with_units(report_of(reference), *SAMPLES[request.param]))
    return _MADE[request.param]


def table_of(report: AgencyReport) -> MeasureTable:
    """The measures' table of a report."""
    blocks = build_document(report).sections[-1].blocks
    return next(block for block in blocks if isinstance(block, MeasureTable))


def lines_of(whole: Whole, name: str) -> list[list[str]]:
    """The lines of each cell or paragraph of the pages that says just this."""
    found = [paragraph for paragraph in whole.paragraphs if paragraph.text.strip() == name]
    return [[renderedlines.MARKS.sub("", line).strip() for line in paragraph.lines] for paragraph in found]


# --- PDF ------------------------------------------------------------------------------------------------------------


@pytest.mark.pdf
@pytest.mark.parametrize("sample", ["all that fit", "short"])
def test_every_unit_that_fits_the_widest_column_stands_on_one_line(reference: Assessment, sample: str):
    whole = Whole(with_units(report_of(reference), *SAMPLES[sample]))
    names = SAMPLES[sample][0]
    assert {name: lines_of(whole, name) for name in names} == {name: [[name]] for name in names}


@pytest.mark.pdf
def test_longer_units_are_broken_where_a_reader_would(reference: Assessment):
    whole = Whole(with_units(report_of(reference), (*SAMPLES["longer ones"][0], *SAMPLES["by terms"][0])))
    for name in (*LONGER, *BY_TERMS):
        assert lines_of(whole, name.replace("|", "")) == [[part.strip() for part in name.split("|")]]


@pytest.mark.pdf
def test_dates_stand_on_one_line_beside_long_names(reference: Assessment):
    whole = Whole(with_units(report_of(reference), *SAMPLES["with dates"]))
    for period in PERIODS:
        for lines in lines_of(whole, period):
            held = [date for date in DATES if date in period]
            assert [date for date in held if not any(date in line for line in lines)] == [], lines


@pytest.mark.pdf
def test_lines_are_right_at_every_width(whole: Whole):
    assert [text for page in whole.pages for text in renderedlines.sticking_out(page)] == []
    for wrong in (renderedlines.broken_words, renderedlines.broken_syllables):
        assert [found for paragraph in whole.paragraphs for found in wrong(paragraph)] == []
    names = build_document(whole.report).names
    assert [found for paragraph in whole.paragraphs for found in renderedlines.broken_terms(paragraph, names)] == []


@pytest.mark.pdf
def test_the_columns_are_laid_out_as_they_were_counted(whole: Whole):
    """What the stylesheet makes of the table's classes is what the numbers of letters were worked out from."""
    made = table_of(whole.report).columns
    rows = [row for page in whole.pages for row in renderedlines.rows_of(page) if len(row.children) == 7]
    assert rows
    for row in rows:
        widths = [cell.border_width() / 96 * 2.54 for cell in row.children]
        assert widths == pytest.approx(made.pdf_widths, abs=0.03)
    assert sum(made.pdf_widths) == pytest.approx(25.7)


def test_the_reference_report_keeps_its_columns(reference: Assessment):
    made = table_of(report_of(reference)).columns
    assert made == Columns(units=0, periods=0)
    assert made.pdf_widths == pytest.approx((3.7, 3.5, 4.3, 5.8, 3.1, 2.2, 3.1))
    assert made.fits == (17, 15, 18, 23, 12, 8, 12)


LAYOUTS = [Columns(units, periods) for units in range(2) for periods in range(2)]


@pytest.mark.parametrize("made", LAYOUTS, ids=str)
def test_no_column_becomes_too_narrow_to_be_read(made: Columns):
    for widths in (made.pdf_widths, made.word_widths):
        assert sum(widths) == pytest.approx(25.7)
        assert min(widths[:4]) >= 2.85
    assert min(made.fits[:4]) >= 12


def test_the_steps_column_is_the_widest_whatever_the_units_ask():
    usual = Columns(0, 0)
    for made in LAYOUTS:
        for widths, before in ((made.pdf_widths, usual.pdf_widths), (made.word_widths, usual.word_widths)):
            assert max(widths) == widths[3] == before[3]


# --- What is measured -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["การยื่นคำขออนุญาตก่อสร้าง", "คณะอนุกรรมการอำนวยการ", "การขึ้นทะเบียนผู้ขออนุญาต"])
@pytest.mark.parametrize("made", [Columns(units, periods) for units in (0, 1) for periods in (0, 1)])
def test_what_is_held_together_in_a_narrowed_column_has_room(made: Columns, text: str):
    """Words of wide letters: what is held and does not fit is cut anywhere, inside a word too."""
    for width, fit in [*zip(made.pdf_widths, made.fits, strict=True)][1:3]:
        found = pieces.unbroken_pieces(text, fit)
        assert "".join(found) == text
        assert [piece for piece in found if columns.width_in_table(piece) > width - columns.PDF_PADDING] == []


def test_widths_come_from_the_font():
    """10.5 points of Sarabun: a metre stick of ten thousand letters agrees with its table of advances."""
    assert columns.width_in_table("กองคลัง") == pytest.approx(1.21, abs=0.01)
    assert columns.width_in_table("กี่") == columns.width_in_table("ก")  # marks above and below take no room
    assert columns.width_in_table("กองคลัง" * 10) == pytest.approx(10 * columns.width_in_table("กองคลัง"))


def test_the_narrowest_column_that_fits_is_taken():
    assert columns.fitted_columns(["กองคลัง"], ["ตลอดปี ๖๙"]) == Columns(0, 0)
    assert columns.fitted_columns(["กองสวัสดิการสังคม", "กองคลัง"], ["ตลอดปี ๖๙"]) == Columns(1, 0)
    assert columns.fitted_columns(["กองสาธารณสุขและสิ่งแวดล้อม"], ["ตลอดปี ๖๙"]) == Columns(0, 0)  # in two lines
    assert columns.fitted_columns(["สำนักปลัดองค์การบริหารส่วนตำบล"], ["ตลอดปี ๖๙"]) == Columns(1, 0)
    assert columns.fitted_columns(["กองคลัง"], ["ต.ค. ๖๘ – มิ.ย. ๖๙"]) == Columns(0, 0)
    assert columns.fitted_columns(["กองคลัง"], ["๑๕ พ.ย. ๖๘ – ๓๐ มิ.ย. ๖๙"]) == Columns(0, 1)
    assert columns.fitted_columns([], []) == Columns(0, 0)
    assert columns.fitted_columns(["ก" * 5000, "a\nb"], ["๑" * 5000, "\n"]) == Columns(0, 0)


def test_measuring_costs_next_to_nothing(reference: Assessment):
    table = table_of(with_units(report_of(reference), UNITS, PERIODS))
    units, periods = [name for row in table.rows for name in row.units], [row.period for row in table.rows]
    columns.fitted_columns(units, periods)  # reads the font and the words
    columns.width_in_table.cache_clear()
    start = time.perf_counter()
    columns.fitted_columns(units, periods)
    assert time.perf_counter() - start < 0.02  # about 1 ms; a shared machine may be ten times as slow


# --- Word -------------------------------------------------------------------------------------------------------------


@cache
def _word(report: AgencyReport) -> bytes:
    return word_bytes(report)


def test_words_columns_are_as_wide_as_the_names_ask(whole: Whole):
    made = table_of(whole.report).columns
    table = tables(_word(whole.report))[1]
    grid = [int(column.get(f"{W}w")) / TWIPS for column in table.iter(f"{W}gridCol")]
    assert grid == pytest.approx(made.word_widths, abs=0.01)
    for row in table.iter(f"{W}tr"):
        cells = [int(cell.get(f"{W}w")) / TWIPS for cell in row.iter(f"{W}tcW")]
        assert cells == pytest.approx(grid)
    padding = 2 * 90 / TWIPS
    for name in {name for measure in whole.report.plan.measures for name in measure.units}:
        if columns.width_in_table(name) <= columns.UNIT_ROOMS[made.units]:
            assert columns.width_in_table(name) * 1.02 + padding < grid[4], name


@pytest.mark.office
@pytest.mark.parametrize("sample", ["all that fit", "short"])
def test_libreoffice_sets_every_unit_on_one_line(reference: Assessment, sample: str):
    report = with_units(report_of(reference), *SAMPLES[sample])
    found = _lines_by_pdftotext(as_pdf(word_bytes(report)))
    assert [name for name in SAMPLES[sample][0] if not any(_bare(name) in line for line in found)] == []


@pytest.mark.office
def test_in_word_longer_units_are_broken_where_a_reader_would(reference: Assessment):
    table = tables(word_bytes(with_units(report_of(reference), *SAMPLES["longer ones"])))[1]
    names = [text_of(paragraph) for row in list(table.iter(f"{W}tr"))[1:] for paragraph in row[5].iter(f"{W}p")]
    assert names == ["\n".join(part.strip() for part in name.split("|")) for name in LONGER]


def test_words_headings_and_indicators_break_between_words(whole: Whole):
    table = tables(_word(whole.report))[1]
    rows = [[text_of(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
    assert rows[0][5].split("\n") in (["ระยะเวลา", "ดำเนินการ"], ["ระยะเวลาดำเนินการ"])
    assert "๒. การใช้\nงบประมาณ" in {row[0] for row in rows}
    made = table_of(whole.report).columns
    bold = [(0, row[0]) for row in rows[1:]] + list(enumerate(rows[0]))
    for column, text in bold:
        for line in text.split("\n"):
            assert columns.width_in_table(line, bold=True) + 0.31 < made.word_widths[column], line


def _lines_by_pdftotext(pdf: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return [_bare(line) for line in done.stdout.decode().splitlines()]


def _bare(text: str) -> str:
    """Letters alone: where the marks over and under them are written differs from one PDF maker to the next."""
    return "".join(char for char in re.sub(r"\s|ำ|า", "", text) if unicodedata.category(char) not in ("Mn", "Cf"))
