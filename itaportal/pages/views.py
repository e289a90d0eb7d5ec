"""Pages that join results and measures: home, an agency over the years, and the pages of one year."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from assessments.models import Agency, Assessment, Criteria
from assessments.templatetags.ita import thai_digits
from itaportal.publishing.country import overview
from itaportal.publishing.reading import Reading, read_year, readable_assessments
from itaportal.web import bounds

from . import compare as compare_pages
from . import home as home_pages
from .dashboard import dashboard_page
from .glossary import GROUPS
from .indicator import indicator_page
from .lineage.page import lineage_page
from .measures import measures_page, read_progress
from .methodology import latest_year, methodology_page
from .trend import trend_page
from .whatif import what_if_page
from .years import AgencyYears, read_years


def home(request: HttpRequest) -> HttpResponse:
    """Lead to the only agency's latest year, or show what is published of all; staff also find their drafts."""
    seen = overview()
    if only := home_pages.only_year(request.user, seen):
        return redirect(only)
    body = ""
    if seen.years:

        def make() -> str:
            return render_to_string("pages/_home_body.html", {"page": home_pages.home_page(seen)})

        body = home_pages.BODIES.get(seen.stamp, thai_digits("0"), make)
    return render(request, "pages/home.html", {"body": body, "drafts": home_pages.drafts(request.user), "here": "home"})


def agency(request: HttpRequest, agency: str) -> HttpResponse:
    """Lead to the agency's latest year; 404 where the reader may see none."""
    latest = readable_assessments(request.user).filter(agency__slug=agency).order_by("-fiscal_year").first()
    if latest is None:
        raise Http404
    return redirect("dashboard", agency=agency, year=latest.fiscal_year)


def _reading(request: HttpRequest, agency: str, year: int) -> Reading:
    """The year as the reader sees it; 404 alike for an unknown year and somebody else's draft."""
    try:
        return read_year(request.user, agency, year)
    except Assessment.DoesNotExist:
        raise Http404 from None


def _years(request: HttpRequest, agency: str) -> AgencyYears:
    """The agency's years as the reader sees them; 404 where there is none."""
    try:
        return read_years(request.user, agency)
    except Agency.DoesNotExist:
        raise Http404 from None


def dashboard(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """Show one year: result, reason, indicators, measures."""
    reading = _reading(request, agency, year)
    visible = readable_assessments(request.user).filter(agency__slug=agency).order_by()
    page = dashboard_page(
        reading.report,
        years=visible.values_list("fiscal_year", flat=True),
        for_staff=reading.for_staff,
        draft=reading.draft,
        progress=read_progress(reading.assessment),
    )
    context = {"report": reading.report, "page": page, "reading": reading, "here": "dashboard"}
    return render(request, "pages/dashboard.html", context)


def compare(request: HttpRequest) -> HttpResponse:
    """Compare the published results of a year; says so where there are not two agencies to compare."""
    seen = overview()
    if len(seen.agencies) < 2:
        return render(request, "pages/compare_empty.html", {"agencies": seen.agencies, "here": "compare"})
    asked, data, ignored = compare_pages.parse(request.GET, seen)

    def make() -> str:
        with bounds.drawing(request):
            page = compare_pages.compare_page(asked, data, ignored, seen)
            return render_to_string("pages/_compare_body.html", {"page": page})

    body = compare_pages.BODIES.get(seen.stamp, (asked, ignored, thai_digits("0")), make)
    return render(request, "pages/compare.html", {"asked": asked, "body": body, "here": "compare"})


def compare_csv(request: HttpRequest) -> HttpResponse:
    """Answer the whole selection as CSV; 404 for a filter that names nothing, lest a program take all for some."""
    seen = overview()
    if not seen.years:
        raise Http404("ยังไม่มีผลการประเมินที่เผยแพร่")
    asked, data, ignored = compare_pages.parse(request.GET, seen)
    if ignored:
        raise Http404("ไม่มีข้อมูลตามเงื่อนไขนี้")
    plain, thai = compare_pages.csv_names(asked)
    with bounds.drawing(request):  # not streamed: nobody who reads slowly keeps the others waiting
        lines = b"".join(compare_pages.csv_lines(data, compare_pages.select(asked, data)))
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(thai, safe='')}"
    response["X-Robots-Tag"] = "noindex"  # there is one for every filter
    return response


def methodology(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Explain how results of a year are computed, of the latest where none is named; 404 without criteria for it."""
    year = latest_year() if year is None else year
    if year is None:
        return render(request, "pages/methodology.html", {"here": "methodology"})
    try:
        page = methodology_page(year)
    except Criteria.DoesNotExist:
        raise Http404 from None
    return render(request, "pages/methodology.html", {"page": page, "here": "methodology"})


def glossary(request: HttpRequest) -> HttpResponse:
    """Say in plain Thai what the words of ITA mean."""
    return render(request, "pages/glossary.html", {"groups": GROUPS, "here": "glossary"})


def indicator(request: HttpRequest, agency: str, year: int, number: int) -> HttpResponse:
    """Show one indicator of a year; 404 where the year's criteria have no such number."""
    reading = _reading(request, agency, year)
    page = indicator_page(
        reading.report,
        number,
        _years(request, agency),
        read_progress(reading.assessment),
        for_staff=reading.for_staff,
    )
    if page is None:
        raise Http404
    context = {"report": reading.report, "page": page, "reading": reading, "here": "indicator"}
    return render(request, "pages/indicator.html", context)


def lineage(request: HttpRequest, agency: str, year: int, figure: str) -> HttpResponse:
    """Show where one figure of a year comes from; 404 where the year has no such figure."""
    reading = _reading(request, agency, year)
    page = lineage_page(reading, figure)
    if page is None:
        raise Http404
    context = {"report": reading.report, "page": page, "reading": reading, "here": "lineage"}
    return render(request, "pages/lineage.html", context)


def measures(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """Show the measures drawn from a year's result and how far they have come."""
    reading = _reading(request, agency, year)
    progress = read_progress(reading.assessment)
    page = measures_page(reading.report, progress, for_staff=reading.for_staff)
    context = {"report": reading.report, "page": page, "reading": reading, "here": "measures"}
    return render(request, "pages/measures.html", context)


def what_if(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """Show what a supposition would give and what the next levels ask; the supposition is the address itself."""
    reading = _reading(request, agency, year)
    page = what_if_page(reading.report.year, reading.assessment, request.GET)
    context = {"report": reading.report, "page": page, "reading": reading, "here": "what-if"}
    return render(request, "pages/what_if.html", context)


def trend(request: HttpRequest, agency: str) -> HttpResponse:
    """Show an agency's results over the years that the reader may see."""
    years = _years(request, agency)
    # The header leads to the pages of a year: the latest.
    context = {"report": years.latest, "years": years, "page": trend_page(years), "here": "trend"}
    return render(request, "pages/trend.html", context)
