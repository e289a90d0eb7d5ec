"""Means of the country, the province and the kind: of what is published here, real agencies apart from made-up ones."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Agency, Assessment, IndicatorScore, NationalMean
from itaportal.formats.data.datafiles import CSV_HEADINGS, MEAN_HEADINGS, as_dict, csv_bytes
from itaportal.models import Publication
from itaportal.publishing import country
from itaportal.publishing.kinds import ANALYSIS
from itaportal.publishing.means import published_means
from itaportal.report import snapshot
from itaportal.report.document import KIND, NATIONAL, PROVINCE, MeanScore, MeanScores
from itaportal.report.means import mean_name, mean_origin, table_notes
from itaportal.report.narrative import build_document
from tests import factories as make
from tests.page import Page

D = Decimal


def scored(agencies, scores):
    """Give the stored years of agencies a score of one indicator."""
    for agency, (number, score) in zip(agencies, scores, strict=True):
        year = Assessment.objects.get(agency=agency)
        indicator = year.criteria.indicators.get(number=number)
        IndicatorScore.objects.create(assessment=year, indicator=indicator, score=score)


@pytest.fixture
def neighbours(reference):
    """Five real agencies of the province: with the reference's 95.48, six published of one kind."""
    Agency.objects.filter(pk=reference.agency_id).update(province="ร้อยเอ็ด", kind="อบต.")
    return make.agencies_of(["80.00", "81.00", "82.00", "83.00", "84.02"])


def built(assessment):
    return ANALYSIS.build(Assessment.objects.with_scores().get(pk=assessment.pk))


def of(report, scope):
    return next((means for means in report.means if means.scope == scope), None)


def test_the_country_has_what_was_entered_for_the_year(report):
    national = of(report, NATIONAL)
    assert national.score() == D("93.82")
    assert (national.score(number=3), national.score(number=8)) == (D("99.45"), D("94.39"))
    assert national.score(number=1) is None
    assert national.score("IIT") is None


def test_province_and_kind_count_what_is_published_and_the_agency_itself(reference, neighbours):
    # (80 + 81 + 82 + 83 + 84.02 + 95.48) / 6 = 84.25; EIT (5 × 99 + 98.70) / 6 = 98.95
    for scope in (PROVINCE, KIND):
        found = of(built(reference), scope)
        assert (found.score(), found.agencies) == (D("84.25"), 6)
        assert found.score("EIT") == D("98.95")
        assert found.score(number=1) is None, "only one of the six has a score of it"


def test_indicators_have_means_of_province_and_kind_where_every_agency_has_a_score(reference, neighbours):
    """(70.01 + 80.02 + 90.03 + 60.04 + 50.05 + 99.02) / 6 = 74.861666…"""
    scored(neighbours, [(1, D(score)) for score in ("70.01", "80.02", "90.03", "60.04", "50.05")])
    scored(neighbours[:4], [(2, D(90))] * 4)
    for scope in (PROVINCE, KIND):
        found = of(built(reference), scope)
        assert found.score(number=1) == D("74.86")
        assert found.score(number=2) is None, "one of the six has no score of it"


def test_a_version_counts_with_the_scores_that_it_froze(reference, neighbours):
    scored(neighbours, [(1, D(80))] * 5)
    year = make.assessment({1: "70", **dict.fromkeys(range(2, 11), "90")}, of="own", public=True)
    make.freeze(year)
    IndicatorScore.objects.filter(assessment=year).update(score=D("1.00"))
    # (5 × 80 + 70 + 99.02) / 7 = 81.288571…
    assert of(built(reference), KIND).score(number=1) == D("81.29")
    Publication.objects.filter(assessment=year).update(withdrawn_at=timezone.now(), withdrawn_reason="ผิด")
    # without it (5 × 80 + 99.02) / 6 = 83.17
    assert of(built(reference), KIND).score(number=1) == D("83.17")


def test_reading_the_means_of_many_takes_no_more_queries_than_of_few(reference, neighbours, monkeypatch):
    def queries():
        year = built(reference).year
        monkeypatch.setattr(country, "_COUNTRY", country.Country())  # as in a fresh process
        with CaptureQueriesContext(connection) as captured:
            published_means(year)
        return len(captured)

    scored(neighbours, [(1, D(80))] * 5)
    few = queries()
    scored(make.agencies_of(["80.00"] * 30, start=100), [(1, D(80))] * 30)
    assert queries() == few == 8
    year = built(reference).year
    published_means(year)
    with CaptureQueriesContext(connection) as captured:
        published_means(year)
    assert len(captured) == 1, "the stamp alone, until something public changes"


def test_a_draft_and_a_withdrawn_year_are_no_part_of_a_mean(reference, neighbours):
    Assessment.objects.filter(agency=neighbours[0]).update(status="draft")
    make.version_of(neighbours[1], "10.00", withdrawn=True)
    assert of(built(reference), PROVINCE) is None, "four are left"
    make.agencies_of(["70.00", None], start=90)
    # (82 + 83 + 84.02 + 95.48 + 70) / 5; who has no overall does not count
    found = of(built(reference), PROVINCE)
    assert (found.score(), found.agencies) == (D("82.90"), 5)


def test_a_made_up_agency_is_never_among_real_ones(reference, neighbours):
    Agency.objects.filter(pk__in=[agency.pk for agency in neighbours]).update(is_sample=True)
    assert of(built(reference), PROVINCE) is None
    sample = replace(built(reference).year, agency=replace(built(reference).year.agency, is_sample=True))
    assert published_means(sample)[0].agencies == 5


def test_what_is_published_keeps_the_means_of_its_day(client, reference, neighbours):
    frozen = built(reference)
    publication = make.freeze(reference)
    publication.snapshot = snapshot.dump(frozen)
    publication.save()
    make.agencies_of(["10.00"], start=50)
    NationalMean.objects.filter(fiscal_year=2568).update(mean=D("11.00"))
    assert of(built(reference), PROVINCE).agencies == 7
    page = Page(client.get("/chanuwan/2568/"))
    assert "ค่าเฉลี่ยของหน่วยงานในจังหวัดร้อยเอ็ด ๘๔.๒๕ คะแนน (๖ แห่งที่เผยแพร่ในเว็บนี้)" in page.text
    assert "ค่าเฉลี่ยระดับประเทศ ๙๓.๘๒ คะแนน (ตามข่าวการประกาศ)" in page.text
    assert "๑๑.๐๐" not in page.text


def test_staff_see_the_published_means_and_no_draft_where_only_means_have_moved(
    client, admin_user, reference, neighbours
):
    publication = make.freeze(reference)
    publication.snapshot = snapshot.dump(built(reference))
    publication.save()
    make.agencies_of(["10.00"], start=50)
    client.force_login(admin_user)
    page = Page(client.get("/chanuwan/2568/"))
    assert "๖ แห่งที่เผยแพร่ในเว็บนี้" in page.text
    assert ANALYSIS.content(built(reference)) == ANALYSIS.content(ANALYSIS.load(publication))
    assert not ANALYSIS.differences(ANALYSIS.load(publication), built(reference))


def test_the_indicator_page_shows_the_mean_of_its_own_indicator(client, reference):
    assert "ค่าเฉลี่ยระดับประเทศ ๙๙.๔๕ คะแนน" in Page(client.get("/chanuwan/2568/indicators/3/")).text
    assert "ค่าเฉลี่ยระดับประเทศ" not in Page(client.get("/chanuwan/2568/indicators/1/")).text


def test_page_and_dashboard_show_the_means_of_an_indicator_beside_its_score(client, reference, neighbours):
    scored(neighbours, [(1, D(80))] * 5)
    page = Page(client.get("/chanuwan/2568/indicators/1/"))
    assert "ค่าเฉลี่ยของหน่วยงานในจังหวัดร้อยเอ็ด ๘๓.๑๗ คะแนน (๖ แห่งที่เผยแพร่ในเว็บนี้)" in page.text
    table = next(rows for rows in Page(client.get("/chanuwan/2568/")).tables if "ที่" in rows[0])
    assert table[0][5:8] == ["ค่าเฉลี่ย ประเทศ", "ค่าเฉลี่ย จังหวัด", "ค่าเฉลี่ย ประเภท"]
    first, third = (next(row for row in table if row[0] == number) for number in ("๑", "๓"))
    assert (first[5:8], third[5:8]) == (["–", "๘๓.๑๗", "๘๓.๑๗"], ["๙๙.๔๕", "–", "–"])


def test_words_say_announced_computed_and_checked_as_it_is():
    national = MeanScores(NATIONAL, ())
    assert mean_origin(national, MeanScore(D(1), announced=True, verified=True)) == "ตามประกาศ"
    assert mean_origin(national, MeanScore(D(1), announced=True)) == "ตามข่าวการประกาศ"
    assert mean_origin(national, MeanScore(D(1))) == "ผลคำนวณจากตัวเลขที่ประกาศ"
    assert mean_name(MeanScores(PROVINCE, (), "กรุงเทพมหานคร")) == "ค่าเฉลี่ยของหน่วยงานในกรุงเทพมหานคร"
    assert mean_name(MeanScores(KIND, (), "อบต.")) == "ค่าเฉลี่ยของหน่วยงานประเภทองค์การบริหารส่วนตำบล"
    assert mean_name(MeanScores(KIND, (), "จังหวัด")) == "ค่าเฉลี่ยของหน่วยงานประเภทจังหวัด"


def table_of(report):
    blocks = [block for section in build_document(report).sections for block in section.blocks]
    return next(block for block in blocks if block.kind == "scores")


def test_the_table_has_a_column_for_each_scope_and_a_note_on_each(reference, neighbours):
    report = built(reference)
    table = table_of(report)
    assert len(table.means) == 3
    assert table.total_means == (D("93.82"), D("84.25"), D("84.25"))
    assert [row.means[0] for group in table.groups for row in group.rows if row.number in (2, 3, 8)] == [
        None, D("99.45"), D("94.39"),
    ]  # fmt: skip
    assert table.groups[1].total_means == (None, D("98.95"), D("98.95"))
    notes = table_notes(report.means)
    assert len(notes) == 3
    assert "ยังไม่ได้ตรวจสอบกับเอกสารทางการ" in notes[0]
    assert "๖ แห่ง" in notes[1]


def test_a_year_of_which_nothing_is_known_shows_nothing(reference):
    NationalMean.objects.all().delete()
    report = built(reference)
    assert report.means == ()
    assert table_of(report).means == ()
    assert "means" not in as_dict(report)
    assert csv_bytes(report).decode("utf-8-sig").splitlines()[0] == ",".join(CSV_HEADINGS)


def test_the_files_have_the_means(reference, neighbours):
    report = built(reference)
    found = {each["of"]: each for each in as_dict(report)["means"]}
    assert found["national"]["scores"][0]["mean"] == 93.82
    assert found["province"]["agencies"] == 6
    lines = [line.split(",") for line in csv_bytes(report).decode("utf-8-sig").splitlines()]
    third = dict(zip(lines[0], lines[3], strict=True))
    assert third["national_mean"] == "99.45"
    assert (third["kind_overall_mean"], third["kind_agencies"]) == ("84.25", "6")
    assert set(MEAN_HEADINGS) <= set(lines[0])
