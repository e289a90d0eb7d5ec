"""How fast many agencies are compared: pages over 8,317 agencies × 9 years against an empty Django view.

`python -m tests.bench.bench_compare [--agencies 8317] [--years 9] [--rounds 60]` makes a country in a scratch database,
serves it with gunicorn (one worker), and asks for `/healthz`, which is an empty view behind the same middleware, and
for the pages in turns, so that whatever else the machine does hits all alike. Printed are medians and their ratios to
the empty view. "Visited" pages were asked for before since the last write; "new" ones are another selection each time.
Exit code 1 where a visited page takes more than 10 empty views.
"""

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from urllib.parse import quote

AIM = 10.0
EMPTY = "/healthz"
VISITED = {
    "compare": "/compare/",
    "another year": "/compare/?year=2566",
    "province, by name": f"/compare/?province={quote('ร้อยเอ็ด')}&sort=name",
    "kind, page 40": f"/compare/?kind={quote('อบต.')}&page=40",
    "search": "/compare/?q=12",
    "home": "/",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agencies", type=int, default=8317)
    parser.add_argument("--years", type=int, default=9)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "SECRET_KEY": "bench",
            "ALLOWED_HOSTS": "127.0.0.1",
            "WEB_CONCURRENCY": "1",
            "PORT": str(_free_port()),
        }
        env.setdefault("DJANGO_SETTINGS_MODULE", "itaportal.settings")
        for command in (
            ["migrate", "-v0"],
            ["collectstatic", "--noinput", "-v0"],
            ["make_country", "--agencies", str(options.agencies), "--years", str(options.years)],
        ):
            subprocess.run([sys.executable, "manage.py", *command], env=env, check=True)
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "itaportal.wsgi"], env=env, stdout=subprocess.DEVNULL
        )
        try:
            return _measured(int(env["PORT"]), options.rounds)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _ask(port: int, path: str) -> float:
    """Seconds until the whole answer is there, over a connection of its own."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    taken = time.perf_counter() - started
    connection.close()
    assert answer.status == 200, (path, answer.status)
    return taken


def _measured(port: int, rounds: int) -> int:
    for _ in range(300):
        try:
            _ask(port, EMPTY)
            break
        except OSError:
            time.sleep(0.1)
    first = _ask(port, VISITED["compare"])
    asks: dict[str, Callable[[int], str]] = {"empty": lambda _: EMPTY}
    asks |= {name: lambda _, path=path: path for name, path in VISITED.items()}  # type: ignore[misc]  # a lambda a page
    asks["new search"] = lambda turn: f"/compare/?q={turn}&sort=oit"
    seconds: dict[str, list[float]] = {name: [] for name in asks}
    for turn in range(rounds + 1):
        for name, path in asks.items():
            taken = _ask(port, path(turn))
            if turn:  # the first turn warms up
                seconds[name].append(taken)
    empty = statistics.median(seconds["empty"])
    print(f"empty view: median {empty * 1000:.2f} ms; the very first comparison after a write: {first:.2f} s")
    ratios = {name: statistics.median(taken) / empty for name, taken in seconds.items() if name != "empty"}
    for name, ratio in ratios.items():
        note = "" if name == "new search" else f" (aim ≤ {AIM:.0f}: {'reached' if ratio <= AIM else 'missed'})"
        print(f"{name:20} {statistics.median(seconds[name]) * 1000:7.2f} ms  {ratio:6.1f} ×{note}")
    return int(any(ratio > AIM for name, ratio in ratios.items() if name != "new search"))


if __name__ == "__main__":
    sys.exit(main())
