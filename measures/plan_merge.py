"""Two people, or two tabs, at one plan: what the screen was shown with, held against what is stored when it comes back.

Compared are texts as the fields show them, by the fields' names, so that nothing here knows what a field means. What
only the other changed is taken over; what both changed differently is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from assessments.edit_conflicts import Copy, comparable_text, compare_copies

from .forms import MeasureBlock, PlanScreen

BASED_ON = "based_on"
DELETE = "delete"
COMPARED = ("titles", "analysis", "steps", "units", "period_start", "period_end", "own_monitoring")
_MEASURE = re.compile(r"measure-\d+")
_FIELD = re.compile(r"(measure-\d+)-(\w+)")
_APART = "\n"  # between the numbers of units


@dataclass(frozen=True)
class Merged:
    """A sent screen on top of what is stored now.

    `theirs` names the fields that only the other changed, `conflicts` those to decide; `moved` are the new blocks with
    what was typed into measures that are gone, `added` the measures that the other added, and `removed` those that the
    other removed and the person had left alone.
    """

    data: QueryDict
    theirs: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether the person must look before anything is saved."""
        return bool(self.conflicts or self.moved)


def copy_of(screen: PlanScreen) -> dict[str, str]:
    """What a screen that nobody has typed into shows; each stored measure also by the number of its indicator."""
    copy = {"monitoring": comparable_text(screen.plan_form["monitoring"].value())}
    for block in screen.blocks:
        if not block.token:
            copy[block.anchor] = str(block.indicator.number)
            copy |= {f"{block.anchor}-{name}": _shown(block, name) for name in COMPARED}
    return copy


def _shown(block: MeasureBlock, name: str) -> str:
    value = block.form[name].value()
    return _units(value or ()) if name == "units" else comparable_text(value)


def _units(numbers: Iterable[str]) -> str:
    return _APART.join(sorted(numbers))


def merge(sent: QueryDict, *, based_on: Copy, stored: Copy) -> Merged:
    """Put what was sent on top of what is stored now; an empty `based_on` makes every difference a conflict."""
    data = sent.copy()
    before, now = (sorted(filter(_MEASURE.fullmatch, copy)) for copy in (based_on, stored))
    moved, removed = [], []
    for measure in before:
        if measure not in stored:
            changed = any(_mine(data, name) not in (None, based_on[name]) for name in _names(measure))
            if changed and f"{measure}-{DELETE}" not in data:
                moved.append(_as_new(data, measure, based_on[measure]))
            else:
                removed.append(measure)
    added = [measure for measure in now if measure not in before and f"{measure}-titles" not in data]
    for measure in added:
        for name in _names(measure):
            _put(data, name, stored[name])
    mine = {name: text for name in stored if (text := _mine(data, name)) is not None}
    comparison = compare_copies(based_on=based_on, mine=mine, stored=stored)
    theirs = tuple(name for name in comparison.theirs if name in mine)
    conflicts = [
        f"{measure}-{DELETE}"
        for measure in now
        if f"{measure}-{DELETE}" in data and any(based_on.get(name) != stored[name] for name in _names(measure))
    ]
    conflicts += [name for name in comparison.conflicts if f"{name.rpartition('-')[0]}-{DELETE}" not in conflicts]
    for name in theirs:
        _put(data, name, stored[name])
    return Merged(data, theirs, tuple(conflicts), tuple(moved), tuple(added), tuple(removed))


def take(sent: QueryDict, name: str, stored: Copy) -> QueryDict:
    """What was sent, with the stored value in one field; a measure ticked for removal stays."""
    data = sent.copy()
    if name.endswith(f"-{DELETE}"):
        data.pop(name, None)
    elif name in stored:
        _put(data, name, stored[name])
    return data


def is_decided(name: str, sent: QueryDict, stored: Copy) -> bool:
    """Whether a field that was asked about says now what is stored."""
    return name not in sent if name.endswith(f"-{DELETE}") else _mine(sent, name) == stored.get(name)


def _names(measure: str) -> list[str]:
    return [f"{measure}-{name}" for name in COMPARED]


def _mine(data: QueryDict, name: str) -> str | None:
    """What was sent in a field, as it is compared; None where the screen that was sent did not have the field."""
    field = _FIELD.fullmatch(name)
    if field and field[2] == "units":  # no tick is sent as nothing
        return _units(data.getlist(name)) if f"{field[1]}-titles" in data else None
    return comparable_text(data[name]) if name in data else None


def _put(data: QueryDict, name: str, text: str) -> None:
    if name.endswith("-units"):
        data.setlist(name, text.split(_APART) if text else [])
    else:
        data[name] = text


def _as_new(data: QueryDict, measure: str, indicator: str) -> str:
    """Make a new block of what was typed into a measure that is gone; return the block's token."""
    numbers = [int(token.split("-")[1]) for token in data.getlist("new") if re.fullmatch(rf"{indicator}-\d+", token)]
    token = f"{indicator}-{max(numbers, default=-1) + 1}"
    for name in [name for name in data if name.startswith(f"{measure}-")]:
        data.setlist(f"new-{token}-{name.removeprefix(f'{measure}-')}", data.getlist(name))
    data.appendlist("new", token)
    return token
