"""What each write renews of what the public sees: drafts nothing, progress its agency's pages, versions lists too.

Each of the portal's models has its row here too, as a write that the public must not notice and, where the public sees
its rows, as one that it must.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D

import pytest
from django.core.cache import caches
from django.core.checks import run_checks
from django.test import Client, RequestFactory
from django.utils import timezone

from assessments import actions, bulk
from assessments.actions import ScoreEntry
from assessments.models import (
    Agency,
    AgencySeal,
    Assessment,
    ConclusionBand,
    Criteria,
    Indicator,
    IndicatorScore,
    Membership,
    NationalMean,
    OitItem,
    RatingLevel,
    ToolWeight,
)
from itaportal.models import ParagraphText, Publication, PublishedFile, Signatory, SiteAddress
from itaportal.pages import report_views
from itaportal.publishing import country
from itaportal.stamps.renewals import Reach, renewals
from itaportal.web.page_cache import page_etag
from measures.actions import ensure_units, save_measure, start_plan
from measures.models import Evidence, Measure, MeasurePlan, MeasureStep, MeasureUnit, ProgressUpdate, Unit
from tests import factories as make
from tests import routes
from tests.page import html_of

pytestmark = pytest.mark.database
OPEN, FROZEN, DRAFT = "chanuwan", "frozen", "draft"  # agencies: public without a version, with one, not at all


@dataclass
class World:
    """Three agencies of one kind, and how the public sees them."""

    years: dict[str, Assessment]

    def tags(self) -> dict[str, str]:
        """Address → ETag that the public's page there has now; nothing is rendered for it."""
        return {address: page_etag(RequestFactory().get(address)) for address in addresses()}

    def bodies(self) -> dict[str, bytes]:
        """Address → answer, as a process that keeps nothing gives it."""
        caches["pages"].clear()
        country._COUNTRY = country.Country()
        client = Client()
        moving = {f"/{OPEN}/publications.atom"}  # a feed without entries says the present moment
        return {address: client.get(address).getvalue() for address in addresses() if address not in moving}


def addresses() -> list[str]:
    values = {"rest": "none", "name": "assessments", "table": "scores", "form": "csv", "figure": "overall"}
    values |= {"year": "2568", "fiscal_year": "2568", "number": "1", "indicator": "1", "version": "1", "part": "1"}
    every = {
        route.fill(values | {"agency": slug})
        for route in routes.routes()
        for slug in (OPEN, FROZEN, DRAFT)
        if route.name not in ("healthz", "display", "report-docx", "data-xlsx")
        and not route.name.startswith("analysis-version-")  # files of the folder, which no row changes
    }
    return sorted({*every, "/open-data/2567/scores.csv", "/compare/?q=1", "/api/v1/publications/"})


@pytest.fixture
def world(reference, monkeypatch):
    monkeypatch.setattr(report_views, "render_file", lambda report, name: repr(report).encode())  # drawing takes long
    monkeypatch.setattr(country, "_COUNTRY", country.Country())
    years = {OPEN: reference}
    for slug in (FROZEN, DRAFT):
        years[slug] = make.assessment({**make.REFERENCE, 9: D(80)}, of=make.agency(slug), public=slug == FROZEN)
        made = start_plan(assessment=years[slug], by=None)
        units = ensure_units(agency=years[slug].agency, names=("สำนักปลัด",))
        measure = made.measures.first() or Measure(plan=made, indicator=years[slug].criteria.indicators.first())
        measure.titles = "มาตรการ"
        save_measure(measure=measure, steps=["ขั้นตอน"], units=units, by=None)
    years["before"] = make.assessment(of=years[FROZEN].agency, year=2567)  # a draft of the year before
    make.freeze(years[FROZEN])
    return World(years)


def of(world: World, slug: str) -> dict[str, Callable[[], object]]:
    """A write to each model that belongs to an agency or one of its years."""
    year = world.years[slug]
    agency = year.agency
    measures = Measure.objects.filter(plan__assessment=year)
    measure = measures.first()

    def evidence() -> None:
        update = ProgressUpdate.objects.create(
            measure=measure, reported_on=date(2026, 1, 5), status="in_progress", done="ทำแล้ว"
        )
        Evidence.objects.create(update=update, position=1, title="ภาพ", url="https://example.org/")
        ProgressUpdate.objects.filter(pk=update.pk).update(done="ทำอีก")

    return {
        "Assessment": lambda: Assessment.objects.filter(pk=year.pk).update(target=D(91), no_plan_reason=""),
        "IndicatorScore": lambda: IndicatorScore.objects.filter(assessment=year, indicator__number=1).update(
            score=D(77)
        ),
        "AgencySeal": lambda: AgencySeal.objects.create(agency=agency, png=make.seal()),
        "Unit": lambda: Unit.objects.filter(agency=agency).update(position=9),
        "MeasurePlan": lambda: MeasurePlan.objects.filter(assessment=year).update(monitoring="ทุกเดือน"),
        "Measure": lambda: measures.filter(pk=measure.pk).update(titles="ใหม่", analysis="ใหม่"),
        "MeasureStep": lambda: MeasureStep.objects.filter(measure=measure).update(text="ขั้นตอนใหม่"),
        "MeasureUnit": lambda: MeasureUnit.objects.filter(measure=measure).delete(),
        "ParagraphText": lambda: ParagraphText.objects.create(assessment=year, key="summary", text="ถ้อยคำ"),
        "Signatory": lambda: Signatory.objects.create(assessment=year, role="prepared", name="ก", job_title="ข"),
        "ProgressUpdate": evidence,
    }


EVERYTHING: dict[str, Callable[[], object]] = {
    "Criteria": lambda: Criteria.objects.filter(first_year__lte=2568, last_year__gte=2568).update(verified=False),
    "ToolWeight": lambda: ToolWeight.objects.update(position=3),
    "Indicator": lambda: Indicator.objects.update(name="ใหม่"),
    "RatingLevel": lambda: RatingLevel.objects.update(tone="good"),
    "ConclusionBand": lambda: ConclusionBand.objects.update(label="ใหม่"),
    "NationalMean": lambda: NationalMean.objects.update(source="ใหม่"),
    "OitItem": lambda: OitItem.objects.update(title="ใหม่"),
    "SiteAddress": lambda: SiteAddress.objects.create(url="https://ita.example.go.th", changed_at=timezone.now()),
}
# Models whose rows the public sees as such, and those of which it sees nothing.
VERSIONS = {"Publication", "PublishedFile"}
NEVER = {"Membership", "Evidence"}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {address for address in before if before[address] != after[address]}


def pages_of(slug: str) -> set[str]:
    return {each for each in addresses() if each.startswith(f"/{slug}/2568/") or each == f"/{slug}/trend/"}


def test_every_model_has_a_row_that_says_what_it_renews():
    assert [message for message in run_checks(tags=["portal"]) if message.id == "itaportal.E003"] == []


def test_every_model_with_a_row_is_written_here(world):
    told = {model.__name__ for model, found in renewals() if not getattr(model, "unstamped", "") and found}
    assert told == of(world, DRAFT).keys() | EVERYTHING.keys() | VERSIONS | NEVER | {"Agency"}
    silent = {model.__name__ for model, (*_, last) in renewals() if last.reach is Reach.NOTHING}
    unstamped = {model.__name__ for model, _ in renewals() if getattr(model, "unstamped", "")}
    assert silent - unstamped == NEVER


@pytest.mark.slow
def test_a_draft_renews_nothing_and_shows_nowhere(world, person):
    """Every model, written for a year that nobody sees and for one that the public sees as a version froze it."""
    tags, bodies = world.tags(), world.bodies()
    assert len(tags) > 60
    for slug in (DRAFT, FROZEN):
        for name, write in of(world, slug).items():
            if slug == FROZEN and name == "ProgressUpdate":
                continue
            write()
            assert changed(tags, world.tags()) == set(), (slug, name)
    score = [ScoreEntry(1, D("12.34"))]
    actions.save_assessment(assessment=world.years[FROZEN], entries=score, by=None)
    entries = [bulk.YearEntry(make.agency("new").pk, year, {bulk.Field(1, "score"): D(50)}) for year in (2567, 2568)]
    bulk.save_years(entries=entries, by=None)
    Membership.objects.create(user=person("ผู้ดูข้อมูล"), agency=world.years[OPEN].agency)
    Evidence.objects.all().delete()
    assert changed(tags, world.tags()) == set()
    after = world.bodies()
    assert {address for address in bodies if after[address] != bodies[address]} == set()


def test_a_report_of_progress_renews_the_pages_of_its_agency_alone(world):
    tags = world.tags()
    of(world, FROZEN)["ProgressUpdate"]()
    after = world.tags()
    assert changed(tags, after) == pages_of(FROZEN)
    ProgressUpdate.objects.update(done="คำอื่น", problems="คำอื่น")
    assert world.tags() == after, "the public sees the state alone, not what was written of it"
    ProgressUpdate.objects.update(status="done", result="เสร็จ")
    assert changed(after, world.tags()) == pages_of(FROZEN)


def test_a_year_without_a_version_is_seen_as_it_is_stored(world):
    for name, write in of(world, OPEN).items():
        tags = world.tags()
        write()
        renewed = changed(tags, world.tags())
        assert pages_of(OPEN) <= renewed, name
        assert renewed & (pages_of(FROZEN) | {"/open-data/2567/scores.csv"}) == set(), name
        lists = {"/", "/compare/", "/open-data/2568/scores.csv"}
        assert lists & renewed == (set() if name == "ProgressUpdate" else lists), name


def test_publishing_and_withdrawing_renew_the_agency_and_the_lists(world):
    tags = world.tags()
    version = make.freeze(world.years[FROZEN])
    published = world.tags()
    renewed = changed(tags, published)
    assert pages_of(FROZEN) | {"/", "/compare/", "/api/v1/publications/", "/open-data/2568/scores.csv"} <= renewed
    assert renewed & (pages_of(OPEN) | pages_of(DRAFT) | {"/open-data/2567/scores.csv"}) == set()
    PublishedFile.objects.create(publication=version, name="data.csv", size=1, sha256="0" * 64)
    assert changed(published, world.tags()) == renewed
    Publication.objects.filter(pk=version.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="ผิด")
    assert changed(published, world.tags()) == renewed


def test_an_agency_that_the_public_sees_renews_its_pages_and_the_lists(world):
    tags = world.tags()
    Agency.objects.filter(slug=DRAFT).update(district="ใหม่")
    make.agency("unseen", name="ชื่อที่ไม่มีใครใช้")
    assert world.tags() == tags
    Agency.objects.filter(slug=FROZEN).update(district="ใหม่")
    renewed = changed(tags, world.tags())
    assert pages_of(FROZEN) | {"/", "/compare/"} <= renewed
    assert renewed & pages_of(OPEN) == set()


def test_a_second_agency_brings_the_comparison_into_the_menu_of_every_page(reference):
    client = Client()
    page = f"/{OPEN}/2568/"
    before = client.get(page)
    make.assessment(of=make.agency("second", province="ตาก", kind="จังหวัด"), public=True)
    after = client.get(page, headers={"If-None-Match": before["ETag"]})
    assert 'href="/compare/"' not in html_of(before)
    assert 'href="/compare/"' in html_of(after)


def test_what_every_page_is_drawn_from_renews_every_page(world):
    for name, write in EVERYTHING.items():
        tags = world.tags()
        write()
        assert changed(tags, world.tags()) == set(tags), name


def test_another_agencys_mean_renews_the_year_that_shows_it_and_no_version(world, settings):
    settings.MEANS_LEAST_AGENCIES = 2
    tags = world.tags()
    other = make.assessment(make.tool_scores("50", "50", "50"), of=make.agency("other"), public=True)
    with_other = world.tags()
    renewed = changed(tags, with_other)
    assert f"/{OPEN}/2568/" in renewed, "the mean of its kind is another"
    assert f"/{OPEN}/trend/" not in renewed
    assert renewed & pages_of(FROZEN) == set(), "its means are those of its day"
    Agency.objects.filter(pk=other.agency_id).update(kind="จังหวัด", province="ตาก")
    assert f"/{OPEN}/2568/" in changed(with_other, world.tags())
