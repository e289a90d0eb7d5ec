"""The life of a published report, with its real files: frozen, superseded, withdrawn, drawn again to the same bytes."""

import hashlib
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.html import strip_tags

from assessments.actions import refresh_results, unpublish
from assessments.models import Agency, Assessment
from assessments.roles import APPROVER, EDITOR
from itaportal.formats import registry
from itaportal.formats.types import CONTENT_TYPES
from itaportal.models import Publication, PublishedFile
from itaportal.publishing import files
from itaportal.publishing.actions import publish, withdraw
from itaportal.publishing.files import LostFilesError, restore_files, version_folder
from tests.factories import publish_confirming, with_scores

from ..page import html_of

pytestmark = pytest.mark.database

PAGE, V1, V2 = "/chanuwan/2568/", "/chanuwan/2568/v1/", "/chanuwan/2568/v2/"
ROOT = Path(settings.PUBLISHED_ROOT)


def on_disk() -> dict[str, bytes]:
    """Every file under the published root by its path there, unfinished ones included."""
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in ROOT.rglob("*") if path.is_file()}


def page(client, path: str = PAGE) -> str:
    return html_of(client.get(path))


def body(response) -> bytes:
    """The whole answer; the test client closes a streamed one at its end."""
    return b"".join(response.streaming_content) if response.streaming else response.content


# --- The first version ---------------------------------------------------------------------------------------------


def test_a_version_freezes_data_and_files_with_their_sums(published_reference, client):
    publication = published_reference
    assert (publication.version, publication.publisher_name) == (1, "ระบบ (นำเข้าข้อมูลตัวอย่าง)")
    assert (publication.result_overall, publication.result_level) == (Decimal("95.48"), "ผ่านดี")
    rows = {file.name: file for file in publication.files.all()}
    assert set(rows) == set(registry.RENDERERS)
    stored = on_disk()
    assert set(stored) == {f"chanuwan/2568/v1/{name}" for name in rows}
    for name, row in rows.items():
        content = stored[f"chanuwan/2568/v1/{name}"]
        assert (row.size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        for address in (f"{V1}{name}", f"{PAGE}{name}"):
            response = client.get(address)
            assert response["Content-Type"] == CONTENT_TYPES[name]
            assert body(response) == content, address
    canonical = json.dumps(publication.snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert publication.checksum == hashlib.sha256(canonical.encode()).hexdigest()
    shown = page(client, V1)
    assert "ฉบับที่ ๑" in shown
    assert all(row.sha256 in shown for row in rows.values())
    assert '<link rel="canonical" href="http://testserver/chanuwan/2568/v1/">' in shown
    assert "noindex" not in shown
    assert V1 in page(client)


def test_a_file_is_answered_by_the_folder_with_304_and_without_the_database(
    published_reference, client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        first = client.get(f"{V1}report.pdf")
        again = client.get(f"{V1}report.pdf", HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])
    assert (first.status_code, again.status_code) == (200, 304)
    assert first["X-Content-Type-Options"] == "nosniff"
    assert body(first).startswith(b"%PDF")


@pytest.mark.parametrize(
    "path", ["v1/report.pdf", "v1/", "v0/", "v2/", "v99999999999999999999/", "v1/../v1/report.pdf", "v1/other.txt"]
)
def test_what_was_never_published_is_not_found(client, reference, path):
    assert client.get(f"{PAGE}{path}").status_code == 404


def test_the_public_needs_few_queries_for_a_published_year(published_reference, client, django_assert_num_queries):
    # The stamp of the ETag; the year, its versions, what the live one froze, the agency's other years; the plan's
    # progress (4); the site's name and its address; the menu, and the stamp that it is kept under.
    with django_assert_num_queries(13):
        client.get(PAGE)


# --- After an edit -------------------------------------------------------------------------------------------------


def test_the_public_sees_the_frozen_figures_while_staff_work_on(published_reference, client, admin_client, reference):
    with_scores(reference, {9: "98.50"})
    public, staff = page(client), page(admin_client)
    assert 'value="95.48"' in public
    assert 'value="97.18"' not in public
    assert "ร่าง" not in public
    assert 'value="97.18"' in staff
    assert "มีการแก้ไขหลังเผยแพร่ฉบับที่ ๑" in staff
    assert json.loads(body(client.get(f"{PAGE}data.json")))["overall"] == 95.48
    assert json.loads(body(admin_client.get(f"{PAGE}data.json")))["overall"] == 97.18


def test_the_list_of_agencies_shows_the_published_figures_too(published_reference, client, reference):
    other = Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
    Assessment.objects.create(
        agency=other, fiscal_year=2568, criteria=reference.criteria, status="published", result_overall=Decimal("70.07")
    )
    with_scores(reference, {9: "98.50"})
    shown = page(client, "/")
    assert "๙๕.๔๘" in shown
    assert "๙๗.๑๘" not in shown
    assert "๗๐.๐๗" in shown, "a year without a version shows what is stored"


def test_changed_criteria_do_not_reach_what_was_published(published_reference, client, admin_client, reference):
    before = body(client.get(f"{V1}data.json"))
    criteria = reference.criteria
    criteria.tools.filter(tool="IIT").update(weight=40)
    criteria.tools.filter(tool="OIT").update(weight=30)
    criteria.levels.filter(position=2).update(name="ระดับใหม่")
    criteria.indicators.filter(number=1).update(name="ชื่อใหม่ของตัวชี้วัด")
    refresh_results(criteria=criteria)
    for path in (PAGE, V1, f"{PAGE}report/"):
        shown = page(client, path)
        assert "๙๕.๔๘" in shown
        assert "ชื่อใหม่ของตัวชี้วัด" not in shown
        assert "ระดับใหม่" not in shown
    assert "ชื่อใหม่ของตัวชี้วัด" in page(admin_client)
    assert body(client.get(f"{V1}data.json")) == before


# --- Later versions ------------------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_publishing_again_supersedes_and_withdrawing_goes_back(published_reference, client, admin_user, reference):
    first = on_disk()
    with_scores(reference, {9: "98.50"})
    Assessment.objects.update(published_overall=None)  # the officially announced 95.48 would stop the publication
    second = publish_confirming(reference, by=admin_user)
    assert (second.version, second.published_by, second.publisher_name) == (2, admin_user, "admin")
    assert {path: content for path, content in on_disk().items() if "/v1/" in path} == first
    assert 'value="97.18"' in page(client)
    assert 'value="95.48"' not in page(client)
    old, new = page(client, V1), page(client, V2)
    assert "มีฉบับใหม่แทนฉบับนี้แล้ว" in old
    assert '<meta name="robots" content="noindex">' in old
    assert '<link rel="canonical" href="http://testserver/chanuwan/2568/v2/">' in old
    assert 'value="95.48"' in old
    assert "มีฉบับใหม่แทนแล้ว</span>" in new
    assert "noindex" not in new

    withdraw(publication=second, reason=" คะแนนตัวชี้วัดที่ ๙ ผิด ", by=admin_user)
    for path in (V2, f"{V2}report.pdf", f"{V2}data.json"):
        response = client.get(path)
        assert response.status_code == 410, path
        assert "คะแนนตัวชี้วัดที่ ๙ ผิด" in strip_tags(html_of(response, status=410))
    assert on_disk() == first
    assert 'value="95.48"' in page(client), "the version before it is the newest again"
    assert "ถอนแล้ว" in page(client)
    assert "noindex" not in page(client, V1)
    assert publish_confirming(reference, by=admin_user).version == 3, "a number is never used twice"


def test_with_every_version_withdrawn_the_year_is_a_draft_again(published_reference, client, admin_client, reference):
    withdraw(publication=published_reference, reason="ยกเลิก", by=None)
    assert on_disk() == {}
    for path in (PAGE, f"{PAGE}report/", f"{PAGE}report.pdf", f"{PAGE}data.json", "/chanuwan/"):
        assert client.get(path).status_code == 404, path
    assert client.get(V1).status_code == 410
    assert "ผลการประเมินของปี ๒๕๖๘ ยังไม่ได้เผยแพร่" in page(admin_client)
    with pytest.raises(ValidationError, match="มีผู้ถอนฉบับนี้ไปแล้ว"):
        withdraw(publication=published_reference, reason="อีกครั้ง", by=None)


def test_a_public_year_whose_versions_are_all_withdrawn_shows_no_draft(published_reference, client, reference):
    """As in the instant between a withdrawal and the status that follows it."""
    withdraw(publication=published_reference, reason="ยกเลิก", by=None)
    Assessment.objects.update(status="published")
    for path in (PAGE, f"{PAGE}report/", f"{PAGE}data.json", "/chanuwan/", "/chanuwan/trend/"):
        assert client.get(path).status_code == 404, path
    home = client.get("/")
    assert home.status_code == 200, "leads to no agency's year"
    assert "ชานุวรรณ" not in html_of(home)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_withdrawal_needs_its_reason(published_reference, reason):
    before = on_disk()
    with pytest.raises(ValidationError, match="กรุณาระบุเหตุผลที่ถอน"):
        withdraw(publication=published_reference, reason=reason, by=None)
    assert on_disk() == before
    assert Publication.objects.live().count() == 1


# --- Refused -------------------------------------------------------------------------------------------------------


def blocked(assessment: Assessment) -> None:
    with_scores(assessment, {7: None})


def nothing(assessment: Assessment) -> None:
    pass


@pytest.mark.parametrize(
    ("spoil", "options", "reason"),
    [(blocked, {}, "ยังไม่มีคะแนนตัวชี้วัดที่ ๗"), (nothing, {"reviewed": "0" * 64}, "มีผู้แก้ไขข้อมูลหลังจากที่ท่านตรวจ")],
)
def test_a_refused_publication_writes_nothing(reference, client, spoil, options, reason):
    unpublish(assessment=reference, by=None)
    spoil(reference)
    with pytest.raises(ValidationError, match=reason):
        publish(assessment=reference, by=None, **options)
    assert (Publication.objects.count(), PublishedFile.objects.count()) == (0, 0)
    assert list(ROOT.rglob("*")) == []
    assert client.get(PAGE).status_code == 404


def test_what_has_not_changed_is_not_published_again(published_reference, reference):
    Assessment.objects.get().save()  # a later time stamp alone
    before = on_disk()
    with pytest.raises(ValidationError, match="ไม่ต่างจากฉบับที่ ๑"):
        publish(assessment=reference, by=None)
    assert on_disk() == before
    assert Publication.objects.count() == 1


def test_an_edit_while_the_files_are_drawn_is_noticed(reference, monkeypatch):
    drawn = files.draw

    def slow(kind, report):
        with_scores(reference, {9: "91.00"})
        return drawn(kind, report)

    monkeypatch.setattr(files, "draw", slow)
    with pytest.raises(ValidationError, match="มีผู้แก้ไขข้อมูล"):
        publish(assessment=reference, by=None)
    assert Publication.objects.count() == 0
    assert on_disk() == {}


def test_a_full_disk_publishes_nothing(reference, monkeypatch):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        publish(assessment=reference, by=None)
    assert Publication.objects.count() == 0
    assert on_disk() == {}
    assert list(ROOT.rglob(".building*")) == []


@pytest.mark.parametrize(("role", "own"), [(EDITOR, True), (APPROVER, False)])
def test_only_the_agencys_approver_publishes(reference, person, role, own):
    other = Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
    with pytest.raises(PermissionDenied):
        publish(assessment=reference, by=person(role, reference.agency if own else other))
    assert Publication.objects.count() == 0


def test_files_that_cannot_be_removed_keep_the_version(published_reference, monkeypatch):
    def refuse(path, *arguments, **options):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files.shutil, "rmtree", refuse)
    with pytest.raises(ValidationError, match="ลบไฟล์ของฉบับนี้ออกจากที่เผยแพร่ไม่ได้"):
        withdraw(publication=published_reference, reason="ยกเลิก", by=None)
    monkeypatch.undo()
    assert Publication.objects.live().count() == 1
    assert Assessment.objects.published().count() == 1


# --- Lost files ----------------------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_a_lost_folder_is_drawn_again_byte_for_byte_even_after_edits(published_reference, client, reference):
    before = on_disk()
    with_scores(reference, {9: "98.50"})
    Agency.objects.update(name="องค์การบริหารส่วนตำบลชื่อใหม่", short_name="อบต.ชื่อใหม่")
    shutil.rmtree(ROOT / "chanuwan")
    response = client.get(f"{V1}report.pdf")
    assert response.status_code == 200
    assert body(response) == before["chanuwan/2568/v1/report.pdf"]
    assert on_disk() == before


@pytest.mark.pdf
def test_one_lost_file_is_drawn_again(published_reference, client):
    before = on_disk()
    (version_folder(published_reference) / "data.csv").unlink()
    assert body(client.get(f"{PAGE}data.csv")) == before["chanuwan/2568/v1/data.csv"]
    assert on_disk() == before


@pytest.mark.pdf
def test_other_bytes_never_stand_in_for_lost_ones(published_reference, client, caplog):
    PublishedFile.objects.filter(name="data.csv").update(sha256="0" * 64)
    shutil.rmtree(version_folder(published_reference))
    with pytest.raises(LostFilesError):
        restore_files(published_reference)
    for path in (f"{V1}data.csv", f"{PAGE}data.csv"):
        response = client.get(path)
        assert response.status_code == 503
        assert "ยังเปิดไฟล์นี้ไม่ได้" in html_of(response, status=503)
    assert "data.csv of chanuwan 2568 is lost" in caplog.text
    assert on_disk() == {}


@pytest.mark.pdf
def test_a_version_withdrawn_while_its_files_are_drawn_stays_withdrawn(published_reference, monkeypatch):
    shutil.rmtree(version_folder(published_reference))
    aside = files.write_aside

    def meanwhile(*arguments):
        building = aside(*arguments)
        withdraw(publication=published_reference, reason="ยกเลิก", by=None)
        return building

    monkeypatch.setattr(files, "write_aside", meanwhile)
    restore_files(published_reference)
    assert on_disk() == {}


# --- What stays ----------------------------------------------------------------------------------------------------


def test_a_published_year_keeps_its_address_and_cannot_be_deleted(published_reference, admin_client, reference):
    withdraw(publication=published_reference, reason="ยกเลิก", by=None)  # a draft, but its version's address remains
    change = f"/admin/assessments/assessment/{reference.pk}/change/"
    other = Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
    data = {"agency": other.pk, "fiscal_year": 2567} | {f"score_{number}": "90" for number in range(1, 11)}
    stamp = re.search(r'name="based_on"[^>]*value="([^"]*)"', html_of(admin_client.get(change)))[1]
    admin_client.post(change, data | {"based_on": stamp})
    reference.refresh_from_db()
    assert (reference.agency.slug, reference.fiscal_year, reference.result_overall) == ("chanuwan", 2568, 90)
    assert admin_client.post(change.replace("change", "delete"), {"post": "yes"}).status_code == 403
    agency = f"/admin/assessments/agency/{reference.agency.pk}/change/"
    assert 'name="slug"' not in page(admin_client, agency)
    assert 'name="slug"' in page(admin_client, f"/admin/assessments/agency/{other.pk}/change/")
