"""The report as HTML: the one body template in the three frames that carry it (page, PDF, a file of its own)."""

import base64
import hashlib
import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from itaportal.report.document import AgencyReport
from itaportal.report.narrative import build_document

STATIC = Path(settings.BASE_DIR) / "static"
GIVEN = "given/"
_FONT_URL = re.compile(r'url\("\.\./fonts/([\w.-]+\.woff2)"\)')


def pdf_html(report: AgencyReport) -> str:
    """Return the HTML that `pdf.build.render_pdf` lays out on A4 pages; the same report gives the same text."""
    return render_to_string("report/pdf.html", {"document": build_document(report), "for_print": True})


def document_images(report: AgencyReport) -> dict[str, bytes]:
    """Return the images that `pdf_html` names beside the packaged ones: address in the document and content."""
    return {image_address(report.seal): report.seal} if report.seal else {}


def image_address(png: bytes) -> str:
    """The address of an image in the PDF's HTML; another image has another, so that the HTML tells them apart."""
    return f"{GIVEN}{hashlib.sha256(png).hexdigest()[:16]}.png"


def standalone_html(report: AgencyReport) -> str:
    """Return the report as one HTML file with stylesheets and fonts inside it, to be read without the portal."""
    styles = [_stylesheet(name) for name in ("tokens.css", "report-body.css", "report-page.css")]
    return render_to_string("report/standalone.html", {"document": build_document(report), "styles": styles})


def _stylesheet(name: str) -> str:
    css = (STATIC / "css" / name).read_text(encoding="utf-8")
    return _FONT_URL.sub(_font_data, css)


def _font_data(match: re.Match[str]) -> str:
    data = base64.b64encode((STATIC / "fonts" / match.group(1)).read_bytes()).decode("ascii")
    return f'url("data:font/woff2;base64,{data}")'
