"""The admin's page of files: templates and exports over their real addresses, and what comes back in again."""

import io
import json
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from assessments.actions import ScoreEntry, save_assessment
from assessments.importing.preview import Counts
from assessments.importing.scores import read_scores
from assessments.models import Agency, Assessment
from assessments.roles import ADMINISTRATOR, APPROVER, EDITOR, VIEWER
from assessments.sample_country import make_country
from itaportal.exporting.tables import KINDS
from itaportal.report.building import build_report
from itaportal.report.document import AgencyReport
from itaportal.setup.reference import REFERENCE_FILE
from measures.importing import read_measures
from measures.models import MeasurePlan
from tests.office import saved_by_libreoffice

from ..page import html_of

pytestmark = pytest.mark.django_db
FILES = "/admin/files/"
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def other(criteria) -> Agency:
    agency = Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
    entries = [ScoreEntry(number, 88) for number in range(1, 11)]
    save_assessment(assessment=Assessment(agency=agency, fiscal_year=2568), entries=entries, by=None)
    return agency


def got(client, **query) -> bytes:
    answer = client.get(FILES, query)
    assert "attachment" in answer.get("Content-Disposition", ""), answer.context["problems"]
    assert "no-store" in answer["Cache-Control"]
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# --- who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [VIEWER, EDITOR, APPROVER, ADMINISTRATOR])
def test_the_menu_leads_there_and_import_is_for_who_may_change(client, person, reference, role):
    client.force_login(person(role, *([] if role == ADMINISTRATOR else [reference.agency])))
    assert f'href="{FILES}"' in html_of(client.get("/admin/"))
    page = html_of(client.get(FILES))
    assert ("/admin/assessments/assessment/import/" in page) is (role in (EDITOR, ADMINISTRATOR))


def test_nobody_else(client, person, reference, django_user_model):
    assert client.get(FILES).status_code == 302
    client.force_login(django_user_model.objects.create_user("bare", is_staff=True))
    assert client.get(FILES).status_code == 403
    client.force_login(person(VIEWER))
    page = client.get(FILES, {"export": "results.csv"})
    assert b"".join(page.streaming_content).count(b"\n") == 1  # the headings alone
    assert "ยังไม่มีหน่วยงานที่มีสิทธิ์ใช้งาน" in html_of(client.get(FILES))


def test_another_agencys_data_are_in_no_file(client, person, reference, other):
    client.force_login(person(EDITOR, other))
    for kind in KINDS:
        for suffix in ("xlsx", "csv", "json"):
            data = got(client, export=f"{kind}.{suffix}")
            if suffix == "xlsx":
                cells = [str(cell.value) for row in load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row]
                data = " ".join(cells).encode()
            assert b"chanuwan" not in data
    assert b"other" in got(client, export="results.csv")
    answer = client.get(FILES, {"template": "scores", "agency": reference.agency_id, "year": 2568})
    assert [problem["message"] for problem in answer.context["problems"]] == ["ไม่พบหน่วยงานนี้"]


# --- templates -------------------------------------------------------------------------------------------------------


def test_templates_of_one_agency_and_year(staff, reference, other):
    answer = staff.get(FILES, {"template": "scores", "agency": other.pk, "year": 2569})
    assert unquote(answer["Content-Disposition"].split("''")[1]) == "แม่แบบคะแนน อบต.อื่น ปี ๒๕๖๙.xlsx"
    assert load_workbook(io.BytesIO(answer.content))["คะแนน"]["A2"].value == "อบต.อื่น"
    data = got(staff, template="measures", agency=reference.agency_id, year=2568)
    assert read_measures(io.BytesIO(data)).counts == Counts(same=10)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"template": "measures", "year": 2569}, "ยังไม่มีผลการประเมินปี ๒๕๖๙"),
        ({"template": "scores", "year": 2500}, "ไม่มีเกณฑ์ของปีที่เลือก"),
        ({"template": "scores"}, "กรุณาเลือกปี"),
        ({"many": "1"}, "กรุณาเลือกอย่างน้อยหนึ่งปี"),
        ({"export": "secrets.csv"}, "ไม่มีไฟล์ชนิดนี้"),
        ({"export": "all.csv"}, "ไม่มีไฟล์ชนิดนี้"),
    ],
)
def test_what_cannot_be_made_is_said_on_the_page(staff, reference, query, says):
    answer = staff.get(FILES, {"agency": reference.agency_id} | query)
    assert answer.status_code == 200
    assert any(says in problem["message"] for problem in answer.context["problems"])
    assert says in html_of(answer)


def test_no_measures_follow_a_year_that_keeps_the_overall_alone(staff, reference):
    old = Assessment(agency=reference.agency, fiscal_year=2561, published_overall=70)
    save_assessment(assessment=old, entries=[], by=None)
    answer = staff.get(FILES, {"template": "measures", "agency": reference.agency_id, "year": 2561})
    assert "เก็บเฉพาะคะแนนภาพรวม" in html_of(answer)


def test_many_agencies_are_typed_by_name_and_templated_by_province(staff, reference, other, monkeypatch):
    data = got(staff, many="1", province="ตาก", years=[2567, 2568])
    rows = list(load_workbook(io.BytesIO(data))["คะแนน"].iter_rows(min_row=2, max_col=4, values_only=True))
    assert rows == [("อบต.อื่น", None, "ตาก", 2567), ("อบต.อื่น", None, "ตาก", 2568)]
    monkeypatch.setattr("itaportal.staff.file_forms.LONG_LIST", 1)
    assert got(staff, template="scores", agency="อบต. อื่น", year=2568)
    refused = html_of(staff.get(FILES, {"template": "scores", "agency": "อบต.อี่น", "year": 2568}))
    assert "อาจหมายถึง" in refused


def test_more_than_a_workbook_holds_leads_to_csv(staff, reference, other, monkeypatch):
    monkeypatch.setattr("itaportal.staff.file_forms.WORKBOOK_YEARS", 1)
    monkeypatch.setattr("itaportal.staff.file_forms.TEMPLATE_ROWS", 1)
    assert "CSV" in staff.get(FILES, {"export": "scores.xlsx"}).context["problems"][0]["message"]
    assert got(staff, export="scores.xlsx", province="ตาก")
    assert got(staff, export="scores.csv")
    assert "๒ แถว" in staff.get(FILES, {"many": "1", "years": 2568}).context["problems"][0]["message"]


# --- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("kind", ["results", "scores", "measures"])
def test_what_was_downloaded_imports_as_nothing_changed(staff, reference, other, kind, suffix):
    make_country(agencies=3, years=3, seed=2, by=None)
    data = got(staff, export=f"{kind}.{suffix}")
    model = "measures/measureplan" if kind == "measures" else "assessments/assessment"
    count = 10 if kind == "measures" else Assessment.objects.exclude(scores=None).distinct().count()
    upload = SimpleUploadedFile(f"{kind}.{suffix}", data)
    preview = staff.post(f"/admin/{model}/import/", {"import_file": upload, "resource": "0"})
    result = preview.context["result"]
    assert (result.refusal, result.found.problems) == ("", ())
    assert result.found.counts == Counts(same=count)
    assert result.shown == []


def test_the_reference_year_typed_into_downloaded_templates_gives_the_reference_report(staff, reference):
    """What the agency published is typed as a person would, Thai digits too; nothing of the year is stored before."""
    wanted = build_report(Assessment.objects.with_scores().get())
    MeasurePlan.objects.all().delete()
    Assessment.objects.all().delete()
    source = json.loads(REFERENCE_FILE.read_text(encoding="utf-8"))
    words = {"excellent": "ดีมาก รักษามาตรฐาน", "good": "ดี พัฒนาต่อได้", "improve": "จุดที่ควรพัฒนา"}

    book = load_workbook(io.BytesIO(got(staff, template="scores", agency=Agency.objects.get().pk, year=2568)))
    typed = source["assessment"]
    for number, row in enumerate(book["คะแนน"].iter_rows(min_row=2), start=1):
        assert (row[0].value, row[2].value, row[4].value) == (source["agency"]["name"], number, None)
        row[4].value = (
            typed["scores"][str(number)].translate(THAI) if number % 2 else float(typed["scores"][str(number)])
        )
        row[5].value = words[typed["conclusions"][str(number)]]
    year = book["ผลภาพรวม"]
    headings = [cell.value for cell in year[1]]
    for heading, value in {
        "เป้าหมายของหน่วยงาน": float(typed["target"]),
        "คะแนนภาพรวมตามประกาศ": float(typed["published_overall"]),
        "ระดับตามประกาศ": typed["published_level"],
    }.items():
        year.cell(2, headings.index(heading) + 1).value = value
    confirmed(staff, "assessments/assessment", book)

    book = load_workbook(io.BytesIO(got(staff, template="measures", agency=Agency.objects.get().pk, year=2568)))
    rows = book["มาตรการ"].iter_rows(min_row=2, max_row=11)
    for row, measure in zip(rows, source["plan"]["measures"], strict=True):
        assert (row[2].value, row[4].value) == (measure["indicator"], None)
        row[4].value = "\n".join(measure["titles"])
        row[5].value = measure["analysis"]
        row[6].value = " ".join(f"{n}. {step}".translate(THAI) for n, step in enumerate(measure["steps"], start=1))
        row[7].value = "/ ".join(measure["units"])
        row[8].value = "ตลอดปี ๖๙"
    confirmed(staff, "measures/measureplan", book)
    assert comparable(build_report(Assessment.objects.with_scores().get())) == comparable(wanted)


@pytest.mark.office
@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_what_libreoffice_saved_again_imports_as_well(staff, reference, kind):
    everything = got(staff, export="all.xlsx")
    again = saved_by_libreoffice(everything, "xlsx", kind)
    assert again != everything
    assert read_scores(io.BytesIO(again)).counts == Counts(same=1)
    assert read_measures(io.BytesIO(again)).counts == Counts(same=10)

    book = load_workbook(io.BytesIO(got(staff, template="scores", agency=reference.agency_id, year=2568)))
    book["คะแนน"]["E4"], book["คะแนน"]["E5"] = "๙๑.๕", 92.25
    out = io.BytesIO()
    book.save(out)
    found = read_scores(io.BytesIO(saved_by_libreoffice(out.getvalue(), "xlsx", kind)))
    assert (found.problems, found.notices) == ((), ())
    changes = [str(difference) for row in found.rows() for difference in row.differences]
    assert changes == ["คะแนน ตัวชี้วัดที่ ๓: ๑๐๐.๐๐ → ๙๑.๕๐", "คะแนน ตัวชี้วัดที่ ๔: ๙๘.๘๒ → ๙๒.๒๕"]


def comparable(report: AgencyReport) -> AgencyReport:
    """The report but for when it was saved, whether it is public, and the numbers of its rows."""
    year = replace(report.year, published=False, updated_at=datetime.min)
    measures = tuple(replace(measure, pk=0) for measure in report.plan.measures)
    return AgencyReport(year, replace(report.plan, measures=measures))


def confirmed(staff, model: str, book) -> None:
    """Upload a workbook and press the button of its preview."""
    out = io.BytesIO()
    book.save(out)
    upload = SimpleUploadedFile("typed.xlsx", out.getvalue())
    preview = staff.post(f"/admin/{model}/import/", {"import_file": upload, "resource": "0"})
    assert preview.context["result"].found.problems == ()
    done = staff.post(f"/admin/{model}/process_import/", preview.context["confirm_form"].initial, follow=True)
    assert "นำเข้าแล้ว" in html_of(done)


def test_who_works_for_no_agency_gets_a_reason_and_no_template(client, person, reference):
    client.force_login(person(EDITOR))
    answer = client.get("/admin/files/", {"many": 1, "years": 2568})
    assert answer.status_code == 200
    assert "ไม่มีหน่วยงานที่ท่านมีสิทธิ์ใช้งาน" in html_of(answer)
