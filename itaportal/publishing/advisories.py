"""What the checks advise to look at, as the person who publishes nevertheless has seen it."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from assessments.thai import thai_digits
from assessments.thaitext import tidy
from itaportal.checks.findings import Finding

LONGEST_REASON = 1000  # characters of why a version was published with open advisories
REASON_NEEDED = "กรุณาระบุเหตุผลที่เผยแพร่โดยไม่แก้ข้อที่ควรตรวจสอบ"


@dataclass(frozen=True)
class Advisory:
    """A finding that does not stop publication; `key` stands for its place and its words."""

    finding: Finding

    @property
    def key(self) -> str:
        """A short text that is the same for the same finding."""
        said = f"{self.finding.place.label}\n{self.finding.message}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]


class NotConfirmed(ValidationError):
    """There are advisories that the person has not confirmed, or without a reason; nothing was published."""

    def __init__(self, message: str, advisories: tuple[Advisory, ...]) -> None:
        super().__init__(message)
        self.advisories = advisories


def open_advisories(findings: Iterable[Finding]) -> tuple[Advisory, ...]:
    """Return the findings that ask for a look, in their order."""
    return tuple(Advisory(finding) for finding in findings if not finding.blocking)


def confirmed_reason(advisories: tuple[Advisory, ...], confirmed: Collection[str], reason: str) -> str:
    """Return why to publish with these advisories, tidied; empty where there are none.

    `confirmed` are the keys of those that the person was shown. Raises NotConfirmed where one is not among them, and
    for a reason that is empty or too long.
    """
    if not advisories:
        return ""
    reason = " ".join(tidy(reason).split())
    if unseen := [advisory for advisory in advisories if advisory.key not in confirmed]:
        said = "มีข้อที่ควรตรวจสอบเพิ่มขึ้นระหว่างที่ท่านยืนยัน กรุณาอ่านอีกครั้งแล้วจึงเผยแพร่"
        raise NotConfirmed(said if len(unseen) < len(advisories) or confirmed else "", advisories)
    if not reason:
        raise NotConfirmed(REASON_NEEDED, advisories)
    if len(reason) > LONGEST_REASON:
        raise NotConfirmed(
            f"เหตุผลยาว {thai_digits(len(reason))} ตัวอักษร ต้องไม่เกิน {thai_digits(LONGEST_REASON)} ตัวอักษร", advisories
        )
    return reason


def as_stored(advisories: Sequence[Advisory]) -> list[dict[str, str]]:
    """Return what a version keeps of them: where and what, in words."""
    return [{"place": each.finding.place.label, "message": each.finding.message} for each in advisories]
