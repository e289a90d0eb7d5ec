"""Export of many years as plain tables: English column names for open data, Thai headings for people.

A table is columns and rows, drawn from what is stored; CSV, JSON and workbooks only write it down. `docs/import.md`
documents the columns. `results`, `scores` and `measures` import back as "nothing changed"; progress is recorded in the
admin alone, and its column names keep it from being taken for a table of measures.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assessments.enums import Conclusion
from assessments.models import Agency, Assessment, AssessmentQuerySet, IndicatorScore
from itaportal.formats.data.datafiles import safe_cell
from measures.enums import MeasureStatus
from measures.models import Measure, MeasurePlan, ProgressUpdate
from measures.progress import latest_first
from measures.steps import numbered_steps
from measures.unit_names import joined_units

JSON_FORMAT = "ita-portal-table/1"
CHUNK = 500
INDICATORS = range(1, 11)  # the wide form has a column for each; DOMAIN: ten in every year that is scored


@dataclass(frozen=True)
class Column:
    """A column: its English name, its Thai heading, its width in a workbook, and its value of a row."""

    name: str
    heading: str
    width: int
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class TableKind:
    """A kind of export: its name in addresses and files, its sheet, its columns and how its rows are loaded."""

    name: str
    sheet: str
    columns: tuple[Column, ...]
    rows: Callable[[AssessmentQuerySet], Iterator[Any]]


def _figure(name: str) -> Callable[[Assessment], Any]:
    return lambda assessment: getattr(assessment, name)


_BY_AGENCY = ("assessment__agency__name_order", "assessment__agency_id")  # namesakes stay apart


def _score(number: int) -> Callable[[Assessment], Any]:
    return lambda assessment: assessment.figures.get(number)  # type: ignore[attr-defined]  # set by `_with_figures`


def _year_rows(assessments: AssessmentQuerySet) -> Iterator[Assessment]:
    """Assessments with `figures`, number → score: two queries for every chunk, whatever the number of years."""
    ordered = assessments.select_related("agency").order_by("agency__place_order", "agency_id", "fiscal_year", "pk")
    chunk: list[Assessment] = []
    for assessment in ordered.iterator(chunk_size=CHUNK):
        chunk.append(assessment)
        if len(chunk) == CHUNK:
            yield from _with_figures(chunk)
            chunk = []
    yield from _with_figures(chunk)


def _with_figures(chunk: Sequence[Assessment]) -> Sequence[Assessment]:
    figures: dict[int, dict[int, Decimal | None]] = {assessment.pk: {} for assessment in chunk}
    lines = IndicatorScore.objects.filter(assessment_id__in=list(figures)).order_by()
    for key, number, score in lines.values_list("assessment_id", "indicator__number", "score"):
        figures[key][number] = score
    for assessment in chunk:
        assessment.figures = figures[assessment.pk]  # type: ignore[attr-defined]  # goes along with its row to `_score`
    return chunk


def _score_rows(assessments: AssessmentQuerySet) -> Iterator[IndicatorScore]:
    lines = IndicatorScore.objects.filter(assessment__in=assessments).select_related("assessment__agency", "indicator")
    ordered = lines.order_by(*_BY_AGENCY, "assessment__fiscal_year", "indicator__number")
    return ordered.iterator(chunk_size=CHUNK)


def _measure_rows(assessments: AssessmentQuerySet) -> Iterator[Measure]:
    plans = MeasurePlan.objects.with_measures().filter(assessment__in=assessments)
    for plan in plans.order_by(*_BY_AGENCY, "fiscal_year").iterator(chunk_size=CHUNK):
        for measure in plan.measures.all():
            measure.plan = plan
            if not measure.is_empty:
                yield measure


def _progress_rows(assessments: AssessmentQuerySet) -> Iterator[ReportRow]:
    """Every report, the earliest of a measure first, and one row for a measure that nobody has reported on."""
    plans = MeasurePlan.objects.with_measures().filter(assessment__in=assessments)
    plans = plans.prefetch_related(latest_first("measures__updates"))
    for plan in plans.order_by(*_BY_AGENCY, "fiscal_year").iterator(chunk_size=CHUNK):
        for measure in plan.measures.all():
            measure.plan = plan
            if not measure.is_empty:
                for update in reversed(measure.updates.all() or [None]):
                    yield ReportRow(measure, update)


@dataclass(frozen=True)
class ReportRow:
    """A report beside its measure; `update` None is a measure that nobody has reported on."""

    measure: Measure
    update: ProgressUpdate | None

    def said(self, name: str) -> Any:
        """What the report says in a field, None where there is none."""
        return getattr(self.update, name) or None if self.update else None

    @property
    def status(self) -> str:
        """The status in words."""
        return str(MeasureStatus(self.update.status if self.update else MeasureStatus.NOT_STARTED).label)

    @property
    def evidence(self) -> str | None:
        """Title and address of every piece of evidence, one a line."""
        each = self.update.evidence.all() if self.update else ()
        return "\n".join(f"{one.title} {one.url}" for one in each) or None


def _label(choice: str) -> str:
    return str(Conclusion(choice).label) if choice else ""


def _agency(width: int, of: Callable[[Any], Agency]) -> tuple[Column, ...]:
    """Which agency a row is about, with its place: several may have its name."""
    return (
        Column("agency", "ชื่อในที่อยู่เว็บ", 16, lambda row: of(row).slug),
        Column("agency_name", "หน่วยงาน", width, lambda row: of(row).name),
        Column("district", "อำเภอ", 18, lambda row: of(row).district or None),
        Column("province", "จังหวัด", 18, lambda row: of(row).province),
    )


RESULTS = TableKind(
    "results",
    "ผลการประเมิน",
    (
        *_agency(36, lambda row: row.agency),
        Column("kind", "ประเภทหน่วยงาน", 16, lambda row: row.agency.kind),
        Column("fiscal_year", "ปีงบประมาณ", 12, lambda row: row.fiscal_year),
        *(Column(f"indicator_{number}", str(number), 9, _score(number)) for number in INDICATORS),
        Column("eit_part_1", "EIT ส่วนที่ ๑", 12, _figure("eit_part_1")),
        Column("eit_part_2", "EIT ส่วนที่ ๒", 12, _figure("eit_part_2")),
        Column("own_target", "เป้าหมายของหน่วยงาน", 14, _figure("target")),
        Column("official_overall", "คะแนนภาพรวมตามประกาศ", 16, _figure("published_overall")),
        Column("official_level", "ระดับตามประกาศ", 16, lambda row: row.published_level or None),
        Column("official_iit", "คะแนน IIT ตามประกาศ", 12, _figure("published_iit")),
        Column("official_eit", "คะแนน EIT ตามประกาศ", 12, _figure("published_eit")),
        Column("official_oit", "คะแนน OIT ตามประกาศ", 12, _figure("published_oit")),
        Column("iit", "IIT", 9, _figure("result_iit")),
        Column("eit", "EIT", 9, _figure("result_eit")),
        Column("oit", "OIT", 9, _figure("result_oit")),
        Column("overall", "คะแนนภาพรวม", 12, _figure("result_overall")),
        Column("level", "ระดับผลการประเมิน", 20, lambda row: row.result_level or None),
    ),
    _year_rows,
)
SCORES = TableKind(
    "scores",
    "คะแนนตัวชี้วัด",
    (
        *_agency(36, lambda row: row.assessment.agency),
        Column("fiscal_year", "ปีงบประมาณ", 12, lambda row: row.assessment.fiscal_year),
        Column("tool", "เครื่องมือ", 11, lambda row: row.indicator.tool),
        Column("indicator", "ตัวชี้วัดที่", 11, lambda row: row.indicator.number),
        Column("indicator_name", "ตัวชี้วัด", 32, lambda row: row.indicator.name),
        Column("score", "คะแนน", 11, lambda row: row.score),
        Column("indicator_own_target", "เป้าหมายเฉพาะตัวชี้วัด", 14, lambda row: row.target),
        Column("conclusion", "ข้อสรุป", 24, lambda row: _label(row.conclusion)),
        Column("analysis", "บทวิเคราะห์ของหน่วยงาน", 46, lambda row: row.analysis or None),
    ),
    _score_rows,
)
MEASURES = TableKind(
    "measures",
    "มาตรการ",
    (
        *_agency(34, lambda row: row.plan.assessment.agency),
        Column("fiscal_year", "ปีงบประมาณ", 12, lambda row: row.plan.fiscal_year),
        Column("indicator", "ตัวชี้วัดที่", 11, lambda row: row.indicator.number),
        Column("indicator_name", "ตัวชี้วัด", 26, lambda row: row.indicator.name),
        Column("titles", "มาตรการ/โครงการ/กิจกรรม", 42, lambda row: "\n".join(row.title_lines)),
        Column("analysis", "ผลการวิเคราะห์ตัวชี้วัด", 46, lambda row: row.analysis),
        Column("steps", "ขั้นตอน/วิธีดำเนินการ", 52, lambda row: numbered_steps(row.step_views)),
        Column("units", "ผู้รับผิดชอบ", 18, lambda row: joined_units(row.unit_names)),
        Column("period", "ระยะเวลาดำเนินการ", 20, lambda row: row.period_text),
        Column("monitoring", "การกำกับติดตาม", 36, lambda row: row.monitoring),
    ),
    _measure_rows,
)
PROGRESS = TableKind(
    "progress",
    "ความก้าวหน้า",
    (
        *_agency(34, lambda row: row.measure.plan.assessment.agency),
        Column("fiscal_year", "ปีงบประมาณ", 12, lambda row: row.measure.plan.fiscal_year),
        Column("indicator", "ตัวชี้วัดที่", 11, lambda row: row.measure.indicator.number),
        Column("indicator_name", "ตัวชี้วัด", 26, lambda row: row.measure.indicator.name),
        Column("measure", "ชื่อมาตรการ", 42, lambda row: "\n".join(row.measure.title_lines)),
        Column("units", "ผู้รับผิดชอบ", 18, lambda row: joined_units(row.measure.unit_names)),
        Column("period", "ระยะเวลาดำเนินการ", 20, lambda row: row.measure.period_text),
        Column("reported_on", "วันที่รายงาน", 16, lambda row: row.said("reported_on")),
        Column("status", "สถานะ", 22, lambda row: row.status),
        Column("done", "สิ่งที่ดำเนินการ", 46, lambda row: row.said("done")),
        Column("result", "ผลการดำเนินการเทียบกับแผน", 36, lambda row: row.said("result")),
        Column("problems", "ปัญหาและอุปสรรค", 36, lambda row: row.said("problems")),
        Column("suggestions", "ข้อเสนอแนะ", 36, lambda row: row.said("suggestions")),
        Column("evidence", "หลักฐาน", 46, lambda row: row.evidence),
    ),
    _progress_rows,
)
KINDS = {kind.name: kind for kind in (RESULTS, SCORES, MEASURES, PROGRESS)}


def csv_chunks(kind: TableKind, assessments: AssessmentQuerySet) -> Iterator[bytes]:
    """The table as CSV in pieces, for a streamed answer: English names, UTF-8 with a byte-order mark for Excel."""
    yield _csv_line(["\ufeff" + kind.columns[0].name, *(column.name for column in kind.columns[1:])])
    for row in kind.rows(assessments):
        yield _csv_line([safe_cell(column.value(row)) for column in kind.columns])


def _csv_line(cells: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


def json_chunks(
    kind: TableKind, assessments: AssessmentQuerySet, about: Mapping[str, Any] | None = None
) -> Iterator[bytes]:
    """The table as JSON in pieces: `{"format": …, "table": …, "rows": [{…}, …]}`, figures as numbers.

    What `about` says of the table as a whole stands before the rows.
    """
    head = json.dumps({"format": JSON_FORMAT, "table": kind.name, **(about or {})}, ensure_ascii=False)
    yield f'{head[:-1]}, "rows": ['.encode()
    between = "\n"
    for row in kind.rows(assessments):
        values = {column.name: _plain(column.value(row)) for column in kind.columns}
        yield (between + json.dumps(values, ensure_ascii=False)).encode()
        between = ",\n"
    yield b"\n]}\n"


def _plain(value: Any) -> Any:
    """A two-decimal figure as a JSON number, which it survives unchanged; a day as ISO 8601; an empty text as null."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value
