"""A paste into the grid as its screen shows it: the plan of `assessments.pasting`, with the names of the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ..models import ANNOUNCED_TOOLS
from ..pasting import Given, Grid, LeftOut, Line, Plan, ToolGroup, plan_paste
from ..thai import ascii_digits, thai_digits
from .screen import ScreenForm


@dataclass(frozen=True)
class Move:
    """One cell to fill: its id, its name, what goes in, and what stood in it (empty where nothing did)."""

    target: str
    label: str
    value: str
    before: str

    @property
    def shown(self) -> str:
        """The value in Thai digits, whatever it was copied in."""
        return thai_digits(ascii_digits(self.value))


@dataclass(frozen=True)
class Offer:
    """A tool's copied score that goes into the cell of its announced one, if the person says that it was."""

    target: str
    label: str
    value: str

    @property
    def shown(self) -> str:
        """The value in Thai digits."""
        return thai_digits(self.value)


@dataclass(frozen=True)
class PasteScreen:
    """What the panel before a paste shows."""

    question: str
    choices: tuple[tuple[str, str], ...]
    moves: tuple[Move, ...]
    left_out: tuple[LeftOut, ...]
    given: tuple[Given, ...]
    offers: tuple[Offer, ...] = ()

    @property
    def heading(self) -> str:
        """`ตรวจก่อนวาง ๑๐ ช่อง`; what is asked where nothing is placed yet."""
        if self.moves:
            return f"ตรวจก่อนวาง {thai_digits(len(self.moves))} ช่อง"
        return "เลือกคอลัมน์ที่จะวาง" if self.choices else "ยังไม่ได้วาง"


def pasting_plan(form: ScreenForm, text: str, cell: str, reading: str) -> PasteScreen:
    """What pasting `text` into the form's field `cell` would do; nothing where there is no such cell."""
    if cell not in form.fields or not form.indicators:
        return PasteScreen("ไม่พบช่องที่จะวาง กรุณาเลือกช่องในตารางแล้ววางอีกครั้ง", (), (), (), ())
    groups = form.grid()
    grid = Grid(
        year=_year(form),
        tools=tuple(
            ToolGroup(
                group.code, group.thai_name, group.weight, tuple(Line(row.number, row.name) for row in group.rows)
            )
            for group in groups
        ),
        parts=any(group.parts for group in groups),
        typed={row.number: _typed(form, f"score_{row.number}") for group in groups for row in group.rows},
    )
    plan: Plan = plan_paste(text, cell=cell, grid=grid, reading=reading)
    moves = tuple(
        Move(form[each.field].auto_id, form.label_of(each.field), each.value, _typed(form, each.field))
        for each in plan.placed
    )
    return PasteScreen(plan.question, plan.choices, moves, plan.left_out, plan.given, _offers(form, plan.given))


def _offers(form: ScreenForm, given: Sequence[Given]) -> tuple[Offer, ...]:
    """The copied scores of tools that are not in the cells of announced ones yet; none of a tool with two."""
    tools = [each.tool for each in given]
    found = []
    for each in given:
        name = ANNOUNCED_TOOLS[each.tool]
        if tools.count(each.tool) == 1 and name in form.fields and not _says(_typed(form, name), each.value):
            found.append(Offer(form[name].auto_id, form.label_of(name), f"{each.value:.2f}"))
    return tuple(found)


def _says(typed: str, value: Decimal) -> bool:
    try:
        return Decimal(ascii_digits(typed)) == value
    except InvalidOperation:
        return False


def _year(form: ScreenForm) -> int:
    typed = ascii_digits(_typed(form, "fiscal_year"))
    return int(typed) if typed.isdecimal() else 0


def _typed(form: ScreenForm, name: str) -> str:
    return str(form[name].value() or "").strip()
