"""Serves the files of published versions as fast as static files, straight from their folder.

A published file never changes, so neither the database nor a view has to be asked: what lies in the folder is public,
and withdrawing a version removes it from there. WhiteNoise does the rest (ETag, 304, ranges).
"""

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from itaportal.formats.types import CONTENT_TYPES
from itaportal.publishing.kinds import KINDS

MAX_AGE = 300  # seconds; short, since a version may be withdrawn


class StaticAndPublishedFiles(WhiteNoiseMiddleware):
    """WhiteNoise for the portal's own static files, and the same for files of published versions."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._kinds = {kind.address: kind for kind in KINDS.values()}
        self._address = re.compile(
            r"/(?P<agency>[a-z][a-z0-9-]*)/(?P<year>2[0-9]{3})/"
            rf"(?P<kind>{'|'.join(map(re.escape, self._kinds))})"
            r"(?P<folder>v[1-9][0-9]{0,4})/(?P<name>[a-z]+\.[a-z]+)"
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a published file; hand everything else on."""
        address = self._address.fullmatch(request.path_info)
        if address is None:
            unpublished: HttpResponse = super().__call__(request)
            return unpublished
        published = self._published(address, request)
        return self.get_response(request) if published is None else published

    def _published(self, address: re.Match[str], request: HttpRequest) -> HttpResponse | None:
        """The file at a version's address; None where the view has to say why there is none."""
        kind, name = self._kinds[address["kind"]], address["name"]
        if name not in kind.renderers:
            return None
        agency, year, folder = address.group("agency", "year", "folder")
        path = Path(settings.PUBLISHED_ROOT, agency, year, kind.folder, folder, name)
        saved_as = kind.plain_name(agency, int(year), f"-{folder}-{name}")
        try:
            stat = os.stat(path)
            response: HttpResponse = self.serve(
                _published_file(str(path), saved_as, stat.st_mtime_ns, stat.st_size), request
            )
        except OSError:  # never published, withdrawn, withdrawn this very moment, or not readable
            return None
        response["X-Content-Type-Options"] = "nosniff"
        return response


@lru_cache(maxsize=1024)
def _published_file(path: str, saved_as: str, mtime: int, size: int) -> StaticFile:
    """The ready-made headers of one file; a file that was drawn again has another time and is looked at afresh."""
    headers = [
        ("Content-Type", CONTENT_TYPES[Path(path).name]),
        ("Cache-Control", f"public, max-age={MAX_AGE}"),
        ("Content-Disposition", f'inline; filename="{quote(saved_as)}"'),
    ]
    return StaticFile(path, headers)
