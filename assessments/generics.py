"""Django's own classes whose type names a model: `ModelAdmin[Agency]`, `ModelForm[Criteria]`.

The types know these classes as generic; Django itself does not let them be written with brackets. At run time each one
here is a subclass that gives itself back for whatever stands in its brackets. Forms and admin classes among them pass
the gate for Thai text (`textgate`), and change forms merge with what others saved meanwhile (`merging`).
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
    from .merging import MergingAdmin
    from .textgate import GateAdmin, GateForm

    def subscriptable(kind: type, *mixins: type, **extra: object) -> type:
        """Return a subclass of `kind`, with mixins before it, that may be written with brackets."""
        body = {
            "__class_getitem__": classmethod(lambda cls, _: cls),
            "__module__": kind.__module__,
            "__doc__": kind.__doc__,
            **extra,
        }
        return type(kind)(kind.__name__, (*mixins, kind), body)

    ModelForm = subscriptable(forms.ModelForm, GateForm)
    # `view_on_site`: by an address for any object of any kind, which asks nobody's agency. Pages link by themselves.
    ModelAdmin = subscriptable(admin.ModelAdmin, MergingAdmin, GateAdmin, form=ModelForm, view_on_site=False)
    TabularInline = subscriptable(admin.TabularInline, form=ModelForm)
    BaseInlineFormSet = subscriptable(_BaseInlineFormSet)
    ModelMultipleChoiceField = subscriptable(forms.ModelMultipleChoiceField)

__all__ = ["BaseInlineFormSet", "M", "ModelAdmin", "ModelForm", "ModelMultipleChoiceField", "TabularInline"]
