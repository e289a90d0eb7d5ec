"""The check that a year's criteria hold together, and the screen that asks it before saving."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessments import scheme
from assessments.conclusions import FIRST_RULES
from assessments.models import ConclusionBand, Criteria, Indicator, RatingLevel, ToolWeight
from assessments.thai import thai_digits
from itaportal.report.narrative import build_document

from ..factories import report_of, with_scores
from ..page import html_of


def tool(code, weight, in_parts=False):
    return ToolWeight(tool=code, weight=Decimal(weight), in_parts=in_parts)


def level(position, name, overall, each=None):
    return RatingLevel(
        position=position, name=name, min_overall=Decimal(overall), min_each=None if each is None else Decimal(each)
    )


TOOLS = [tool("IIT", 30), tool("EIT", 30, in_parts=True), tool("OIT", 40)]
INDICATORS = [Indicator(number=n, tool=code, name=f"ตัวที่ {n}") for n, code in enumerate(["IIT", "EIT", "OIT"], start=1)]
LEVELS = [level(1, "ดี", 85, 85), level(2, "ผ่าน", 85), level(3, "ไม่ผ่าน", 0)]


def test_a_sound_scheme_has_no_problems():
    assert scheme.scheme_problems(TOOLS, INDICATORS, LEVELS) == []


@pytest.mark.django_db
def test_every_shipped_scheme_is_sound(criteria):
    for shipped in Criteria.objects.with_parts().filter(overall_only=False):
        parts = [list(related.all()) for related in (shipped.tools, shipped.indicators, shipped.levels)]
        assert scheme.scheme_problems(*parts) == [], shipped.name


@pytest.mark.parametrize(
    ("tools", "says"),
    [
        ([], "อย่างน้อยหนึ่งเครื่องมือ"),
        ([tool("IIT", 30), tool("EIT", 30), tool("OIT", "39.99")], "ขณะนี้รวมได้ ๙๙.๙๙"),
        ([tool("IIT", 50), tool("IIT", 50)], "IIT ซ้ำกัน"),
        ([tool("IIT", 60, in_parts=True), tool("OIT", 40)], "IIT ทดสอบแยกส่วนไม่ได้"),
    ],
)
def test_weights(tools, says):
    (problem,) = scheme.weight_problems(tools)
    assert says in problem


@pytest.mark.parametrize(
    ("indicators", "says"),
    [
        (INDICATORS[:2], "OIT ยังไม่มีตัวชี้วัด"),
        ([*INDICATORS, Indicator(number=5, tool="OIT")], "เรียงต่อกัน"),
        ([*INDICATORS, Indicator(number=3, tool="OIT")], "เรียงต่อกัน"),
    ],
)
def test_indicators(indicators, says):
    (problem,) = scheme.indicator_problems(TOOLS, indicators)
    assert says in problem


def test_an_indicator_of_a_tool_without_weight():
    (problem,) = scheme.indicator_problems(TOOLS[:2], INDICATORS)
    assert "OIT" in problem


@pytest.mark.parametrize(
    ("levels", "says"),
    [
        ([], "อย่างน้อยหนึ่งระดับ"),
        ([level(1, "ดี", 85), level(2, "แย่", 50)], "ต้องเริ่มที่ ๐"),
        ([level(1, "ดี", 85, 85), level(2, "แย่", 0, 10)], "ต้องเริ่มที่ ๐"),
        ([level(1, "ดี", 50), level(2, "ดีกว่า", 85), level(3, "แย่", 0)], "“ดีกว่า” ต้องมีเกณฑ์ต่ำกว่า “ดี”"),
        ([level(1, "ก", 85), level(2, "ข", 85), level(3, "แย่", 0)], "“ข” ต้องมีเกณฑ์ต่ำกว่า “ก”"),
        ([level(1, "ก", 85), level(2, "ข", 70, 60), level(3, "แย่", 0)], "“ข” ต้องมีเกณฑ์ต่ำกว่า “ก”"),
        ([level(1, "ก", 85), level(2, "ก", 0)], "“ก” ซ้ำกัน"),
    ],
)
def test_levels(levels, says):
    (problem,) = scheme.level_problems(levels)
    assert says in problem


def band(position, start, conclusion, label="ผล", sentences="ผลดี"):
    return ConclusionBand(
        position=position,
        min_score=None if start is None else Decimal(start),
        conclusion=conclusion,
        label=label,
        sentences=sentences,
    )


BANDS = [band(1, 95, "excellent"), band(2, None, "good"), band(3, 70, "improve"), band(4, 0, "urgent")]


@pytest.mark.parametrize(
    ("bands", "says"),
    [
        (BANDS[:1] + BANDS[2:], "เว้น “คะแนนตั้งแต่” ว่างไว้หนึ่งช่วง"),
        ([*BANDS[:2], band(3, None, "improve"), BANDS[3]], "เว้น “คะแนนตั้งแต่” ว่างไว้หนึ่งช่วง"),
        (BANDS[:3], "ช่วงสุดท้ายต้องเริ่มที่ ๐"),
        ([*BANDS[:2], band(3, 0, "improve"), band(4, 0, "urgent")], "ลดหลั่นกัน"),
        ([band(1, 95, "good"), BANDS[1], *BANDS[2:]], "ซ้ำกัน"),
        (
            [BANDS[0], band(2, None, "improve"), band(3, 0, "urgent")],
            "ตั้งแต่เป้าหมายขึ้นไป จึงใช้ความเร่งด่วน “จุดที่ควรพัฒนา” ไม่ได้",
        ),
        ([band(1, None, "good"), band(2, 0, "excellent")], "อยู่ต่ำกว่าเป้าหมาย จึงใช้ความเร่งด่วน “ดีมาก รักษามาตรฐาน” ไม่ได้"),
        ([BANDS[0], band(2, None, "good", sentences="ผลดี แต่ควรปรับปรุง"), *BANDS[2:]], "จึงใช้คำว่า “ควรปรับปรุง” ไม่ได้"),
        ([BANDS[0], band(2, None, "good", label="ควรเร่งแก้ไข"), *BANDS[2:]], "จึงใช้คำว่า “ควรเร่งแก้ไข” ไม่ได้"),
        ([*BANDS[:3], band(4, 0, "urgent", sentences="แก้ไข {คะแนน}")], "ใช้คำในวงเล็บปีกกาได้เฉพาะ {ผู้เกี่ยวข้อง}"),
    ],
)
def test_bands_of_conclusions(bands, says):
    (problem,) = scheme.band_problems(bands)
    assert says in problem


def test_bands_may_speak_of_whom_the_tool_asked_and_may_be_left_to_the_portal():
    assert scheme.band_problems(BANDS) == []
    assert scheme.band_problems([*BANDS[:3], band(4, 0, "urgent", sentences="แก้ไขร่วมกับ{ผู้เกี่ยวข้อง}")]) == []
    assert scheme.band_problems([]) == []


def test_levels_are_read_by_place_not_by_the_order_they_come_in():
    assert scheme.level_problems(LEVELS[::-1]) == []


# --- The screen ------------------------------------------------------------------------------------------------------


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


def screen(client, criteria):
    """Address of a criteria's screen and the data its form would send unchanged."""
    url = reverse("admin:assessments_criteria_change", args=[criteria.pk])
    context = client.get(url).context
    form = context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    for inline in context["inline_admin_formsets"]:
        for bound in (inline.formset.management_form, *inline.formset.initial_forms):
            data |= {bound.add_prefix(name): bound[name].value() for name in bound.fields}
    data |= {"based_on": context["based_on"]}
    return url, {name: "" if value in (None, False) else value for name, value in data.items()}


def test_an_unchanged_screen_saves_and_shows_thai_digits(staff, reference, admin_user):
    url, data = screen(staff, reference.criteria)
    assert data["first_year"] == "๒๕๖๖"
    assert data["tools-2-weight"] == "๔๐.๐๐"
    assert staff.post(url, data).status_code == 302
    assert reference.criteria.history.first().history_user == admin_user
    reference.refresh_from_db()
    assert reference.result_overall == Decimal("95.48")


def test_conclusions_are_edited_on_the_screen_and_say_so_in_the_report(staff, reference):
    url, data = screen(staff, reference.criteria)
    assert data["conclusions-0-min_score"] == "๙๕.๐๐"
    changed = {"conclusions-0-min_score": "๙๘", "conclusions-0-sentences": "ตัวชี้วัดนี้ได้ผลเลิศ"}
    assert staff.post(url, data | changed).status_code == 302
    second = [run.text for run in indicator_paragraph(report_of(reference), 2).runs]  # has full marks
    assert "ตัวชี้วัดนี้ได้ผลเลิศ" in second[-1]


def test_conclusions_that_reproach_who_reached_the_target_are_refused(staff, reference):
    url, data = screen(staff, reference.criteria)
    response = staff.post(url, data | {"conclusions-1-sentences": "ผลนี้ควรเร่งปรับปรุง"})
    assert response.status_code == 200
    assert "จึงใช้คำว่า “ควรเร่งปรับปรุง” ไม่ได้" in html_of(response)


def indicator_paragraph(report, number):
    analysis = build_document(report).sections[2]
    blocks = [block for part in analysis.subsections for block in part.blocks]
    return next(block for block in blocks if block.runs[0].text == f"({thai_digits(number)}) ")


def test_new_criteria_get_the_first_conclusions_as_rows(staff, criteria):
    url = reverse("admin:assessments_criteria_add")
    data = {"name": "เกณฑ์ใหม่", "first_year": "2580", "last_year": "2580", "target": "85"}
    for inline in staff.get(url).context["inline_admin_formsets"]:
        data |= {f"{inline.formset.prefix}-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data |= {"tools-TOTAL_FORMS": "1", "tools-0-position": "1", "tools-0-tool": "OIT", "tools-0-weight": "100"}
    data |= {"indicators-TOTAL_FORMS": "1", "indicators-0-number": "1", "indicators-0-tool": "OIT"}
    data |= {"indicators-0-name": "ก", "indicators-0-objective": "ประเมินก"}
    data |= {"levels-TOTAL_FORMS": "1", "levels-0-position": "1", "levels-0-name": "ผ่าน", "levels-0-min_overall": "0"}
    data |= {"levels-0-tone": "good"}
    response = staff.post(url, data)
    assert response.status_code == 302, [inline.formset.errors for inline in response.context["inline_admin_formsets"]]
    made = Criteria.objects.get(name="เกณฑ์ใหม่")
    assert made.conclusion_rules() == FIRST_RULES
    assert made.conclusions.count() == 4


def test_weights_that_do_not_sum_to_100_are_refused_and_kept(staff, reference):
    url, data = screen(staff, reference.criteria)
    response = staff.post(url, data | {"tools-0-weight": "35"})
    page = html_of(response)
    assert response.status_code == 200
    assert "ขณะนี้รวมได้ ๑๐๕" in page
    assert 'value="35"' in page
    assert reference.criteria.tools.get(tool="IIT").weight == 30


def test_a_gap_in_the_levels_and_a_tool_without_indicators_are_refused(staff, reference):
    url, data = screen(staff, reference.criteria)
    page = html_of(staff.post(url, data | {"levels-4-DELETE": "on"}))
    assert "ต้องเริ่มที่ ๐" in page
    moved = {f"indicators-{row}-tool": "IIT" for row in (8, 9)}
    page = html_of(staff.post(url, data | moved))
    assert "OIT ยังไม่มีตัวชี้วัด" in page
    assert reference.criteria.levels.count() == 5


def test_new_weights_bring_stored_results_up_to_date(staff, reference):
    with_scores(reference, {}, published_overall=None)  # an announced figure would stand
    url, data = screen(staff, reference.criteria)
    assert staff.post(url, data | {"tools-0-weight": "40", "tools-2-weight": "๓๐"}).status_code == 302
    reference.refresh_from_db()
    # 0.4 × 99.568 + 0.3 × 98.70333… + 0.3 × 90 = 96.4382
    assert reference.result_overall == Decimal("96.44")


def test_a_year_in_use_cannot_leave_the_span(staff, reference):
    url, data = screen(staff, reference.criteria)
    response = staff.post(url, data | {"last_year": "2567"})
    assert response.status_code == 200
    assert "มีผลการประเมินของปีงบประมาณ พ.ศ. ๒๕๖๘ ใช้เกณฑ์นี้อยู่" in html_of(response)


def test_an_indicator_with_scores_cannot_be_deleted(staff, reference):
    url, data = screen(staff, reference.criteria)
    response = staff.post(url, data | {"indicators-9-DELETE": "on"})
    assert response.status_code == 200
    assert "ไม่ได้ เพราะมีรายการที่ใช้อยู่" in html_of(response)
    assert reference.criteria.indicators.count() == 10
