"""Django's own classes whose type names a model: `ModelAdmin[Agency]`, `ModelForm[Criteria]`.

The types know these classes as generic; Django itself does not let them be written with brackets. At run time each one
here is an empty subclass that gives itself back for whatever stands in its brackets.
"""

from typing import TYPE_CHECKING, TypeVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.forms.models import BaseInlineFormSet as _BaseInlineFormSet

M = TypeVar("M", bound=Model)

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline
    from django.forms import BaseInlineFormSet, ModelForm, ModelMultipleChoiceField
else:

    def subscriptable(kind: type) -> type:
        """Return an empty subclass of `kind` that may be written with brackets."""
        body = {
            "__class_getitem__": classmethod(lambda cls, _: cls),
            "__module__": kind.__module__,
            "__doc__": kind.__doc__,
        }
        return type(kind)(kind.__name__, (kind,), body)

    ModelAdmin, TabularInline = subscriptable(admin.ModelAdmin), subscriptable(admin.TabularInline)
    BaseInlineFormSet, ModelForm = subscriptable(_BaseInlineFormSet), subscriptable(forms.ModelForm)
    ModelMultipleChoiceField = subscriptable(forms.ModelMultipleChoiceField)

__all__ = ["BaseInlineFormSet", "M", "ModelAdmin", "ModelForm", "ModelMultipleChoiceField", "TabularInline"]
