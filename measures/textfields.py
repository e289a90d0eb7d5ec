"""Fields for what officers type or paste about measures: lines, steps, days, and a question about pasted tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zlib import crc32

from django import forms
from django.core.exceptions import ValidationError

from assessments.forms import LongTextField
from assessments.thai import shorten
from assessments.thaitext import tidy

from .parsing import DateError, format_short_date, parse_thai_date
from .periods import Period, PeriodError, parse_period
from .step_reading import read_steps, tabbed_cells
from .steps import StepView, with_texts

if TYPE_CHECKING:
    _BaseForm = forms.BaseForm
else:
    _BaseForm = object

_SHOWN_CELLS = 4


class ThaiDateField(forms.Field):
    """A day as `๑/๑๐/๒๕๖๘`; cleans to `date`, or None where left empty."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Show the form of a date."""
        return {"autocomplete": "off", "class": "date-input"}

    def to_python(self, value: Any) -> date | None:
        """Raise ValidationError with the Thai reason where the text is no date."""
        if value is None or isinstance(value, date):
            return value
        try:
            return parse_thai_date(str(value))
        except DateError as error:
            raise ValidationError(str(error), code="date") from error

    def prepare_value(self, value: Any) -> Any:
        """Show a stored day in Thai, a typed text as it was typed."""
        return format_short_date(value) if isinstance(value, date) else value


class PeriodEndField(ThaiDateField):
    """The first or the last day of a period; a month or a whole period, as files have it, is understood too.

    `whole` is then the period that was typed. `fiscal_year` (พ.ศ.) is meant where no year is written.
    """

    def __init__(self, *, first: bool, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self._first = first
        self.fiscal_year = 0
        self.whole: Period | None = None

    def to_python(self, value: Any) -> date | None:
        """Raise ValidationError with the Thai reason where the text is neither a day nor a period."""
        self.whole = None
        try:
            return super().to_python(value)
        except ValidationError:
            try:
                self.whole = parse_period(str(value), self.fiscal_year)
            except PeriodError as error:
                if error.unreadable:
                    raise error_of_day(str(value)) from None
                raise ValidationError(
                    f"“{shorten(str(value))}” {error.message} {error.expected}", code="date"
                ) from None
        return self.whole[0 if self._first else 1] if self.whole else None


def error_of_day(text: str) -> ValidationError:
    """What is said of a text that is no day."""
    return ValidationError(f"“{shorten(text)}” ไม่ใช่วันที่ ให้กรอกวัน/เดือน/ปี พ.ศ. เช่น ๑/๑๐/๒๕๖๘", code="date")


class LinesField(LongTextField):
    """A text of lines; the browser's line ends and blank lines at the ends do not count as a change."""

    def __init__(self, *, rows: int, required: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), required=required, **kwargs)


class StepsField(LinesField):
    """Steps in one text. Its indents, tabs and bullets stay for `read_steps`; then each step is mended by itself."""

    mends_itself = True

    def to_python(self, value: Any) -> str:
        """Return the text as it was typed, with plain line ends."""
        super().to_python(value)
        return str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def steps_of(text: str) -> tuple[StepView, ...]:
    """The steps that were typed."""
    return with_texts(read_steps(text), lambda each: tidy(each).strip())


def text_code(text: str) -> str:
    """A short name of a text, for the field of a question about it."""
    return f"{crc32(text.encode()):08x}"


class TabsAskedMixin(_BaseForm):
    """Asks before a table pasted from another program becomes plain lines; `tabs` is the answer."""

    _cells: dict[str, tuple[str, ...]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tabs"] = forms.BooleanField(
            label="แทนแท็บด้วยเว้นวรรค แล้วบันทึกเป็นข้อความ", required=False, initial=False
        )

    @property
    def asks_tabs(self) -> bool:
        """Whether a text was sent whose lines tabs divide."""
        return bool(self.is_bound and self._cells)

    def full_clean(self) -> None:
        """Look for cells before the gate for Thai text makes spaces of tabs."""
        self._cells = {
            name: cells
            for name, field in self.fields.items()
            if self.is_bound
            and isinstance(field, LongTextField)
            and (cells := tabbed_cells(str(self.data.get(self.add_prefix(name), ""))))
        }
        super().full_clean()

    def clean(self) -> dict[str, Any] | None:
        """Refuse a text whose lines tabs divide, unless the person has said that it is meant as a text."""
        cleaned: dict[str, Any] | None = super().clean()
        if not self["tabs"].data:
            for name, cells in self._cells.items():
                self.add_error(name, _pasted_table(cells))
        return cleaned


def _pasted_table(cells: tuple[str, ...]) -> str:
    shown = " ".join(f"“{shorten(cell, 20)}”" for cell in cells[:_SHOWN_CELLS])
    return f"ข้อความมีตารางจากโปรแกรมอื่น คือ {shown} กรุณาแยกข้อความเอง หรือเลือกให้แทนแท็บด้วยเว้นวรรคแล้วบันทึกอีกครั้ง"
