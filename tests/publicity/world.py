"""The years, people and readers of the matrix: one agency's year in each state of publicity, told apart by figures.

Every figure here is worked out by hand from the reference agency: IIT 99.568 and EIT 98.70333… stay, OIT is the mean
of indicators 9 and 10, and 10 is 90.00. So the overall is 29.8704 + 29.611 + 0.4 × OIT:

    indicator 9   80.00   85.00   90.00   98.50
    OIT           85.00   87.50   90.00   94.25
    overall       93.48   94.48   95.48   97.18
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from assessments import actions
from assessments.actions import ScoreEntry
from assessments.models import Agency, Assessment
from assessments.roles import ADMINISTRATOR, APPROVER, EDITOR
from itaportal.publishing.actions import withdraw
from tests.factories import freeze

DRAFT, LOADED, VERSIONS, WITHDRAWN = "ร่าง", "เผยแพร่โดยไม่มีฉบับ", "มีฉบับที่เผยแพร่", "ถอนทุกฉบับ"
YEARS = (DRAFT, LOADED, VERSIONS, WITHDRAWN)

SUPERSEDED, TAKEN_BACK, BEFORE, AFTER = "93.48", "94.48", "95.48", "97.18"  # overall figures
PEOPLE = ("editor", "approver", "both", "administrator", "superuser")
OUTSIDERS = ("public", "former", "stranger")
COLLEAGUE = "colleague"


@dataclass(frozen=True)
class World:
    """One year in its state, who writes, and who reads."""

    assessment: Assessment
    users: dict[str, User]
    readers: dict[str, Client]
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)  # as they were shown before anybody wrote

    def writer(self, name: str) -> Client:
        """A browser of the person's own."""
        client = Client()
        client.force_login(self.users[name])
        return client

    def status(self) -> str:
        """What the database says of the year: `draft` or `published`."""
        return Assessment.objects.values_list("status", flat=True).get(pk=self.assessment.pk)


def score_nine(assessment: Assessment, score: str) -> None:
    """Store another score of indicator 9, as the operator at the shell does."""
    found = Assessment.objects.get(pk=assessment.pk)
    actions.save_assessment(assessment=found, entries=[ScoreEntry(9, Decimal(score))], by=None)


def bring_to(year: str, assessment: Assessment) -> None:
    """Bring the loaded reference year into a state; what is stored is 95.48 in each of them."""
    # Without what was announced: the pages would show it beside what is computed.
    Assessment.objects.update(published_overall=None, published_level="")
    if year == DRAFT:
        actions.unpublish(assessment=assessment, by=None)
    elif year == VERSIONS:  # version 1 superseded, 2 live, 3 taken back
        score_nine(assessment, "80")
        freeze(assessment)
        score_nine(assessment, "90")
        freeze(assessment)
        score_nine(assessment, "85")
        withdraw(publication=freeze(assessment), reason="ตัวเลขผิด", by=None)
        score_nine(assessment, "90")
    elif year == WITHDRAWN:
        score_nine(assessment, "85")
        withdraw(publication=freeze(assessment), reason="ตัวเลขผิด", by=None)
        score_nine(assessment, "90")


def _other_agency(slug: str, name: str) -> Agency:
    agency = Agency.objects.create(slug=slug, name=name, short_name=name, kind="อบต.", province="ตาก")
    foreign = actions.save_assessment(
        assessment=Assessment(agency=agency, fiscal_year=2568),
        entries=[ScoreEntry(number, Decimal("70.07")) for number in range(1, 11)],
        by=None,
    )
    actions.publish(assessment=foreign, by=None)
    return agency


def build(year: str, assessment: Assessment, person: Callable[..., User], superuser: User) -> World:
    """The reference year in a state, beside public years of two other agencies that keep the lists from being empty."""
    other, _ = (_other_agency(slug, name) for slug, name in (("other", "อบต.อื่น"), ("third", "อบต.ที่สาม")))
    # Two measures are enough, and make every page and form cheaper.
    assessment.plan.measures.exclude(indicator__number__in=(1, 2)).delete()
    bring_to(year, assessment)
    own = assessment.agency
    both = person(EDITOR, own, name="both")
    both.groups.add(person(APPROVER, own, name="approver").groups.get())
    former = person(EDITOR, own, name="former")
    User.objects.filter(pk=former.pk).update(is_staff=False)  # the groups and the membership were forgotten
    users = {
        "editor": person(EDITOR, own, name="editor"),
        "approver": User.objects.get(username="approver"),
        "both": both,
        "administrator": person(ADMINISTRATOR, name="administrator"),
        "superuser": superuser,
    }
    signed_in = {"former": former, "stranger": person(EDITOR, other, name="stranger"), COLLEAGUE: users["editor"]}
    readers = {"public": Client()}
    for name, user in signed_in.items():
        readers[name] = Client()
        readers[name].force_login(user)
    return World(Assessment.objects.get(pk=assessment.pk), users, readers)
