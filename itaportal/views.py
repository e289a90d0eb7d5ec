"""Pages that join results and measures: home, an agency, a year's dashboard."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessments.models import Agency, Assessment
from assessments.policies import can_view_drafts, own_agencies, visible_assessments

from .presenters import agencies_with_years, by_province, dashboard_page
from .report.document import load_report


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
    assessments = visible_assessments(request.user)
    try:
        report = load_report(assessments, agency, year)
    except Assessment.DoesNotExist:
        raise Http404 from None
    years = assessments.filter(agency__slug=agency).order_by().values_list("fiscal_year", flat=True)
    user = request.user
    of_this_agency = can_view_drafts(user) and Agency.objects.filter(own_agencies(user), slug=agency).exists()
    page = dashboard_page(report, years=years, for_staff=of_this_agency)
    return render(request, "pages/dashboard.html", {"report": report, "page": page, "here": "dashboard"})
