"""The checks over typed texts: which slip stops publication, which true sentence must not, field by field.

The reference's figures: 1 is 99.02, 7 is 98.58, 9 and 10 are 90.00, IIT 99.57, EIT 98.70, OIT 90.00, overall 95.48. The
year before has half a point less everywhere.
"""

from dataclasses import replace
from time import perf_counter

import pytest

from assessments.models import Assessment
from itaportal.checks import rules as checks
from itaportal.report.document import AgencyReport, OwnParagraph
from itaportal.report.narrative import portal_paragraphs, portal_wordings
from measures.plans import MeasureView
from measures.steps import StepView
from tests.factories import full_report, report_of, with_scores, year_before


@pytest.fixture
def report(reference: Assessment) -> AgencyReport:
    return report_of(reference)


def analysed(report: AgencyReport, number: int, text: str) -> AgencyReport:
    tools = [
        replace(
            tool,
            indicators=tuple(
                replace(line, analysis=text) if line.number == number else line for line in tool.indicators
            ),
        )
        for tool in report.year.tools
    ]
    return replace(report, year=replace(report.year, tools=tuple(tools)))


def measured(report: AgencyReport, number: int, **fields: object) -> AgencyReport:
    plan = report.plan
    assert plan

    def changed(measure: MeasureView) -> MeasureView:
        return replace(measure, **fields) if measure.indicator == number else measure

    return replace(report, plan=replace(plan, measures=tuple(map(changed, plan.measures))))


def worded(report: AgencyReport, key: str, text: str) -> AgencyReport:
    return replace(report, paragraphs=(OwnParagraph(key, text),))


def found(report: AgencyReport, code: str) -> list[checks.Finding]:
    return [finding for finding in checks.check_report(report) if finding.code == code]


def written(report: AgencyReport) -> list[str]:
    """The numbers that stop publication, as they are quoted."""
    return [finding.message.split("“")[1].split("”")[0] for finding in found(report, "number-differs")]


# --- Numbers in an indicator's analysis -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "อยู่ที่ ๙๘.๘๕ คะแนน",
        "คะแนนอยู่ที่ ๙๘.๘๕",
        "คะแนนร้อยละ ๙๘.๘๕",
        "98.85%",
        "ได้คะแนน ๙๘.๕",
        "คะแนน 98",
        "๙๘.๘๕/๑๐๐",
        "ข้อ ๙๘.๘๕ คะแนน",
        "ได้ ๙๘,๘๕",
        "ได้ ๑๐๑.๐๐ คะแนน",
        "ในปีนี้ได้ ๑๐๐.๐๐ คะแนน",
        "ได้คะแนนเต็ม ๑๐๐ คะแนน",
        "ได้ ๙๕.๐๐",
        "๘๕.๐๐",
        "๗๐ คะแนน",
        "คะแนนภาพรวมที่ 95.84 คะแนน",
        "ได้คะแนนสูงถึง ๙๘.๘๕ คะแนน",
        "ได้ ๓.๑๐ คะแนน",
    ],
)
def test_a_number_that_contradicts_the_score_stops_publication(report, text):
    assert len(written(analysed(report, 7, text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ได้ ๙๘.๕๘ จากคะแนนเต็ม ๑๐๐ คะแนน",
        "98.58%",
        "สูงกว่าเกณฑ์ ๘๕ คะแนน และกว่า ๙๘ คะแนน",
        "ระดับผ่านดีกำหนดไว้ ๘๕–๙๔.๙๙ คะแนน",
        "สูงกว่าคะแนนภาพรวม ๓.๑๐ คะแนน",
        "ขาดอีก ๑.๔๒ คะแนน จะได้คะแนนเต็ม",
        "ควรเพิ่มเป็น ๙๙.๕๐ คะแนน ในปีหน้า",
        "ใกล้เคียงกับตัวชี้วัดที่ ๖ และ ๑ ซึ่งได้ ๙๘.๙๕ และ ๙๙.๐๒ คะแนน ตามลำดับ",
        "ใกล้เคียงกับ EIT ซึ่งได้ ๙๘.๗๐ คะแนน",
        "เปิดบริการ 08.30-16.30 น. ใช้เวลาเฉลี่ย ๑.๒๕ นาที",
        "ผู้รับบริการพึงพอใจร้อยละ ๙๕.๕๐ และ ๙๗.๑๑",
        "ตามหัวข้อย่อย ๙.๑๑ ของแบบวัด",
    ],
)
def test_a_true_sentence_does_not(report, text):
    assert written(analysed(report, 7, text)) == []


def test_full_marks_are_right_where_they_were_given(report):
    assert written(analysed(report, 2, "ได้คะแนนเต็ม ๑๐๐ คะแนน")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ปีงบประมาณ พ.ศ. ๒๕๖๘ ได้ ๙๘.๐๘ คะแนน", ["๙๘.๐๘"]),
        ("ได้ ๙๘.๐๘ คะแนน เพิ่มขึ้นจากปีก่อน", ["๙๘.๐๘"]),
        ("ลดลง ๐.๕๐ คะแนน", ["๐.๕๐"]),
        ("ได้ ๐.๕๐ คะแนน", ["๐.๕๐"]),
        ("ปีก่อนได้ ๙๘.๐๐ คะแนน", ["๙๘.๐๐"]),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๗ ได้ ๙๘.๐๘ คะแนน เพิ่มขึ้น ๐.๕๐ คะแนน", []),
        ("เพิ่มขึ้นจาก ๙๘.๐๘ เป็น ๙๘.๕๘ คะแนน", []),
        ("ปีนี้ได้ ๙๘.๕๘ คะแนน สูงกว่า ๙๘.๐๘ คะแนนของปีก่อน", []),
    ],
)
def test_last_years_figure_is_right_only_where_last_year_is_spoken_of(report, text, expected):
    assert written(analysed(replace(report, previous=year_before(report)), 7, text)) == expected


@pytest.mark.parametrize("text", ["ปีก่อนได้ ๙๗.๐๐ คะแนน", "เพิ่มขึ้น ๑.๕๘ คะแนน"])
def test_last_years_figure_that_the_portal_does_not_have_is_pointed_out_only(report, text):
    changed = analysed(report, 7, text)
    assert written(changed) == []
    (finding,) = found(changed, "number-unknown")
    assert not finding.blocking
    assert "๒๕๖๗" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "ข้อคำถาม E๔ ได้ ๙๗.๙๒ คะแนน",
        "ประเด็นย่อยที่ได้น้อยที่สุดได้ ๙๗.๒๕",
        "สำรวจความพึงพอใจได้คะแนนเฉลี่ย ๔.๕๖ จากคะแนนเต็ม ๕",
        "ค่าเฉลี่ยระดับจังหวัด ๙๒.๑๐ คะแนน",
    ],
)
def test_a_score_of_what_the_portal_does_not_keep_is_pointed_out_only(report, text):
    changed = analysed(report, 7, text)
    assert written(changed) == []
    assert len(found(changed, "number-unknown")) == 1
    assert written(analysed(report, 7, f"{text} แต่ตัวชี้วัดนี้ได้ ๙๘.๘๕ คะแนน")) == ["๙๘.๘๕"]


# --- Numbers in measures and in own wordings --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ตั้งเป้าหมายปีหน้าไม่น้อยกว่า ๙๒ คะแนน", []),
        ("สำรวจความพึงพอใจไม่น้อยกว่า ๘๐ คะแนน ด้วยแบบประเมินเต็ม ๕ คะแนน", []),
        ("ทดสอบความรู้ ผู้ที่ทำได้เกิน ๘๐ คะแนนถือว่าผ่าน", []),
        ("แบบทดสอบ ๒๐ คะแนน", []),
        ("ผลการประเมินปีนี้ได้ ๙๘.๘๕ คะแนน", ["๙๘.๘๕"]),
        ("เนื่องจากคะแนน EIT ๙๘.๐๗", ["๙๘.๐๗"]),
        ("ปีนี้ได้ ๙๘ คะแนน", ["๙๘"]),
    ],
)
def test_in_a_measure_only_what_speaks_of_the_result_stops_publication(report, text, expected):
    for field in ({"analysis": text}, {"steps": (StepView(text),)}, {"monitoring": text}):
        assert written(measured(report, 7, **field)) == expected, field


@pytest.mark.slow
def test_the_portals_own_text_saved_as_it_is_has_nothing_wrong(reference, report):
    """In every paragraph, typed out or with placeholders, with and without a year before, whatever the scores."""
    below = with_scores(reference, {9: "70.00", 10: "60.50", 1: "84.99"}, published_overall=None, published_level="")
    undetermined = with_scores(reference, {9: "84.99", 10: "84.99", 1: "100", 6: "90", 7: "90", 8: "90"})
    for sample in (report, full_report(report), below, full_report(undetermined)):
        before = {(finding.code, finding.place) for finding in checks.check_report(sample)}
        starts = portal_wordings(sample)
        for key, text in portal_paragraphs(sample).items():
            for own in (text, starts[key]):
                after = {(finding.code, finding.place) for finding in checks.check_report(worded(sample, key, own))}
                assert after <= before, (key, own)


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("summary", "ได้ ๙๕.๘๔ คะแนน", ["๙๕.๘๔"]),
        ("summary", "ได้ ๘๕.๐๐ คะแนน", ["๘๕.๐๐"]),
        ("weaknesses", "ตัวชี้วัดที่ได้น้อยที่สุดได้ ๙๐.๐๐ คะแนน", []),
        ("opening", "IIT ได้ ๙๙.๕๗ คะแนน ส่วนคะแนนต่ำสุด ๙๐.๐๐ คะแนน", []),
        ("opening", "IIT ได้ ๙๙.๗๕ คะแนน", ["๙๙.๗๕"]),
        ("tool-EIT", "ได้ ๙๘.๗๐ คะแนน จาก ๙๘.๙๕ ถึง ๙๘.๕๘", []),
        ("tool-EIT", "ได้ ๙๘.๐๗ คะแนน", ["๙๘.๐๗"]),
        ("indicator-7", "ได้ {คะแนน} คะแนน", []),
    ],
)
def test_own_wordings_are_held_against_what_they_belong_to(report, key, text, expected):
    assert written(worded(report, key, text)) == expected


def test_a_placeholder_says_which_year_a_number_beside_it_is_of(report):
    sample = replace(report, previous=year_before(report))
    assert written(worded(sample, "indicator-7", "ปีงบประมาณ พ.ศ. {ปีก่อน} ได้ ๙๘.๐๘ คะแนน")) == []
    assert written(worded(sample, "indicator-7", "ปีงบประมาณ พ.ศ. {ปี} ได้ ๙๘.๐๘ คะแนน")) == ["๙๘.๐๘"]


def test_the_advice_is_one_that_helps(report):
    wrong = "ผลการประเมินปีนี้ได้ ๙๘.๘๕ คะแนน"
    cases = (
        (analysed(report, 7, wrong), "ลบออก เพราะระบบใส่คะแนนไว้ต้นย่อหน้า"),
        (worded(report, "indicator-7", wrong), "พิมพ์ {คะแนน} แทน"),
        (measured(report, 7, analysis=wrong), "กรุณาแก้ตัวเลขให้ตรง"),
    )
    for changed, advice in cases:
        (finding,) = found(changed, "number-differs")
        assert advice in finding.message
        assert "คะแนนของตัวชี้วัดที่ ๗ คือ ๙๘.๕๘" in finding.message
    assert "ลบ" not in found(cases[2][0], "number-differs")[0].message


# --- Other findings ---------------------------------------------------------------------------------------------------


def test_a_finding_in_the_analysis_is_labelled_as_such(report):
    (finding,) = found(analysed(report, 7, "ได้ ๙๘.๘๕ คะแนน"), "number-differs")
    assert finding.place.label == "บทวิเคราะห์ของหน่วยงานของตัวชี้วัดที่ ๗ ประสิทธิภาพการสื่อสาร"


@pytest.mark.parametrize("nothing", ["\u200b", " \u00a0 ", "\u2060\ufeff", ""])
def test_what_nobody_can_see_is_not_filled_in(report, nothing):
    for field, word in (("titles", "ชื่อมาตรการ"), ("steps", "ขั้นตอน"), ("units", "ผู้รับผิดชอบ")):
        (finding,) = found(
            measured(report, 4, **{field: (StepView(nothing) if field == "steps" else nothing,)}), "incomplete-measure"
        )
        assert word in finding.message
    (finding,) = found(measured(report, 4, monitoring=nothing), "incomplete-measure")
    assert "การกำกับติดตาม" in finding.message


def test_an_empty_step_among_others_is_noticed(report):
    (finding,) = found(measured(report, 4, steps=(StepView("จัดทำคู่มือ"), StepView("\u200b"))), "incomplete-measure")
    assert "ขั้นตอน" in finding.message


def test_a_title_that_nobody_can_see_is_no_measure(reference):
    below = with_scores(reference, {9: "70.00"}, published_overall=None, published_level="")
    assert found(below, "no-measure") == []
    (finding,) = found(measured(below, 9, titles=("\u200b",)), "no-measure")
    assert finding.place.indicator == 9


def test_the_same_period_typed_with_another_space_is_the_same(report):
    assert report.plan
    (period,) = {measure.period for measure in report.plan.measures}
    assert found(measured(report, 4, period=f" {period}\u200b "), "same-period")
    assert not found(measured(report, 4, period="ต.ค. ๖๘ – มี.ค. ๖๙"), "same-period")


def test_monitoring_that_all_measures_share_is_pointed_out_once(report):
    assert report.plan
    text = "รายงานผล ยกตัวอย่างเช่น รายเดือน"
    measures = tuple(replace(measure, monitoring=text) for measure in report.plan.measures)
    (finding,) = found(replace(report, plan=replace(report.plan, measures=measures)), "leftover")
    assert (finding.place.measure, finding.place.field) == (None, "monitoring")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("องค์กรบริหารส่วนตำบลชานุวรรณ ขอรายงาน", ["องค์กรบริหารส่วนตำบลชานุวรรณ"]),
        ("อบตชานุวรรณ ขอรายงาน", ["อบตชานุวรรณ"]),
        ("จังหวัดร้อยเอ็จ", ["ร้อยเอ็จ"]),
        ("อบต.ชานุวรรณ อำเภอพนมไพร จังหวัดร้อยเอ็ด", []),
    ],
)
def test_names_are_reported_once_each(report, text, names):
    messages = [finding.message for finding in found(analysed(report, 1, text), "name-misspelled")]
    assert [message.split("“")[1].split("”")[0] for message in messages if "ของทางราชการ" not in message] == names


def test_a_text_that_ends_in_a_name_of_the_report_is_not_cut(report):
    year = replace(report.year, agency=replace(report.year.agency, subdistrict="หนองกา"))
    assert found(analysed(replace(report, year=year), 1, "ประชาชนในตำบลหนองกา"), "cut-off") == []
    assert found(analysed(report, 1, "ประชาชนในตำบลหนองกา"), "cut-off")


@pytest.mark.parametrize("level", ["ผ่านดี ", " ผ่านดี", "ผ่านดี"])
def test_a_space_beside_the_published_level_makes_no_difference(report, level):
    assert found(replace(report, year=replace(report.year, published_level=level)), "level-differs") == []


def test_a_published_level_outside_the_possible_ones_is_named_with_them(reference):
    undetermined = with_scores(
        reference, {6: "90", 7: "90", 8: "90"}, published_overall=None, published_level="ผ่านดีเยี่ยม"
    )
    (finding,) = found(undetermined, "level-differs")
    assert "ซึ่งได้ระดับ “ผ่านดี” หรือ “ผ่าน”" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "ก" * 20000 + " x",
        " " * 20000,
        "พ.ศ. " + "๑" * 6000,
        "โทร" * 5000 + " ๒๕๖๗",
        "๙๘.๘๕ " * 3000,
        "(" * 9000,
        "ระบุ[ " * 3000,
    ],
    ids=["letters", "spaces", "digits", "telephones", "scores", "brackets", "blanks"],
)
def test_a_text_of_any_length_and_kind_is_read_soon(report, text):
    began = perf_counter()
    checks.check_report(analysed(report, 7, text))
    assert perf_counter() - began < 10  # a rule that grows with the square would take minutes
