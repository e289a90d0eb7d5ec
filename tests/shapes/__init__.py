"""Eight made-up agencies whose reports are unlike the reference's, to look at lines, pages, tags and files with.

    @pytest.fixture(params=shape_params())
    def shape(request, criteria) -> Whole:
        return whole_shape(request.param)

No name is a real agency's, and each is marked as made up. `SHAPES` says what they are, `report_of_shape` makes a report
and `whole_shape` lays it out and draws it, once a run. Two are of `make test`, all are of `make drill`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessments.actions import ScoreEntry, get_or_create_agency, save_assessment
from assessments.models import Agency, Assessment
from assessments.thai import format_period
from itaportal.report.document import AgencyReport, Signer
from measures.plans import MeasureView, PlanView
from measures.steps import BRACKET, DASH, LETTER, NUMBER, StepItem, StepView
from tests import factories as make
from tests.formats.pdf.wholereport import Whole

from .texts import ADDED, ANALYSES, MONITORING, SUBJECTS, Subject

D = Decimal
YEAR = 2568


@dataclass(frozen=True)
class Shape:
    """What an agency is and how it fared; `measures` are so many, of the indicators in turn."""

    slug: str
    name: str
    kind: str
    province: str
    head: str
    units: tuple[str, ...]
    scores: Mapping[int, Decimal | None]
    measures: int = 10
    district: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    analysed: bool = False
    signed: bool = False
    published: bool = True


def _scores(*scores: str) -> dict[int, Decimal | None]:
    return {number: D(score) if score else None for number, score in enumerate(scores, start=1)}


SHAPES: dict[str, Shape] = {
    "province": Shape(
        slug="wiang-phana",
        name="จังหวัดเวียงพนา",
        kind="จังหวัด",
        province="เวียงพนา",
        head="ผู้ว่าราชการจังหวัด",
        units=(
            "กลุ่มงานยุทธศาสตร์และข้อมูลเพื่อการพัฒนาจังหวัด",
            "สำนักงานประชาสัมพันธ์จังหวัด",
            "กลุ่มงานบริหารทรัพยากรบุคคล",
            "ที่ทำการปกครองจังหวัด (ศูนย์ดำรงธรรมจังหวัด)",
            "หน่วยตรวจสอบภายในจังหวัด",
        ),
        scores=_scores("92.41", "88.07", "90.55", "84.96", "86.12", "93.40", "89.77", "85.21", "100", "93.75"),
        measures=12,
        fields={"eit_part_1": D("88.20"), "eit_part_2": D("90.72")},
        analysed=True,
    ),
    "bangkok": Shape(
        slug="bang-manorom",
        name="สำนักงานเขตบางมโนรมย์ กรุงเทพมหานคร",
        kind="ท้องถิ่นรูปแบบพิเศษ",
        province="กรุงเทพมหานคร",
        district="บางมโนรมย์",
        head="ผู้อำนวยการเขต",
        units=("ฝ่ายปกครอง", "ฝ่ายสิ่งแวดล้อมและสุขาภิบาล", "ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม", "ฝ่ายการคลัง", "ฝ่ายโยธา"),
        scores=_scores("96.12", "95.08", "97.44", "95.00", "95.90", "95.36", "96.21", "97.08", "100", "100"),
        fields={"target": D("95")},
    ),
    "university": Shape(
        slug="thepnakhon",
        name="มหาวิทยาลัยเทคโนโลยีเทพนครวิทยา",
        kind="สถาบันอุดมศึกษา",
        province="สุพรรณภูมิ",
        head="อธิการบดี",
        units=(
            "สำนักส่งเสริมวิชาการและงานทะเบียน",
            "คณะวิศวกรรมศาสตร์และเทคโนโลยีอุตสาหกรรม (Faculty of Engineering and Industrial Technology)",
            "สำนักคอมพิวเตอร์และเทคโนโลยีสารสนเทศ",
            "กองบริหารงานบุคคลและนิติการ",
            "งานพัสดุ กองคลังและทรัพย์สิน",
        ),
        scores=_scores("78.31", "74.90", "79.08", "81.22", "76.45", "88.90", "82.15", "80.07", "97.14", "100"),
        measures=14,
        analysed=True,
    ),
    "department": Shape(
        slug="phumisan",
        name="กรมพัฒนาภูมิสารสนเทศและทรัพยากรชายฝั่ง",
        kind="กรม",
        province="กรุงเทพมหานคร",
        head="อธิบดี",
        units=(
            "สำนักงานเลขานุการกรม",
            "กลุ่มพัฒนาระบบบริหาร",
            "กลุ่มงานคุ้มครองจริยธรรม",
            "กองยุทธศาสตร์และแผนงาน",
            "กลุ่มตรวจสอบภายใน",
            "สำนักงานทรัพยากรชายฝั่งที่ ๑–๑๐",
        ),
        scores=_scores("94.02", "91.77", "93.10", "92.48", "90.05", "97.33", "94.20", "92.60", "100", "100"),
        measures=30,
        analysed=True,
    ),
    "hospital": Shape(
        slug="romyen",
        name="โรงพยาบาลร่มเย็นราชพฤกษ์",
        kind="อื่น ๆ",
        province="เวียงพนา",
        district="ร่มเย็น",
        head="ผู้อำนวยการโรงพยาบาล",
        units=("กลุ่มงานบริหารทั่วไป", "กลุ่มการพยาบาล", "กลุ่มงานเภสัชกรรมและคุ้มครองผู้บริโภค", "กลุ่มงานประกันสุขภาพ", "งานพัสดุ"),
        scores=_scores(*["100"] * 10),
        measures=60,
    ),
    "sao": Shape(
        slug="huai-sai-thong",
        name="องค์การบริหารส่วนตำบลห้วยทรายทองพัฒนารุ่งเรืองศรีสมบูรณ์",
        kind="อบต.",
        province="เวียงพนา",
        district="ดอนเมืองทองวัฒนานคร",
        head="นายกองค์การบริหารส่วนตำบล",
        units=(
            "สำนักปลัดองค์การบริหารส่วนตำบล",
            "กองคลัง",
            "กองช่าง",
            "กองการศึกษา ศาสนา วัฒนธรรม และการท่องเที่ยว",
            "กองสาธารณสุขและสิ่งแวดล้อม",
        ),
        scores=_scores("62.18", "48.33", "55.71", "58.09", "44.26", "71.40", "60.02", "52.90", "36.36", "25"),
        analysed=True,
    ),
    "missing": Shape(
        slug="khlong-lan-chan",
        name="เทศบาลตำบลคลองลานจันทร์",
        kind="เทศบาลตำบล",
        province="สุพรรณภูมิ",
        district="ลานจันทร์",
        head="นายกเทศมนตรีตำบลคลองลานจันทร์",
        units=("สำนักปลัดเทศบาล", "กองคลัง", "กองช่าง", "กองสาธารณสุขและสิ่งแวดล้อม"),
        scores=_scores("91.20", "88.45", "", "86.70", "90.11", "94.08", "", "89.96", "100", ""),
        measures=7,
        published=False,
    ),
    "signed": Shape(
        slug="pa-mai-ngam",
        name="องค์การบริหารส่วนจังหวัดป่าไม้งาม",
        kind="อบจ.",
        province="ป่าไม้งาม",
        head="นายกองค์การบริหารส่วนจังหวัด",
        units=(
            "สำนักปลัดองค์การบริหารส่วนจังหวัด",
            "กองยุทธศาสตร์และงบประมาณ",
            "สำนักช่าง",
            "กองการเจ้าหน้าที่",
            "หน่วยตรวจสอบภายใน",
        ),
        scores=_scores("97.88", "96.04", "98.15", "93.67", "95.42", "96.70", "94.33", "93.18", "91.67", "87.50"),
        measures=11,
        fields={"eit_part_1": D("93.80")},
        analysed=True,
        signed=True,
    ),
}
IN_MAKE_TEST = ("sao", "signed")
SIGNERS = (
    Signer("ผู้จัดทำ", "นางสาวกัลยาวดี พงศ์สุวรรณรังสี", "นักวิเคราะห์นโยบายและแผนชำนาญการพิเศษ"),
    Signer("ผู้ตรวจสอบ", "ว่าที่ร้อยตรี ธนกฤต ศรีวิไลเลิศ", "ปลัดองค์การบริหารส่วนจังหวัดป่าไม้งาม"),
    Signer("ผู้อนุมัติ", "นายเกียรติศักดิ์ มโนมัยพิทักษ์ธรรม", "นายกองค์การบริหารส่วนจังหวัดป่าไม้งาม"),
)


def shape_params() -> list[Any]:
    """The shapes by name as parameters of a test; all but two are of the drill."""
    return [pytest.param(name, marks=() if name in IN_MAKE_TEST else pytest.mark.drill) for name in SHAPES]


_WHOLE: dict[str, Whole] = {}


def whole_shape(name: str) -> Whole:
    """The shape's report laid out and drawn, once a run. Needs the fixture `criteria` and the marks of what draws."""
    if name not in _WHOLE:
        _WHOLE[name] = Whole(report_of_shape(name))
    return _WHOLE[name]


def report_of_shape(name: str) -> AgencyReport:
    """The report of an agency of this shape, saved through the portal's writers; its plan is made as it is read."""
    shape = SHAPES[name]
    agency = get_or_create_agency(
        slug=shape.slug,
        name=shape.name,
        short_name=shape.name,
        kind=shape.kind,
        province=shape.province,
        district=shape.district,
    )
    Agency.objects.filter(pk=agency.pk).update(is_sample=True)
    agency.refresh_from_db()
    said = {number: filled(text, shape) for number, text in ANALYSES.items()} if shape.analysed else {}
    entries = [ScoreEntry(number, score, analysis=said.get(number, "")) for number, score in shape.scores.items()]
    year = save_assessment(
        assessment=Assessment(agency=agency, fiscal_year=YEAR, **shape.fields), entries=entries, by=None
    )
    report = make.report_of_fixed_date(year)
    report = replace(report, plan=plan_of(shape, report), year=replace(report.year, published=shape.published))
    if not shape.signed:
        return report
    return replace(report, previous=make.year_before(report), seal=make.seal(), signatories=SIGNERS)


def filled(text: str, shape: Shape) -> str:
    """A text with what is the agency's own."""
    site = f"www.{shape.slug}.example"
    return text.format(mail=f"saraban@{shape.slug}.example.go.th", web=site, phone="๐ ๒๐๐๐ ๑๒๓๔–๕", head=shape.head)


# --- Plans ----------------------------------------------------------------------------------------------------------

KINDS = (LETTER, NUMBER, BRACKET, DASH)
PERIODS = ((10, 2025, 9, 2026), (10, 2025, 3, 2026), (4, 2026, 9, 2026))


def plan_of(shape: Shape, report: AgencyReport) -> PlanView:
    """A plan of the shape's measures, in the order of their indicators; no two say all the same."""
    names = {line.number: line for line in report.year.indicators}
    places = sorted(range(shape.measures), key=lambda place: SUBJECTS[place % len(SUBJECTS)].indicator)
    made = []
    for place in places:
        subject = SUBJECTS[place % len(SUBJECTS)]
        line = names[subject.indicator]
        made.append(_measure(place, subject, shape, line.name, line.tool))
    return PlanView(YEAR + 1, tuple(made))


def _measure(place: int, subject: Subject, shape: Shape, name: str, tool: str) -> MeasureView:
    month, year, last, last_year = PERIODS[place % len(PERIODS)]
    start, end = date(year, month, 1), date(last_year, last, 31 if last == 3 else 30)
    round_ = place // len(SUBJECTS)
    again = f" ระยะที่ {'๑๒๓๔๕๖๗'[round_]}" if shape.measures > 10 else ""
    added = [ADDED[(place * 3 + step) % len(ADDED)] for step in range(place % 3)]
    steps = [*(subject.steps if round_ % 2 == 0 else reversed(subject.steps)), *added]
    units = [shape.units[place % len(shape.units)]]
    if place % 3 == 1:
        units.append(shape.units[(place + 2) % len(shape.units)])
    return MeasureView(
        pk=place + 1,
        indicator=subject.indicator,
        indicator_name=name,
        tool=tool,
        titles=(filled(subject.title, shape) + again,),
        analysis=filled(subject.analysis, shape),
        steps=tuple(_step(filled(text, shape), KINDS[(place + number) % 4]) for number, text in enumerate(steps)),
        units=tuple(units),
        period_start=start,
        period_end=end,
        period=format_period(start, end),
        monitoring=filled(MONITORING[place % len(MONITORING)], shape),
    )


def _step(text: str, kind: str) -> StepView:
    first, *items = text.split("|")
    return StepView(first, tuple(StepItem(kind, item) for item in items))
