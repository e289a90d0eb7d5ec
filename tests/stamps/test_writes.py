"""The stamp of all data changes with every write, drafts included, whichever way it comes."""

import threading
from datetime import timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from assessments import actions, bulk
from assessments.models import Agency, Assessment, Criteria, IndicatorScore, Membership
from itaportal.accounts.models import FirstPassword
from itaportal.audit.models import Chain, Event
from itaportal.models import DataStamp, PublicStamp, RemovedExample, SentForm, Signatory, TextConfirmation
from itaportal.publishing import actions as publishing
from itaportal.stamps.writes import data_stamp, watched_tables, written_area
from measures.models import MeasureStep


def test_it_stays_while_nothing_is_written(client, reference):
    before = data_stamp()
    client.get("/chanuwan/2568/")
    client.get("/")
    assert data_stamp() == before


def test_it_takes_one_query(reference, django_assert_num_queries):
    with django_assert_num_queries(1):
        data_stamp()


def _raw(reference):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_agency SET name = 'อื่น'")


WRITES = {
    "score": lambda reference: actions.save_assessment(
        assessment=reference, entries=[actions.ScoreEntry(1, D("98.00"))], by=None
    ),
    "bulk writer": lambda reference: bulk.save_years(
        entries=[bulk.YearEntry(reference.agency_id, 2568, {bulk.Field(1, "score"): D("98.00")})], by=None
    ),
    "new agency": lambda reference: actions.get_or_create_agency(
        slug="b", name="ข", short_name="ข", kind="อบต.", province="ตรัง"
    ),
    "update of many": lambda reference: Agency.objects.update(province="ตรัง"),
    "raw SQL": _raw,
    "unpublishing": lambda reference: actions.unpublish(assessment=reference, by=None),
    "criteria": lambda reference: Criteria.objects.filter(first_year__lte=2568).first().save(),
    "measure": lambda reference: MeasureStep.objects.first().delete(),
    "signatory": lambda reference: Signatory.objects.create(assessment=reference, role="prepared", name="ก"),
    "deletion": lambda reference: IndicatorScore.objects.filter(indicator__number=1).delete(),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=list(WRITES))
def test_every_kind_of_write_changes_it(reference, write):
    before = data_stamp()
    write(reference)
    after = data_stamp()
    assert after != before
    Agency.objects.create(slug="z", name="ฮ", short_name="ฮ", kind="อบต.", province="ตรัง")
    assert data_stamp() not in (before, after)


def test_publishing_and_withdrawing_change_it(reference):
    before = data_stamp()
    publication = publishing.publish(assessment=reference, by=None)
    published = data_stamp()
    publishing.withdraw(publication=publication, reason="ผิด", by=None)
    assert len({before, published, data_stamp()}) == 3


def test_what_no_page_shows_does_not_change_it(reference, admin_user, client):
    before = data_stamp()
    client.force_login(admin_user)
    call_command("clearsessions")
    assert data_stamp() == before
    Membership.objects.create(user=admin_user, agency=reference.agency)
    assert data_stamp() != before, "memberships are in a table of ours; a needless change costs little"


def test_a_write_taken_back_takes_its_stamp_along(reference):
    before = data_stamp()
    with transaction.atomic():
        Agency.objects.update(province="ตรัง")
        assert data_stamp() != before
        transaction.set_rollback(True)
    assert data_stamp() == before


def test_a_failed_statement_does_no_harm(reference):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.create(slug="chanuwan", name="ซ้ำ", short_name="ซ้ำ", kind="อบต.", province="ตรัง")
    assert Agency.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_late_commit_is_noticed_and_writers_do_not_wait_for_each_other(criteria):
    """One transaction writes first and commits last; the other's whole life lies in between (PostgreSQL)."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, so no transaction overtakes another")
    wrote, overtaken = threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                Agency.objects.create(slug="slow", name="ก", short_name="ก", kind="อบต.", province="ตรัง")
                wrote.set()
                assert overtaken.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert wrote.wait(20)
    before = data_stamp()
    Agency.objects.create(slug="quick", name="ข", short_name="ข", kind="อบต.", province="ตรัง")
    between = data_stamp()
    overtaken.set()
    thread.join(20)
    assert len({before, between, data_stamp()}) == 3
    assert DataStamp.objects.count() >= 2


def own_tables() -> dict[str, bool]:
    """The tables of every model whose code stands in the repository → whether a write to it must change the stamp.

    Found by where the code stands, not by any list of apps. Not watched: history, which follows the write that it
    tells of and which the public never sees, the stamps themselves, and forms that were sent.
    """
    unstamped = (Chain, DataStamp, Event, FirstPassword, PublicStamp, RemovedExample, SentForm, TextConfirmation)
    return {
        model._meta.db_table: model not in unstamped and not model.__name__.startswith("Historical")
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(settings.BASE_DIR) and "site-packages" not in config.path
        for model in config.get_models(include_auto_created=True)
    }


def test_a_write_to_any_own_table_changes_it(db):
    """A new model or app is watched, whatever its table is called, or this names it."""
    tables = own_tables()
    assert {Assessment._meta.db_table, "measures_measure", "itaportal_publication"} <= set(tables)
    changed = {}
    with connection.cursor() as cursor:
        for table in tables:
            before = data_stamp()
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)} WHERE 1 = 0")
            changed[table] = data_stamp() != before
    assert changed == tables


STATEMENTS = ['INSERT INTO "%s" (a)', "insert into %s (a)", "INSERT OR IGNORE INTO %s", "UPDATE %s SET"]


@pytest.mark.parametrize("write", STATEMENTS)
def test_every_writing_statement_is_told_by_its_table(write):
    assert written_area(write % "assessments_agency") == "assessments"
    assert written_area(write % "assessments_historicalagency") is None
    assert written_area(write % "auth_user") is None
    assert written_area('SELECT "assessments_agency"."id" FROM "assessments_agency"') is None


def test_a_table_belongs_to_its_app_whatever_its_name_begins_with(monkeypatch):
    """An app whose name begins with another's, and a model that names its own table."""
    monkeypatch.setattr(Signatory._meta, "db_table", "measures_extra_person")
    watched_tables.cache_clear()
    try:
        assert written_area('UPDATE "measures_extra_person" SET a = 1') == "itaportal"
        assert written_area('UPDATE "measures_measure" SET a = 1') == "measures"
    finally:
        monkeypatch.undo()
        watched_tables.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_clearing_old_rows_away_holds_up_nobody(criteria):
    """Two fresh connections find the same old rows; the first keeps its transaction open (PostgreSQL)."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, whatever the rows; this is for PostgreSQL")
    DataStamp.objects.create(
        writer="long ago", area="measures", token="x", renewed_at=timezone.now() - timedelta(days=30)
    )
    waited, holding, done = [], threading.Event(), threading.Event()

    def first():
        with transaction.atomic():
            Agency.objects.filter(slug="nobody").update(district="หนึ่ง")
            holding.set()
            waited.append(done.wait(20))
        connection.close()

    def second():
        holding.wait(20)
        Agency.objects.filter(slug="nobody").update(district="สอง")
        done.set()
        connection.close()

    threads = [threading.Thread(target=target) for target in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert waited == [True], "the second writer waited for the first one's end"
    assert not DataStamp.objects.filter(writer="long ago").exists()
