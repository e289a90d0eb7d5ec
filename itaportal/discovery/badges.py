"""What an agency's badge and card say: the result as the public sees it now, or why it no longer counts.

A badge is of the agency (its latest year), of a year, or of one version. It is grey, with words, once what it shows was
withdrawn or something newer stands in its place. Staff who are signed in see what everyone sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from assessments.models import Agency, RatingLevel
from assessments.thai import format_score, thai_digits
from itaportal.models import YEAR_KIND, Publication
from itaportal.publishing.country import public_assessments
from itaportal.publishing.reading import with_shown_results

UNKNOWN = "unknown"  # the tone of what is grey


@dataclass(frozen=True)
class Badge:
    """`level` is empty where the year's model has none; `tone` is that of a rating level or `UNKNOWN`.

    `why` says why it is grey, empty where it is not. Without a `score` no figure is shown. `address` is the path of the
    page that it leads to. `version` is None where no version was frozen, or where the badge is of none.
    """

    agency: Agency
    year: int
    version: int | None
    score: str
    level: str
    tone: str
    why: str
    address: str

    @property
    def title(self) -> str:
        """Whose and of which year it is."""
        return f"ผลการประเมิน ITA ปีงบประมาณ พ.ศ. {thai_digits(self.year)} {self.agency.label}"

    @property
    def facts(self) -> tuple[str, ...]:
        """All that it says of the result, in the order in which it is read."""
        return tuple(filter(None, (f"{self.score} คะแนน" if self.score else "", self.level, self.why)))


@dataclass(frozen=True)
class _Shown:
    """A public year's figures as lists show them."""

    year: int
    criteria: int
    overall: Decimal | None
    level: str


def badge_of(slug: str, year: int | None = None, version: int | None = None) -> Badge | None:
    """The badge of an agency, of its `year`, or of a `version` of that year; None where nothing of it was ever public.

    Five queries at most.
    """
    agency = Agency.objects.filter(slug=slug).first()
    if agency is None:
        return None
    years: Any = with_shown_results(public_assessments().filter(agency=agency)).order_by("-fiscal_year")
    shown = [_Shown(*row) for row in years.values_list("fiscal_year", "criteria_id", "shown_overall", "shown_level")]
    versions = Publication.objects.of_kind(YEAR_KIND).filter(assessment__agency=agency).defer("snapshot")
    frozen = list(versions.select_related("assessment").order_by("-assessment__fiscal_year", "-version"))
    if version is not None:
        return _of_version(agency, year, version, shown, frozen)
    return _of_year(agency, year, shown, frozen)


def _of_year(agency: Agency, year: int | None, shown: Sequence[_Shown], frozen: Sequence[Publication]) -> Badge | None:
    found = next((each for each in shown if year in (None, each.year)), None)
    if found is None:
        taken_back = next((each for each in frozen if year in (None, each.assessment.fiscal_year)), None)
        if taken_back is None:
            return None
        last = taken_back.assessment.fiscal_year
        why = f"หน่วยงานถอนผลปี {thai_digits(last)} แล้ว"
        return Badge(agency, last, None, "", "", UNKNOWN, why, taken_back.get_absolute_url())
    live = next((each for each in frozen if each.assessment.fiscal_year == found.year and not each.withdrawn), None)
    address = reverse("agency", args=[agency.slug]) if year is None else reverse("dashboard", args=[agency.slug, year])
    return _result(agency, found, live.version if live else None, _newer_year(found.year, shown), address)


def _of_version(
    agency: Agency, year: int | None, number: int, shown: Sequence[_Shown], frozen: Sequence[Publication]
) -> Badge | None:
    of_year = [each for each in frozen if each.assessment.fiscal_year == year]
    found = next((each for each in of_year if each.version == number), None)
    if found is None:
        return None
    fiscal_year, address = found.assessment.fiscal_year, found.get_absolute_url()
    if found.withdrawn:
        why = f"หน่วยงานถอนฉบับที่ {thai_digits(number)} แล้ว"
        return Badge(agency, fiscal_year, number, "", "", UNKNOWN, why, address)
    newer = any(each.version > number and not each.withdrawn for each in of_year)
    why = "มีฉบับใหม่แทนแล้ว" if newer else _newer_year(fiscal_year, shown)
    result = _Shown(fiscal_year, found.assessment.criteria_id, found.result_overall, found.result_level)
    return _result(agency, result, number, why, address)


def _newer_year(year: int, shown: Sequence[_Shown]) -> str:
    newest = max((each.year for each in shown), default=year)
    return f"มีผลปี {thai_digits(newest)} แล้ว" if newest > year else ""


def _result(agency: Agency, shown: _Shown, version: int | None, why: str, address: str) -> Badge:
    tones = dict(RatingLevel.objects.filter(criteria=shown.criteria).values_list("name", "tone"))
    if shown.overall is None:
        score, level = "", "ยังไม่มีคะแนนภาพรวม"
    else:
        score, level = format_score(shown.overall), shown.level or ("ยังระบุระดับไม่ได้" if tones else "")
    why = "ข้อมูลสมมติ" if agency.is_sample else why
    tone = UNKNOWN if why else tones.get(shown.level, UNKNOWN)
    return Badge(agency, shown.year, version, score, level, tone, why, address)
