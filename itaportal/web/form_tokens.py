"""A token in every form of the staff's pages: a second press is not done again, and Back never meets a lost page.

Every form that posts carries Django's CSRF token; this puts its own beside it, so that no form can be forgotten. A form
that comes with its token

- is done once: a second press waits, and gets the first's answer with a sentence that says so;
- where it is answered with a page (refused, or a step on the way), is led on to an address that shows this page. The
  browser's history then has pages that can be fetched again, while an answer to POST cannot;
- where the session has ended, is kept, and offered when the same person has signed in.

A request without a token is handed on as it came.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.auth.signals import user_logged_out
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeData, mark_safe
from django.views.csrf import CSRF_FAILURE_TEMPLATE_NAME

from assessments.thai import format_date, thai_digits

from . import sent_forms
from .sent_forms import ANSWER, AS_TYPED, FIELD, SAVING, Claim, Differs, StillRunning, Token
from .sent_forms import State as S
from .typed import texts_of, typed_in

DONE_COOKIE = "form_done"  # tells the page's script which forms are saved, so that it forgets what was typed
_CSRF = re.compile(rb'(<input type="hidden" name="csrfmiddlewaretoken" value=")[^"]*(">)')
_TOKENLESS = re.compile(_CSRF.pattern + rb'(?!\s*<input type="hidden" name="form_token")')
_FILES_ENDED = "ท่านออกจากระบบไปแล้วก่อนที่จะบันทึก ข้อความที่กรอกยังอยู่ครบ ส่วนไฟล์ต้องเลือกใหม่ กรุณาเข้าสู่ระบบด้วยชื่อผู้ใช้เดิม"
_ENDED = "ท่านออกจากระบบไปแล้วก่อนที่จะบันทึก สิ่งที่กรอกยังอยู่ครบ กรุณาเข้าสู่ระบบด้วยชื่อผู้ใช้เดิม แล้วระบบจะนำกลับมาให้"


class FormTokens:
    """Middleware; stands inside authentication and messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._admin = reverse("admin:index")
        user_logged_out.connect(_forget, dispatch_uid="itaportal.sent_forms")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a form that was sent before; otherwise ask the view, and note its answer."""
        if not request.path_info.startswith(self._admin):
            return self.get_response(request)
        asked = _without_answer(request)
        if request.method == "POST":
            response = self._sent(request)
        elif asked is not None and request.user.is_authenticated:
            response = _shown(request, asked)
        else:
            if asked is not None:  # the page for signing in leads back to it
                _with_answer(request, asked)
            response = self.get_response(request)
        return _with_tokens(request, response)

    def _sent(self, request: HttpRequest) -> HttpResponse:
        token = Token.read(request.POST.get(FIELD, ""))
        if token is None:
            return self.get_response(request)
        if not request.user.is_authenticated:
            return _kept_till_signed_in(request, token, self.get_response(request))
        if token.person != request.user.pk:
            return self.get_response(request)
        try:
            claim = sent_forms.claim(token, sent_forms.digest_of(request))
        except StillRunning:
            return _kept(request, Token.new(token.person), reason="running", again=str(token))
        except Differs as differs:
            if request.FILES:  # cannot be kept, and is shown before anything is done
                return self.get_response(request)
            at = differs.first.answered_at or differs.first.sent_at
            first = {"at": at.isoformat(), "address": differs.first.address}
            return _kept(request, Token.new(token.person), reason="differs", **first)
        if isinstance(claim, Claim):
            request.form_claimed = True  # type: ignore[attr-defined]  # for the page of a failure (`typed`)
            return self._done(request, claim)
        return _repeated(request, claim)

    def _done(self, request: HttpRequest, claim: Claim) -> HttpResponse:
        person = request.user.pk
        try:
            response = self.get_response(request)
        except BaseException:
            claim.release()
            raise
        if request.user.pk != person:  # signed out: nothing of theirs is kept
            claim.release()
        elif response.status_code in (301, 302, 303):
            told = _told(request)
            claim.finish(state=S.DONE, address=response["Location"], notes={"told": told})
            if not any(level >= messages.ERROR for level, *_ in told):
                _say_done(request, response, claim.token)
            sent_forms.forget_old()
        elif response.status_code >= 500:
            # What the page of a failure offers to send again goes under its old token, which the browser knows it by.
            token = claim.token if claim.release() else Token.new(claim.token.person)
            response = _with_token(response, lambda: token)
        elif response.status_code == 403 and getattr(response, "csrf_failed", False):
            claim.release()
            return _kept(request, claim.token, reason="csrf") if _may_keep(request) else response
        elif response.status_code in (403, 404) and _may_keep(request):  # deleted, or no longer theirs to change
            claim.release()
            return _kept(request, Token.new(claim.token.person), reason="gone")
        elif _is_page(response) and claim.held and request.headers.get("Sec-Fetch-Dest", "document") != "empty":
            return _led_on(request, claim, response)
        else:
            claim.release()
        return response


def unconfirmed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose CSRF token does not fit; settings name this as Django's CSRF_FAILURE_VIEW.

    Who presses twice to sign in has signed in by the first press, which gave the browser another token.
    """
    if request.path == reverse("admin:login") and request.user.is_authenticated:
        there = request.POST.get("next", "")
        own = there.startswith("/") and url_has_allowed_host_and_scheme(there, allowed_hosts=None)
        return _see_other(there if own else reverse("admin:index"))
    context = {"typed": typed_in(request, again=False)}
    response = render(request, CSRF_FAILURE_TEMPLATE_NAME, context, status=403)
    response.csrf_failed = True  # type: ignore[attr-defined]  # the sign for the middleware that asks
    return response


# --- answers


def _led_on(request: HttpRequest, claim: Claim, response: HttpResponse) -> HttpResponse:
    """Lead on to an address that shows the page which a form was answered with."""
    body = zlib.compress(response.content)
    if len(body) > sent_forms.LARGEST:
        claim.release()
        return response
    # What a pop-up window answers after it has saved is a page too.
    saved = getattr(response, "template_name", "") == "admin/popup_response.html"
    there = _address(request, claim.token)
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    notes = {"headers": headers, "path": request.path, "told": []}
    if not claim.finish(state=S.DONE if saved else S.SHOWN, address=there, notes=notes, body=body):
        return response
    led = _see_other(there)
    led.cookies = response.cookies
    return led


def _repeated(request: HttpRequest, row: Any) -> HttpResponse:
    """The first press's answer, for a repeated one, with what really happened."""
    response = _see_other(row.address)
    if row.state == S.DONE and not row.body:
        told = row.notes["told"]
        waiting = {str(message) for message in getattr(messages.get_messages(request), "_loaded_messages", ())}
        saved = any(level == messages.SUCCESS for level, *_ in told) and "post" not in request.POST
        when, again = ("บันทึกแล้ว", "บันทึกซ้ำ") if saved else ("ทำรายการนี้แล้ว", "ทำซ้ำ")
        words = f"{when}เมื่อ{_time(row.answered_at or row.sent_at)} การกดครั้งที่สองไม่ได้{again}"
        for level, text, is_safe in told:
            if text not in waiting:
                messages.add_message(request, level, mark_safe(text) if is_safe else text)  # noqa: S308  # as it was
        messages.info(request, words)
        _say_done(request, response, Token(row.person, row.token))
    return response


def _shown(request: HttpRequest, text: str) -> HttpResponse:
    """The page that a form was answered with, or the offer of what was typed; the form itself where neither is kept."""
    token = Token.read(text)
    row = sent_forms.find(token) if token and token.person == request.user.pk else None
    if row is None or token is None:
        return HttpResponseRedirect(request.get_full_path())
    if row.state == S.DONE and not row.body:  # what was kept, and has been sent since
        return HttpResponseRedirect(row.address)
    if row.state == S.KEPT and row.address.partition("?")[0] == request.path:
        return _offered(request, token, row)
    if not row.body or row.notes.get("path") != request.path or not request.user.is_staff:
        return HttpResponseRedirect(request.get_full_path())
    page = zlib.decompress(bytes(row.body))
    csrf = get_token(request).encode()
    response = HttpResponse(_CSRF.sub(rb"\g<1>" + csrf + rb"\g<2>", page))
    for name, value in row.notes["headers"].items():
        response[name] = value
    return response


def _offered(request: HttpRequest, token: Token, row: Any) -> HttpResponse:
    """A page that has what was typed, with a button that sends it again."""
    fields = sent_forms.kept_fields(row)
    as_typed = next(iter(fields.get(AS_TYPED, [])), "")
    values = [(name, value) for name, values in fields.items() for value in values]
    at = row.notes.get("at")
    context = {
        **admin.site.each_context(request),
        "reason": row.notes["reason"],
        "address": row.address,
        "token": row.notes.get("again", str(token)),  # of a form that is still being done: its own
        "fields": values,
        "typed": [(name, value) for name, value in values if name not in SAVING],
        "as_typed": as_typed if re.fullmatch(r"_\w+", as_typed) else "",
        "texts": texts_of(values),
        "first_time": _time(datetime.fromisoformat(at)) if at else "",
        "first_address": row.notes.get("address", ""),
        "title": "สิ่งที่กรอกไว้ยังไม่ได้บันทึก",
    }
    return render(request, "admin/kept_form.html", context)


def _kept(request: HttpRequest, token: Token, **notes: Any) -> HttpResponse:
    """Keep what was sent, and lead on to the page that offers it."""
    fields = {name: values for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", FIELD)}
    token = sent_forms.keep(token, path=request.get_full_path(), fields=fields, notes=notes)
    return _see_other(_address(request, token))


def _kept_till_signed_in(request: HttpRequest, token: Token, response: HttpResponse) -> HttpResponse:
    """Where the page for signing in is the answer, have it lead back to what was typed."""
    login = urlsplit(response.get("Location", "")).path == reverse("admin:login")
    refused = response.status_code == 403 and getattr(response, "csrf_failed", False)
    files = bool(request.FILES)
    if not (login or refused) or not sent_forms.may_be_kept(request.POST):
        return response
    if files and not texts_of((name, value) for name, values in request.POST.lists() for value in values):
        return response
    _kept(request, token, reason="files" if files else "ended")
    messages.warning(request, _FILES_ENDED if files else _ENDED)
    query = QueryDict(mutable=True)
    query["next"] = _address(request, token)
    return _see_other(f"{reverse('admin:login')}?{query.urlencode(safe='/')}")


def _may_keep(request: HttpRequest) -> bool:
    return not request.FILES and sent_forms.may_be_kept(request.POST)


def _told(request: HttpRequest) -> list[tuple[int, str, bool]]:
    """The messages that the view has for the person: level, text, whether the text is HTML."""
    queued = getattr(messages.get_messages(request), "_queued_messages", ())
    return [(each.level, str(each.message), isinstance(each.message, SafeData)) for each in queued]


def _time(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"วันที่ {format_date(local.date())} เวลา {thai_digits(f'{local:%H.%M}')} น."


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303  # fetched with GET
    return response


def _say_done(request: HttpRequest, response: HttpResponse, token: Token) -> None:
    response.set_cookie(DONE_COOKIE, token.name, max_age=300, samesite="Lax", secure=request.is_secure())


def _is_page(response: HttpResponse) -> bool:
    """Whether it may be kept and shown again; what holds a password says `shown_once`."""
    html = not response.streaming and response.get("Content-Type", "").startswith("text/html")
    once = getattr(response, "shown_once", False)
    return html and response.status_code == 200 and "Content-Disposition" not in response and not once


# --- tokens and addresses


def _with_tokens(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give each form of a page a token of its own, but for one that sends again under the token it had."""
    html = not response.streaming and response.get("Content-Type", "").startswith("text/html")
    if html and b"csrfmiddlewaretoken" in response.content and request.user.is_authenticated:
        person = request.user.pk or 0
        return _with_token(response, lambda: Token.new(person))
    return response


def _with_token(response: HttpResponse, made: Callable[[], Token]) -> HttpResponse:
    if not response.streaming:
        response.content = _TOKENLESS.sub(lambda found: found[0] + _field(made()), response.content)
    return response


def _field(token: Token) -> bytes:
    return f'<input type="hidden" name="{FIELD}" value="{escape(str(token))}" autocomplete="off">'.encode()


def _without_answer(request: HttpRequest) -> str | None:
    """Take our own parameter out of the address, which the views do not know; return its value."""
    if ANSWER not in request.GET:
        return None
    query = request.GET.copy()
    (*_, text) = query.pop(ANSWER)
    _set_query(request, query)
    return str(text)


def _with_answer(request: HttpRequest, text: str) -> None:
    query = request.GET.copy()
    query[ANSWER] = text
    _set_query(request, query)


def _set_query(request: HttpRequest, query: QueryDict) -> None:
    request.META["QUERY_STRING"] = query.urlencode()
    request.GET = query  # type: ignore[assignment]  # Django calls it unchangeable; nobody has read it yet


def _address(request: HttpRequest, token: Token) -> str:
    query = request.GET.copy()
    query[ANSWER] = str(token)
    return f"{request.path}?{query.urlencode()}"


def _forget(sender: Any, user: Any, **_: Any) -> None:
    """Drop the forms of who signs out; that must not keep anybody from signing out."""
    try:
        if user is not None:
            sent_forms.forget(user.pk)
    except DatabaseError:  # pragma: no cover
        return
