"""The made-up country: always the same for the same numbers, plausible, and plainly not real."""

import io
import re
from collections import Counter
from statistics import mean

import pytest
from django.core.management import CommandError, call_command

from assessments import scoring
from assessments.importing.scores import read_scores
from assessments.models import Agency, Assessment, Criteria, IndicatorScore
from assessments.sample_country import PROVINCES, make_country, sample_agencies, sample_years

pytestmark = pytest.mark.django_db
INVENTED = re.compile(r"^(องค์การบริหารส่วนตำบล|เทศบาลตำบล|เทศบาลเมือง|เทศบาลนคร|องค์การบริหารส่วนจังหวัด)ตัวอย่าง [๐-๙]{4}$")


def figures() -> list[tuple]:
    return list(
        IndicatorScore.objects.order_by(
            "assessment__agency__slug", "assessment__fiscal_year", "indicator__number"
        ).values_list("assessment__agency__name", "assessment__fiscal_year", "indicator__number", "score")
    )


def make(agencies=60, years=9, seed=1) -> list[tuple]:
    Assessment.objects.all().delete()
    Agency.objects.filter(is_sample=True).delete()
    make_country(agencies=agencies, years=years, seed=seed, by=None)
    return figures()


def test_provinces_are_the_77():
    assert len(PROVINCES) == len(set(PROVINCES)) == 77
    assert {"กรุงเทพมหานคร", "ร้อยเอ็ด", "บึงกาฬ", "พระนครศรีอยุธยา"} <= set(PROVINCES)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_country_and_another_one_another(criteria):
    first = make()
    assert first == make()
    assert first != make(seed=2)


def test_agencies_are_plainly_invented_and_marked(criteria):
    agencies = sample_agencies(8317, seed=1)
    assert all(each.is_sample and INVENTED.match(each.name) for each in agencies)
    assert len({each.name for each in agencies}) == len({each.slug for each in agencies}) == 8317
    assert {each.province for each in agencies} == set(PROVINCES)
    assert Counter(each.kind for each in agencies).most_common(1)[0][0] == "อบต."
    for each in agencies[:100]:
        each.full_clean(validate_unique=False)


def test_scores_are_plausible_with_gaps_and_known_parts(criteria):
    make(agencies=150)
    years = Assessment.objects.count()
    assert 0.9 * 150 * 9 < years < 0.98 * 150 * 9  # some years are missing
    scored = Assessment.objects.filter(fiscal_year__gte=2566).exclude(result_overall=None)
    assert len(set(scored.values_list("result_level", flat=True))) >= 4
    assert Assessment.objects.filter(fiscal_year__gte=2562, result_overall=None).exists()  # a score is missing
    with_parts = Assessment.objects.filter(eit_part_1__isnull=False).count()
    assert 0.5 * years < with_parts < 0.8 * years
    by_year = {
        year: mean(
            Assessment.objects.filter(fiscal_year=year)
            .exclude(result_overall=None)
            .values_list("result_overall", flat=True)
        )
        for year in (2562, 2565, 2568)
    }
    assert by_year[2562] < by_year[2565] < by_year[2568] < 95


def test_known_parts_belong_to_their_mean(criteria):
    make(agencies=40, years=5)
    for assessment in Assessment.objects.exclude(eit_part_1=None).with_scores():
        low, high = scoring.part_bounds(assessment.result_eit, assessment.eit_part_1)
        assert low - 1 <= assessment.eit_part_2 <= high + 1


def test_years_are_the_newest_verified_before_the_rest(criteria):
    assert sample_years(1) == [2568]
    assert sample_years(5) == [2564, 2565, 2566, 2567, 2568]
    assert sample_years(9) == list(range(2561, 2570))


def test_command_refuses_what_it_cannot_make(criteria):
    for arguments in (["--agencies", "0"], ["--years", "40"]):
        with pytest.raises(CommandError, match=r"[ก-ฮ]"):
            call_command("make_country", *arguments)
    call_command("make_country", "--agencies", "3", "--years", "2", stdout=io.StringIO())
    with pytest.raises(CommandError, match="มีหน่วยงานสมมติที่สร้างด้วยคำสั่ง make_country อยู่แล้ว"):
        call_command("make_country", "--agencies", "3", "--years", "2")


@pytest.mark.slow
@pytest.mark.database
def test_the_workbook_of_a_country_imports_as_the_country_itself(criteria, tmp_path, capsys):
    path = tmp_path / "country.xlsx"
    call_command("make_country", "--agencies", "20", "--years", "9", "--output", str(path))
    assert not Assessment.objects.exists()
    with path.open("rb") as file:
        found = read_scores(file)
    assert found.problems == ()
    found.save(by=None)
    imported = figures()
    assert imported == make(agencies=20)


def test_the_shipped_sample_may_be_there_and_is_left_alone(criteria):
    town = Agency.objects.create(slug="phutsakaeo", name="เทศบาลเมืองสมมติ", kind="เทศบาลเมือง", is_sample=True)
    year = Assessment.objects.create(
        agency=town, fiscal_year=2561, criteria=Criteria.objects.get(first_year=2561), published_overall=80
    )
    made = make_country(agencies=3, years=2, seed=1, by=None)
    year.refresh_from_db()
    assert not year.is_published
    assert made.published == Assessment.objects.published().count() > 0
