"""Publishing killed in the middle: a version is there whole, or not at all, and the work can simply be done again."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

pytestmark = [pytest.mark.slow, pytest.mark.database]
drill = pytest.mark.drill
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "12"))  # `make soak` does more

# A program that serves one command: what the test asks for, killed by its own hand where `KILL_AT` says.
CHILD = """
import hashlib, json, os, signal, sys
from dataclasses import replace
import django
django.setup()
from decimal import Decimal
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from assessments.actions import ScoreEntry, save_assessment
from assessments.models import Assessment
from itaportal.models import Publication
from itaportal.publishing import actions, files
from itaportal.publishing.kinds import ANALYSIS, KINDS
from itaportal.setup.reference import load_reference

if os.environ["SMALL"]:  # one small file a version: nothing is drawn, and there are many moments of writing
    KINDS[ANALYSIS.code] = replace(ANALYSIS, renderers={"data.json": ANALYSIS.renderers["data.json"]})
settings.PUBLISHED_ROOT = Path(os.environ["PUBLISHED_ROOT"])

def die(*_arguments):
    os.kill(os.getpid(), signal.SIGKILL)

def then_die(work):
    return lambda *arguments, **named: (work(*arguments, **named), die())

def publish(score):
    year = Assessment.objects.get()
    lines = [ScoreEntry(line.indicator.number, line.score) for line in year.scores.select_related("indicator")]
    entries = [line if line.indicator != 9 else ScoreEntry(9, Decimal(score)) for line in lines]
    year.published_overall = None
    save_assessment(assessment=year, entries=entries, by=None)
    return actions.publish(assessment=Assessment.objects.get(), by=None, kind=KINDS[ANALYSIS.code])

what, *rest = sys.argv[1:]
if what in ("prepare", "first for ever"):
    call_command("migrate", verbosity=0)
    load_reference()
if what == "prepare":
    pass
elif what == "publish":
    kill_at = os.environ.get("KILL_AT", "")
    if kill_at == "written aside":
        files.write_aside = then_die(files.write_aside)
    elif kill_at == "not yet committed":
        actions.PublishedFile.objects.bulk_create = then_die(actions.PublishedFile.objects.bulk_create)
    elif kill_at == "committed":
        files.move_into_place = die
    elif kill_at == "in its place":
        files.move_into_place = then_die(files.move_into_place)
    print(publish(rest[0]).version)
elif what.endswith("for ever"):
    number = Publication.objects.count()
    while True:
        number += 1
        version = publish(Decimal(8100 + number % 800) / 100)  # of the announced level
        print(version.version, flush=True)
        if number % 3 == 0:
            actions.withdraw(publication=version, reason="ลองถอน", by=None)
elif what.endswith("look"):
    if what.startswith("publish"):
        publish("80.99")
    year, client = Assessment.objects.select_related("agency").get(), Client()
    address = f"/{year.agency.slug}/{year.fiscal_year}/"
    found = []
    for version in Publication.objects.order_by("version"):
        sums = {}
        for file in version.files.all():
            data = None if version.withdrawn else files.published_file(version, file.name)
            sums[file.name] = data is None or hashlib.sha256(data).hexdigest() == file.sha256
        page = client.get(f"{address}v{version.version}/", follow=True, secure=True).status_code
        found.append([version.version, version.withdrawn, sums, page])
    folder = Path(settings.PUBLISHED_ROOT)
    served = sorted(path.name for path in folder.glob("*/*/*/v*")) + sorted(path.name for path in folder.glob("*/*/v*"))
    print(json.dumps({"versions": found, "public": client.get(address, secure=True).status_code, "served": served}))
"""


@pytest.fixture
def child(request, scratch_url, tmp_path):
    """Return `child(what, *arguments, kill_at="")`: start the program on the test's own database and folder."""
    small = "1" if request.node.get_closest_marker("drill") is None else ""
    environment = os.environ | {
        "SMALL": small,
        "DATABASE_URL": scratch_url,
        "PUBLISHED_ROOT": str(tmp_path / "published"),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TMPDIR": str(tmp_path),
    }

    def start(what: str, *arguments: str, kill_at: str = "") -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", CHILD, what, *arguments],
            cwd=settings.BASE_DIR,
            env=environment | {"KILL_AT": kill_at},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(what: str, *arguments: str, kill_at: str = "") -> str:
        with start(what, *arguments, kill_at=kill_at) as process:
            out, errors = process.communicate(timeout=300)
        assert process.returncode == (-signal.SIGKILL if kill_at else 0), errors
        return out

    run.start, run.files = start, 1 if small else 5
    run.published = tmp_path / "published"
    return run


def look(child, what: str = "look") -> dict:
    """What is there now. Every file of a version that stands is what it was published as, and no other is served."""
    found = json.loads(child(what))
    for version, withdrawn, sums, page in found["versions"]:
        assert len(sums) >= child.files, f"version {version} lacks files"
        assert all(sums.values()), f"version {version}: {sums}"
        assert page == (410 if withdrawn else 200), f"version {version} answers {page}"
    assert [version for version, *_ in found["versions"]] == list(range(1, len(found["versions"]) + 1))
    standing = [f"v{version}" for version, withdrawn, *_ in found["versions"] if not withdrawn]
    assert sorted(found["served"]) == sorted(standing)
    return found


@drill
@pytest.mark.pdf
@pytest.mark.parametrize(
    ("kill_at", "versions"), [("written aside", 0), ("not yet committed", 0), ("committed", 1), ("in its place", 1)]
)
def test_killed_at_each_step(child, kill_at, versions):
    child("prepare")
    assert child("publish", "81.00", kill_at=kill_at) == ""
    assert len(look(child)["versions"]) == versions
    assert child("publish", "82.00").strip() == str(versions + 1)
    assert len(look(child)["versions"]) == versions + 1


def kill(child, what: str, seconds: float) -> int:
    """Publish and withdraw without end, killed some time after the first; return how many were answered for."""
    with child.start(what) as process:
        first = process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        out, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, errors
    return len((first + out).split())


@drill
@pytest.mark.pdf
def test_killed_at_any_moment(child):
    child("prepare")
    moments, published = random.Random(2568), 0
    for _round in range(ROUNDS):
        published += kill(child, "for ever", moments.uniform(0, 8))
        assert len(look(child)["versions"]) >= published
    assert published >= ROUNDS


def test_small_files_killed_at_any_moment_leave_nothing_for_long(child):
    published = kill(child, "first for ever", random.Random().uniform(0.1, 1))
    folder = next(child.published.glob("*/*"))
    for name, age in ((".building-old", 3700), (".building-new", 60)):
        (folder / name).mkdir()
        (folder / name / "data.json").write_bytes(b"{}")
        os.utime(folder / name, (time.time() - age,) * 2)
    assert len(look(child, "publish and look")["versions"]) > published
    left = {path.name for path in child.published.rglob(".building-*")}
    assert ".building-new" in left, "somebody may be at work in it"
    assert ".building-old" not in left
