"""What people get while PostgreSQL is stopped, crowded, locked, read-only or cut off in the middle of a commit."""

import threading
import time
from contextlib import ExitStack, suppress

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from .cluster import Cluster, cluster, copy_tables
from .portal import UNITS, Person, Portal, assert_said

pytestmark = [
    pytest.mark.slow,
    pytest.mark.database,
    pytest.mark.django_db,  # its migrated tables are copied
    pytest.mark.skipif("sqlite" in settings.DATABASES["default"]["ENGINE"], reason="a server of PostgreSQL"),
]
NOTHING = "ระบบยังไม่ได้บันทึกสิ่งใดจากการส่งครั้งนี้"
NAME = "กองสวัสดิการสังคมและชุมชน"


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker):
    with cluster() as made, django_db_blocker.unblock():
        with made.connect("postgres") as asked:
            asked.execute("CREATE DATABASE portal")
        copy_tables(made.url("portal"))
        connection.close()
        yield made


@pytest.fixture(scope="module")
def portal(server, tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("faults"), server.url("portal"))
    portal.prepare()
    with portal.running():
        yield portal


def units(server: Cluster) -> int:
    with server.connect("portal") as asked:
        return asked.execute("SELECT count(*) FROM measures_unit WHERE name LIKE %s", [f"{NAME}%"]).fetchone()[0]


def cut_off(server: Cluster) -> None:
    """End the portal's connections, as a server that was started again has."""
    with server.connect("postgres") as asked:
        asked.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'portal'")


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_stopped_and_started_again(server, portal, person, mode):
    form = person.unit(f"{NAME} {mode}")
    before = units(server)
    server.stop(mode)
    try:
        answer = person.ask(UNITS, form)
        assert_said(portal, answer, "ขณะนี้ระบบติดต่อฐานข้อมูลไม่ได้", "gone")
        assert NOTHING in answer.words
        for path in ("/chanuwan/2568/", "/admin/", "/"):
            assert_said(portal, person.ask(path), "ยังเปิดหน้านี้ไม่ได้", "gone")
        assert_said(portal, Person(portal).ask("/chanuwan/2568/"), "ยังเปิดหน้านี้ไม่ได้", "gone")
        assert Person(portal).ask("/api/v1/assessments/").status == 503
        assert person.ask("/healthz").text == "ok"
    finally:
        server.start()
    assert person.ask("/chanuwan/2568/").status == 200, "at once, and still signed in"
    again = answer.fields()
    assert person.ask(UNITS, again).status == 302
    assert person.ask(UNITS, again).status == 303
    assert units(server) == before + 1, "pressed twice, stored once"


def test_a_connection_that_died_is_thrown_away(server, portal, person):
    form = person.unit(f"{NAME} หลังตัด")
    for path in ("/chanuwan/2568/", "/admin/"):
        cut_off(server)
        assert person.ask(path).status == 200
    cut_off(server)
    assert person.ask(UNITS, form).status == 302


def test_no_connection_is_left(server, portal, person):
    with ExitStack() as held:
        cut_off(server)
        with suppress(psycopg.OperationalError):
            while True:
                held.enter_context(server.connect("postgres"))
        assert_said(portal, person.ask("/chanuwan/2568/"), "มีผู้ใช้งานพร้อมกันมากกว่าที่ระบบรับได้", "crowded")
    assert person.ask("/chanuwan/2568/").status == 200


def test_locked_longer_than_the_wait(server, portal, person):
    form = person.unit(f"{NAME} ล็อก")
    with server.connect("portal") as other, other.transaction():
        other.execute("LOCK TABLE measures_unit IN EXCLUSIVE MODE")
        answer = person.ask(UNITS, form)
        assert_said(portal, answer, "มีงานอื่นกำลังบันทึกข้อมูลจำนวนมาก", "locked")
        assert NOTHING in answer.words
    assert person.ask(UNITS, answer.fields()).status == 302


def test_a_server_that_lets_nothing_be_written(server, portal, person):
    form = person.unit(f"{NAME} อ่าน")
    with server.connect("postgres") as asked:
        asked.execute("ALTER DATABASE portal SET default_transaction_read_only = on")
        cut_off(server)
        answer = person.ask(UNITS, form)
        assert_said(portal, answer, "เปิดให้อ่านได้อย่างเดียว", "read-only")
        assert_said(portal, Person(portal).sign_in(), "ยังเข้าสู่ระบบไม่ได้", "read-only")
        assert person.ask("/chanuwan/2568/").status == 200
        asked.execute("ALTER DATABASE portal RESET default_transaction_read_only")
        cut_off(server)
    assert person.ask(UNITS, answer.fields()).status == 302


def test_cut_off_while_it_commits(server, portal, person):
    """Nobody knows then whether it is stored, and nobody says that it is not."""
    form, before = person.unit(f"{NAME} ขาด"), units(server)
    with server.connect("portal") as asked:
        body = "BEGIN PERFORM pg_sleep(30); RETURN NULL; END"
        asked.execute(f"CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS '{body}'")
        asked.execute(
            "CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON measures_unit INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION slowly()"
        )
        answers = []
        pressing = threading.Thread(target=lambda: answers.append(person.ask(UNITS, form)))
        pressing.start()
        committing = "SELECT count(*) FROM pg_stat_activity WHERE query = 'COMMIT' AND wait_event = 'PgSleep'"
        until = time.monotonic() + 20
        while not asked.execute(committing).fetchone()[0]:
            assert time.monotonic() < until
            time.sleep(0.02)
        asked.execute(f"SELECT pg_terminate_backend(pid) FROM ({committing.replace('count(*)', 'pid')}) AS found")
        pressing.join(20)
        asked.execute("DROP TRIGGER slowly ON measures_unit")
    (answer,) = answers
    assert_said(portal, answer, "การติดต่อขาดลงขณะกำลังบันทึก กรุณาเปิดดูรายการนั้นก่อน", "gone")
    assert NOTHING not in answer.words
    assert units(server) == before
    assert person.ask(UNITS, answer.fields()).status == 302


def test_a_start_that_finds_no_database_says_it_in_one_line(server, portal):
    server.stop("fast")
    try:
        said = portal.manage("prepare", status=1)
    finally:
        server.start()
    (line,) = said.splitlines()
    assert "กรุณาตรวจว่าฐานข้อมูลทำงานอยู่" in line
