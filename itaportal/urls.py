"""Every address of the portal (README: pages and files that outside links may rely on)."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path
from django.views.generic import RedirectView

from .api import file_views
from .api import views as api_views
from .pages import report_views, views
from .publishing.kinds import ANALYSIS, KINDS, Kind
from .web import display


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer `ok` for load balancers and monitors; touches no database."""
    return HttpResponse("ok", content_type="text/plain")


def _name(file: str) -> str:
    """The route of a file: `report.pdf` is `report-pdf`."""
    return file.replace(".", "-")


def version_urls(kind: Kind) -> list[URLPattern]:
    """The page of each version of a document and its files; `Publication.get_absolute_url` relies on the names."""
    which, address = {"kind": kind.code}, f"{kind.address}v<int:version>/"
    return [
        path(address, report_views.version_page, which, name=f"{kind.code}-version"),
        *(
            path(
                f"{address}{file}",
                report_views.version_file,
                which | {"name": file},
                name=f"{kind.code}-version-{_name(file)}",
            )
            for file in kind.renderers
        ),
    ]


year_urls = [
    path("", views.dashboard, name="dashboard"),
    path("indicators/<int:number>/", views.indicator, name="indicator"),
    path("lineage/<slug:figure>/", views.lineage, name="lineage"),
    path("measures/", views.measures, name="measures"),
    path("what-if/", views.what_if, name="what-if"),
    path("report/", report_views.report_page, name="report"),
    *(path(file, report_views.report_file, {"name": file}, name=_name(file)) for file in ANALYSIS.renderers),
    *(url for kind in KINDS.values() for url in version_urls(kind)),
]

handler400 = "itaportal.web.request_ids.bad_request"
handler403 = "itaportal.web.typed.forbidden"
handler500 = "itaportal.web.store_faults.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("", include("itaportal.discovery.urls")),
    path("favicon.ico", RedirectView.as_view(url=settings.STATIC_URL + "img/favicon.svg", permanent=True)),
    path("admin/", admin.site.urls),
    path("api/", api_views.docs, name="api-docs"),
    path("api/v1/", include("itaportal.api.urls")),
    path("open-data/", file_views.open_data, name="open-data"),
    path("open-data/<int:year>/<slug:table>.<slug:form>", file_views.year_file, name="open-data-file"),
    path("compare/", views.compare, name="compare"),
    path("compare/selection.csv", views.compare_csv, name="compare-csv"),
    path("display/", display.choose_display, name="display"),
    path("glossary/", views.glossary, name="glossary"),
    path("methodology/", views.methodology, name="methodology"),
    path("methodology/<int:year>/", views.methodology, name="methodology-year"),
    path("<slug:agency>/", views.agency, name="agency"),
    path("<slug:agency>/trend/", views.trend, name="trend"),
    path("<slug:agency>/<int:year>/", include(year_urls)),
]
