"""Serves the files of published versions as fast as static files, straight from their folder.

A published file never changes, so neither the database nor a view has to be asked: what lies in the folder is public,
and withdrawing a version removes it from there. WhiteNoise makes the headers; what a request may ask of them is in
`conditions.py`.
"""

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import NOT_ALLOWED_RESPONSE, Response, SlicedFile, StaticFile

from itaportal.formats.types import CONTENT_TYPES
from itaportal.publishing.kinds import KINDS

from .conditions import UNSATISFIABLE, byte_range, precondition

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


class PublishedFile(StaticFile):
    """A file and its ready-made headers. WhiteNoise itself refuses ranges of one byte and reads no list of tags."""

    def __init__(self, path: str, headers: list[tuple[str, str]], modified: int, size: int) -> None:
        super().__init__(path, headers)
        self.modified, self.size = modified, size

    def get_response(self, method: str | None, asked: Mapping[str, Any]) -> Response:
        """Answer a request, whose headers `asked` holds as WSGI names them. Raises OSError where the file is gone."""
        if method not in ("GET", "HEAD"):
            return NOT_ALLOWED_RESPONSE
        status = precondition(asked, self.etag, self.modified)
        if status == HTTPStatus.NOT_MODIFIED:
            return self.not_modified_response
        if status == HTTPStatus.PRECONDITION_FAILED:
            return Response(HTTPStatus.PRECONDITION_FAILED, [], None)
        path, headers = self.get_path_and_headers(asked)
        if method == "HEAD":  # a range is defined for GET alone
            return Response(HTTPStatus.OK, headers, None)
        part = byte_range(asked, self.size, self.etag, self.modified)
        if part == UNSATISFIABLE:
            return self.get_range_not_satisfiable_response(None, self.size)
        file = open(path, "rb")  # noqa: SIM115  # closed with the answer
        if part is None:
            return Response(HTTPStatus.OK, headers, file)
        first, last = part
        headers = [each for each in headers if each[0] != "Content-Length"]
        headers += [("Content-Range", f"bytes {first}-{last}/{self.size}"), ("Content-Length", str(last - first + 1))]
        return Response(HTTPStatus.PARTIAL_CONTENT, headers, SlicedFile(file, first, last))


@lru_cache(maxsize=1024)
def _published_file(path: str, saved_as: str, mtime: int, size: int) -> PublishedFile:
    """The ready-made headers of one file; a file that was drawn again has another time and is looked at afresh."""
    headers = [
        ("Content-Type", CONTENT_TYPES[Path(path).name]),
        ("Cache-Control", f"public, max-age={MAX_AGE}"),
        ("Accept-Ranges", "bytes"),
        ("ETag", f'"{mtime:x}-{size:x}"'),
        ("Content-Disposition", f'inline; filename="{quote(saved_as)}"'),
    ]
    return PublishedFile(path, headers, mtime // 1_000_000_000, size)
