"""The factories make what their names say: a test that asks for a plan of sixty measures must not get ten."""

from decimal import Decimal

import pytest

from assessments.models import Assessment
from itaportal.report.document import AgencyReport
from tests import factories as make
from tests.factories import UNLIKE, D, freeze, report_of

pytestmark = pytest.mark.django_db


def measures(report: AgencyReport) -> int | None:
    """How many measures the report's plan has; None where there is no plan."""
    return None if report.plan is None else len(report.plan.measures)


def levels(report: AgencyReport) -> set[str]:
    """The possible levels."""
    return {level.name for level in report.year.levels}


# Overall, possible levels and measures, by hand: 0.3 × IIT + 0.3 × EIT + 0.4 × OIT, and the levels of FY2568.
EXPECTED: dict[str, tuple[str | None, set[str], int | None]] = {
    "a province": ("95.48", {"ผ่านดี"}, 10),
    "a department": ("95.48", {"ผ่านดี"}, 10),
    "a long name": ("95.48", {"ผ่านดี"}, 10),
    "all 100": ("100.00", {"ผ่านดีเยี่ยม"}, 10),
    "below 70": ("40.93", {"ต้องปรับปรุงโดยด่วน"}, 10),  # 20.997 + 15 + 4.936
    "all nought": ("0.00", {"ต้องปรับปรุงโดยด่วน"}, 10),
    "a missing score": (None, set(), 10),
    "no score": (None, set(), None),
    "one part of EIT known": ("88.50", {"ผ่าน"}, 10),  # 27 + 25.5 + 36; part 1 is below 85, part 2 is 86
    "both parts of EIT known": ("88.50", {"ผ่าน"}, 10),
    "neither part of EIT known": ("88.50", {"ผ่าน", "ผ่านดี"}, 10),  # both are 85, or one is below
    "no plan": ("95.48", {"ผ่านดี"}, None),
    "a plan without measures": ("95.48", {"ผ่านดี"}, 0),
    "one measure": ("95.48", {"ผ่านดี"}, 1),
    "sixty measures": ("95.48", {"ผ่านดี"}, 60),
}


def test_every_unusual_kind_has_its_expectation():
    assert EXPECTED.keys() == UNLIKE.keys()


@pytest.mark.parametrize("name", UNLIKE)
def test_an_agency_unlike_the_reference_is_what_it_is_called(criteria, name):
    report = report_of(UNLIKE[name]())
    overall = None if report.year.overall is None else str(report.year.overall)
    assert (overall, levels(report), measures(report)) == EXPECTED[name]


def test_a_year_is_a_draft_until_it_is_to_be_public(criteria):
    draft = make.assessment({9: D("80")}, of="one")
    public = make.assessment([90] * 10, of=make.agency("two", kind="จังหวัด", name="จังหวัดตาก"), year=2567, public=True)
    assert list(Assessment.objects.published()) == [public]
    assert (public.agency.kind, public.agency.name, public.fiscal_year) == ("จังหวัด", "จังหวัดตาก", 2567)
    assert list(draft.scores.exclude(score=None).values_list("indicator__number", "score")) == [(9, Decimal("80.00"))]


def test_versions_are_numbered_and_keep_their_figures(criteria):
    year = make.assessment(public=True)
    first = freeze(year)
    make.with_scores(year, {9: "100", 10: "100"})
    second = freeze(year)
    assert [(each.version, str(each.result_overall)) for each in (first, second)] == [(1, "95.48"), (2, "99.48")]
