"""Answers a request that met a published version whose data this release of the portal cannot read whole.

As after going back to an older release: the versions stay in the database, and their files in their folders.
"""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from itaportal.report.snapshot import SnapshotError

logger = logging.getLogger(__name__)


class UnreadableVersions:
    """Shows a page that says so instead of the one that a view could not make."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 for such a version; None leaves any other failure to Django."""
        if not isinstance(exception, SnapshotError):
            return None
        logger.error("%s: %s", request.path, exception)
        return render(request, "report/unreadable.html", {"reason": str(exception)}, status=503)
