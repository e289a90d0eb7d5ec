"""The page of the open data and the files of each year."""

from __future__ import annotations

import os
from functools import partial
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import http_date

from assessments.thai import thai_digits
from itaportal.publishing.country import overview
from itaportal.web import bounds

from . import schemas
from .licence import licence
from .tables import TABLES
from .year_files import FORMS, BusyError
from .year_files import year_file as finished

MEANINGS = (
    ("results", "ผลการประเมิน", "หนึ่งแถวต่อหน่วยงาน คะแนนภาพรวม ระดับ และคะแนนรายเครื่องมือ", schemas.RESULT),
    ("scores", "คะแนนตัวชี้วัด", "หนึ่งแถวต่อตัวชี้วัด พร้อมเป้าหมาย ข้อสรุป และบทวิเคราะห์", schemas.SCORE_OBJECT),
    ("measures", "มาตรการ", "หนึ่งแถวต่อมาตรการที่จัดทำจากผลการประเมินของปีนั้น เพื่อดำเนินการในปีถัดไป", schemas.MEASURE),
)


def open_data(request: HttpRequest) -> HttpResponse:
    """What can be downloaded, on which terms, and what the columns mean."""
    seen = overview()
    context = {
        "here": "open-data",
        "years": seen.years,
        "updated_at": seen.updated_at,
        "any_sample": seen.any_sample,
        "tables": [
            {"name": name, "heading": heading, "meaning": meaning, "columns": TABLES[name].columns, "schema": schema}
            for name, heading, meaning, schema in MEANINGS
        ],
        "forms": tuple(FORMS),
        "licence": licence(),
    }
    return render(request, "api/open_data.html", context)


def year_file(request: HttpRequest, year: int, table: str, form: str) -> HttpResponseBase:
    """One table of one year as a file; 404 for a year without published results."""
    seen = overview()
    if year not in seen.years or table not in TABLES or form not in FORMS:
        raise Http404("ไม่มีไฟล์ข้อมูลนี้")
    try:
        content = finished(year, table, form, partial(bounds.drawing, request)).open("rb")
    except (BusyError, FileNotFoundError):  # another process has just cleared it away for newer data
        busy = render(request, "api/busy.html", status=503)
        busy["Retry-After"] = "30"
        return busy
    response = FileResponse(content, content_type=FORMS[form])
    thai = f"{TABLES[table].sheet} ITA ปี {thai_digits(year)}.{form}"
    plain = f"ita-{table}-{year}.{form}"
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(thai, safe='')}"
    response["Access-Control-Allow-Origin"] = "*"
    terms = licence()["url"] or request.build_absolute_uri(reverse("open-data"))
    response["Link"] = (
        f'<{terms}>; rel="license", <{request.build_absolute_uri(reverse("api-docs"))}>; rel="describedby"'
    )
    response["Last-Modified"] = http_date(os.fstat(content.fileno()).st_mtime)
    return response
