"""An import killed in the middle of its transaction leaves nothing behind, and can simply be done again."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = [pytest.mark.slow, pytest.mark.database]

CHILD = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from assessments.importing.scores import read_scores
from assessments.models import Assessment, IndicatorScore

what, path = sys.argv[1:]
if what == "prepare":
    call_command("migrate", verbosity=0)
    call_command("make_country", agencies=700, years=1, output=path, stdout=open(os.devnull, "w"))
elif what == "count":
    models = [Assessment, IndicatorScore, Assessment.history.model, IndicatorScore.history.model]
    print(*(model.objects.count() for model in models))
else:
    def progress(done, of):
        print(done, of, IndicatorScore.objects.count(), flush=True)
        if what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
    with open(path, "rb") as file:
        found = read_scores(file)
    assert found.ok
    found.save(by=None, progress=progress)
"""


def test_sigkill_in_the_middle_leaves_nothing_behind(scratch_url, tmp_path):
    def child(what: str) -> subprocess.CompletedProcess[str]:
        env = os.environ | {
            "DATABASE_URL": scratch_url,
            "DJANGO_SETTINGS_MODULE": "itaportal.settings",
            "SECRET_KEY": "only-for-tests",
        }
        command = [sys.executable, "-c", CHILD, what, str(tmp_path / "country.xlsx")]
        return subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=300)

    prepared = child("prepare")
    assert prepared.returncode == 0, prepared.stderr
    killed = child("kill")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    done, of, written = map(int, killed.stdout.split())
    assert done < of
    assert written > 4000  # the first chunk stood in the database, inside the transaction
    assert child("count").stdout.split() == ["0", "0", "0", "0"]
    again = child("import")
    assert again.returncode == 0, again.stderr
    years, scores, year_records, score_records = map(int, child("count").stdout.split())
    assert years == year_records == of
    assert scores == score_records > written
