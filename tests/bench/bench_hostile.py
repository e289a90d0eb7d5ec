"""What each hostile file costs: seconds and memory over base, each in a process of its own.

`python -m tests.bench.bench_hostile` prints the dearest ones; exit code 1 where one takes over a second or 60 MB.
"""

import contextlib
import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

SECONDS, MEMORY_MB = 1.0, 60


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itaportal.settings")
        os.environ.setdefault("SECRET_KEY", "bench")
        import django

        django.setup()
        from django.core.management import call_command

        from itaportal.setup.reference import load_reference

        call_command("migrate", verbosity=0)
        load_reference()
        return _measure()


def _measure() -> int:
    from assessments.importing.scores import read_scores
    from measures.importing import read_measures
    from tests.assessments.importing.hostile.files import CASES
    from tests.assessments.importing.hostile.worddocs import WORD_CASES

    costs = []
    for case in [*CASES, *WORD_CASES]:
        seconds, memory = _in_a_child(case.make(), read_measures if case in WORD_CASES else read_scores)
        costs.append((seconds, memory, case.name))
    for seconds, memory, name in sorted(costs, reverse=True)[:10]:
        print(f"{seconds:6.2f} s {memory:6.1f} MB  {name}")
    slowest, largest = max(cost[0] for cost in costs), max(cost[1] for cost in costs)
    print(
        f"{len(costs)} files; slowest {slowest:.2f} s (at most {SECONDS}), most memory {largest:.0f} MB ({MEMORY_MB})"
    )
    return 0 if slowest <= SECONDS and largest <= MEMORY_MB else 1


def _in_a_child(data: bytes, read: Callable[[IO[bytes]], object]) -> tuple[float, float]:
    """Seconds of reading, and the growth of the process's largest size in megabytes."""
    from django.db import connection

    connection.close()  # a child opens its own
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        with os.fdopen(reader) as answer:
            seconds, memory = answer.read().split()
        os.waitpid(child, 0)
        return float(seconds), float(memory)
    os.close(reader)
    from assessments.importing.formats.rows import FileRefused

    before, start = _peak_mb(), time.perf_counter()
    with contextlib.suppress(FileRefused):
        read(io.BytesIO(data))
    with os.fdopen(writer, "w") as answer:
        answer.write(f"{time.perf_counter() - start} {_peak_mb() - before}")
    os._exit(0)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
