"""Draws the files of each document, all of them from one object."""

from collections.abc import Callable, Mapping
from typing import Any

from itaportal.report.document import AgencyReport

from .data import datafiles, workbook


def _pdf(report: AgencyReport) -> bytes:
    from .pdf.build import report_pdf  # WeasyPrint takes half a second to import: only when needed

    return report_pdf(report)


def _word(report: AgencyReport) -> bytes:
    from .word.build import word_bytes  # the same goes for python-docx

    return word_bytes(report)


Renderer = Callable[[Any], bytes]

# Raised by every commit that changes the bytes of a drawn file, which says why. Published files keep their own bytes;
# where one is lost, it can be drawn again only by a portal of the same number (tests/golden holds the SHA-256).
RENDERER = 3

# The files of a year's report.
RENDERERS: Mapping[str, Renderer] = {
    "report.pdf": _pdf,
    "report.docx": _word,
    "data.xlsx": workbook.workbook_bytes,
    "data.csv": datafiles.csv_bytes,
    "data.json": datafiles.json_bytes,
}


def render(name: str, report: AgencyReport) -> bytes:
    """Return the bytes of one file. Raises KeyError for a name that has no renderer."""
    return RENDERERS[name](report)


def render_all(report: AgencyReport) -> dict[str, bytes]:
    """Return every file by name."""
    return {name: renderer(report) for name, renderer in RENDERERS.items()}
