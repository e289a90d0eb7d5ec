"""A short id for each request: in every log line that it causes, in the answer's headers, on the page of a failure.

Somebody who reports a failure reads it off the page; whoever runs the portal finds the lines by it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template import loader

from assessments.thai import thai_digits

HEADER = "X-Request-ID"
NONE = "-"  # what a line says that no request caused: a command's, or one of a start
# Letters alone, without i, l and o: it is read off a page and said on the telephone. 7.8e10 of them.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_current: ContextVar[str] = ContextVar("request_id", default=NONE)


class RequestIds:
    """Middleware; stands outside all others. An id that somebody sends along is not taken: it would be theirs to forge.

    The id stays with its thread until the thread's next request: a streamed answer, and gunicorn's own line about the
    request, come after this has returned.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the request its id, and the answer a header with it."""
        made = "".join(secrets.choice(_LETTERS) for _ in range(8))
        _current.set(made)
        request.request_id = made  # type: ignore[attr-defined]  # for templates, and for lines about it elsewhere
        response = self.get_response(request)
        response[HEADER] = made
        return response


class RequestIdFilter(logging.Filter):
    """Gives each log line the id of the request that caused it, as `request_id`."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through."""
        # Django names the request in lines that it writes about it.
        record.request_id = getattr(getattr(record, "request", None), "request_id", None) or _current.get()
        return True


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a request that cannot be read, with the id."""
    return HttpResponseBadRequest(standing_alone("400.html", request))


def unavailable(request: HttpRequest, title: str, text: str, *, retry_after: int, **more: object) -> HttpResponse:
    """A page that says why there is no answer now, 503; `retry_after` is in seconds. Not to be kept by anyone.

    `more` is what a failed save adds (`web.store_faults`).
    """
    content = standing_alone("503.html", request, title=title, text=text, again=_in_words(retry_after), **more)
    headers = {"Retry-After": str(retry_after), "Cache-Control": "no-store"}
    return HttpResponse(content, status=503, headers=headers)


def standing_alone(template: str, request: HttpRequest, **context: object) -> str:
    """A page without what stands around others, as context processors give: drawn when anything may be broken."""
    return loader.get_template(template).render({"request_id": getattr(request, "request_id", "")} | context)


def _in_words(seconds: int) -> str:
    return f"{thai_digits(seconds // 60)} นาที" if seconds >= 60 else f"{thai_digits(seconds)} วินาที"
