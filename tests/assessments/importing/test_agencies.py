"""Agencies of one name: which one a file means, what is said where it does not say, and that nothing is guessed."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from openpyxl import Workbook, load_workbook

from assessments.importing.agencies import AgencyBook
from assessments.importing.problems import Code
from assessments.importing.scores import read_scores
from assessments.models import Agency, Assessment, check_names
from itaportal.exporting import tables, workbooks
from measures.importing import read_measures
from tests import factories as make
from tests.page import html_of

pytestmark = pytest.mark.django_db
NAME, SHORT = "เทศบาลตำบลสะอาด", "ทต.สะอาด"
LONG = ["หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัดที่", "คะแนน"]
WITH_PLACE = ["หน่วยงาน", "อำเภอ", "จังหวัด", "ปีงบประมาณ", "ตัวชี้วัดที่", "คะแนน"]


def namesake(slug: str, district: str, province: str, name: str = NAME, short_name: str = SHORT) -> Agency:
    return Agency.objects.create(
        slug=slug, name=name, short_name=short_name, kind="เทศบาลตำบล", district=district, province=province
    )


@pytest.fixture
def two(criteria) -> tuple[Agency, Agency]:
    return write_two()


def write_two() -> tuple[Agency, Agency]:
    return namesake("sa-at-roiet", "โพนทอง", "ร้อยเอ็ด"), namesake("sa-at-khonkaen", "น้ำพอง", "ขอนแก่น")


def workbook(*rows) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def ten_rows(*whose) -> list[list]:
    return [[*whose, 2568, number, 90] for number in range(1, 11)]


def found_in(*rows) -> set[str]:
    """The slugs of the agencies that a table without a problem is about."""
    found = read_scores(workbook(*rows))
    assert found.problems == ()
    slugs = dict(Agency.objects.values_list("pk", "slug"))
    return {slugs[entry.agency_id] for entry in found.entries}


def problem_in(*rows):
    (problem,) = read_scores(workbook(*rows)).problems
    return problem


# --- One name in several places -------------------------------------------------------------------------------------


def test_a_name_may_exist_once_in_each_place(two):
    three = [namesake("sa-at-3", "เมืองขอนแก่น", "ขอนแก่น"), namesake("sa-at-4", "", "ขอนแก่น")]
    assert Agency.objects.filter(name=NAME).count() == 2 + len(three)
    with pytest.raises(IntegrityError), transaction.atomic():
        namesake("sa-at-5", "โพนทอง", "ร้อยเอ็ด")


@pytest.mark.parametrize(
    ("name", "district", "province"),
    [
        (NAME, "โพนทอง", "ร้อยเอ็ด"),
        ("เทศบาลตำบล สะอาด", "อ.โพนทอง", "จ.ร้อยเอ็ด"),
        ("เทศบาลตำบลสะอาด ", "อำเภอ โพนทอง", "จังหวัดร้อยเอ็ด"),
    ],
)
def test_the_admin_refuses_a_second_one_however_it_is_spelled(admin_client, two, name, district, province):
    typed = {"slug": "again", "short_name": SHORT, "kind": "เทศบาลตำบล", "name": name}
    page = admin_client.post("/admin/assessments/agency/add/", typed | {"district": district, "province": province})
    assert "มีหน่วยงานชื่อนี้ในอำเภอและจังหวัดเดียวกันแล้ว" in html_of(page)
    assert not Agency.objects.filter(slug="again").exists()


def test_the_admin_takes_the_name_in_another_place(admin_client, two):
    typed = {"slug": "third", "name": NAME, "short_name": SHORT, "kind": "เทศบาลตำบล"}
    answer = admin_client.post(
        "/admin/assessments/agency/add/", typed | {"district": "เสลภูมิ", "province": "จ.ร้อยเอ็ด"}, follow=True
    )
    assert Agency.objects.get(slug="third").province == "ร้อยเอ็ด"
    assert f"{NAME} อำเภอเสลภูมิ จังหวัดร้อยเอ็ด" in html_of(answer)


def test_the_two_latin_spellings_of_a_name_are_one(two):
    namesake("latin", "บางรัก", "กรุงเทพมหานคร", name="สำนักงาน ITA 1")
    with pytest.raises(ValidationError):
        check_names([Agency(slug="x", name="สำนักงาน ita ๑", district="เขตบางรัก", province="กทม.")])
    check_names([Agency(slug="x", name="สำนักงาน ita ๑", district="สาทร", province="กทม.")])
    alike = [Agency(name="หน่วยใหม่", province="ตาก"), Agency(name="หน่วย ใหม่", province="จ.ตาก")]
    with pytest.raises(ValidationError):
        check_names(alike)


# --- Files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [NAME, SHORT, "เทศบาลตําบลสะอาด", "ทต. สะอาด"])
def test_a_name_of_two_agencies_is_an_error_that_lists_both(two, name):
    found = read_scores(workbook(LONG, *ten_rows(name)))
    assert {problem.code for problem in found.problems} == {Code.AMBIGUOUS}
    problem = found.problems[0]
    assert (problem.place.row, problem.place.column) == (2, "A")
    for each in (
        f"“{NAME} อำเภอโพนทอง จังหวัดร้อยเอ็ด” (sa-at-roiet)",
        f"“{NAME} อำเภอน้ำพอง จังหวัดขอนแก่น” (sa-at-khonkaen)",
    ):
        assert each in problem.expected
    assert found.entries == ()


@pytest.mark.parametrize("name", [NAME, SHORT])
@pytest.mark.parametrize("province", ["ร้อยเอ็ด", "จ.ร้อยเอ็ด", "จังหวัดร้อยเอ็ด", "จังหวัด ร้อยเอ็ด"])
def test_a_province_decides(two, name, province):
    assert found_in(["จังหวัด", *LONG], *ten_rows(province, name)) == {"sa-at-roiet"}


def test_a_district_decides_among_three_of_one_province(two):
    namesake("sa-at-sela", "เสลภูมิ", "ร้อยเอ็ด")
    namesake("sa-at-mueang", "เมืองร้อยเอ็ด", "ร้อยเอ็ด")
    for district, slug in [("อ.เสลภูมิ", "sa-at-sela"), ("เมือง", "sa-at-mueang"), ("อำเภอโพนทอง", "sa-at-roiet")]:
        assert found_in(WITH_PLACE, *ten_rows(NAME, district, "ร้อยเอ็ด")) == {slug}
        assert found_in(["อำเภอ", *LONG], *ten_rows(district, NAME)) == {slug}
    problem = problem_in(WITH_PLACE, [NAME, None, "ร้อยเอ็ด", 2568, 1, 90])
    assert problem.code is Code.AMBIGUOUS
    assert "๓ แห่ง" in problem.message
    assert "sa-at-khonkaen" not in problem.expected


@pytest.mark.parametrize("province", ["กรุงเทพมหานคร", "กทม.", "กรุงเทพฯ", "กรุงเทพ"])
@pytest.mark.parametrize("district", ["บางรัก", "เขตบางรัก"])
def test_districts_of_bangkok(two, province, district):
    namesake("rak", "บางรัก", "กรุงเทพมหานคร", name="โรงเรียนวัดสะอาด", short_name="รร.สะอาด")
    namesake("sathon", "สาทร", "กรุงเทพมหานคร", name="โรงเรียนวัดสะอาด", short_name="รร.สะอาด")
    assert found_in(WITH_PLACE, *ten_rows("โรงเรียนวัดสะอาด", district, province)) == {"rak"}
    assert found_in(LONG, *ten_rows(f"โรงเรียนวัดสะอาด เขตบางรัก {province}")) == {"rak"}


def test_an_empty_province_says_nothing_row_by_row(two):
    other = make.agency("ubon", name="อบต.อื่น", province="อุบลราชธานี")
    rows = [[NAME, None, "ขอนแก่น", 2568, 1, 90], [other.name, None, None, 2568, 1, 90]]
    assert found_in(WITH_PLACE, *rows) == {"sa-at-khonkaen", "ubon"}
    problem = problem_in(WITH_PLACE, *rows, [NAME, None, "-", 2568, 2, 90])
    assert (problem.code, problem.place.row) == (Code.AMBIGUOUS, 4)


@pytest.mark.parametrize("whose", [NAME, "sa-at-roiet", "อบต.อื่น"])
def test_a_province_that_contradicts_the_name_is_an_error(two, whose):
    make.agency("ubon", name="อบต.อื่น", province="อุบลราชธานี")
    problem = problem_in(WITH_PLACE, [whose, None, "จ.เลย", 2568, 1, 90])
    assert (problem.code, problem.place.column, problem.value) == (Code.MISMATCH, "C", "จ.เลย")
    problem = problem_in(LONG, [f"{NAME} จ.เลย", 2568, 1, 90])
    assert (problem.code, problem.place.column) == (Code.MISMATCH, "A")


def test_a_district_that_contradicts_the_name_is_an_error(two):
    problem = problem_in(WITH_PLACE, [NAME, "อ.น้ำพอง", "ร้อยเอ็ด", 2568, 1, 90])
    assert (problem.code, problem.place.column) == (Code.MISMATCH, "B")


@pytest.mark.parametrize(
    "cell", ["{} อำเภอโพนทอง จังหวัดร้อยเอ็ด", "{} จ.ร้อยเอ็ด", "{} (อ.โพนทอง)", "{} (อำเภอโพนทอง จ.ร้อยเอ็ด)"]
)
@pytest.mark.parametrize("name", [NAME, SHORT])
def test_the_place_may_stand_behind_the_name(two, cell, name):
    assert found_in(LONG, *ten_rows(cell.format(name))) == {"sa-at-roiet"}


def test_a_short_name_that_is_anothers_full_name_is_ambiguous(two):
    namesake("full", "เสลภูมิ", "ร้อยเอ็ด", name=SHORT, short_name="สะอาด")
    assert problem_in(LONG, [SHORT, 2568, 1, 90]).message == "มีหน่วยงานที่ใช้ชื่อนี้ ๓ แห่ง"
    assert found_in(WITH_PLACE, *ten_rows(SHORT, "เสลภูมิ", "ร้อยเอ็ด")) == {"full"}
    assert found_in(LONG, *ten_rows("สะอาด")) == {"full"}


def test_the_slug_decides_where_name_and_place_are_alike(two):
    namesake("twin", "โพนทอง", "ร้อยเอ็ด", name="เทศบาลตำบลสะอาดใหม่")
    rows = [["ชื่อในที่อยู่เว็บ", *WITH_PLACE], ["twin", SHORT, "โพนทอง", "ร้อยเอ็ด", 2568, 1, 90]]
    assert found_in(*rows) == {"twin"}
    problem = problem_in(WITH_PLACE, rows[1][1:])
    assert problem.code is Code.AMBIGUOUS
    assert "ชื่อเต็ม" in problem.expected
    assert "(twin)" in problem.expected


def test_wide_tables_and_json(two):
    wide = ["จังหวัด", "หน่วยงาน", "ปีงบประมาณ", *map(str, range(1, 11))]
    assert found_in(wide, ["ขอนแก่น", NAME, 2568, *[80] * 10]) == {"sa-at-khonkaen"}
    assert problem_in(wide, [None, NAME, 2568, *[80] * 10]).code is Code.AMBIGUOUS
    row = {"agency": NAME, "province": "ขอนแก่น", "fiscal_year": 2568, "indicator": 1, "score": 80}
    for province, problems in (("ขอนแก่น", 0), (None, 1)):
        head = f'{{"format": "{tables.JSON_FORMAT}", "table": "scores", "rows": ['
        table = f"{head}\n{json.dumps(row | {'province': province})}\n]}}\n"
        assert len(read_scores(io.BytesIO(table.encode())).problems) == problems


def test_only_the_persons_own_agencies_are_candidates(two):
    book = AgencyBook(Agency.objects.filter(pk=two[0].pk))
    assert book.find(NAME) == two[0].pk


# --- The case through admin and command ------------------------------------------------------------------------------


def test_the_command_ends_with_1_and_lists_both(two, tmp_path, capsys):
    path = tmp_path / "same-name.xlsx"
    path.write_bytes(workbook(LONG, *ten_rows(SHORT)).getvalue())
    with pytest.raises(CommandError) as ended:
        call_command("import_scores", path)
    said = f"{ended.value} {' '.join(capsys.readouterr())}"
    assert ended.value.returncode == 1
    assert "(sa-at-roiet)" in said
    assert "(sa-at-khonkaen)" in said
    assert not Assessment.objects.exists()
    path.write_bytes(workbook(["จังหวัด", *LONG], *ten_rows("จ.ขอนแก่น", SHORT)).getvalue())
    call_command("import_scores", path)
    assert [each.agency.slug for each in Assessment.objects.all()] == ["sa-at-khonkaen"]


def test_the_admin_shows_the_error_and_the_preview_names_the_place(admin_client, two):
    def preview(*rows):
        upload = SimpleUploadedFile("same-name.xlsx", workbook(*rows).getvalue())
        return admin_client.post(
            "/admin/assessments/assessment/import/", {"import_file": upload, "resource": "0", "format": "0"}
        )

    refused = html_of(preview(LONG, *ten_rows(SHORT)))
    assert "(sa-at-roiet)" in refused
    assert "(sa-at-khonkaen)" in refused
    shown = preview(["จังหวัด", *LONG], *ten_rows("ร้อยเอ็ด", SHORT))
    assert f"{NAME} อำเภอโพนทอง จังหวัดร้อยเอ็ด" in html_of(shown)
    confirm = shown.context["confirm_form"].initial
    html_of(admin_client.post("/admin/assessments/assessment/process_import/", confirm, follow=True))
    assert [each.agency.slug for each in Assessment.objects.all()] == ["sa-at-roiet"]


def test_measures_of_namesakes(two):
    for each in two:
        make.assessment(of=each)
    headings = ["จังหวัด", "หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัดที่", "มาตรการ/โครงการ/กิจกรรม"]
    found = read_measures(workbook(headings, ["จ.ขอนแก่น", SHORT, 2569, 1, "ก"]))
    assert found.problems == ()
    assert [row.agency_id for row in found.measures] == [two[1].pk]
    (problem,) = read_measures(workbook(headings, ["", SHORT, 2569, 1, "ก"])).problems
    assert problem.code is Code.AMBIGUOUS


# --- What the portal writes is read as it was meant ------------------------------------------------------------------


@pytest.fixture
def many(criteria, written_once) -> list[Agency]:
    """Namesakes of every sort, each with a year and a plan."""
    written_once(write_many)
    return list(Agency.objects.all())


def write_many() -> None:
    for each in (
        *write_two(),
        namesake("sa-at-sela", "เสลภูมิ", "ร้อยเอ็ด"),
        namesake("no-district", "", "ตาก"),
        namesake("twin", "โพนทอง", "ร้อยเอ็ด", name=SHORT, short_name=NAME),
        namesake("odd", "ตัวอย่าง ๑", "เลย"),
    ):
        make.plan(make.assessment(of=each), measures=2)


@pytest.mark.parametrize("kind", [tables.RESULTS, tables.SCORES, tables.MEASURES])
def test_exports_of_namesakes_import_as_nothing_changed(many, kind):
    read = read_measures if kind is tables.MEASURES else read_scores
    years = Assessment.objects.all()
    for data in (
        workbooks.export_workbook(years, [kind]),
        b"".join(tables.csv_chunks(kind, years)),
        b"".join(tables.json_chunks(kind, years)),
    ):
        found = read(io.BytesIO(data))
        assert found.problems == ()
        assert found.counts.same
        assert not (found.counts.new)
        assert not (found.counts.changed)


def test_templates_of_namesakes_are_read_as_theirs(many):
    for each in many:
        found = read_scores(io.BytesIO(workbooks.score_template(each, 2568)))
        assert [entry.agency_id for entry in found.entries] == [each.pk]
        year = Assessment.objects.with_scores().get(agency=each)
        measures = read_measures(io.BytesIO(workbooks.measure_template(year)))
        assert measures.problems == ()
        assert {row.agency_id for row in measures.measures} == {each.pk}


def test_the_wide_template_tells_namesakes_apart(many):
    book = load_workbook(io.BytesIO(workbooks.wide_template(many, [2568])))
    sheet = book["คะแนน"]
    for row in range(2, 2 + len(many)):
        sheet.cell(row, 5).value = 50 + row
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    found = read_scores(out)
    assert found.problems == ()
    assert [entry.agency_id for entry in found.entries] == [each.pk for each in many]
