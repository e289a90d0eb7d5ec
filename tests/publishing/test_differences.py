"""What differs between two reports: nothing is left unsaid."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from itaportal.publishing.differences import Difference, differences
from itaportal.report.document import OwnParagraph, Signer
from measures.steps import DASH, StepItem, StepView
from tests.factories import report_of, year_before


@pytest.fixture
def report(reference):
    return report_of(reference)


def year(report, **changes):
    return replace(report, year=replace(report.year, **changes))


def test_a_report_does_not_differ_from_itself_saved_later(report):
    later = report.year.updated_at + timedelta(days=1)
    assert differences(report, year(report, updated_at=later, published=False)) == ()


def test_empty_is_shown_as_a_dash(report):
    found = differences(year(report, published_overall=None), report)
    assert found == (Difference("คะแนนภาพรวมตามประกาศ", "–", "๙๕.๔๘"),)


def test_measures_added_removed_and_changed(report):
    first, second, *rest = report.plan.measures
    added = replace(first, pk=10_000, titles=("มาตรการใหม่",))
    changed = replace(second, steps=(StepView("ก"), StepView("ข", (StepItem(DASH, "ค"),))), units=("กองคลัง",))
    new = replace(report, plan=replace(report.plan, measures=(changed, *rest, added)))
    found = differences(report, new)
    label = f"มาตรการของตัวชี้วัดที่ ๒ {second.indicator_name}"
    assert [(line.what, line.new) for line in found] == [
        (f"{label} · ขั้นตอน/วิธีดำเนินการ", "ก\nข\n- ค"),
        (f"{label} · ผู้รับผิดชอบ", "กองคลัง"),
        ("มาตรการของตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่", "มาตรการใหม่"),
        ("มาตรการของตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่", "ลบมาตรการ"),
    ]


def test_a_plan_that_went_is_told(report):
    assert len(differences(report, replace(report, plan=None))) == len(report.plan.measures)


def _first_tool(report, **changes):
    return year(report, tools=(replace(report.year.tools[0], **changes), *report.year.tools[1:]))


@pytest.mark.parametrize(
    "edit",
    [
        lambda r: year(r, overall=Decimal("1.00")),
        lambda r: year(r, levels=r.year.criteria.levels[:2]),
        lambda r: year(r, target=Decimal(99)),
        lambda r: year(r, published_level="ผ่าน"),
        lambda r: year(r, agency=replace(r.year.agency, postcode="10000")),
        lambda r: year(r, agency=replace(r.year.agency, slug="other")),
        lambda r: year(r, criteria=replace(r.year.criteria, verified=False)),
        lambda r: year(r, criteria=replace(r.year.criteria, source="อื่น")),
        lambda r: year(r, criteria=replace(r.year.criteria, levels=r.year.criteria.levels[1:])),
        lambda r: _first_tool(r, weight=Decimal(31)),
        lambda r: _first_tool(r, indicators=r.year.tools[0].indicators[1:]),
        lambda r: _first_tool(r, indicators=(replace(r.year.tools[0].indicators[0], objective="อื่น"),)),
        lambda r: replace(r, plan=replace(r.plan, fiscal_year=2570)),
    ],
)
def test_whatever_changed_gives_at_least_one_line(report, edit):
    assert differences(report, edit(report))


def test_wordings_signatories_seal_and_last_year_are_named(report):
    before = replace(
        report,
        paragraphs=(OwnParagraph("summary", "ได้ {คะแนน}"), OwnParagraph("plan", "แผนเดิม")),
        signatories=(Signer("ผู้จัดทำ", "นางสาวมาลี", "นักวิเคราะห์"), Signer("ผู้อนุมัติ", "นายสมชาย", "นายก")),
        seal=b"1",
        previous=year_before(report),
    )
    after = replace(
        report,
        paragraphs=(OwnParagraph("plan", "แผนใหม่"), OwnParagraph("indicator-9", "ปีนี้ได้ {คะแนน}")),
        signatories=(Signer("ผู้จัดทำ", "นางสาวมาลี", "นักวิเคราะห์ชำนาญการ"), Signer("ผู้ตรวจสอบ", "นายวิชัย", "ปลัด")),
        seal=b"2",
        previous=year_before(report, "-1.00", overall=before.previous.overall, level="ผ่าน"),
    )
    found = [(line.what, line.old, line.new) for line in differences(before, after)]
    last = "ผลปีก่อนที่ใช้เปรียบเทียบ"
    assert found[0] == (f"{last} · ระดับ", "ผ่านดี", "ผ่าน")
    # 99.568 is published as 99.57: 0.5 and 1.0 less
    assert (f"{last} · คะแนน IIT", "๙๙.๐๗", "๙๘.๕๗") in found
    assert (f"{last} · ตัวชี้วัดที่ ๑๐", "๘๙.๕๐", "๘๙.๐๐") in found
    assert found[14:] == [
        ("ถ้อยคำในรายงาน ย่อหน้า “ผลการประเมินของหน่วยงาน”", "ได้ {คะแนน}", "ใช้ถ้อยคำของระบบ"),
        ("ถ้อยคำในรายงาน ย่อหน้า “ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล”", "ใช้ถ้อยคำของระบบ", "ปีนี้ได้ {คะแนน}"),
        ("ถ้อยคำในรายงาน ย่อหน้า “ความนำของมาตรการ”", "แผนเดิม", "แผนใหม่"),
        ("ผู้จัดทำ", "นางสาวมาลี\nนักวิเคราะห์", "นางสาวมาลี\nนักวิเคราะห์ชำนาญการ"),
        ("ผู้อนุมัติ", "นายสมชาย\nนายก", "–"),
        ("ผู้ตรวจสอบ", "–", "นายวิชัย\nปลัด"),
        ("ตราบนปก", "มีตรา", "เปลี่ยนภาพแล้ว"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [(None, b"1", ("–", "มีตรา")), (b"1", None, ("มีตรา", "–"))],
)
def test_a_seal_that_came_or_went(report, old, new, shown):
    assert differences(replace(report, seal=old), replace(report, seal=new)) == (Difference("ตราบนปก", *shown),)


def test_a_year_before_that_came_or_went_is_one_line(report):
    with_it = replace(report, previous=year_before(report))
    line = Difference("ผลปีก่อนที่ใช้เปรียบเทียบ", "–", "ปีงบประมาณ พ.ศ. ๒๕๖๗ คะแนนภาพรวม ๙๔.๙๘")
    assert differences(report, with_it) == (line,)
    assert differences(with_it, report) == (Difference(line.what, line.new, line.old),)
