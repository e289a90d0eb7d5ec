"""The admin's page of files: where to import, templates to fill in, and exports of one's own agencies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from assessments.models import Agency, Assessment
from assessments.policies import can_view_drafts, own_agencies
from assessments.thai import thai_digits
from itaportal.audit.exports import note_export
from itaportal.exporting.tables import KINDS, TableKind, csv_chunks, json_chunks
from itaportal.exporting.workbooks import export_workbook, measure_template, score_template, wide_template

from .file_forms import EVERYTHING, ExportForm, ManyForm, TemplateForm, own_assessments

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STREAMS = {"csv": (csv_chunks, "text/csv; charset=utf-8"), "json": (json_chunks, "application/json")}
_TITLES = {name: kind.sheet for name, kind in KINDS.items()} | {EVERYTHING: "ข้อมูลทั้งหมด"}


def files_page(request: HttpRequest) -> HttpResponseBase:
    """Show the page, or answer the file that one of its buttons asks for; what is wrong is said on the page."""
    if not can_view_drafts(request.user):
        raise PermissionDenied
    agencies = Agency.objects.filter(own_agencies(request.user)).distinct()
    asked = request.GET
    one = TemplateForm(asked if "template" in asked else None, agencies=agencies, prefix=None, auto_id="one_%s")
    many = ManyForm(asked if "many" in asked else None, agencies=agencies, auto_id="many_%s")
    export = ExportForm(
        asked if "export" in asked else None, assessments=own_assessments(agencies), auto_id="export_%s"
    )
    answer = _template(one, asked.get("template", "")) if one.is_valid() else None
    if many.is_valid():
        answer = _many(many)
    if export.is_valid():
        answer = _export(export)
        suffix = export.suffix
        note_export(table=_TITLES[export.kind], form=suffix, assessments=export.chosen(), by=request.user)  # type: ignore[arg-type]  # signed in
    return answer or _page(request, agencies.count(), one, many, export)


def _template(form: TemplateForm, kind: str) -> HttpResponseBase | None:
    """The template of one agency and year; None, with the reason on the form, where there can be none."""
    agency, year = form.cleaned_data["agency"], form.cleaned_data["year"]
    if kind == "scores":
        name = f"แม่แบบคะแนน {agency.short_label} ปี {thai_digits(year)}.xlsx"
        return _attachment([score_template(agency, year)], XLSX, name, f"scores-{agency.slug}-{year}.xlsx")
    assessment = Assessment.objects.with_scores().filter(agency=agency, fiscal_year=year).first()
    if assessment is None:
        form.add_error("year", f"หน่วยงานยังไม่มีผลการประเมินปี {thai_digits(year)} กรุณาบันทึกหรือนำเข้าคะแนนก่อน")
        return None
    if assessment.criteria.overall_only:
        form.add_error("year", f"ปี {thai_digits(year)} เก็บเฉพาะคะแนนภาพรวม จึงไม่มีมาตรการรายตัวชี้วัด")
        return None
    name = f"แม่แบบมาตรการ {agency.short_label} ปี {thai_digits(year + 1)}.xlsx"
    return _attachment([measure_template(assessment)], XLSX, name, f"measures-{agency.slug}-{year + 1}.xlsx")


def _many(form: ManyForm) -> HttpResponseBase:
    """The template of many agencies and years."""
    content = wide_template(list(form.agencies()), sorted(form.cleaned_data["years"]))
    place = form.cleaned_data["province"] or "ทุกหน่วยงาน"
    return _attachment([content], XLSX, f"แม่แบบคะแนน {place}.xlsx", "scores-many.xlsx")


def _export(form: ExportForm) -> HttpResponseBase:
    """A table as a workbook, or streamed as CSV or JSON."""
    kind, suffix, chosen = form.kind, form.suffix, form.chosen()
    year = form.cleaned_data["year"]
    words = [_TITLES[kind], form.cleaned_data["province"], f"ปี {thai_digits(year)}" if year else ""]
    name = f"{' '.join(filter(None, words))}.{suffix}"
    plain = f"ita-{kind}{f'-{year}' if year else ''}.{suffix}"
    if suffix == "xlsx":
        kinds: list[TableKind] = list(KINDS.values()) if kind == EVERYTHING else [KINDS[kind]]
        return _attachment([export_workbook(chosen, kinds)], XLSX, name, plain)
    chunks, content_type = _STREAMS[suffix]
    return _attachment(chunks(KINDS[kind], chosen), content_type, name, plain)


def _attachment(content: Iterator[bytes] | list[bytes], content_type: str, name: str, plain: str) -> HttpResponseBase:
    """A download under a Thai name, with a plain one for old readers (RFC 6266, 5987)."""
    response = (
        HttpResponse(content[0], content_type=content_type)
        if isinstance(content, list)
        else StreamingHttpResponse(content, content_type=content_type)
    )
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return response


def _page(request: HttpRequest, agencies: int, one: TemplateForm, many: ManyForm, export: ExportForm) -> HttpResponse:
    forms_ = [form for form in (one, many, export) if form.is_bound]
    problems: list[dict[str, Any]] = [
        {"target": field.auto_id, "label": field.label, "message": message}
        for form in forms_
        for field in form
        for message in field.errors
    ] + [{"target": "", "label": "", "message": message} for form in forms_ for message in form.non_field_errors()]
    context = {
        **admin.site.each_context(request),
        "title": "นำเข้าและส่งออกข้อมูล",
        "one": one,
        "many": many,
        "export": export,
        "problems": problems,
        "agencies": agencies,
        "kinds": KINDS.values(),
        "may_import": request.user.has_perm("assessments.change_assessment"),
    }
    return TemplateResponse(request, "admin/files.html", context)
