"""Fixtures shared by the suite: criteria, the reference agency, people in their roles."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.contrib.auth.models import Group, Permission, User
from django.core.cache import caches
from django.db.models import Model

from assessments.loading import load_criteria
from assessments.models import Agency, Assessment, Criteria, Indicator, Membership, RatingLevel, ToolWeight
from assessments.roles import PERMISSIONS, codenames
from itaportal.models import Publication
from itaportal.reference import load_reference
from itaportal.report import publishing

_CRITERIA_ROWS: list[list[Model]] = []


@pytest.fixture
def criteria(db) -> list[Criteria]:
    """All shipped criteria, FY2561 to FY2569. Loaded and checked once a run; later tests get the same rows in bulk."""
    for rows in _CRITERIA_ROWS:
        type(rows[0]).objects.bulk_create(rows)
    if not _CRITERIA_ROWS:
        load_criteria()
        _CRITERIA_ROWS.extend(list(model.objects.all()) for model in (Criteria, ToolWeight, RatingLevel, Indicator))
    return list(Criteria.objects.all())


@pytest.fixture
def reference(criteria) -> Assessment:
    """The reference agency's FY2568 assessment with its FY2569 plan, public; no version is frozen, which takes long."""
    assessment, _ = load_reference()
    return assessment


@pytest.fixture
def published_reference(reference) -> Publication:
    """Version 1 of the reference report, with its files on disk."""
    return publishing.publish(assessment=reference, by=None)


@pytest.fixture(autouse=True)
def _published_files_end_with_their_test() -> Iterator[None]:
    """What a test published leaves the disk as its rows leave the database."""
    root = Path(portal_settings.PUBLISHED_ROOT)
    before = set(root.glob("*"))
    yield
    for folder in set(root.glob("*")) - before:
        shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _no_page_of_another_test() -> None:
    """Rendered pages of one test's rows are never shown to the next, whose rows may carry the same stamp."""
    caches["pages"].clear()


@pytest.fixture
def roles(db) -> dict[str, Group]:
    """The groups of the migration, made again where a test that empties all tables went before."""
    groups = {}
    for role in PERMISSIONS:
        groups[role], made = Group.objects.get_or_create(name=role)
        if made:
            groups[role].permissions.set(Permission.objects.filter(codename__in=codenames(role)))
    return groups


@pytest.fixture
def person(roles) -> Callable[..., User]:
    """Return `person(role, *agencies, name="")`: a member of staff in that role who works for the agencies."""

    def make(role: str, *agencies: Agency, name: str = "") -> User:
        user = User.objects.create_user(name or f"person-{User.objects.count()}", password="รหัสผ่าน", is_staff=True)
        user.groups.add(roles[role])
        Membership.objects.bulk_create(Membership(user=user, agency=agency) for agency in agencies)
        return user

    return make


@pytest.fixture
def admin_user(db):
    """A superuser, `admin` / `admin`."""
    return User.objects.create_superuser("admin", password="admin")
