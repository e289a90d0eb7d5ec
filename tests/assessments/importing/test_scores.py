"""Score files: forms, what stands twice, years and agencies, and that a file is saved as a whole or not at all."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from assessments.bulk import Field
from assessments.importing.formats.rows import FileRefused
from assessments.importing.preview import Counts, RowState
from assessments.importing.problems import Code
from assessments.importing.scores import read_scores
from assessments.models import Agency, Assessment, IndicatorScore
from tests.factories import REFERENCE, D
from tests.office import saved_by_libreoffice

pytestmark = pytest.mark.django_db
LONG = ["หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัดที่", "ตัวชี้วัด", "คะแนน"]
NAMES = ["การปฏิบัติหน้าที่", "การใช้งบประมาณ", "การใช้อำนาจ", "การใช้ทรัพย์สินของราชการ", "การแก้ไขปัญหาการทุจริต"]


def made(slug, name, short_name) -> Agency:
    return Agency.objects.create(slug=slug, name=name, short_name=short_name, kind="อบต.", province="ร้อยเอ็ด")


def xlsx(*rows, title="คะแนน", formats=()) -> io.BytesIO:
    """A workbook by openpyxl; `formats` are (cell, number format)."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for cell, code in formats:
        book.active[cell].number_format = code
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def csv_file(*rows, encoding="utf-8") -> io.BytesIO:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return io.BytesIO(out.getvalue().encode(encoding))


def values(found) -> list[dict[tuple[int, str], object]]:
    assert found.problems == ()
    return [{tuple(key): value for key, value in entry.values.items()} for entry in found.entries]


def problems(found) -> list[tuple]:
    return [(p.place.sheet, p.place.row, p.place.column, p.value) for p in found.problems]


# --- forms ---------------------------------------------------------------------------------------------------------


def test_long_form_with_columns_in_any_order_and_thai_headings_with_spaces(reference):
    rows = [["คะแนน ", "ตัวชี้วัด ที่", " ปีงบประมาณ", "หน่วยงาน"], ["๙๙.๐๒", "๑", "๒๕๖๘", "chanuwan"]]
    assert values(read_scores(xlsx(*rows))) == [{(1, "score"): D("99.02")}]


@pytest.mark.parametrize("heading", ["บทวิเคราะห์ของหน่วยงาน", "บทวิเคราะห์เพิ่มเติม", "analysis"])
def test_the_analysis_is_known_by_its_heading_of_today_and_of_earlier_files(reference, heading):
    found = read_scores(xlsx([*LONG, heading, "ให้คะแนนภาพรวม"], ["chanuwan", 2568, 2, None, 50, "สำรวจซ้ำ", 3]))
    assert values(found) == [{(2, "score"): D("50.00"), (2, "analysis"): "สำรวจซ้ำ"}]


def test_headings_may_stand_below_a_title(reference):
    rows = [["ผลการประเมิน ITA"], [], LONG, ["chanuwan", 2568, 2, NAMES[1], 50]]
    found = read_scores(xlsx(*rows))
    assert values(found) == [{(2, "score"): D(50)}]
    assert found.places[0].row == 4


@pytest.mark.parametrize(
    "headings",
    [
        [str(n) for n in range(1, 11)],
        list(range(1, 11)),
        ["๑", "๒", "๓", "๔", "๕", "๖", "๗", "๘", "๙", "๑๐"],
        [f"ตัวชี้วัดที่ {n}" for n in range(1, 11)],
    ],
)
def test_wide_form_reads_one_agency_and_year_a_row(reference, headings):
    row = ["อบต.ชานุวรรณ", "2568", *map(float, REFERENCE.values())]
    found = read_scores(xlsx(["หน่วยงาน", "ปีงบประมาณ", *headings], row))
    assert values(found) == [{(number, "score"): score for number, score in REFERENCE.items()}]
    assert found.counts == Counts(same=1)


def test_wide_headings_may_name_the_indicators(reference):
    heads = ["หน่วยงาน", "ปีงบประมาณ", *NAMES[:2], f"๓. {NAMES[2]}"]
    found = read_scores(xlsx(heads, ["chanuwan", 2568, 10, 20, 30]))
    assert values(found) == [{(1, "score"): D(10), (2, "score"): D(20), (3, "score"): D(30)}]


def test_a_wide_heading_whose_number_and_name_differ_is_a_problem(reference):
    found = read_scores(xlsx(["หน่วยงาน", "ปีงบประมาณ", f"๑ {NAMES[1]}"], ["chanuwan", 2568, 10]))
    assert problems(found) == [("คะแนน", 1, "C", f"๑ {NAMES[1]}")]


def test_figures_of_the_year_stand_in_columns_of_their_own(reference):
    heads = [
        "หน่วยงาน",
        "ปีงบประมาณ",
        "EIT ส่วนที่ ๑",
        "EIT ส่วนที่ 2",
        "เป้าหมายของหน่วยงาน",
        "คะแนนภาพรวมตามประกาศ",
        "ระดับตามประกาศ",
    ]
    found = read_scores(xlsx(heads, ["chanuwan", 2568, 98, "๙๙.๔", 90, 95.48, "ผ่านดี"]))
    assert values(found) == [
        {
            (0, "eit_part_1"): D(98),
            (0, "eit_part_2"): D("99.4"),
            (0, "target"): D(90),
            (0, "published_overall"): D("95.48"),
            (0, "published_level"): "ผ่านดี",
        }
    ]


def test_a_level_of_other_criteria_is_a_problem(reference):
    heads = ["หน่วยงาน", "ปีงบประมาณ", "ระดับตามประกาศ"]
    assert problems(read_scores(xlsx(heads, ["chanuwan", 2568, "AA"]))) == [("คะแนน", 2, "C", "AA")]


def test_rows_of_several_sheets_come_together(reference):
    book = Workbook()
    book.active.title = "IIT"
    book.create_sheet("OIT")
    for sheet, number, score in (("IIT", 1, 90), ("OIT", 9, 80)):
        book[sheet].append(LONG)
        book[sheet].append(["chanuwan", 2568, number, None, score])
    out = io.BytesIO()
    book.save(out)
    assert values(read_scores(out)) == [{(1, "score"): D(90), (9, "score"): D(80)}]


# --- what stands there twice ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", ["ปีงบประมาณ", "ปี", "ปีงบประมาณ พ.ศ.", "'ปีงบประมาณ"])
def test_a_year_column_that_stands_twice_is_asked_about_and_nothing_saved(reference, second):
    """Which of the two is meant is not guessed: the file is refused with the column named."""
    found = read_scores(xlsx(["หน่วยงาน", "ปีงบประมาณ", second, "1"], ["chanuwan", 2568, 2567, 10]))
    assert [(p.place.sheet, p.place.row, p.value, p.message) for p in found.problems] == [
        ("คะแนน", 1, second, "มีหัวตารางนี้มากกว่าหนึ่งคอลัมน์")
    ]
    with pytest.raises(ValueError, match="not saved"):
        found.save(by=None)


@pytest.mark.parametrize("repeated", ["1", "๑", "'1", "การปฏิบัติหน้าที่", "EIT ส่วนที่ ๑"])
def test_a_column_of_figures_that_stands_twice_is_asked_about(reference, repeated):
    heads = ["หน่วยงาน", "ปีงบประมาณ", "1", "EIT ส่วนที่ ๑", repeated]
    found = read_scores(xlsx(heads, ["chanuwan", 2568, 10, 98, 20]))
    assert [(p.place.row, p.value) for p in found.problems] == [(1, repeated)]


def test_figures_of_the_year_that_every_row_repeats_are_read_once(reference):
    heads = [*LONG, "EIT ส่วนที่ ๑"]
    long = [["chanuwan", 2568, number, None, 50 + number, "๙๘"] for number in (1, 2, 3)]
    found = read_scores(xlsx(heads, *long))
    assert values(found) == [{(0, "eit_part_1"): D(98), (1, "score"): D(51), (2, "score"): D(52), (3, "score"): D(53)}]
    assert found.notices == (), "a year's own figure stands in every row as it should"
    wide = ["หน่วยงาน", "ปีงบประมาณ", "1", "EIT ส่วนที่ ๑"]
    found = read_scores(xlsx(wide, ["chanuwan", 2568, 51, 98], ["อบต.ชานุวรรณ", "๒๕๖๘", 51, "98.00"]))
    assert values(found) == [{(0, "eit_part_1"): D(98), (1, "score"): D(51)}]
    assert any("ระบุซ้ำด้วยค่าเดียวกัน ๑ ช่อง" in notice for notice in found.notices)


def test_rows_that_contradict_each_other_are_named_with_both_figures(reference):
    wide = ["หน่วยงาน", "ปีงบประมาณ", "1", "EIT ส่วนที่ ๑"]
    found = read_scores(xlsx(wide, ["chanuwan", 2568, 51, 98], ["chanuwan", 2568, 52, 97]))
    assert problems(found) == [("คะแนน", 3, "C", "52"), ("คะแนน", 3, "D", "97")]
    assert all("ซ้ำกับแถว ๒" in problem.message for problem in found.problems)


@pytest.mark.parametrize("as_file", [xlsx, csv_file])
def test_leading_apostrophes_are_what_makes_a_cell_text_and_no_part_of_it(reference, as_file):
    """Systems that write figures as text lead them with an apostrophe, in headings too."""
    heads = ["'หน่วยงาน", "'ปีงบประมาณ", "'1", "'๒", "'EIT ส่วนที่ ๑", "'ระดับตามประกาศ"]
    found = read_scores(as_file(heads, ["'chanuwan", "'2568", "'85.42", "'๙๐", "' 98.5 ", "'ผ่านดี"]))
    assert values(found) == [
        {(1, "score"): D("85.42"), (2, "score"): D(90), (0, "eit_part_1"): D("98.5"), (0, "published_level"): "ผ่านดี"}
    ]
    assert [entry.fiscal_year for entry in found.entries] == [2568]
    long = read_scores(as_file(LONG, ["'อบต.ชานุวรรณ", "'ปี ๒๕๖๘", "'3", "'การใช้อำนาจ", "'77"]))
    assert values(long) == [{(3, "score"): D(77)}]


def test_an_apostrophe_alone_is_an_empty_cell_and_two_are_an_error(reference):
    found = read_scores(xlsx(["หน่วยงาน", "ปีงบประมาณ", "1", "2"], ["chanuwan", "2568", "'", 50]))
    assert values(found) == [{(2, "score"): D(50)}]
    found = read_scores(xlsx(["หน่วยงาน", "ปีงบประมาณ", "1", "2"], ["chanuwan", "2568", "''85", 50]))
    assert problems(found) == [("คะแนน", 2, "C", "''85")]


# --- years and agencies --------------------------------------------------------------------------------------------


def test_a_christian_year_is_asked_about_and_taken_when_confirmed(reference):
    rows = [LONG, ["chanuwan", 2025, 1, None, 50]]
    (problem,) = read_scores(xlsx(*rows)).problems
    assert problem.code is Code.CHRISTIAN_ERA
    assert "๒๕๖๘" in problem.expected
    found = read_scores(xlsx(*rows), christian_era=True)
    assert [entry.fiscal_year for entry in found.entries] == [2568]


@pytest.mark.parametrize("written", ["พ.ศ. ๒๕๖๘", "ปี 2568", "ปีงบประมาณ ๒๕๖๘", "ค.ศ. 2025", "2568.0"])
def test_a_year_with_its_era_is_no_question(reference, written):
    if written == "2568.0":
        assert read_scores(xlsx(LONG, ["chanuwan", written, 1, None, 50])).problems
        return
    found = read_scores(xlsx(LONG, ["chanuwan", written, 1, None, 50]))
    assert [entry.fiscal_year for entry in found.entries] == [2568]


def test_an_agency_is_found_by_slug_full_name_or_a_short_name_of_its_own(reference):
    names = ["chanuwan", "องค์การบริหารส่วนตำบลชานุวรรณ", "อบต. ชานุวรรณ"]
    found = read_scores(xlsx(LONG, *([name, 2568, place, None, 50] for place, name in enumerate(names, start=1))))
    assert values(found) == [{(1, "score"): D(50), (2, "score"): D(50), (3, "score"): D(50)}]


def test_a_short_name_that_two_agencies_share_is_a_problem(reference):
    for slug in ("one", "two"):
        made(slug, f"องค์การ {slug}", "อบต.บ้านใหม่")
    (problem,) = read_scores(xlsx(LONG, ["อบต.บ้านใหม่", 2568, 1, None, 50])).problems
    assert "ชื่อเต็ม" in problem.expected


def test_agencies_that_the_person_does_not_work_for_look_unknown(reference):
    other = made("other", "เทศบาลอื่น", "ทต.อื่น")
    own = Agency.objects.filter(pk=other.pk)
    (problem,) = read_scores(xlsx(LONG, ["chanuwan", 2568, 1, None, 50]), agencies=own).problems
    assert "ไม่พบหน่วยงาน" in problem.message


# --- preview and saving --------------------------------------------------------------------------------------------


def test_preview_says_what_would_change_and_saving_does_it(reference):
    other = made("other", "เทศบาลอื่น", "ทต.อื่น")
    rows = [
        ["หน่วยงาน", "ปีงบประมาณ", 1, 2],
        ["chanuwan", 2568, 99.02, 90],
        ["other", 2568, 70, 80],
        ["chanuwan", 2567, None, 88],
    ]
    found = read_scores(xlsx(*rows))
    assert found.counts == Counts(new=2, changed=1)
    listed = [(row.place.row, row.state, [str(each) for each in row.differences]) for row in found.rows()]
    assert listed == [
        (2, RowState.CHANGED, ["คะแนน ตัวชี้วัดที่ ๒: ๑๐๐.๐๐ → ๙๐.๐๐"]),
        (3, RowState.NEW, ["คะแนน ตัวชี้วัดที่ ๑: – → ๗๐.๐๐", "คะแนน ตัวชี้วัดที่ ๒: – → ๘๐.๐๐"]),
        (4, RowState.NEW, ["คะแนน ตัวชี้วัดที่ ๒: – → ๘๘.๐๐"]),
    ]
    found.save(by=None)
    assert dict(other.assessments.get().scores.values_list("indicator__number", "score")) == {1: D(70), 2: D(80)}
    again = read_scores(xlsx(*rows))
    assert again.counts == Counts(same=3)
    history = IndicatorScore.history.count()
    again.save(by=None)
    assert IndicatorScore.history.count() == history


def test_wrong_rows_come_first_in_the_preview(reference):
    found = read_scores(xlsx(LONG, ["chanuwan", 2568, 1, None, 50], ["chanuwan", 2568, 2, None, "x"]))
    states = [(row.place.row, row.state) for row in found.rows()]
    assert states == [(3, RowState.WRONG), (2, RowState.CHANGED)]
    assert found.counts == Counts(changed=1, wrong=1)


# --- commands ------------------------------------------------------------------------------------------------------


def run(capsys, *arguments) -> tuple[int, str]:
    try:
        call_command("import_scores", *map(str, arguments))
        code = 0
    except CommandError as error:
        code = error.returncode
        return code, "".join(capsys.readouterr()) + str(error)
    return code, "".join(capsys.readouterr())


def test_command_saves_and_answers_0(reference, tmp_path, capsys):
    path = tmp_path / "scores.csv"
    path.write_bytes(csv_file(LONG, ["chanuwan", "๒๕๖๘", "๑", "", "๕๐"]).getvalue())
    code, said = run(capsys, path, "--dry-run")
    assert code == 0
    assert "๙๙.๐๒ → ๕๐.๐๐" in said
    assert IndicatorScore.objects.get(indicator__number=1).score == D("99.02")
    assert run(capsys, path) == (0, "ผลการประเมิน: เพิ่มใหม่ ๐ เปลี่ยนแปลง ๑ เหมือนเดิม ๐ ผิดพลาด ๐\n")
    assert IndicatorScore.objects.get(indicator__number=1).score == D(50)
    assert Assessment.objects.get().result_iit == D("89.76")  # (50 + 100 + 100 + 98.82 + 100) / 5 = 89.764


def test_command_refuses_with_1_lists_everything_and_writes_nothing(reference, tmp_path, capsys):
    path = tmp_path / "scores.csv"
    path.write_bytes(csv_file(LONG, ["chanuwan", 2568, 1, "", 50], ["x", 2025, 1, "", 101]).getvalue())
    code, said = run(capsys, path)
    assert code == 1
    for part in ("แถว ๓ คอลัมน์ A", "แถว ๓ คอลัมน์ B", "แถว ๓ คอลัมน์ E", "--christian-era", "๓ รายการ"):
        assert part in said
    assert IndicatorScore.objects.get(indicator__number=1).score == D("99.02")


def test_command_answers_2_for_a_file_that_is_not_there(reference, tmp_path, capsys):
    code, said = run(capsys, tmp_path / "none.xlsx")
    assert code == 2
    assert "เปิดไฟล์" in said


def test_command_refuses_what_is_no_table(reference, tmp_path, capsys):
    path = tmp_path / "scores.xlsx"
    path.write_bytes(b"%PDF-1.7")
    code, said = run(capsys, path)
    assert code == 1
    assert "PDF" in said


# --- encodings, LibreOffice ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_csv_in_every_encoding_that_offices_write(reference, encoding):
    found = read_scores(csv_file(LONG, ["อบต.ชานุวรรณ", "๒๕๖๘", "๓", NAMES[2], "๙๐"], encoding=encoding))
    assert values(found) == [{(3, "score"): D(90)}]


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_made_by_libreoffice(reference, kind):
    table = csv_file(LONG, ["chanuwan", 2568, 3, NAMES[2], "90.25"], ["chanuwan", 2568, 4, NAMES[3], "๙๑.๕"]).getvalue()
    made = saved_by_libreoffice(table, "csv", kind, "--infilter=CSV:44,34,76")
    assert values(read_scores(io.BytesIO(made))) == [{(3, "score"): D("90.25"), (4, "score"): D("91.5")}]


# --- limits --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("rows", 3),
        ("columns", 4),
        ("sheets", 0),
        ("members", 3),
        ("file_bytes", 100),
        ("unpacked_bytes", 1000),
    ],
)
def test_limits_come_from_the_settings(reference, settings, limit, value):
    rows = [LONG, *(["chanuwan", 2568, number, f"{number}", 50] for number in range(1, 6))]
    settings.IMPORT_LIMITS = settings.IMPORT_LIMITS | {limit: value}
    with pytest.raises(FileRefused):
        read_scores(xlsx(*rows))


def test_listing_stops_at_the_limit_of_problems(reference, settings):
    settings.IMPORT_LIMITS = settings.IMPORT_LIMITS | {"problems": 5}
    found = read_scores(xlsx(LONG, *(["chanuwan", 2568, 1, None, "x"] for _ in range(20))))
    assert len(found.problems) == 5


def test_the_whole_country_in_nine_years_is_within_the_limits(settings):
    assert settings.IMPORT_LIMITS["rows"] >= 8317 * 9
    assert settings.IMPORT_LIMITS["columns"] >= 2 + 10 + 5


def test_column_letters_are_those_of_spreadsheets():
    from assessments.importing.formats.columns import column_index, column_letters

    for index in (0, 1, 25, 26, 27, 701, 702, 16383):
        assert column_letters(index) == get_column_letter(index + 1)
        assert column_index(column_letters(index)) == index


def test_fields_of_one_year_sort_by_indicator():
    assert sorted([Field(10, "score"), Field(0, "target"), Field(2, "score")])[0] == Field(0, "target")
