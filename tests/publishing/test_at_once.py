"""Two approvers press the button at the same moment: one version comes of it, and one clear refusal."""

import threading
import time
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from assessments.roles import APPROVER, EDITOR
from itaportal.models import Publication
from itaportal.publishing import actions as publishing
from itaportal.publishing import files
from itaportal.publishing.actions import publish, withdraw
from itaportal.publishing.kinds import ANALYSIS
from measures.actions import save_unit
from measures.models import Unit
from tests.factories import publish_confirming, with_scores

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def at_once(*works) -> list[str]:
    """Run the works in threads of their own, all past their preparations before the first writes; their outcomes."""
    start, outcomes = threading.Barrier(len(works), timeout=60), []

    def run(work):
        try:
            outcomes.append(str(work(start).version))
        except ValidationError as error:
            outcomes.append(error.messages[0])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return sorted(outcomes)


def test_two_publications_at_once_make_one_version(reference, monkeypatch):
    store = publishing._store
    gate: list[threading.Barrier] = []

    def together(*arguments):
        gate[0].wait()  # both have checked and drawn; neither has written
        return store(*arguments)

    monkeypatch.setattr(publishing, "_store", together)

    def work(start):
        gate[:] = gate or [start]
        return publish(assessment=reference, by=None)

    outcomes = at_once(work, work)
    assert outcomes[0] == "1"
    assert "ข้อมูลไม่ต่างจากฉบับที่ ๑" in outcomes[1]
    (publication,) = Publication.objects.all()
    folder = files.version_folder(publication)
    assert {path.name for path in folder.parent.iterdir()} == {"v1"}
    assert {path.name for path in folder.iterdir()} == {file.name for file in publication.files.all()}


def test_a_number_that_is_taken_while_the_files_are_drawn_is_not_used_again(reference, monkeypatch):
    """The first is withdrawn before the second writes, so that nothing else would stop it; its files say version 1."""
    withdrawn, store = threading.Event(), publishing._store

    def late(*arguments):
        if threading.current_thread().name == "second":
            assert withdrawn.wait(timeout=60)
        return store(*arguments)

    monkeypatch.setattr(publishing, "_store", late)
    monkeypatch.setattr(files, "draw", lambda kind, document: {"data.json": document.edition.checksum.encode()})

    def first(start):
        start.wait()
        version = publish(assessment=reference, by=None)
        withdraw(publication=version, reason="ผิด", by=None)
        withdrawn.set()
        return version

    def second(start):
        threading.current_thread().name = "second"
        start.wait()
        return publish(assessment=reference, by=None)

    outcomes = at_once(first, second)
    assert outcomes == ["1", "มีผู้เผยแพร่ฉบับที่ ๑ ไปก่อนแล้ว จึงยังไม่ได้เผยแพร่ กรุณาตรวจอีกครั้งแล้วจึงเผยแพร่"]
    (publication,) = Publication.objects.all()
    assert list(files.version_folder(publication).parent.glob("*")) == []
    monkeypatch.setattr(publishing, "_store", store)
    again = publish(assessment=reference, by=None)
    edition = ANALYSIS.load(again).edition
    assert (again.version, edition.version, edition.published_at) == (2, 2, again.published_at)
    assert (files.version_folder(again) / "data.json").read_text() == edition.checksum == again.checksum


@pytest.mark.pdf
def test_withdrawing_both_versions_at_once_takes_the_year_back(published_reference, reference, client, monkeypatch):
    with_scores(reference, {9: "91.00"})
    type(reference).objects.update(published_overall=None)
    second = publish(assessment=reference, by=None)
    both, live = threading.Barrier(2), publishing.live_publication

    def asked_together(*arguments):
        with suppress(threading.BrokenBarrierError):  # as it should be: the second comes when the first is done
            both.wait(timeout=3)
        return live(*arguments)

    monkeypatch.setattr(publishing, "live_publication", asked_together)

    def work(publication):
        def run(start):
            start.wait()
            return withdraw(publication=publication, reason="ยกเลิก", by=None)

        return run

    assert at_once(work(published_reference), work(second)) == ["1", "2"]
    reference.refresh_from_db()
    assert not reference.is_published
    assert client.get("/chanuwan/2568/").status_code == 404


def test_an_edit_while_the_first_version_is_published_leaves_the_year_public(reference, person, monkeypatch, client):
    """The edit must not unmake what the approver publishes at the same moment: the public sees the version."""
    unit = Unit.objects.filter(measures__plan__assessment=reference).first()
    unit.name = "กองที่เพิ่งเปลี่ยนชื่อ"
    editor, approver = person(EDITOR, reference.agency), person(APPROVER, reference.agency)
    inside, make_public = threading.Event(), publishing.assessment_actions.publish

    def slowly(**given):
        inside.set()  # the version is written, but for the commit
        _until_another_waits()
        return make_public(**given)

    monkeypatch.setattr(files, "draw", lambda kind, document: {})
    monkeypatch.setattr(publishing.assessment_actions, "publish", slowly)

    def approve():
        return publish_confirming(reference, by=approver)

    def edit():
        assert inside.wait(timeout=60)
        save_unit(unit=unit, by=editor)
        return unit

    outcomes: list[str] = []
    work = [threading.Thread(target=_kept, args=(each, outcomes)) for each in (approve, edit)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join(timeout=120)
    assert sorted(outcomes) == ["Publication", "Unit"]
    reference.refresh_from_db()
    assert reference.is_published
    assert client.get("/chanuwan/2568/").status_code == 200
    unit.refresh_from_db()
    assert unit.name == "กองที่เพิ่งเปลี่ยนชื่อ"


def _until_another_waits() -> None:
    """Return when another connection of this database waits for a lock that this one holds."""
    if connection.vendor == "sqlite":
        time.sleep(1)  # it cannot be asked; the other has nothing else to do than to wait
        return
    with connection.cursor() as cursor:
        for _ in range(600):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    pytest.fail("nobody waited")


def _kept(work, outcomes: list[str]) -> None:
    """Do the work in this thread, with a connection of its own, and note what came of it."""
    try:
        outcomes.append(type(work()).__name__)
    except Exception as error:
        outcomes.append(repr(error))
    finally:
        connections.close_all()
