"""What was confirmed is what is written: a preview that no longer holds is shown again, by screen, job and command."""

import io
import re
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from assessments import actions
from assessments.actions import ScoreEntry
from assessments.edit_conflicts import copy_of
from assessments.importing.preview import Item, PreviewChanged, RowState, Stamp
from assessments.importing.scores import read_scores
from assessments.models import Assessment, IndicatorScore
from measures.actions import MeasureEntry, ensure_units, update_plan
from measures.importing import LABELS, read_measures
from measures.models import Measure, Unit
from tests.factories import D, with_scores

from ...page import Page, html_of
from .test_longimport import InLine
from .test_scores import LONG, csv_file, xlsx

SCORES = "/admin/assessments/assessment/"
PLANS = "/admin/measures/measureplan/"
BASE = (LONG, ["chanuwan", 2568, 1, "", 98.5], ["chanuwan", 2568, 2, "", 97.25])
MEASURES = ["หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัด", *LABELS.values()]
FIRST = "มาตรการปรับปรุงคู่มือ/แนวทางการปฏิบัติงานหรือการให้บริการ"


def upload(client, list_page: str, content: bytes):
    file = SimpleUploadedFile("base.xlsx", content)
    return client.post(f"{list_page}import/", {"resource": "0", "import_file": file})


def confirm(client, list_page: str, preview, **changed):
    given = preview.context["confirm_form"].initial | changed
    return client.post(
        f"{list_page}process_import/", {name: "" if value is None else value for name, value in given.items()}
    )


def score(number: int, year: int = 2568):
    return IndicatorScore.objects.get(assessment__fiscal_year=year, indicator__number=number).score


def measure_rows(*rows) -> bytes:
    return csv_file(MEASURES, *rows).getvalue()


def measure_row(title=FIRST, units="กองคลัง", indicator="การปฏิบัติหน้าที่"):
    return ["chanuwan", 2569, indicator, title, "", "", units, "", "ติดตามทุกเดือน"]


def shown_again(answer, *rows: list[str]) -> Page:
    """The preview, which says that it changed and lists these stored values."""
    page = Page(answer)
    assert "ยังไม่ได้บันทึก ข้อมูลในระบบเปลี่ยนไปหลังจากที่ท่านตรวจ" in page.text
    assert page.tables[0][1:] == list(rows)
    return page


@pytest.mark.django_db
class TestScores:
    @pytest.fixture(autouse=True)
    def folder(self, settings, tmp_path, reference):
        settings.IMPORT_UPLOADS = tmp_path / "imports"

    def test_a_score_that_a_colleague_saved_meanwhile_is_shown_before_it_is_overwritten(self, admin_client, reference):
        preview = upload(admin_client, SCORES, xlsx(*BASE).getvalue())
        assert "๙๙.๐๒ → ๙๘.๕๐" in Page(preview).text
        with_scores(reference, {1: "55.00"})
        again = confirm(admin_client, SCORES, preview)
        page = shown_again(again, [f"{reference.agency.name} ๒๕๖๘", "คะแนน ตัวชี้วัดที่ ๑", "๙๙.๐๒", "๕๕.๐๐"])
        assert "๕๕.๐๐ → ๙๘.๕๐" in page.text
        assert score(1) == D(55)
        confirm(admin_client, SCORES, again)
        assert (score(1), score(2)) == (D("98.50"), D("97.25"))

    def test_a_row_that_was_the_same_is_no_less_shown(self, admin_client, reference):
        preview = upload(admin_client, SCORES, xlsx(LONG, ["chanuwan", 2568, 1, "", 99.02]).getvalue())
        with_scores(reference, {1: "55.00"})
        shown_again(
            confirm(admin_client, SCORES, preview),
            [f"{reference.agency.name} ๒๕๖๘", "คะแนน ตัวชี้วัดที่ ๑", "๙๙.๐๒", "๕๕.๐๐"],
        )
        assert score(1) == D(55)

    def test_values_that_the_file_does_not_give_may_change(self, admin_client, reference):
        preview = upload(admin_client, SCORES, xlsx(*BASE).getvalue())
        with_scores(reference, {9: "12.00"})
        assert confirm(admin_client, SCORES, preview).status_code == 302
        assert (score(1), score(9)) == (D("98.50"), D(12))

    def test_a_year_added_or_deleted_meanwhile_is_said(self, admin_client, reference):
        subject = f"{reference.agency.name} ๒๕๖๗"
        preview = upload(admin_client, SCORES, xlsx(LONG, ["chanuwan", 2567, 1, "", 98.5]).getvalue())
        added = Assessment(agency=reference.agency, fiscal_year=2567)
        actions.save_assessment(assessment=added, entries=[ScoreEntry(1, D(55))], by=None)
        again = confirm(admin_client, SCORES, preview)
        shown_again(
            again,
            [subject, "รายการนี้", "ยังไม่มีในระบบ", "มีผู้เพิ่มแล้ว"],
            [subject, "คะแนน ตัวชี้วัดที่ ๑", "–", "๕๕.๐๐"],
        )
        assert score(1, 2567) == D(55)
        Assessment.objects.get(fiscal_year=2567).delete()
        third = confirm(admin_client, SCORES, again)
        shown_again(
            third,
            [subject, "รายการนี้", "มีอยู่ในระบบ", "มีผู้ลบแล้ว"],
            [subject, "คะแนน ตัวชี้วัดที่ ๑", "๕๕.๐๐", "–"],
        )
        assert not Assessment.objects.filter(fiscal_year=2567).exists()

    @pytest.mark.parametrize("stamp", ["", "0" * 16 + "-" + "0" * 32])
    def test_a_confirmation_without_a_stamp_of_ours_writes_nothing(self, admin_client, reference, stamp):
        preview = upload(admin_client, SCORES, xlsx(*BASE).getvalue())
        again = confirm(admin_client, SCORES, preview, stamp=stamp)
        assert "ยังไม่ได้บันทึก" in Page(again).text
        assert score(1) == D("99.02")

    def test_a_long_file_is_shown_again_too_and_an_older_window_confirms_nothing(
        self, admin_client, reference, settings, monkeypatch
    ):
        settings.IMPORT_LONG_FILE = 100
        monkeypatch.setattr("assessments.importjobs.threading.Thread", InLine)
        monkeypatch.setattr("assessments.importjobs.connection.close", lambda: None)
        job = upload(admin_client, SCORES, xlsx(*BASE).getvalue()).url

        def stamp():
            return re.search(r'name="stamp" value="([^"]+)"', html_of(admin_client.get(job)))[1]

        first = stamp()
        with_scores(reference, {1: "55.00"})
        again = admin_client.post(job, {"stamp": first}, follow=True)
        shown_again(again, [f"{reference.agency.name} ๒๕๖๘", "คะแนน ตัวชี้วัดที่ ๑", "๙๙.๐๒", "๕๕.๐๐"])
        older = admin_client.post(job, {"stamp": first}, follow=True)
        assert "หน้าที่ท่านยืนยันแสดงผลการตรวจครั้งก่อน" in Page(older).text
        assert score(1) == D(55)
        admin_client.post(job, {"stamp": stamp()})
        assert score(1) == D("98.50")


@pytest.mark.django_db
class TestMeasures:
    @pytest.fixture(autouse=True)
    def folder(self, settings, tmp_path, reference):
        settings.IMPORT_UPLOADS = tmp_path / "imports"

    def test_a_text_that_a_colleague_saved_meanwhile_is_shown_before_it_is_overwritten(self, admin_client, reference):
        preview = upload(admin_client, PLANS, measure_rows(measure_row()))
        theirs = reference.plan.measures.filter(indicator__number=1).first()
        theirs.own_monitoring = "ติดตามทุกไตรมาส"
        before = theirs.plan.monitoring
        save(theirs)
        again = confirm(admin_client, PLANS, preview)
        shown_again(again, [f"{reference.agency.name} ๒๕๖๙ ตัวชี้วัดที่ ๑", "การกำกับติดตาม", before, "ติดตามทุกไตรมาส"])
        assert Measure.objects.get(pk=theirs.pk).own_monitoring == "ติดตามทุกไตรมาส"
        assert confirm(admin_client, PLANS, again).status_code == 302
        assert Measure.objects.get(pk=theirs.pk).own_monitoring == "ติดตามทุกเดือน"

    def test_a_row_that_now_means_another_measure_is_said(self, admin_client, reference):
        preview = upload(admin_client, PLANS, measure_rows(measure_row("มาตรการใหม่")))
        old = reference.plan.measures.filter(indicator__number=1).first()
        added = Measure(
            plan=reference.plan,
            indicator=old.indicator,
            titles="มาตรการใหม่",
            position=9,
            period_start=old.period_start,
            period_end=old.period_end,
        )
        save(added)
        page = Page(confirm(admin_client, PLANS, preview))
        assert "ตรงกับรายการอื่น" in page.text
        assert Measure.objects.get(pk=old.pk).titles == old.titles

    def test_new_units_are_shown_and_part_of_what_was_confirmed(self, admin_client, reference):
        preview = upload(admin_client, PLANS, measure_rows(measure_row(units="กองแผนใหม่ / กองช่างใหม่")))
        assert "ส่วนงานที่จะเพิ่มใหม่: – → กองแผนใหม่ / กองช่างใหม่" in Page(preview).text
        ensure_units(agency=reference.agency, names=["กองช่างใหม่"])
        again = confirm(admin_client, PLANS, preview)
        shown_again(again, [f"{reference.agency.name} ๒๕๖๙ ตัวชี้วัดที่ ๑", "ส่วนงานที่มีอยู่แล้วในระบบ", "–", "กองช่างใหม่"])
        assert not Unit.objects.filter(name="กองแผนใหม่").exists()
        assert confirm(admin_client, PLANS, again).status_code == 302
        assert Unit.objects.filter(name="กองแผนใหม่").exists()


def save(measure: Measure) -> None:
    """What a colleague saves on the plan's screen."""
    plan = measure.plan
    steps, units = (measure.step_texts, measure.unit_names) if measure.pk else ([], [])
    update_plan(
        plan=plan, monitoring=plan.monitoring, entries=[MeasureEntry(measure, steps, units)], removed=[], by=None
    )


@pytest.mark.django_db
class TestCommands:
    @pytest.fixture
    def file(self, tmp_path):
        path = tmp_path / "base.xlsx"
        path.write_bytes(xlsx(*BASE).getvalue())
        return path

    @pytest.fixture
    def stamp(self, file, reference, capsys):
        call_command("import_scores", file, dry_run=True)
        return stamp_in(capsys.readouterr().out)

    def test_what_was_shown_is_written(self, file, stamp):
        call_command("import_scores", file, expect=stamp)
        assert score(1) == D("98.50")

    def test_what_changed_since_is_shown_and_not_written(self, file, stamp, reference, capsys):
        with_scores(reference, {1: "55.00"})
        with pytest.raises(CommandError, match="ข้อมูลในระบบเปลี่ยนไปหลังจากที่ตรวจไว้ ยังไม่ได้บันทึกสิ่งใด") as refused:
            call_command("import_scores", file, expect=stamp)
        assert refused.value.returncode == 1
        out = capsys.readouterr().out
        assert "๕๕.๐๐ → ๙๘.๕๐" in out
        assert score(1) == D(55)
        assert stamp_in(out) != stamp
        call_command("import_scores", file, expect=stamp_in(out))
        assert score(1) == D("98.50")

    def test_another_file_is_said(self, file, stamp):
        file.write_bytes(xlsx(*BASE, ["chanuwan", 2568, 3, "", 90]).getvalue())
        with pytest.raises(CommandError, match="ไฟล์นี้ไม่ใช่ไฟล์ที่ตรวจไว้"):
            call_command("import_scores", file, expect=stamp)
        assert score(1) == D("99.02")

    def test_a_dry_run_holds_against_a_stamp_too(self, file, stamp, reference):
        call_command("import_scores", file, dry_run=True, expect=stamp)
        with_scores(reference, {1: "55.00"})
        with pytest.raises(CommandError, match="เปลี่ยนไป"):
            call_command("import_scores", file, dry_run=True, expect=stamp)

    def test_measures_too(self, reference, tmp_path, capsys):
        path = tmp_path / "m.csv"
        path.write_bytes(measure_rows(measure_row()))
        call_command("import_measures", path, dry_run=True)
        stamp = stamp_in(capsys.readouterr().out)
        theirs = reference.plan.measures.filter(indicator__number=1).first()
        theirs.own_monitoring = "ติดตามทุกไตรมาส"
        save(theirs)
        with pytest.raises(CommandError, match="เปลี่ยนไป"):
            call_command("import_measures", path, expect=stamp)
        assert Measure.objects.get(pk=theirs.pk).own_monitoring == "ติดตามทุกไตรมาส"
        call_command("import_measures", path, expect=stamp_in(capsys.readouterr().out))
        assert Measure.objects.get(pk=theirs.pk).own_monitoring == "ติดตามทุกเดือน"


def stamp_in(out: str) -> str:
    return re.search(r"[0-9a-f]{16}-[0-9a-f]{32}", out)[0]


def item(whose="1/2568", stored="7", old=("99.02",), new=("98.50",)) -> Item:
    return Item(
        whose, RowState.CHANGED, stored, dict(zip("ab", old, strict=False)), dict(zip("ab", new, strict=False)), None
    )


def test_every_part_of_an_item_is_in_the_stamp():
    items = [
        item(),
        item(whose="2/2568"),
        item(stored="8"),
        item(old=("99.03",)),
        item(new=("98.51",)),
        item(old=("1", "23"), new=("4", "5")),
        item(old=("12", "3"), new=("4", "5")),
    ]
    stamps = set()
    for each in items:
        stamp = Stamp.of_file(b"")
        stamp.add(each)
        stamps.add(str(stamp))
    assert len(stamps) == len(items)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """A colleague saves while the file is being written: the import waits for the row, and then sees what was saved."""

    @staticmethod
    def while_holding(write, confirmed) -> None:
        """Confirm in another thread while what `write` saved is not yet committed; it must be refused."""
        outcomes = []

        def run():
            try:
                confirmed()
                outcomes.append("saved")
            except PreviewChanged:
                outcomes.append("shown again")
            finally:
                connections.close_all()

        thread = threading.Thread(target=run)
        with transaction.atomic():
            write()
            thread.start()
            thread.join(timeout=2)
            assert thread.is_alive(), "it waits for the colleague"
        thread.join(timeout=60)
        assert outcomes == ["shown again"]

    def test_a_score(self, reference):
        content = xlsx(*BASE).getvalue()
        stamp = made_stamp(read_scores(xlsx(*BASE)), content)

        def edit():
            fresh = Assessment.objects.get(pk=reference.pk)
            based_on = copy_of(fresh, [(line.indicator.number, line) for line in fresh.scores.all()])
            actions.save_edit(assessment=fresh, entries=[ScoreEntry(1, D(55))], based_on=based_on, by=None)

        self.while_holding(
            edit, lambda: read_scores(xlsx(*BASE)).save(by=None, stamp=Stamp.of_file(content, expected=stamp))
        )
        assert score(1) == D(55)

    def test_a_measure(self, reference):
        content = measure_rows(measure_row())
        stamp = made_stamp(read_measures(as_file(content)), content)
        theirs = reference.plan.measures.filter(indicator__number=1).first()
        theirs.own_monitoring = "ติดตามทุกไตรมาส"
        self.while_holding(
            lambda: save(theirs),
            lambda: read_measures(as_file(content)).save(by=None, stamp=Stamp.of_file(content, expected=stamp)),
        )
        assert Measure.objects.get(pk=theirs.pk).own_monitoring == "ติดตามทุกไตรมาส"


def as_file(content: bytes):
    return io.BytesIO(content)


def made_stamp(found, content: bytes) -> str:
    stamp = Stamp.of_file(content)
    for each in found.items():
        stamp.add(each)
    return str(stamp)
