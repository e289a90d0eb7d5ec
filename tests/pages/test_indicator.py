"""The page of one indicator, and the page of the measures, as the server answers them."""

from datetime import date

import pytest

from assessments.enums import Conclusion
from assessments.models import Assessment, Criteria, Indicator, IndicatorScore
from assessments.roles import EDITOR
from assessments.thai import thai_digits
from measures.models import Evidence, Measure, MeasurePlan, ProgressUpdate
from tests.factories import freeze, with_scores

from ..page import Page
from .test_pages import INDICATORS, D, new_agency, new_year

PAGE = "/chanuwan/2568/indicators/9/"
MEASURES = "/chanuwan/2568/measures/"


def report_progress(number, status, day=date(2026, 3, 31), **texts):
    measure = Measure.objects.filter(indicator__number=number).first()
    texts = ({} if status == "not_started" else {"done": "ทำแล้ว", "result": "ได้ผล"}) | texts
    return ProgressUpdate.objects.create(measure=measure, status=status, reported_on=day, **texts)


# --- One indicator ------------------------------------------------------------------------------------------------


def test_score_target_and_share(client, reference):
    page = Page(client.get(PAGE))
    assert "OIT แบบวัดการเปิดเผยข้อมูลสาธารณะ ปีงบประมาณ พ.ศ. ๒๕๖๘ ๙. การเปิดเผยข้อมูล" in page.text
    assert "๙๐.๐๐ จาก ๑๐๐" in page.text
    assert "ไม่ต่ำกว่าเป้าหมายของหน่วยงาน ๘๕ คะแนน" in page.text
    assert "คะแนนที่ได้ในภาพรวม ๑๘.๐๐ คะแนน เสียไป ๒.๐๐ คะแนน" in page.text  # 40 % of two: 0.2 a point
    assert Indicator.objects.get(criteria__first_year=2566, number=9).objective in page.text
    assert "ข้อสรุป จุดที่ควรพัฒนา" in page.text


def test_below_its_target(client, reference):
    IndicatorScore.objects.filter(indicator__number=9).update(target=D("92.5"))
    assert "ต่ำกว่าเป้าหมายเฉพาะตัวชี้วัด ๙๒.๕ คะแนน อยู่ ๒.๕๐ คะแนน" in Page(client.get(PAGE)).text


def test_own_words(client, reference):
    IndicatorScore.objects.filter(indicator__number=9).update(
        conclusion=Conclusion.GOOD, analysis="ข้อมูลครบ\n<b>ทุกหมวด</b>"
    )
    page = Page(client.get(PAGE))
    assert "ข้อสรุป ดี พัฒนาต่อได้ บทวิเคราะห์ของหน่วยงาน ข้อมูลครบ" in page.text
    assert "<b>ทุกหมวด</b>" in page.text, "as words, not as a tag"


@pytest.mark.parametrize("number", INDICATORS)
def test_neighbours(client, reference, number):
    page = Page(client.get(f"/chanuwan/2568/indicators/{number}/"))
    links = {value for tag, name, value in page.attributes if (tag, name) == ("a", "href")}
    near = {other for other in range(11) if f"/chanuwan/2568/indicators/{other}/" in links}
    assert near == {number - 1, number + 1} & set(INDICATORS)
    assert INDICATORS[number][0] in page.text


def test_its_measures_alone(client, reference):
    page = Page(client.get(PAGE))
    own, other = (Measure.objects.filter(indicator__number=number).first() for number in (9, 10))
    assert own.title_lines[0] in page.text
    assert other.title_lines[0] not in page.text
    for step in own.step_texts:
        assert " ".join(step.split()) in page.text
    MeasurePlan.objects.all().delete()
    assert "ยังไม่มีมาตรการของตัวชี้วัดนี้" in Page(client.get(PAGE)).text


def test_one_year_has_no_trend(client, reference):
    page = Page(client.get(PAGE))
    assert "ระบบมีคะแนนของตัวชี้วัดนี้เพียงปีเดียว" in page.text
    assert page.tables == []


def test_scores_over_the_years(client, reference):
    new_year(reference.agency, 2565, scores=["80"] * 10)
    new_year(reference.agency, 2566, scores=["81"] * 10)
    page = Page(client.get(PAGE))
    assert page.tables == [
        [
            ["ปี", "คะแนน", "เทียบกับปีก่อน", "เป้าหมาย"],
            ["๒๕๖๕", "๘๐.๐๐", "–", "๘๕"],
            ["๒๕๖๖", "๘๑.๐๐", "เพิ่มขึ้น ๑.๐๐", "๘๕"],
            ["๒๕๖๗", "ไม่มีข้อมูล", "–", "–"],
            ["๒๕๖๘", "๙๐.๐๐", "–", "๘๕"],
        ]
    ]
    new_year(reference.agency, 2567, scores=["92.5"] * 10)
    assert "ลดลง ๒.๕๐ คะแนน จากปี ๒๕๖๗ (๙๒.๕๐ คะแนน)" in Page(client.get(PAGE)).text


def test_another_indicator_under_the_same_number_is_not_its_past(client, reference):
    new_year(reference.agency, 2564, scores=["70"] * 10)
    new_year(reference.agency, 2567, scores=["80"] * 10)
    Indicator.objects.filter(criteria=Criteria.objects.get(first_year=2563), number=9).update(name="อื่น")
    rows = Page(client.get(PAGE)).tables[0]
    assert [row[0] for row in rows[1:]] == ["๒๕๖๗", "๒๕๖๘"], "nothing of FY2564, and no gaps before the first"


@pytest.mark.parametrize(
    "address",
    [
        "/chanuwan/2568/indicators/0/",
        "/chanuwan/2568/indicators/11/",
        "/chanuwan/2568/indicators/99999999999999999999/",
        f"/chanuwan/2568/indicators/{'9' * 10_000}/",
        "/chanuwan/2568/indicators/-1/",
        "/chanuwan/2568/indicators/๙/",
        "/chanuwan/2568/indicators/",
        "/chanuwan/2567/indicators/9/",
        "/nobody/2568/indicators/9/",
        "/chanuwan/99999/measures/",
        "/nobody/2568/measures/",
    ],
)
def test_unknown_is_404(client, reference, address):
    assert client.get(address).status_code == 404


def test_a_year_without_indicators_has_no_page_of_one(client, criteria):
    new_year(new_agency("example", "อบต.ตัวอย่าง"), 2561, scores=(), published_overall=D("81.25"))
    assert client.get("/example/2561/indicators/1/").status_code == 404
    assert "ยังไม่มีมาตรการ" in Page(client.get("/example/2561/measures/")).text


@pytest.mark.parametrize("address", [PAGE, MEASURES])
def test_drafts_are_for_staff(client, admin_client, reference, address):
    Assessment.objects.update(status="draft")
    assert client.get(address).status_code == 404
    assert "ร่าง ผลการประเมินของปี ๒๕๖๘ ยังไม่ได้เผยแพร่" in Page(admin_client.get(address)).text


def test_the_public_sees_the_frozen_year(client, admin_client, reference):
    freeze(reference)
    with_scores(reference, {9: "55.55"})
    Measure.objects.filter(indicator__number=9).update(titles="ชื่อใหม่")
    for address in (PAGE, MEASURES):
        public, staff = (Page(each.get(address)).text for each in (client, admin_client))
        assert "๕๕.๕๕" not in public
        assert "๕๕.๕๕" in staff
        assert "ชื่อใหม่" not in public
        assert "ชื่อใหม่" in staff


# --- The measures -------------------------------------------------------------------------------------------------


def test_every_measure_in_full_by_indicator(client, reference):
    page = Page(client.get(MEASURES))
    assert "มาตรการ ปีงบประมาณ พ.ศ. ๒๕๖๙ จัดทำจากผลการประเมิน ITA ปีงบประมาณ พ.ศ. ๒๕๖๘" in page.text
    places = [page.text.index(f"{thai_digits(number)}. {name} ") for number, (name, _) in INDICATORS.items()]
    assert places == sorted(places)
    for measure in Measure.objects.all():
        for words in [*measure.title_lines, *measure.step_texts, measure.analysis, *measure.unit_names]:
            assert " ".join(words.split()) in page.text
    assert page.text.count("รายงานความก้าวหน้าต่อผู้บริหารทุกไตรมาส") == 1, "said once for all"
    assert "ได้ ๙๐.๐๐ คะแนน เป้าหมายของหน่วยงาน ๘๕ คะแนน เสียคะแนนภาพรวมไป ๒.๐๐ คะแนน" in page.text


def test_own_monitoring_is_said_with_each(client, reference):
    Measure.objects.filter(indicator__number=9).update(own_monitoring="รายงานทุกเดือน")
    text = Page(client.get(MEASURES)).text
    assert text.count("การกำกับติดตาม รายงานทุกเดือน") == 1
    assert "การกำกับติดตามและรายงานผลทุกมาตรการ" not in text


def test_an_indicator_below_target_without_a_measure_is_named(client, reference):
    IndicatorScore.objects.filter(indicator__number=9).update(target=D(95))
    assert "แต่ยังไม่มีมาตรการ" not in Page(client.get(MEASURES)).text
    Measure.objects.filter(indicator__number=9).delete()
    assert "ตัวชี้วัดที่ต่ำกว่าเป้าหมายแต่ยังไม่มีมาตรการ ๙ การเปิดเผยข้อมูล" in Page(client.get(MEASURES)).text


def test_nobody_has_reported(client, reference):
    text = Page(client.get(MEASURES)).text
    assert "ดำเนินการแล้วเสร็จ ๐ จาก ๑๐ มาตรการ ยังไม่มีการรายงานความก้าวหน้า" in text
    assert text.count("ยังไม่ดำเนินการ") == 10


def test_statuses_for_everyone_texts_for_staff(client, admin_client, reference, person):
    report_progress(9, "done", date(2026, 3, 31))
    update = report_progress(
        10, "in_progress", date(2026, 4, 30), done="ประชุมแล้ว", result="ตามแผน", problems="ขาดคน", suggestions="จ้างเพิ่ม"
    )
    Evidence.objects.create(update=update, position=1, title="รายงานประชุม", url="https://example.go.th/minutes")
    report_progress(10, "not_started", date(2026, 1, 31), problems="เก่าแล้ว")
    texts = ["ประชุมแล้ว", "ตามแผน", "ขาดคน", "จ้างเพิ่ม", "รายงานประชุม"]

    for address in (MEASURES, "/chanuwan/2568/indicators/10/"):
        public, staff = (Page(each.get(address)).text for each in (client, admin_client))
        assert "อยู่ระหว่างดำเนินการ ณ ๓๐ เมษายน ๒๕๖๙" in public
        assert not any(text in public for text in [*texts, "เก่าแล้ว"])
        assert all(text in staff for text in texts)
        assert "เก่าแล้ว" not in staff, "the latest report counts"

    client.force_login(person(EDITOR, new_agency("other", "อบต.อื่น")))
    assert "ขาดคน" not in Page(client.get(MEASURES)).text
    client.force_login(person(EDITOR, reference.agency))
    assert "ขาดคน" in Page(client.get(MEASURES)).text


def test_progress_on_the_dashboard(client, reference):
    assert "ความก้าวหน้า" not in Page(client.get("/chanuwan/2568/")).tables[1][0]
    report_progress(9, "done", date(2026, 3, 31))
    report_progress(1, "cancelled", date(2026, 2, 28))
    page = Page(client.get("/chanuwan/2568/"))
    assert "ดำเนินการแล้วเสร็จ ๑ จาก ๑๐ มาตรการ รายงานล่าสุด ๓๑ มีนาคม ๒๕๖๙" in page.text
    assert "ดำเนินการแล้วเสร็จ ๑ ยังไม่ดำเนินการ ๘ ยกเลิก ๑" in page.text
    rows = page.tables[1]
    assert rows[0][-1] == "ความก้าวหน้า"
    assert rows[1][-1] == "ดำเนินการแล้วเสร็จ ณ ๓๑ มีนาคม ๒๕๖๙"
    widths = [value for tag, name, value in page.attributes if (tag, name) == ("rect", "width")]
    assert {"10.00%", "80.00%"} <= set(widths)


def test_progress_reaches_a_frozen_version(client, reference):
    freeze(reference)
    report_progress(9, "done", date(2026, 3, 31))
    assert "ดำเนินการแล้วเสร็จ ๑ จาก ๑๐ มาตรการ" in Page(client.get(MEASURES)).text


# --- How many queries ---------------------------------------------------------------------------------------------

# Of a fresh process: two for the ETag, two for the menu, one for the site's name, nine for means and OIT item.
QUERIES = {PAGE: 44, MEASURES: 35}


@pytest.mark.parametrize("address", QUERIES)
@pytest.mark.parametrize("more", [0, 6])
def test_queries_do_not_grow_with_years(client, reference, django_assert_num_queries, address, more):
    for year in range(2568 - more, 2568):
        new_year(reference.agency, year)
    with django_assert_num_queries(QUERIES[address]):
        client.get(address)
