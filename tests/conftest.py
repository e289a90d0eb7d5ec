"""Fixtures shared by the suite: criteria, the reference agency, people in their roles."""

import gc
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import CodeType, FunctionType, SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings as portal_settings
from django.contrib.auth.models import Group, Permission, User
from django.core.cache import caches
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from assessments.loading import load_criteria
from assessments.models import (
    Agency,
    Assessment,
    ConclusionBand,
    Criteria,
    Indicator,
    Membership,
    NationalMean,
    OitItem,
    RatingLevel,
    ToolWeight,
)
from assessments.roles import PERMISSIONS, codenames
from itaportal.models import Publication
from itaportal.publishing import actions as publishing
from itaportal.publishing import country, files, record
from itaportal.publishing.kinds import Kind
from itaportal.report import snapshot
from itaportal.report.document import AgencyReport
from itaportal.setup.reference import load_reference
from tests import scratch
from tests.factories import report_of, report_of_fixed_date
from tests.kept import Rows

from .marks import drawn_once_a_run

# A slow machine is no fault of what is tested.
hypothesis_settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("suite")

# What the first test of a run made with the portal's own code; later ones get the same rows and bytes without the work.
_CRITERIA = Rows()
_REFERENCE = Rows()
_WRITTEN: dict[CodeType, Rows] = {}
_DRAWN: dict[str, dict[str, bytes]] = {}
_PDFS: dict[str, bytes] = {}
_REFERENCE_DATA: set[str] = set()
_RUN_BEGAN = timezone.now()

DrawnOnce = Callable[[], AbstractContextManager[None]]


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end of the run: to look through it for garbage takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory) -> None:
    """The suite's database, of which a copy is kept before the first test."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        scratch.keep_migrated(tmp_path_factory.mktemp("migrated"))


@pytest.fixture
def criteria(db) -> list[Criteria]:
    """All shipped criteria, FY2561 to FY2569."""
    if not _CRITERIA:
        load_criteria()
        _CRITERIA.keep((Criteria, ToolWeight, RatingLevel, ConclusionBand, Indicator, OitItem, NationalMean))
    else:
        _CRITERIA.bring_back()
    return list(Criteria.objects.all())


@pytest.fixture
def reference(criteria) -> Assessment:
    """The reference agency's FY2568 assessment with its FY2569 plan, public; no version is frozen, which takes long."""
    if Agency.objects.exists():  # another fixture's: the rows that are kept could meet its numbers
        return load_reference()[0]
    if not _REFERENCE:
        _REFERENCE.keep_of(load_reference, _models())
        _REFERENCE_DATA.add(_apart_from_its_saving(report_of(Assessment.objects.get())))
    else:
        _REFERENCE.bring_back()
    return Assessment.objects.get()


@pytest.fixture
def written_once(db) -> Callable[[FunctionType], None]:
    """Return `written_once(write)`: the rows that `write()` adds are worked out for the first test that asks for them.

    `write` changes no row that is there, and adds the same ones in every test: the only rows it may point at are those
    of `criteria`, `reference` and others that are kept: on PostgreSQL a test's own rows have other keys each time.
    """

    def once(write: FunctionType) -> None:
        rows = _WRITTEN.setdefault(write.__code__, Rows())
        if rows:
            rows.bring_back()
        else:
            rows.keep_of(write, _models())

    return once


def _models() -> list[type[Model]]:
    """Those of the portal's own apps, history included. Stamps renew themselves, sent forms pass."""
    labels = portal_settings.PORTAL_LABELS
    found = (model for label in labels for model in apps.get_app_config(label).get_models(include_auto_created=True))
    return [model for model in found if not hasattr(model, "unstamped") and not model._meta.proxy]


@pytest.fixture
def report(reference: Assessment) -> AgencyReport:
    """The reference report of a fixed date, which would otherwise be another for every test and be laid out again."""
    return report_of_fixed_date(reference)


@pytest.fixture
def docx(report: AgencyReport) -> bytes:
    """That report as a Word file."""
    from itaportal.formats.word.build import word_bytes

    return word_bytes(report)


@pytest.fixture
def published_reference(reference: Assessment, drawn_once: DrawnOnce) -> Publication:
    """Version 1 of the reference report, with its files on disk."""
    with drawn_once():
        return publishing.publish(assessment=reference, by=None)


@pytest.fixture
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> DrawnOnce:
    """Return `drawn_once()`: meanwhile publishing draws the same data once a run, as published when the run began.

    They give the same bytes, which tests/publishing/test_actions.py shows.
    """
    drawn = files.draw

    def draw(kind: Kind, report: AgencyReport) -> dict[str, bytes]:
        key = _key(report)
        if key not in _DRAWN:
            with drawn_once_a_run():
                _DRAWN[key] = drawn(kind, report)
        return _DRAWN[key]

    @contextmanager
    def meanwhile() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(files, "draw", draw)
            patch.setattr(publishing, "timezone", SimpleNamespace(now=lambda: _RUN_BEGAN))
            patch.setattr(record, "head_of", lambda assessment: None)  # the end of a chain is never the same again
            yield

    return meanwhile


@pytest.fixture(autouse=True)
def _the_reference_pdf_is_drawn_once_a_run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that is not about drawing gets the kept PDF of the reference report. A test marked `pdf` draws its own."""
    if "reference" not in request.fixturenames or request.node.get_closest_marker("pdf"):
        return
    from itaportal.formats.pdf import build

    def draw(report: AgencyReport) -> bytes:
        if _apart_from_its_saving(report) not in _REFERENCE_DATA:
            return report_pdf(report)
        if report.edition and report.edition.published_at != _RUN_BEGAN:  # of its own moment: no other test has it
            report = replace(report, edition=None, words=None)
        key = _key(report)
        if key not in _PDFS:
            with drawn_once_a_run():
                _PDFS[key] = report_pdf(report)
        return _PDFS[key]

    report_pdf = build.report_pdf
    monkeypatch.setattr(build, "report_pdf", draw)


def _key(report: AgencyReport) -> str:
    return json.dumps(snapshot.dump(report), sort_keys=True)


def _apart_from_its_saving(report: AgencyReport) -> str:
    """The report's data, but for when it was saved and whether it is public, as which version."""
    year = replace(report.year, published=True, updated_at=datetime.min)
    return _key(replace(report, year=year, edition=None, words=None))


@pytest.fixture(autouse=True)
def _published_files_end_with_their_test() -> Iterator[None]:
    """What a test published leaves the disk as its rows leave the database."""
    root = Path(portal_settings.PUBLISHED_ROOT)
    before = set(root.glob("*"))
    yield
    for folder in set(root.glob("*")) - before:
        shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _no_page_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins like a fresh process, so that how much it asks the database does not hang on those before it."""
    caches["pages"].clear()
    monkeypatch.setattr(country, "_COUNTRY", country.Country())


@pytest.fixture
def scratch_url(tmp_path: Path) -> Iterator[str]:
    """The URL of a database of this test's own without data, of the kind that the suite runs on."""
    with scratch.database(tmp_path) as url:
        yield url


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
