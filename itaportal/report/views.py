"""The report as a page and as files."""

from django.http import HttpRequest, HttpResponse


def report_page(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """Answer the page."""
    return HttpResponse("")


def report_pdf(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """Answer the page."""
    return HttpResponse("")
