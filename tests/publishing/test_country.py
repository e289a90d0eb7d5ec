"""Lists over the country: what is brought up to date agency by agency is what a fresh reading gives."""

from decimal import Decimal as D

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Agency, Assessment
from itaportal.publishing import country
from itaportal.publishing.standings import ORDERS, YearStandings, agency_facts
from itaportal.publishing.standings import Standing as Row
from tests import factories as make

_rows = st.builds(
    lambda number, score, kind, province: Row(
        agency_facts(f"a{number}", f"ก{number % 7}", "", "", kind, province, "", number % 2 == 0),
        score,
        "ผ่าน",
        score,
        None,
        score,
    ),
    st.integers(0, 60),
    st.one_of(st.none(), st.decimals(80, 84, places=0)),
    st.sampled_from(["อบต.", "อบจ."]),
    st.sampled_from(["ตาก", "ตรัง"]),
)


def shown(year):
    orders = [[row.agency for row in year.ordered(by, descending=down)] for by in ORDERS for down in (False, True)]
    figures = [(row.agency, row.overall, year.place(row)) for row in year.rows]
    groups = {province: [row.agency for row in rows] for province, rows in year.by_province.items() if rows}
    counts = year.districts, year.kinds, dict(year.level_counts), list(year.all_scores)
    return orders, figures, groups, counts


@given(st.lists(st.lists(_rows, max_size=8, unique_by=lambda row: row.agency.slug), min_size=2, max_size=4))
def test_a_year_changed_bit_by_bit_is_the_year_made_at_once(batches):
    year, rows = YearStandings.of_nothing(2568, ()), {}
    for batch in batches:
        shown(year)  # every order was asked for before the next change
        gone = [rows[row.agency.slug] for row in batch if row.agency.slug in rows]
        come = [row for row in batch if row.overall != 80]  # the others go
        rows = {slug: row for slug, row in rows.items() if row not in gone}
        rows |= {row.agency.slug: row for row in come}
        year = year.changed(gone, come)
    assert shown(year) == shown(YearStandings.of_nothing(2568, ()).changed([], list(rows.values())))


def test_after_one_publication_one_agency_is_read_again(criteria):
    agencies = make.agencies_of(["90.00"] * 40)
    seen = country.overview()
    country.standings(seen, 2568)
    make.version_of(agencies[7], "99.00")
    with CaptureQueriesContext(connection) as queries:
        after = country.standings(country.overview(), 2568)
    assert [row.overall for row in after.ordered("overall", descending=True)][:2] == [D("99.00"), D("90.00")]
    read = [query["sql"] for query in queries if "assessments_" in query["sql"]]
    assert len(read) == 3, "versions, stored years, names"
    assert all(f"IN ({agencies[7].pk})" in sql for sql in read)
    with CaptureQueriesContext(connection) as queries:
        assert country.standings(country.overview(), 2568) is after
    assert len(queries) == 1, "the stamp"


def test_each_kind_of_change_is_what_a_fresh_reading_gives(criteria, monkeypatch):
    agencies = make.agencies_of([f"{score}.00" for score in range(70, 90)])
    make.years_of(agencies[:5], ["60.00"] * 5, year=2567)

    def both_ways():
        seen = country.overview()
        kept = seen.years, seen.agencies, dict(seen.provinces), seen.updated_at, shown(country.standings(seen, 2568))
        monkeypatch.setattr(country, "_COUNTRY", country.Country())
        seen = country.overview()
        fresh = seen.years, seen.agencies, dict(seen.provinces), seen.updated_at, shown(country.standings(seen, 2568))
        return kept, fresh

    version = make.version_of(agencies[3], "95.00")
    for change in (
        lambda: Assessment.objects.filter(agency=agencies[0]).update(status="draft"),
        lambda: Agency.objects.filter(pk=agencies[1].pk).update(name="กกก", province="ตาก"),
        lambda: Assessment.objects.filter(agency=agencies[2]).update(
            result_overall="99.00", updated_at=version.published_at
        ),
        lambda: type(version).objects.update(withdrawn_at=version.published_at, withdrawn_reason="ผิด"),
        lambda: make.agencies_of(["50.00"], start=500, kind="กรม"),
        lambda: Assessment.objects.filter(agency=agencies[4]).delete(),
    ):
        kept, fresh = both_ways()
        change()
        kept, fresh = both_ways()
        assert kept == fresh
