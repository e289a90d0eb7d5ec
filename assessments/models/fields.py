"""Fields and constraints that several models share: years and figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

FIRST_YEAR, LAST_YEAR = 2556, 2699  # ITA began in FY2556; the upper end only refuses typing errors

YEAR_VALIDATORS = [
    MinValueValidator(FIRST_YEAR, "ปีงบประมาณต้องเป็น พ.ศ. สี่หลัก เช่น ๒๕๖๘"),
    MaxValueValidator(LAST_YEAR, "ปีงบประมาณต้องเป็น พ.ศ. สี่หลัก เช่น ๒๕๖๘"),
]


SCORE_VALIDATORS = [
    MinValueValidator(Decimal(0), "คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐"),
    MaxValueValidator(Decimal(100), "คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐"),
]


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
