"""What was typed into a form that could not be done, given back on the page that says so.

Without database and session, which may be what fails. A button that sends it again is offered only to whoever sent it
from a page of the portal: otherwise a page elsewhere could have its own form sent by a person who means to try again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.shortcuts import render

from .sent_forms import AS_TYPED, FIELD, may_be_kept

_NO_TEXT = frozenset({"based_on", AS_TYPED})  # fields that nobody types
_A_TEXT = 8  # characters: shorter ones are figures and choices


@dataclass(frozen=True)
class Typed:
    """What stood in a form: texts to read and copy and, where `again`, all that sending it again takes."""

    texts: list[str]
    files: bool = False  # files cannot be given back: they are chosen anew
    again: bool = False
    address: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    csrf: str = ""


def texts_of(fields: Iterable[tuple[str, str]]) -> list[str]:
    """Which of a form's values are texts that somebody would be sorry for."""
    return [value for name, value in fields if name not in _NO_TEXT and len(value) >= _A_TEXT]


def typed_in(request: HttpRequest, *, again: bool) -> Typed | None:
    """What the request's form held; None where there is nothing to give back, or a password among it.

    `again` asks for what sends it again; it is refused to forms that hold files, and to those from elsewhere.
    """
    if request.method != "POST":
        return None
    try:
        sent, files = request.POST, bool(request.FILES)
    except Exception:  # it could not even be read: what is wrong with it is being answered already
        return None
    if not may_be_kept(sent) or not _is_from_here(request):
        return None
    fields = [(name, value) for name, values in sent.lists() if name != "csrfmiddlewaretoken" for value in values]
    texts = texts_of(pair for pair in fields if pair[0] != FIELD)
    if not fields:
        return None
    if not again or files or not _is_confirmed(request):
        return Typed(texts, files=files) if texts else None
    if getattr(request, "form_claimed", False):  # its token is noted as taken: the page gets another
        fields = [pair for pair in fields if pair[0] != FIELD]
    else:  # beside the CSRF token, where tokens of pages stand
        fields.sort(key=lambda pair: pair[0] != FIELD)
    return Typed(texts, again=True, address=request.get_full_path(), fields=fields, csrf=get_token(request))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of what somebody may not do, with what they had typed; itaportal/urls.py names it as handler403."""
    return render(request, "403.html", {"typed": typed_in(request, again=False)}, status=403)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of the portal sent it. An old one says nothing."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


class _Confirm(CsrfViewMiddleware):
    """Django's check, which gives its reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _is_confirmed(request: HttpRequest) -> bool:
    """Whether the form carries the CSRF token of this browser."""
    return _Confirm(_nothing).process_view(request, _nothing, (), {}) is None
