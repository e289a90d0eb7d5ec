"""Small files that offices really have, and their neighbours: through the admin (preview, confirm) and the command."""

import csv
import io
import re
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from assessments.bulk import Field
from assessments.importing.problems import Code
from assessments.importing.readers import Chosen
from assessments.importing.scores import read_scores
from assessments.models import Agency, Assessment, IndicatorScore, Membership
from assessments.roles import EDITOR
from measures.importing import read_measures
from measures.models import Measure
from tests.factories import D

from ...page import html_of
from .test_scores import LONG, csv_file, values, xlsx

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parents[2] / "cases"
SCORES, MEASURES = "/admin/assessments/assessment/", "/admin/measures/measureplan/"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.IMPORT_UPLOADS = tmp_path / "imports"


def through_the_admin(client, data, address=SCORES, **said) -> str:
    """Upload, preview and confirm; the text of the preview."""
    file = SimpleUploadedFile("file.xlsx", data)
    preview = html_of(client.post(f"{address}import/", {"resource": "0", "import_file": file, **said}))
    form = preview[preview.index("process_import") :]
    hidden = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form)
    answer = client.post(f"{address}process_import/", {name: unescape(value) for name, value in hidden}, follow=True)
    assert "นำเข้าแล้ว" in html_of(answer)
    return preview


def through_the_command(capsys, path, *arguments, command="import_scores") -> str:
    call_command(command, str(path), *arguments)
    return capsys.readouterr().out


def stored() -> dict[int, object]:
    return dict(IndicatorScore.objects.values_list("indicator__number", "score"))


NINE = dict.fromkeys(range(1, 11), D("98.5"))
CASES_OF_SCORES = {
    "number-formats.xlsx": NINE,
    "number-formats-2.xlsx": NINE | {7: D(0)},
    "stray-far.xlsx": {1: D("98.5")},
    "title-line.csv": {1: D("98.5")},
    "footer-notes.xlsx": {1: D("98.5")},
}


@pytest.mark.parametrize("name", CASES_OF_SCORES)
def test_a_file_of_scores_gives_its_figures_by_admin_and_command(admin_client, reference, capsys, name):
    before = stored()
    path = CASES / name
    through_the_admin(admin_client, path.read_bytes())
    assert stored() == before | CASES_OF_SCORES[name]
    assert "เหมือนเดิม ๑" in through_the_command(capsys, path), "the command reads what the admin saved"
    IndicatorScore.objects.update(score=D(50))
    through_the_command(capsys, path)
    assert stored() == dict.fromkeys(before, D(50)) | CASES_OF_SCORES[name]


def test_rows_below_a_table_are_passed_over_and_named(admin_client, reference, capsys):
    path = CASES / "footer-notes.xlsx"
    preview = through_the_admin(admin_client, path.read_bytes())
    said = through_the_command(capsys, path, "--dry-run")
    for text in (preview, said):
        for words in ("แถว ๕ “หมายเหตุ ผู้กรอก”", "แถว ๖ “รวม”", "แถว ๗ “หมายเหตุ: คะแนนตามประกาศ”"):
            assert words in text


def test_shapes_on_an_ods_are_no_text_of_the_plan(admin_client, reference, capsys):
    path = CASES / "shapes.ods"
    steps = list(Measure.objects.get(indicator__number=6).steps.values_list("text", flat=True))
    through_the_admin(admin_client, path.read_bytes(), MEASURES)
    made = Measure.objects.get(titles="มาตรการบริการโปร่งใส")
    assert made.analysis == "วิเคราะห์แล้ว"
    assert [unit.name for unit in made.units.all()] == ["สำนักปลัด"]
    assert list(made.steps.values_list("text", flat=True)) == steps, "a cell with a text box alone is blank"
    assert "เหมือนเดิม ๑" in through_the_command(capsys, path, command="import_measures")


# --- rows that are no data -----------------------------------------------------------------------------------------

WIDE = ["หน่วยงาน", "ปีงบประมาณ", *map(str, range(1, 11))]
TEN = [98.5] * 10
ASIDES_OF_WIDE = [
    ["รวม", "", *TEN],
    ["รวมทั้งสิ้น ๒ แห่ง", "", *TEN],
    ["ค่าเฉลี่ย", 2568, *TEN],
    ["คะแนนเฉลี่ยระดับจังหวัด", 2568, *TEN],
    ["Average", "", *TEN],
    ["", "เฉลี่ย", *TEN],
    ["หมายเหตุ: ตามประกาศสำนักงาน ป.ป.ช."],
    ["* ข้อมูล ณ วันที่ ๓๐ กันยายน ๒๕๖๘"],
    ["ที่มา : ระบบ ITAS"],
    ["จังหวัดร้อยเอ็ด"],
]
ASIDES_OF_LONG = [
    ["chanuwan", 2568, "", "ค่าเฉลี่ย IIT", 99.57],
    ["chanuwan", 2568, "IIT", "", 99.57],
    ["chanuwan", 2568, "", "EIT", 98.7],
    ["chanuwan", 2568, "", "คะแนนภาพรวม", 95.48],
    ["", "", "", "รวม", 98.5],
    ["รวม 10 ตัวชี้วัด", "", "", "", 98.5],
    ["", "", "", "", "", "หมายเหตุนอกตาราง"],
]


@pytest.mark.parametrize(
    ("headings", "row", "asides"),
    [(WIDE, ["chanuwan", 2568, *TEN], ASIDES_OF_WIDE), (LONG, ["chanuwan", 2568, 1, "", 98.5], ASIDES_OF_LONG)],
)
def test_totals_averages_and_notes_are_no_data(reference, headings, row, asides):
    for aside in asides:
        found = read_scores(xlsx(headings, row, aside))
        assert values(found) == values(read_scores(xlsx(headings, row)))
        words = next(str(cell) for cell in aside if isinstance(cell, str) and cell and cell != "chanuwan")
        assert any("แถว ๓" in notice and words in notice for notice in found.notices), aside
    together = read_scores(xlsx(headings, row, *asides, row))
    assert values(together) == values(read_scores(xlsx(headings, row)))


@pytest.mark.parametrize("name", ["รวมไทยพัฒนา", "รวม", "ภาพรวม"])
def test_an_agency_that_is_called_so_is_data(reference, name):
    row = [name, 2568, *TEN]
    assert read_scores(xlsx(WIDE, ["chanuwan", 2568, *TEN], row)).problems or name != "รวมไทยพัฒนา"
    Agency.objects.create(slug="other", name=name, short_name=f"อบต.{name}", kind="อบต.", province="ตาก")
    found = read_scores(xlsx(WIDE, ["chanuwan", 2568, *TEN], row))
    assert len(values(found)) == 2


def test_many_rows_that_are_passed_over_are_counted(reference):
    found = read_scores(xlsx(WIDE, ["chanuwan", 2568, *TEN], *[["รวม", "", *TEN]] * 50))
    assert len([notice for notice in found.notices if "“รวม”" in notice]) == 20
    assert any("อีก ๓๐ แถว" in notice for notice in found.notices)


def test_totals_and_notes_of_a_plan_are_no_measures(reference):
    headings = ["หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัดที่", "มาตรการ"]
    row = ["chanuwan", 2569, 6, "มาตรการใหม่"]
    for aside in (
        ["รวม", "", "", "๑ มาตรการ"],
        ["หมายเหตุ", "", "", "ร่าง"],
        ["", "", "", "หมายเหตุ: ร่าง"],
        ["ผู้จัดทำ นาย ก"],
    ):
        found = read_measures(xlsx(headings, row, aside))
        assert found.problems == ()
        assert len(found.measures) == 1
        assert any("แถว ๓" in notice for notice in found.notices), aside


# --- agency and year chosen beside the file ------------------------------------------------------------------------


def test_agency_and_year_may_be_chosen_on_the_screen(admin_client, reference):
    data = csv_file(["ตัวชี้วัดที่", "คะแนน"], [1, "50"], [2, "๖๐"], ["ค่าเฉลี่ย", "55"]).getvalue()
    refused = html_of(
        admin_client.post(f"{SCORES}import/", {"resource": "0", "import_file": SimpleUploadedFile("a.csv", data)})
    )
    assert "เลือกหน่วยงานและปีงบประมาณในหน้านำเข้า" in refused
    through_the_admin(admin_client, data, agency="chanuwan", fiscal_year="๒๕๖๘")
    assert (stored()[1], stored()[2], stored()[3]) == (D(50), D(60), D(100))
    wide = csv_file([str(n) for n in range(1, 11)], TEN).getvalue()
    through_the_admin(admin_client, wide, agency="chanuwan", fiscal_year="๒๕๖๘")
    assert stored() == dict.fromkeys(range(1, 11), D("98.5"))
    plan = csv_file(["ตัวชี้วัดที่", "มาตรการ"], [6, "มาตรการใหม่"]).getvalue()
    through_the_admin(admin_client, plan, MEASURES, agency="chanuwan", fiscal_year="2569")
    assert Measure.objects.filter(titles="มาตรการใหม่").count() == 1


def test_the_screen_offers_ones_own_agencies_only_and_chooses_the_only_one(client, reference, roles, django_user_model):
    own = Agency.objects.create(slug="own", name="เทศบาลของเรา", short_name="ทต.เรา", kind="เทศบาลตำบล", province="น่าน")
    malee = django_user_model.objects.create_user("malee", password="x", is_staff=True)
    malee.groups.add(roles[EDITOR])
    Membership.objects.create(user=malee, agency=own)
    client.force_login(malee)
    page = html_of(client.get(f"{SCORES}import/"))
    assert 'name="agency" value="เทศบาลของเรา"' in page
    assert reference.agency.name not in page
    data = csv_file(["ตัวชี้วัดที่", "คะแนน"], [1, "50"]).getvalue()
    theirs = client.post(
        f"{SCORES}import/",
        {
            "resource": "0",
            "import_file": SimpleUploadedFile("a.csv", data),
            "agency": "chanuwan",
            "fiscal_year": "2568",
        },
    )
    assert "ไม่พบหน่วยงานนี้" in html_of(theirs)
    through_the_admin(client, data, agency="own", fiscal_year="2568")
    assert own.assessments.get().scores.get().score == D(50)


def test_what_the_file_says_and_what_was_chosen_must_agree(reference):
    other = Agency.objects.create(slug="other", name="เทศบาลอื่น", short_name="ทต.อื่น", kind="อบต.", province="น่าน")
    chosen = Chosen(other.pk, 2568)
    mixed = read_scores(xlsx(LONG, ["", "", 1, "", 50], ["chanuwan", 2567, 2, "", 60]), chosen=chosen)
    assert [problem.place.column for problem in mixed.problems] == ["A", "B"]
    assert {problem.code for problem in mixed.problems} == {Code.MISMATCH}
    found = read_scores(xlsx(LONG, ["", "", 1, "", 50], ["เทศบาลอื่น", "๒๕๖๘", 2, "", 60]), chosen=chosen)
    assert [(each.agency_id, each.fiscal_year) for each in found.entries] == [(other.pk, 2568)]
    assert found.entries[0].values == {Field(1, "score"): D(50), Field(2, "score"): D(60)}


def test_the_command_takes_agency_and_year(reference, tmp_path, capsys):
    path = tmp_path / "scores.csv"
    path.write_bytes(csv_file(["ตัวชี้วัดที่", "คะแนน"], [1, "50"]).getvalue())
    through_the_command(capsys, path, "--agency", "chanuwan", "--year", "๒๕๖๘")
    assert stored()[1] == D(50)
    for arguments, words in ((["--agency", "none"], "ไม่พบหน่วยงาน"), (["--year", "25x8"], "ไม่ใช่ปีงบประมาณ")):
        with pytest.raises(CommandError, match=words) as caught:
            call_command("import_scores", str(path), *arguments)
        assert caught.value.returncode == 2


def test_a_title_with_a_number_is_no_table_when_all_is_chosen(reference):
    chosen = Chosen(reference.agency_id, 2568)
    found = read_scores(xlsx(["ครั้งที่", 2], [], ["ตัวชี้วัดที่", "คะแนน"], [1, 50]), chosen=chosen)
    assert values(found) == [{(1, "score"): D(50)}]


# --- texts that a spreadsheet would run ----------------------------------------------------------------------------


def test_full_width_signs_go_out_marked_and_come_back_unchanged(reference):
    from itaportal.exporting import tables

    texts = ["＝SUM(A1)", "＋๑", "－ข้อหนึ่ง", "＠ฝ่าย", "=1", "'=1"]
    for number, text in enumerate(texts, start=1):
        IndicatorScore.objects.filter(indicator__number=number).update(analysis=text)
    data = b"".join(tables.csv_chunks(tables.KINDS["scores"], Assessment.objects.all()))
    cells = {cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row}
    assert {f"'{text}" for text in texts} <= cells
    found = read_scores(io.BytesIO(data))
    assert found.counts.same == 1
    assert found.counts.changed == 0
