"""Everything the page "ตรวจก่อนเผยแพร่" shows: findings, state, differences, versions, what one may do."""

from dataclasses import dataclass

from django.utils import timezone

from assessments.models import Assessment
from assessments.policies import Reader, can_publish
from assessments.thai import format_date, thai_digits
from itaportal.checks.findings import Finding, Severity
from itaportal.models import Publication

from .differences import Difference
from .kinds import ANALYSIS, Document, Kind
from .reading import fingerprint, newest_live, same_content, withdrawn_after

NOT_APPROVER = "เฉพาะผู้อนุมัติของหน่วยงานเท่านั้นที่เผยแพร่หรือถอนรายงานได้"


@dataclass(frozen=True)
class FindingGroup:
    """The findings of one weight."""

    severity: Severity
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Review:
    """One document of a year before publishing, as one person sees it.

    `state` says in words where the year stands. `obstacle` is why it cannot be published now, empty where it can.
    `reviewed` goes with the button: what is published must be what was looked at.
    """

    assessment: Assessment
    kind: Kind
    report: Document
    groups: tuple[FindingGroup, ...]
    versions: tuple[Publication, ...]
    live: Publication | None
    state: str
    changed: bool
    differences: tuple[Difference, ...]
    obstacle: str
    may_publish: bool
    next_version: int
    reviewed: str


def review(assessment: Assessment, reader: Reader, kind: Kind = ANALYSIS) -> Review:
    """Build the page of an assessment loaded with `with_scores()` for `reader`."""
    document = kind.build(assessment)
    findings = kind.check(assessment, document)
    own = Publication.objects.of(assessment, kind.code)
    versions = tuple(own.select_related("withdrawn_by").prefetch_related("files"))
    live = newest_live(versions)
    changed = live is not None and not same_content(document, live)
    may_publish = can_publish(reader, assessment.agency)
    return Review(
        assessment=assessment,
        kind=kind,
        report=document,
        groups=tuple(
            FindingGroup(severity, tuple(finding for finding in findings if finding.severity is severity))
            for severity in Severity
        ),
        versions=versions,
        live=live,
        state=_state(assessment, kind, versions, live, changed=changed),
        changed=changed,
        differences=kind.differences(kind.load(live), document) if live and changed else (),
        obstacle=_obstacle(findings, live, changed=changed, may_publish=may_publish),
        may_publish=may_publish,
        next_version=versions[0].version + 1 if versions else 1,
        reviewed=fingerprint(document, kind),
    )


def next_version(assessment: Assessment, kind: Kind) -> int:
    """The number that the next version of a document will have."""
    return (Publication.objects.of(assessment, kind.code).values_list("version", flat=True).first() or 0) + 1


def withdrawn_words(version: Publication) -> str:
    """That a version was withdrawn, and when."""
    day = format_date(timezone.localdate(version.withdrawn_at)) if version.withdrawn_at else ""
    return f"หน่วยงานถอนฉบับที่ {thai_digits(version.version)} เมื่อวันที่ {day}"


def _state(
    assessment: Assessment, kind: Kind, versions: tuple[Publication, ...], live: Publication | None, *, changed: bool
) -> str:
    withdrawn = withdrawn_after(versions, live)
    since = f" {withdrawn_words(withdrawn)}" if withdrawn else ""
    if live:
        by = f" โดย {live.publisher_name}" if live.publisher_name else ""
        day = format_date(timezone.localdate(live.published_at))
        published = f"ฉบับที่ {thai_digits(live.version)} เผยแพร่เมื่อวันที่ {day}{by}{since}"
        return f"{published} มีการแก้ไขหลังเผยแพร่ ประชาชนยังเห็นฉบับนี้" if changed else f"{published} ไม่มีการแก้ไขหลังจากนั้น"
    if versions:
        what = "ผลการประเมินของปีงบประมาณนี้" if kind.stands_for_year else "เอกสารนี้"
        return f"ถอนแล้วทั้ง {thai_digits(len(versions))} ฉบับ ขณะนี้ประชาชนไม่เห็น{what}"
    if kind.stands_for_year and assessment.is_published:
        return "ประชาชนเห็นข้อมูลปัจจุบัน เพราะยังไม่มีฉบับที่เผยแพร่ เมื่อมีผู้แก้ไข ผลการประเมินจะเป็นร่างจนกว่าจะเผยแพร่ฉบับที่ ๑"
    return "ยังไม่ได้เผยแพร่ แสดงเฉพาะเจ้าหน้าที่ของหน่วยงาน"


def _obstacle(findings: tuple[Finding, ...], live: Publication | None, *, changed: bool, may_publish: bool) -> str:
    if not may_publish:
        return NOT_APPROVER
    blocking = sum(finding.blocking for finding in findings)
    if blocking:
        return f"ยังมี {thai_digits(blocking)} รายการที่ต้องแก้ก่อนเผยแพร่"
    if live and not changed:
        return f"ข้อมูลไม่ต่างจากฉบับที่ {thai_digits(live.version)} ซึ่งเผยแพร่อยู่แล้ว"
    return ""
