"""Writes an agency and its years from a shipped file: scores, measures, who signs. Through the portal's own writers."""

from datetime import date
from decimal import Decimal
from typing import Any

from assessments import actions as assessment_actions
from assessments.actions import ScoreEntry
from assessments.models import Agency, Assessment
from itaportal.wording import actions as wording
from measures import actions as measure_actions
from measures.actions import MeasureEntry
from measures.models import Measure, MeasurePlan

# An assessment's figures in the file: texts, so that no figure is read as a binary fraction.
_FIGURES = ("eit_part_1", "eit_part_2", "target", "published_overall")


def save_agency(data: dict[str, Any]) -> Agency:
    """Return the agency of the file with its units, created where there is none with its slug."""
    agency = assessment_actions.get_or_create_agency(**{name: data[name] for name in data if name != "units"})
    measure_actions.ensure_units(agency=agency, names=data["units"])
    return agency


def save_year(agency: Agency, data: dict[str, Any]) -> Assessment:
    """Write a year of an agency as a draft: its scores and, where the file has them, plan and signatories.

    Raises ValidationError, as the writers do, where the file says what the portal does not take.
    """
    assessment = Assessment(agency=agency, fiscal_year=data["fiscal_year"])
    for name in _FIGURES:
        setattr(assessment, name, _figure(data[name]))
    assessment.published_level = data["published_level"]
    assessment.no_plan_reason = data.get("no_plan_reason", "")
    saved = assessment_actions.save_assessment(assessment=assessment, entries=_entries(data), by=None)
    if "plan" in data:
        _save_plan(saved, data["plan"])
    if people := data.get("signatories"):
        signatories = {role: (name, job_title) for role, (name, job_title) in people.items()}
        wording.save_wording(assessment=saved, texts={}, signatories=signatories, by=None)
    return saved


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _entries(data: dict[str, Any]) -> list[ScoreEntry]:
    """The scores with what the agency says of them: targets, conclusions and analyses by the indicator's number."""
    targets, conclusions, analyses = (data.get(name, {}) for name in ("targets", "conclusions", "analyses"))
    return [
        ScoreEntry(
            indicator=int(number),
            score=Decimal(score),
            target=_figure(targets.get(number)),
            conclusion=conclusions.get(number, ""),
            analysis=analyses.get(number, ""),
        )
        for number, score in data["scores"].items()
    ]


def _save_plan(assessment: Assessment, data: dict[str, Any]) -> MeasurePlan:
    """The plan with the file's measures, any number for an indicator; a measure without a period takes the plan's."""
    plan = measure_actions.start_plan(assessment=assessment, by=None)
    entries = []
    for position, row in enumerate(data["measures"], start=1):
        start, end = (row.get(name) or data.get(name) for name in ("period_start", "period_end"))
        measure = Measure(
            plan=plan,
            indicator=measure_actions.indicator_of(assessment, row["indicator"]),
            position=position,
            titles="\n".join(row["titles"]),
            analysis=row["analysis"],
            own_monitoring=row.get("monitoring", ""),
            period_start=date.fromisoformat(start) if start else plan.year_start,
            period_end=date.fromisoformat(end) if end else plan.year_end,
        )
        entries.append(MeasureEntry(measure=measure, steps=row["steps"], units=row["units"]))
    return measure_actions.update_plan(
        plan=plan, monitoring=plan.monitoring, entries=entries, removed=list(plan.measures.all()), by=None
    )
