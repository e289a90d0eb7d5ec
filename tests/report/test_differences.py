"""What differs between two reports: nothing is left unsaid."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from itaportal.report.differences import Difference, differences

from .samples import report_of


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
    changed = replace(second, steps=("ก", "ข"), units=("กองคลัง",))
    new = replace(report, plan=replace(report.plan, measures=(changed, *rest, added)))
    found = differences(report, new)
    label = f"มาตรการของตัวชี้วัดที่ ๒ {second.indicator_name}"
    assert [(line.what, line.new) for line in found] == [
        (f"{label} · ขั้นตอน/วิธีดำเนินการ", "ก\nข"),
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
