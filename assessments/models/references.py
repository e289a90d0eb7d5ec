"""Which models refer to an assessment, and what each says about the year that its rows belong to.

A model with a relation to `Assessment` answers in its class body:

- `keeps_year`: whether a row outlives every edit, as a published version does. Agency and year of its assessment then
  stay, since a permanent address names them, and it cannot be deleted. Every such model must answer.
- `stands_for_year`, a condition on its rows: those that the public sees in place of the year's own data. An edit then
  need not take the year back to a draft. Left out where there are none.
- `fills_plan`, a condition on its rows: those that hold measures somebody filled in. A year with such a row cannot be
  said to have no plan. Left out where there are none.

How a row is protected from deletion in the database (`on_delete`) says nothing about either.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db.models import Model, Q
from simple_history.models import HistoricalChanges


@dataclass(frozen=True)
class Reference:
    """A relation to an assessment: the model that has it, the name of its field, and the class that answers for it."""

    model: type[Model]
    field: str
    answers: type[Model]

    @property
    def keeps_year(self) -> bool:
        """Whether its rows outlive every edit; a model without an answer is not trusted with an address."""
        return getattr(self.answers, "keeps_year", True) is not False

    @property
    def stands_for_year(self) -> Q | None:
        """Which of its rows the public sees in place of the year's own data."""
        return getattr(self.answers, "stands_for_year", None)

    @property
    def fills_plan(self) -> Q | None:
        """Which of its rows hold measures that somebody filled in."""
        return getattr(self.answers, "fills_plan", None)

    def rows(self, condition: Q | None = None) -> Any:
        """The rows of the model, whatever its own manager leaves out."""
        return self.model._base_manager.filter(condition or Q())


def references(models: Iterable[type[Model]] | None = None) -> Iterator[Reference]:
    """Find every relation to `Assessment` among `models` (else all), those without a way back included.

    History tables follow the table whose changes they hold, and are left out.
    """
    assessment = apps.get_model("assessments", "Assessment")
    for model in apps.get_models(include_auto_created=True) if models is None else models:
        if model._meta.proxy or issubclass(model, HistoricalChanges):
            continue
        for field in model._meta.local_concrete_fields:
            related = field.related_model
            if isinstance(related, type) and related._meta.concrete_model is assessment:
                owner = model._meta.auto_created  # a table between two models belongs to the one that made it
                yield Reference(model, field.name, owner if isinstance(owner, type) else model)


def check_answers(**_: Any) -> list[CheckMessage]:
    """Check that every model that refers to an assessment answers; receives what Django hands to a system check."""
    return problems(references())


def problems(found: Iterable[Reference]) -> list[CheckMessage]:
    """Return what is missing from the answers, each with where and what to do."""
    errors: list[CheckMessage] = []
    for each in found:
        which = f"โมเดล {each.answers.__name__} ({_file(each.answers)}) อ้างถึงผลการประเมินด้วยช่อง {each.field}"
        if not isinstance(getattr(each.answers, "keeps_year", None), bool):
            errors.append(
                Error(
                    f"{which} แต่ไม่ได้บอกว่าข้อมูลของโมเดลนี้ทำให้ต้องเก็บปีนั้นไว้หรือไม่",
                    hint="ระบุ keeps_year = True ในคลาส หากข้อมูลนี้ต้องคงอยู่แม้มีผู้แก้ไขปีนั้น (ลบปีหรือย้ายไปหน่วยงานอื่นไม่ได้) "
                    "มิฉะนั้นระบุ keeps_year = False (คำอธิบายอยู่ใน assessments/models/references.py)",
                    id="assessments.E001",
                )
            )
        elif each.stands_for_year is not None and not each.keeps_year:
            errors.append(
                Error(
                    f"{which} และบอกว่าประชาชนเห็นข้อมูลนี้แทนข้อมูลของปี (stands_for_year) แต่ keeps_year เป็น False",
                    hint="ข้อมูลที่ประชาชนเห็นแทนข้อมูลของปีต้องคงอยู่ ระบุ keeps_year = True หรือลบ stands_for_year",
                    id="assessments.E002",
                )
            )
    return errors


def _file(model: type[Model]) -> str:
    """Where a model is written, from the project's root."""
    path = Path(getattr(sys.modules[model.__module__], "__file__", None) or model.__module__)
    return path.relative_to(settings.BASE_DIR).as_posix() if path.is_relative_to(settings.BASE_DIR) else str(path)
