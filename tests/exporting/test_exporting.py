"""Export and templates: what goes out comes in again, text stays text, and a template makes the reference report."""

import csv
import io
import json
import re
from datetime import date

import pytest
import time_machine
from django.conf import settings as django_settings
from openpyxl import load_workbook

from assessments.bulk import Field, YearEntry, save_years
from assessments.importing.cells import matching_form
from assessments.importing.formats.rows import FileRefused
from assessments.importing.preview import Counts
from assessments.importing.schemes import Schemes
from assessments.importing.score_columns import Headings
from assessments.importing.scores import read_scores
from assessments.importing.tables import TEMPLATE_VERSION, stamp
from assessments.models import Agency, Assessment, Criteria, Indicator, IndicatorScore
from assessments.sample_country import make_country
from itaportal.exporting import tables, workbooks
from measures import actions as measure_actions
from measures.actions import EvidenceEntry, ProgressEntry
from measures.enums import MeasureStatus
from measures.importing import read_measures
from measures.models import Measure, MeasurePlan

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://example.invalid","x")'


def joined(chunks) -> bytes:
    return b"".join(chunks)


@pytest.fixture
def everything(reference):
    """The reference agency and a small made-up country, with texts that look like formulas."""
    make_country(agencies=6, years=9, seed=3, by=None)
    IndicatorScore.objects.filter(assessment=reference, indicator__number=1).update(analysis=FORMULA)
    measure = Measure.objects.get(indicator__number=1)
    measure.titles, measure.analysis = "-1 คะแนน", "@ผู้บริหาร\nบรรทัดที่สอง"
    measure_actions.save_measure(measure=measure, steps=["+เพิ่ม", "ทำ"], units=[], by=None)
    return Assessment.objects.all()


# --- round trips ---------------------------------------------------------------------------------------------------


def test_the_workbook_imports_as_nothing_changed(everything):
    data = workbooks.export_workbook(everything)
    scores, measures = read_scores(io.BytesIO(data)), read_measures(io.BytesIO(data))
    assert scores.problems == measures.problems == ()
    assert book_sheets(data) == ["ผลการประเมิน", "คะแนนตัวชี้วัด", "มาตรการ", "ความก้าวหน้า"]
    assert scores.counts == Counts(same=everything.count())
    assert measures.counts == Counts(same=10)


@pytest.mark.parametrize("kind", ["results", "scores"])
def test_score_tables_as_csv_import_as_nothing_changed(everything, kind):
    found = read_scores(io.BytesIO(joined(tables.csv_chunks(tables.KINDS[kind], everything))))
    assert found.problems == ()
    assert (found.counts.new, found.counts.changed) == (0, 0)
    assert found.counts.same >= 40


def test_measures_as_csv_import_as_nothing_changed(everything):
    found = read_measures(io.BytesIO(joined(tables.csv_chunks(tables.MEASURES, everything))))
    assert found.problems == ()
    assert found.counts == Counts(same=10)


def test_what_was_exported_rebuilds_an_empty_database(everything):
    results = joined(tables.csv_chunks(tables.RESULTS, everything))
    scores = joined(tables.csv_chunks(tables.SCORES, everything))
    before = list(
        everything.order_by("agency__slug", "fiscal_year").values_list(
            "agency__slug", "fiscal_year", "result_overall", "result_level", "eit_part_1"
        )
    )
    MeasurePlan.objects.all().delete()
    Assessment.objects.all().delete()
    for data in (results, scores):
        read_scores(io.BytesIO(data)).save(by=None)
    after = Assessment.objects.order_by("agency__slug", "fiscal_year")
    assert (
        list(after.values_list("agency__slug", "fiscal_year", "result_overall", "result_level", "eit_part_1")) == before
    )
    assert IndicatorScore.objects.get(assessment__agency__slug="chanuwan", indicator__number=1).analysis == FORMULA


def book_sheets(data: bytes) -> list[str]:
    return load_workbook(io.BytesIO(data)).sheetnames


def test_progress_has_a_row_for_each_report_and_each_measure_without_one(everything):
    measure = Measure.objects.get(indicator__number=2)
    for day, status, result in ((date(2026, 5, 31), "done", "ครบ"), (date(2026, 3, 31), "in_progress", "")):
        entry = ProgressEntry(
            day, MeasureStatus(status), "=1+1", result, evidence=[EvidenceEntry("ภาพ", "https://example.go.th/1")] * 2
        )
        with time_machine.travel(date(2026, 6, 15)):
            measure_actions.record_progress(measure=measure, entry=entry, by=None)
    rows = json.loads(joined(tables.json_chunks(tables.PROGRESS, everything)))["rows"]
    assert [row["indicator"] for row in rows] == [1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [(row["reported_on"], row["status"], row["result"]) for row in rows[:3]] == [
        (None, "ยังไม่ดำเนินการ", None),
        ("2026-03-31", "อยู่ระหว่างดำเนินการ", None),
        ("2026-05-31", "ดำเนินการแล้วเสร็จ", "ครบ"),
    ]
    assert rows[1]["evidence"] == "ภาพ https://example.go.th/1\nภาพ https://example.go.th/1"
    assert rows[1]["fiscal_year"] == 2569
    as_csv = list(
        csv.DictReader(io.StringIO(joined(tables.csv_chunks(tables.PROGRESS, everything)).decode("utf-8-sig")))
    )
    assert [(row["reported_on"], row["done"]) for row in as_csv[:2]] == [("", ""), ("2026-03-31", "'=1+1")]
    sheet = load_workbook(io.BytesIO(workbooks.export_workbook(everything)))["ความก้าวหน้า"]
    cell = next(cell for cell in sheet[3] if cell.is_date)
    assert (cell.value.date(), "107041E" in cell.number_format) == (date(2026, 3, 31), True)


def test_a_table_of_progress_is_not_taken_for_measures_or_scores(everything):
    data = joined(tables.csv_chunks(tables.PROGRESS, everything))
    for read in (read_scores, read_measures):
        with pytest.raises(FileRefused, match="คล้ายหัวตาราง"):
            read(io.BytesIO(data))


def test_progress_of_many_plans_takes_a_fixed_number_of_queries(everything, django_assert_num_queries):
    with django_assert_num_queries(5):
        joined(tables.csv_chunks(tables.PROGRESS, everything))
    for assessment in everything.filter(plan__isnull=True, criteria__overall_only=False)[:5]:
        plan = measure_actions.start_plan(assessment=assessment, by=None)
        plan.measures.update(titles="มาตรการ")
    with django_assert_num_queries(5):
        joined(tables.csv_chunks(tables.PROGRESS, everything))


# --- content -------------------------------------------------------------------------------------------------------


def test_columns_in_csv_and_json_are_the_same_and_figures_are_figures(everything):
    for kind in tables.KINDS.values():
        names = [column.name for column in kind.columns]
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
        rows = list(csv.DictReader(io.StringIO(joined(tables.csv_chunks(kind, everything)).decode("utf-8-sig"))))
        data = json.loads(joined(tables.json_chunks(kind, everything)))
        assert (data["format"], data["table"], len(data["rows"])) == ("ita-portal-table/1", kind.name, len(rows))
        assert list(rows[0]) == list(data["rows"][0]) == names
    own = next(
        row
        for row in json.loads(joined(tables.json_chunks(tables.RESULTS, everything)))["rows"]
        if row["agency"] == "chanuwan"
    )
    assert (own["overall"], own["iit"], own["eit"], own["oit"], own["indicator_1"]) == (95.48, 99.57, 98.7, 90, 99.02)
    assert (own["level"], own["eit_part_1"]) == ("ผ่านดี", None)


def test_an_export_without_rows_is_still_a_table(criteria):
    nothing = Assessment.objects.none()
    assert json.loads(joined(tables.json_chunks(tables.RESULTS, nothing)))["rows"] == []
    assert joined(tables.csv_chunks(tables.RESULTS, nothing)).decode("utf-8-sig").startswith("agency,")


def test_text_like_a_formula_stays_text(everything):
    book = load_workbook(io.BytesIO(workbooks.export_workbook(everything)))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "inlineStr"}
    cells = [cell for row in book["คะแนนตัวชี้วัด"].iter_rows() for cell in row if cell.value == FORMULA]
    assert [cell.quotePrefix for cell in cells] == [True]
    rows = csv.DictReader(io.StringIO(joined(tables.csv_chunks(tables.SCORES, everything)).decode("utf-8-sig")))
    assert f"'{FORMULA}" in [row["analysis"] for row in rows]


def test_figures_in_the_workbook_are_numbers_with_two_decimals(everything):
    sheet = load_workbook(io.BytesIO(workbooks.export_workbook(everything)))["ผลการประเมิน"]
    headings = [cell.value for cell in sheet[1]]
    column = headings.index("คะแนนภาพรวม")
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert 95.48 in [cell.value for cell in cells]
    assert {cell.number_format for cell in cells if cell.value is not None} == {"0.00"}
    assert sheet.freeze_panes == "A2"


def test_the_same_data_gives_the_same_workbook(everything):
    assert workbooks.export_workbook(everything) == workbooks.export_workbook(everything)


def test_query_count_does_not_grow_with_the_agencies(criteria, django_assert_num_queries):
    make_country(agencies=30, years=2, seed=1, by=None)
    some = Assessment.objects.filter(agency__slug="sample-0001")
    for chosen in (some, Assessment.objects.all()):
        with django_assert_num_queries(2):
            joined(tables.csv_chunks(tables.RESULTS, chosen))


# --- templates -----------------------------------------------------------------------------------------------------


def empty_agency() -> Agency:
    return Agency.objects.create(slug="new", name="เทศบาลใหม่", short_name="ทต.ใหม่", kind="เทศบาลตำบล", province="น่าน")


def test_a_score_template_has_names_locks_checks_and_a_stamp(reference):
    book = load_workbook(io.BytesIO(workbooks.score_template(empty_agency(), 2568)))
    assert book.sheetnames == ["คะแนน", "ผลภาพรวม", "คำแนะนำ"]
    sheet = book["คะแนน"]
    names = [row[3].value for row in sheet.iter_rows(min_row=2)]
    assert names == list(Indicator.objects.filter(criteria=reference.criteria).values_list("name", flat=True))
    assert sheet.protection.sheet
    assert all(cell.protection.locked for cell in sheet[1])
    assert [cell.protection.locked for cell in sheet[2]] == [True] * 4 + [False] * 4
    rules = [
        (rule.type, rule.formula1, rule.formula2, str(rule.sqref)) for rule in sheet.data_validations.dataValidation
    ]
    assert ("decimal", "0", "100", "E2:E11") in rules
    assert book["คำแนะนำ"]["A1"].value == stamp("คะแนน")


def test_an_untouched_template_is_told_to_be_empty(reference):
    with pytest.raises(FileRefused, match="ไม่พบคะแนน"):
        read_scores(io.BytesIO(workbooks.score_template(empty_agency(), 2568)))


def test_a_template_of_a_year_that_keeps_the_overall_alone(criteria):
    book = load_workbook(io.BytesIO(workbooks.score_template(empty_agency(), 2561)))
    assert book.sheetnames == ["ผลภาพรวม", "คำแนะนำ"]
    book["ผลภาพรวม"]["F2"] = 70.5
    found = read_scores(saved(book))
    assert [dict(entry.values) for entry in found.entries] == [{Field(0, "published_overall"): 70.5}]


def saved(book) -> io.BytesIO:
    out = io.BytesIO()
    book.save(out)
    return out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda book: setattr(book["คะแนน"]["E1"], "value", "แต้ม"), "หัวตารางไม่เป็นไปตามแม่แบบ “คะแนน”"),
        (
            lambda book: setattr(book["คำแนะนำ"]["A1"], "value", f"แม่แบบ ITA Portal: คะแนน รุ่น {TEMPLATE_VERSION + 1}"),
            "ใหม่กว่าระบบ",
        ),
        (lambda book: setattr(book["คำแนะนำ"]["A1"], "value", "แบบกรอกของจังหวัด"), "ไม่ได้ทำจากแม่แบบ"),
    ],
)
def test_a_broken_template_a_newer_one_and_a_foreign_one_are_told_apart(reference, change, says):
    book = load_workbook(io.BytesIO(workbooks.score_template(empty_agency(), 2568)))
    del book["ผลภาพรวม"]
    if "แต้ม" not in says and "ไม่เป็นไปตามแม่แบบ" not in says:
        book["คะแนน"].delete_rows(1)
    change(book)
    with pytest.raises(FileRefused, match=re.escape(says)):
        read_scores(saved(book))


def test_an_older_template_is_read_with_a_note(reference, monkeypatch):
    data = workbooks.score_template(reference.agency, 2568)
    monkeypatch.setattr("assessments.importing.tables.TEMPLATE_VERSION", TEMPLATE_VERSION + 1)
    found = read_scores(io.BytesIO(data))
    assert found.problems == ()
    assert any("เก่ากว่า" in notice for notice in found.notices)


def test_the_wide_template_takes_many_agencies_and_years(reference):
    places = [reference.agency, empty_agency()]
    book = load_workbook(io.BytesIO(workbooks.wide_template(places, [2567, 2568])))
    sheet = book["คะแนน"]
    assert [tuple(cell.value for cell in row[:4]) for row in sheet.iter_rows(min_row=2)] == [
        (place.name, place.district or None, place.province, year) for place in places for year in (2567, 2568)
    ]
    sheet["E4"], sheet["N5"] = "๙๐", 80
    found = read_scores(saved(book))
    assert [(entry.fiscal_year, dict(entry.values)) for entry in found.entries] == [
        (2567, {Field(1, "score"): 90}),
        (2568, {Field(10, "score"): 80}),
    ]


def test_the_wide_form_has_a_column_for_every_indicator_there_is(criteria):
    numbers = {indicator.number for each in Criteria.objects.with_parts() for indicator in each.indicators.all()}
    assert numbers == set(tables.INDICATORS)


def test_the_measure_template_shows_what_the_plan_has(reference):
    found = read_measures(io.BytesIO(workbooks.measure_template(Assessment.objects.with_scores().get())))
    assert found.problems == ()
    assert found.counts == Counts(same=10)


def test_a_text_that_no_workbook_can_hold_is_left_out(reference):
    save_years(entries=[YearEntry(reference.agency_id, 2568, {Field(1, "analysis"): "ก\x0bข"})], by=None)
    sheet = load_workbook(io.BytesIO(workbooks.export_workbook(Assessment.objects.all())))["คะแนนตัวชี้วัด"]
    assert "กข" in [row[11].value for row in sheet.iter_rows(min_row=2)]


# --- the documentation ---------------------------------------------------------------------------------------------


def documented(name: str) -> list[list[str]]:
    """The rows of the table of `docs/import.md` under a comment."""
    text = (django_settings.BASE_DIR / "docs" / "import.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n\n((?:\|[^\n]*\n)+)", text)
    assert found, name
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in found[1].splitlines()[2:]]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("results", tables.RESULTS),
        ("scores", tables.SCORES),
        ("measures-export", tables.MEASURES),
        ("progress", tables.PROGRESS),
    ],
)
def test_the_documentation_lists_every_column_of_export(name, kind):
    wanted = [(column.name, column.heading) for column in kind.columns]
    listed = []
    for column, heading, *_ in documented(name):
        if "…" in column:
            listed += [(f"indicator_{number}", str(number)) for number in range(1, 11)]
        else:
            listed.append((column, heading))
    assert listed == wanted


def test_the_documentation_states_the_limits():
    stated = {row[0]: int(row[1].replace(",", "")) for row in documented("limits")}
    assert stated == django_settings.IMPORT_LIMITS


def test_every_documented_heading_of_scores_is_known(criteria):
    headings = Headings(Schemes())
    for name in ("long", "year", "places"):
        for thai, english, *_ in documented(name):
            assert headings.key(matching_form(thai)) is not None
            assert not english or headings.key(matching_form(thai)) == headings.key(english)


def test_every_documented_heading_of_measures_is_known():
    from measures.importing import _KEYS

    for thai, english, *_ in documented("measures"):
        for one, other in zip(thai.split(", "), english.replace("`", "").split(", "), strict=True):
            assert _KEYS.get(matching_form(one)) == _KEYS.get(other) is not None
