"""Fields and constraints that several models share: years and figures."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from ..thaitext import search_key

FIRST_YEAR, LAST_YEAR = 2556, 2699  # ITA began in FY2556; the upper end only refuses typing errors

YEAR_VALIDATORS = [
    MinValueValidator(FIRST_YEAR, "ปีงบประมาณต้องเป็น พ.ศ. สี่หลัก เช่น ๒๕๖๘"),
    MaxValueValidator(LAST_YEAR, "ปีงบประมาณต้องเป็น พ.ศ. สี่หลัก เช่น ๒๕๖๘"),
]


SCORE_VALIDATORS = [
    MinValueValidator(Decimal(0), "คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐"),
    MaxValueValidator(Decimal(100), "คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐"),
]


if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


class KeyField(_TextField):
    """A column to sort or search by, computed from text columns whenever the row is saved, alone or in bulk.

    `key` makes it from the columns `sources`. `QuerySet.update` of a source goes past it: save the row instead.
    """

    def __init__(self, *sources: str, key: Callable[..., str] = str, **kwargs: Any) -> None:
        self.sources, self.key = sources, key
        options: Any = {"default": "", "editable": False} | kwargs
        super().__init__(**options)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Compute the column anew."""
        value = self.key(*(getattr(model_instance, source) for source in self.sources))
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        """To migrations it is a text column."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def joined_search_key(*texts: str) -> str:
    """The texts as one, as searches compare them."""
    return search_key(" ".join(texts))


def score_field(
    verbose_name: str, *, help_text: str = "", editable: bool = True
) -> models.DecimalField[Decimal | None, Decimal | None]:
    """A figure of 0.00–100.00; None means not scored, never zero."""
    return models.DecimalField(
        verbose_name,
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=SCORE_VALIDATORS,
        help_text=help_text,
        editable=editable,
    )


def required_score_field(
    verbose_name: str, *, default: Any = models.NOT_PROVIDED
) -> models.DecimalField[Decimal, Decimal]:
    """A figure of 0.00–100.00 that is never left out."""
    return models.DecimalField(
        verbose_name, max_digits=5, decimal_places=2, validators=SCORE_VALIDATORS, default=default
    )


def between_0_and_100(*names: str) -> list[models.CheckConstraint]:
    """Constraints that keep figures within 0–100 where there is one."""
    return [
        models.CheckConstraint(
            name=f"%(app_label)s_%(class)s_{name}_0_100",
            condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 100}),
            violation_error_message="คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐",
        )
        for name in names
    ]
