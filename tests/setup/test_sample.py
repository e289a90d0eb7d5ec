"""The made-up town: all that the reference agency is not, marked as made up, loaded once and never over work."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from assessments.models import Agency, Assessment
from itaportal.models import Publication
from itaportal.publishing.kinds import ANALYSIS
from itaportal.setup.sample import load_sample
from tests.assessments import oracle
from tests.factories import D, report_of

from ..page import html_of


@pytest.fixture
def years(criteria, written_once) -> dict[int, Assessment]:
    written_once(lambda: load_sample())
    return {year.fiscal_year: year for year in Assessment.objects.all()}


def test_it_is_what_the_reference_is_not(years):
    assert sorted(years) == [2565, 2567, 2568]  # 2566 is missing
    reports = {number: report_of(year) for number, year in years.items()}
    now, before, letters = reports[2568], reports[2567], reports[2565]
    scores = {line.number: line.score for line in now.year.indicators}
    assert oracle.tool_score(scores, "OIT") < 85 <= oracle.tool_score(scores, "IIT")
    assert [line.number for line in now.year.indicators if line.score == line.target] == [2]
    assert (now.year.target, now.year.indicators[3].target) == (D(90), D(85))
    assert (years[2568].eit_part_1, years[2568].eit_part_2) == (None, None)
    # the parts are the halves of the mean
    assert years[2567].eit_part_1 + years[2567].eit_part_2 == 2 * before.year.tools[1].score
    assert letters.without_plan
    assert letters.plan is None
    assert now.previous.fiscal_year == 2567
    assert before.previous is None
    titles = [len(measure.titles) for measure in now.plan.measures]
    indicators = [measure.indicator for measure in now.plan.measures]
    assert max(titles) == 2
    assert max(map(indicators.count, indicators)) == 3
    assert set(indicators) < set(scores)
    assert len(now.signatories) == 3


def test_all_of_it_is_marked_as_made_up(years, client):
    assert Agency.objects.get().is_sample
    for page in ("2568/", "2568/indicators/9/", "2568/measures/", "2568/report/", "2568/what-if/", "trend/"):
        html = html_of(client.get(f"/phutsakaeo/{page}"))
        assert "notice-sample" in html, page
        assert "ตัวอย่างสมมติ" in html, page


@pytest.mark.parametrize("number", [2565, 2567, 2568])
def test_the_checks_find_nothing(years, number):
    assert list(ANALYSIS.check(years[number], report_of(years[number]))) == []


def test_it_is_not_loaded_over_what_is_there(years):
    years[2568].target = D(70)
    years[2568].save()
    Assessment.objects.get(fiscal_year=2565).delete()
    with pytest.raises(ValidationError, match="อยู่แล้ว จึงไม่ได้นำเข้าซ้ำ"):
        load_sample()
    assert sorted(Assessment.objects.values_list("fiscal_year", "target")) == [(2567, None), (2568, D(70))]


@pytest.mark.pdf
def test_the_command_publishes_every_year_once(db, client):
    said = io.StringIO()
    call_command("load_sample", stdout=said)
    assert said.getvalue().count("ข้อมูลสมมติ") == 3
    assert list(Publication.objects.values_list("assessment__fiscal_year", "version").order_by("pk")) == [
        (2565, 1),
        (2567, 1),
        (2568, 1),
    ]
    assert client.get("/phutsakaeo/2568/v1/report.pdf").getvalue().startswith(b"%PDF-")
    with pytest.raises(CommandError, match="อยู่แล้ว"):
        call_command("load_sample")
    assert Publication.objects.count() == 3
