"""How fast pages are answered, as multiples of an empty Django view in the same server and run.

`python -m tests.bench.bench_pages [--runs 300]` starts gunicorn with one worker over a database of its own (the
reference agency, published, and a draft of it that differs) and asks over one kept-open connection, a turn each:
the empty view (`/healthz`, through every middleware), the public's dashboard, the same held by the reader (304), the
dashboard as it is first rendered (another address each time), and staff's dashboard of the draft.
Exit code 1 where a median is over its limit.
"""

import argparse
import http.client
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from tests.serving import PATIENCE, served

PAGE = "/chanuwan/2568/"
LIMITS = {"public": 3.0, "public, held (304)": 1.5, "staff, draft": 15.0}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300, help="turns of each (at least 50)")
    runs = max(50, parser.parse_args().runs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draft = ["shell", "-v0", "-c", f"from tests.bench.bench_pages import prepare; prepare({name!r})"]
        with served(folder, ["load_reference", "-v0"], draft) as address:
            cookie = (folder / "cookie").read_text()
            return _printed(_measured(address.removeprefix("http://"), cookie, runs))


def prepare(folder: str) -> None:
    """Make the draft differ from what is published, and leave an administrator's session cookie in the folder."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    from assessments.actions import ScoreEntry, save_assessment
    from assessments.models import Assessment

    save_assessment(assessment=Assessment.objects.get(), entries=[ScoreEntry(9, Decimal(91))], by=None)
    client = Client()
    client.force_login(User.objects.create_superuser("bench", password="bench"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    Path(folder, "cookie").write_text(f"{settings.SESSION_COOKIE_NAME}={session}")


def _measured(host: str, cookie: str, runs: int) -> dict[str, list[float]]:
    connection = http.client.HTTPConnection(host, timeout=PATIENCE)

    def get(path: str, status: int, **headers: str) -> http.client.HTTPResponse:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"} | headers)
        response = connection.getresponse()
        response.read()
        assert response.status == status, (path, response.status)
        return response

    held = get(PAGE, 200).headers["ETag"]
    turn = iter(range(runs * 2 + 10))
    parts: dict[str, Callable[[], object]] = {
        "empty view": lambda: get("/healthz", 200),
        "public": lambda: get(PAGE, 200),
        "public, held (304)": lambda: get(PAGE, 304, **{"If-None-Match": held}),
        "public, rendered": lambda: get(f"{PAGE}?turn={next(turn)}", 200),
        "staff, draft": lambda: get(PAGE, 200, Cookie=cookie),
    }
    seconds: dict[str, list[float]] = {name: [] for name in parts}
    for number in range(runs + 5):
        for name, part in parts.items():
            started = time.perf_counter()
            part()
            if number >= 5:  # the first turns warm up
                seconds[name].append(time.perf_counter() - started)
    return seconds


def _printed(seconds: dict[str, list[float]]) -> int:
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    missed = 0
    for name, median in medians.items():
        ratio, limit = median / medians["empty view"], LIMITS.get(name)
        verdict = "" if limit is None else f" (at most {limit}: {'reached' if ratio <= limit else 'missed'})"
        missed += limit is not None and ratio > limit
        print(f"{name:20} median {median * 1000:7.2f} ms   {ratio:6.2f} × empty{verdict}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
