"""`manage.py prepare`: the first administrator, static files and the reference report, each made once."""

import stat
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from assessments.actions import unpublish
from itaportal.accounts import actions as accounts
from itaportal.accounts.models import FirstPassword
from itaportal.setup import preparing


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch, settings):
    """Keep what is made out of the project's own `var/`."""
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setattr(accounts, "PASSWORD_FILE", tmp_path / "admin-password")
    for name, file in [
        ("STATIC_KEY", "static.key"),
        ("REPORT_FILE", "report.pdf"),
    ]:
        monkeypatch.setattr(preparing, name, tmp_path / file)
    return tmp_path


def test_the_first_administrator_gets_a_password_of_its_own(db, own_folder, client):
    login = preparing.ensure_admin()
    assert (login.name, login.created) == ("admin", True)
    assert len(login.password) == 19
    assert stat.S_IMODE((own_folder / "admin-password").stat().st_mode) == 0o600
    client.post("/admin/login/", {"username": "admin", "password": login.password})
    assert client.get("/admin/")["Location"].startswith("/admin/password_change/")


def test_later_starts_change_nothing_and_do_not_tell_the_password_again(db, own_folder):
    first = preparing.ensure_admin()
    stored = get_user_model().objects.get().password
    again = preparing.ensure_admin()
    assert (again.password, again.created, again.kept) == (None, False, True)
    assert get_user_model().objects.get().password == stored
    assert (own_folder / "admin-password").read_text().strip() == first.password


def test_what_an_earlier_release_generated_must_be_changed_too(db, own_folder):
    (own_folder / "admin-password").write_text("abcd-efgh-jkmn-pqrs\n")
    get_user_model().objects.create_superuser("admin", password="abcd-efgh-jkmn-pqrs")
    assert preparing.ensure_admin().kept
    assert FirstPassword.objects.get().user.username == "admin"


def test_two_databases_share_the_password_in_the_file(db):
    first = preparing.ensure_admin()
    get_user_model().objects.all().delete()
    assert preparing.ensure_admin() == first


def test_a_changed_password_is_neither_reset_nor_told(db):
    preparing.ensure_admin()
    user = get_user_model().objects.get()
    user.set_password("เปลี่ยนแล้ว")
    user.save()
    login = preparing.ensure_admin()
    assert (login.password, login.kept) == (None, False)
    assert get_user_model().objects.get().check_password("เปลี่ยนแล้ว")


def test_a_removed_account_does_not_come_back(db):
    """Where somebody else is in charge, starting again must not open a door that was shut."""
    preparing.ensure_admin()
    get_user_model().objects.create_superuser("somchai", password="x")
    get_user_model().objects.filter(username="admin").delete()
    assert preparing.ensure_admin().name == ""
    assert [user.username for user in get_user_model().objects.all()] == ["somchai"]


def test_an_account_that_was_demoted_stays_so(db):
    preparing.ensure_admin()
    get_user_model().objects.update(is_superuser=False)
    assert preparing.ensure_admin().name == ""
    assert not get_user_model().objects.get().is_superuser


def test_the_command_tells_the_login(db, own_folder):
    out = StringIO()
    call_command("ensure_admin", stdout=out)
    password = (own_folder / "admin-password").read_text().strip()
    assert password in out.getvalue()
    out = StringIO()
    call_command("ensure_admin", stdout=out)
    assert "ไม่ได้แก้ไข" in out.getvalue()
    assert password not in out.getvalue()


def test_static_files_are_collected_when_one_changed(settings, own_folder):
    source = own_folder / "source"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    settings.STATICFILES_DIRS = [source]
    assert preparing.collect_static()
    assert not preparing.collect_static()
    (source / "a.css").write_text("b {}")
    assert preparing.collect_static()
    assert (own_folder / "static" / "a.css").read_text() == "b {}"


@pytest.mark.pdf
def test_the_report_is_built_again_when_its_data_changed(reference, own_folder):
    pdf = own_folder / "report.pdf"
    assert preparing.build_reference_pdf(reference, pdf)
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert not preparing.build_reference_pdf(reference, pdf)
    measure = reference.plan.measures.first()
    measure.titles = "มาตรการใหม่"
    measure.save()
    assert preparing.build_reference_pdf(reference, pdf)
    pdf.unlink()
    assert preparing.build_reference_pdf(reference, pdf)


@pytest.mark.pdf
def test_preparing_twice_does_the_work_once(db):
    first, second = StringIO(), StringIO()
    call_command("prepare", "--address", "http://127.0.0.1:8000/", stdout=first)
    assert first.getvalue().count("•") == 3
    assert "http://127.0.0.1:8000/admin/" in first.getvalue()
    call_command("prepare", "--address", "http://127.0.0.1:8000/", stdout=second)
    assert second.getvalue().count("•") == 0
    told, again = (
        [line for line in out.getvalue().partition("ITA Portal")[2].splitlines() if "password" not in line]
        for out in (first, second)
    )
    assert told == again
    assert len(told) >= 5
    assert accounts.kept_password() in first.getvalue()
    assert accounts.kept_password() not in second.getvalue()


@pytest.mark.pdf
def test_what_keeps_the_report_from_being_built_does_not_keep_the_portal_from_starting(reference):
    reference.scores.update(score=None)
    unpublish(assessment=reference, by=None)
    out = StringIO()
    call_command("prepare", stdout=out)
    assert "report" in out.getvalue()
