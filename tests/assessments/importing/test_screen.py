"""Import in the admin: upload, preview, confirm; nothing is saved before, and only for one's own agencies."""

import os
import re
import time
from types import ModuleType

import pytest
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import path

from assessments.models import Agency, Assessment, IndicatorScore, Membership
from assessments.resources import FileImportMixin, ScoreResource
from assessments.roles import EDITOR
from assessments.uploads import UploadStorage
from itaportal.urls import urlpatterns as own_urls
from measures.models import MeasurePlan
from measures.resources import MeasureResource
from tests.factories import D

from ...page import html_of
from .test_scores import LONG, csv_file

pytestmark = pytest.mark.django_db


class Scores(FileImportMixin, ModelAdmin):
    resource_classes = [ScoreResource]


class Measures(FileImportMixin, ModelAdmin):
    resource_classes = [MeasureResource]


site = AdminSite(name="admin")
site.register(Assessment, Scores)
site.register(MeasurePlan, Measures)
# The portal's own addresses around these two screens.
urls = ModuleType("urls_with_import")
urls.urlpatterns = [path("admin/", site.urls), *(each for each in own_urls if "admin" not in str(each.pattern))]
IMPORT = "/admin/assessments/assessment/import/"
CONFIRM = "/admin/assessments/assessment/process_import/"


@pytest.fixture(autouse=True)
def plugged_in(settings, tmp_path):
    settings.ROOT_URLCONF = urls
    settings.IMPORT_UPLOADS = tmp_path / "imports"


def upload(client, *rows, address=IMPORT, **data):
    file = SimpleUploadedFile("scores.csv", csv_file(LONG, *rows).getvalue())
    return client.post(address, {"resource": "0", "import_file": file, **data})


def hidden(answer) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', html_of(answer))
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_preview_then_confirm(admin_client, reference):
    preview = upload(admin_client, ["chanuwan", 2568, 1, "", "๕๐"])
    page = html_of(preview)
    assert "๙๙.๐๒" in page
    assert "๕๐.๐๐" in page
    assert "เปลี่ยนแปลง ๑" in page
    assert IndicatorScore.objects.get(indicator__number=1).score == D("99.02")
    saved = admin_client.post(CONFIRM, hidden(preview), follow=True)
    assert "นำเข้าแล้ว" in html_of(saved)
    assert IndicatorScore.objects.get(indicator__number=1).score == D(50)
    assert IndicatorScore.history.first().history_user.username == "admin"
    again = admin_client.post(CONFIRM, hidden(preview), follow=True)  # pressed twice
    assert "ไม่ได้บันทึกซ้ำ" in html_of(again)
    late = {name: value for name, value in hidden(preview).items() if name != "form_token"}
    assert "ไม่พบไฟล์ที่อัปโหลดไว้" in html_of(admin_client.post(CONFIRM, late, follow=True))


def test_problems_are_listed_and_there_is_nothing_to_confirm(admin_client, reference):
    page = html_of(upload(admin_client, ["chanuwan", 2568, 1, "", "99,02"], ["x", 2025, 1, "", 5]))
    assert "๓ จุดในไฟล์" in page
    assert "คอลัมน์ E (คะแนน)" in page
    assert "ปีในไฟล์เป็น ค.ศ." in page
    assert CONFIRM not in page


def test_years_are_taken_as_christian_when_the_person_says_so(admin_client, reference):
    preview = upload(admin_client, ["chanuwan", 2025, 1, "", 50], christian_era="on")
    admin_client.post(CONFIRM, hidden(preview))
    assert IndicatorScore.objects.get(indicator__number=1).score == D(50)


def test_a_file_that_is_no_table_is_refused_on_the_page(admin_client, reference):
    answer = admin_client.post(IMPORT, {"resource": "0", "import_file": SimpleUploadedFile("scores.xlsx", b"%PDF-1.7")})
    assert answer.status_code == 200
    assert "PDF" in html_of(answer)


def test_no_file_and_an_empty_one(admin_client, reference):
    for data in ({"resource": "0"}, {"resource": "0", "import_file": SimpleUploadedFile("scores.csv", b"")}):
        answer = admin_client.post(IMPORT, data)
        assert answer.status_code == 200
        assert re.search("กรุณาเลือกไฟล์", html_of(answer))


@pytest.mark.parametrize("name", ["../../../etc/passwd", "scores.csv", "0" * 32, ""])
def test_a_confirmation_that_was_tampered_with_reads_nothing(admin_client, reference, name):
    answer = admin_client.post(
        CONFIRM, {"import_file_name": name, "original_file_name": "x", "format": "0", "resource": "0"}, follow=True
    )
    assert "ไม่พบไฟล์ที่อัปโหลดไว้" in html_of(answer)
    for wrong in ("99", "x"):
        answer = admin_client.post(CONFIRM, {"import_file_name": name, "original_file_name": "x", "format": wrong})
        assert answer.status_code == 302


def test_an_editor_imports_for_own_agencies_only(client, reference, roles):
    malee = User.objects.create_user("malee", password="x", is_staff=True)
    malee.groups.add(roles[EDITOR])
    own = Agency.objects.create(slug="own", name="เทศบาลของเรา", short_name="ทต.เรา", kind="เทศบาลตำบล", province="น่าน")
    Membership.objects.create(user=malee, agency=own)
    client.force_login(malee)
    page = html_of(upload(client, ["chanuwan", 2568, 1, "", 50]))
    assert "ไม่พบหน่วยงานนี้ในระบบ" in page
    preview = upload(client, ["own", 2568, 1, "", 50])
    client.post(CONFIRM, hidden(preview))
    assert own.assessments.get().scores.get().score == D(50)


def test_the_public_and_viewers_may_not_import(client, reference):
    assert client.get(IMPORT).status_code == 302
    client.force_login(User.objects.create_user("viewer", password="x", is_staff=True))
    assert client.get(IMPORT).status_code == 403
    assert client.post(CONFIRM).status_code == 403


def test_measures_import_through_the_same_screen(admin_client, reference):
    address = "/admin/measures/measureplan/import/"
    rows = csv_file(
        ["หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัด", "มาตรการ/โครงการ/กิจกรรม"], ["chanuwan", 2569, "การใช้อำนาจ", "มาตรการใหม่"]
    )
    preview = admin_client.post(address, {"resource": "0", "import_file": SimpleUploadedFile("m.csv", rows.getvalue())})
    assert "มาตรการใหม่" in html_of(preview)
    admin_client.post(address.replace("import/", "process_import/"), hidden(preview))
    assert MeasurePlan.objects.get().measures.filter(titles="มาตรการใหม่").exists()


def test_uploads_that_were_never_confirmed_are_dropped_after_a_day(settings):
    first = UploadStorage()
    first.save(b"old")
    assert UploadStorage(name=first.name).read() == b"old"
    os.utime(settings.IMPORT_UPLOADS / first.name, (time.time() - 90_000,) * 2)
    UploadStorage().save(b"new")
    with pytest.raises(FileNotFoundError):
        UploadStorage(name=first.name).read()
