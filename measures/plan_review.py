"""What a person reads when somebody else saved the same plan meanwhile, and the screen that asks about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from assessments.edit_conflicts import Copy
from assessments.forms.review import make_stamp, read_stamp
from assessments.thai import thai_digits
from assessments.wording import join_thai

from .forms import MeasureBlock, PlanScreen
from .models import MeasurePlan
from .plan_merge import BASED_ON, DELETE, Merged, copy_of, is_decided, merge, take

NOTHING = "–"
_NAMED = 4  # fields that a message names one by one


@dataclass(frozen=True)
class Difference:
    """A field with another person's newer value; `target` is the field's id."""

    name: str
    target: str
    label: str
    mine: str
    stored: str


@dataclass(frozen=True)
class Review:
    """What a person decides before saving again, and what was taken over from the other unasked."""

    conflicts: tuple[Difference, ...]
    taken_over: tuple[Difference, ...]
    moved: tuple[str, ...]


@dataclass(frozen=True)
class Sent:
    """A screen that was sent, on top of what is stored now; not saved."""

    screen: PlanScreen
    merged: Merged
    stamp: str
    asks: bool  # it is to be looked at, not to be saved
    review: Review | None

    @property
    def news(self) -> str:
        """What the other did that the person's saving has kept; empty where that is nothing."""
        said = []
        if self.merged.theirs:
            labels = [_label(self.screen, name)[0] for name in self.merged.theirs]
            more = [f"อีก {thai_digits(len(labels) - _NAMED)} ช่อง"] if len(labels) > _NAMED else []
            said.append(f"แก้ไข {join_thai([*labels[:_NAMED], *more])}")
        for measures, what in ((self.merged.added, "เพิ่ม"), (self.merged.removed, "ลบ")):
            if measures:
                said.append(f"{what}มาตรการ {thai_digits(len(measures))} รายการ")
        return f"ระหว่างที่ท่านแก้ไข มีผู้อื่น{join_thai(said)} ระบบคงค่าใหม่นั้นไว้" if said else ""


def stamp_of(plan: MeasurePlan, screen: PlanScreen) -> str:
    """The stamp of a screen that nobody has typed into."""
    return make_stamp(plan.pk, copy_of(screen))


def sent_screen(plan: MeasurePlan, sent: QueryDict) -> Sent:
    """The screen that was sent for `plan` as it is stored now. What the person must decide stands in its `review`."""
    adding, choice = sent.get("_add_measure", ""), sent.get("_take", "")
    stored = copy_of(PlanScreen(plan))
    # A screen of an earlier release has no stamp, and is taken as it comes.
    based_on = read_stamp(str(sent[BASED_ON]), plan.pk) if BASED_ON in sent else stored
    if choice:
        sent = take(sent, choice, based_on)
    merged = merge(sent, based_on=based_on, stored=stored)
    data, looking = merged.data, bool(adding or choice or "_as_typed" in sent)
    if merged.moved:
        data.setlist("moved", [*data.getlist("moved"), *merged.moved])
    if merged.asks and not looking:
        data[BASED_ON], based_on = make_stamp(plan.pk, stored), stored
        data.setlist("conflict", list(merged.conflicts))
        data.setlist("taken_over", list(merged.theirs))
    asks = looking or merged.asks
    screen = PlanScreen(plan, data, as_typed=asks, adding=adding)
    review = _review(screen, data, based_on) if asks else None
    return Sent(screen, merged, data.get(BASED_ON, ""), asks, review)


def _review(screen: PlanScreen, data: QueryDict, stored: Copy) -> Review | None:
    known = [name for name in data.getlist("conflict") if _label(screen, name)[0]]
    conflicts = [name for name in known if not is_decided(name, data, stored)]
    theirs = [name for name in data.getlist("taken_over") if name in stored and _label(screen, name)[0]]
    moved = [block.name for block in screen.blocks if block.token and block.token in data.getlist("moved")]
    if not known and not theirs and not moved:
        return None
    return Review(
        tuple(_difference(screen, name, data, stored) for name in conflicts),
        tuple(_difference(screen, name, data, stored) for name in theirs),
        tuple(moved),
    )


def _difference(screen: PlanScreen, name: str, data: QueryDict, stored: Copy) -> Difference:
    label, target, block = _label(screen, name)
    if block and name.endswith(f"-{DELETE}"):
        return Difference(name, target, block.name, "ลบมาตรการนี้", stored[f"{block.anchor}-titles"] or NOTHING)
    mine, theirs = "\n".join(data.getlist(name)), stored[name]
    if block and name.endswith("-units"):
        mine, theirs = (_unit_names(block, numbers) for numbers in (mine, theirs))
    return Difference(name, target, label, mine or NOTHING, theirs or NOTHING)


def _unit_names(block: MeasureBlock, numbers: str) -> str:
    units = block.form.agency_units
    return "\n".join(units[number].name for number in numbers.split("\n") if number in units)


def _label(screen: PlanScreen, name: str) -> tuple[str, str, MeasureBlock | None]:
    """How a field is called, its id, and the block that it is in; empty where the screen has no such field."""
    if name in screen.plan_form.fields:
        bound = screen.plan_form[name]
        return str(bound.label), bound.auto_id, None
    anchor, _, field = name.rpartition("-")
    for block in screen.blocks:
        if block.anchor == anchor and field in block.form.fields:
            bound = block.form[field]
            return f"{block.name} {bound.label}", bound.auto_id, block
    return "", "", None
