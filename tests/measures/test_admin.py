"""The measure plan's screen in the admin: starting a plan, and saving its measures as a whole."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from assessments import actions as assessment_actions
from assessments.actions import ScoreEntry
from assessments.models import Assessment
from measures.models import Measure, MeasurePlan, MeasureStep, Unit

from ..page import html_of, stamp_of

ADD = "/admin/measures/measureplan/add/"


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def plan(reference):
    return MeasurePlan.objects.get()


def change_url(plan):
    return reverse("admin:measures_measureplan_change", args=[plan.pk])


def sent(client, plan):
    """The data that the plan's screen would send unchanged."""
    screen = client.get(change_url(plan)).context["screen"]
    data = {"monitoring": plan.monitoring}
    for block in screen.blocks:
        for name in block.form.fields:
            bound = block.form[name]
            value = bound.value()
            if value not in (None, False):
                data[bound.html_name] = value
    return data


def measure_of(plan, number):
    return plan.measures.get(indicator__number=number)


def test_starting_a_plan_makes_one_measure_per_indicator(staff, reference):
    assessment = assessment_actions.save_assessment(
        assessment=Assessment(agency=reference.agency, fiscal_year=2567),
        entries=[ScoreEntry(number, Decimal(90)) for number in range(1, 11)],
        by=None,
    )
    page = html_of(staff.get(f"{ADD}?assessment={assessment.pk}"))
    assert re.findall(r'<option value="(\d+)"', page) == [str(assessment.pk)], "the one with a plan is not offered"
    response = staff.post(ADD, {"assessment": assessment.pk}, follow=True)
    plan = MeasurePlan.objects.get(assessment=assessment)
    assert response.redirect_chain == [(change_url(plan), 302)]
    assert [measure.indicator.number for measure in plan.measures.all()] == list(range(1, 11))
    assert plan.fiscal_year == 2568
    assert html_of(response).count('<fieldset class="measure"') == 10


def test_a_second_plan_is_refused(staff, plan):
    response = staff.post(ADD, {"assessment": plan.assessment_id})
    assert response.status_code == 200
    assert "มีแผนมาตรการแล้ว" in html_of(response)
    assert MeasurePlan.objects.count() == 1


def test_a_long_list_is_cut_but_any_free_assessment_is_accepted(staff, reference, monkeypatch):
    monkeypatch.setattr("measures.forms.LONG_LIST", 1)
    years = [
        assessment_actions.save_assessment(
            assessment=Assessment(agency=reference.agency, fiscal_year=year),
            entries=[ScoreEntry(1, Decimal(90))],
            by=None,
        )
        for year in (2566, 2567)
    ]
    page = html_of(staff.get(ADD))
    assert re.findall(r'<option value="(\d+)"', page) == [str(years[1].pk)]
    asked = html_of(staff.get(f"{ADD}?assessment={years[0].pk}"))
    assert re.findall(r'<option value="(\d+)" selected', asked) == [str(years[0].pk)]
    staff.post(ADD, {"assessment": years[0].pk})
    assert MeasurePlan.objects.filter(assessment=years[0]).exists()


def test_saving_an_unchanged_screen_writes_no_history(staff, plan):
    before = Measure.history.count(), MeasureStep.objects.count()
    response = staff.post(change_url(plan), sent(staff, plan), follow=True)
    assert "บันทึกแผนมาตรการ" in html_of(response)
    assert (Measure.history.count(), MeasureStep.objects.count()) == before


def test_steps_units_and_period_are_saved_in_their_order(staff, plan, admin_user):
    measure = measure_of(plan, 9)
    prefix = f"measure-{measure.pk}"
    data = sent(staff, plan)
    finance = Unit.objects.get(name="กองคลัง")
    data |= {
        f"{prefix}-titles": "โครงการหนึ่ง\r\n\r\n โครงการสอง ",
        f"{prefix}-steps": "๑. สำรวจ\r\n2) จัดทำงบ ๑.๕ ล้านบาท\r\n- เผยแพร่\r\n\r\n๓.๕ เท่าของเดิม",
        f"{prefix}-units": [finance.pk],
        f"{prefix}-new_units": "กองช่าง / กองการศึกษา",
        f"{prefix}-period_start": "๑/๑๑/๒๕๖๘",
        f"{prefix}-period_end": "31-3-2569",
    }
    staff.post(change_url(plan), data)
    measure = measure_of(plan, 9)
    assert measure.title_lines == ["โครงการหนึ่ง", "โครงการสอง"]
    assert measure.step_texts == ["สำรวจ", "จัดทำงบ ๑.๕ ล้านบาท"]
    assert [item.text for item in measure.step_views[1].items] == ["เผยแพร่ ๓.๕ เท่าของเดิม"]
    assert measure.unit_names == ["กองคลัง", "กองช่าง", "กองการศึกษา"]
    assert (measure.period_start, measure.period_end) == (date(2025, 11, 1), date(2026, 3, 31))
    assert measure.history.first().history_user == admin_user
    page = html_of(staff.get(change_url(plan)))
    assert 'value="๑/๑๑/๒๕๖๘"' in page
    assert 'value="๓๑/๓/๒๕๖๙"' in page

    data = sent(staff, plan)
    before = {step.text: step.pk for step in measure.steps.all()}
    data[f"{prefix}-steps"] = "เผยแพร่ ๓.๕ เท่าของเดิม\nสำรวจ"
    staff.post(change_url(plan), data)
    after = measure_of(plan, 9)
    assert after.step_texts == ["เผยแพร่ ๓.๕ เท่าของเดิม", "สำรวจ"]
    assert {step.text: step.pk for step in after.steps.all()}.items() <= before.items()


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("1/10/2025", "30/9/2569", "ปี ค.ศ. กรุณากรอกปี พ.ศ. เช่น ๑/๑๐/๒๕๖๘"),
        ("30/2/2569", "30/9/2569", "“30/2/2569” ไม่มีวันที่นี้ในปฏิทิน"),
        ("ต้นปี", "30/9/2569", "“ต้นปี” ไม่ใช่วันที่"),
        ("1/10/25", "30/9/2569", "ปี ค.ศ. กรุณากรอกปี พ.ศ. เช่น ๑/๑๐/๒๕๖๘"),
        ("", "30/9/2569", "กรุณาระบุทั้งวันเริ่มและวันสิ้นสุด"),
        ("1/10/2569", "30/9/2569", "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"),
    ],
)
def test_a_bad_period_is_refused_with_its_measure_named_and_all_that_was_typed_kept(staff, plan, start, end, reason):
    measure = measure_of(plan, 3)
    other = measure_of(plan, 4)
    data = sent(staff, plan)
    data |= {
        f"measure-{measure.pk}-period_start": start,
        f"measure-{measure.pk}-period_end": end,
        f"measure-{other.pk}-analysis": "ถ้อยคำใหม่ของอีกมาตรการ",
        f"measure-{other.pk}-new_units": "กองใหม่",
    }
    response = staff.post(change_url(plan), data)
    page = html_of(response)
    assert response.status_code == 200
    summary = re.search(r'class="problems".*?</div>', page, re.S)[0]
    assert reason in summary
    assert "ตัวชี้วัดที่ ๓ การใช้อำนาจ มาตรการที่ ๑ · " in summary
    if start:
        assert f'value="{start}"' in page
    assert "ถ้อยคำใหม่ของอีกมาตรการ" in page
    assert 'value="กองใหม่"' in page
    other.refresh_from_db()
    assert other.analysis != "ถ้อยคำใหม่ของอีกมาตรการ"
    assert not Unit.objects.filter(name="กองใหม่").exists()


def test_adding_a_measure_shows_an_empty_block_and_keeps_what_was_typed(staff, plan):
    measure = measure_of(plan, 2)
    data = sent(staff, plan) | {f"measure-{measure.pk}-analysis": "ยังไม่บันทึก", "_add_measure": "2"}
    page = html_of(staff.post(change_url(plan), data))
    assert plan.measures.count() == 10
    assert 'name="new" value="2-0"' in page
    assert 'name="new-2-0-titles"' in page
    assert "ยังไม่บันทึก" in page
    del data["_add_measure"]
    new = {"new": ["2-0"], "new-2-0-titles": "มาตรการเพิ่ม", "new-2-0-steps": "ก\nข", "new-2-0-period_start": "1/10/2568"}
    response = staff.post(change_url(plan), data | new | {"new-2-0-period_end": "30/9/2569"})
    assert response.status_code == 302
    added = plan.measures.filter(indicator__number=2).last()
    assert (added.titles, added.step_texts) == ("มาตรการเพิ่ม", ["ก", "ข"])
    assert [measure.pk for measure in plan.measures.filter(indicator__number=2)] == [measure.pk, added.pk]


def test_a_new_block_left_empty_is_not_saved(staff, plan):
    data = sent(staff, plan) | {"_add_measure": "2"}
    first = staff.post(change_url(plan), data).context["screen"]
    block = next(block for block in first.blocks if block.token)
    period = {name: block.form[name].value() for name in ("period_start", "period_end")}
    empty = {f"new-2-0-{name}": value for name, value in period.items()}
    del data["_add_measure"]
    assert staff.post(change_url(plan), data | {"new": ["2-0"]} | empty).status_code == 302
    assert plan.measures.count() == 10


@pytest.mark.parametrize("token", ["99-0", "x", "2-", "-1-0", "2-0; drop"])
def test_a_made_up_block_is_ignored(staff, plan, token):
    data = sent(staff, plan) | {"new": [token], f"new-{token}-titles": "x"}
    assert staff.post(change_url(plan), data).status_code == 302
    assert plan.measures.count() == 10


def test_a_ticked_measure_is_deleted_and_leaves_its_history(staff, plan, admin_user):
    measure = measure_of(plan, 5)
    data = sent(staff, plan) | {f"measure-{measure.pk}-delete": "on", f"measure-{measure.pk}-period_end": "ไม่ใช่วันที่"}
    assert staff.post(change_url(plan), data).status_code == 302
    assert not plan.measures.filter(indicator__number=5).exists()
    last = Measure.history.filter(id=measure.pk).first()
    assert (last.history_type, last.history_user) == ("-", admin_user)


def test_a_unit_of_another_agency_is_refused(staff, plan):
    other = assessment_actions.get_or_create_agency(
        slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก"
    )
    foreign = Unit.objects.create(agency=other, name="กองของคนอื่น")
    data = sent(staff, plan) | {f"measure-{measure_of(plan, 1).pk}-units": [foreign.pk]}
    response = staff.post(change_url(plan), data)
    assert response.status_code == 200
    assert "ไม่พบส่วนงานนี้ในหน่วยงาน" in html_of(response)


def test_the_plans_own_text_cannot_be_empty_and_too_long_a_unit_is_refused(staff, plan):
    prefix = f"measure-{measure_of(plan, 1).pk}"
    data = sent(staff, plan) | {"monitoring": " ", f"{prefix}-new_units": "ก" * 121}
    page = html_of(staff.post(change_url(plan), data))
    assert "กรุณาระบุวิธีกำกับติดตาม" in page
    assert "ยาวได้ไม่เกิน ๑๒๐ ตัวอักษร" in page
    assert "มี ๒ จุดที่ต้องแก้ไข" in page


def test_scores_and_flags_stand_beside_the_measures(staff, plan):
    assessment = plan.assessment
    assessment.target = Decimal(95)
    assessment_actions.save_assessment(assessment=assessment, entries=[], by=None)
    page = html_of(staff.get(change_url(plan)))
    flagged = re.findall(r'id="indicator-(\d+)-heading">(?:(?!</h2>).)*class="flag"', page, re.S)
    assert flagged == ["9", "10"]
    assert '<data value="99.02">๙๙.๐๒</data>' in page


def test_history_of_measures_is_readable(staff, plan):
    measure = measure_of(plan, 6)
    data = sent(staff, plan) | {f"measure-{measure.pk}-own_monitoring": "รายงานทุกเดือน"}
    staff.post(change_url(plan), data)
    page = html_of(staff.get(change_url(plan).replace("change", "history")))
    newest = re.search(r"<tbody>\s*<tr>(.*?)</tr>", page, re.S)[1]
    for text in ("ตัวชี้วัดที่ ๖", "การกำกับติดตามเฉพาะมาตรการ", "รายงานทุกเดือน", "admin"):
        assert text in newest


def test_who_may_open_a_plan(client, plan):
    assert client.get(change_url(plan)).status_code == 302
    client.force_login(User.objects.create_user("colleague", is_staff=True))
    assert client.get(change_url(plan)).status_code == 403
    assert client.post(change_url(plan), {"monitoring": "x"}).status_code == 403
    assert client.get(ADD).status_code == 403


def test_renaming_a_unit_takes_a_public_year_without_a_version_back_to_a_draft(staff, reference):
    """What an editor types must not reach the public before an approver has published it."""
    unit = Unit.objects.filter(measures__plan__assessment=reference).first()
    url = reverse("admin:measures_unit_change", args=[unit.pk])
    data = {"name": "กองที่ยังไม่อนุมัติ", "position": unit.position}
    assert staff.post(url, data | stamp_of(staff, url)).status_code == 302
    unit.refresh_from_db()
    reference.refresh_from_db()
    assert unit.name == "กองที่ยังไม่อนุมัติ"
    assert not reference.is_published


# --- steps and pasted texts ----------------------------------------------------------------------------------------


def typed(staff, plan, number, **fields):
    prefix = f"measure-{measure_of(plan, number).pk}"
    return prefix, sent(staff, plan) | {f"{prefix}-{name}": value for name, value in fields.items()}


def test_a_step_that_could_be_two_is_asked_about_and_the_answer_keeps_its_row(staff, plan):
    _, data = typed(staff, plan, 9, steps="รายงานผลครั้งที่ ๑ ต่อนายก\nรายงานผลครั้งที่ ๒ ต่อนายก")
    staff.post(change_url(plan), data)
    one, two = measure_of(plan, 9).steps.all()
    prefix, data = typed(staff, plan, 9, steps="รายงานผลครั้งที่ ๓ ต่อนายก")
    asked = html_of(staff.post(change_url(plan), data))
    assert "อาจเป็นขั้นตอนเดิม “รายงานผลครั้งที่ ๑ ต่อนายก” หรือ “รายงานผลครั้งที่ ๒ ต่อนายก”" in asked
    assert list(measure_of(plan, 9).steps.all()) == [one, two]
    (name,) = set(re.findall(rf'name="({prefix}-same-\w+)"', asked))
    assert re.findall(rf'name="{name}" value="(\w+)"', asked) == [str(one.pk), str(two.pk), "new"]
    staff.post(change_url(plan), data | {name: str(two.pk)})
    (after,) = measure_of(plan, 9).steps.all()
    assert (after.pk, after.text) == (two.pk, "รายงานผลครั้งที่ ๓ ต่อนายก")


def test_another_measures_step_is_no_answer(staff, plan):
    _, data = typed(staff, plan, 9, steps="รายงานผลครั้งที่ ๑ ต่อนายก\nรายงานผลครั้งที่ ๒ ต่อนายก")
    staff.post(change_url(plan), data)
    foreign = measure_of(plan, 1).steps.first()
    prefix, data = typed(staff, plan, 9, steps="รายงานผลครั้งที่ ๓ ต่อนายก")
    (name,) = set(re.findall(rf'name="({prefix}-same-\w+)"', html_of(staff.post(change_url(plan), data))))
    assert "อาจเป็นขั้นตอนเดิม" in html_of(staff.post(change_url(plan), data | {name: str(foreign.pk)}))
    assert measure_of(plan, 1).steps.first() == foreign


@pytest.mark.parametrize("field", ["titles", "analysis", "steps", "own_monitoring"])
def test_a_pasted_table_is_asked_about_and_not_flattened_unsaid(staff, plan, field):
    prefix, data = typed(staff, plan, 9, **{field: "หัวข้อหนึ่ง\nคืนพัสดุ\tภายใน\t๗ วัน"})
    page = html_of(staff.post(change_url(plan), data))
    assert "ข้อความมีตารางจากโปรแกรมอื่น คือ “คืนพัสดุ” “ภายใน” “๗ วัน”" in page
    assert f'name="{prefix}-tabs"' in page
    staff.post(change_url(plan), data | {f"{prefix}-tabs": "on"})
    measure = measure_of(plan, 9)
    stored = "\n".join(measure.step_texts) if field == "steps" else getattr(measure, field)
    assert stored == "หัวข้อหนึ่ง\nคืนพัสดุ ภายใน ๗ วัน"


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        ("ต.ค. ๖๘ – มี.ค. ๖๙", "", (date(2025, 10, 1), date(2026, 3, 31))),
        ("ไตรมาส ๑–๒", "", (date(2025, 10, 1), date(2026, 3, 31))),
        ("ต.ค. ๖๘", "ก.ย. ๖๙", (date(2025, 10, 1), date(2026, 9, 30))),
        ("๑ ต.ค. ๒๕๖๘", "15/3/69", (date(2025, 10, 1), date(2026, 3, 15))),
    ],
)
def test_the_form_reads_periods_as_files_have_them(staff, plan, start, end, period):
    _, data = typed(staff, plan, 9, period_start=start, period_end=end)
    staff.post(change_url(plan), data)
    measure = measure_of(plan, 9)
    assert (measure.period_start, measure.period_end) == period


def test_a_whole_period_beside_another_end_is_refused(staff, plan):
    _, data = typed(staff, plan, 9, period_start="ต.ค. ๖๘ – มี.ค. ๖๙", period_end="30/9/2569")
    assert "ไม่ตรงกับอีกช่อง" in html_of(staff.post(change_url(plan), data))


def test_units_that_could_be_one_or_two_are_asked_about(staff, plan):
    Unit.objects.create(agency=plan.assessment.agency, name="กองช่างและกองคลัง")
    _, data = typed(staff, plan, 9, new_units="กองช่างและกองคลัง")
    assert "อาจหมายถึงหลายส่วนงาน" in html_of(staff.post(change_url(plan), data))
    _, data = typed(staff, plan, 9, new_units="“กองช่างและกองคลัง”")
    staff.post(change_url(plan), data)
    assert "กองช่างและกองคลัง" in measure_of(plan, 9).unit_names
