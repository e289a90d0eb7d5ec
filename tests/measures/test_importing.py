"""Measure files: steps, units and periods as staff write them, how a row finds its measure, and saving."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from assessments.importing.formats.rows import FileRefused
from assessments.importing.preview import Counts
from assessments.importing.problems import Code
from assessments.models import Assessment
from assessments.thai import fiscal_year_end, fiscal_year_start, format_period
from measures.importing import LABELS, read_measures
from measures.models import DEFAULT_MONITORING, Measure, MeasurePlan, MeasureStep
from measures.periods import PeriodError, parse_period

HEADINGS = ["หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัด", *LABELS.values()]
FIRST = "มาตรการปรับปรุงคู่มือ/แนวทางการปฏิบัติงานหรือการให้บริการ"
NAME = "การปฏิบัติหน้าที่"


def xlsx(*rows, headings=HEADINGS) -> io.BytesIO:
    book = Workbook()
    for row in [headings, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out


def line(*cells, indicator=NAME, year=2569, agency="chanuwan") -> list:
    return [agency, year, indicator, *cells]


def measures(number=1) -> list[Measure]:
    return list(Measure.objects.filter(indicator__number=number).order_by("position", "pk"))


# --- periods -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("ตลอดปี ๖๙", (2025, 10, 1), (2026, 9, 30)),
        ("ตลอดปีงบประมาณ พ.ศ. ๒๕๖๙", (2025, 10, 1), (2026, 9, 30)),
        ("ตลอดปีงบประมาณ", (2025, 10, 1), (2026, 9, 30)),
        ("ต.ค. ๖๘ – มี.ค. ๖๙", (2025, 10, 1), (2026, 3, 31)),
        ("ต.ค.68-มี.ค.69", (2025, 10, 1), (2026, 3, 31)),
        ("ตุลาคม ๒๕๖๘ ถึง กุมภาพันธ์ ๒๕๖๙", (2025, 10, 1), (2026, 2, 28)),
        ("เดือนตุลาคม - เดือนธันวาคม ๒๕๖๘", (2025, 10, 1), (2025, 12, 31)),
        ("ต.ค. – มี.ค.", (2025, 10, 1), (2026, 3, 31)),
        ("ก.พ. ๖๗", (2024, 2, 1), (2024, 2, 29)),
        ("๑๕ ม.ค. ๖๙ – ๑ ก.พ. ๖๙", (2026, 1, 15), (2026, 2, 1)),
        ("๑๕ ม.ค. ๖๙", (2026, 1, 15), (2026, 1, 15)),
        ("๑/๑๐/๒๕๖๘ – ๓๐/๙/๒๕๖๙", (2025, 10, 1), (2026, 9, 30)),
        ("ไตรมาสที่ ๑", (2025, 10, 1), (2025, 12, 31)),
        ("ไตรมาส 2", (2026, 1, 1), (2026, 3, 31)),
        ("ไตรมาสที่ ๔/๒๕๖๙", (2026, 7, 1), (2026, 9, 30)),
        ("ไตรมาส ๑–๒", (2025, 10, 1), (2026, 3, 31)),
        ("ไตรมาสที่ 1-2", (2025, 10, 1), (2026, 3, 31)),
        ("ไตรมาสที่ ๒ ถึง ๔ ปี ๒๕๖๙", (2026, 1, 1), (2026, 9, 30)),
        ("ไตรมาส ๔/๒๕๖๘ – ๑/๒๕๖๙", (2025, 7, 1), (2025, 12, 31)),
        ("ไตรมาสที่ ๓ และ ๔", (2026, 4, 1), (2026, 9, 30)),
        ("ปีงบประมาณ ๒๕๖๙", (2025, 10, 1), (2026, 9, 30)),
        ("๑ ต.ค. ๒๕๖๘", (2025, 10, 1), (2025, 10, 1)),
        ("01-10-68", (2025, 10, 1), (2025, 10, 1)),
        ("15/3/69", (2026, 3, 15), (2026, 3, 15)),
        ("2026-01-15", (2026, 1, 15), (2026, 1, 15)),
        ("01-10-68 - 30-09-69", (2025, 10, 1), (2026, 9, 30)),
        ("1/10/68-30/9/69", (2025, 10, 1), (2026, 9, 30)),
        ("๑–๑๕ ม.ค. ๖๙", (2026, 1, 1), (2026, 1, 15)),
        ("ต.ค. – มี.ค. ๖๙", (2025, 10, 1), (2026, 3, 31)),
        ("ต.ค. ๖๘ – ก.ย. ๖๙", (2025, 10, 1), (2026, 9, 30)),
        ("ตั้งแต่วันที่ ๑ ตุลาคม ๒๕๖๘ ถึงวันที่ ๓๐ กันยายน ๒๕๖๙", (2025, 10, 1), (2026, 9, 30)),
    ],
)
def test_a_period_as_officials_write_it(text, start, end):
    assert parse_period(text, 2569) == (date(*start), date(*end))


@pytest.mark.parametrize(
    "text",
    [
        "เร็ว ๆ นี้",
        "๓๑ ก.พ. ๖๙",
        "ต.ค. 2025 – มี.ค. 2026",
        "มี.ค. ๖๙ – ต.ค. ๖๘",
        "ต.ค. – พ.ย. – ธ.ค.",
        "๖๙",
        "ไตรมาสที่ ๕",
        "ม.ย. ๖๙",
        "1/10/2025",
        "1/10/25",
        "30/2/69",
        "ไตรมาสที่ ๔ – ๑",
    ],
)
def test_what_is_no_period_is_refused_with_a_reason(text):
    with pytest.raises(PeriodError, match=r"[ก-ฮ]") as caught:
        parse_period(text, 2569)
    assert caught.value.message
    assert caught.value.expected


days = st.dates(fiscal_year_start(2557), fiscal_year_end(2598))


@given(days, days)
def test_every_period_that_is_written_is_read_back(one, other):
    start, end = min(one, other), max(one, other)
    assert parse_period(format_period(start, end), 2569) == (start, end)


@given(st.integers(2557, 2598))
def test_a_whole_year_is_read_back(year):
    period = (fiscal_year_start(year), fiscal_year_end(year))
    assert parse_period(format_period(*period), 2569) == period


# --- files ---------------------------------------------------------------------------------------------------------

database = pytest.mark.django_db


@database
def test_a_new_plan_is_made_from_a_table_of_measures(reference):
    MeasurePlan.objects.all().delete()
    found = read_measures(
        xlsx(
            line("ชื่อแรก\nชื่อที่สอง", "วิเคราะห์", "๑. หนึ่ง ๒. สอง", "งานพัสดุ/ กองคลัง", "ต.ค. ๖๘ – มี.ค. ๖๙", "รายงานทุกเดือน"),
            line("อีกมาตรการ", None, "ทำ", "กองใหม่", "ตลอดปี ๖๙", DEFAULT_MONITORING),
            line("ของตัวชี้วัดสาม", None, None, None, None, None, indicator="๓. การใช้อำนาจ"),
        )
    )
    assert found.problems == ()
    assert found.counts == Counts(new=3)
    found.save(by=None)
    first, second = measures(1)
    assert first.title_lines == ["ชื่อแรก", "ชื่อที่สอง"]
    assert first.step_texts == ["หนึ่ง", "สอง"]
    assert first.unit_names == ["งานพัสดุ", "กองคลัง"]
    assert (first.period_start, first.period_end) == (date(2025, 10, 1), date(2026, 3, 31))
    assert first.own_monitoring == "รายงานทุกเดือน"
    assert (second.own_monitoring, second.unit_names) == ("", ["กองใหม่"])  # the plan's own text stays the plan's
    assert measures(3)[0].titles == "ของตัวชี้วัดสาม"
    assert len(measures(2)) == 1
    assert measures(2)[0].titles == ""


@database
def test_the_same_file_again_changes_nothing(reference):
    rows = [line("ก", "ข", "๑. ค ๒. ง", "กองคลัง", "ตลอดปี ๖๙", None), line("จ", None, None, None, None, None)]
    read_measures(xlsx(*rows)).save(by=None)
    again = read_measures(xlsx(*rows))
    assert again.counts == Counts(same=2)
    before = Measure.history.count()
    again.save(by=None)
    assert Measure.history.count() == before


@database
def test_a_row_with_the_same_titles_changes_that_measure_and_blank_cells_keep_theirs(reference):
    (stored,) = measures(1)
    found = read_measures(xlsx(line(FIRST, None, "๑. ใหม่", None, None, None)))
    (row,) = found.rows()
    assert [each.label for each in row.differences] == [LABELS["steps"]]
    found.save(by=None)
    (after,) = measures(1)
    assert (after.pk, after.step_texts, after.unit_names, after.analysis) == (
        stored.pk,
        ["ใหม่"],
        ["ทุกกอง"],
        stored.analysis,
    )
    assert MeasureStep.objects.filter(measure__indicator__number=2).count() == 2


@database
def test_a_second_row_of_an_indicator_is_a_second_measure(reference):
    read_measures(xlsx(line("เพิ่มเติม", *[None] * 5), line(FIRST, *[None] * 5))).save(by=None)
    assert [measure.titles for measure in measures(1)] == [FIRST, "เพิ่มเติม"]


@database
@pytest.mark.parametrize(
    ("row", "column"),
    [
        (line("ก", None, None, None, "เร็ว ๆ นี้", None), "H"),
        (line("ก", None, None, None, date(2568, 2, 29), None), "H"),
        (line("ก", None, None, "ก" * 200, None, None), "G"),
        (line("ก", *[None] * 5, indicator="ไม่มีตัวชี้วัดนี้"), "C"),
        (line("ก", *[None] * 5, indicator="๑๑"), "C"),
        (line("ก", *[None] * 5, indicator=None), "C"),
        (line("ก", *[None] * 5, year=2568), "B"),  # there is no assessment of FY2567
        (line("ก", *[None] * 5, year=2026), "B"),
        (line("ก", *[None] * 5, agency="ไม่มี"), "A"),
    ],
)
def test_a_wrong_cell_is_named(reference, row, column):
    found = read_measures(xlsx(row))
    assert [(problem.place.row, problem.place.column) for problem in found.problems] == [(2, column)]
    assert found.problems[0].expected
    with pytest.raises(ValueError, match="problems"):
        found.save(by=None)


@database
def test_a_name_that_is_not_its_numbers_is_named_under_the_names(reference):
    found = read_measures(xlsx(line("ก", 2), headings=["หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัด", LABELS["titles"], "ตัวชี้วัดที่"]))
    assert [(problem.place.column, problem.code) for problem in found.problems] == [("C", Code.MISMATCH)]


@database
def test_rows_without_a_measure_are_passed_over(reference):
    found = read_measures(xlsx(line("ก", *[None] * 5), line(*[None] * 6, indicator=None), line(*[None] * 6)))
    assert len(found.measures) == 1


@database
def test_a_score_template_is_told_apart(reference):
    from itaportal.exporting.workbooks import score_template

    with pytest.raises(FileRefused, match="ไม่ใช่แม่แบบ “มาตรการ”"):
        read_measures(io.BytesIO(score_template(reference.agency, 2568)))


@database
def test_the_command_saves_or_refuses_as_a_whole(reference, tmp_path, capsys):
    path = tmp_path / "measures.xlsx"
    path.write_bytes(xlsx(line("ใหม่", *[None] * 5), line("ผิด", *[None] * 5, indicator="๙๙")).getvalue())
    with pytest.raises(CommandError) as caught:
        call_command("import_measures", str(path))
    assert caught.value.returncode == 1
    assert measures(1)[0].titles == FIRST
    path.write_bytes(xlsx(line("ใหม่", *[None] * 5)).getvalue())
    call_command("import_measures", str(path), "--dry-run")
    assert "ใหม่" in capsys.readouterr().out
    assert measures(1)[0].titles == FIRST
    call_command("import_measures", str(path))
    assert measures(1)[0].titles == "ใหม่"
    assert Assessment.objects.count() == 1
