"""The admin site: its names, the order of its menu, and our own words in Django's scripts."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.views.i18n import JavaScriptCatalog

_APP_ORDER = [*settings.PORTAL_LABELS, "auth"]
_MODEL_ORDER = [
    "Assessment",
    "Agency",
    "Criteria",
    "NationalMean",
    "MeasurePlan",
    "Unit",
    "Publication",
    "User",
    "Group",
]


class PortalAdminConfig(AdminConfig):
    """Makes `admin.site` a `PortalAdminSite`."""

    default_site = "itaportal.staff.site.PortalAdminSite"


class PortalAdminSite(AdminSite):
    """Named in Thai, ordered by how often a thing is used; the menu lies in the header instead of at the side."""

    site_header = "ITA Portal"
    site_title = "ITA Portal"
    index_title = "เมนูงาน"
    empty_value_display = "–"
    enable_nav_sidebar = False

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Order apps and models; what is not named here comes last."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(_MODEL_ORDER, model["object_name"]))
        return sorted(apps, key=lambda app: _place(_APP_ORDER, app["app_label"]))

    def get_urls(self) -> list[Any]:
        """Add pages of our own; their modules need the models, which are not there yet when the site is made."""
        from .example_page import example_page
        from .files_page import files_page
        from .new_year_page import new_year_page
        from .site_address_page import site_address_page

        # Django's own way from an object to its public page would tell staff of any object there is: pages lead there
        # themselves.
        urls = [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]
        return [
            path("example/<slug:slug>/", self.admin_view(example_page), name="example"),
            path("files/", self.admin_view(files_page), name="files"),
            path("new-year/<int:assessment>/", self.admin_view(new_year_page), name="new_year"),
            path("site-address/", self.admin_view(site_address_page), name="site_address"),
            *urls,
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The home page; administrators find there where the portal is said to be, and the shipped examples."""
        from itaportal.publishing.addresses import may_set_site_url
        from itaportal.setup.removal import examples, may_remove

        found = examples() if may_remove(request.user) else []
        return super().index(
            request, {"examples": found, "may_set_site_url": may_set_site_url(request.user)} | (extra_context or {})
        )

    def password_change(  # type: ignore[override]  # the stubs say less than Django's view returns
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The page on which people change their own password."""
        from itaportal.accounts.views import ChangePassword

        request.current_app = self.name
        return ChangePassword.as_view()(request)

    def i18n_javascript(  # type: ignore[override]  # the stubs say less than Django's view returns
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Serve the words of the admin's scripts, ours over Django's."""
        return JavaScriptCatalog.as_view(packages=["django.contrib.admin", *settings.PORTAL_APPS])(request)


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
