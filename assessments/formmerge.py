"""A form with its rows, three ways: as it was shown, as it was sent, and as it would be shown now.

A copy has every value as plain text under its field's name; a field of a row is `prefix|key|field`, and the row itself
`prefix|key|`. Nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from .edit_conflicts import Comparison, Copy, comparable_text, compare_copies
from .thai import thai_digits

NOTHING = "–"


@dataclass(frozen=True)
class Difference:
    """A field, or a whole row, with another person's newer value; `target` is the field's id, empty for a row."""

    name: str
    target: str
    label: str
    mine: str
    stored: str
    edit: None = None  # pages that know who saved it show that


class Shown:
    """A form and its formsets of rows, bound or not."""

    def __init__(self, form: Any, formsets: Sequence[Any]) -> None:
        self.form = form
        self.formsets = {formset.prefix: formset for formset in formsets}

    @cached_property
    def copy(self) -> dict[str, str]:
        """The values that the unbound forms show."""
        values = {name: _text(bound.field, bound.initial) for name, bound in _fields(self.form)}
        for prefix in self.formsets:
            for key, row in self.rows(prefix).items():
                values[f"{prefix}|{key}|"] = "1"
                for name, bound in _fields(row, self.formsets[prefix]):
                    values[f"{prefix}|{key}|{name}"] = _text(bound.field, bound.initial)
        return values

    def rows(self, prefix: str) -> dict[str, Any]:
        """The forms of stored rows by key."""
        return {str(row.instance.pk): row for row in self.formsets[prefix].initial_forms}


class Merge:
    """What was sent, on top of what others saved meanwhile.

    `data` is what the forms are to be made from: fields that the person left alone have the stored value, rows that
    others added are there and rows that they deleted are not. `conflicts` are to be decided, and nothing is to be saved
    while the person is `undecided`. `asked` are the conflicts that the page listed before, and with `take` the person
    asks for the stored value of one of them.
    """

    def __init__(
        self,
        data: QueryDict,
        *,
        based_on: Copy,
        forms_with: Callable[[Any], Shown],
        asked: Sequence[str] = (),
        take: str = "",
    ) -> None:
        self.stored = forms_with(None)
        self.data = data.copy()
        self._based_on = based_on
        self._conflicts: dict[str, tuple[str, str]] = {}  # name → row's words, for conflicts about whole rows
        self._taken: dict[str, str] = {}
        sent = forms_with(data)
        for name in self._compare(sent.form, "").theirs:
            self._take_over(name, self.stored.form[name], name)
        for prefix, formset in sent.formsets.items():
            self._merge_rows(prefix, formset)
        now = forms_with(self.data)
        if take:
            self._take(take, now)
            now = forms_with(self.data)
            for name in asked:
                if name != take and name in self.stored.copy:
                    self._conflicts.setdefault(name, ("", ""))
            self._conflicts.pop(take, None)
        self.undecided = bool(self._conflicts or take)
        self.conflicts = tuple(
            found for name, words in self._conflicts.items() if (found := self._difference(name, words, now))
        )
        self.taken_over = tuple(
            found for name, words in self._taken.items() if (found := self._difference(name, ("", words), now))
        )

    # --- fields

    def _compare(self, form: Any, start: str, formset: Any = None) -> Comparison:
        mine = {f"{start}{name}": _sent(bound) for name, bound in _fields(form, formset)}
        found = compare_copies(based_on=self._based_on, mine=mine, stored=self.stored.copy)
        for name in found.conflicts:
            self._conflicts[name] = ("", "")
        return found

    def _take_over(self, name: str, bound: Any, html_name: str) -> None:
        _put(self.data, html_name, bound)
        self._taken[name] = ""

    def _take(self, name: str, now: Shown) -> None:
        """Put the stored value of one field in place of the person's."""
        prefix, key, field = _parts(name)
        if not key and field in self.stored.form.fields:
            _put(self.data, field, self.stored.form[field])
        elif prefix in now.formsets and key in self.stored.rows(prefix) and field:
            for row in now.formsets[prefix].initial_forms:
                if str(row.instance.pk) == key:
                    _put(self.data, row.add_prefix(field), self.stored.rows(prefix)[key][field])

    # --- rows

    def _merge_rows(self, prefix: str, formset: Any) -> None:
        """Set the rows of `data`: stored ones as they are to be saved, then new ones, numbered anew."""
        stored = self.stored.rows(prefix)
        key_name = formset.model._meta.pk.name
        initial: list[dict[str, list[str]]] = []
        extra: list[dict[str, list[str]]] = []
        met = set()
        for number, row in enumerate(formset.forms):
            key = self.data.get(f"{prefix}-{number}-{key_name}", "")
            sent = self._row_of(prefix, number)
            if not key:
                extra.append(sent)
                continue
            met.add(key)
            kept = self._merge_row(prefix, key, row, formset, sent)
            if kept and key in stored:
                initial.append(kept)
            elif kept:
                extra.append(kept | {key_name: [""]})
        for key, row in stored.items():
            if key in met:
                continue
            if f"{prefix}|{key}|" not in self._based_on:
                self._taken[f"{prefix}|{key}|"] = _summary(row, self.stored.formsets[prefix])
            initial.append(_raw(row, self.stored.formsets[prefix], key_name))
        for name in [name for name in self.data if re.match(rf"{re.escape(prefix)}-\d+-", name)]:
            del self.data[name]
        for number, sent in enumerate([*initial, *extra]):
            for name, values in sent.items():
                self.data.setlist(f"{prefix}-{number}-{name}", values)
        self.data[f"{prefix}-TOTAL_FORMS"] = str(len(initial) + len(extra))
        self.data[f"{prefix}-INITIAL_FORMS"] = str(len(initial))

    def _merge_row(
        self, prefix: str, key: str, row: Any, formset: Any, sent: dict[str, list[str]]
    ) -> dict[str, list[str]] | None:
        """What is to be saved of one row that was shown; None for one that is gone."""
        name = f"{prefix}|{key}|"
        stored = self.stored.rows(prefix).get(key)
        mine = {f"{name}{each}": _sent(bound) for each, bound in _fields(row, formset)}
        deleted = bool(sent.get("DELETE"))
        if stored is None:
            if deleted or all(self._based_on.get(each) == value for each, value in mine.items()):
                if not deleted:
                    self._taken[name] = "ผู้อื่นลบแถวนี้แล้ว"
                return None
            self._conflicts[name] = (_summary(row, formset), "ผู้อื่นลบแถวนี้แล้ว หากกดบันทึก จะเป็นแถวใหม่")
            return sent
        if deleted:
            if any(self._based_on.get(each) != self.stored.copy[each] for each in mine):
                self._conflicts[name] = ("ลบแถวนี้", _summary(stored, self.stored.formsets[prefix]))
            return sent
        for each in self._compare(row, name, formset).theirs:
            field = each.removeprefix(name)
            held = QueryDict(mutable=True)
            _put(held, field, stored[field])
            sent = {key: value for key, value in sent.items() if key != field} | dict(held.lists())
            self._taken[each] = ""
        return sent

    def _row_of(self, prefix: str, number: int) -> dict[str, list[str]]:
        start = f"{prefix}-{number}-"
        return {name.removeprefix(start): values for name, values in self.data.lists() if name.startswith(start)}

    # --- words

    def _difference(self, name: str, words: tuple[str, str], now: Shown) -> Difference | None:
        prefix, key, field = _parts(name)
        stored, mine, label = self.stored.form, now.form, ""
        if key:
            formset = now.formsets[prefix]
            label = f"{formset.model._meta.verbose_name} "
            stored = self.stored.rows(prefix).get(key)
            mine = next((row for row in formset.initial_forms if str(row.instance.pk) == key), None)
            if stored is not None:
                number = list(self.stored.rows(prefix)).index(key) + 1
                label = f"{label}แถวที่ {thai_digits(number)} "
        if not field or stored is None or mine is None:
            return Difference(name, "", label.strip(), *words)
        sent, kept = _sent(mine[field]), self.stored.copy[name]
        if name in self._conflicts and sent == kept:
            return None
        bound = mine[field]
        return Difference(
            name,
            bound.auto_id,
            f"{label}{bound.label}",
            _words(bound.field, sent),
            _words(stored[field].field, kept),
        )


def _parts(name: str) -> tuple[str, str, str]:
    """Prefix, key and field of a name in a copy; the first two are empty for a field of the form itself."""
    prefix, _, rest = name.rpartition("|")
    start, _, key = prefix.rpartition("|")
    return start, key, rest


def _fields(form: Any, formset: Any = None) -> list[tuple[str, Any]]:
    """The fields that people fill in."""
    skipped = {formset.fk.name, formset.model._meta.pk.name, "DELETE", "ORDER"} if formset is not None else set()
    return [
        (name, form[name])
        for name, field in form.fields.items()
        if name not in skipped and not field.disabled and not isinstance(field, forms.FileField)
    ]


def _text(field: forms.Field, value: Any) -> str:
    """A value as text that is equal exactly where the values are, in any order where order says nothing."""
    prepared = field.prepare_value(value)
    if isinstance(prepared, list | tuple | set | QuerySet):
        return "\n".join(sorted(str(each) for each in prepared))
    if isinstance(field, forms.BooleanField):
        return "1" if prepared else ""
    return comparable_text(prepared)


def _sent(bound: Any) -> str:
    """What was sent in a field, as plain text where it can be read, as typed where not."""
    try:
        return _text(bound.field, bound.field.clean(bound.data))
    except ValidationError:
        sent = bound.data
        return "\n".join(sorted(sent)) if isinstance(sent, list) else comparable_text(sent)


def _put(data: QueryDict, name: str, bound: Any) -> None:
    """Set a field in sent data to the value that an unbound form shows."""
    value, widget = bound.field.prepare_value(bound.initial), bound.field.widget
    while hasattr(widget, "widget"):  # the admin's wrapper with its links
        widget = widget.widget
    data.pop(name, None)
    if isinstance(widget, forms.CheckboxInput):
        if value:
            data[name] = "on"
    elif getattr(widget, "allow_multiple_selected", False):
        data.setlist(name, [str(each) for each in value or ()])
    else:
        shown = widget.format_value(value)
        shown = next(iter(shown), "") if isinstance(shown, list | tuple) else shown
        data[name] = "" if shown is None else str(shown)


def _raw(row: Any, formset: Any, key_name: str) -> dict[str, list[str]]:
    """A stored row as its form would be sent."""
    data = QueryDict(mutable=True)
    for name, bound in _fields(row, formset):
        _put(data, name, bound)
    data[key_name] = str(row.instance.pk)
    data[formset.fk.name] = str(formset.instance.pk)
    return dict(data.lists())


def _summary(row: Any, formset: Any) -> str:
    """A row in words."""
    sent = [
        (bound, _sent(bound) if row.is_bound else _text(bound.field, bound.initial))
        for _, bound in _fields(row, formset)
    ]
    return " · ".join(f"{bound.label} {_words(bound.field, text)}" for bound, text in sent if text)


def _words(field: forms.Field, text: str) -> str:
    """A copy's value as a person reads it."""
    if isinstance(field, forms.BooleanField):
        return "เลือก" if text else "ไม่เลือก"
    if not text:
        return NOTHING
    labels: dict[str, str] = {}
    for value, label in getattr(field, "choices", ()):
        nested = label if isinstance(label, list | tuple) else [(value, label)]
        labels |= {str(each): str(words) for each, words in nested}
    return "\n".join(labels.get(each, each) for each in text.split("\n")) if labels else text
