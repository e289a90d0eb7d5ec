"""What writes cost the readers of public pages, over 8,317 agencies × 9 years, as multiples of a warm page in one run.

`python -m tests.bench.bench_public [--agencies 8317] [--years 9] [--rounds 8]` makes a country in a scratch database,
serves it with two processes as `make run` does, and asks for the home page, the comparison, a search in it and two
dashboards by turns: warm, then first after each of

  a draft saved         of a year that the public does not see
  a report of progress  of one agency
  an agency published   with a score that is another

Each page is asked for over a connection of its own until both processes have answered. Exit code 1 where a draft costs
more than 1.2 times a warm page or takes an ETag, progress takes one of another agency, or the first home page or
comparison after a publication costs more than 3 times a warm one.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile

DRAFT, PUBLISHED = 1.2, 3.0
WARM = 10  # turns
OWN, OTHER = "/sample-0001/2568/", "/sample-0002/2568/"
PAGES = {"home": "/", "comparison": "/compare/", "search": "/compare/?q=12", "own": OWN, "other": OTHER}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agencies", type=int, default=8317)
    parser.add_argument("--years", type=int, default=9)
    parser.add_argument("--rounds", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        env = {
            **os.environ,
            "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"),
            "OPEN_DATA_ROOT": f"{folder}/open-data",
            "SECRET_KEY": "bench",
            "ALLOWED_HOSTS": "127.0.0.1",
            "WEB_CONCURRENCY": "1",
            "PORT": str(port),
        }
        env.setdefault("DJANGO_SETTINGS_MODULE", "itaportal.settings")
        for command in (
            ["migrate", "-v0"],
            ["collectstatic", "--noinput", "-v0"],
            ["make_country", "--agencies", str(options.agencies), "--years", str(options.years)],
        ):
            subprocess.run([sys.executable, "manage.py", *command], env=env, check=True)
        writer = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.bench_public_writer"], env=env, stdin=-1, stdout=-1, text=True
        )
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "itaportal.wsgi"], env=env, stdout=subprocess.DEVNULL
        )
        try:
            return _printed(*_measured(port, options.rounds, lambda write: _told(writer, write)))
        finally:
            for process in (server, writer):
                process.terminate()
                process.wait(timeout=20)


def _told(writer: "subprocess.Popen[str]", write: str) -> None:
    assert writer.stdin
    assert writer.stdout
    writer.stdin.write(f"{write}\n")
    writer.stdin.flush()
    assert writer.stdout.readline() == "done\n", write
