"""A year's figures for machines: JSON and CSV with stable English field names, from the same object as the report.

Figures are numbers with the published two decimals; texts are as typed. The same report gives the same bytes.
"""

import csv
import io
import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from assessments.formulas import mark_text
from assessments.results import IndicatorView, YearResult
from itaportal.report.document import (
    KIND,
    NATIONAL,
    PROVINCE,
    AgencyReport,
    MeanScore,
    MeanScores,
    PreviousYear,
    moved,
)
from measures.plans import PlanView
from measures.steps import step_lines

JSON_FORMAT = "ita-portal-year/1"
CSV_HEADINGS = (
    "agency",
    "agency_name",
    "fiscal_year",
    "tool",
    "indicator",
    "indicator_name",
    "score",
    "target",
    "below_target",
    "contribution",
    "cost",
    "tool_score",
    "overall",
    "level",
    "previous_score",
    "change",
    "level_announced",
)
# The same for the country, the province and the kind; there where a mean of the year is known.
MEAN_HEADINGS = tuple(
    f"{scope}_{name}"
    for scope in (NATIONAL, PROVINCE, KIND)
    for name in ("mean", "tool_mean", "overall_mean", "agencies")
    if (scope, name) != (NATIONAL, "agencies")
)


def as_dict(report: AgencyReport) -> dict[str, Any]:
    """Return the year as plain JSON-ready data; documented in `docs/import.md` and reused by the open-data API."""
    year = report.year
    return {
        "format": JSON_FORMAT,
        **_standing(report),
        "agency": {
            "slug": year.agency.slug,
            "name": year.agency.name,
            "short_name": year.agency.short_name,
            "name_en": year.agency.name_en,
            "kind": year.agency.kind,
            "subdistrict": year.agency.subdistrict,
            "district": year.agency.district,
            "province": year.agency.province,
            "postcode": year.agency.postcode,
        },
        "fiscal_year": year.fiscal_year,
        "criteria": {
            "name": year.criteria.name,
            "verified": year.criteria.verified,
            "national_target": _number(year.criteria.target),
        },
        "overall": _number(year.overall),
        "level": year.level.name if year.level else None,
        "possible_levels": [level.name for level in year.levels],
        "target_met": year.result.target_met,
        "own_target": _number(year.own_target),
        "official_overall": _number(year.published_overall),
        "official_level": year.published_level or None,
        **({"level_announced": True} if year.level_announced else {}),
        "tools": [
            {
                "tool": tool.code,
                "name": tool.thai_name,
                "name_en": tool.english_name,
                "weight": _number(tool.weight),
                "score": _number(tool.score),
                **({} if tool.announced is None else {"official_score": _number(tool.announced)}),
                "contribution": _number(tool.contribution),
                "cost": _number(tool.cost),
                "parts": [
                    {"part": part.part, "known": part.known, "low": _number(part.low), "high": _number(part.high)}
                    for part in tool.parts
                ],
            }
            for tool in year.tools
        ],
        "indicators": [
            {
                "indicator": line.number,
                "tool": line.tool,
                "name": line.name,
                "score": _number(line.score),
                "target": _number(line.target),
                "below_target": line.below_target,
                "contribution": _number(line.contribution),
                "cost": _number(line.cost),
                "conclusion": line.conclusion or None,
            }
            for line in year.indicators
        ],
        "previous": _previous(report.year, report.previous) if report.previous else None,
        "measures": _measures(report.plan) if report.plan else [],
        **({"oit_item": asdict(report.oit_item)} if report.oit_item else {}),
        **({"means": [_means(each) for each in report.means]} if report.means else {}),
        **({"no_plan_reason": report.no_plan_reason} if report.no_plan_reason else {}),
    }


def _standing(report: AgencyReport) -> dict[str, Any]:
    """Which version this is, or that it is a draft; nothing for a year without a version that says so."""
    edition = report.edition
    if not report.year.published:
        checksum = {"draft_checksum": report.draft_checksum} if report.draft_checksum else {}
        return {"draft": True, "draft_of": report.year.updated_at.isoformat(timespec="seconds"), **checksum}
    if edition is None:
        return {}
    address = {"url": edition.address} if edition.address else {}
    published = edition.published_at.isoformat(timespec="seconds")
    record = {"record": asdict(edition.record)} if edition.record else {}
    version = {"version": edition.version, "published_at": published, **address, "checksum": edition.checksum, **record}
    return {"edition": version}


def _previous(year: YearResult, previous: PreviousYear) -> dict[str, Any]:
    """Last year's figures as the report compares them, and how far this year's moved."""

    def figures(now: Decimal | None, before: Decimal | None) -> dict[str, Any]:
        return {"score": _number(before), "change": _number(moved(now, before))}

    return {
        "fiscal_year": previous.fiscal_year,
        "overall": _number(previous.overall),
        "change": _number(moved(year.overall, previous.overall)),
        "level": previous.level or None,
        "same_levels": previous.same_levels,
        "tools": [{"tool": tool.code, **figures(tool.score, previous.tool(tool.code))} for tool in year.tools],
        "indicators": [
            {"indicator": line.number, **figures(line.score, previous.indicator(line.number))}
            for line in year.indicators
        ],
    }


def _means(means: MeanScores) -> dict[str, Any]:
    """Means of other agencies: whose, and of which figures; for national ones where each is from."""
    national = means.scope == NATIONAL

    def origin(score: MeanScore) -> dict[str, Any]:
        return {name: getattr(score, name) for name in ("announced", "verified", "source")} if national else {}

    return {
        "of": means.scope,
        **({} if national else {"name": means.name, "agencies": means.agencies}),
        "scores": [
            {
                **({"tool": each.code} if each.code else {}),
                **({"indicator": each.number} if each.number else {}),
                "mean": _number(each.score),
                **origin(each),
            }
            for each in means.scores
        ],
    }


def _mean_cells(report: AgencyReport, line: IndicatorView) -> list[object]:
    """The values under `MEAN_HEADINGS`."""
    cells: list[object] = []
    for scope in (NATIONAL, PROVINCE, KIND):
        means = next((each for each in report.means if each.scope == scope), MeanScores(scope, ()))
        cells += [means.score(number=line.number), means.score(line.tool), means.score()]
        cells += [] if scope == NATIONAL else [means.agencies or None]
    return cells


def _measures(plan: PlanView) -> list[dict[str, Any]]:
    return [
        {
            "fiscal_year": plan.fiscal_year,
            "indicator": measure.indicator,
            "indicator_name": measure.indicator_name,
            "titles": list(measure.titles),
            "analysis": measure.analysis,
            "steps": step_lines(measure.steps),
            "units": list(measure.units),
            "period_start": measure.period_start.isoformat() if measure.period_start else None,
            "period_end": measure.period_end.isoformat() if measure.period_end else None,
            "monitoring": measure.monitoring,
        }
        for measure in plan.measures
    ]


def json_bytes(report: AgencyReport) -> bytes:
    """Return `data.json`: UTF-8, Thai as it is, fields in a fixed order."""
    return json.dumps(as_dict(report), ensure_ascii=False, indent=1).encode()


def csv_bytes(report: AgencyReport) -> bytes:
    """Return `data.csv`: one row an indicator, UTF-8 with a byte-order mark so that Excel reads the Thai."""
    year = report.year
    out = io.StringIO()
    writer = csv.writer(out)
    # A column of its own rather than a line above: programs read the first line as headings.
    headings = (*CSV_HEADINGS, *(MEAN_HEADINGS if report.means else ()))
    writer.writerow(headings if year.published else (*headings, "draft"))
    tools = {tool.code: tool for tool in year.tools}
    for line in year.indicators:
        before = report.previous.indicator(line.number) if report.previous else None
        writer.writerow(
            safe_cell(value)
            for value in (
                year.agency.slug,
                year.agency.name,
                year.fiscal_year,
                line.tool,
                line.number,
                line.name,
                line.score,
                line.target,
                "true" if line.below_target else "false",
                line.contribution,
                line.cost,
                tools[line.tool].score,
                year.overall,
                year.level.name if year.level else "",
                before,
                moved(line.score, before),
                "true" if year.level_announced else "false",
                *(_mean_cells(report, line) if report.means else ()),
                *(() if year.published else ("true",)),
            )
        )
    return out.getvalue().encode("utf-8-sig")


def safe_cell(value: object) -> str:
    """Return a CSV cell: figures with two decimals, and text that a spreadsheet would run as a formula kept text.

    Such a text is led by an apostrophe, as spreadsheets themselves write it; import takes it off again.
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return mark_text(str(value))


def _number(value: Decimal | None) -> float | int | None:
    """A figure of two decimals as a JSON number; such a decimal survives the way through a float unchanged."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
