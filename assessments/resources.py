"""Import in the admin: django-import-export's two steps (upload and preview, confirm) around our own readers.

Its screens, temporary file and permissions are used; its row-by-row reading is not, since it takes a hundred times as
long and knows neither wide tables nor a problem's place. A `Resource` here hands the whole file to a reader such as
`importing.scores.read_scores` and returns what that found.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from import_export.admin import ImportMixin
from import_export.formats.base_formats import Format
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.resources import Resource
from import_export.results import Result, RowResult

from . import policies
from .authorship import importing_from
from .importing.agencies import AgencyBook
from .importing.cells import CellError, read_year
from .importing.formats.limits import Limits
from .importing.formats.rows import FileRefused
from .importing.preview import (
    Counts,
    Meanwhile,
    PreviewChanged,
    RowState,
    Stamp,
    capped,
    changed_meanwhile,
    summary,
    wrong_rows,
)
from .importing.problems import Code
from .importing.readers import Chosen
from .importing.scores import ScoreImport, read_scores
from .models import Agency
from .textgate import GateForm
from .uploads import AnyTable, Upload, UploadStorage

SHOWN_ROWS = 200
FILE_GONE = "ไม่พบไฟล์ที่อัปโหลดไว้ อาจนำเข้าไปแล้วหรือค้างไว้นานเกินไป กรุณาเลือกไฟล์อีกครั้ง"
CHANGED_SINCE = "ข้อมูลในระบบเปลี่ยนไปหลังจากตรวจไฟล์ กรุณานำเข้าอีกครั้ง"


class ImportResult(Result):
    """What a reader found, in the form django-import-export asks for."""

    found: Any = None
    refusal = ""
    summary = ""
    shown: list[Any]
    more = False
    stamp = ""  # of the preview
    changed = False  # what was confirmed no longer holds; nothing was written
    meanwhile: list[Meanwhile]  # what others saved since the preview that was confirmed
    more_meanwhile = False
    bases: list[list[str]]  # `Item.basis` of every item of the preview

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
    files: ClassVar[tuple[str, ...]] = (".xlsx", ".ods", ".csv")  # that people make; .json is the portal's own
    chooses = False  # whether agency and year may be chosen on the screen; `read` then takes them as `chosen`
    read: Callable[..., Any]

    def __init__(
        self,
        *,
        user: Any = None,
        christian_era: bool = False,
        agency: str = "",
        fiscal_year: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._user = user
        self._christian_era = christian_era
        self._agency = agency
        self._year = fiscal_year

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
        expected: str = "",
        seen: list[list[str]] | None = None,
        **kwargs: Any,
    ) -> ImportResult:
        """Read the file for the agencies the person works for; save it unless `dry_run` or anything is wrong.

        `progress(done, of)` is told the rows read (`of` 0, since nobody knows how many there are), then what is saved.
        Only what the preview with the stamp `expected` showed is saved. A preview that follows another which no longer
        holds is given what that one showed in `seen`, and says what changed.
        """
        result = ImportResult()
        result.shown, result.meanwhile, result.bases = [], [], []
        agencies = Agency.objects.filter(policies.own_agencies(self._user)).distinct()
        try:
            found = type(self).read(
                io.BytesIO(dataset.content),
                agencies=agencies,
                christian_era=self._christian_era,
                **self._choice(agencies),
                progress=(lambda rows: progress(rows, 0)) if progress else None,
            )
            result.found = found
            if dry_run:
                self._preview(result, Stamp.of_file(dataset.content), seen)
            elif found.ok:
                outcome = found.save(
                    by=self._user, progress=progress, stamp=Stamp.of_file(dataset.content, expected=expected)
                )
                result.summary = summary(Counts(outcome.new, outcome.changed, outcome.same), self.what)
                result.totals[RowResult.IMPORT_TYPE_NEW] = outcome.new
                result.totals[RowResult.IMPORT_TYPE_UPDATE] = outcome.changed
                result.totals[RowResult.IMPORT_TYPE_SKIP] = outcome.same
        except FileRefused as error:
            result.refusal = str(error)
        except ValidationError as error:
            result.refusal = " ".join(error.messages)
        except (PreviewChanged, IntegrityError):  # IntegrityError: somebody adds the same year at this very moment
            result.changed = True
        return result

    def _choice(self, agencies: QuerySet[Agency]) -> dict[str, Any]:
        """What was chosen on the screen; the person's agencies are asked again, for they may have changed since."""
        if not self.chooses:
            return {}
        agency = agencies.filter(slug=self._agency).first() if self._agency else None
        if self._agency and agency is None:
            raise FileRefused("ไม่พบหน่วยงานที่เลือก หรือท่านไม่มีสิทธิ์ใช้งานหน่วยงานนั้นแล้ว กรุณาเลือกอีกครั้ง")
        return {"chosen": Chosen(agency.pk if agency else None, self._year)}

    def _preview(self, result: ImportResult, stamp: Stamp, seen: list[list[str]] | None) -> None:
        """Show what saving would do; all of it is read once, so that its parts cannot differ."""
        totals = dict.fromkeys(RowState, 0)
        items = []
        for item in result.found.items():
            stamp.add(item)
            totals[item.state] += 1
            result.bases.append(item.basis)
            if item.state is not RowState.SAME and len(result.shown) <= SHOWN_ROWS:
                result.shown.append(item.row())
            if seen is not None:
                items.append(item)
        result.stamp = str(stamp)
        result.more = len(result.shown) > SHOWN_ROWS
        del result.shown[SHOWN_ROWS:]
        wrong = len(wrong_rows(result.found.problems))
        counts = Counts(totals[RowState.NEW], totals[RowState.CHANGED], totals[RowState.SAME], wrong)
        result.summary = summary(counts, self.what)
        result.changed = seen is not None
        result.meanwhile = list(islice(changed_meanwhile(items, seen or []), SHOWN_ROWS + 1))
        result.more_meanwhile = len(result.meanwhile) > SHOWN_ROWS
        del result.meanwhile[SHOWN_ROWS:]


class ScoreResource(FileResource):
    """Score tables, long and wide."""

    what = "ผลการประเมิน"
    chooses = True

    @staticmethod
    def read(file: Any, **options: Any) -> ScoreImport:
        """Read a score file."""
        return read_scores(file, **options)


def answers(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a person said about a file, as `FileResource` takes it, from the cleaned data of a form or the like."""
    return {
        "christian_era": bool(given.get("christian_era")),
        "agency": given.get("agency") or "",
        "fiscal_year": given.get("fiscal_year") or None,
    }


class UploadForm(GateForm, ImportForm):
    """First step: which file, whose and of which year it is where it does not say, and whether its years are ค.ศ."""

    import_file = forms.FileField(
        label="ไฟล์ที่จะนำเข้า", error_messages={"required": "กรุณาเลือกไฟล์", "empty": "ไฟล์ว่างเปล่า กรุณาเลือกไฟล์อื่น"}
    )
    agency = forms.CharField(
        label="หน่วยงาน (ถ้าไฟล์ไม่มีคอลัมน์หน่วยงาน)",
        required=False,
        help_text="ชื่อเต็ม ชื่อย่อ หรือชื่อในที่อยู่เว็บ ใช้กับทุกแถวที่ไม่ได้ระบุหน่วยงาน",
    )
    fiscal_year = forms.CharField(
        label="ปีงบประมาณ (ถ้าไฟล์ไม่มีคอลัมน์ปีงบประมาณ)", required=False, help_text="ปี พ.ศ. ของคะแนนหรือของแผน เช่น ๒๕๖๙"
    )
    christian_era = forms.BooleanField(label="ปีในไฟล์เป็น ค.ศ.", required=False)

    def __init__(self, formats: Any, resources: Any, *, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.label_suffix = ""
        self.agencies = agencies
        resource: type[FileResource] = resources[0]
        self.readable = resource.files
        self.fields["import_file"].widget.attrs["accept"] = ",".join([*resource.files, ".json"])
        if not resource.chooses:
            del self.fields["agency"], self.fields["fiscal_year"]
        elif len(own := list(agencies[:2])) == 1:
            self.fields["agency"].initial = own[0].name
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["format"].required = False

    def clean_format(self) -> str:
        """There is one."""
        return "0"

    def clean_agency(self) -> str:
        """The slug of the agency that was typed, among those the person works for."""
        text = self.cleaned_data["agency"]
        if not text.strip():
            return ""
        book = AgencyBook(self.agencies)
        return book.slugs[_cleaned(book.find, text)]

    def clean_fiscal_year(self) -> int | None:
        """The year that was typed."""
        text = self.cleaned_data["fiscal_year"]
        return _cleaned(read_year, text) if text.strip() else None


def _cleaned(reader: Callable[[str], int], text: str) -> int:
    """What a reader of cells makes of a text that was typed."""
    try:
        return reader(text)
    except CellError as error:
        raise ValidationError(f"{error.message} {error.expected}") from None


class ConfirmForm(GateForm, ConfirmImportForm):
    """Second step: the same file again."""

    christian_era = forms.BooleanField(widget=forms.HiddenInput, required=False)
    agency = forms.CharField(widget=forms.HiddenInput, required=False)
    fiscal_year = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)


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
        """Tell the resource who asks, and what was said about the file."""
        form = kwargs.get("form")
        return {"user": request.user, **answers(getattr(form, "cleaned_data", {}))}

    def get_import_form_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Tell the form for which agencies the person may import."""
        agencies = Agency.objects.filter(policies.own_agencies(request.user)).distinct()
        return {**super().get_import_form_kwargs(request), "agencies": agencies}

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        """Carry over what was said about the file."""
        initial: dict[str, Any] = super().get_confirm_form_initial(request, import_form)
        if import_form is not None:
            said = answers(import_form.cleaned_data).items()
            initial.update((name, value) for name, value in said if value is not None)
        return initial

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """First step, titled in Thai; the preview's stamp goes with its confirmation."""
        answer: TemplateResponse = super().import_action(request, **kwargs)
        assert answer.context_data is not None
        answer.context_data["title"] = self._title
        if confirm := answer.context_data.get("confirm_form"):
            result = answer.context_data["result"]
            confirm.initial["stamp"] = result.stamp
            UploadStorage(name=confirm.initial["import_file_name"]).keep_seen(result.bases)
        return answer

    @property
    def _title(self) -> str:
        return f"นำเข้า{self.model._meta.verbose_name}จากไฟล์"

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Second step: write what was shown; where that no longer holds, show what would be written now.

        A file that is gone, or a form that was tampered with, leads back to the first step.
        """
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = self.create_confirm_form(request)
        if not form.is_valid():
            return self._back(request, FILE_GONE)
        given = form.cleaned_data
        storage = UploadStorage(name=given["import_file_name"])
        try:
            content = Upload(storage.read())
        except FileNotFoundError:
            return self._back(request, FILE_GONE)
        resource: FileResource = self.resource_classes[0](user=request.user, **answers(given))
        with importing_from(given["original_file_name"], hashlib.sha256(content.content).hexdigest()):
            result = resource.import_data(content, expected=given["stamp"])
        if not result.changed:
            storage.remove()
            return self.process_result(result, request)
        result = resource.import_data(content, dry_run=True, seen=storage.read_seen())
        if result.refusal or result.has_validation_errors():
            return self.process_result(result, request)
        storage.keep_seen(result.bases)
        again = ConfirmForm(initial={**given, "stamp": result.stamp})
        context = {
            **self.admin_site.each_context(request),
            "title": self._title,
            "opts": self.model._meta,
            "result": result,
            "confirm_form": again,
        }
        return TemplateResponse(request, [self.import_template_name], context)

    def process_result(self, result: ImportResult, request: HttpRequest) -> HttpResponse:
        """Say what was saved, or why nothing was."""
        if result.refusal or result.has_validation_errors():
            return self._back(request, result.refusal or CHANGED_SINCE)
        answer: HttpResponse = super().process_result(result, request)
        return answer

    def add_success_message(self, result: ImportResult, request: HttpRequest) -> None:
        """How many were added and changed."""
        messages.success(request, f"นำเข้าแล้ว {result.summary}")

    def _back(self, request: HttpRequest, message: str) -> HttpResponse:
        messages.error(request, message)
        return HttpResponseRedirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))
