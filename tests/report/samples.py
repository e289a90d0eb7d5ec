"""Reports for the tests of this folder: the reference year, and the same year with something changed."""

import io
from dataclasses import replace
from decimal import Decimal
from functools import cache

from PIL import Image, ImageDraw

from assessments.actions import ScoreEntry, save_assessment
from assessments.models import Assessment
from assessments.thai import thai_digits
from itaportal.formats.pdf.build import render_pdf
from itaportal.report.building import load_report
from itaportal.report.document import AgencyReport, EarlierScore, PreviousYear, Signer

FULL_NAME = "องค์การบริหารส่วนตำบลชานุวรรณ"


def report_of(assessment: Assessment) -> AgencyReport:
    """The report as it is in the database now."""
    return load_report(Assessment.objects.all(), assessment.agency.slug, assessment.fiscal_year)


def report_of_fixed_date(assessment: Assessment) -> AgencyReport:
    """The report as if it was saved on 22 November 2568: files that hold the date are then the same in every test."""
    Assessment.objects.update(updated_at="2025-11-22T03:00:00Z")
    return report_of(assessment)


def with_scores(assessment: Assessment, scores: dict[int, str | None], **fields: object) -> AgencyReport:
    """The report after some scores (None: taken away) and fields of the assessment were changed."""
    for name, value in fields.items():
        setattr(assessment, name, value)
    entries = [ScoreEntry(number, None if score is None else Decimal(score)) for number, score in scores.items()]
    save_assessment(assessment=assessment, entries=entries, by=None)
    return report_of(assessment)


@cache
def cached_pdf(html: str) -> bytes:
    """The PDF of a page; several tests look at the same one."""
    return render_pdf(html)


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


# --- A plan of sixty pages ------------------------------------------------------------------------------------------

_SUBJECTS = ("กองคลัง", "สำนักปลัด", "กองช่าง", "กองการศึกษา ศาสนาและวัฒนธรรม", "หน่วยตรวจสอบภายใน", "กองสวัสดิการสังคม")
_ACTS = (
    "ทบทวนขั้นตอนการปฏิบัติงานและระยะเวลาการให้บริการของทุกส่วนงาน",
    "เผยแพร่แผนการจัดซื้อจัดจ้างหรือการจัดหาพัสดุประจำปีงบประมาณบนเว็บไซต์ของหน่วยงาน",
    "จัดประชุมชี้แจงผู้บังคับบัญชาและเจ้าหน้าที่เรื่องการใช้ทรัพย์สินของราชการ",
    "สำรวจความพึงพอใจของผู้รับบริการและผู้มีส่วนได้ส่วนเสียผ่านแบบประเมินออนไลน์",
    "สร้างความรู้ความเข้าใจเกี่ยวกับมาตรการป้องกันผลประโยชน์ทับซ้อนและการประเมินความเสี่ยงการทุจริต",
    "ปรับปรุงช่องทางการติดต่อสอบถามข้อมูลและการรับฟังความคิดเห็นให้เข้าถึงง่ายยิ่งขึ้น",
    "แต่งตั้งคณะทำงานขับเคลื่อนการประเมินคุณธรรมและความโปร่งใสและมอบหมายผู้รับผิดชอบรายตัวชี้วัด",
)
_AIMS = (
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
                steps=tuple((_said if step % 3 == 2 else _short)(number * 3 + step) for step in range(steps)),
                units=(_SUBJECTS[number % 6], _SUBJECTS[(number + 2) % 6]),
                monitoring=_AIMS[number % 5],
            )
        )
    return replace(report, plan=replace(report.plan, measures=tuple(long)))


def _short(number: int) -> str:
    return _ACTS[number % 7]


def _said(number: int) -> str:
    return f"{_ACTS[number % 7]} {_AIMS[number % 5]}"
