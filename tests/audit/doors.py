"""More ways in which something is written, beside those of `tests/publicity/doors.py`: the rest of the admin.

A door takes the world and who comes (None: the operator). `DOORS` says of each which models its event must name.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from lxml import html

from assessments.models import Agency, Criteria, Membership, NationalMean
from assessments.roles import EDITOR
from assessments.trail import Door, Kind
from itaportal.models import TextConfirmation
from itaportal.publishing import actions as publishing
from itaportal.publishing.addresses import set_site_url
from itaportal.setup.removal import remove_example
from measures.models import Unit
from tests.page import html_of
from tests.publicity import doors
from tests.publicity.world import World

ADMIN = Door.ADMIN


def stock(world: World, by: str | None, address: str, **typed: Any) -> int:
    """Send a stock form of the admin as it is shown, but for what is typed; False takes a tick away."""
    client = world.writer(by or "superuser")
    page = html.fromstring(html_of(client.get(address)))
    form = next(form for form in page.forms if (form.get("id") or "").endswith("_form"))
    data: dict[str, Any] = {}
    for name, value in form.form_values():
        data.setdefault(name, []).append(value)
    for name, value in typed.items():
        if value is False:
            data.pop(name)
        else:
            data[name] = value
    response = client.post(address, data)
    assert response.status_code == 302, html_of(response, response.status_code)[:3000]
    return response.status_code


def deleted(world: World, by: str | None, address: str) -> int:
    """Confirm the deletion of something."""
    return world.writer(by or "superuser").post(f"{address}delete/", {"post": "yes"}).status_code


def _criteria() -> Criteria:
    return Criteria.objects.for_year(2568)


def _user() -> User:
    return User.objects.get(username="former")


def agency(world: World, by: str | None) -> int:
    """Another short name of the agency."""
    return stock(world, by, f"/admin/assessments/agency/{world.assessment.agency_id}/change/", short_name="อบต.ใหม่")


def unit(world: World, by: str | None) -> int:
    """Another name of a unit."""
    return stock(world, by, f"/admin/measures/unit/{Unit.objects.first().pk}/change/", name="กองใหม่")


def unit_deleted(world: World, by: str | None) -> int:
    """A unit that nobody names goes."""
    made = Unit.objects.create(agency=world.assessment.agency, name="กองที่ยุบ")
    return deleted(world, by, f"/admin/measures/unit/{made.pk}/")


def criteria(world: World, by: str | None) -> int:
    """Other words in each table of the criteria."""
    typed = {"name": "เกณฑ์ใหม่", "indicators-0-name": "ชื่อใหม่", "conclusions-0-label": "ข้อสรุปใหม่"}
    typed |= {"tools-0-weight": "๔๐", "tools-1-weight": "๒๐", "levels-0-name": "ระดับใหม่", "oit_items-0-title": "ข้อใหม่"}
    return stock(world, by, f"/admin/assessments/criteria/{_criteria().pk}/change/", **typed)


def mean(world: World, by: str | None) -> int:
    """Another national mean."""
    return stock(world, by, f"/admin/assessments/nationalmean/{NationalMean.objects.first().pk}/change/", mean="๙๐.๐๑")


def account(world: World, by: str | None) -> int:
    """An account is suspended, put into a group and given an agency."""
    agency = Agency.objects.get(slug="other")
    typed: dict[str, Any] = {"is_active": False, "first_name": "สมใจ", "memberships-1-agency": str(agency.pk)}
    typed["groups"] = [str(Group.objects.get(name=EDITOR).pk), str(Group.objects.get(name="ผู้อนุมัติ").pk)]
    return stock(world, by, f"/admin/auth/user/{_user().pk}/change/", **typed)


def password(world: World, by: str | None) -> int:
    """Another's password is set."""
    address = f"/admin/auth/user/{_user().pk}/password/"
    typed = {"password1": "ข้าวเหนียวมะม่วง ๙", "password2": "ข้าวเหนียวมะม่วง ๙", "usable_password": "true"}
    return world.writer(by or "superuser").post(address, typed).status_code


def own_password(world: World, by: str | None) -> int:
    """One's own password is set."""
    user = world.users[by or "superuser"]
    user.set_password("รหัสเดิมของฉัน")
    User.objects.filter(pk=user.pk).update(password=user.password)
    typed = {"old_password": "รหัสเดิมของฉัน", "new_password1": "ข้าวเหนียวมะม่วง ๙", "new_password2": "ข้าวเหนียวมะม่วง ๙"}
    return world.writer(by or "superuser").post("/admin/password_change/", typed).status_code


def account_deleted(world: World, by: str | None) -> int:
    """An account goes, with what it may do for agencies."""
    return deleted(world, by, f"/admin/auth/user/{_user().pk}/")


def group(world: World, by: str | None) -> int:
    """A group may do something more."""
    found = Group.objects.get(name=EDITOR)
    before = [str(pk) for pk in found.permissions.values_list("pk", flat=True)]
    return stock(world, by, f"/admin/auth/group/{found.pk}/change/", name="ผู้บันทึกใหม่", permissions=before[:-1])


def site(world: World, by: str | None) -> int:
    """Where the portal is."""
    set_site_url(url="https://ita.example.go.th", by=world.users[by or "superuser"])
    return 302


def year_deleted(world: World, by: str | None) -> int:
    """A draft goes with its plan and all that was written on it."""
    doors.progress(world, None)
    doors.wording(world, None)
    doors.signatories(world, None)
    publishing.assessment_actions.unpublish(assessment=world.assessment, by=None)
    return deleted(world, by, f"/admin/assessments/assessment/{world.assessment.pk}/")


def agency_deleted(world: World, by: str | None) -> int:
    """An agency without years goes."""
    made = Agency.objects.create(slug="gone", name="อบต.ที่ยุบ", short_name="ยุบ", kind="อบต.", province="ตาก")
    Unit.objects.create(agency=made, name="กองที่ยุบ")
    Membership.objects.create(agency=made, user=_user())
    return deleted(world, by, f"/admin/assessments/agency/{made.pk}/")


def example(world: World, by: str | None) -> int:
    """The shipped example is taken out."""
    remove_example(slug="chanuwan", by=world.users[by] if by else None)
    return 302


def confirmation(world: World, by: str | None) -> int:
    """A text is confirmed; which ones are asked about is tested elsewhere."""
    TextConfirmation.objects.create(
        assessment=world.assessment,
        subject="plan",
        shown="0" * 64,
        confirmed_at="2025-11-22T03:00:00Z",
        confirmer_name="ก",
    )
    return 302


def export(world: World, by: str | None) -> int:
    """A table with drafts is taken out."""
    return 302 if world.writer(by or "superuser").get("/admin/files/?export=scores.csv").status_code == 200 else 0


# Each door: the way that it says it came, what its event is about, and the models whose rows it writes.
DOORS: dict[str, tuple[Any, Door, Kind, set[str]]] = {
    "grid": (doors.grid, Door.GRID, Kind.SCORES, {"assessments.indicatorscore"}),
    "year figure": (doors.year_figure, Door.GRID, Kind.SCORES, {"assessments.assessment"}),
    "plan": (doors.plan, Door.PLAN, Kind.PLAN, {"measures.measure"}),
    "started plan": (doors.started_plan, Door.PLAN, Kind.PLAN, {"measures.measureplan", "measures.measure"}),
    "progress": (doors.progress, Door.PLAN, Kind.PROGRESS, {"measures.progressupdate"}),
    "wording": (doors.wording, ADMIN, Kind.WORDING, {"itaportal.paragraphtext"}),
    "signatories": (doors.signatories, ADMIN, Kind.WORDING, {"itaportal.signatory"}),
    "seal": (doors.seal, ADMIN, Kind.SEAL, {"assessments.agencyseal"}),
    "next year": (doors.next_year, ADMIN, Kind.SCORES, {"assessments.assessment", "measures.measureplan"}),
    "scores file": (doors.scores_file, Door.IMPORT, Kind.SCORES, {"assessments.indicatorscore"}),
    "measures file": (doors.measures_file, Door.IMPORT, Kind.PLAN, {"measures.measure"}),
    "figure file": (doors.year_figure_file, Door.IMPORT, Kind.SCORES, {"assessments.assessment"}),
    "agency": (agency, ADMIN, Kind.AGENCY, {"assessments.agency"}),
    "unit": (unit, ADMIN, Kind.UNIT, {"measures.unit"}),
    "unit deleted": (unit_deleted, ADMIN, Kind.UNIT, {"measures.unit"}),
    "criteria": (
        criteria,
        ADMIN,
        Kind.CRITERIA,
        {
            *("assessments.criteria", "assessments.toolweight", "assessments.indicator"),
            *("assessments.ratinglevel", "assessments.conclusionband"),
        },
    ),
    "mean": (mean, ADMIN, Kind.SOURCED, {"assessments.nationalmean"}),
    "account": (account, ADMIN, Kind.ACCOUNT, {"auth.user", "assessments.membership"}),
    "password": (password, ADMIN, Kind.ACCOUNT, {"auth.user"}),
    "own password": (own_password, ADMIN, Kind.ACCOUNT, {"auth.user"}),
    "account deleted": (account_deleted, ADMIN, Kind.ACCOUNT, {"auth.user", "assessments.membership"}),
    "group": (group, ADMIN, Kind.GROUP, {"auth.group"}),
    "site": (site, ADMIN, Kind.SITE, {"itaportal.siteaddress"}),
    "year deleted": (
        year_deleted,
        ADMIN,
        Kind.SCORES,
        {
            *("assessments.assessment", "assessments.indicatorscore", "measures.measureplan", "measures.measure"),
            *("measures.measurestep", "measures.measureunit", "measures.progressupdate"),
            *("itaportal.paragraphtext", "itaportal.signatory"),
        },
    ),
    "agency deleted": (
        agency_deleted,
        ADMIN,
        Kind.AGENCY,
        {"assessments.agency", "measures.unit", "assessments.membership"},
    ),
    "example": (example, ADMIN, Kind.EXAMPLE, {"assessments.agency", "itaportal.removedexample"}),
    "confirmation": (confirmation, Door.COMMAND, Kind.CONFIRMATION, {"itaportal.textconfirmation"}),
    "export": (export, ADMIN, Kind.EXPORT, set()),
}
