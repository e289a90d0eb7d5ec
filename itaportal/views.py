"""Pages that join results and measures: home, an agency, a year's dashboard."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from assessments.models import Assessment, Criteria
from assessments.policies import visible_assessments
from assessments.templatetags.ita import thai_digits

from .pages import compare as compare_pages
from .pages import home as home_pages
from .pages.dashboard import dashboard_page
from .pages.glossary import GROUPS
from .pages.methodology import latest_year, methodology_page
from .published import overview
from .report.reading import read_year


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
    return render(request, "pages/home.html", {"body": body, "drafts": home_pages.drafts(request.user)})


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


def compare(request: HttpRequest) -> HttpResponse:
    """Compare the published results of a year; says so where there are not two agencies to compare."""
    seen = overview()
    if len(seen.agencies) < 2:
        return render(request, "pages/compare_empty.html", {"agencies": seen.agencies})
    asked, data, ignored = compare_pages.parse(request.GET, seen)

    def make() -> str:
        page = compare_pages.compare_page(asked, data, ignored, seen)
        return render_to_string("pages/_compare_body.html", {"page": page})

    body = compare_pages.BODIES.get(seen.stamp, (asked, ignored, thai_digits("0")), make)
    return render(request, "pages/compare.html", {"asked": asked, "body": body})


def compare_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Stream the whole selection as CSV; 404 for a filter that names nothing, lest a program take all for some."""
    seen = overview()
    if not seen.years:
        raise Http404("ยังไม่มีผลการประเมินที่เผยแพร่")
    asked, data, ignored = compare_pages.parse(request.GET, seen)
    if ignored:
        raise Http404("ไม่มีข้อมูลตามเงื่อนไขนี้")
    plain, thai = compare_pages.csv_names(asked)
    lines = compare_pages.csv_lines(asked.year, compare_pages.select(asked, data))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(thai, safe='')}"
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
