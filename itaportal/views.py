"""Pages that join results and measures: home, an agency over the years, and the pages of one year."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessments.models import Agency, Assessment
from assessments.policies import visible_assessments

from .pages.dashboard import dashboard_page
from .pages.home import agencies_with_years, by_province
from .pages.indicator import indicator_page
from .pages.measures import measures_page, read_progress
from .pages.trend import trend_page
from .pages.whatif import what_if_page
from .pages.years import AgencyYears, read_years
from .report.reading import Reading, read_year


def home(request: HttpRequest) -> HttpResponse:
    """Lead to the only agency's latest year, or list the agencies that have years the reader may see."""
    agencies = agencies_with_years(visible_assessments(request.user))
    if len(agencies) == 1:
        return redirect("dashboard", agency=agencies[0].slug, year=agencies[0].year)
    return render(request, "pages/home.html", {"provinces": by_province(agencies)})


def agency(request: HttpRequest, agency: str) -> HttpResponse:
    """Lead to the agency's latest year; 404 where the reader may see none."""
    latest = visible_assessments(request.user).filter(agency__slug=agency).order_by("-fiscal_year").first()
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
    visible = visible_assessments(request.user).filter(agency__slug=agency).order_by()
    page = dashboard_page(
        reading.report,
        years=visible.values_list("fiscal_year", flat=True),
        for_staff=reading.for_staff,
        draft=reading.draft,
        progress=read_progress(reading.assessment),
    )
    context = {"report": reading.report, "page": page, "reading": reading, "here": "dashboard"}
    return render(request, "pages/dashboard.html", context)


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


def measures(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """Show the measures drawn from a year's result and how far they have come."""
    reading = _reading(request, agency, year)
    progress = read_progress(reading.assessment)
    page = measures_page(reading.report.year, reading.report.plan, progress, for_staff=reading.for_staff)
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
