"""What slow clients and expensive work leave of the server, and what its worker costs, in one run.

`python -m tests.bench.bench_server [--rounds 60]` serves a small made-up country, public without versions, as `make
run` does, and asks one reader at a time for an empty view, a dashboard that is kept and one that is rendered:

- while 200 connections send nothing, heads, bodies byte by byte, never close, or do not read: each p95 at most three
  times the quiet one, or 50 ms;
- while ten clients ask for new files one after the other, and again a second after they were sent away: the dashboards'
  p95 at most three times the quiet one, and what does not fit is answered 503 with Retry-After.

Then the same requests, eight at a time, go to this server and to gunicorn's own threads (four in each of two workers)
by turns: drawn pages at 0.9 of their rate or more, kept pages and published files at 0.8. Exit code 1 where a limit is
missed.
"""

import argparse
import http.client
import itertools
import json
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.serving import PATIENCE, served
from tests.slow_clients import KINDS, slow_clients

HELD, DRAWING, IMPATIENCE = 200, 10, 1.0  # seconds until somebody who was sent away asks again
LEAST_MS, MOST_TIMES = 50.0, 3.0
AGENCIES = 80
RATES = {"empty view": 0.0, "kept": 0.8, "published file": 0.8, "rendered": 0.9}
_turn = itertools.count()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60, help="requests of each kind for a p95")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        country = ["make_country", "--agencies", str(AGENCIES), "--years", "3"]
        with served(folder, country, workers=2) as address:
            port = int(address.rpartition(":")[2])
            pages = _pages(port)
            _put(folder, pages["published file"]())
            missed = _under_slow_clients(port, pages, rounds) + _under_drawing(port, pages, rounds)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("GUNICORN_CMD_ARGS", "--worker-class gthread --threads 4")
                with served(folder, workers=2, prepared=False) as other:
                    missed += _rates(port, int(other.rpartition(":")[2]), pages)
    return int(missed > 0)


def _years(port: int) -> list[str]:
    """The addresses of all years of all agencies."""
    found, following = list[str](), f"http://127.0.0.1:{port}/api/v1/assessments/?limit=100"
    while following:
        with urllib.request.urlopen(following) as answer:
            part = json.load(answer)
        found += [urlsplit(row["url"]).path for row in part["data"]]
        following = part["links"]["next"]
    return found


def _pages(port: int) -> dict[str, Callable[[], str]]:
    """Address of each kind of page, another one each time where it shall be rendered."""
    first = _years(port)[0]
    return {
        "empty view": lambda: "/healthz",
        "kept": lambda: first,
        "rendered": lambda: f"{first}?turn={next(_turn)}",
        "published file": lambda: f"{first}v1/report.pdf",
    }


def _put(folder: Path, address: str) -> None:
    """A file where those of a published version lie."""
    path = folder / "published" / address.lstrip("/")
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(range(256)) * 500)


# --- One reader beside others


def _p95(port: int, pages: dict[str, Callable[[], str]], rounds: int) -> dict[str, float]:
    """Milliseconds, of requests asked for by turns over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    taken: dict[str, list[float]] = {kind: [] for kind in pages}
    for turn in range(rounds + 3):
        for kind, address in pages.items():
            started = time.perf_counter()
            _get(connection, address())
            if turn >= 3:  # the first ones warm up
                taken[kind].append((time.perf_counter() - started) * 1000)
    connection.close()
    return {kind: sorted(times)[int(len(times) * 0.95)] for kind, times in taken.items()}


def _get(connection: http.client.HTTPConnection, address: str, status: int = 200) -> None:
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    response.read()
    assert response.status == status, (address, response.status)


def _compared(name: str, quiet: dict[str, float], found: dict[str, float], least: float) -> int:
    missed = 0
    for kind, p95 in found.items():
        limit = max(MOST_TIMES * quiet[kind], least)
        missed += p95 > limit
        verdict = "reached" if p95 <= limit else "missed"
        times = p95 / quiet[kind]
        print(f"{name:24} {kind:15} p95 {p95:7.1f} ms  {times:5.2f} × quiet (at most {limit:.0f} ms: {verdict})")
    return missed


def _under_slow_clients(port: int, pages: dict[str, Callable[[], str]], rounds: int) -> int:
    missed = 0
    for kind in KINDS:
        quiet = _p95(port, pages, rounds)
        with slow_clients(port, kind, HELD, path=pages["published file"]()):
            missed += _compared(f"{HELD} {kind}", quiet, _p95(port, pages, rounds), LEAST_MS)
    return missed


def _under_drawing(port: int, pages: dict[str, Callable[[], str]], rounds: int) -> int:
    pages = {kind: pages[kind] for kind in ("kept", "rendered")}
    quiet = _p95(port, pages, rounds)
    with _drawing(port) as answers:
        missed = _compared(f"{DRAWING} who draw", quiet, _p95(port, pages, rounds), 0.0)
    counts = {status: answers.count(status) for status in sorted(set(answers))}
    print(f"{DRAWING} who draw: answers {counts} (200 and 503 with Retry-After, nothing else)")
    return missed + (counts.keys() != {200, 503})


@contextmanager
def _drawing(port: int) -> Iterator[list[int]]:
    """Ten clients who ask for files that were never drawn, each as soon as it has an answer; the answers' statuses."""
    over, answers = threading.Event(), list[int]()
    addresses = (f"{year}{name}" for year in _years(port) for name in ("report.pdf", "report.docx", "data.xlsx"))
    lock = threading.Lock()

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        while not over.is_set():
            with lock:
                address = next(addresses)
            while not over.is_set():
                connection.request("GET", address)
                response = connection.getresponse()
                response.read()
                answers.append(response.status)
                if response.status != 503:
                    break
                assert response.headers["Retry-After"]
                over.wait(IMPATIENCE)

    clients = [threading.Thread(target=ask) for _ in range(DRAWING)]
    for client in clients:
        client.start()
    while answers.count(200) < 3:  # what is loaded for the first drawing is loaded once
        time.sleep(0.1)
    yield answers
    over.set()
    for client in clients:
        client.join()


# --- Beside gunicorn's own threads


def _rates(port: int, other: int, pages: dict[str, Callable[[], str]], turns: int = 7) -> int:
    """Requests a second of either server, by turns."""
    counts = {"empty view": 400, "kept": 400, "published file": 400, "rendered": 48}
    missed = 0
    for kind, least in RATES.items():
        rates: dict[int, list[float]] = {port: [], other: []}
        for turn in range(turns + 1):
            for server, found in rates.items():
                rate = _rate(server, pages[kind], counts[kind])
                if turn:
                    found.append(rate)
        ratio = statistics.median(rates[port]) / statistics.median(rates[other])
        missed += ratio < least
        print(
            f"{kind:15} {statistics.median(rates[port]):6.0f} a second  {ratio:5.2f} × gunicorn's threads"
            f" (least {least}: {'reached' if ratio >= least else 'missed'})"
        )
    return missed


def _rate(port: int, address: Callable[[], str], count: int, at_once: int = 8) -> float:
    def some(_: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        for _ in range(count // at_once):
            _get(connection, address())
        connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        started = time.perf_counter()
        list(pool.map(some, range(at_once)))
        return count / (time.perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())
