"""Rows of the declared objects, from agencies, published years and versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from assessments.models import Agency
from measures.steps import step_lines

from ..models import Publication
from ..report.document import KIND, NATIONAL, PROVINCE, AskedItem, MeanScores
from .data import PublicYear

Row = dict[str, Any]
Absolute = Callable[[str], str]  # a path as an address of this site


def agency_row(agency: Agency, years: Sequence[int], absolute: Absolute) -> Row:
    """An agency with the years that are published."""
    names = ("name", "short_name", "name_en", "kind", "subdistrict", "district", "province", "postcode", "is_sample")
    return {
        **{name: getattr(agency, name) for name in names},
        "agency": agency.slug,
        "fiscal_years": sorted(years, reverse=True),
        "url": absolute(agency.get_absolute_url()),
        "api_url": absolute(reverse("api:agency", args=[agency.slug])),
    }


def assessment_row(each: PublicYear, absolute: Absolute) -> Row:
    """A year's result with its tools."""
    year = each.report.year
    address = [each.agency.slug, year.fiscal_year]
    return {
        **result_row(each),
        "possible_levels": [level.name for level in year.levels],
        "own_target": year.own_target,
        "no_plan_reason": each.report.no_plan_reason,
        "means": [_means_row(means) for means in each.report.means],
        "oit_item": _item_row(each.report.oit_item),
        "criteria": {
            "name": year.criteria.name,
            "verified": year.criteria.verified,
            "national_target": year.criteria.target,
        },
        "tools": [
            {
                "tool": tool.code,
                "name": tool.thai_name,
                "name_en": tool.english_name,
                "weight": tool.weight,
                "score": tool.score,
                "official_score": tool.announced,
                "contribution": tool.contribution,
                "cost": tool.cost,
                "parts": [
                    {"part": part.part, "known": part.known, "low": part.low, "high": part.high} for part in tool.parts
                ],
            }
            for tool in year.tools
        ],
        "url": absolute(reverse("dashboard", args=address)),
        "api_url": absolute(reverse("api:assessment", args=address)),
    }


def result_row(each: PublicYear) -> Row:
    """A year's main figures in one flat row."""
    year = each.report.year
    tools = {tool.code.lower(): tool.score for tool in year.tools}
    announced = {tool.code.lower(): tool.announced for tool in year.tools}
    return {
        **_common(each),
        "kind": year.agency.kind,
        "district": year.agency.district,
        "province": year.agency.province,
        "fiscal_year": year.fiscal_year,
        "overall": year.overall,
        "level": year.level.name if year.level else None,
        **{code: tools.get(code) for code in ("iit", "eit", "oit")},
        "target_met": year.result.target_met,
        "official_overall": year.published_overall,
        "official_level": year.published_level,
        **{f"official_{code}": announced.get(code) for code in ("iit", "eit", "oit")},
        "level_announced": year.level_announced,
        **{f"{scope}_overall_mean": mean for scope, mean in _beside(each).items()},
        "version": each.version,
        "updated_at": each.updated_at,
    }


def score_rows(each: PublicYear, absolute: Absolute) -> Iterator[Row]:
    """A year's indicators, in their order."""
    year = each.report.year
    for line in year.indicators:
        yield {
            **_common(each),
            "fiscal_year": year.fiscal_year,
            "tool": line.tool,
            "indicator": line.number,
            "indicator_name": line.name,
            "score": line.score,
            "target": line.target,
            "below_target": line.below_target,
            "contribution": line.contribution,
            "cost": line.cost,
            "conclusion": line.conclusion,
            "analysis": line.analysis,
            **{f"{scope}_mean": mean for scope, mean in _beside(each, line.number).items()},
            "api_url": absolute(reverse("api:score", args=[each.agency.slug, year.fiscal_year, line.number])),
        }


def measure_rows(each: PublicYear, absolute: Absolute) -> Iterator[Row]:
    """The measures drawn from a year, in the plan's order."""
    plan = each.report.plan
    for number, measure in enumerate(plan.measures if plan else (), start=1):
        assert plan is not None
        yield {
            **_common(each),
            "fiscal_year": plan.fiscal_year,
            "assessment_year": each.report.year.fiscal_year,
            "number": number,
            "indicator": measure.indicator,
            "indicator_name": measure.indicator_name,
            "titles": measure.titles,
            "analysis": measure.analysis,
            "steps": step_lines(measure.steps),
            "units": measure.units,
            "period_start": measure.period_start,
            "period_end": measure.period_end,
            "monitoring": measure.monitoring,
            "api_url": absolute(reverse("api:measure", args=[each.agency.slug, plan.fiscal_year, number])),
        }


def publication_row(publication: Publication, newest: int, absolute: Absolute) -> Row:
    """A version with its files; `newest` is the number of the one that the public sees now."""
    agency = publication.assessment.agency
    address = [agency.slug, publication.assessment.fiscal_year, publication.version]
    page = absolute(publication.get_absolute_url())
    return {
        "agency": agency.slug,
        "agency_name": agency.name,
        "is_sample": agency.is_sample,
        "fiscal_year": publication.assessment.fiscal_year,
        "version": publication.version,
        "current": publication.version == newest,
        "published_at": publication.published_at,
        "overall": publication.result_overall,
        "level": publication.result_level,
        "checksum": publication.checksum,
        "files": [
            {"name": file.name, "size": file.size, "sha256": file.sha256, "url": page + file.name}
            for file in publication.files.all()
        ],
        "url": page,
        "api_url": absolute(reverse("api:publication", args=address)),
    }


def _means_row(means: MeanScores) -> Row:
    """Means of one scope; where a national one is from is said with each."""
    return {
        "of": means.scope,
        "name": means.name,
        "agencies": means.agencies or None,
        "scores": [
            {
                "tool": score.code,
                "indicator": score.number or None,
                "mean": score.score,
                **{
                    name: getattr(score, name) if means.scope == NATIONAL else None
                    for name in ("announced", "verified", "source")
                },
            }
            for score in means.scores
        ],
    }


def _item_row(item: AskedItem | None) -> Row | None:
    names = ("fiscal_year", "number", "title", "verified")
    return {name: getattr(item, name) for name in names} if item else None


def _beside(each: PublicYear, number: int = 0) -> dict[str, Decimal | None]:
    """The mean of an indicator, of the overall where none is named, by scope; None where it is not known."""
    found = {means.scope: means.score(number=number) for means in each.report.means}
    return {scope: found.get(scope) for scope in (NATIONAL, PROVINCE, KIND)}


def _common(each: PublicYear) -> Row:
    return {
        "agency": each.agency.slug,
        "agency_name": each.report.year.agency.name,
        "is_sample": each.agency.is_sample,
    }
