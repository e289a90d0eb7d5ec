"""The report as a page and as files, of the year as it stands and of each published version."""

import hashlib
import logging
from urllib.parse import quote

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache, caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.models import Assessment
from assessments.policies import can_view_drafts_of
from assessments.results import YearResult
from assessments.thai import thai_digits
from itaportal.audit.exports import note_draft_file
from itaportal.formats import registry
from itaportal.formats.data import datafiles
from itaportal.formats.html import pdf_html
from itaportal.formats.types import CONTENT_TYPES
from itaportal.models import Publication
from itaportal.publishing.files import BeingRestoredError, LostFilesError, kept_file, published_file
from itaportal.publishing.kinds import ANALYSIS, KINDS, Document, Kind
from itaportal.publishing.reading import Reading, has_version, newest_live, read_version, read_year, withdrawn_after
from itaportal.report.document import AgencyReport
from itaportal.report.narrative import build_document
from itaportal.web import bounds
from itaportal.web.page_cache import KEPT_SECONDS, page_etag

logger = logging.getLogger(__name__)

CACHE_SECONDS = 60 * 60 * 24


def report_page(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """Show the report of one year as a page; a draft is there for staff only."""
    reading = _read(request, agency, year)
    context = {
        "report": reading.report,
        "reading": reading,
        "document": build_document(reading.report),
        "here": "report",
    }
    return render(request, "report/page.html", context)


def report_file(request: HttpRequest, agency: str, year: int, name: str) -> HttpResponse:
    """Answer one file of the year: the published one, or for staff whose draft differs from it, the draft's."""
    from itaportal.formats.pdf.build import PdfBuildError  # WeasyPrint takes half a second to import: only when needed

    key = "" if request.user.is_authenticated else f"file-{page_etag(request)}"  # before the data are read
    if key and key not in caches["pages"] and not has_version(agency, year):
        bounds.send_away(request)
    reading = _read(request, agency, year)
    try:
        content = _content(request, reading, name, key)
    except LostFilesError:
        return _lost(request, reading.report, name)
    except PdfBuildError as error:
        logger.exception("%s of %s %s", name, agency, year)
        messages = error.messages if can_view_drafts_of(request.user, reading.assessment.agency) else []
        return render(request, "report/pdf_failed.html", {"report": reading.report, "messages": messages}, status=500)
    if reading.draft and isinstance(request.user, AbstractBaseUser):
        note_draft_file(assessment=reading.assessment, name=name, by=request.user)
    response = _file_response(ANALYSIS, name, content, reading.report.year)
    response["Cache-Control"] = "no-store, private" if reading.draft else "no-cache"
    return response


def version_page(request: HttpRequest, agency: str, year: int, version: int, kind: str) -> HttpResponse:
    """Show a published version as it was frozen, saying so where it was superseded; 410 where it was withdrawn."""
    document = KINDS[kind]
    publication = _version(agency, year, version, document)
    if publication.withdrawn:
        return _withdrawn(request, publication)
    report = document.load(publication)
    versions = tuple(Publication.objects.of(publication.assessment, kind))
    newest = newest_live(versions) or publication
    context = {
        "report": report,
        "document": document.narrate(report),
        "publication": publication,
        "versions": versions,
        "live": newest,
        "newest": newest if newest != publication else None,
        "withdrawn_later": withdrawn_after(versions, newest) if newest == publication else None,
        "here": "report",
    }
    return render(request, "report/version.html", context)


def version_file(request: HttpRequest, agency: str, year: int, version: int, kind: str, name: str) -> HttpResponse:
    """Answer a file of a published version whose folder was lost, drawn again to the same bytes.

    Usually `serving.StaticAndPublishedFiles` answers before this view is asked.
    """
    from itaportal.formats.pdf.build import PdfBuildError

    document = KINDS[kind]
    publication = _version(agency, year, version, document)
    if publication.withdrawn:
        return _withdrawn(request, publication)
    report = document.load(publication)
    try:
        content = _of_version(request, publication, name)
    except (LostFilesError, PdfBuildError):
        return _lost(request, report, name)
    if content is None:
        raise Http404("ไม่มีไฟล์นี้ในฉบับที่เผยแพร่")
    return _file_response(document, name, content, report.year)


def _withdrawn(request: HttpRequest, publication: Publication) -> HttpResponse:
    """410, with the reason and the version shown now."""
    versions = tuple(Publication.objects.of(publication.assessment, publication.kind))
    context = {"publication": publication, "newest": newest_live(versions)}
    return render(request, "report/withdrawn.html", context, status=410)


def _lost(request: HttpRequest, report: Document, name: str) -> HttpResponse:
    """Say that a published file is missing: another file in its place would not be what was published."""
    logger.exception("%s of %s %s is lost", name, report.year.agency.slug, report.year.fiscal_year)
    return render(request, "report/file_lost.html", {"report": report, "name": name}, status=503)


def _read(request: HttpRequest, agency: str, year: int) -> Reading:
    """Load what the reader may see; unknown and invisible years answer 404 alike."""
    try:
        return read_year(request.user, agency, year)
    except Assessment.DoesNotExist:
        raise Http404("ไม่พบรายงานของปีที่ระบุ") from None


def _version(agency: str, year: int, version: int, kind: Kind) -> Publication:
    try:
        return read_version(agency, year, version, kind)
    except Publication.DoesNotExist:
        raise Http404("ไม่พบฉบับที่ระบุ") from None


def _content(request: HttpRequest, reading: Reading, name: str, key: str) -> bytes:
    """The published bytes where they are what the reader is to see, else drawn from the reader's report.

    What was drawn for the public is kept under `key` for as long as its address answers the same.
    """
    if reading.publication and not reading.draft:
        content = _of_version(request, reading.publication, name)
        if content is not None:
            return content
    content = caches["pages"].get(key) if key else None
    if content is None:
        with bounds.drawing(request):
            content = caches["pages"].get(key) if key else None  # drawn while this waited for its turn
            if content is None:
                content = render_file(reading.report, name)
                if key:
                    caches["pages"].set(key, content, KEPT_SECONDS)
    return content


def _of_version(request: HttpRequest, publication: Publication, name: str) -> bytes | None:
    """A file of a version; where it is lost, drawn again."""
    content = kept_file(publication, name)
    if content is not None:
        return content
    with bounds.drawing(request):
        try:
            return published_file(publication, name)
        except BeingRestoredError:
            raise bounds.BusyError(bounds.DRAWING) from None


def render_file(report: AgencyReport, name: str) -> bytes:
    """Draw one file of `report`, PDFs through the cache. Raises `PdfBuildError` where WeasyPrint complains."""
    return _pdf(report) if name == "report.pdf" else registry.render(name, report)


def _pdf(report: AgencyReport) -> bytes:
    """Build the PDF, or take it from the cache: its key is all that the bytes depend on, so it is never stale.

    The data inside the PDF depend on the report as `data.json` does.
    """
    from itaportal.formats.pdf.build import report_pdf, style_fingerprint

    parts = (style_fingerprint().encode(), pdf_html(report).encode(), datafiles.json_bytes(report))
    key = f"report-pdf-{hashlib.sha256(b''.join(parts)).hexdigest()}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = report_pdf(report)
        cache.set(key, content, CACHE_SECONDS)
    return content


def _file_response(kind: Kind, name: str, content: bytes, year: YearResult) -> HttpResponse:
    """`inline` for a PDF, a download for data, under a plain name for old readers and a Thai one (RFC 6266, 5987)."""
    suffix = name.rsplit(".", 1)[1]
    thai = f"{kind.file_names[name]} {year.agency.short_name} ปี {thai_digits(year.fiscal_year)}.{suffix}"
    plain = kind.plain_name(year.agency.slug, year.fiscal_year, f".{suffix}")
    response = HttpResponse(content, content_type=CONTENT_TYPES[name])
    disposition = "inline" if suffix == "pdf" else "attachment"
    response["Content-Disposition"] = f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(thai, safe='')}"
    if year.agency.is_sample:
        response["X-Robots-Tag"] = "noindex"
    return response
