"""All years of one agency as one reader may see them, and how far they can be compared.

The public sees the figures of published versions as they were frozen, staff the work in progress, as on every page
(`publishing.reading`).
"""

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from assessments.dashboard import agency_view, build_year
from assessments.models import Agency, Assessment
from assessments.policies import Reader, can_view_drafts_of
from assessments.results import AgencyView, LevelView, YearResult

from ..models import YEAR_KIND, Publication
from ..publishing.reading import readable_assessments
from ..report import snapshot


@dataclass(frozen=True)
class SeenYear:
    """One year as the reader sees it; `draft` where the public does not see these figures."""

    year: YearResult
    draft: bool

    @property
    def fiscal_year(self) -> int:
        """The fiscal year, พ.ศ."""
        return self.year.fiscal_year


@dataclass(frozen=True)
class AgencyYears:
    """An agency with its years, the oldest first; never empty."""

    agency: AgencyView
    is_sample: bool
    years: tuple[SeenYear, ...]

    @property
    def latest(self) -> SeenYear:
        """The newest year."""
        return self.years[-1]

    @property
    def span(self) -> tuple[int, ...]:
        """Every year from the first to the last, those without data included."""
        return tuple(range(self.years[0].fiscal_year, self.latest.fiscal_year + 1))

    def at(self, year: int) -> SeenYear | None:
        """The year as seen; None where there is none."""
        return next((seen for seen in self.years if seen.fiscal_year == year), None)


def read_years(reader: Reader, slug: str) -> AgencyYears:
    """Return the years of an agency that `reader` may see, in a fixed number of queries however many.

    Raises `Agency.DoesNotExist` for an unknown agency and for one of which the reader may see no year, alike.
    """
    agency = Agency.objects.get(slug=slug)
    visible = list(readable_assessments(reader).filter(agency=agency).order_by("fiscal_year"))
    live = Publication.objects.of_kind(YEAR_KIND).live().filter(assessment__agency=agency)
    frozen = {version.assessment_id: version for version in live.order_by("version")}  # the newest stays
    for_staff = can_view_drafts_of(reader, agency)
    current = [each.pk for each in visible if for_staff or each.pk not in frozen]
    built = {each.pk: build_year(each) for each in Assessment.objects.with_scores().filter(pk__in=current)}
    seen = [_seen(each, frozen.get(each.pk), built.get(each.pk)) for each in visible]
    if not seen:
        raise Agency.DoesNotExist
    return AgencyYears(agency_view(agency), agency.is_sample, tuple(seen))


def _seen(assessment: Assessment, version: Publication | None, built: YearResult | None) -> SeenYear:
    if version is None:
        assert built is not None, "a year without a version is built from its scores"
        return SeenYear(built, draft=not assessment.is_published)
    frozen = snapshot.load(version.snapshot).year
    if built is None:
        return SeenYear(frozen, draft=False)
    return SeenYear(built, draft=_shown(built) != _shown(frozen))


def _shown(year: YearResult) -> Hashable:
    """What a comparison of years shows of one."""
    return (year.overall, year.levels, tuple((tool.code, tool.score) for tool in year.tools), year.indicators)


# --- How far years can be compared ------------------------------------------------------------------------------------


def overall_made_of(year: YearResult) -> Hashable:
    """What the overall was measured by: years with the same tools, weights and indicators compare."""
    if year.criteria.overall_only:
        return ("other model", year.criteria.first_year)
    return tuple((tool.code, tool.weight, tool_made_of(year, tool.code)) for tool in year.tools)


def tool_made_of(year: YearResult, code: str) -> Hashable:
    """What a tool's score was measured by: its indicators."""
    return tuple((line.tool, line.name) for line in year.indicators if line.tool == code)


def scale_of(year: YearResult) -> tuple[tuple[str, Decimal, Decimal | None], ...]:
    """The scale of levels: names with their conditions; empty where the levels are another model's."""
    if year.criteria.overall_only:
        return ()
    return tuple((level.name, level.min_overall, level.min_each) for level in year.criteria.levels)


@dataclass(frozen=True)
class Era:
    """Neighbouring years whose levels are on one scale; `key` is written over them in the chart: ก, ข, ค …

    `levels` are the scale, best first, empty where only an overall of another model is kept. `changes` says in words
    what differs from the stretch before, `unverified` which of its years use criteria that nobody has verified.
    """

    key: str
    first_year: int
    last_year: int
    levels: tuple[LevelView, ...]
    changes: tuple[str, ...]
    unverified: tuple[int, ...]

    @property
    def by_tool(self) -> bool:
        """Whether its levels also ask something of every tool."""
        return any(level.min_each is not None for level in self.levels)


_KEYS = "กขคงจฉชซญฐณดตถทธนบปผพภมยรลวศสอฮ"


def eras_of(years: tuple[SeenYear, ...]) -> tuple[Era, ...]:
    """Split years, the oldest first, wherever the scale of levels or what the overall is measured by changes."""
    groups: list[list[YearResult]] = []
    for seen in years:
        year = seen.year
        if groups and _scheme(groups[-1][-1]) == _scheme(year):
            groups[-1].append(year)
        else:
            groups.append([year])
    changes: list[tuple[str, ...]] = [(), *(_changes(before[-1], after[0]) for before, after in pairwise(groups))]
    return tuple(
        Era(
            key=_KEYS[place % len(_KEYS)],
            first_year=group[0].fiscal_year,
            last_year=group[-1].fiscal_year,
            levels=() if group[0].criteria.overall_only else group[0].criteria.levels,
            changes=changes[place],
            unverified=tuple(year.fiscal_year for year in group if not year.criteria.verified),
        )
        for place, group in enumerate(groups)
    )


def _scheme(year: YearResult) -> Hashable:
    return scale_of(year), overall_made_of(year)


def _changes(before: YearResult, after: YearResult) -> tuple[str, ...]:
    """What changed between two years of different schemes, in words."""
    if before.criteria.overall_only != after.criteria.overall_only:
        return ("เปลี่ยนรูปแบบการประเมินทั้งหมด คะแนนจึงเทียบกันไม่ได้",)
    found = []
    weights = [{tool.code: tool.weight for tool in year.tools} for year in (before, after)]
    if weights[0] != weights[1]:
        found.append("น้ำหนักของเครื่องมือเปลี่ยน คะแนนภาพรวมจึงเทียบกันไม่ได้โดยตรง")
    names = [{(line.tool, line.name) for line in year.indicators} for year in (before, after)]
    if names[0] != names[1]:
        found.append("บางตัวชี้วัดเปลี่ยน คะแนนของเครื่องมือและคะแนนภาพรวมจึงเทียบกันไม่ได้โดยตรง")
    if scale_of(before) != scale_of(after):
        found.append("เปลี่ยนระดับผลการประเมิน เทียบคะแนนกันได้ แต่เทียบระดับกันไม่ได้" if not found else "เปลี่ยนระดับผลการประเมิน")
    by_tool = [any(level.min_each is not None for level in year.criteria.levels) for year in (before, after)]
    if by_tool == [False, True]:
        found.append("ระดับพิจารณาคะแนนของทุกเครื่องมือด้วย จากเดิมที่พิจารณาคะแนนภาพรวมอย่างเดียว")
    if by_tool == [True, False]:
        found.append("ระดับพิจารณาคะแนนภาพรวมอย่างเดียว จากเดิมที่พิจารณาคะแนนของทุกเครื่องมือด้วย")
    return tuple(found)
