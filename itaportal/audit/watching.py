"""Notes what becomes of the rows of recorded models, one by one: old → new, whoever saves or deletes them.

Why signals, which the portal does without elsewhere: a writer that forgot to note a change would leave a hole that
nobody sees. Stock forms of the admin, Django's pages of passwords and a cascade of deletions have no writer of ours at
all. Rows written in bulk pass by here: their writers note them (`trail.note_year`).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

from assessments import trail
from assessments.trail import Action, Change, Note

from .subjects import SUBJECTS, Subject, member_text, owner_of, value_text

_OLD = "_values_before"


def watch() -> None:
    """Note every change of the models in `SUBJECTS` from now on."""
    for model, subject in SUBJECTS.items():
        name = f"itaportal.audit.{model._meta.label_lower}"
        pre_save.connect(_remember, sender=model, dispatch_uid=f"{name}.before")
        post_save.connect(_note_saved, sender=model, dispatch_uid=f"{name}.saved")
        pre_delete.connect(_note_deleted, sender=model, dispatch_uid=f"{name}.deleted")
        for many in subject.many:
            through = getattr(model, many).through
            m2m_changed.connect(_note_members, sender=through, dispatch_uid=f"{name}.{many}")


def _remember(sender: type[Model], instance: Any, raw: bool, **_: Any) -> None:
    """Keep what is stored before a row is saved; nothing of a new one."""
    if raw:
        return
    names = [column.attname for column in SUBJECTS[sender].columns(sender)]
    stored = None
    if not instance._state.adding:
        stored = sender._base_manager.filter(pk=instance.pk).values(*names).first()
        said = instance.__dict__.pop(trail.BEFORE, {})
        stored = stored and stored | said
    instance.__dict__[_OLD] = stored


def _note_saved(
    sender: type[Model], instance: Any, created: bool, raw: bool, update_fields: Any = None, **_: Any
) -> None:
    if raw:
        return
    subject = SUBJECTS[sender]
    old = instance.__dict__.pop(_OLD, None) or {}
    saved = [
        column
        for column in subject.columns(sender)
        if not update_fields or {column.name, column.attname} & set(update_fields)
    ]
    new = {column.attname: column.to_python(getattr(instance, column.attname)) for column in saved}
    _note(subject, instance, Action.ADDED if created else Action.CHANGED, old, new)


def _note_deleted(sender: type[Model], instance: Any, **_: Any) -> None:
    subject = SUBJECTS[sender]
    old = {each.attname: getattr(instance, each.attname) for each in subject.columns(sender)}
    _note(subject, instance, Action.DELETED, old, {})


def _note(subject: Subject, row: Any, action: Action, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Note each column whose value differs; one that is in `old` or `new` alone was or is empty in the other."""
    model = type(row)
    columns = {each.attname: each for each in subject.columns(model)}
    texts = []
    for name in new if action is not Action.DELETED else old:
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        column = columns[name]
        said = value_text(column, before), value_text(column, after)
        if name == "password" and action is Action.CHANGED:
            said = "", said[1]
        if said[0] != said[1]:
            texts.append((subject.label(column), *said))
    if texts:
        owner, name = owner_of(row), subject.name(row)
        trail.note(
            *(
                Note(owner, subject.kind, action, Change(model._meta.label_lower, name, *text), subject.personal)
                for text in texts
            )
        )


def _note_members(
    sender: Any, instance: Any, action: str, reverse: bool, model: type[Model], pk_set: set[Any] | None, **_: Any
) -> None:
    """Note who was put into a group or given a permission, and who not any more."""
    if action not in ("post_add", "pre_remove", "pre_clear"):
        return
    holder, many = next(
        (each, name)
        for each, subject in SUBJECTS.items()
        for name in subject.many
        if getattr(each, name).through is sender
    )
    members = model._base_manager.all()
    if pk_set is not None:
        members = members.filter(pk__in=pk_set)
    elif reverse:
        members = members.filter(**{many: instance})
    else:
        members = getattr(instance, many).all()
    pairs = [(member, instance) if reverse else (instance, member) for member in members]
    for row, member in pairs:
        subject = SUBJECTS[holder]
        label = str(getattr(holder._meta.get_field(many), "verbose_name", many))
        texts = ("", member_text(member)) if action == "post_add" else (member_text(member), "")
        change = Change(holder._meta.label_lower, subject.name(row), label, *texts)
        trail.note(Note(owner_of(row), subject.kind, Action.CHANGED, change, subject.personal))
