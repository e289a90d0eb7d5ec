"""What writes cost the readers of public pages, over 8,317 agencies × 9 years, as multiples of a warm page in one run.

`python -m tests.bench.bench_public [--agencies 8317] [--years 9] [--rounds 12]` makes a country in a scratch database
(`BENCH_DATABASE_URL` names one that is made already), serves it with one process, and asks for the home page, the
comparison, a search in it and two dashboards, each over a connection of its own. Warm is the first time after a write
that is taken back, so that all are asked for at the same moment after the same work. Then for the first time after

    draft      a score saved of a year that the public does not see
    progress   a report on a measure of one agency
    published  a new version of that agency with another score

Exit code 1 where a median of `draft` is above 1.2 times warm or an ETag is lost, where progress takes an ETag of
anything but its agency, or where home or comparison after `published` is above 3 times warm.
"""

import argparse
import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

OWN, OTHER = "/sample-0001/2568/", "/sample-0002/2568/"
PAGES = {"home": "/", "comparison": "/compare/", "search": "/compare/?q=12", "own": OWN, "other": OTHER}
LIMITS = {"draft": dict.fromkeys(PAGES, 1.2), "published": {"home": 3.0, "comparison": 3.0}}
WARM = 3  # turns before each write
Ask = Callable[[str, str], tuple[float, str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agencies", type=int, default=8317)
    parser.add_argument("--years", type=int, default=9)
    parser.add_argument("--rounds", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        env = {
            **os.environ,
            "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"),
            "SECRET_KEY": "bench",
            "ALLOWED_HOSTS": "127.0.0.1",
            "WEB_CONCURRENCY": "1",
            "PORT": str(port),
        }
        env.setdefault("DJANGO_SETTINGS_MODULE", "itaportal.settings")
        country = ["make_country", "--agencies", str(options.agencies), "--years", str(options.years)]
        made = [] if "BENCH_DATABASE_URL" in os.environ else [country]
        for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], *made):
            subprocess.run([sys.executable, "manage.py", *command], env=env, check=True)
        shell = [sys.executable, "manage.py", "shell", "-v0", "-c"]
        with subprocess.Popen(
            [*shell, "from tests.bench.bench_public import write; write()"],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as writer:
            free.close()
            server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "itaportal.wsgi"], env=env, stdout=subprocess.DEVNULL
            )
            try:
                return _measured(port, options.rounds, writer)
            finally:
                writer.kill()
                server.terminate()
                server.wait(timeout=20)


def write() -> None:
    """Do what each line of the standard input says, and answer with a line each time."""
    from django.db import transaction

    from assessments.actions import ScoreEntry, save_assessment
    from assessments.models import Assessment
    from measures.actions import start_plan
    from measures.models import ProgressUpdate
    from tests.factories import freeze

    own = Assessment.objects.get(agency__slug=OWN.split("/")[1], fiscal_year=2568)
    unseen = Assessment.objects.filter(status="draft", fiscal_year=2568).exclude(agency=own.agency_id)[0]
    measure = start_plan(assessment=own, by=None).measures.all()[0]
    draw = random.Random(1)  # reproducible, not secret

    def save(year: Assessment) -> None:
        score = ScoreEntry(1, Decimal(draw.randint(6000, 10000)) / 100)
        save_assessment(assessment=Assessment.objects.get(pk=year.pk), entries=[score], by=None)

    freeze(own)
    for number, line in enumerate(sys.stdin):
        if line == "warm\n":
            with transaction.atomic():  # the work of a draft without its traces
                save(unseen)
                save(own)
                transaction.set_rollback(True)
        elif line == "draft\n":
            save(unseen)
            save(own)  # the public sees a version of it
        elif line == "progress\n":
            day = date.fromordinal(date(2026, 1, 1).toordinal() + number)
            ProgressUpdate.objects.create(measure=measure, reported_on=day, status="in_progress", done="ทำ")
        else:
            save(own)
            freeze(own)
        sys.stdout.write("done\n")
        sys.stdout.flush()


def _asking(port: int) -> Ask:
    def ask(path: str, held: str = "") -> tuple[float, str]:
        """Seconds until the whole answer is there, and its ETag."""
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"} | ({"If-None-Match": held} if held else {}))
        answer = connection.getresponse()
        answer.read()
        taken = time.perf_counter() - started
        connection.close()
        assert answer.status in (200, 304), (path, answer.status)
        return taken, answer.headers["ETag"]

    return ask


def _measured(port: int, rounds: int, writer: "subprocess.Popen[str]") -> int:
    assert writer.stdin
    assert writer.stdout
    ask = _asking(port)
    for _ in range(300):
        try:
            ask("/", "")
            break
        except OSError:
            time.sleep(0.1)
    seconds: dict[tuple[str, str], list[float]] = {}
    kept: dict[tuple[str, str], int] = {}
    for turn in range(rounds + 2):
        for what in ("warm", "draft", "progress", "published"):
            for _ in range(WARM):
                tags = {name: ask(path, "")[1] for name, path in PAGES.items()}
            writer.stdin.write(f"{what}\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == "done\n", what
            for name, path in PAGES.items():
                taken, tag = ask(path, "")
                if turn > 1:  # the first turns warm up
                    seconds.setdefault((what, name), []).append(taken)
                    kept[what, name] = kept.get((what, name), 0) + (tag == tags[name])
    return _printed(seconds, kept, rounds)


def _printed(seconds: dict[tuple[str, str], list[float]], kept: dict[tuple[str, str], int], rounds: int) -> int:
    missed = 0
    warm = {name: statistics.median(seconds["warm", name]) for name in PAGES}
    for name, median in warm.items():
        print(f"{'warm':10} {name:11} {median * 1000:7.2f} ms")
    for (what, name), taken in seconds.items():
        if what == "warm":
            continue
        ratio, limit = statistics.median(taken) / warm[name], LIMITS.get(what, {}).get(name)
        wrong = limit is not None and ratio > limit
        lost = rounds - kept[what, name]
        if what == "draft" or (what == "progress" and name != "own"):
            wrong = wrong or lost > 0
        missed += wrong
        aim = "" if limit is None else f" (at most {limit})"
        note = " MISSED" if wrong else ""
        print(
            f"{what:10} {name:11} {statistics.median(taken) * 1000:7.2f} ms {ratio:6.2f} × warm{aim}, "
            f"ETag kept {rounds - lost} of {rounds}{note}"
        )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
