"""The gate in front of forms and searches: every text that a form takes in is mended (`thaitext`) and that is said.

`assessments.generics` builds on these classes, so a form or an admin class of ours passes the gate without asking for
it; a test walks all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .thai import ThaiNumber
from .thaitext import mend, search_key, told_about

if TYPE_CHECKING:
    _BaseForm = forms.BaseForm
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _BaseForm, _ModelAdmin = object, admin.ModelAdmin

# Fields of addresses and names of files: what is not ASCII in them is meant as it stands.
_ADDRESSES = (forms.URLField, forms.EmailField, forms.SlugField, forms.GenericIPAddressField, forms.UUIDField)


def is_text_field(field: forms.Field) -> bool:
    """Whether people type a text into the field that somebody reads: no password, no address, no choice.

    A field that has to see its text as it was typed says so by `mends_itself` and calls `thaitext.mend` itself.
    """
    return (
        isinstance(field, forms.CharField)
        and not isinstance(field, _ADDRESSES)
        and not isinstance(field.widget, forms.PasswordInput | forms.HiddenInput)
        and not getattr(field, "mends_itself", False)
        and not field.disabled
    )


class GateForm(_BaseForm):
    """Mixin for forms, before Django's class: texts are mended before any field judges them.

    `told` says by field what was mended and what is doubtful. It also stands beside the field when the form is shown
    again, and `tell_mends` says it after saving.
    """

    def full_clean(self) -> None:
        """Mend the texts, then clean as ever."""
        self.told: dict[str, tuple[str, ...]] = {}
        if self.is_bound:
            self._mend_typed()
        super().full_clean()

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error as ever; the figures in Django's own messages are said in Thai digits."""
        error = error if isinstance(error, ValidationError) else ValidationError(error)
        for each in _single_errors(error):
            if each.params:
                each.params = {name: _shown(value) for name, value in each.params.items()}
        super().add_error(field, error)

    def _mend_typed(self) -> None:
        mended_data: dict[str, str] = {}
        for name, field in self.fields.items():
            if not is_text_field(field):
                continue
            typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            mended = mend(typed) if isinstance(typed, str) else None
            if mended is None or not (mended.mends or mended.doubts):
                continue
            self.told[name] = told_about(mended)
            mended_data[self.add_prefix(name)] = mended.text
            # The stock admin prints help texts as they are: what is quoted from the text must be escaped here.
            said = format_html("{} {}", SafeString(field.help_text), " ".join(self.told[name]))
            field.help_text = self[name].help_text = said.strip()
        if mended_data:
            data: Any = self.data
            data = self.data = data.copy()
            for key, text in mended_data.items():
                data[key] = text


def _single_errors(error: ValidationError) -> list[ValidationError]:
    if hasattr(error, "error_dict"):
        return [each for errors in error.error_dict.values() for each in errors]
    return list(error.error_list)


def _shown(value: Any) -> Any:
    return ThaiNumber(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Form(GateForm, forms.Form):
    """A form of ours that follows no model."""


def tell_mends(request: HttpRequest, saved: Iterable[forms.BaseForm]) -> None:
    """After saving: say in the page's messages what was mended in these forms, and what is doubtful."""
    for form in saved:
        label_of = getattr(form, "label_of", lambda name, form=form: form.fields[name].label)
        for name, said in getattr(form, "told", {}).items():
            messages.info(request, f"{label_of(name) or name} {' '.join(said)}")


def search_spellings(term: str) -> list[str]:
    """The ways in which a stored text may spell what is searched for, the usual one first.

    Stored keys are found by `search_key`, mended texts by the mended term; drafts that nobody has mended yet may still
    hold เเ for แ, or what was typed itself.
    """
    mended = mend(term).text
    typed = term.replace("\0", "")
    return list(dict.fromkeys([search_key(mended), mended, mended.replace("\u0e41", "\u0e40\u0e40"), typed]))


class GateAdmin(_ModelAdmin):
    """Mixin for admin classes, before Django's: searches by the same key, and says what was mended after saving."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Called once everything of the stock form is saved."""
        rows = [row for formset in formsets or () for row in formset.forms if row.has_changed()]
        tell_mends(request, [form, *rows])
        return super().construct_change_message(request, form, formsets, add)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find every spelling of the term."""
        spellings = search_spellings(search_term)
        found, duplicates = super().get_search_results(request, queryset, spellings[0])
        if len(spellings) == 1:
            return found, duplicates
        any_spelling = Q(pk__in=found.order_by().values("pk"))
        for spelling in spellings[1:]:
            more, _ = super().get_search_results(request, queryset, spelling)
            any_spelling |= Q(pk__in=more.order_by().values("pk"))
        return queryset.filter(any_spelling), False
