"""Every address of the portal (README: pages and files that outside links may rely on)."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from . import views
from .report import views as report_views


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer `ok` for load balancers and monitors; touches no database."""
    return HttpResponse("ok", content_type="text/plain")


year_urls = [
    path("", views.dashboard, name="dashboard"),
    path("report/", report_views.report_page, name="report"),
    path("report.pdf", report_views.report_pdf, name="report-pdf"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("<slug:agency>/", views.agency, name="agency"),
    path("<slug:agency>/<int:year>/", include(year_urls)),
]
