"""No account's name reaches the public: every route and every file as an anonymous reader, after much was done."""

import io
import zipfile
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessments.actions import save_assessment
from assessments.models import Assessment, Membership, NationalMean
from assessments.roles import ADMINISTRATOR
from itaportal.models import Publication
from itaportal.publishing.actions import withdraw
from itaportal.wording.actions import save_wording
from measures.actions import ProgressEntry, record_progress
from measures.enums import MeasureStatus
from tests import factories as make
from tests import routes
from tests.page import html_of

DAY = date(2025, 12, 1)
# Made so that no page, file or font can hold them by chance.
ACCOUNTS = {
    name: {"username": f"qzx{name}login", "first_name": f"Qzx{name}First", "last_name": f"Qzx{name}Last",
           "email": f"qzx{name}@mailbox.test"}
    for name in ("enter", "import", "publish", "withdraw", "comment")
}  # fmt: skip
NAMES = sorted({value.lower() for account in ACCOUNTS.values() for value in account.values()})
FILE = "qzximportfile.csv"


@pytest.fixture
def people(roles):
    made = {}
    for name, account in ACCOUNTS.items():
        made[name] = User.objects.create_user(password="x", is_staff=True, **account)
        made[name].groups.add(roles[ADMINISTRATOR], *roles.values())
    return made


@pytest.fixture
def worked_on(reference, people, drawn_once):
    """A year that each of them worked on: entered, imported, published twice, withdrawn once, reported on."""
    Membership.objects.bulk_create(Membership(user=user, agency=reference.agency) for user in people.values())
    year = Assessment.objects.get(pk=reference.pk)
    save_assessment(assessment=year, entries=make.entries({9: "91"}), by=people["enter"])
    client = Client()
    client.force_login(people["import"])
    content = "หน่วยงาน,ปีงบประมาณ,9\nchanuwan,2568,90.00\n".encode()
    shown = client.post(
        "/admin/assessments/assessment/import/", {"import_file": SimpleUploadedFile(FILE, content), "format": "0"}
    )
    shown = client.get(shown["Location"]) if shown.status_code == 303 else shown
    confirmed = client.post("/admin/assessments/assessment/process_import/", shown.context["confirm_form"].initial)
    assert confirmed.status_code == 302
    year = Assessment.objects.get(pk=reference.pk)
    assert year.scores.model.history.filter(history_change_reason=FILE, history_user=people["import"]).exists()
    with drawn_once():
        make.publish_confirming(year, by=people["publish"])
        save_wording(assessment=year, texts={"plan": "ถ้อยคำใหม่"}, signatories={}, by=people["comment"])
        second = make.publish_confirming(Assessment.objects.get(pk=year.pk), by=people["publish"])
    withdraw(publication=second, reason="ตัวเลขผิด", by=people["withdraw"])
    entry = ProgressEntry(DAY, MeasureStatus.DONE, done="ทำแล้ว", result="ตามแผน")
    record_progress(measure=year.plan.measures.first(), entry=entry, by=people["comment"])
    mean = NationalMean.objects.first()
    mean._history_user = people["enter"]
    mean.save()
    assert Publication.objects.filter(published_by=people["publish"], withdrawn_by=people["withdraw"]).count() == 1
    return year


def texts_of(content: bytes) -> str:
    """The content and, of a zipped or compressed file, all that is packed in it, in small letters."""
    found = [content.decode("utf-8", "replace")]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            found += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    if content.startswith(b"%PDF"):
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(content))
        found += [str(reader.metadata), *(page.extract_text() for page in reader.pages)]
        found += [texts_of(data) for files in reader.attachments.values() for data in files]
    return " ".join(found).lower()


def addresses():
    """Every public route, with every figure, indicator and version that the year has."""
    for route in routes.routes():
        base = {"agency": "chanuwan", "year": "2568", "table": "results", "form": "csv"} | {"version": "1"}
        choices = {
            "figure": ["overall", "level", "iit", "eit", "oit", *map(str, range(1, 11))],
            "number": ["1", "9"],
            "version": ["1", "2"],
            "table": ["results", "scores", "measures", "agencies"],
            "form": ["csv", "json", "xlsx"],
        }
        names = [name for name in route.kinds if name in choices]
        fills = [base]
        for name in names:
            fills = [fill | {name: value} for fill in fills for value in choices[name]]
        for fill in fills:
            yield route.fill(dict.fromkeys(route.kinds, "1") | fill)


@pytest.mark.pdf
def test_no_name_of_an_account_is_on_any_route_or_in_any_file(worked_on):
    read = set()
    for address in addresses():
        response = Client().get(address, follow=True)
        content = b"".join(response) if response.streaming else response.content
        text = texts_of(content)
        for name in (*NAMES, FILE):
            assert name not in text, f"{address}: {name}"
        if response.status_code == 200:
            read.add(address)
    for needed in ("", "report/", "report.pdf", "data.json", "data.xlsx", "report.docx", "v1/", "v1/report.pdf",
                   "lineage/9/", "lineage/overall/", "measures/", "indicators/9/"):  # fmt: skip
        assert f"/chanuwan/2568/{needed}" in read, needed
    assert any(address.startswith("/open-data/2568/") for address in read)
    assert any(address.startswith("/api/v1/") for address in read)


@pytest.mark.slow
@pytest.mark.database
def test_staff_of_the_agency_do_see_them_where_the_public_does_not(worked_on, people):
    """Else the test above would hold of a portal that keeps no names."""
    client = Client()
    client.force_login(people["comment"])
    page = html_of(client.get("/chanuwan/2568/lineage/9/")).lower()
    assert "qzxenterfirst qzxenterlast" in page
    assert "qzximportfirst" in page
    assert FILE in page
