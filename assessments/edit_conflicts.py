"""Two people at one assessment: what a form was based on, held against what is stored when the form comes back.

Pure. A copy has every entered value as plain text under its field's name (`target`, `score_3`), so that it can travel
with the form and be compared without asking what type a value has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Copy = Mapping[str, str]

YEAR_FIELDS = (
    "agency",
    "fiscal_year",
    "target",
    "eit_part_1",
    "eit_part_2",
    "published_overall",
    "published_level",
    "no_plan_reason",
    "published_iit",
    "published_eit",
    "published_oit",
)
LINE_FIELDS = ("score", "target", "conclusion", "analysis")


@dataclass(frozen=True)
class Comparison:
    """Fields that somebody else changed meanwhile: `theirs` alone, and `conflicts`, which both changed differently."""

    theirs: tuple[str, ...]
    conflicts: tuple[str, ...]


def line_field(kind: str, number: int) -> str:
    """The name of one cell of indicator `number`: `score_3`."""
    return f"{kind}_{number}"


def comparable_text(value: object) -> str:
    """A value as text that is equal exactly where the values are; nothing and an empty text are the same."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def copy_of(year: Any, lines: Iterable[tuple[int, Any]]) -> dict[str, str]:
    """The copy of an assessment (`year`) with its lines, each an indicator's number and what has the `LINE_FIELDS`."""
    values = {
        name: comparable_text(getattr(year, f"{name}_id" if name == "agency" else name, None)) for name in YEAR_FIELDS
    }
    for number, line in lines:
        values |= {line_field(kind, number): comparable_text(getattr(line, kind)) for kind in LINE_FIELDS}
    return values


def compare_copies(*, based_on: Copy, mine: Copy, stored: Copy, whole: bool = False) -> Comparison:
    """Compare three ways what a person sends (`mine`), what that was made from and what is stored now.

    A field that I left alone is theirs; one that both changed to different values is a conflict. A field that
    `based_on` does not have is not known to be mine, so that any difference is a conflict. With `whole` the fields
    belong together and everything that they changed is a conflict: my form holds another year's indicators.
    """
    theirs, conflicts = [], []
    for name in dict.fromkeys([*mine, *(stored if whole else ())]):
        was, now = based_on.get(name), stored.get(name, "")
        if name not in based_on and name not in stored:
            was = ""  # an indicator without a line, then and now
        if now in (was, mine.get(name)):
            continue
        if mine.get(name) == was and not whole:
            theirs.append(name)
        else:
            conflicts.append(name)
    return Comparison(tuple(theirs), tuple(conflicts))
