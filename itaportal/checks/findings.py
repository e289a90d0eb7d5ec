"""The findings of a check: what is wrong, how serious it is, and where a person mends it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCKING = "blocking"
    WARNING = "warning"

    @property
    def label(self) -> str:
        """The word that people read."""
        return "ต้องแก้ก่อนเผยแพร่" if self is Severity.BLOCKING else "ควรตรวจสอบ"


class Area(StrEnum):
    """Which admin page mends a finding."""

    ASSESSMENT = "assessment"
    PLAN = "plan"
    CRITERIA = "criteria"
    WORDING = "wording"
    AGENCY = "agency"
    TEXTS = "texts"


@dataclass(frozen=True)
class Place:
    """Where a finding is: the admin page, in words, and the row and field on it where there are such."""

    area: Area
    label: str
    indicator: int | None = None
    measure: int | None = None
    field: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing that a check found; `message` says what is wrong and what to do."""

    severity: Severity
    code: str
    place: Place
    message: str

    @property
    def blocking(self) -> bool:
        """Whether it stops publication."""
        return self.severity is Severity.BLOCKING


def blocking(code: str, place: Place, message: str) -> Finding:
    """A finding that stops publication."""
    return Finding(Severity.BLOCKING, code, place, message)


def warning(code: str, place: Place, message: str) -> Finding:
    """A finding that deserves a second look."""
    return Finding(Severity.WARNING, code, place, message)
