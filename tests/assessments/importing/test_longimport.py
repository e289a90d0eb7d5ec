"""Import of long files in the admin: beside the request, with progress, all or nothing, one at a time."""

import json
import os
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from assessments import importjobs
from assessments.importjobs import Busy, Job, Stage
from assessments.models import Agency, Assessment, IndicatorScore
from assessments.roles import EDITOR
from assessments.uploads import UploadStorage

from ...page import html_of
from .test_scores import csv_file

LIST = "/admin/assessments/assessment/"
WIDE = ["หน่วยงาน", "ปีงบประมาณ", *map(str, range(1, 11))]


@pytest.fixture
def folder(settings, tmp_path):
    settings.IMPORT_UPLOADS = tmp_path / "imports"
    settings.IMPORT_LONG_FILE = 100
    return settings.IMPORT_UPLOADS


@pytest.fixture
def in_line(monkeypatch):
    """Do the work before `start_job` answers, so that a test needs no second connection."""
    monkeypatch.setattr("assessments.importjobs.threading.Thread", InLine)
    monkeypatch.setattr("assessments.importjobs.connection.close", lambda: None)


class InLine:
    def __init__(self, target, args=(), **kwargs):
        self.start = lambda: target(*args)


def wide(*rows) -> SimpleUploadedFile:
    return SimpleUploadedFile("จังหวัด.csv", csv_file(WIDE, *rows).getvalue())


def upload(client, *rows):
    return client.post(f"{LIST}import/", {"resource": "0", "import_file": wide(*rows)})


def confirm(client, job: str, **how):
    """Press the button on the page of a job that was read."""
    stamp = re.search(r'name="stamp" value="([^"]+)"', html_of(client.get(job)))
    return client.post(job, {"stamp": stamp[1]}, **how)


def scores(year=2568, score="50"):
    return ["chanuwan", year, *[score] * 10]


@pytest.mark.django_db
@pytest.mark.usefixtures("folder", "in_line")
class TestPages:
    def test_a_long_file_is_read_shown_and_saved_when_confirmed(self, admin_client, reference, folder):
        answer = upload(admin_client, scores(), scores(2567))
        assert re.fullmatch(rf"{LIST}import/[0-9a-f]{{32}}/", answer.url)
        page = html_of(admin_client.get(answer.url))
        assert "เพิ่มใหม่ ๑ เปลี่ยนแปลง ๑" in page
        assert "๙๙.๐๒" in page
        assert Assessment.objects.count() == 1
        saved = confirm(admin_client, answer.url, follow=True)
        assert saved.redirect_chain[-1][0] == LIST
        assert "นำเข้าแล้ว" in html_of(saved)
        assert set(IndicatorScore.objects.values_list("score", flat=True)) == {50}
        assert IndicatorScore.history.first().history_user.username == "admin"
        assert not any(len(path.name) == 32 for path in folder.iterdir()), "the upload is gone"
        again = admin_client.post(answer.url)  # pressed twice
        assert Assessment.objects.count() == 2
        assert again.url == answer.url

    def test_problems_are_listed_and_cannot_be_confirmed(self, admin_client, reference):
        job = upload(admin_client, scores(), scores(2567, "๑๐๑")).url
        page = html_of(admin_client.get(job))
        assert "มี ๑๐ จุดในไฟล์ที่ต้องแก้ไข" in page
        assert "ยืนยันและบันทึก" not in page
        admin_client.post(job)
        assert Assessment.objects.count() == 1

    def test_a_file_that_is_no_table_is_refused(self, admin_client, reference):
        file = SimpleUploadedFile("x.xlsx", b"%PDF-1.7" + b" " * 200)
        answer = admin_client.post(f"{LIST}import/", {"resource": "0", "import_file": file}, follow=True)
        assert "PDF" in html_of(answer)

    def test_a_job_is_its_owners(self, client, person, reference):
        client.force_login(person(EDITOR, reference.agency))
        job = upload(client, scores()).url
        client.force_login(person(EDITOR, reference.agency))
        assert client.get(job).status_code == client.post(job).status_code == 404
        assert client.get(f"{LIST}import/{'0' * 32}/").status_code == 404
        assert client.get(f"{LIST}import/secret/").status_code == 404

    def test_rights_are_asked_again_before_saving(self, client, person, reference):
        user = person(EDITOR, reference.agency)
        client.force_login(user)
        job = upload(client, scores()).url
        user.memberships.all().delete()
        answer = confirm(client, job, follow=True)
        assert "ยังไม่ได้บันทึกสิ่งใด" in html_of(answer)
        assert IndicatorScore.objects.filter(score=50).count() == 0

    def test_measures_too(self, admin_client, reference):
        address = "/admin/measures/measureplan/import/"
        rows = csv_file(
            ["หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัด", "มาตรการ/โครงการ/กิจกรรม"],
            ["chanuwan", 2569, "การใช้อำนาจ", "มาตรการใหม่ " * 20],
        )
        file = SimpleUploadedFile("m.csv", rows.getvalue())
        job = admin_client.post(address, {"resource": "0", "import_file": file}).url
        assert job.startswith(address)
        confirm(admin_client, job)
        assert reference.plan.measures.filter(titles__startswith="มาตรการใหม่").exists()

    def test_while_one_is_under_way_another_is_refused(self, admin_client, admin_user, reference, folder, settings):
        running = Job("a" * 32, admin_user.pk, "ประเทศ.xlsx", False, Stage.SAVING, 500, 41_585)
        with importjobs.claim_place(running.name):
            importjobs._write(running)
            page = html_of(admin_client.get(f"{LIST}import/{running.name}/"))
            assert 'value="500" max="41585"' in page
            assert "บันทึกแล้ว ๕๐๐ จาก ๔๑,๕๘๕ รายการ" in page
            poll = json.loads(admin_client.get(f"{LIST}import/{running.name}/?poll=1").content)
            assert poll == {"running": True, "done": 500, "of": 41585, "words": "บันทึกแล้ว ๕๐๐ จาก ๔๑,๕๘๕ รายการ"}
            refused = html_of(
                admin_client.post(f"{LIST}import/", {"resource": "0", "import_file": wide(scores())}, follow=True)
            )
            assert "กำลังนำเข้าไฟล์อื่นอยู่" in refused
            assert f"{LIST}import/{running.name}/" in refused
            settings.IMPORT_LONG_FILE = 100_000
            preview = admin_client.post(f"{LIST}import/", {"resource": "0", "import_file": wide(scores())})
            short = admin_client.post(f"{LIST}process_import/", preview.context["confirm_form"].initial, follow=True)
            assert "กำลังนำเข้าไฟล์อื่นอยู่" in html_of(short)
        assert IndicatorScore.objects.filter(score=50).count() == 0

    def test_work_that_was_cut_short_says_so(self, admin_client, admin_user, reference):
        job = Job("b" * 32, admin_user.pk, "ประเทศ.xlsx", False, Stage.SAVING, 500, 41_585)
        importjobs.claim_place(job.name).close()
        importjobs._write(job)
        assert "งานหยุดกลางคัน" in html_of(admin_client.get(f"{LIST}import/{job.name}/"))

    def test_an_unforeseen_error_is_told_and_nothing_is_left(self, admin_client, reference, monkeypatch, caplog):
        job = upload(admin_client, scores()).url

        def fail(*args, **kwargs):
            raise RuntimeError("disk full")

        monkeypatch.setattr("assessments.bulk.Assessment.objects.bulk_update", fail)
        page = html_of(confirm(admin_client, job, follow=True))
        assert "ระบบทำงานไม่สำเร็จ" in page
        assert IndicatorScore.objects.filter(score=50).count() == 0
        assert "disk full" in caplog.text
        importjobs.claim_place("").close()  # the place is free again


def test_the_place_is_one_and_survives_the_cleaning(folder):
    with importjobs.claim_place("x"):
        with pytest.raises(Busy):
            importjobs.claim_place("y")
        lock = folder / importjobs.LOCK_NAME
        os.utime(lock, (time.time() - 90_000,) * 2)
        UploadStorage().save(b"data")
        assert lock.exists()
    importjobs.claim_place("y").close()


@pytest.mark.django_db(transaction=True)
def test_in_a_thread_of_its_own_progress_is_seen_from_outside(admin_client, reference, folder, monkeypatch):
    """The real thread on its own connection: reading, then saving in chunks, each seen by another reader."""
    monkeypatch.setattr("assessments.bulk.CHUNK", 1)
    seen: list[tuple[str, int, int]] = []
    write = importjobs._write
    monkeypatch.setattr(importjobs, "_write", lambda job: (seen.append((job.stage, job.done, job.of)), write(job)))
    Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
    job = upload(admin_client, scores(), scores(2567), ["other", 2568, *["60"] * 10]).url
    wait_for(admin_client, job)
    confirm(admin_client, job)
    wait_for(admin_client, job)
    assert Assessment.objects.count() == 3
    assert [each for each in seen if each[0] == Stage.SAVING and each[2]] == [("saving", done, 3) for done in (1, 2, 3)]
    connection.close()


def wait_for(client, job: str) -> None:
    end = time.monotonic() + 20
    while json.loads(client.get(f"{job}?poll=1").content)["running"]:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_addresses_of_both_lists_differ():
    assert reverse("admin:assessments_assessment_import_job", args=["a"]) == f"{LIST}import/a/"
    assert reverse("admin:measures_measureplan_import_job", args=["a"]) == "/admin/measures/measureplan/import/a/"
