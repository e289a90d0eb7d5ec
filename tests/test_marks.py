"""The marks by which tests are chosen: what takes long without its mark fails."""

import subprocess
import sys
from pathlib import Path

import pytest

from itaportal.formats.pdf.build import render_pdf

HTML = '<html lang="th"><head><title>ก</title></head><body><p></p></body></html>'


def test_an_unmarked_test_that_draws_fails():
    with pytest.raises(pytest.fail.Exception, match="lays out a PDF"):
        render_pdf(HTML)


@pytest.mark.parametrize("program", ["soffice", sys.executable, "make", "bash"])
def test_an_unmarked_test_that_starts_a_slow_program_fails(program: str):
    with pytest.raises(pytest.fail.Exception, match=f"starts {Path(program).name[:6]}.*Mark it: one of"):
        subprocess.run([program, "--version"])


@pytest.mark.pdf
@pytest.mark.slow
def test_a_marked_one_does_as_it_likes():
    assert render_pdf(HTML).startswith(b"%PDF")
    assert subprocess.run([sys.executable, "--version"], capture_output=True, check=True).stdout.startswith(b"Python")
