"""A document's words as they were on the day of publication, kept as data and read back.

What the portal writes of the same figures may be worded otherwise in a later release; a published version is not. The
seal is kept once, with the report's figures, and the checksum of what is frozen cannot be part of it.
"""

from dataclasses import replace

from .blocks import ReportDocument
from .codec import Kept, plain, typed
from .document import AgencyReport
from .editions import short_checksum


def frozen_words(document: ReportDocument) -> Kept:
    """Return the document as data that `document_of` reads."""
    return Kept(plain(replace(document, seal=None)))


def document_of(words: Kept, report: AgencyReport) -> ReportDocument:
    """Return the document that `frozen_words` kept. Raises `SnapshotError` where it cannot be read whole."""
    document: ReportDocument = typed(ReportDocument, words.data, "words")
    identity = document.identity
    if identity and report.edition:
        identity = replace(identity, checksum=short_checksum(report.edition.checksum))
    return replace(document, seal=report.seal, identity=identity)
