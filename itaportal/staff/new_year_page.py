"""The admin's page that starts the next fiscal year: what would be done, then the button that does it."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from assessments.admin.base import own_year
from assessments.policies import can_edit, can_view_drafts
from assessments.thai import thai_digits

from .new_year import next_year, start_next_year

MEANWHILE = "มีผู้อื่นเริ่มปีเดียวกันพร้อมกัน กรุณาเปิดรายการนั้นแล้วแก้ไข"


def new_year_page(request: HttpRequest, assessment: int) -> HttpResponse:
    """Show what starting the next year would do; on POST, do it. Why it cannot be done is said on the page."""
    if not can_view_drafts(request.user):
        raise PermissionDenied
    found = own_year(request.user, assessment)
    if not (can_edit(request.user, found.agency) and request.user.has_perm("assessments.add_assessment")):
        raise PermissionDenied
    refusal, plan = "", None
    try:
        if request.method == "POST":
            created = start_next_year(assessment=found, by=request.user)  # type: ignore[arg-type]  # who may edit has an account
            messages.success(
                request, f"เริ่มปีงบประมาณ พ.ศ. {thai_digits(created.fiscal_year)} แล้ว กรุณากรอกคะแนนเมื่อมีการประกาศผล"
            )
            return redirect("admin:assessments_assessment_change", created.pk)
        plan = next_year(found)
    except ValidationError as error:
        refusal = " ".join(error.messages)
    except IntegrityError:
        refusal = MEANWHILE
    year = thai_digits(found.fiscal_year + 1)
    context = {
        **admin.site.each_context(request),
        "title": f"เริ่มปีงบประมาณ พ.ศ. {year}",
        "subtitle": str(found),
        "assessment": found,
        "next": plan,
        "refusal": refusal,
    }
    return TemplateResponse(request, "admin/new_year.html", context)
