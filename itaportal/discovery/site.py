"""Whole addresses, for readers who are not on the portal: search engines, catalogues, other sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from itaportal.publishing.addresses import site_url

NAME = "ITA Portal"


@dataclass(frozen=True)
class Site:
    """Where the public opens the portal: `base` is the address of its first page without a stroke at the end.

    `home` is the path of that page here, which may be another one behind a proxy.
    """

    base: str
    home: str

    def address(self, path: str) -> str:
        """The whole address of a path as `reverse` gives it."""
        return f"{self.base}/{path.removeprefix(self.home)}"

    def page(self, route: str, *args: Any) -> str:
        """The whole address of a route."""
        return self.address(reverse(route, args=args))


def site_of(request: HttpRequest) -> Site:
    """The site as somebody said that it is called, else under the name by which `request` asks for it; one query."""
    home = reverse("home")
    return Site(site_url() or request.build_absolute_uri(home).rstrip("/"), home)
