"""A test that takes long says by its marks what for (pyproject.toml lists them); one that does not say so fails.

`make test-fast` and the PostgreSQL round of CI choose by these marks, never by lists of files. So that the choice stays
right when tests are added, this plugin sees where WeasyPrint lays out pages and which programs are started.
"""

import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = {
    "soffice": ("office", "drill"),
    # A process of Python's own takes seconds to start; make and bash start some.
    **dict.fromkeys(("python", "make", "bash"), ("slow", "pdf", "office", "browser", "drill")),
}
_running: list[pytest.Item] = []
_allowed: list[bool] = []


@contextmanager
def drawn_once_a_run() -> Iterator[None]:
    """What is drawn in here is kept for the whole run, so that no test need be marked for it."""
    _allowed.append(True)
    try:
        yield
    finally:
        _allowed.pop()


def _needs(marks: tuple[str, ...], what: str) -> None:
    if not _running or _allowed:
        return
    if not {*marks} & {mark.name for mark in _running[-1].iter_markers()}:
        pytest.fail(f"This test {what}. Mark it: one of {', '.join(marks)} (see pyproject.toml).", pytrace=False)


class _Progress(logging.Filter):
    """WeasyPrint tells this log which step it is at; what it says goes no further."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.msg.startswith("Step 5"):
            _needs(("pdf", "browser", "drill"), "lays out a PDF")
        return False


_progress = _Progress()
_start = subprocess.Popen.__init__


def _started(process: "subprocess.Popen[Any]", args: Any, *rest: Any, **options: Any) -> None:
    program = Path(str(args if isinstance(args, str | bytes | Path) else args[0])).name
    for name, marks in PROGRAMS.items():
        if program.startswith(name):
            _needs(marks, f"starts {name}")
    _start(process, args, *rest, **options)


def pytest_sessionstart() -> None:
    progress = logging.getLogger("weasyprint.progress")
    progress.setLevel(logging.INFO)
    progress.addFilter(_progress)
    subprocess.Popen.__init__ = _started  # type: ignore[method-assign]  # watched for the whole run


def pytest_sessionfinish() -> None:
    logging.getLogger("weasyprint.progress").removeFilter(_progress)
    subprocess.Popen.__init__ = _start  # type: ignore[method-assign]  # watched for the whole run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    _running.append(item)
    try:
        return (yield)
    finally:
        _running.pop()
