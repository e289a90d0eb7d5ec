"""Two people at one stock form of the admin: what each changed is kept, and what both changed is asked about.

A form carries a signed copy of the values that it was shown with. When it comes back, that copy, what was sent and what
is stored now are compared field by field and row by row, while the object's row is locked. `generics.ModelAdmin` builds
on `MergingAdmin`, so an admin class of ours merges without asking for it; a test walks all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from . import trail
from .edit_conflicts import Copy, comparable_text
from .formmerge import Merge, Shown

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin
_SALT = "assessments.merging"
BASED_ON, TAKE, CONFLICT = "based_on", "_take", "conflict"
REFUSED = "ยังไม่ได้บันทึก กรุณาเทียบค่าในตารางด้านบนแล้วกดบันทึกอีกครั้ง"


def make_stamp(pk: object, copy: Copy) -> str:
    """The stamp of a form that shows `copy` of an object."""
    return signing.dumps({"pk": str(pk), "copy": dict(copy)}, salt=_SALT, compress=True)


def read_stamp(text: str, pk: object) -> Copy | None:
    """The copy in a stamp; None where the stamp is missing, not ours, or another object's."""
    try:
        content = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    copy: Copy = content["copy"]
    return copy if content["pk"] == str(pk) else None


class _Refused:
    """Mixin for a form that is shown again and not saved, whatever it says."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # a mixin of model forms, which have it
        self.add_error(None, REFUSED)  # type: ignore[attr-defined]  # a mixin of model forms, which have it


class MergingAdmin(_ModelAdmin):
    """Mixin for admin classes, before Django's: the stock change form merges with what others saved meanwhile."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form with its stamp; on POST merge first, under the lock of the object's row."""
        if object_id is None or "_saveasnew" in request.POST:
            with _recorded(request):
                return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method != "POST":
            answer = super().changeform_view(request, object_id, form_url, extra_context)
            _give_stamp(answer)
            return answer
        with _recorded(request):
            if not self._lock(unquote(object_id)):
                return self._say_deleted(request, object_id) or super().changeform_view(
                    request, object_id, form_url, extra_context
                )
            obj = self.get_object(request, unquote(object_id))
            if obj is None or not self.has_change_permission(request, obj):
                return super().changeform_view(request, object_id, form_url, extra_context)
            merge = self._merge(request, obj)
            request.POST = merge.data  # type: ignore[assignment]  # Django calls it unchangeable; the merge is what was sent
            request.merge = merge  # type: ignore[attr-defined]  # goes along with the request to `get_form`
            answer = super().changeform_view(request, object_id, form_url, extra_context)
        if isinstance(answer, TemplateResponse) and answer.context_data is not None:
            answer.context_data |= {BASED_ON: make_stamp(obj.pk, merge.stored.copy), "merge": merge}
        elif merge.taken_over:
            kept = " ".join(f"“{difference.label}”" for difference in merge.taken_over)
            self.message_user(request, f"มีผู้อื่นบันทึก {kept} ระหว่างที่ท่านแก้ไข ระบบคงค่าใหม่นั้นไว้", messages.WARNING)
        return answer

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete with all that goes along, which is recorded as one thing."""
        with _recorded(request):
            return super().delete_view(request, object_id, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form; one that is not saved where there is something to decide."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        merge: Merge | None = getattr(request, "merge", None)
        return type(form)(form.__name__, (_Refused, form), {}) if change and merge and merge.undecided else form

    def _lock(self, pk: str) -> bool:
        """Hold the object's row until the transaction ends; return whether there is one."""
        try:
            return self.model._default_manager.select_for_update().filter(pk=pk).first() is not None
        except (ValueError, ValidationError):  # no key at all: the stock view answers it
            return False

    def _merge(self, request: HttpRequest, obj: models.Model) -> Merge:
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=True, fields=fields)
        inlines = list(self._inlines(request, obj))

        def forms_with(data: Any) -> Shown:
            formsets = [
                FormSet(data, instance=obj, prefix=prefix, queryset=inline.get_queryset(request))
                for FormSet, inline, prefix in inlines
            ]
            return Shown(form(data, instance=obj), formsets)

        based_on = read_stamp(request.POST.get(BASED_ON, ""), obj.pk)
        return Merge(
            request.POST,
            based_on=based_on or {},
            forms_with=forms_with,
            asked=request.POST.getlist(CONFLICT),
            take=request.POST.get(TAKE, ""),
        )

    def _inlines(self, request: HttpRequest, obj: models.Model) -> Iterator[tuple[Any, Any, str]]:
        """Formset classes with their inline and prefix, as the stock view names them."""
        seen: dict[str, int] = {}
        for FormSet, inline in self.get_formsets_with_inlines(request, obj):
            prefix = FormSet.get_default_prefix()
            seen[prefix] = seen.get(prefix, 0) + 1
            yield FormSet, inline, prefix if seen[prefix] == 1 else f"{prefix}-{seen[prefix]}"

    def _say_deleted(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """For a form of an object that somebody deleted meanwhile; its stamp proves that it was shown."""
        copy = read_stamp(request.POST.get(BASED_ON, ""), unquote(object_id))
        if copy is None or not self.has_change_permission(request):
            return None
        typed = _typed(request.POST, copy)
        said = f" สิ่งที่ท่านกรอก ได้แก่ {typed}" if typed else ""
        messages.error(request, f"{self.opts.verbose_name}นี้มีผู้ลบไปแล้วระหว่างที่ท่านแก้ไข จึงบันทึกไม่ได้{said}")
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))


def _recorded(request: HttpRequest) -> AbstractContextManager[Any]:
    """What a form that is sent writes is recorded as one thing; a page that is looked at writes nothing."""
    by = request.user if isinstance(request.user, AbstractBaseUser) else None
    return trail.recorded(by=by) if request.method == "POST" else nullcontext()


def _give_stamp(answer: HttpResponse) -> None:
    """Put the stamp of what a form shows into the page."""
    context = getattr(answer, "context_data", None)
    if context and "adminform" in context and context.get("original") is not None:
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        shown = Shown(context["adminform"].form, formsets)
        context[BASED_ON] = make_stamp(context["original"].pk, shown.copy)


def _typed(data: Any, copy: Mapping[str, str]) -> str:
    """The texts that were sent and are not those that were shown, so that they are not lost."""
    sent = [data[name] for name in copy if name in data and comparable_text(data[name]) != copy[name]]
    return " ".join(f"“{text}”" for text in sent if text)
