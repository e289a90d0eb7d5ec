"""The kinds of documents that are published, each with everything that differs between them in one place.

Publishing, addresses, folders, serving, pages and commands read a kind from here. To add one: a `PublicationKind` in
`models`, its document in `report`, its renderers in `formats.registry`, and a `Kind` in `KINDS`. The system check
`kind_checks` says what is missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assessments.models import Assessment
from itaportal.checks.findings import Finding
from itaportal.formats import registry, types
from itaportal.formats.registry import Renderer
from itaportal.models import YEAR_KIND, Publication, PublicationKind
from itaportal.report import building, narrative, snapshot
from itaportal.report.document import AgencyReport, Edition
from itaportal.report.words import frozen_words

from .background import check_draft
from .differences import Difference, differences
from .means import published_means

Document = Any  # the frozen dataclass of a kind: only the functions of that kind look into it


def content_checksum(content: dict[str, Any]) -> str:
    """A short text that is the same for documents of the same content, whenever they were saved."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Kind:
    """One kind of document.

    `address` follows `/<agency>/<year>/` and ends with a stroke, or is empty; `folder` is the folder of its versions
    in that of the year, empty for that of the year itself. `saved_as` tells a saved file from other kinds' (after the
    agency and the year in its plain name), `file_names` are the Thai names of saved files.

    `build` makes the document from an assessment loaded with `with_scores()`, `check` finds what stops a publication
    (it may hold the document against other years and what people have confirmed),
    `renderers` draw its files, `snapshot` freezes it. `mark` says in the document whether it is published (a draft has
    a watermark). `content` is what a reader sees of it, as JSON-ready data: two documents of equal content are the
    same. `freeze` makes the document of a version, which says which one it is and keeps its words; `sealed` is it with
    the checksum of what was frozen, to be drawn. `narrate` puts it into words for the page of a version, `differences`
    says what changed between two, `figures` gives the columns of `Publication` that keep its main figures.
    """

    code: str
    address: str
    folder: str
    saved_as: str
    file_names: Mapping[str, str]
    build: Callable[[Assessment], Document]
    check: Callable[[Assessment, Document], tuple[Finding, ...]]
    renderers: Mapping[str, Renderer]
    snapshot: snapshot.Format
    mark: Callable[[Document, bool], Document]
    freeze: Callable[[Document, Edition], Document]
    sealed: Callable[[Document, str], Document]
    content: Callable[[Document], dict[str, Any]]
    narrate: Callable[[Document], Any]
    differences: Callable[[Document, Document], tuple[Difference, ...]]
    figures: Callable[[Document], dict[str, Any]]

    @property
    def stands_for_year(self) -> bool:
        """Whether its live version is what the public sees of the year itself: publishing it makes the year public."""
        return self.code == YEAR_KIND

    def load(self, publication: Publication) -> Document:
        """Return the document that a version froze. Raises `SnapshotError` where this portal cannot read it whole."""
        return self.thaw(publication.snapshot, publication.checksum)

    def thaw(self, frozen: dict[str, Any], checksum: str) -> Document:
        """Return the document of a version from what `freeze` and `snapshot` made of it. Raises as `load` does."""
        return self.sealed(self.snapshot.load(frozen), checksum)

    def plain_name(self, agency: str, year: int, rest: str) -> str:
        """The name in ASCII of a saved file: `chanuwan-2568-v1-report.pdf` where `rest` is `-v1-report.pdf`."""
        return f"{agency}-{year}{self.saved_as}{rest}"


# --- The year's analysis with its measures ---------------------------------------------------------------------------

# What changes without anything that a reader sees having changed.
_VOLATILE = ("updated_at", "published")
# What is known of others and of the year: it moves when anybody else publishes or an administrator enters something,
# which is no change of the agency's own document. The next version takes it up.
_FROM_OUTSIDE = ("means", "oit_item")
# What a version alone has: the same content is the same, whichever version it is and however it was worded.
_OF_A_VERSION = ("edition", "words")


def _marked(report: AgencyReport, published: bool) -> AgencyReport:
    checksum = "" if published else content_checksum(_content(report))
    return replace(report, year=replace(report.year, published=published), draft_checksum=checksum)


def _frozen(report: AgencyReport, edition: Edition) -> AgencyReport:
    version = replace(_marked(report, True), edition=edition)
    return replace(version, words=frozen_words(narrative.build_document(version)))


def _sealed(report: AgencyReport, checksum: str) -> AgencyReport:
    return replace(report, edition=replace(report.edition, checksum=checksum)) if report.edition else report


def _built(assessment: Assessment) -> AgencyReport:
    report = building.build_report(assessment)
    return replace(report, means=(*report.means, *published_means(report.year)))


def _content(report: AgencyReport) -> dict[str, Any]:
    left_out = {*_FROM_OUTSIDE, *_OF_A_VERSION}
    data = {name: value for name, value in snapshot.dump(report)["report"].items() if name not in left_out}
    return {**data, "year": {name: value for name, value in data["year"].items() if name not in _VOLATILE}}


def _figures(report: AgencyReport) -> dict[str, Any]:
    tools = {tool.code: tool.score for tool in report.year.tools}
    return {
        "result_overall": report.year.overall,
        "result_level": report.year.level.name if report.year.level else "",
        "result_level_announced": report.year.level_announced,
        **{f"result_{code.lower()}": tools.get(code) for code in ("IIT", "EIT", "OIT")},
        "result_indicators": {
            str(line.number): str(line.score) for line in report.year.indicators if line.score is not None
        },
    }


ANALYSIS = Kind(
    code=PublicationKind.ANALYSIS,
    address="",
    folder="",
    saved_as="",
    file_names=types.FILE_NAMES,
    build=_built,
    check=check_draft,
    renderers=registry.RENDERERS,
    snapshot=snapshot.ANALYSIS,
    mark=_marked,
    freeze=_frozen,
    sealed=_sealed,
    content=_content,
    narrate=narrative.build_document,
    differences=differences,
    figures=_figures,
)

KINDS: dict[str, Kind] = {kind.code: kind for kind in (ANALYSIS,)}
