"""Pages that join results and measures: home, an agency, a year's dashboard."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessments.models import Assessment, Criteria
from assessments.policies import visible_assessments

from .pages.dashboard import dashboard_page
from .pages.glossary import GROUPS
from .pages.home import agencies_with_years, by_province
from .pages.methodology import latest_year, methodology_page
from .report.reading import read_year


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


def dashboard(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """Show one year: result, reason, indicators, measures; 404 alike for an unknown year and somebody else's draft."""
    try:
        reading = read_year(request.user, agency, year)
    except Assessment.DoesNotExist:
        raise Http404 from None
    visible = visible_assessments(request.user).filter(agency__slug=agency).order_by()
    years = visible.values_list("fiscal_year", flat=True)
    page = dashboard_page(reading.report, years=years, for_staff=reading.for_staff)
    context = {"report": reading.report, "page": page, "reading": reading, "here": "dashboard"}
    return render(request, "pages/dashboard.html", context)


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
