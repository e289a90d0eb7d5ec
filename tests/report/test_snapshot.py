"""A frozen report comes back as it was."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from assessments.models import Assessment
from itaportal.report import snapshot
from itaportal.report.building import build_report


@pytest.fixture
def report(reference):
    return build_report(Assessment.objects.with_scores().get(pk=reference.pk))


def test_a_report_survives_the_way_through_json(report):
    frozen = json.loads(json.dumps(snapshot.dump(report)))
    assert snapshot.load(frozen) == report


def test_figures_stay_decimals_to_the_last_digit(report):
    thawed = snapshot.load(json.loads(json.dumps(snapshot.dump(report))))
    assert thawed.year.overall == Decimal("95.48")
    assert isinstance(thawed.year.indicators[0].score, Decimal)
    assert str(thawed.year.indicators[1].score) == "100.00"


def test_a_changed_figure_is_not_equal(report):
    other = replace(report, year=replace(report.year, overall=Decimal("95.49")))
    assert snapshot.dump(other) != snapshot.dump(report)


def test_a_report_without_a_plan_is_kept_too(report):
    bare = replace(report, plan=None)
    assert snapshot.load(snapshot.dump(bare)) == bare


def test_an_unknown_format_is_refused(report):
    with pytest.raises(ValueError, match="รูปแบบ 99 แต่ระบบรุ่นนี้อ่านได้เฉพาะรูปแบบ 1 2 3 และ 4"):
        snapshot.load({"format": 99, "report": {}})
