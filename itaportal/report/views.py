"""The report as a page and as files."""

import hashlib
import logging
from urllib.parse import quote

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.models import Assessment
from assessments.policies import can_view_drafts, visible_assessments
from assessments.thai import thai_digits

from .document import AgencyReport, load_report
from .narrative import build_document
from .rendering import pdf_html

logger = logging.getLogger(__name__)

CACHE_SECONDS = 60 * 60 * 24


def report_page(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """Show the report of one year as a page; a draft is there for staff only."""
    report = _load(request, agency, year)
    return render(request, "report/page.html", {"report": report, "document": build_document(report), "here": "report"})


def report_pdf(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """Answer the report of one year as a PDF, shown in the browser under a proper file name."""
    from .pdf import PdfBuildError  # WeasyPrint takes half a second to import: only when needed

    report = _load(request, agency, year)
    try:
        content = _pdf(pdf_html(report))
    except PdfBuildError as error:
        logger.exception("report.pdf of %s %s", agency, year)
        messages = error.messages if can_view_drafts(request.user) else []
        return render(request, "report/pdf_failed.html", {"report": report, "messages": messages}, status=500)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = _disposition(report)
    response["Cache-Control"] = "no-cache" if report.year.published else "no-store, private"
    return response


def _load(request: HttpRequest, agency: str, year: int) -> AgencyReport:
    """Load what the reader may see; unknown and invisible years answer 404 alike."""
    try:
        return load_report(visible_assessments(request.user), agency, year)
    except Assessment.DoesNotExist:
        raise Http404("ไม่พบรายงานของปีนี้") from None


def _pdf(html: str) -> bytes:
    """Build the PDF, or take it from the cache: its key is all that the bytes depend on, so it is never stale."""
    from .pdf import render_pdf, style_fingerprint

    key = f"report-pdf-{hashlib.sha256(f'{style_fingerprint()}{html}'.encode()).hexdigest()}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = render_pdf(html)
        cache.set(key, content, CACHE_SECONDS)
    return content


def _disposition(report: AgencyReport) -> str:
    """`inline` with a plain file name for old readers and a Thai one (RFC 6266, RFC 5987)."""
    year = report.year
    name = f"รายงานผลการประเมิน ITA {year.agency.short_name} ปี {thai_digits(year.fiscal_year)}.pdf"
    return f"inline; filename=\"{year.agency.slug}-{year.fiscal_year}.pdf\"; filename*=UTF-8''{quote(name, safe='')}"
