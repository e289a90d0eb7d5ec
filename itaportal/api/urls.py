"""Addresses of the JSON interface, version 1."""

from django.urls import URLPattern, path

from . import views
from .endpoints import ENDPOINTS, Endpoint

app_name = "api"
_CONVERTERS = {"agency": "slug"}


def _one(endpoint: Endpoint) -> URLPattern:
    keys = "/".join(f"<{_CONVERTERS.get(name, 'int')}:{name}>" for name in endpoint.path)
    return path(f"{endpoint.name}/{keys}/", views.one(endpoint), name=endpoint.schema.name.lower())


urlpatterns = [
    path("", views.index, name="index"),
    path("openapi.json", views.openapi, name="openapi"),
    *map(_one, ENDPOINTS),
    path("<slug:name>/", views.list_page, name="list"),
    path("<path:rest>", views.missing),
]
