"""Import of long files in the admin: read and saved beside the request, on a page that shows how far it is.

A file of a province or the country takes longer than a web server waits for an answer. What is read, judged and
written is the same as for a short one, by the same resource, in one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse

from .. import importjobs
from ..authorship import importing_from
from ..generics import M, ModelAdmin
from ..importjobs import Busy, Job, Stage
from ..resources import CHANGED_SINCE, FILE_GONE, FileImportMixin, FileResource, ImportResult, answers
from ..thai import thai_digits
from ..uploads import Upload, UploadStorage

ANOTHER_PREVIEW = "ยังไม่ได้บันทึก เพราะหน้าที่ท่านยืนยันแสดงผลการตรวจครั้งก่อน กรุณาตรวจรายการล่าสุดแล้วยืนยันอีกครั้ง"
_NAME = re.compile(r"[0-9a-f]{32}")
TITLES = {
    Stage.READING: "กำลังอ่านไฟล์",
    Stage.READ: "ตรวจก่อนบันทึก",
    Stage.SAVING: "กำลังบันทึก",
    Stage.REFUSED: "นำเข้าไม่สำเร็จ",
}


class LongFileImportMixin(FileImportMixin, ModelAdmin[M]):
    """For a ModelAdmin, in place of `FileImportMixin`: files above `IMPORT_LONG_FILE` bytes become jobs."""

    def get_urls(self) -> list[Any]:
        """Add the page of a job."""
        name = "{}_{}_import_job".format(*self.get_model_info())
        view = self.admin_site.admin_view(self.job_view)
        return [path("import/<str:name>/", view, name=name), *super().get_urls()]

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """First step; a long file goes on as a job."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            form = self.create_import_form(request)
            if form.is_valid() and form.cleaned_data["import_file"].size > settings.IMPORT_LONG_FILE:
                return self._start_job(request, form)
        answer = super().import_action(request, **kwargs)
        if hasattr(answer, "context_data"):
            answer.context_data["under_way"] = importjobs.under_way(request.user.pk or 0)
        return answer

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Second step of a short file; not while a long one is being saved, which would make it wait in vain."""
        try:
            place = importjobs.claim_place("")
        except Busy:
            return self._back(request, importjobs.BUSY)
        with place:
            return super().process_import(request, **kwargs)

    def job_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Show how far a job is and what it found; on POST, save what was read."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        job = importjobs.load_job(name) if _NAME.fullmatch(name) else None
        if job is None or job.user != request.user.pk:
            raise Http404
        if request.method == "POST":
            return self._save_job(request, job)
        if "poll" in request.GET:
            words = progress_words(job)
            return JsonResponse({"running": job.stage.running, "done": job.done, "of": job.of, "words": words})
        if job.stage is Stage.SAVED:
            messages.success(request, job.message)
            return HttpResponseRedirect(reverse("admin:{}_{}_changelist".format(*self.get_model_info())))
        context = {
            **self.admin_site.each_context(request),
            "title": TITLES[job.stage],
            "opts": self.model._meta,
            "job": job,
            "running": job.stage.running,
            "words": progress_words(job),
        }
        return TemplateResponse(request, "admin/import_job.html", context)

    def _start_job(self, request: HttpRequest, form: Any) -> HttpResponse:
        upload = form.cleaned_data["import_file"]
        storage = UploadStorage()
        storage.save(upload.read())
        job = Job(storage.name, request.user.pk or 0, upload.name[:100], **answers(form.cleaned_data))
        try:
            importjobs.start_job(job, self._reading)
        except Busy:
            storage.remove()
            return self._back(request, importjobs.BUSY)
        return self._to_job(job)

    def _save_job(self, request: HttpRequest, job: Job) -> HttpResponse:
        if job.stage is not Stage.READ or not job.ok:
            return self._to_job(job)
        if request.POST.get("stamp") != job.stamp:  # confirmed in another window, which shows an older preview
            messages.warning(request, ANOTHER_PREVIEW)
            return self._to_job(job)
        try:
            importjobs.start_job(replace(job, stage=Stage.SAVING, done=0, of=0, html=""), self._saving)
        except Busy:
            messages.error(request, importjobs.BUSY)
        return self._to_job(job)

    def _to_job(self, job: Job) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:{}_{}_import_job".format(*self.get_model_info()), args=[job.name]))

    def _reading(self, job: Job, progress: Callable[[int, int], None]) -> Job:
        """Read the file and draw the preview, which is kept as a piece of page."""
        return self._shown(job, self._run_job(job, progress, dry_run=True))

    def _shown(self, job: Job, result: ImportResult) -> Job:
        html = render_to_string("admin/_import_result.html", {"result": result, "opts": self.model._meta})
        ok = not result.has_errors() and not result.has_validation_errors()
        if ok:
            UploadStorage(name=job.name).keep_seen(result.bases)
        return replace(job, stage=Stage.READ, ok=ok, html=html, stamp=result.stamp, done=0, of=0)

    def _saving(self, job: Job, progress: Callable[[int, int], None]) -> Job:
        """Read the file again and save what was shown, all or nothing; where that no longer holds, show it again."""
        storage = UploadStorage(name=job.name)
        with importing_from(job.file_name, storage.sha256()):
            result = self._run_job(job, progress, dry_run=False, expected=job.stamp)
        if result.changed:
            return self._shown(job, self._run_job(job, progress, dry_run=True, seen=storage.read_seen()))
        if result.refusal or result.has_validation_errors():
            return replace(job, stage=Stage.REFUSED, message=result.refusal or CHANGED_SINCE)
        storage.remove()
        return replace(job, stage=Stage.SAVED, message=f"นำเข้าแล้ว {result.summary}")

    def _run_job(self, job: Job, progress: Callable[[int, int], None], **how: Any) -> ImportResult:
        # The person's rights are looked up again: they may have been taken away since the file was read.
        user = get_user_model().objects.get(pk=job.user)
        resource: FileResource = self.resource_classes[0](user=user, **answers(vars(job)))
        result = ImportResult()
        try:
            content = UploadStorage(name=job.name).read()
        except FileNotFoundError:
            result.refusal = FILE_GONE
            return result
        return resource.import_data(Upload(content), progress=progress, **how)


def progress_words(job: Job) -> str:
    """`อ่านแล้ว ๑๒,๐๐๐ แถว`, `บันทึกแล้ว ๕๐๐ จาก ๔๑,๕๘๕ รายการ`."""
    done = thai_digits(f"{job.done:,}")
    if job.of:
        return f"บันทึกแล้ว {done} จาก {thai_digits(f'{job.of:,}')} รายการ"
    return f"อ่านแล้ว {done} แถว" if job.done else "กำลังเริ่มอ่านไฟล์"
