"""The page of one figure: what everyone may see of it and, for staff of the agency, who entered it and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments import history
from assessments.history import Change
from assessments.models import ANNOUNCED_TOOLS, Assessment
from assessments.results import YearResult
from assessments.wording import level_words
from itaportal.audit.cells import FileCells
from itaportal.models import Publication
from itaportal.publishing.kinds import KINDS, Document
from itaportal.publishing.reading import Reading
from itaportal.report.document import AgencyReport
from itaportal.report.means import mean_name, mean_origin

from .figures import LEVEL, OVERALL, Figure, figures, find_figure
from .rules import Rule, origin, rule

SHOWN_CHANGES = 100


@dataclass(frozen=True)
class Input:
    """A figure that goes into another, with its value."""

    figure: Figure
    score: Decimal | None


@dataclass(frozen=True)
class InVersion:
    """What the figure is in one published version, and the version's files; nothing of a withdrawn one."""

    publication: Publication
    score: Decimal | None
    level: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class MeanSource:
    """A mean beside the figure, with how it is known and its full source."""

    name: str
    score: Decimal
    origin: str
    source: str
    verified: bool


@dataclass(frozen=True)
class LineagePage:
    """Everything the page of a figure shows. `entries` are for staff of the agency alone, else None."""

    figure: Figure
    score: Decimal | None
    level: str
    origin: str
    rule: Rule
    inputs: tuple[Input, ...]
    used_in: tuple[Figure, ...]
    versions: tuple[InVersion, ...]
    means: tuple[MeanSource, ...]
    others: tuple[Figure, ...]
    entries: tuple[Change, ...] | None


def lineage_page(reading: Reading, code: str) -> LineagePage | None:
    """Build the page of the figure that `code` names; None where the year has no such figure."""
    report = reading.report
    figure = find_figure(report.year, code)
    if figure is None:
        return None
    return LineagePage(
        figure=figure,
        score=figure.value(report.year),
        level=figure.level(report.year),
        origin=origin(figure, report.year),
        rule=rule(figure, report.year),
        inputs=_inputs(figure, report.year),
        used_in=_used_in(figure, report.year),
        versions=tuple(_in_version(figure, version) for version in reading.versions),
        means=_means(figure, report),
        others=figures(report.year),
        entries=_entries(figure, report.year, reading.assessment) if reading.for_staff else None,
    )


def _inputs(figure: Figure, year: YearResult) -> tuple[Input, ...]:
    """What the figure is computed from."""
    if figure.code == LEVEL:
        wanted = [each for each in figures(year) if each.code == OVERALL or each.tool]
    elif figure.code == OVERALL:
        wanted = [each for each in figures(year) if each.tool]
    elif figure.tool:
        numbers = {line.number for line in figure.tool.indicators}
        wanted = [each for each in figures(year) if each.indicator and each.indicator.number in numbers]
    else:
        wanted = []
    return tuple(Input(each, each.value(year)) for each in wanted)


def _used_in(figure: Figure, year: YearResult) -> tuple[Figure, ...]:
    """What is computed from the figure."""
    if figure.indicator:
        return tuple(each for each in figures(year) if each.tool and each.tool.code == figure.indicator.tool)
    if figure.tool:
        return tuple(each for each in figures(year) if each.code in (OVERALL, LEVEL))
    return tuple(each for each in figures(year) if each.code == LEVEL and figure.code == OVERALL)


def _in_version(figure: Figure, publication: Publication) -> InVersion:
    if publication.withdrawn:
        return InVersion(publication, None, "", ())
    frozen: Document = KINDS[publication.kind].load(publication)
    level = level_words(frozen.year) if figure.code == LEVEL else ""
    return InVersion(publication, figure.value(frozen.year), level, tuple(KINDS[publication.kind].renderers))


def _means(figure: Figure, report: AgencyReport) -> tuple[MeanSource, ...]:
    if figure.code == LEVEL:
        return ()
    tool = figure.tool.code if figure.tool else ""
    number = figure.indicator.number if figure.indicator else 0
    found = ((means, means.of(tool, number)) for means in report.means)
    return tuple(
        MeanSource(mean_name(means), each.score, mean_origin(means, each), each.source, each.verified)
        for means, each in found
        if each
    )


def _entries(figure: Figure, year: YearResult, assessment: Assessment) -> tuple[Change, ...]:
    """Who entered or imported what the figure rests on, the newest first."""
    fields: Sequence[str] = ()
    numbers: set[int] = set()
    if figure.indicator:
        numbers = {figure.indicator.number}
    elif figure.tool:
        numbers = {line.number for line in figure.tool.indicators}
        parts = ("eit_part_1", "eit_part_2") if figure.tool.parts else ()
        fields = (ANNOUNCED_TOOLS[figure.tool.code], *parts)
    elif figure.code == OVERALL:
        numbers = {line.number for line in year.indicators}
        fields = ("published_overall", *ANNOUNCED_TOOLS.values())
    else:
        fields = ("published_level", "published_overall", *ANNOUNCED_TOOLS.values(), "eit_part_1", "eit_part_2")
    cells = FileCells(assessment)
    changes = history.figure_changes(assessment, fields=fields, indicators=numbers, place_of=cells.place)
    return tuple(changes[:SHOWN_CHANGES])
