"""A shipped example is taken out by one action that says what goes, versions too; a start does not bring it back."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.models import Agency, Assessment, Criteria
from assessments.roles import ADMINISTRATOR, APPROVER, EDITOR
from itaportal.management.commands.prepare import Command as Prepare
from itaportal.models import Publication, RemovedExample
from itaportal.setup import reference as references
from itaportal.setup.removal import planned_removal, remove_example, was_removed
from measures.models import Measure

from .. import factories as make
from ..page import Page, html_of
from ..test_roles import row_of

FOLDER = Path(settings.PUBLISHED_ROOT, "chanuwan")
ADDRESS = "/admin/example/chanuwan/"


@pytest.fixture
def published(reference):
    """The reference agency with a version whose files lie where they are served from, and another agency beside it."""
    make.assessment()
    version = row_of(reference)
    (FOLDER / "2568" / "v1").mkdir(parents=True)
    (FOLDER / "2568" / "v1" / "data.json").write_text("{}")
    return version


def test_everything_of_the_example_goes_and_nothing_else(published, client):
    others = Assessment.objects.exclude(agency__slug="chanuwan").count()
    criteria = Criteria.objects.count()
    remove_example(slug="chanuwan", by=None)
    assert not Agency.objects.filter(slug="chanuwan").exists()
    assert not Publication.objects.exists()
    assert not FOLDER.exists()
    assert not list(Path(settings.PUBLISHED_ROOT).glob(".removed-*"))
    assert (Assessment.objects.count(), Criteria.objects.count()) == (others, criteria)
    assert others == 1
    assert not Measure.history.exists()
    assert client.get("/chanuwan/2568/").status_code == 404
    assert client.get("/chanuwan/2568/v1/").status_code == 404
    assert client.get("/chanuwan/2568/v1/data.json").status_code == 404


def test_what_goes_is_counted(published):
    counts = dict(planned_removal("chanuwan").counts)
    assert counts["ผลการประเมิน"] == 1
    assert counts["มาตรการ"] == 10
    assert counts["ฉบับที่เผยแพร่พร้อมไฟล์ทุกฉบับ"] == 1


def test_an_agency_that_was_not_shipped_is_no_example(criteria):
    make.assessment()
    with pytest.raises(ValidationError, match="ไม่มีข้อมูลตัวอย่างนี้"):
        remove_example(slug="nongkung", by=None)
    assert Agency.objects.filter(slug="nongkung").exists()


def test_what_came_meanwhile_is_shown_before_it_goes(published, person):
    shown = planned_removal("chanuwan").shown
    Publication.objects.update(withdrawn_at=timezone.now(), withdrawn_reason="ผิด")
    with pytest.raises(ValidationError, match="เปลี่ยนไประหว่างที่ท่านอ่าน"):
        remove_example(slug="chanuwan", by=None, shown=shown)
    assert Agency.objects.filter(slug="chanuwan").exists()
    assert (FOLDER / "2568" / "v1" / "data.json").exists()
    assert not was_removed("chanuwan")


def test_files_come_back_where_the_database_refuses(published, monkeypatch):
    def fail(**_):
        raise OSError("no room")

    monkeypatch.setattr(RemovedExample.objects, "update_or_create", fail)
    with pytest.raises(OSError, match="no room"):
        remove_example(slug="chanuwan", by=None)
    assert Publication.objects.exists()
    assert (FOLDER / "2568" / "v1" / "data.json").exists()


def test_a_start_does_not_load_it_again_and_the_command_does(published):
    remove_example(slug="chanuwan", by=None)
    assert Prepare()._reference() is None
    assert not Agency.objects.filter(slug="chanuwan").exists()
    references.load_reference()
    assert Agency.objects.filter(slug="chanuwan").exists()
    assert not was_removed("chanuwan")


def test_the_command_lists_first_and_removes_when_told(published, capsys):
    with pytest.raises(CommandError, match="พร้อม --yes"):
        call_command("remove_example", "chanuwan")
    assert "ฉบับที่เผยแพร่พร้อมไฟล์ทุกฉบับ: ๑" in capsys.readouterr().out
    assert Agency.objects.filter(slug="chanuwan").exists()
    call_command("remove_example", "chanuwan", "--yes")
    assert not Agency.objects.filter(slug="chanuwan").exists()
    with pytest.raises(CommandError, match="ไม่มีข้อมูลตัวอย่างนี้"):
        call_command("remove_example", "chanuwan", "--yes")


@pytest.mark.parametrize("role", [EDITOR, APPROVER])
def test_only_administrators_may(client, published, person, role):
    one = person(role, published.assessment.agency)
    client.force_login(one)
    assert "นำข้อมูลตัวอย่างออก" not in html_of(client.get("/admin/"))
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS).status_code == 403
    with pytest.raises(PermissionDenied):
        remove_example(slug="chanuwan", by=one)
    assert Agency.objects.filter(slug="chanuwan").exists()


def test_an_administrator_removes_it_on_one_page(client, published, person):
    client.force_login(person(ADMINISTRATOR))
    assert f'href="{ADDRESS}"' in html_of(client.get("/admin/"))
    page = Page(client.get(ADDRESS))
    assert "องค์การบริหารส่วนตำบลชานุวรรณ" in page.text
    assert ["ฉบับที่เผยแพร่พร้อมไฟล์ทุกฉบับ", "๑"] in [row for table in page.tables for row in table]
    assert page.inline == []
    shown = client.get(ADDRESS).context["removal"].shown
    assert "เปลี่ยนไประหว่างที่ท่านอ่าน" in html_of(client.post(ADDRESS, {}))
    done = html_of(client.post(ADDRESS, {"shown": shown}, follow=True))
    assert "ออกแล้ว และจะไม่นำเข้าอีก" in done
    assert "นำข้อมูลตัวอย่างออก" not in done
    assert not Agency.objects.filter(slug="chanuwan").exists()
    assert client.get(ADDRESS).status_code == 404
