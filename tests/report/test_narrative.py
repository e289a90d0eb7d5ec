"""The report's chapters, paragraphs and tables in words; strengths and weaknesses are in test_narrative_points."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from assessments.actions import ScoreEntry, get_or_create_agency, save_assessment, unpublish
from assessments.models import Assessment, Criteria, Indicator, RatingLevel, ToolWeight
from assessments.thai import format_score, thai_digits
from assessments.wording import level_words
from itaportal.checks import rules as checks
from itaportal.report.blocks import MeasureTable, Paragraph, ReportDocument, Section
from itaportal.report.document import AgencyReport, OwnParagraph
from itaportal.report.figures import ScaleFigure
from itaportal.report.narrative import build_document
from measures.models import MeasurePlan
from tests.factories import FULL_NAME, report_of, with_scores


def sections(document: ReportDocument) -> list[Section]:
    return [part for section in document.sections for part in (section, *section.subsections)]


def paragraphs(document: ReportDocument) -> list[str]:
    return [block.text for part in sections(document) for block in part.blocks if isinstance(block, Paragraph)]


def first_paragraphs(document: ReportDocument, number: int) -> str:
    blocks = document.sections[number - 1].blocks
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def indicator_paragraphs(document: ReportDocument) -> list[Paragraph]:
    return [
        block
        for part in document.sections[2].subsections
        for block in part.blocks
        if isinstance(block, Paragraph) and block.text.startswith("(")
    ]


@pytest.fixture
def document(reference: Assessment) -> ReportDocument:
    return build_document(report_of(reference))


def test_parts_come_in_the_published_order(document: ReportDocument):
    assert [f"{part.number} {part.title}" for part in sections(document)] == [
        "๑. ผลการประเมินของหน่วยงาน",
        "๒. สรุปผลการประเมินรายตัวชี้วัด",
        "๓. การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ ประจำปีงบประมาณ พ.ศ. ๒๕๖๘",
        "๓.๑ แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (Internal Integrity and Transparency Assessment: IIT)",
        "๓.๒ แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (External Integrity and Transparency Assessment: EIT)",
        "๓.๓ แบบวัดการเปิดเผยข้อมูลสาธารณะ (Open Data Integrity and Transparency Assessment: OIT)",
        "๔. การนำผลการวิเคราะห์ไปสู่การปรับปรุง หรือพัฒนาองค์กร หรือรักษาระดับ",
    ]
    kinds = [[block.kind for block in section.blocks] for section in document.sections]
    assert kinds == [
        ["paragraph", "paragraph", "figure", "figure"],
        ["paragraph", "scores", "paragraph", "paragraph"],
        ["paragraph", "paragraph", "paragraph", "radar"],
        ["paragraph", "measures"],
    ]


def test_cover_and_heading_name_both_years_and_the_place(document: ReportDocument):
    assert [(title.text, title.year) for title in document.titles] == [
        (
            "การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ",
            "ประจำปีงบประมาณ พ.ศ. ๒๕๖๘",
        ),
        ("รายละเอียดแนวทาง/มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", "ประจำปีงบประมาณ พ.ศ. ๒๕๖๙"),
    ]
    assert document.agency == FULL_NAME
    assert document.place == "อำเภอพนมไพร จังหวัดร้อยเอ็ด"
    assert "(Integrity and Transparency Assessment: ITA)" in document.heading
    assert document.draft == ""


def test_result_paragraph_says_level_target_and_the_four_tested_figures(document: ReportDocument):
    text = first_paragraphs(document, 1)
    assert f"{FULL_NAME} อำเภอพนมไพร จังหวัดร้อยเอ็ด" in text
    assert "ได้คะแนนภาพรวม ๙๕.๔๘ คะแนน จากคะแนนเต็ม ๑๐๐ คะแนน อยู่ในระดับ “ผ่านดี” ตามประกาศ" in text
    assert "ตามประกาศ และบรรลุค่าเป้าหมายระดับประเทศ" in text
    assert "IIT ได้ ๙๙.๕๗ คะแนน" in text
    # Two parts with the mean 98.70333… (DOMAIN): each at least 2 × 98.70333… − 100 = 97.40666…
    assert "EIT ได้ ๙๘.๗๐ คะแนน (ไม่มีคะแนนแยกส่วน แต่คำนวณได้ว่าส่วนที่ ๑ และส่วนที่ ๒ ไม่ต่ำกว่าส่วนละ ๙๗.๔๑ คะแนน)" in text
    assert "และ OIT ได้ ๙๐.๐๐ คะแนน" in text
    assert (
        "ยังไม่ถึงระดับ “ผ่านดีเยี่ยม” ซึ่งกำหนดให้คะแนนภาพรวมและคะแนนของทุกเครื่องมือไม่ต่ำกว่า ๙๕ คะแนน เนื่องจาก OIT ได้ ๙๐.๐๐ คะแนน"
        in text
    )
    assert "ภาพที่ ๑ และภาพที่ ๒" in text


def test_known_parts_are_named_one_by_one(reference: Assessment):
    report = with_scores(reference, {}, eit_part_1=Decimal("98.00"), eit_part_2=Decimal("99.41"))
    text = first_paragraphs(build_document(report), 1)
    assert "EIT ส่วนที่ ๑ ได้ ๙๘.๐๐ คะแนน EIT ส่วนที่ ๒ ได้ ๙๙.๔๑ คะแนน" in text
    assert "แยกส่วน" not in text


def test_target_that_is_not_met_gives_the_reason(reference: Assessment):
    report = with_scores(reference, {9: "80.00", 10: "80.00"})
    text = first_paragraphs(build_document(report), 1)
    assert "แต่ยังไม่บรรลุค่าเป้าหมายระดับประเทศ" in text
    assert "เนื่องจาก OIT ได้ ๘๐.๐๐ คะแนน" in text
    assert "และบรรลุค่าเป้าหมาย" not in text


def test_a_target_missed_by_the_overall_too_names_each_figure_once(reference: Assessment):
    # 0.3 × 99.568 + 0.3 × 98.70333… + 0.4 × 60 = 29.8704 + 29.611 + 24 = 83.4814
    report = with_scores(reference, {9: "60.00", 10: "60.00"}, published_overall=None, published_level="")
    summary = first_paragraphs(build_document(report), 1).split("\n")[0]
    assert "อยู่ในระดับ “ต้องปรับปรุง” และยังไม่บรรลุค่าเป้าหมายระดับประเทศ" in summary
    assert (
        "เนื่องจากคะแนนภาพรวมต่ำกว่าค่าเป้าหมาย และคะแนนของเครื่องมือต่ำกว่าค่าเป้าหมาย คือ OIT ได้ ๖๐.๐๐ คะแนน "
        "ส่วน IIT ได้ ๙๙.๕๗ คะแนน และ EIT ได้ ๙๘.๗๐ คะแนน"
    ) in summary
    figures = re.findall(r"[๐-๙]+\.[๐-๙]{2}", summary)
    assert figures == ["๘๓.๔๘", "๖๐.๐๐", "๙๙.๕๗", "๙๘.๗๐", "๙๗.๔๑"]


def test_a_part_known_within_bounds_alone_is_not_given_a_figure(reference: Assessment):
    # EIT is 88 and part 1 is 96.00, so that part 2 is 80 within half a hundredth of part 1's rounding.
    scores = {6: "88.00", 7: "88.00", 8: "88.00"}
    report = with_scores(reference, scores, eit_part_1=Decimal("96.00"), published_overall=None, published_level="")
    text = first_paragraphs(build_document(report), 1)
    assert "เนื่องจาก EIT ส่วนที่ ๒ อยู่ระหว่าง ๘๐.๐๐ ถึง ๘๐.๐๑ คะแนน ส่วน IIT ได้" in text


def test_indicators_are_numbered_through_with_bold_name_score_objective_and_conclusion(reference: Assessment):
    report = report_of(reference)
    found = indicator_paragraphs(build_document(report))
    assert [paragraph.runs[0].text for paragraph in found] == [f"({thai_digits(number)}) " for number in range(1, 11)]
    for paragraph, line in zip(found, report.year.indicators, strict=True):
        assert [run.text for run in paragraph.runs if run.bold] == [line.name]
        assert f"{format_score(line.score)} คะแนน" in paragraph.text
        assert line.objective in paragraph.text
    words = {"excellent": "ดีมาก", "good": "ดี", "improve": "จุดที่ควรพัฒนา"}
    for paragraph, line in zip(found, report.year.indicators, strict=True):
        assert words[line.conclusion] in paragraph.text.split(line.objective)[1]
        assert not re.search("(ควร|ต้อง)(เร่ง)?ปรับปรุง", paragraph.text)  # every score reaches the target


def test_no_two_indicators_share_the_wording_of_their_conclusion(reference: Assessment):
    report = report_of(reference)
    endings = [
        paragraph.text.split(line.objective)[1].strip()
        for paragraph, line in zip(indicator_paragraphs(build_document(report)), report.year.indicators, strict=True)
    ]
    assert len(set(endings)) == len(endings) == 10


def test_own_analysis_is_appended(reference: Assessment):
    entry = ScoreEntry(4, Decimal("98.82"), conclusion="good", analysis="ปีนี้ได้จัดทำทะเบียนยืมครบทุกกอง")
    save_assessment(assessment=reference, entries=[entry], by=None)
    paragraph = indicator_paragraphs(build_document(report_of(reference)))[3]
    assert paragraph.text.endswith("อย่างทั่วถึง ปีนี้ได้จัดทำทะเบียนยืมครบทุกกอง")


def test_target_of_95_flags_indicators_9_and_10_and_no_other(reference: Assessment):
    document = build_document(with_scores(reference, {}, target=Decimal("95")))
    assert (
        "ในจำนวนนี้ มีตัวชี้วัดที่ได้คะแนนต่ำกว่าเป้าหมายของหน่วยงาน ๙๕ คะแนน จำนวน ๒ ตัวชี้วัด ได้แก่ "
        "ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล (ต่ำกว่าเป้าหมาย ๕.๐๐ คะแนน) "
        "และตัวชี้วัดที่ ๑๐ การป้องกันการทุจริต (ต่ำกว่าเป้าหมาย ๕.๐๐ คะแนน)"
    ) in first_paragraphs(document, 3)
    below = ["ต่ำกว่าเป้าหมายของหน่วยงาน ๙๕ คะแนน อยู่ ๕.๐๐ คะแนน" in item.text for item in indicator_paragraphs(document)]
    assert below == [False] * 8 + [True] * 2


def test_every_two_decimal_figure_is_one_of_the_results(reference: Assessment):
    report = report_of(reference)
    year = report.year
    figures = {year.overall, *(tool.score for tool in year.tools), *(tool.cost for tool in year.tools)}
    figures |= {line.score for line in year.indicators} | {part.low for part in year.result.tested}
    allowed = {format_score(figure) for figure in figures}
    found = {figure for text in paragraphs(build_document(report)) for figure in re.findall(r"[๐-๙]+\.[๐-๙]{2}", text)}
    assert found
    assert found <= allowed


def test_no_ascii_digit_anywhere(document: ReportDocument):
    assert not re.search(r"[0-9]", repr(replace(document, updated_at=None, sections=())).replace("None", ""))
    assert not [text for text in paragraphs(document) if re.search(r"[0-9]", text)]


def test_missing_score_is_said_and_no_overall_is_invented(reference: Assessment):
    document = build_document(with_scores(reference, {7: None}))
    text = "\n".join(paragraphs(document))
    assert "ยังไม่มีคะแนนตัวชี้วัดที่ ๗ จึงยังไม่มีคะแนนภาพรวม" in text
    assert "๙๕.๔๘" not in text
    assert "๙๘.๗๐" not in text  # EIT, of which indicator 7 is a part
    assert "อยู่ในระดับ" not in text
    assert "ทั้งนี้ จะสรุปผลของตัวชี้วัดนี้ได้เมื่อมีคะแนนแล้ว" in indicator_paragraphs(document)[6].text
    assert [block.kind for block in document.sections[0].blocks] == ["paragraph", "figure"]


def test_year_without_any_score(reference: Assessment):
    document = build_document(with_scores(reference, dict.fromkeys(range(1, 11))))
    text = "\n".join(paragraphs(document))
    assert not re.search(r"[๐-๙]+\.[๐-๙]{2}", text)
    assert "ยังไม่สามารถวิเคราะห์ผลการประเมินได้" in text
    assert "แต่หน่วยงานยังไม่ได้บันทึกคะแนนของตัวชี้วัดใด จึงยังไม่มีคะแนนภาพรวม" in text
    assert "ยังไม่มีคะแนน ตัวชี้วัดนี้ประเมินว่า" in text
    assert [block.kind for block in document.sections[0].blocks] == ["paragraph"]


def test_undetermined_level_names_both_levels_and_what_is_needed(reference: Assessment):
    # EIT at 88: each part lies between 76 and 100, so that 85 in each is neither sure nor excluded.
    report = with_scores(reference, {6: "88.00", 7: "88.00", 8: "88.00"}, published_level="")
    text = first_paragraphs(build_document(report), 1)
    assert "ระหว่าง “ผ่าน” กับ “ผ่านดี”" in text
    assert "ยังระบุระดับไม่ได้ว่าอยู่ระหว่าง" in text
    assert "เนื่องจากยังไม่มีคะแนน EIT ส่วนที่ ๑ และ EIT ส่วนที่ ๒" in text
    assert "ยังระบุไม่ได้ว่าบรรลุหรือไม่" in text
    assert "และบรรลุค่าเป้าหมาย" not in text
    assert "ตามประกาศอยู่ในระดับ" not in text


def test_an_announced_level_settles_what_is_undetermined(reference: Assessment):
    report = with_scores(reference, {6: "88.00", 7: "88.00", 8: "88.00"}, published_level="ผ่านดี")
    text = first_paragraphs(build_document(report), 1)
    assert "อยู่ในระดับ “ผ่านดี” ตามประกาศ และบรรลุค่าเป้าหมายระดับประเทศ" in text
    assert "ชี้ขาด" not in text


def of_agency(
    fiscal_year: int, scores: dict[int, str], *, name: str, kind: str, province: str, **fields: object
) -> AgencyReport:
    """The report of another agency's year; `district` is where the agency is, other fields are the assessment's."""
    place = {"district": str(fields.pop("district", "")), "province": province}
    agency = get_or_create_agency(slug="other", name=name, short_name=name, kind=kind, **place)
    assessment = Assessment(agency=agency, fiscal_year=fiscal_year, **fields)
    entries = [ScoreEntry(number, Decimal(score)) for number, score in scores.items()]
    return report_of(save_assessment(assessment=assessment, entries=entries, by=None))


@pytest.mark.parametrize(
    ("name", "kind", "province", "district", "place"),
    [
        ("จังหวัดร้อยเอ็ด", "จังหวัด", "ร้อยเอ็ด", "", ""),
        ("จังหวัดร้อยเอ็ด", "จังหวัด", "ร้อยเอ็ด", "เมืองร้อยเอ็ด", "อำเภอเมืองร้อยเอ็ด"),
        ("กรุงเทพมหานคร", "ท้องถิ่นรูปแบบพิเศษ", "กรุงเทพมหานคร", "", ""),
        ("กรมที่ดิน", "กรม", "กรุงเทพมหานคร", "หลักสี่", "เขตหลักสี่ กรุงเทพมหานคร"),
        ("องค์การบริหารส่วนจังหวัดร้อยเอ็ด", "อบจ.", "ร้อยเอ็ด", "", "จังหวัดร้อยเอ็ด"),
        # as people type them into the fields of จังหวัด and อำเภอ
        ("เทศบาลนครเชียงใหม่", "เทศบาลนคร", "จังหวัดเชียงใหม่", "อำเภอเมืองเชียงใหม่", "อำเภอเมืองเชียงใหม่ จังหวัดเชียงใหม่"),
        ("กรมการปกครอง", "กรม", "กรุงเทพฯ", "เขตพระนคร", "เขตพระนคร กรุงเทพมหานคร"),
    ],
)
def test_no_agencys_name_and_place_say_the_same_twice(criteria, name, kind, province, district, place):
    report = of_agency(2568, {}, name=name, kind=kind, province=province, district=district)
    document = build_document(report)
    assert document.place == place
    assert first_paragraphs(document, 1).startswith(" ".join(filter(None, [name, place, "เข้ารับการประเมิน"])))
    own = OwnParagraph("summary", "{หน่วยงาน} {ที่ตั้ง} ขอรายงานผล")
    worded = build_document(replace(report, paragraphs=(own,)))
    assert first_paragraphs(worded, 1).startswith(" ".join(filter(None, [name, place, "ขอรายงานผล"])))


def test_a_place_that_the_name_says_whole_is_not_said_again(criteria):
    office = {"name": "สำนักงานเขตบางสมมติ กรุงเทพมหานคร", "kind": "อื่น ๆ", "province": "กรุงเทพมหานคร"}
    document = build_document(of_agency(2568, {}, **office, district="บางสมมติ"))
    assert document.place == ""
    assert first_paragraphs(document, 1).startswith(f"{office['name']} เข้ารับการประเมิน")


def under_one_level(scores: dict[int, str], **fields: object) -> AgencyReport:
    """A year whose only level asks for 80 overall and in each of its two tools."""
    criteria = Criteria.objects.create(name="เกณฑ์อื่น", first_year=2575, last_year=2575, verified=True)
    for number, (tool, name) in enumerate((("IIT", "การมีส่วนร่วม"), ("OIT", "ธรรมาภิบาล")), start=1):
        ToolWeight.objects.create(criteria=criteria, tool=tool, weight=50, position=number)
        Indicator.objects.create(criteria=criteria, number=number, tool=tool, name=name, objective="ประเมินเรื่องนี้")
    RatingLevel.objects.create(criteria=criteria, position=1, name="ผ่าน", min_overall=80, min_each=80, tone="good")
    return of_agency(2575, scores, name="กรมชลประทาน", kind="กรม", province="กรุงเทพมหานคร", **fields)


@pytest.mark.parametrize(
    ("published", "says"),
    [
        ("", "จากคะแนนเต็ม ๑๐๐ คะแนน ซึ่งไม่ถึงเกณฑ์ของระดับผลการประเมินระดับใด และยังไม่บรรลุค่าเป้าหมาย"),
        ("ไม่ผ่าน", "จากคะแนนเต็ม ๑๐๐ คะแนน อยู่ในระดับ “ไม่ผ่าน” ตามประกาศ แต่ยังไม่บรรลุค่าเป้าหมาย"),
    ],
)
def test_a_score_beneath_every_level_is_said_and_blocks_unless_the_official_level_is_given(db, published, says):
    report = under_one_level({1: "100", 2: "79.98"}, published_level=published)  # (100 + 79.98) / 2 = 89.99
    summary, reason = first_paragraphs(build_document(report), 1).split("\n")
    assert says in summary
    assert (
        level_words(report.year) == published or "ไม่ถึงเกณฑ์ของระดับใด"
    )  # beside the score, as on the page of suppositions
    assert reason.startswith(
        "ทั้งนี้ ผลการประเมินยังไม่ถึงระดับ “ผ่าน” ซึ่งกำหนดให้คะแนนภาพรวมและคะแนนของทุกเครื่องมือไม่ต่ำกว่า ๘๐ คะแนน "
        "เนื่องจาก OIT ได้ ๗๙.๙๘ คะแนน"
    )
    assert ("no-level" in {finding.code for finding in checks.check_report(report) if finding.blocking}) == (
        not published
    )


def test_one_tool_alone_does_not_cost_most(db):
    criteria = Criteria.objects.create(name="เกณฑ์เดียว", first_year=2576, last_year=2576, verified=True)
    ToolWeight.objects.create(criteria=criteria, tool="OIT", weight=100)
    Indicator.objects.create(criteria=criteria, number=1, tool="OIT", name="ธรรมาภิบาล", objective="ประเมินเรื่องนี้")
    report = of_agency(2576, {1: "90"}, name="กรมชลประทาน", kind="กรม", province="กรุงเทพมหานคร")
    assert "เสียคะแนนมากที่สุด" not in first_paragraphs(build_document(report), 3)


def overall_only(criteria: object) -> AgencyReport:
    agency = get_or_create_agency(
        slug="sample", name="องค์การบริหารส่วนตำบลตัวอย่าง", short_name="อบต.ตัวอย่าง", kind="อบต.", province="น่าน"
    )
    assessment = Assessment(agency=agency, fiscal_year=2561, published_overall=Decimal("76.50"), published_level="สูง")
    return report_of(save_assessment(assessment=assessment, entries=[], by=None))


def test_overall_only_year_keeps_every_part_and_shows_what_there_is(criteria: object):
    document = build_document(overall_only(criteria))
    text = "\n".join(paragraphs(document))
    assert "ได้คะแนนภาพรวม ๗๖.๕๐ คะแนน จากคะแนนเต็ม ๑๐๐ คะแนน อยู่ในระดับ “สูง”" in text
    assert "จังหวัดน่าน" in text
    assert "แสดงเฉพาะคะแนนภาพรวมตามประกาศ" in text
    assert [section.number for section in document.sections] == ["๑.", "๒.", "๓.", "๔."]
    assert not document.sections[2].subsections
    figure = document.sections[0].blocks[-1]
    assert isinstance(figure, ScaleFigure)
    assert figure.alt == "คะแนนภาพรวม ๗๖.๕๐ จาก ๑๐๐ คะแนน ระดับสูง (ตามประกาศ)"


def test_without_a_plan_section_4_says_so_and_the_cover_names_no_measures(reference: Assessment):
    MeasurePlan.objects.all().delete()
    document = build_document(report_of(reference))
    assert "หน่วยงานยังไม่ได้จัดทำมาตรการ" in first_paragraphs(document, 4)
    assert "พ.ศ. ๒๕๖๙" in first_paragraphs(document, 4)
    assert len(document.titles) == 1
    assert not document.sections[3].wide


def test_plan_counts_its_measures_and_names_indicators_without_one(reference: Assessment):
    assert "จำนวน ๑๐ มาตรการ ครบทุกตัวชี้วัด" in first_paragraphs(build_document(report_of(reference)), 4)
    MeasurePlan.objects.get().measures.filter(indicator__number__in=[2, 4]).delete()
    text = first_paragraphs(build_document(report_of(reference)), 4)
    assert "จำนวน ๘ มาตรการ ใน ๘ ตัวชี้วัด" in text
    assert "ยังไม่ได้กำหนดมาตรการสำหรับตัวชี้วัดที่ ๒ การใช้งบประมาณ และตัวชี้วัดที่ ๔ การใช้ทรัพย์สินของราชการ" in text


def test_measure_rows_number_their_steps_and_dash_what_is_not_given(reference: Assessment):
    measure = MeasurePlan.objects.get().measures.get(indicator__number=1)
    measure.unit_links.all().delete()
    measure.period_start = measure.period_end = None
    measure.own_monitoring = "รายงานที่ประชุมประจำเดือน"
    measure.save()
    table = build_document(report_of(reference)).sections[3].blocks[1]
    assert isinstance(table, MeasureTable)
    first, second = table.rows[:2]
    assert [step.number for step in first.steps] == ["๑.", "๒.", "๓."]
    assert (first.units, first.period, first.monitoring) == (("–",), "–", "รายงานที่ประชุมประจำเดือน")
    assert second.units == ("งานพัสดุ", "กองคลัง")
    assert second.period == "ตลอดปี ๖๙"
    assert second.monitoring == "รายงานความก้าวหน้าต่อผู้บริหารทุกไตรมาส"


def test_draft_says_so_with_the_date_of_its_data(reference: Assessment, time_machine):
    time_machine.move_to("2025-11-21T18:30:00Z")  # the 22nd in Bangkok
    draft = unpublish(assessment=reference, by=None)
    document = build_document(report_of(draft))
    assert document.draft == "ฉบับร่าง ยังไม่ได้เผยแพร่ ข้อมูล ณ วันที่ ๒๒ พฤศจิกายน ๒๕๖๘ เวลา ๐๑.๓๐ น."


def test_unverified_criteria_are_noted(reference: Assessment):
    assert "ยังไม่ได้ตรวจสอบ" not in first_paragraphs(build_document(report_of(reference)), 1)
    reference.criteria.verified = False
    reference.criteria.save()
    assert "ยังไม่ได้ตรวจสอบกับเอกสารทางการ" in first_paragraphs(build_document(report_of(reference)), 1)
