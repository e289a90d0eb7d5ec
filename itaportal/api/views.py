"""The JSON interface: GET, HEAD and OPTIONS, for everyone and from every site; errors are JSON in Thai and English."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.views.decorators.csrf import csrf_exempt

from assessments import storefaults
from itaportal.publishing.country import overview

from . import parameters, schemas
from .endpoints import ENDPOINTS, Endpoint, Gone
from .licence import licence
from .openapi import document, server_path
from .parameters import InvalidParameterError

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
_METHODS = "GET, HEAD, OPTIONS"
_BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}


def _json(data: Any, status: int = 200) -> HttpResponse:
    content = json.dumps(data, ensure_ascii=False, indent=1)
    return HttpResponse(content, status=status, content_type="application/json; charset=utf-8")


def _error(status: int, code: str, thai: str, english: str, parameter: str | None = None) -> HttpResponse:
    detail = {"code": code, "parameter": parameter, "message_th": thai, "message_en": english}
    return _json(schemas.ERROR.plain({"error": detail}), status)


def _not_found() -> HttpResponse:
    return _error(404, "not_found", "ไม่มีข้อมูลที่เผยแพร่ตามที่อยู่เว็บนี้", "Nothing published under this address.")


def open_to_all(view: View) -> View:
    """Make a function an open-data view: methods, cross-origin reading, errors as JSON.

    Nothing here reads cookies or writes, so the check against forged requests would only stand before the 405.
    """

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = _METHODS
            response["Access-Control-Allow-Headers"] = "Accept, If-None-Match, If-Modified-Since"
            response["Access-Control-Max-Age"] = "86400"
            response["Allow"] = _METHODS
        elif request.method not in ("GET", "HEAD"):
            response = _error(405, "method_not_allowed", "ข้อมูลนี้อ่านได้อย่างเดียว", "This interface is read-only.")
            response["Allow"] = _METHODS
        else:
            response = _answered(view, request, kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link, Last-Modified"
        return response

    return opened


def _answered(view: View, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, **kwargs)
    except InvalidParameterError as error:
        thai = f"ค่าของ {error.name} ไม่ถูกต้อง ต้องเป็น{error.thai}"
        english = f"The value of {error.name} is not valid; it must be {error.english}."
        return _error(404, "invalid_parameter", thai, english, error.name)
    except Gone:
        return _error(410, "gone", "หน่วยงานถอนรายงานฉบับนี้แล้ว", "This version was withdrawn.")
    except Exception as error:
        if storefaults.kind_of(error):  # answered for every page in one place (`web.store_faults`), here as JSON
            raise
        logger.exception("open data: %s", request.path)
        return _error(500, "server_error", "ระบบขัดข้องชั่วคราว กรุณาลองใหม่", "A temporary failure; please try again.")


@open_to_all
def index(request: HttpRequest) -> HttpResponse:
    """What there is, and where."""
    return _json(
        {
            "resources": {
                endpoint.name: request.build_absolute_uri(reverse("api:list", args=[endpoint.name]))
                for endpoint in ENDPOINTS
            },
            "openapi": request.build_absolute_uri(reverse("api:openapi")),
            "documentation": request.build_absolute_uri(reverse("api-docs")),
            "files": request.build_absolute_uri(reverse("open-data")),
            "licence": schemas.LICENCE.plain(licence()),
        }
    )


@open_to_all
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return _json(document(request.build_absolute_uri(server_path())))


@open_to_all
def missing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address under the interface; one that lacks its last stroke leads on."""
    with_slash = f"{request.path}/"
    if not rest.endswith("/") and resolve(with_slash).url_name:
        query = request.META.get("QUERY_STRING", "")
        return redirect(with_slash + (f"?{query}" if query else ""), permanent=True)
    return _not_found()


@open_to_all
def list_page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of a list."""
    endpoint = _BY_NAME.get(name)
    if endpoint is None:
        return _not_found()
    values = parameters.read_parameters(request.GET, endpoint.parameters)
    page = endpoint.page(values, request.build_absolute_uri)
    here = request.build_absolute_uri(reverse("api:list", args=[name]))

    def address(**changed: Any) -> str:
        used = {**values, **changed}
        query = urlencode([(each.name, used[each.name]) for each in endpoint.parameters if each.name in used])
        return f"{here}?{query}" if query else here

    following = address(after=page.after) if page.after else None
    answer = {
        "data": page.rows,
        "links": _links(request, address(), following),
        "licence": licence(),
        "updated_at": overview().updated_at,
    }
    return _json(endpoint.list_schema.plain(answer))


def one(endpoint: Endpoint) -> View:
    """The view of a resource's single objects."""

    @open_to_all
    def one_object(request: HttpRequest, **path: Any) -> HttpResponse:
        row = endpoint.one(path, request.build_absolute_uri)
        if row is None:
            return _not_found()
        answer = {
            "data": row,
            "links": _links(request, row["api_url"], None),
            "licence": licence(),
            "updated_at": row.get("updated_at") or row.get("published_at") or overview().updated_at,
        }
        return _json(endpoint.one_schema.plain(answer))

    return one_object


def _links(request: HttpRequest, own: str, following: str | None) -> dict[str, Any]:
    documentation = request.build_absolute_uri(reverse("api-docs"))
    return {"self": own, "next": following, "documentation": documentation}


def docs(request: HttpRequest) -> HttpResponse:
    """The readable page, drawn from the declarations as the answers are."""
    lists = [
        (endpoint, request.build_absolute_uri(reverse("api:list", args=[endpoint.name]))) for endpoint in ENDPOINTS
    ]
    context = {
        "endpoints": lists,
        "envelope": schemas.envelope(ENDPOINTS[0].schema, many=True),
        "parts": (schemas.CRITERIA, schemas.TOOL_RESULT, schemas.PART, schemas.FILE),
        "error": schemas.ERROR_DETAIL,
        "licence": licence(),
        "index": request.build_absolute_uri(reverse("api:index")),
        "example": request.build_absolute_uri(reverse("api:list", args=["assessments"])) + "?fiscal_year=2568&limit=2",
    }
    return render(request, "api/docs.html", context)
