"""The page of a report's own wordings and signatories: one row a paragraph, as typed and as the report will say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assessments.actions import StaleCopy
from assessments.edit_conflicts import Copy
from assessments.models import Assessment
from itaportal.models import SignatoryRole
from itaportal.report import paragraphs
from itaportal.report.document import AgencyReport, OwnParagraph
from itaportal.report.narrative import portal_paragraphs
from itaportal.report.paragraphs import Slot
from itaportal.report.values import Group, placeholder_groups
from itaportal.typesetting import typedtext
from itaportal.typesetting.characters import cleaned_text

from .actions import wording_problems


@dataclass(frozen=True)
class Typed:
    """What stands in the page's fields: own wordings by paragraph, name and position by role.

    `stamp` is the signed copy that the page was shown with (see `assessments.edit_conflicts`).
    """

    texts: Mapping[str, str]
    people: Mapping[str, tuple[str, str]]
    stamp: str = ""
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by field: what was mended and what is doubtful

    @classmethod
    def of(cls, copy: Copy, stamp: str) -> "Typed":
        """What the fields of `copy` hold (`actions.wording_copy`)."""
        texts = {name.removeprefix("text-"): text for name, text in copy.items() if name.startswith("text-")}
        roles = dict.fromkeys(name.partition("-")[2] for name in copy if name.startswith(("name-", "job-")))
        people = {role: (copy.get(f"name-{role}", ""), copy.get(f"job-{role}", "")) for role in roles}
        return cls(texts, people, stamp)


def fields_after_conflict(stale: StaleCopy, typed: Typed, stamp: str) -> tuple[Typed, dict[str, list[str]]]:
    """Return the page's fields after a refused save, on top of what others saved meanwhile, and what to decide where.

    Fields that the person left alone show the other's text; in those that both changed the person's own text stays,
    with the other's beside it. `stamp` is the one of what is stored now, so that saving again is the person's decision.
    """
    theirs, conflicts = stale.comparison.theirs, stale.comparison.conflicts
    texts = {key: stale.stored[f"text-{key}"] if f"text-{key}" in theirs else text for key, text in typed.texts.items()}
    people = {
        role: (
            stale.stored[f"name-{role}"] if f"name-{role}" in theirs else name,
            stale.stored[f"job-{role}"] if f"job-{role}" in theirs else job_title,
        )
        for role, (name, job_title) in typed.people.items()
    }
    return Typed(texts, people, stamp, typed.notes), {name: [_decide(stale.stored.get(name, ""))] for name in conflicts}


def _decide(stored: str) -> str:
    said = f"แก้เป็น “{stored}”" if stored else "ลบออก"
    return f"ผู้อื่น{said} ระหว่างที่ท่านแก้ไข กดบันทึกอีกครั้งเพื่อใช้ข้อความของท่าน หรือแก้ให้ตรงกันก่อนบันทึก"


@dataclass(frozen=True)
class WordingRow:
    """One paragraph: the portal's text, what was typed in its place, and what the report will say.

    `used` is False for a wording whose paragraph this year's report does not have; `notes` say what was mended in the
    typed text and what is doubtful.
    """

    slot: Slot
    portal: str
    typed: str
    result: str
    errors: tuple[str, ...]
    placeholders: tuple[Group, ...]
    used: bool
    notes: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether an own wording stands in place of the portal's."""
        return bool(self.typed.strip())


@dataclass(frozen=True)
class SignerRow:
    """One signatory, as typed."""

    role: str
    label: str
    name: str
    job_title: str
    name_errors: tuple[str, ...]
    job_errors: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class WordingPage:
    """The whole page. `refused` counts the fields with errors after an attempt to save."""

    assessment: Assessment
    rows: tuple[WordingRow, ...]
    signers: tuple[SignerRow, ...]
    refused: int
    stamp: str

    @property
    def own(self) -> int:
        """How many paragraphs have an own wording."""
        return sum(row.own for row in self.rows)


def wording_page(
    assessment: Assessment, report: AgencyReport, typed: Typed, errors: Mapping[str, list[str]]
) -> WordingPage:
    """Build the page from what was typed so far, saved or not; `errors` are those of a refused save, by field."""
    wordings = tuple(OwnParagraph(key, text) for key, text in typed.texts.items() if text.strip())
    report = replace(report, paragraphs=wordings)
    rows = tuple(_rows(report, typed, errors))
    signers = tuple(_signer(role, typed, errors) for role in SignatoryRole)
    refused = sum(bool(row.errors) for row in rows)
    refused += sum(bool(found) for row in signers for found in (row.name_errors, row.job_errors))
    return WordingPage(assessment, rows, signers, refused if errors else 0, typed.stamp)


def _rows(report: AgencyReport, typed: Typed, errors: Mapping[str, list[str]]) -> list[WordingRow]:
    portal = portal_paragraphs(report)
    rows = []
    for slot in paragraphs.wording_slots(report.year):
        text = typed.texts.get(slot.key, "")
        if slot.key not in portal and not text:
            continue
        values = paragraphs.placeholder_values(report, slot.key)
        tidied = typedtext.tidied(text)
        found = errors.get(f"text-{slot.key}") or (wording_problems(tidied, values) if tidied else [])
        result = paragraphs.filled_wording(tidied, values) if tidied else portal.get(slot.key, "")
        rows.append(
            WordingRow(
                slot=slot,
                portal=portal.get(slot.key, ""),
                typed=text,
                result=cleaned_text(result),
                errors=tuple(found),
                placeholders=placeholder_groups(report, slot.key),
                used=slot.key in portal,
                notes=tuple(typed.notes.get(f"text-{slot.key}", ())),
            )
        )
    return rows


def _signer(role: SignatoryRole, typed: Typed, errors: Mapping[str, list[str]]) -> SignerRow:
    name, job_title = typed.people.get(role.value, ("", ""))
    return SignerRow(
        role=role.value,
        label=str(role.label),
        name=name,
        job_title=job_title,
        name_errors=tuple(errors.get(f"name-{role.value}", ())),
        job_errors=tuple(errors.get(f"job-{role.value}", ())),
        notes=tuple(said for of in ("name", "job") for said in typed.notes.get(f"{of}-{role.value}", ())),
    )
