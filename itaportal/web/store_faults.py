"""The answer to a request that ended in a failure: 503 where the store failed, 500 where the program did.

Django calls `server_error` (`handler500`) for every exception that nobody answered, in whichever middleware or view it
arose. A page here takes no database, no session and no context processors: they may be what fails. For the same
reason the connection is thrown away, so that a thread is whole again as soon as the database is.
"""

from __future__ import annotations

import json
import logging
import sys

from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseServerError

from assessments import importjobs, storefaults
from assessments.storefaults import Kind
from assessments.thai import thai_digits

from . import stored, typed
from .request_ids import standing_alone, unavailable
from .stored import Stored

logger = logging.getLogger(__name__)

_ADMIN, _API, _LOGIN = "/admin/", "/api/v1/", "/admin/login/"


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer the request whose exception is being handled; itaportal/urls.py names this as handler500."""
    error = sys.exc_info()[1]
    kind = storefaults.kind_of(error) if error is not None else None
    outcome = stored.outcome(error, rolled_back=kind is not None and kind.refuses)
    if error is None or kind is None:
        context = {"stored": outcome, "typed": _typed(request, outcome)}
        return HttpResponseServerError(standing_alone("500.html", request, **context))
    _throw_connections_away()
    if not getattr(request, "store_fault", False):  # one line, although it may fail again on its way out
        level = logging.WARNING if kind.passes else logging.ERROR
        logger.log(level, "%s %s: %s: %s", request.method, request.path, kind, storefaults.detail(error))
    request.store_fault = True  # type: ignore[attr-defined]  # asked just above
    response = _json(kind, outcome) if request.path_info.startswith(_API) else _page(request, kind, outcome)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would add a traceback to the line
    return response


def _page(request: HttpRequest, kind: Kind, outcome: Stored) -> HttpResponse:
    asked, login = request.method in ("GET", "HEAD"), request.path_info == _LOGIN
    if login and not asked:
        heading = "ยังเข้าสู่ระบบไม่ได้"
    elif asked:
        heading = "ยังเปิดหน้านี้ไม่ได้"
    else:
        heading = {
            Stored.NOTHING: "ยังไม่ได้บันทึก",
            Stored.SOMETHING: "ทำรายการนี้ไม่ครบ",
            Stored.UNKNOWN: "ยังไม่ทราบว่าบันทึกแล้วหรือไม่",
        }[outcome]
    return unavailable(
        request,
        heading,
        _import_under_way() or kind.words if kind is Kind.LOCKED else kind.words,
        retry_after=kind.retry_after,
        advice="" if kind.passes else "หากยังพบปัญหา กรุณาแจ้งผู้ดูแลเครื่องแม่ข่ายพร้อมรหัสอ้างอิงด้านล่าง",
        stored="" if asked or login else outcome,
        typed=_typed(request, outcome),
        login=login,
        there=request.get_full_path() if asked else "",
    )


def _import_under_way() -> str:
    """What is said where a file is being imported; its progress is in a file, for a time when the database is held."""
    found = importjobs.under_way_for_anyone()
    if found is None:
        return ""
    done, of = found
    so_far = f" เสร็จแล้วร้อยละ {thai_digits(100 * done // of)}" if of else ""
    return f"ขณะนี้ระบบกำลังนำเข้าไฟล์{so_far} จึงต้องรอให้นำเข้าเสร็จก่อน"


def _json(kind: Kind, outcome: Stored) -> HttpResponse:
    """The error of the JSON interface (`api.schemas.ERROR`)."""
    words = {"message_th": f"{kind.words} กรุณาลองใหม่", "message_en": "Temporarily unavailable; please try again."}
    content = {"error": {"code": "unavailable", "parameter": None, **words}}
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False, indent=1), status=503, content_type="application/json; charset=utf-8"
    )
    response["Retry-After"] = str(kind.retry_after)
    response["Cache-Control"] = "no-store"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _typed(request: HttpRequest, outcome: Stored) -> typed.Typed | None:
    """What was typed into a form of the staff's pages; sent again only where that cannot do the work twice unseen."""
    if not request.path_info.startswith(_ADMIN):
        return None
    return typed.typed_in(request, again=outcome is not Stored.SOMETHING)


def _throw_connections_away() -> None:
    """Close what this thread holds: a file that was opened read-only or a server that is gone stays so otherwise."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
