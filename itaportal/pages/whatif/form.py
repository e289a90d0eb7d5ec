"""The form of suppositions: real figures and rules, what is typed over them, and the address that says the same.

The supposition is in the address (`s1` … for indicators, `p1` and `p2` for EIT parts), so that it can be shared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from assessments.models import Assessment
from assessments.results import IndicatorView, ToolView, YearResult
from assessments.scoring import NOTHING_ANNOUNCED, Announced, CriteriaRules, LevelRule, ScoreLine, ToolRule
from assessments.thai import ScoreError, format_score, parse_score, shorten
from assessments.whatif import Figures, Parts, parts_fit

_TYPED = 60  # characters of a wrong entry that are given back
PART_NAMES = ("p1", "p2")


@dataclass(frozen=True)
class Field:
    """One entry of the form: `value` as it stands in it, `actual` the real figure, `error` what is wrong with it."""

    name: str
    value: str
    actual: Decimal | None
    changed: bool
    error: str


@dataclass(frozen=True)
class IndicatorField:
    """The entry of one indicator."""

    line: IndicatorView
    field: Field


@dataclass(frozen=True)
class ToolFields:
    """The entries of one tool; `parts` are those of its two parts, empty where it has none."""

    tool: ToolView
    supposed: Decimal | None
    indicators: tuple[IndicatorField, ...]
    parts: tuple[Field, ...]
    parts_note: str


def rules_of(year: YearResult, assessment: Assessment) -> CriteriaRules:
    """The rules that the year was computed by: the frozen ones of a published version.

    Whether a tool is tested in parts is seen in its result; where it has none, the work in progress, the criteria say.
    """
    if not year.result.scored:
        return assessment.criteria.rules()
    return CriteriaRules(
        tools=tuple(
            ToolRule(tool.code, tool.weight, tuple(line.number for line in tool.indicators), bool(tool.parts))
            for tool in year.tools
        ),
        levels=tuple(LevelRule(level.name, level.min_overall, level.min_each) for level in year.criteria.levels),
        target=year.criteria.target,
    )


def figures_of(year: YearResult, assessment: Assessment) -> Figures:
    """The real figures that suppositions start from: scores, EIT parts where they are known, the agency's target."""
    parts: Parts = (None, None)
    if not year.result.scored:
        parts = (assessment.eit_part_1, assessment.eit_part_2)
    for tool in year.tools:
        if tool.parts:
            first, second = (part.low if part.known else None for part in tool.parts)
            parts = (first, second)
    lines = tuple(ScoreLine(line.number, line.score, line.target) for line in year.indicators)
    return Figures(lines, parts, year.target, announced_of(year), year.result.lower_part)


def announced_of(year: YearResult) -> Announced:
    """What was announced of the year; nothing for versions frozen before it stood for the computed result."""
    if year.result.computed_overall is None and year.result.scored:
        return NOTHING_ANNOUNCED
    return Announced(
        overall=year.published_overall,
        level=year.published_level if year.level_announced else "",
        tools={tool.code: tool.announced for tool in year.tools if tool.announced is not None},
    )


def field_of(name: str, actual: Decimal | None, given: Mapping[str, str]) -> Field:
    """The entry of one address parameter over the `actual` figure; a wrong one keeps what was typed, and its error."""
    typed = given.get(name)
    if typed is None:
        return Field(name, _shown(actual), actual, changed=False, error="")
    try:
        score = parse_score(typed)
    except ScoreError as error:
        return Field(name, shorten(typed, _TYPED), actual, changed=False, error=str(error))
    return Field(name, _shown(score), actual, changed=score != actual, error="")


def _shown(score: Decimal | None) -> str:
    return "" if score is None else format_score(score)


def value_of(field: Field, given: Mapping[str, str]) -> Decimal | None:
    """The score that is typed in a changed field; None where it was emptied."""
    return parse_score(given[field.name])


def parts_note(figures: Figures, criteria: CriteriaRules, *, set_aside: bool) -> str:
    """What must be said of the EIT parts: that real ones no longer belong to the scores, or that given ones do not."""
    if set_aside:
        return (
            "คะแนนแยกส่วนตามผลการประเมินใช้กับคะแนนสมมติของ EIT ไม่ได้ เพราะไม่ทราบว่าส่วนใดเปลี่ยนไปเท่าใด "
            "ระบบจึงถือว่ายังไม่ทราบและบอกระดับเป็นช่วง หากต้องการระบุ กรุณากรอกคะแนนสมมติของแต่ละส่วน"
        )
    if not parts_fit(figures, criteria):
        return (
            "คะแนนแยกส่วนที่กรอกเฉลี่ยแล้วไม่เท่ากับคะแนน EIT ของตัวชี้วัด "
            "คะแนนภาพรวมคิดจากตัวชี้วัด ส่วนระดับคิดจากคะแนนแยกส่วน กรุณาแก้ให้ตรงกัน หรือเว้นว่างไว้"
        )
    return ""


def query_of(figures: Figures, actual: Figures) -> str:
    """The address' parameters that lead from the real figures to `figures`: only what differs."""
    given = {
        f"s{line.indicator}": "" if line.score is None else f"{line.score:.2f}"
        for line in figures.lines
        if line.score != actual.score(line.indicator)
    }
    if figures.parts != actual.parts:
        given |= {
            name: "" if part is None else f"{part:.2f}" for name, part in zip(PART_NAMES, figures.parts, strict=True)
        }
    return urlencode(given)
