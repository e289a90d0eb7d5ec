"""Agencies, years, plans, reports and versions for the tests: each made by one call, as the portal's own writers do.

    from tests import factories as make

    year = make.assessment({9: D("80")}, of=make.agency("ubon", kind="จังหวัด"), year=2567, public=True)
    make.plan(year, measures=3)
    report = make.report_of(year)
    version = make.freeze(year)

`UNLIKE` has agencies and years of other kinds than the reference's, by what is unusual about each.
"""

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image, ImageDraw

from assessments import actions
from assessments.actions import ScoreEntry, save_assessment
from assessments.dashboard import build_year
from assessments.models import Agency, Assessment, Criteria
from assessments.results import YearResult
from assessments.thai import thai_digits
from itaportal.models import Publication, PublicationKind
from itaportal.publishing.actions import publish
from itaportal.publishing.advisories import NotConfirmed
from itaportal.report import snapshot
from itaportal.report.building import load_report
from itaportal.report.document import AgencyReport, EarlierScore, PreviousYear, Signer
from measures.actions import ensure_units, save_measure, start_plan
from measures.models import Measure, MeasurePlan
from measures.steps import StepView

D = Decimal
FULL_NAME = "องค์การบริหารส่วนตำบลชานุวรรณ"

Score = Decimal | str | None
Scores = Mapping[int, Score] | Sequence[Score]
REFERENCE: dict[int, Decimal] = {
    number: D(score)
    for number, score in enumerate(
        ["99.02", "100.00", "100.00", "98.82", "100.00", "98.95", "98.58", "98.58", "90.00", "90.00"], start=1
    )
}


# --- Agencies and years ---------------------------------------------------------------------------------------------


def agency(slug: str = "nongkung", **fields: str) -> Agency:
    """An agency other than the reference one; the same for the same slug."""
    names = {"name": f"องค์การบริหารส่วนตำบล {slug}", "short_name": f"อบต. {slug}"}
    if "name" in fields:
        names["short_name"] = fields["name"][:60]
    place = {"kind": "อบต.", "province": "ร้อยเอ็ด"}
    return actions.get_or_create_agency(slug=slug, **names | place | fields)


def tool_scores(iit: str, eit: str, oit: str) -> dict[int, Decimal]:
    """Ten scores in which every indicator of a tool has the tool's score."""
    return {number: D(iit if number <= 5 else eit if number <= 8 else oit) for number in range(1, 11)}


def entries(scores: Scores) -> list[ScoreEntry]:
    """What a person would enter for these scores: by indicator, or all in their order."""
    numbered = scores.items() if isinstance(scores, Mapping) else enumerate(scores, start=1)
    return [ScoreEntry(number, None if score is None else D(score)) for number, score in numbered]


def assessment(
    scores: Scores = REFERENCE,
    *,
    of: Agency | str = "nongkung",
    year: int = 2568,
    public: bool = False,
    by: User | None = None,
    **fields: object,
) -> Assessment:
    """A new year with these scores, saved through the one writer; a draft unless it is to be public."""
    owner = agency(of) if isinstance(of, str) else of
    saved = save_assessment(
        assessment=Assessment(agency=owner, fiscal_year=year, **fields), entries=entries(scores), by=by
    )
    return actions.publish(assessment=saved, by=None) if public else saved


def viewed(scores: Scores = REFERENCE, **fields: object) -> YearResult:
    """What a page shows of a new year with these scores."""
    return build_year(Assessment.objects.with_scores().get(pk=assessment(scores, **fields).pk))


def plan(year: Assessment, *, measures: int = 10, by: User | None = None) -> MeasurePlan:
    """The year's plan with so many complete measures, the indicators in turn; sixty are more than any real plan has."""
    made = start_plan(assessment=year, by=by)
    made.measures.all().delete()
    units = ensure_units(agency=year.agency, names=("สำนักปลัด", "กองคลัง"))
    indicators = list(year.criteria.indicators.all())
    for number in range(1, measures + 1):
        save_measure(
            measure=Measure(
                plan=made,
                indicator=indicators[(number - 1) % len(indicators)],
                titles=f"มาตรการที่ {thai_digits(number)} {_short(number)}",
                analysis=_said(number),
                period_start=made.year_start,
                period_end=made.year_end,
            ),
            steps=[_short(number + 1), _said(number + 2)],
            units=units[number % 2 :],
            by=by,
        )
    return made


# --- Kinds of agencies and years that the reference is not ---------------------------------------------------------


def _whole(scores: Scores = REFERENCE, measures: int = 10, **fields: object) -> Callable[[], Assessment]:
    names = ("kind", "name", "short_name", "province", "district")
    agencys = {name: str(fields.pop(name)) for name in names if name in fields}

    def make() -> Assessment:
        year = assessment(scores, of=agency("unlike", **agencys), **fields)
        if measures >= 0:
            plan(year, measures=measures)
        return year

    return make


LONG_NAME = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาบึงกาฬ เขต ๓ (ส่วนแยกที่ ๒) ประจำภาคตะวันออกเฉียงเหนือตอนบน"
UNLIKE: dict[str, Callable[[], Assessment]] = {
    "a province": _whole(kind="จังหวัด", name="จังหวัดบึงกาฬ", province="บึงกาฬ"),
    "a department": _whole(kind="กรม", name="กรมทรัพยากรน้ำบาดาล", province="กรุงเทพมหานคร"),
    "a long name": _whole(kind="อื่น ๆ", name=LONG_NAME, short_name="สพป.บึงกาฬ เขต ๓"),
    "all 100": _whole(tool_scores("100", "100", "100")),
    "below 70": _whole(tool_scores("69.99", "50", "12.34")),
    "all nought": _whole(tool_scores("0", "0", "0")),
    "a missing score": _whole(REFERENCE | {7: None}),
    "no score": _whole(dict.fromkeys(range(1, 11)), measures=-1),
    "one part of EIT known": _whole(tool_scores("90", "85", "90"), eit_part_1=D("84")),
    "both parts of EIT known": _whole(tool_scores("90", "85", "90"), eit_part_1=D("84"), eit_part_2=D("86")),
    "neither part of EIT known": _whole(tool_scores("90", "85", "90")),
    "no plan": _whole(measures=-1),
    "a plan without measures": _whole(measures=0),
    "one measure": _whole(measures=1),
    "sixty measures": _whole(measures=60),
}


# --- Reports --------------------------------------------------------------------------------------------------------


def report_of(year: Assessment) -> AgencyReport:
    """The report as it is in the database now."""
    return load_report(Assessment.objects.all(), year.agency.slug, year.fiscal_year)


def report_of_fixed_date(year: Assessment) -> AgencyReport:
    """The report as if it was saved on 22 November 2568: files that hold the date are then the same in every test."""
    Assessment.objects.update(updated_at="2025-11-22T03:00:00Z")
    return report_of(year)


def with_scores(year: Assessment, scores: Scores, **fields: object) -> AgencyReport:
    """The report after some scores (None: taken away) and fields of the assessment were changed.

    Nothing is announced for other scores, unless it is said what.
    """
    if scores:
        fields = {"published_overall": None, "published_level": ""} | fields
    for name, value in fields.items():
        setattr(year, name, value)
    save_assessment(assessment=year, entries=entries(scores), by=None)
    return report_of(year)


def nothing_announced(year: Assessment) -> None:
    """Take away the announced overall and level, which would stand whatever is typed or computed."""
    with_scores(year, {}, published_overall=None, published_level="")


def year_before(report: AgencyReport, shift: str = "-0.50", **fields: object) -> PreviousYear:
    """A year before in which every indicator scored `shift` more, nothing above 100."""
    year, moved = report.year, Decimal(shift)

    def then(score: Decimal | None) -> Decimal | None:
        return None if score is None else min(Decimal("100.00"), score + moved)

    previous = PreviousYear(
        fiscal_year=year.fiscal_year - 1,
        overall=then(year.overall),
        level="ผ่านดี",
        same_levels=True,
        tools=tuple(EarlierScore(then(tool.score), code=tool.code) for tool in year.tools),
        indicators=tuple(EarlierScore(then(line.score), number=line.number) for line in year.indicators),
    )
    return replace(previous, **fields)


def full_report(report: AgencyReport) -> AgencyReport:
    """The year with everything that a report may have: a year before it, a seal, and who signs."""
    roles = (
        ("ผู้จัดทำ", "นางสาวสมหญิง ใจดี", "นักวิเคราะห์นโยบายและแผนชำนาญการ"),
        ("ผู้ตรวจสอบ", "นายสมชาย รักชาติ", "ปลัดองค์การบริหารส่วนตำบล"),
    )
    approver = ("ผู้อนุมัติ", "นายประเสริฐ ศรีสุวรรณพงศ์วัฒนา", "นายกองค์การบริหารส่วนตำบลชานุวรรณ")
    signers = tuple(Signer(*parts) for parts in (*roles, approver))
    return replace(report, previous=year_before(report), seal=seal(), signatories=signers)


@cache
def seal() -> bytes:
    """A round seal as PNG."""
    image, file = Image.new("RGBA", (240, 240)), io.BytesIO()
    draw = ImageDraw.Draw(image)
    draw.ellipse((4, 4, 236, 236), outline=(20, 60, 90, 255), width=8)
    draw.polygon(((120, 40), (190, 180), (50, 180)), fill=(150, 110, 20, 255))
    image.save(file, "PNG")
    return file.getvalue()


# --- Versions -------------------------------------------------------------------------------------------------------


def freeze(year: Assessment) -> Publication:
    """The next version of a public year, as `publishing.actions.publish` records it, without its files.

    Pages read what was frozen, and drawing the files takes long.
    """
    report = report_of(year)
    data = snapshot.dump(report)
    return Publication.objects.create(
        assessment=year,
        version=Publication.objects.filter(assessment=year).count() + 1,
        snapshot=data,
        checksum=hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest(),
        published_at=timezone.now(),
        result_overall=report.year.overall,
        result_level=report.year.level.name if report.year.level else "",
        result_level_announced=report.year.level_announced,
        result_indicators={
            str(line.number): str(line.score) for line in report.year.indicators if line.score is not None
        },
    )


def publish_confirming(year: Assessment, *, by: User) -> Publication:
    """The next version as a person makes it who is shown what the checks advise and goes on with a reason."""
    try:
        return publish(assessment=year, by=by)
    except NotConfirmed as shown:
        keys = [advisory.key for advisory in shown.advisories]
        return publish(assessment=year, by=by, confirmed=keys, reason="ตรวจแล้ว")


# --- Many agencies, written straight to the tables: for tests of lists, not of scoring ------------------------------


def agencies_of(overalls: Sequence[str | None], *, year: int = 2568, start: int = 0, **fields: object) -> list[Agency]:
    """One agency for each overall, `a000` and so on, with a published year; IIT and EIT are 99, OIT the overall."""
    common = {"kind": "อบต.", "province": "ร้อยเอ็ด", "district": "พนมไพร"} | fields
    agencies = Agency.objects.bulk_create(
        Agency(slug=f"a{number:03}", name=f"อบต.ที่ {number:03}", short_name=f"ย่อ {number:03}", **common)
        for number in range(start, start + len(overalls))
    )
    years_of(agencies, overalls, year=year)
    return agencies


def years_of(agencies: Sequence[Agency], overalls: Sequence[str | None], *, year: int, status: str = "published"):
    """A stored year for each agency."""
    criteria = Criteria.objects.get(first_year__lte=year, last_year__gte=year)
    return Assessment.objects.bulk_create(
        Assessment(
            agency=agency,
            fiscal_year=year,
            criteria=criteria,
            status=status,
            result_overall=None if overall is None else Decimal(overall),
            result_level="ผ่านดี" if overall is not None and Decimal(overall) >= 85 else "ต้องปรับปรุง",
            result_iit=Decimal("99.00"),
            result_eit=Decimal("99.00"),
            result_oit=None if overall is None else Decimal(overall),
        )
        for agency, overall in zip(agencies, overalls, strict=True)
    )


def version_of(agency: Agency, overall: str, *, year: int = 2568, version: int = 1, withdrawn: bool = False):
    """A published version of the agency's year with figures of its own; its snapshot is left empty."""
    now = timezone.now()
    return Publication.objects.create(
        assessment=Assessment.objects.get(agency=agency, fiscal_year=year),
        kind=PublicationKind.ANALYSIS,
        version=version,
        snapshot={},
        checksum="0" * 64,
        published_at=now,
        withdrawn_at=now if withdrawn else None,
        withdrawn_reason="ผิด" if withdrawn else "",
        result_overall=Decimal(overall),
        result_level="ผ่านดี",
        result_iit=Decimal(overall),
        result_eit=Decimal(overall),
        result_oit=Decimal(overall),
    )


# --- A plan of sixty pages ------------------------------------------------------------------------------------------

SUBJECTS = ("กองคลัง", "สำนักปลัด", "กองช่าง", "กองการศึกษา ศาสนาและวัฒนธรรม", "หน่วยตรวจสอบภายใน", "กองสวัสดิการสังคม")
ACTS = (
    "ทบทวนขั้นตอนการปฏิบัติงานและระยะเวลาการให้บริการของทุกส่วนงาน",
    "เผยแพร่แผนการจัดซื้อจัดจ้างหรือการจัดหาพัสดุประจำปีงบประมาณบนเว็บไซต์ของหน่วยงาน",
    "จัดประชุมชี้แจงผู้บังคับบัญชาและเจ้าหน้าที่เรื่องการใช้ทรัพย์สินของราชการ",
    "สำรวจความพึงพอใจของผู้รับบริการและผู้มีส่วนได้ส่วนเสียผ่านแบบประเมินออนไลน์",
    "สร้างความรู้ความเข้าใจเกี่ยวกับมาตรการป้องกันผลประโยชน์ทับซ้อนและการประเมินความเสี่ยงการทุจริต",
    "ปรับปรุงช่องทางการติดต่อสอบถามข้อมูลและการรับฟังความคิดเห็นให้เข้าถึงง่ายยิ่งขึ้น",
    "แต่งตั้งคณะทำงานขับเคลื่อนการประเมินคุณธรรมและความโปร่งใสและมอบหมายผู้รับผิดชอบรายตัวชี้วัด",
)
AIMS = (
    "เพื่อให้ประชาชนได้รับข้อมูลข่าวสารที่ครบถ้วน ถูกต้อง และเป็นปัจจุบัน",
    "โดยไม่เลือกปฏิบัติและไม่เรียกรับผลประโยชน์อื่นใดนอกเหนือจากค่าธรรมเนียมตามกฎหมาย",
    "ตามพระราชบัญญัติวิธีปฏิบัติราชการทางอิเล็กทรอนิกส์และระเบียบกระทรวงมหาดไทยที่เกี่ยวข้อง",
    "และรายงานผลให้ผู้บริหารทราบภายในปีงบประมาณ พ.ศ. ๒๕๖๙ รวม ๔ ครั้ง",
    "พร้อมทั้งเสริมสร้างวัฒนธรรมองค์กรที่ยึดมั่นในความซื่อสัตย์สุจริตและต่อต้านการทุจริต",
)


def long_report(report: AgencyReport) -> AgencyReport:
    """The year with ten long measures for each indicator, each worded differently: some 60 pages.

    Every twelfth has more steps than a page has room for.
    """
    assert report.plan
    long = []
    for number in range(1, 101):
        pattern = report.plan.measures[(number - 1) // 10]
        steps = 9 if number % 12 == 0 else 2 + number % 2
        long.append(
            replace(
                pattern,
                pk=number,
                titles=(f"โครงการที่ {thai_digits(number)} {_short(number)}",),
                analysis=_said(number + 1),
                steps=tuple(StepView((_said if step % 3 == 2 else _short)(number * 3 + step)) for step in range(steps)),
                units=(SUBJECTS[number % 6], SUBJECTS[(number + 2) % 6]),
                monitoring=AIMS[number % 5],
            )
        )
    return replace(report, plan=replace(report.plan, measures=tuple(long)))


def _short(number: int) -> str:
    return ACTS[number % 7]


def _said(number: int) -> str:
    return f"{ACTS[number % 7]} {AIMS[number % 5]}"
