"""Pages that join results and measures: home, an agency, a year's dashboard."""

from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    """Answer the page."""
    return HttpResponse("")


def agency(request: HttpRequest, agency: str) -> HttpResponse:
    """Answer the page."""
    return HttpResponse("")


def dashboard(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """Answer the page."""
    return HttpResponse("")
