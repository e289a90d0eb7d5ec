"""The forms of the page that hands out templates and exports: which agency, years and province. Read, write nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from assessments.forms import offer
from assessments.importing.agencies import AgencyBook
from assessments.importing.cells import CellError
from assessments.models import Agency, AgencyQuerySet, Assessment, AssessmentQuerySet, Criteria
from assessments.textgate import Form
from assessments.thai import thai_digits
from assessments.thaitext import sort_key
from itaportal.exporting.tables import KINDS, RESULTS

LONG_LIST = 300  # more agencies than this are typed instead of listed
TEMPLATE_ROWS = 20_000  # rows of a template of many agencies: the country in two years
# Agencies' years in one exported workbook, half a minute's work; more are for CSV and JSON, which are streamed.
WORKBOOK_YEARS = 4_000
WORKBOOK_YEARS_OF_RESULTS = 9_000  # the country in one year: this table has one row a year where others have ten
EVERYTHING = "all"


def year_choices(years: list[int]) -> list[tuple[int, str]]:
    """Years with their Thai digits, the newest first."""
    return [(year, thai_digits(year)) for year in sorted(years, reverse=True)]


def criteria_years() -> list[int]:
    """Every year that has criteria."""
    spans = Criteria.objects.values_list("first_year", "last_year")
    return sorted({year for first, last in spans for year in range(first, last + 1)})


class TemplateForm(Form):
    """One agency and year."""

    year = forms.TypedChoiceField(
        label="ปีงบประมาณที่ประเมิน",
        coerce=int,
        error_messages={"required": "กรุณาเลือกปี", "invalid_choice": "ไม่มีเกณฑ์ของปีที่เลือก"},
    )

    def __init__(self, data: Any = None, *, agencies: AgencyQuerySet, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self._agencies = agencies
        long = agencies.count() > LONG_LIST
        self.fields["agency"] = (
            forms.CharField(
                label="หน่วยงาน",
                max_length=200,
                help_text="ชื่อเต็ม หรือชื่อในที่อยู่เว็บ เช่น chanuwan หากมีชื่อซ้ำ ให้ต่อด้วยอำเภอและจังหวัด",
                error_messages={"required": "กรุณาระบุหน่วยงาน"},
            )
            if long
            else forms.ModelChoiceField(
                agencies.labelled(),
                label="หน่วยงาน",
                empty_label=None if agencies.count() == 1 else "เลือกหน่วยงาน",
                error_messages={"required": "กรุณาเลือกหน่วยงาน", "invalid_choice": "ไม่พบหน่วยงานนี้"},
            )
        )
        self.order_fields(["agency", "year"])
        offer(self, "year", year_choices(criteria_years()))

    def clean_agency(self) -> Agency:
        """The agency that was chosen or typed; among those one works for."""
        given = self.cleaned_data["agency"]
        if isinstance(given, Agency):
            return given
        try:
            return self._agencies.get(pk=AgencyBook(self._agencies).find(given))
        except CellError as error:
            raise ValidationError(f"{error.message} {error.expected}") from None


class ManyForm(Form):
    """The agencies of a province, and years."""

    province = forms.ChoiceField(label="จังหวัด", required=False)
    years = forms.TypedMultipleChoiceField(
        label="ปีงบประมาณ",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "กรุณาเลือกอย่างน้อยหนึ่งปี", "invalid_choice": "ไม่มีเกณฑ์ของปีที่เลือก"},
    )

    def __init__(self, data: Any = None, *, agencies: AgencyQuerySet, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self._agencies = agencies
        offer(self, "province", province_choices(agencies))
        offer(self, "years", year_choices(criteria_years()))

    def clean(self) -> dict[str, Any]:
        """Refuse more rows than a workbook is handy with."""
        cleaned = self.cleaned_data
        if {"province", "years"} <= cleaned.keys():
            rows = self.agencies().count() * len(cleaned["years"])
            if not rows:
                raise ValidationError("ไม่มีหน่วยงานที่ท่านมีสิทธิ์ใช้งานในจังหวัดที่เลือก กรุณาเลือกจังหวัดอื่น หรือติดต่อผู้ดูแลระบบ")
            if rows > TEMPLATE_ROWS:
                raise ValidationError(
                    f"แม่แบบจะมี {thai_digits(f'{rows:,}')} แถว เกินที่รับได้ {thai_digits(f'{TEMPLATE_ROWS:,}')} แถว "
                    "กรุณาเลือกจังหวัดหรือลดจำนวนปี"
                )
        return cleaned

    def agencies(self) -> QuerySet[Agency]:
        """The chosen agencies."""
        province = self.cleaned_data["province"]
        chosen = self._agencies.filter(province=province) if province else self._agencies
        return chosen.order_by("place_order", "pk")


class ExportForm(Form):
    """Which years are exported, and as what: `export` is the button's `results.csv`, `all.xlsx` …"""

    year = forms.TypedChoiceField(label="ปีงบประมาณ", coerce=int, empty_value=None, required=False)
    province = forms.ChoiceField(label="จังหวัด", required=False)
    export = forms.ChoiceField(
        widget=forms.HiddenInput,
        choices=[
            (f"{EVERYTHING}.xlsx", ""),
            *((f"{name}.{suffix}", "") for name in KINDS for suffix in ("xlsx", "csv", "json")),
        ],
        error_messages={"required": "ไม่มีไฟล์ชนิดนี้", "invalid_choice": "ไม่มีไฟล์ชนิดนี้"},
    )

    def __init__(self, data: Any = None, *, assessments: AssessmentQuerySet, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self._assessments = assessments
        years = assessments.order_by().values_list("fiscal_year", flat=True).distinct()
        offer(self, "year", [("", "ทุกปี"), *year_choices(list(years))])
        agencies = Agency.objects.filter(assessments__in=assessments)
        offer(self, "province", province_choices(agencies))

    def clean(self) -> dict[str, Any]:
        """Lead to CSV where a workbook would hold more than a spreadsheet opens with ease."""
        if not self.errors and self.suffix == "xlsx":
            count = self.chosen().count()
            limit = WORKBOOK_YEARS_OF_RESULTS if self.kind == RESULTS.name else WORKBOOK_YEARS
            if count > limit:
                raise ValidationError(
                    f"ข้อมูลที่เลือกมีผลการประเมิน {thai_digits(f'{count:,}')} รายการ เกินที่ Excel เปิดได้สะดวก "
                    f"({thai_digits(f'{limit:,}')} รายการ) กรุณาเลือกปีหรือจังหวัด หรือดาวน์โหลดเป็น CSV"
                )
        return self.cleaned_data

    @property
    def kind(self) -> str:
        """The table asked for, `all` for every one."""
        return str(self.cleaned_data["export"]).rsplit(".", 1)[0]

    @property
    def suffix(self) -> str:
        """`xlsx`, `csv` or `json`."""
        return str(self.cleaned_data["export"]).rsplit(".", 1)[1]

    def chosen(self) -> AssessmentQuerySet:
        """The years asked for."""
        found = self._assessments
        if self.cleaned_data["year"]:
            found = found.filter(fiscal_year=self.cleaned_data["year"])
        if self.cleaned_data["province"]:
            found = found.filter(agency__province=self.cleaned_data["province"])
        return found


def province_choices(agencies: QuerySet[Agency]) -> list[tuple[str, str]]:
    """The provinces of these agencies, and all of them."""
    names = sorted(agencies.order_by().values_list("province", flat=True).distinct(), key=sort_key)
    return [("", "ทุกจังหวัด"), *((name, name) for name in names)]


def own_assessments(agencies: QuerySet[Agency]) -> AssessmentQuerySet:
    """Every year, drafts too, of these agencies."""
    return Assessment.objects.filter(agency__in=agencies)
