"""How fast a published version's file is served, against a static file with the same bytes by the same server.

`python -m tests.bench.bench_serving [--rounds 15]` starts gunicorn as `make run` does, with one worker, and asks for
either file in turn over one connection, after a round that warms up. Exit code 1 where the published file is served at
less than 0.9 of the static one's rate. `bench_report` prints the same.
"""

import argparse
import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AIM = 0.9
ROOT = Path(__file__).resolve().parents[2]
PUBLISHED, STATIC = "/chanuwan/2568/v1/report.pdf", "/static/report.pdf"
REQUESTS = 100  # in one round


def main() -> int:
    """Measure by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds of each")
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "sample.pdf"
        pdf.write_bytes(os.urandom(120_000))
        return serving(Path(folder), pdf.read_bytes(), parser.parse_args().rounds)


def serving(folder: Path, content: bytes, rounds: int = 15) -> int:
    """Serve `content` both ways from `folder`, print the rates, and return 1 where the aim is missed."""
    published, static = folder / "published" / "chanuwan" / "2568" / "v1", folder / "static"
    for place in (published, static):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        (place / "report.pdf").write_bytes(content)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.bench.served_settings",
        "DATABASE_URL": f"sqlite:///{folder}/served.sqlite3",
        "PUBLISHED_ROOT": str(folder / "published"),
        "BENCH_STATIC": str(static),
        "SECRET_KEY": "bench",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "itaportal.wsgi"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        seconds = _measured(port, content, rounds)
    finally:
        server.terminate()
        server.wait()
    return _printed(seconds, len(content))


def _measured(port: int, content: bytes, rounds: int) -> dict[str, list[float]]:
    connection = _connected(port)
    seconds: dict[str, list[float]] = {PUBLISHED: [], STATIC: []}
    for turn in range(rounds + 1):
        for address, taken in seconds.items():
            started = time.perf_counter()
            for _ in range(REQUESTS):
                connection.request("GET", address)
                response = connection.getresponse()
                assert response.read() == content, response.status
            if turn:  # the first warms up
                taken.append(time.perf_counter() - started)
    connection.close()
    return seconds


def _connected(port: int) -> http.client.HTTPConnection:
    """A connection to the server, once it answers."""
    for _attempt in range(200):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.connect()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return connection
    raise TimeoutError("gunicorn did not start")


def _printed(seconds: dict[str, list[float]], size: int) -> int:
    rates = {address: REQUESTS / statistics.median(taken) for address, taken in seconds.items()}
    for address, rate in rates.items():
        sys.stdout.write(f"{address}: {rate:7.0f} requests a second ({size // 1024} KB)\n")
    ratio = rates[PUBLISHED] / rates[STATIC]
    verdict = "reached" if ratio >= AIM else "missed"
    sys.stdout.write(f"published / static: {ratio:.2f} (aim ≥ {AIM}: {verdict})\n")
    return int(ratio < AIM)


if __name__ == "__main__":
    sys.exit(main())
