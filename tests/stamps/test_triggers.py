"""The triggers come and go with migrations, and see what is written past Django."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from assessments.models import RESERVED_SLUGS, Agency, RatingLevel
from itaportal.models import PublicStamp
from itaportal.stamps import triggers
from itaportal.stamps.public import EVERYTHING, agency_stamps, lists_stamp, year_stamp
from itaportal.web.page_cache import public_stamp
from tests import factories as make
from tests import routes

pytestmark = pytest.mark.database


def test_one_query_reads_the_stamp_of_a_page(reference, django_assert_num_queries):
    for read in (lists_stamp, lambda: year_stamp(2568), lambda: agency_stamps("chanuwan"), lambda: agency_stamps("no")):
        with django_assert_num_queries(1):
            read()


def test_the_address_says_which_stamp_a_page_hangs_on(reference):
    """Of every route: an agency's pages on the agency's, a year's file on its own, others on that of the lists."""
    values = dict.fromkeys(("year", "fiscal_year"), "2568") | {"agency": "chanuwan", "form": "csv", "name": "agencies"}
    stamps = {}
    for route in routes.routes():
        address = route.fill(dict.fromkeys(route.kinds, "1") | {"table": "scores", "figure": "overall"} | values)
        stamps[str(route)] = public_stamp(address)
    own = {route for route in stamps if route.startswith("/<agency>/<year>/") or route == "/<agency>/trend/"}
    assert len(own) > 15
    lists, of_year = lists_stamp(), year_stamp(2568)
    assert {route for route, stamp in stamps.items() if stamp == of_year} == {"/open-data/<year>/<table>.<form>"}
    assert {route for route, stamp in stamps.items() if stamp not in (lists, of_year)} == own
    first = {address.split("/")[1] for address in stamps if "." not in address.split("/")[1]} - {"", "<agency>"}
    assert first <= RESERVED_SLUGS, "no agency may be called as a page of the portal"


def test_what_a_savepoint_takes_back_renews_nothing(reference):
    before = lists_stamp()
    with transaction.atomic():
        Agency.objects.filter(pk=reference.agency_id).update(province="ตาก")
        assert lists_stamp() != before
        transaction.set_rollback(True)
    assert lists_stamp() == before


def test_two_writes_of_one_transaction_have_two_stamps(reference):
    """Whoever reads between them, in the same transaction, must not keep that under the stamp of after."""
    seen = []
    for name in ("หนึ่ง", "สอง"):
        Agency.objects.filter(pk=reference.agency_id).update(name_en=name)
        seen.append(lists_stamp())
    assert len(set(seen)) == 2


def test_rows_written_past_django_are_seen(reference):
    before = agency_stamps("chanuwan")
    connection.connection.execute("UPDATE assessments_agency SET district = 'ใหม่'")  # the driver's own connection
    after = agency_stamps("chanuwan")
    assert after[0] != before[0]
    assert after[1] != before[1]


def test_a_scope_keeps_few_rows(reference):
    for number in range(20):
        Agency.objects.filter(pk=reference.agency_id).update(name_en=str(number))
    assert PublicStamp.objects.filter(scope=reference.agency_id).count() <= 2


def test_a_row_that_stays_as_it_is_renews_nothing(reference):
    before = lists_stamp()
    Agency.objects.filter(pk=reference.agency_id).update(province=reference.agency.province)
    RatingLevel.objects.filter(pk=0).update(tone="good")
    reference.save()  # with its time of saving, which the public sees
    assert lists_stamp() != before
    after = lists_stamp()
    type(reference).objects.filter(pk=reference.pk).update(updated_at=reference.updated_at)
    assert lists_stamp() == after


@pytest.mark.django_db(transaction=True)
def test_migrations_take_the_triggers_away_and_renew_everything_at_their_end(criteria):
    everything = PublicStamp.objects.filter(scope=EVERYTHING)
    before = set(everything.values_list("token", flat=True))
    call_command("migrate", verbosity=0)
    assert set(everything.values_list("token", flat=True)) == before, "nothing was migrated"
    triggers.before_migrations("default", plan=[(None, False)])
    assert not triggers.are_in_place(connection)
    lists = lists_stamp()
    make.agencies_of(["90.00"])
    assert lists_stamp() == lists, "meanwhile nothing renews"
    call_command("migrate", verbosity=0)
    assert triggers.are_in_place(connection)
    assert set(everything.values_list("token", flat=True)) != before
    Agency.objects.update(province="ตาก")
    assert lists_stamp() != lists


@pytest.mark.django_db(transaction=True)
def test_emptying_a_table_renews_everything(criteria):
    make.agencies_of(["90.00"])
    before = lists_stamp()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE assessments_assessment CASCADE")
        else:
            cursor.execute("DELETE FROM assessments_assessment")
    assert lists_stamp() != before
