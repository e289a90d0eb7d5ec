"""The page of an agency's results over the years, only joined where they can be compared."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments import announced_words, charts
from assessments.results import ToolView, YearResult

from .years import AgencyYears, Era, SeenYear, eras_of, overall_made_of, tool_made_of


@dataclass(frozen=True)
class YearRow:
    """One year of the table; `seen` None where the reader has no result of it.

    `change` is the overall's from the year before, None where that is missing or not comparable. `era_key` names the
    stretch of years that its criteria belong to, empty where there is no result.
    """

    fiscal_year: int
    seen: SeenYear | None
    level_words: str
    tone: str
    change: Decimal | None
    era_key: str

    @property
    def before(self) -> int:
        """The year before."""
        return self.fiscal_year - 1


@dataclass(frozen=True)
class Cell:
    """A figure with its year, for a table; None where there is none."""

    year: int
    score: Decimal | None


@dataclass(frozen=True)
class Series:
    """One tool's or indicator's figures with their chart; `number` is 0 for a tool.

    `linked` is the latest year that has the indicator, for its own page. `cells` are every year's of the page.
    """

    tool: str
    number: int
    name: str
    chart: charts.TrendChart
    cells: tuple[Cell, ...]
    linked: int


@dataclass(frozen=True)
class ToolRow:
    """One year of the table of tools; `scores` stand by the page's tools."""

    fiscal_year: int
    scores: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class ToolGroup:
    """The indicators of one tool."""

    tool: ToolView
    indicators: tuple[Series, ...]


@dataclass(frozen=True)
class TrendPage:
    """Everything the page shows. `single` is the only year there is: nothing to compare, and no chart."""

    years: tuple[int, ...]
    rows: tuple[YearRow, ...]
    eras: tuple[Era, ...]
    latest: YearRow
    overall: charts.TrendChart | None
    target: Decimal | None
    tools: tuple[Series, ...]
    tool_rows: tuple[ToolRow, ...]
    groups: tuple[ToolGroup, ...]
    missing: tuple[int, ...]
    drafts: tuple[int, ...]
    single: SeenYear | None


def trend_page(years: AgencyYears) -> TrendPage:
    """Build the page from the years that the reader may see."""
    span = years.span
    eras = eras_of(years.years)
    rows = _rows(years, eras)
    single = years.latest if len(years.years) == 1 else None
    targets = {seen.year.criteria.target for seen in years.years}
    target = targets.pop() if len(targets) == 1 else None
    tools = () if single else _tools(years)
    return TrendPage(
        years=span,
        rows=rows,
        eras=eras,
        latest=rows[-1],
        overall=None if single else _overall(years, eras, target),
        target=target,
        tools=tools,
        tool_rows=tuple(
            ToolRow(number, tuple(series.cells[place].score for series in tools)) for place, number in enumerate(span)
        ),
        groups=() if single else _groups(years, tools),
        missing=tuple(row.fiscal_year for row in rows if row.seen is None),
        drafts=tuple(seen.fiscal_year for seen in years.years if seen.draft),
        single=single,
    )


def _rows(years: AgencyYears, eras: tuple[Era, ...]) -> tuple[YearRow, ...]:
    rows = []
    for number in years.span:
        seen, before = years.at(number), years.at(number - 1)
        year = seen.year if seen else None
        rows.append(
            YearRow(
                fiscal_year=number,
                seen=seen,
                level_words=announced_words.level_with_source(year) if year and year.levels else "",
                tone="" if year is None else tone_of(year),
                change=_change(year, before.year) if year and before else None,
                era_key=next((era.key for era in eras if era.first_year <= number <= era.last_year), "")
                if seen
                else "",
            )
        )
    return tuple(rows)


def tone_of(year: YearResult) -> str:
    """The tone of a level's icon; a level taken over from another model of assessment is shown without judging it."""
    if year.criteria.overall_only:
        return "plain"
    return year.level.tone if year.level else "unknown"


def _change(year: YearResult, before: YearResult) -> Decimal | None:
    if year.overall is None or before.overall is None or overall_made_of(year) != overall_made_of(before):
        return None
    return year.overall - before.overall


def _overall(years: AgencyYears, eras: tuple[Era, ...], target: Decimal | None) -> charts.TrendChart:
    return charts.trend_chart(
        [
            charts.TrendPoint(seen.fiscal_year, seen.year.overall, overall_made_of(seen.year), seen.draft)
            for seen in years.years
        ],
        years=years.span,
        eras=[(era.key, era.first_year, era.last_year) for era in eras],
        target=target,
    )


def _tools(years: AgencyYears) -> tuple[Series, ...]:
    """A chart for every tool of any year, in the latest year's order, all on one axis."""
    found: dict[str, tuple[ToolView, list[charts.TrendPoint]]] = {}
    for seen in reversed(years.years):
        for tool in seen.year.tools:
            made = tool_made_of(seen.year, tool.code)
            found.setdefault(tool.code, (tool, []))[1].append(
                charts.TrendPoint(seen.fiscal_year, tool.score, made, seen.draft)
            )
    axis = charts.axis_for(_values(points for _, points in found.values()))
    return tuple(_series(tool.code, 0, tool.short_name, points, years, axis) for tool, points in found.values())


def _groups(years: AgencyYears, tools: tuple[Series, ...]) -> tuple[ToolGroup, ...]:
    """A chart for every indicator of any year. One indicator is one name in one tool, whatever its number."""
    found: dict[Hashable, tuple[str, int, str, list[charts.TrendPoint]]] = {}
    views = {tool.code: tool for seen in years.years for tool in seen.year.tools}
    for seen in reversed(years.years):
        for line in seen.year.indicators:
            key = (line.tool, line.name)
            points = found.setdefault(key, (line.tool, line.number, line.name, []))[3]
            points.append(charts.TrendPoint(seen.fiscal_year, line.score, key, seen.draft))
    axis = charts.axis_for(_values(points for _, _, _, points in found.values()))
    return tuple(
        ToolGroup(
            views[tool.tool],
            tuple(
                _series(code, number, name, points, years, axis)
                for code, number, name, points in found.values()
                if code == tool.tool
            ),
        )
        for tool in tools
    )


def _values(groups: Iterable[list[charts.TrendPoint]]) -> list[Decimal]:
    return [point.value for points in groups for point in points if point.value is not None]


def _series(
    tool: str, number: int, name: str, points: list[charts.TrendPoint], years: AgencyYears, axis: charts.Axis
) -> Series:
    by_year = {point.year: point.value for point in points}
    return Series(
        tool=tool,
        number=number,
        name=name,
        chart=charts.trend_chart(points, years=years.span, axis=axis),
        cells=tuple(Cell(year, by_year.get(year)) for year in years.span),
        linked=max(by_year),
    )
