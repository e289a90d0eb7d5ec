"""Fields that read what people type and paste (Thai, ASCII or full-width digits) and show Thai digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ..importing.cells import is_blank
from ..thai import ScoreError, ascii_digits, format_score, parse_score, thai_digits
from ..thaitext import length_problem, tidy

_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}([ ,][0-9]{3})+(\.[0-9]+)?")


@dataclass(frozen=True)
class Problem:
    """One error for the summary at the top of the page: the field's id to jump to, its name, what is wrong."""

    target: str
    label: str
    message: str


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, str]]) -> None:
    """Let the person choose in field `name` of `form` among `choices`: pairs of the value and the words shown."""
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # its own forms know which fields choose


def _as_typed_out(text: str) -> str:
    """A figure copied from a spreadsheet as one would type it: no per-cent sign, no separators of thousands."""
    text = unicodedata.normalize("NFKC", ascii_digits(tidy(text))).strip().removesuffix("%").rstrip()
    return re.sub("[ ,]", "", text) if _THOUSANDS.fullmatch(text) else text


class ScoreField(forms.Field):
    """A score of 0–100 as people type it; cleans to `Decimal`, or None where left empty. Shows Thai digits.

    A cell copied from a spreadsheet is read too: `99.02%` is 99.02, and the dash that stands for no value is empty.
    """

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"required": False} | kwargs))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask phones for the numeric keyboard and browsers not to guess."""
        return {"inputmode": "decimal", "autocomplete": "off", "class": "figure-input"}

    def to_python(self, value: Any) -> Decimal | None:
        """Raise ValidationError with the Thai reason where the text is no score."""
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return None if is_blank(value) else parse_score(_as_typed_out(str(value)))
        except ScoreError as error:
            raise ValidationError(str(error), code="score") from error

    def prepare_value(self, value: Any) -> Any:
        """Show a stored figure as `๙๙.๐๒`, a typed text as it was typed."""
        return format_score(value) if isinstance(value, Decimal) else value


class WholeNumberField(forms.IntegerField):
    """A whole number in any digits, shown in Thai ones: years, places in an order."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask phones for the numeric keyboard."""
        return {"inputmode": "numeric", "autocomplete": "off", "class": "number-input"}

    def to_python(self, value: Any) -> int | None:
        """Read Thai and full-width digits as well."""
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number in Thai digits, a typed text as it was typed."""
        return thai_digits(value) if isinstance(value, int) else value


class DigitsField(forms.CharField):
    """A number that is a name, such as a postcode: kept in ASCII digits, read in any, shown as it is kept."""

    def to_python(self, value: Any) -> str:
        """Read Thai and full-width digits, without spaces."""
        return "".join(ascii_digits(super().to_python(value) or "").split())


class LongTextField(forms.CharField):
    """Text of several lines, with the line ends that the database keeps whatever the browser sends, and tidied."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends. Raises ValidationError where it is too long to be kept whole."""
        text = tidy((super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")).strip()
        if problem := length_problem(text):
            raise ValidationError(" ".join(problem), code="length")
        return text
