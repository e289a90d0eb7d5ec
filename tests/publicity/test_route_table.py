"""Route × role × method: every route of the URL configuration has a row of expected answers, and gives them."""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from assessments import trail
from assessments.models import Agency, Criteria, NationalMean
from assessments.roles import ADMINISTRATOR, APPROVER, EDITOR, VIEWER
from itaportal.audit.models import Event
from itaportal.pages import report_views
from tests import routes
from tests.factories import freeze

from .route_table import ROLES, SIGNS, TABLE

ROUTES = {str(route): route for route in [*routes.routes(), *routes.routes(admin=True)]}


class Asker:
    """The reference agency's public year with version 1, a browser of each role, and how to ask a route."""

    def __init__(self, reference, person, admin_user) -> None:
        own, plan = reference.agency, reference.plan
        version = freeze(reference)
        trail.tell(trail.Event(trail.Owner(own.pk), trail.Kind.SCORES, trail.Action.CHANGED))
        other = Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
        users = {
            "public": None,
            "stranger": person(EDITOR, other),
            "viewer": person(VIEWER, own),
            "editor": person(EDITOR, own),
            "approver": person(APPROVER, own),
            "administrator": person(ADMINISTRATOR),
            "superuser": admin_user,
        }
        self.clients = {role: Client(raise_request_exception=False) for role in users}
        for role, user in users.items():
            if user:
                self.clients[role].force_login(user)
        self.values = {
            "agency": "chanuwan",
            "year": "2568",
            "fiscal_year": "2568",
            "version": "1",
            "slug": "chanuwan",
            "indicator": "1",
            "number": "1",
            "figure": "overall",
            "table": "scores",
            "form": "csv",
            "part": "1",
            "name": "agencies",
            "rest": "none",
            "update": "1",
            "assessment": str(reference.pk),
            "plan": str(plan.pk),
            "measure": str(plan.measures.first().pk),
            "id": str(users["viewer"].pk),
            "object_id": str(own.pk),
            "event": str(Event.objects.filter(chain=own.pk).latest("pk").pk),
        }
        self.objects = {
            "/admin/assessments/assessment/": reference.pk,
            "/admin/assessments/criteria/": Criteria.objects.first().pk,
            "/admin/assessments/nationalmean/": NationalMean.objects.first().pk,
            "/admin/assessments/agency/": own.pk,
            "/admin/itaportal/publication/": version.pk,
            "/admin/auth/user/": users["viewer"].pk,
            "/admin/auth/group/": Group.objects.first().pk,
            "/admin/measures/measureplan/": plan.pk,
            "/admin/measures/unit/": own.units.first().pk,
        }
        self.other_values = {
            "/admin/itaportal/paragraphtext/seal/<agency>/": {"agency": str(own.pk)},
            "/api/v1/measures/<agency>/<fiscal_year>/<number>/": {"fiscal_year": "2569"},
        }

    def address(self, route: str) -> str:
        """The route's address for the reference agency's year."""
        found = [str(pk) for start, pk in self.objects.items() if route.startswith(start)]
        own = {"object_id": found[0]} if found else {}
        return ROUTES[route].fill(self.values | own | self.other_values.get(route, {}))

    def signs(self, route: str, method: str, roles: tuple[str, ...]) -> str:
        """The answer to each role, as the table writes it; what is written is taken back."""
        found = ""
        for role in roles:
            point = transaction.savepoint()
            client = self.clients[role]
            if route == "/admin/logout/":
                client = Client()
                client.cookies.update(self.clients[role].cookies)
            response = client.generic(method, self.address(route))
            for close in response._resource_closers:
                close()
            transaction.savepoint_rollback(point)
            found += SIGNS.get(response.status_code, f"[{response.status_code}]")
        return found


@pytest.fixture
def asker(reference, person, admin_user, monkeypatch) -> Asker:
    monkeypatch.setattr(report_views, "render_file", lambda report, name: b"drawn")  # which takes long
    return Asker(reference, person, admin_user)


def expected(column: int, roles: tuple[str, ...]) -> dict[str, str]:
    places = [ROLES.index(role) for role in roles]
    return {route: "".join(row[column][place] for place in places) for route, row in TABLE.items()}


def test_every_route_has_a_row_and_every_row_a_route():
    assert len(ROUTES) > 100
    assert ROUTES.keys() - TABLE.keys() == set(), "say in tests/publicity/route_table.py who gets what there"
    assert TABLE.keys() - ROUTES.keys() == set(), "there is no such route any more"
    assert {len(answers) for row in TABLE.values() for answers in row} == {len(ROLES)}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_visitor_gets_what_the_table_says(asker, method):
    """The role that everybody on earth has; the others are asked by `make drill`."""
    roles = ("public",)
    assert {route: asker.signs(route, method, roles) for route in TABLE} == expected(method == "POST", roles)


@pytest.mark.drill
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_role_gets_what_the_table_says(asker, method):
    assert {route: asker.signs(route, method, ROLES) for route in TABLE} == expected(method == "POST", ROLES)


def test_another_agencys_editor_sends_no_form_that_is_taken(asker):
    """Who may write much, and nothing of this agency: on every address of the staff."""
    roles = ("stranger",)
    sent = {route: asker.signs(route, "POST", roles) for route in TABLE if route.startswith("/admin/")}
    wanted = {route: sign for route, sign in expected(1, roles).items() if route.startswith("/admin/")}
    assert sent == wanted


@pytest.mark.slow
def test_nothing_is_sent_without_the_forms_own_token(asker, admin_user):
    """Cross-site requests: the superuser's browser, an address of the portal, no token. Reading is all that is left.

    But for the choice of digits and theme, a cookie of the reader's own on pages that are the same for everyone, and
    for signing in, which leads whoever has signed in to the home page.
    """
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(admin_user)
    for route in TABLE.keys() - {"/display/", "/admin/login/"}:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert client.generic(method, asker.address(route)).status_code in (403, 405), f"{method} {route}"
