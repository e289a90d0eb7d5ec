"""Serves the files of published versions as fast as static files, straight from their folder.

A published file never changes, so neither the database nor a view has to be asked: what lies in the folder is public,
and withdrawing a version removes it from there. WhiteNoise does the rest (ETag, 304, ranges).
"""

import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from itaportal.formats.types import CONTENT_TYPES

_ADDRESS = re.compile(
    r"/(?P<agency>[a-z][a-z0-9-]*)/(?P<year>2[0-9]{3})/(?P<folder>v[1-9][0-9]{0,4})/(?P<name>report\.pdf|report\.docx|data\.xlsx|data\.csv|data\.json)"
)
MAX_AGE = 300  # seconds; short, since a version may be withdrawn


class StaticAndPublishedFiles(WhiteNoiseMiddleware):
    """WhiteNoise for the portal's own static files, and the same for files of published versions."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a published file; hand everything else on."""
        address = _ADDRESS.fullmatch(request.path_info)
        if address is None:
            unpublished: HttpResponse = super().__call__(request)
            return unpublished
        path = Path(settings.PUBLISHED_ROOT, *address.group("agency", "year", "folder", "name"))
        try:
            stat = os.stat(path)
            response: HttpResponse = self.serve(_published_file(str(path), stat.st_mtime_ns, stat.st_size), request)
        except FileNotFoundError:  # never published, withdrawn, or withdrawn this very moment
            missing: HttpResponse = self.get_response(request)
            return missing
        response["X-Content-Type-Options"] = "nosniff"
        return response


@lru_cache(maxsize=1024)
def _published_file(path: str, mtime: int, size: int) -> StaticFile:
    """The ready-made headers of one file; a file that was drawn again has another time and is looked at afresh."""
    agency, year, folder, name = Path(path).parts[-4:]
    stem, suffix = name.split(".")
    headers = [
        ("Content-Type", CONTENT_TYPES[name]),
        ("Cache-Control", f"public, max-age={MAX_AGE}"),
        ("Content-Disposition", f'inline; filename="{quote(f"{agency}-{year}-{folder}-{stem}.{suffix}")}"'),
    ]
    return StaticFile(path, headers)
