"""Import in the admin: django-import-export's two steps (upload and preview, confirm) around our own readers.

Its screens, temporary file and permissions are used; its row-by-row reading is not, since it takes a hundred times as
long and knows neither wide tables nor a problem's place. A `Resource` here hands the whole file to a reader such as
`importing.scores.read_scores` and returns what that found.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from import_export.admin import ImportMixin
from import_export.formats.base_formats import Format
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.resources import Resource
from import_export.results import Result, RowResult
from import_export.tmp_storages import BaseStorage

from . import policies
from .importing.formats.limits import Limits
from .importing.formats.rows import FileRefused
from .importing.preview import RowState, capped, summary
from .importing.problems import Code
from .importing.scores import ScoreImport, read_scores
from .importjobs import LOCK_NAME
from .models import Agency
from .textgate import GateForm

SHOWN_ROWS = 200
FILE_GONE = "ไม่พบไฟล์ที่อัปโหลดไว้ อาจนำเข้าไปแล้วหรือค้างไว้นานเกินไป กรุณาเลือกไฟล์อีกครั้ง"
MEANWHILE = "มีผู้อื่นบันทึกข้อมูลเดียวกันพร้อมกัน ยังไม่ได้บันทึกสิ่งใด กรุณานำเข้าอีกครั้ง"
_UPLOAD_NAME = re.compile(r"[0-9a-f]{32}")
_KEPT_SECONDS = 24 * 60 * 60


class Upload:
    """A file's bytes where django-import-export expects a dataset."""

    headers: None = None

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __bool__(self) -> bool:
        return True


class AnyTable(Format):
    """.xlsx, .ods or .csv, told apart by their bytes."""

    def __init__(self, encoding: str | None = None) -> None:
        """`encoding` is the framework's; the bytes say theirs."""

    def get_title(self) -> str:
        """What the person may choose."""
        return "Excel (.xlsx) OpenDocument (.ods) หรือ CSV"

    def create_dataset(self, in_stream: bytes) -> Any:
        """Keep the bytes; the resource reads them."""
        return Upload(in_stream)

    def can_import(self) -> bool:
        """Import only; export has pages of its own."""
        return True

    def is_binary(self) -> bool:
        """Bytes in, whatever they are."""
        return True


class UploadStorage(BaseStorage):
    """Keeps an upload between the two steps in the portal's own folder, under a name nobody can guess."""

    @property
    def _path(self) -> Path:
        if not _UPLOAD_NAME.fullmatch(self.name or ""):
            raise FileNotFoundError(self.name)
        return Path(settings.IMPORT_UPLOADS) / self.name

    def save(self, data: bytes) -> None:
        """Write the file for its owner alone, and drop those that were never confirmed."""
        folder = Path(settings.IMPORT_UPLOADS)
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            with suppress(FileNotFoundError):
                if old.name != LOCK_NAME and old.stat().st_mtime < time.time() - _KEPT_SECONDS:
                    old.unlink()
        self.name = uuid4().hex
        self._path.touch(mode=0o600)
        self._path.write_bytes(data)

    def read(self) -> bytes:
        """The bytes. Raises FileNotFoundError for a name that is none of ours or a file that is gone."""
        return self._path.read_bytes()

    def remove(self) -> None:
        """Drop the file."""
        self._path.unlink(missing_ok=True)


class ImportResult(Result):
    """What a reader found, in the form django-import-export asks for."""

    found: Any = None
    refusal = ""
    summary = ""
    shown: list[Any]
    more = False

    def has_errors(self) -> bool:
        """Whether the file could not be read, or not be saved."""
        return bool(self.refusal)

    def has_validation_errors(self) -> bool:
        """Whether a cell of it is wrong."""
        return self.found is not None and bool(self.found.problems)

    @property
    def asks_for_era(self) -> bool:
        """Whether a year looks like ค.ศ., so that the person can say so."""
        return self.has_validation_errors() and any(
            problem.code is Code.CHRISTIAN_ERA for problem in self.found.problems
        )

    @property
    def stopped(self) -> str:
        """A line that says that there may be more problems."""
        return capped(self.found.problems, Limits.from_settings().problems) if self.found else ""


class FileResource(Resource):
    """Reads and saves whole files; `read` and `what` say which."""

    what = ""
    read: Callable[..., Any]

    def __init__(self, *, user: Any = None, christian_era: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._user = user
        self._christian_era = christian_era

    @classmethod
    def get_display_name(cls) -> str:
        """What the resource is called where there is a choice."""
        return cls.what

    def import_data(
        self,
        dataset: Any,
        dry_run: bool = False,
        *,
        progress: Callable[[int, int], None] | None = None,
        **kwargs: Any,
    ) -> ImportResult:
        """Read the file for the agencies the person works for; save it unless `dry_run` or anything is wrong.

        `progress(done, of)` is told the rows read (`of` 0, since nobody knows how many there are), then what is saved.
        """
        result = ImportResult()
        result.shown = []
        agencies = Agency.objects.filter(policies.own_agencies(self._user)).distinct()
        try:
            found = type(self).read(
                io.BytesIO(dataset.content),
                agencies=agencies,
                christian_era=self._christian_era,
                progress=(lambda rows: progress(rows, 0)) if progress else None,
            )
            result.found = found
            result.summary = summary(found.counts, self.what)
            if dry_run:
                interesting = (row for row in found.rows() if row.state not in (RowState.SAME, RowState.WRONG))
                result.shown = list(islice(interesting, SHOWN_ROWS + 1))
                result.more = len(result.shown) > SHOWN_ROWS
                del result.shown[SHOWN_ROWS:]
            elif found.ok:
                outcome = found.save(by=self._user, progress=progress)
                result.totals[RowResult.IMPORT_TYPE_NEW] = outcome.new
                result.totals[RowResult.IMPORT_TYPE_UPDATE] = outcome.changed
                result.totals[RowResult.IMPORT_TYPE_SKIP] = outcome.same
        except FileRefused as error:
            result.refusal = str(error)
        except ValidationError as error:
            result.refusal = " ".join(error.messages)
        except IntegrityError:
            result.refusal = MEANWHILE
        return result


class ScoreResource(FileResource):
    """Score tables, long and wide."""

    what = "ผลการประเมิน"

    @staticmethod
    def read(file: Any, **options: Any) -> ScoreImport:
        """Read a score file."""
        return read_scores(file, **options)


class UploadForm(GateForm, ImportForm):
    """First step: which file, and whether its years are ค.ศ."""

    import_file = forms.FileField(
        label="ไฟล์ที่จะนำเข้า", error_messages={"required": "กรุณาเลือกไฟล์", "empty": "ไฟล์ว่างเปล่า กรุณาเลือกไฟล์อื่น"}
    )
    christian_era = forms.BooleanField(label="ปีในไฟล์เป็น ค.ศ.", required=False)

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.label_suffix = ""
        self.fields["import_file"].widget.attrs["accept"] = ".xlsx,.ods,.csv,.json"
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["format"].required = False

    def clean_format(self) -> str:
        """There is one."""
        return "0"


class ConfirmForm(GateForm, ConfirmImportForm):
    """Second step: the same file again."""

    christian_era = forms.BooleanField(widget=forms.HiddenInput, required=False)


class FileImportMixin(ImportMixin):
    """For a ModelAdmin: adds `import/` and `process_import/`. Set `resource_classes` to one `FileResource`."""

    import_template_name = "admin/file_import.html"
    import_export_change_list_template = None  # the list's own template links to the import
    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
    tmp_storage_class = UploadStorage
    skip_admin_log = True  # the history of every score says more

    def get_import_formats(self) -> list[type[Format]]:
        """One for all kinds of file."""
        return [AnyTable]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Who may change what is imported may import; for which agencies, the resource asks."""
        return bool(self.has_change_permission(request))

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Tell the resource who asks, and what was said about the years."""
        form = kwargs.get("form")
        cleaned = getattr(form, "cleaned_data", {})
        return {"user": request.user, "christian_era": cleaned.get("christian_era", False)}

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        """Carry the answer about the years over."""
        initial: dict[str, Any] = super().get_confirm_form_initial(request, import_form)
        if import_form is not None:
            initial["christian_era"] = import_form.cleaned_data["christian_era"]
        return initial

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """First step, titled in Thai."""
        answer: TemplateResponse = super().import_action(request, **kwargs)
        assert answer.context_data is not None
        answer.context_data["title"] = f"นำเข้า{self.model._meta.verbose_name}จากไฟล์"
        return answer

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Second step; a file that is gone, or a form that was tampered with, leads back to the first."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method == "POST" and not self.create_confirm_form(request).is_valid():
            return self._back(request, FILE_GONE)
        try:
            answer: HttpResponse = super().process_import(request, **kwargs)
        except (FileNotFoundError, IndexError, ValueError):
            return self._back(request, FILE_GONE)
        return answer

    def process_result(self, result: ImportResult, request: HttpRequest) -> HttpResponse:
        """Say what was saved, or why nothing was."""
        if result.refusal or result.has_validation_errors():
            return self._back(request, result.refusal or "ข้อมูลในระบบเปลี่ยนไปหลังจากตรวจไฟล์ กรุณานำเข้าอีกครั้ง")
        answer: HttpResponse = super().process_result(result, request)
        return answer

    def add_success_message(self, result: ImportResult, request: HttpRequest) -> None:
        """How many were added and changed."""
        messages.success(request, f"นำเข้าแล้ว {result.summary}")

    def _back(self, request: HttpRequest, message: str) -> HttpResponse:
        messages.error(request, message)
        return HttpResponseRedirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))
