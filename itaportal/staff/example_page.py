"""The admin's page that takes a shipped example out: what would go, then the button."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from itaportal.setup.removal import may_remove, planned_removal, remove_example


def example_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what goes with an example; on POST, remove it. What appeared meanwhile is shown before it goes."""
    if not may_remove(request.user):
        raise PermissionDenied
    problems: list[str] = []
    if request.method == "POST":
        try:
            done = remove_example(slug=slug, by=request.user, shown=request.POST.get("shown") or "-")  # type: ignore[arg-type]  # signed in
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, f"นำข้อมูลตัวอย่าง {done.agency.name} ออกแล้ว และจะไม่นำเข้าอีกเมื่อเริ่มระบบครั้งถัดไป")
            return redirect("admin:index")
    try:
        removal = planned_removal(slug)
    except ValidationError as error:
        if not problems:
            raise Http404(error.messages[0]) from None
        return redirect("admin:index")
    context = {
        **admin.site.each_context(request),
        "title": "นำข้อมูลตัวอย่างออก",
        "subtitle": removal.agency.label,
        "removal": removal,
        "problems": problems,
    }
    return TemplateResponse(request, "admin/example.html", context)
