"""Each read equals a fresh rendering of that moment, in whatever order people save, publish, withdraw and read.

Hypothesis chooses the steps of three writers, each with a database connection and transactions of its own, and of
readers who ask two processes by turns and hold what they were given. All run in one thread, step by step. What would
have to wait for another writer's lock is taken back instead; SQLite has one writer at a time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal as D
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.core.cache import caches
from django.db import OperationalError, connection, connections, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assessments import actions
from assessments.models import Agency, Assessment, Criteria, IndicatorScore
from itaportal.models import ParagraphText, Publication
from itaportal.pages import compare, home
from itaportal.publishing import country
from itaportal.publishing.standings import StampedCache
from itaportal.web import display
from measures.actions import start_plan
from measures.models import Measure, ProgressUpdate
from tests import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.slow]

SLUGS = ("one", "two", "three")
PAGES = (
    "/",
    "/compare/",
    "/methodology/2568/",
    *(f"/{slug}/2568/{page}" for slug in SLUGS[:2] for page in ("", "measures/", "report/")),
    "/one/trend/",
    "/api/v1/assessments/",
    "/open-data/2568/results.csv",
)


class Process:
    """What one worker keeps."""

    def __init__(self, name: str, files: Path) -> None:
        self.name, self.files = name, files
        self.country = country.Country()
        self.bodies = StampedCache(10), StampedCache(100)

    @contextmanager
    def at_work(self, settings: Any) -> Iterator[None]:
        """Answer requests from this process's memory."""
        before = country._COUNTRY, home.BODIES, compare.BODIES, caches["pages"].key_prefix
        country._COUNTRY, (home.BODIES, compare.BODIES) = self.country, self.bodies
        caches["pages"].key_prefix = self.name
        settings.OPEN_DATA_ROOT = self.files
        try:
            yield
        finally:
            country._COUNTRY, home.BODIES, compare.BODIES, caches["pages"].key_prefix = before


class Readers:
    """People who read the public pages: each page is held as it came last, and asked for again."""

    def __init__(self, folder: Path, settings: Any) -> None:
        self._settings, self._folder, self._fresh = settings, folder, 0
        self._processes = [Process(name, folder / "kept") for name in ("first", "second")]
        self._held: dict[str, tuple[str, bytes]] = {}

    def read(self, page: str, process: int) -> None:
        expected = self._uncached(page)
        tag, body = self._held.get(page, ("", b""))
        with self._processes[process].at_work(self._settings):
            response = Client().get(page, headers={"If-None-Match": tag} if tag else {})
            found = response.status_code, response.getvalue()
        if found[0] == 304:
            found = 200, body
        assert found == expected, page
        self._held.pop(page, None)
        if "ETag" in response:
            self._held[page] = response["ETag"], found[1]

    def _uncached(self, page: str) -> tuple[int, bytes]:
        """The page as a process gives it that was started for it alone; a cookie keeps it out of all memory."""
        self._fresh += 1
        client = Client()
        client.cookies[portal_settings.SESSION_COOKIE_NAME] = "nobody"
        kept, display.several_agencies = display.several_agencies, display.several_agencies.__wrapped__
        try:
            with Process("", self._folder / str(self._fresh)).at_work(self._settings):
                response = client.get(page)
                return response.status_code, response.getvalue()
        finally:
            display.several_agencies = kept


class Writer:
    """A connection of its own, and the transaction that is open on it."""

    def __init__(self) -> None:
        self._wrapper = connections.create_connection("default")
        self._wrapper.settings_dict = connections["default"].settings_dict
        self._open: Any = None

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        before = connections["default"]
        connections["default"] = self._wrapper
        try:
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET lock_timeout = '20ms'")
                else:
                    cursor.execute("PRAGMA busy_timeout = 0")
            yield
        finally:
            connections["default"] = before

    def begin(self) -> None:
        with self._speaking():
            if self._open is None:
                opened = transaction.atomic()
                try:
                    opened.__enter__()
                    self._open = opened
                except OperationalError:
                    pass  # SQLite: somebody else is writing

    def end(self, *, keep: bool) -> None:
        if self._open is not None:
            with self._speaking():
                if not keep:
                    transaction.set_rollback(True)
                opened, self._open = self._open, None
                opened.__exit__(None, None, None)

    def write(self, step: Callable[[], object], *, keep: bool = True) -> None:
        """Do a step, in a savepoint where a transaction is open; take it back unless it is to be kept."""
        with self._speaking():
            try:
                with transaction.atomic():
                    step()
                    if not keep:
                        transaction.set_rollback(True)
            except OperationalError:
                pass  # it would have to wait

    def close(self) -> None:
        self.end(keep=False)
        with self._speaking():
            connection.close()


# --- What people do -----------------------------------------------------------------------------------------------


def _year(slug: str) -> Assessment:
    return Assessment.objects.get(agency__slug=slug, fiscal_year=2568)


def _save(slug: str, number: int) -> None:
    entry = actions.ScoreEntry(number % 10 + 1, D(60 + number))
    actions.save_assessment(assessment=_year(slug), entries=[entry], by=None)


def _publish(slug: str, number: int) -> None:
    make.freeze(_year(slug))
    actions.publish(assessment=_year(slug), by=None)


def _withdraw(slug: str, number: int) -> None:
    live = Publication.objects.of(_year(slug), "analysis").live()
    if version := live.first():
        Publication.objects.filter(pk=version.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="ผิด")
        if not live.exists():
            actions.unpublish(assessment=_year(slug), by=None)


def _progress(slug: str, number: int) -> None:
    ProgressUpdate.objects.update_or_create(
        measure=Measure.objects.filter(plan__assessment=_year(slug)).first(),
        reported_on=date(2026, 1, 1),
        defaults={"status": ("in_progress", "done")[number % 2], "done": "ทำ", "result": "เสร็จ"},
    )


STEPS: dict[str, Callable[[str, int], object]] = {
    "save": _save,
    "publish": _publish,
    "withdraw": _withdraw,
    "progress": _progress,
    "show": lambda slug, _: Assessment.objects.filter(agency__slug=slug).update(status="published"),
    "hide": lambda slug, _: Assessment.objects.filter(agency__slug=slug).update(status="draft"),
    "criteria": lambda _, number: Criteria.objects.filter(last_year__gte=2568).update(verified=bool(number % 2)),
    "rename": lambda slug, number: Agency.objects.filter(slug=slug).update(
        name=f"อบต.{slug}", district=f"ที่ {number % 3}"
    ),
    "move": lambda slug, number: Agency.objects.filter(slug=slug).update(province=("ตาก", "ตรัง")[number % 2]),
    "measure": lambda slug, number: Measure.objects.filter(plan__assessment__agency__slug=slug).update(
        titles=f"ก {number}"
    ),
    "wording": lambda slug, number: ParagraphText.objects.update_or_create(
        assessment=_year(slug), key="summary", defaults={"text": f"ถ้อยคำ {number}"}
    ),
}

_writers = st.integers(0, 2)
_steps = st.one_of(
    st.tuples(st.just("write"), _writers, st.sampled_from(sorted(STEPS)), st.sampled_from(SLUGS), st.integers(0, 39)),
    st.tuples(st.just("undo"), _writers, st.sampled_from(sorted(STEPS)), st.sampled_from(SLUGS), st.integers(0, 39)),
    st.tuples(st.just("begin"), _writers),
    st.tuples(st.just("commit"), _writers),
    st.tuples(st.just("rollback"), _writers),
    st.tuples(st.just("read"), st.sampled_from(PAGES), st.integers(0, 1)),
    st.tuples(st.just("read"), st.sampled_from(PAGES), st.integers(0, 1)),
)


@pytest.fixture
def world(criteria) -> Callable[[], None]:
    """Three agencies with a year and a plan; returns how to bring them back to that."""
    for slug in SLUGS:
        year = make.assessment(of=make.agency(slug, province="ตาก"), public=slug != "three")
        start_plan(assessment=year, by=None)
    lines = list(IndicatorScore.objects.values_list("pk", "score"))
    years = list(Assessment.objects.all())

    def again() -> None:
        for model in (Publication, ProgressUpdate, ParagraphText):
            model.objects.all().delete()
        for pk, score in lines:
            IndicatorScore.objects.filter(pk=pk).update(score=score)
        for year in years:
            year.save_base(raw=True)
        for slug in SLUGS:
            _progress(slug, 0)
        Agency.objects.update(province="ตาก", name=Concat(Value("อบต."), "slug"))

    return again


def test_each_read_is_what_is_public_at_that_moment(world, tmp_path, settings):
    settings.MEANS_LEAST_AGENCIES = 2
    _moments(world, tmp_path, settings)


def _moments(world: Callable[[], None], folder: Path, portal: Any) -> None:
    turn = iter(range(10_000))

    @hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.lists(_steps, min_size=8, max_size=30))
    def run(steps: list[tuple[Any, ...]]) -> None:
        world()
        readers = Readers(folder / str(next(turn)), portal)
        writers = [Writer() for _ in range(3)]
        for page in PAGES:  # one process and its readers know everything from the start
            readers.read(page, 0)
        try:
            for what, *given_ in steps:
                if what == "read":
                    readers.read(*given_)
                    continue
                writer = writers[given_[0]]
                if what == "begin":
                    writer.begin()
                elif what in ("commit", "rollback"):
                    writer.end(keep=what == "commit")
                else:
                    step, *details = given_[1:]
                    writer.write(partial(STEPS[step], *details), keep=what == "write")
            for writer in writers:
                writer.end(keep=True)
            for page in PAGES:
                readers.read(page, 0)
        finally:
            for writer in writers:
                writer.close()

    run()
