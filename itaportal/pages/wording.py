"""The page of a report's own wordings and signatories: one row a paragraph, as typed and as the report will say it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessments.models import Assessment

from .. import paragraphs, typedtext
from ..actions import wording_problems
from ..models import SignatoryRole
from ..paragraphs import Slot
from ..report.characters import clean
from ..report.document import AgencyReport, OwnParagraph
from ..report.narrative import portal_paragraphs


@dataclass(frozen=True)
class Typed:
    """What stands in the page's fields: own wordings by paragraph, name and position by role."""

    texts: Mapping[str, str]
    people: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class WordingRow:
    """One paragraph: the portal's text, what was typed in its place, and what the report will say.

    `used` is False for a wording whose paragraph this year's report does not have; `hidden` says that the typed text
    holds characters that a person cannot see to delete them.
    """

    slot: Slot
    portal: str
    typed: str
    result: str
    errors: tuple[str, ...]
    placeholders: tuple[tuple[str, str], ...]
    used: bool
    hidden: bool

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


@dataclass(frozen=True)
class WordingPage:
    """The whole page. `refused` counts the fields with errors after an attempt to save."""

    assessment: Assessment
    rows: tuple[WordingRow, ...]
    signers: tuple[SignerRow, ...]
    refused: int

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
    rows = tuple(_rows(report, typed.texts, errors))
    signers = tuple(_signer(role, typed.people, errors) for role in SignatoryRole)
    refused = sum(bool(row.errors) for row in rows)
    refused += sum(bool(found) for row in signers for found in (row.name_errors, row.job_errors))
    return WordingPage(assessment, rows, signers, refused if errors else 0)


def _rows(report: AgencyReport, texts: Mapping[str, str], errors: Mapping[str, list[str]]) -> list[WordingRow]:
    portal = portal_paragraphs(report)
    rows = []
    for slot in paragraphs.slots(report.year):
        text = texts.get(slot.key, "")
        if slot.key not in portal and not text:
            continue
        values = paragraphs.placeholders(report, slot.key)
        tidied = typedtext.tidied(text)
        found = errors.get(f"text-{slot.key}") or (wording_problems(tidied, values) if tidied else [])
        result = paragraphs.fill(tidied, values) if tidied else portal.get(slot.key, "")
        rows.append(
            WordingRow(
                slot=slot,
                portal=portal.get(slot.key, ""),
                typed=text,
                result=clean(result),
                errors=tuple(found),
                placeholders=tuple(values.items()),
                used=slot.key in portal,
                hidden=typedtext.has_hidden(text),
            )
        )
    return rows


def _signer(role: SignatoryRole, people: Mapping[str, tuple[str, str]], errors: Mapping[str, list[str]]) -> SignerRow:
    name, job_title = people.get(role.value, ("", ""))
    return SignerRow(
        role=role.value,
        label=str(role.label),
        name=name,
        job_title=job_title,
        name_errors=tuple(errors.get(f"name-{role.value}", ())),
        job_errors=tuple(errors.get(f"job-{role.value}", ())),
    )
