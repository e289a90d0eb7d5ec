"""The admin's page that says where the public opens the portal, which documents print."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from itaportal.models import SiteAddress
from itaportal.publishing.addresses import may_set_site_url, set_site_url
from itaportal.site_address import LONGEST


def site_address_page(request: HttpRequest) -> HttpResponse:
    """Show the address that documents print; on POST, keep another. What is refused stands in the field as typed."""
    if not may_set_site_url(request.user):
        raise PermissionDenied
    said = SiteAddress.objects.first()
    typed, problems = said.url if said else "", []
    if request.method == "POST":
        typed = request.POST.get("url", "")
        try:
            set_site_url(url=typed, by=request.user)  # type: ignore[arg-type]  # signed in
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, "บันทึกที่อยู่เว็บแล้ว ใช้กับฉบับที่เผยแพร่ตั้งแต่นี้ไป")
            return redirect("admin:site_address")
    context = {
        **admin.site.each_context(request),
        "title": "ที่อยู่เว็บในเอกสาร",
        "typed": typed,
        "problems": problems,
        "said": said,
        "setting": settings.SITE_URL,
        "longest": LONGEST,
    }
    return TemplateResponse(request, "admin/site_address.html", context)
