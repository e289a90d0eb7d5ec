"""Every route of the portal, read from the URL resolver: a new page is covered by the tests that walk them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

_CONVERTERS = {type(converter): name for name, converter in get_converters().items()}


@dataclass(frozen=True)
class Route:
    """One address pattern: `parts` are texts and names of parameters by turns, `kinds` the converters' names."""

    name: str
    parts: tuple[tuple[str, str], ...]
    kinds: dict[str, str]

    def fill(self, values: dict[str, str]) -> str:
        """The address with `values` put in as they are."""
        return "/" + "".join(text if kind == "text" else values[text] for kind, text in self.parts)

    def __str__(self) -> str:
        return self.fill({name: f"<{name}>" for name in self.kinds})


def routes(*, admin: bool = False) -> list[Route]:
    """All routes outside the admin, or those inside it."""
    found = _walk(get_resolver().url_patterns, (), {})
    return [route for route in found if str(route).startswith("/admin/") == admin]


def _walk(patterns: list[Any], before: tuple[tuple[str, str], ...], kinds: dict[str, str]) -> Iterator[Route]:
    for pattern in patterns:
        if not hasattr(pattern.pattern, "_route"):  # a regular expression: only Django's catch-all in the admin
            continue
        parts = before + tuple(_parts(str(pattern.pattern)))
        here = kinds | {name: _CONVERTERS[type(one)] for name, one in pattern.pattern.converters.items()}
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, parts, here)
        elif isinstance(pattern, URLPattern):
            yield Route(pattern.name or "", parts, here)


def _parts(route: str) -> Iterator[tuple[str, str]]:
    while "<" in route:
        text, _, rest = route.partition("<")
        parameter, _, route = rest.partition(">")
        yield "text", text
        yield "name", parameter.rpartition(":")[2]
    yield "text", route


def years() -> list[Route]:
    """The routes of one agency's year."""
    return [route for route in routes() if {"agency", "year"} <= route.kinds.keys()]


def plain() -> list[str]:
    """The public addresses without parameters, but for files and what is no page."""
    return [route.fill({}) for route in routes() if not route.kinds and route.name not in ("healthz", "display", "")]
