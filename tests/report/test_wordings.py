"""The portal's own wordings, from which an own one begins: each figure and name is a placeholder, in whatever year.

A wording that is stored as it was begun then says what the portal says, after the scores have changed as well.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from assessments.actions import ScoreEntry, get_or_create_agency, save_assessment
from assessments.dashboard import build_year
from assessments.models import Assessment, IndicatorScore
from itaportal.checks import rules as checks
from itaportal.formats.html import pdf_html, standalone_html
from itaportal.formats.word import build as word
from itaportal.report.document import AgencyReport, OwnParagraph
from itaportal.report.narrative import build_document, portal_paragraphs, portal_wordings
from itaportal.report.paragraphs import filled_wording, placeholder_problems, placeholder_values, wording_slots
from itaportal.report.values import FORMER_NAMES, placeholder_groups
from tests.factories import report_of, with_scores, year_before

# What may stand in a wording as it is: the top of the scale, and the names of a tool's two parts.
FIXED = re.compile(r"คะแนนเต็ม ๑๐๐ คะแนน|ส่วนที่ [๑๒]|\{[^{}]*\}")
PERFECT = dict.fromkeys(range(1, 11), "100")
LETTERS = dict(enumerate(["84.99", "85", "92.5", "74.99", "65", "64.99", "55", "49.99", "95", "94.99"], start=1))
# EIT at 88: each part lies between 76 and 100, so that 85 in each is neither sure nor excluded.
UNSETTLED = {6: "88", 7: "88", 8: "88"}


def of_another_year(fiscal_year: int, scores: dict[int, str], **fields: object) -> AgencyReport:
    agency = get_or_create_agency(
        slug="other", name="เทศบาลตำบลหนองบัว", short_name="ทต.หนองบัว", kind="เทศบาลตำบล", province="เชียงใหม่"
    )
    entries = [ScoreEntry(number, Decimal(score)) for number, score in scores.items()]
    assessment = Assessment(agency=agency, fiscal_year=fiscal_year, **fields)
    return report_of(save_assessment(assessment=assessment, entries=entries, by=None))


def with_last_year(assessment: Assessment, shift: str, **fields: object) -> AgencyReport:
    report = report_of(assessment)
    return replace(report, previous=year_before(report, shift, **fields))


CASES: dict[str, Callable[[Assessment], AgencyReport]] = {
    "reference": report_of,
    "last year": lambda reference: with_last_year(reference, "-0.50"),
    "the same last year": lambda reference: with_last_year(reference, "0"),
    "another scale last year": lambda reference: with_last_year(reference, "0.20", level="A", same_levels=False),
    "letters": lambda _: of_another_year(2565, LETTERS),
    "overall only": lambda _: of_another_year(2561, {}, published_overall=Decimal("78.12"), published_level="สูง"),
    "level not settled": lambda reference: with_scores(reference, UNSETTLED, published_level=""),
    "level as published": lambda reference: with_scores(reference, UNSETTLED, published_level="ผ่านดี"),
    "parts known": lambda reference: with_scores(
        reference, {}, eit_part_1=Decimal("98.00"), eit_part_2=Decimal("99.41")
    ),
    "one part known": lambda reference: with_scores(reference, {}, eit_part_1=Decimal("98.00")),
    "below the target": lambda reference: with_scores(reference, {1: "84.99", 9: "70", 10: "60.50"}),
    "a target of its own": lambda reference: with_scores(reference, {}, target=Decimal("95")),
    "all 100": lambda reference: with_scores(reference, PERFECT),
    "missing scores": lambda reference: with_scores(reference, {2: None, 7: None}),
    "no score": lambda reference: with_scores(reference, dict.fromkeys(range(1, 11))),
    "analyses": lambda reference: report_of(
        save_assessment(
            assessment=reference,
            entries=[ScoreEntry(9, Decimal("90"), analysis="ได้ {คะแนน} คะแนน\nปีถัดไป ๑๒ ครั้ง")],
            by=None,
        )
    ),
}


@pytest.fixture(params=CASES)
def report(request: pytest.FixtureRequest, reference: Assessment) -> AgencyReport:
    return CASES[request.param](reference)


def begun_from(report: AgencyReport) -> tuple[OwnParagraph, ...]:
    """What is stored where every paragraph was begun from the portal's text and left so."""
    return tuple(OwnParagraph(key, text) for key, text in portal_wordings(report).items())


def sound(report: AgencyReport) -> None:
    """What must hold of the portal's wordings of any year."""
    wordings, texts = portal_wordings(report), portal_paragraphs(report)
    assert set(texts) == set(wordings) <= {slot.key for slot in wording_slots(report.year)}
    for key, wording in wordings.items():
        values = placeholder_values(report, key)
        assert placeholder_problems(wording, values) == [], key
        assert filled_wording(wording, values) == texts[key], key
        literal = FIXED.sub("", wording)
        assert not re.search(r"[0-9๐-๙]", literal), (key, wording)
        assert all(quoted == "" for quoted in re.findall("“(.*?)”", literal)), (key, wording)
        for name in (report.year.agency.name, *(line.name for line in report.year.indicators)):
            assert name not in literal, (key, wording)
    assert build_document(replace(report, paragraphs=begun_from(report))) == build_document(report)


def test_every_figure_and_name_of_a_wording_is_a_placeholder(report: AgencyReport):
    sound(report)


def test_no_two_names_of_a_paragraph_are_the_same_when_typed_carelessly(report: AgencyReport):
    for slot in wording_slots(report.year):
        names = [
            "".join(name.split()).casefold() for group in placeholder_groups(report, slot.key) for name in group.values
        ]
        assert len(set(names)) == len(names), slot.key


def test_a_wording_as_it_was_begun_gives_the_checks_nothing_to_say(report: AgencyReport):
    begun = replace(report, paragraphs=begun_from(report))
    said = {(finding.code, finding.message) for finding in checks.check_report(report)}
    assert {(finding.code, finding.message) for finding in checks.check_report(begun)} <= said


def test_html_print_and_word_are_the_same_to_the_byte(reference: Assessment):
    report = with_last_year(reference, "-0.50")
    begun = replace(report, paragraphs=begun_from(report))
    for made in (standalone_html, pdf_html, word.word_bytes):
        assert made(begun) == made(report)


# --- By hand --------------------------------------------------------------------------------------------------------


def test_indicators_with_the_same_score_keep_their_own_placeholder(reference: Assessment):
    wordings = portal_wordings(report_of(reference))
    for number in (9, 10):  # both have 90.00, as OIT has
        assert wordings[f"indicator-{number}"].startswith("ได้ {คะแนน} คะแนน เป็นการประเมิน{ประเด็นการประเมิน} ")
    assert wordings["tool-OIT"] == ("{เครื่องมือ} มี {จำนวนตัวชี้วัด} ตัวชี้วัด ได้คะแนนเฉลี่ย {คะแนน} คะแนน ผลการวิเคราะห์รายตัวชี้วัดมีดังนี้")
    assert "“{ระดับที่สูงกว่า}”" in wordings["reason"]
    assert "จำนวน {จำนวนมาตรการ} มาตรการ ครบทุกตัวชี้วัด" in wordings["plan"]


def test_what_was_begun_before_the_scores_changed_says_the_new_ones(reference: Assessment):
    begun = begun_from(report_of(reference))
    # The order of tools and all conclusions stay; 4 joins those with full marks.
    scores = {1: "99.12", 4: "100", 7: "98.60", 9: "92.25", 10: "92.25"}
    changed = with_scores(reference, scores, published_overall=Decimal("96.46"), published_level="ผ่านดี")
    IndicatorScore.objects.filter(indicator__number__in=(9, 10)).update(conclusion="improve")
    changed = report_of(reference)
    texts = portal_paragraphs(replace(changed, paragraphs=begun))
    own = {item.key: filled_wording(item.text, placeholder_values(changed, item.key)) for item in begun}
    for key in ("summary", "reason", "table", "opening", "weaknesses", "tool-IIT", "tool-OIT", "indicator-9", "plan"):
        assert own[key] == texts[key], key
    # (99.12 + 4 × 100) / 5 = 99.824; (98.95 + 98.60 + 98.58) / 3 = 98.71, 2 × that − 100 = 97.42;
    # 0.3 × 99.824 + 0.3 × 98.71 + 0.4 × 92.25 = 29.9472 + 29.613 + 36.9 = 96.4602
    assert "ได้คะแนนภาพรวม ๙๖.๔๖ คะแนน" in own["summary"]
    assert "ไม่ต่ำกว่าส่วนละ ๙๗.๔๒ คะแนน" in own["summary"]
    assert "เสียไป ๓.๑๐ คะแนนจากคะแนนภาพรวม" in own["opening"]  # 0.4 × (100 − 92.25)
    assert "จำนวน ๔ ตัวชี้วัด ได้แก่ ตัวชี้วัดที่ ๒ การใช้งบประมาณ" in own["opening"]
    assert "ตัวชี้วัดที่ ๔ การใช้ทรัพย์สินของราชการ และตัวชี้วัดที่ ๕" in own["opening"]
    assert own["indicator-10"].startswith("ได้ ๙๒.๒๕ คะแนน")
    old = re.compile("๙๐.๐๐|๙๕.๔๘|๙๗.๔๑|๙๙.๐๒|๔.๐๐")
    assert [key for key, text in own.items() if old.search(text)] == []


FORMER = {
    "indicator-9": "ต่ำกว่าอยู่ {ขาด} คะแนน {ผลการวิเคราะห์}",
    "weaknesses": "จุดที่ควรปรับปรุง ได้แก่ {จุดที่ควรปรับปรุง} {จุดที่พัฒนาต่อได้}",
    "opening": "เป้าหมายของหน่วยงาน {เป้าหมายของหน่วยงาน} คะแนน",
    "summary": "ต้องใช้คะแนน {คะแนนที่ต้องใช้ชี้ขาดระดับ} และ {คะแนนที่ต้องใช้ชี้ขาดค่าเป้าหมาย}",
}


def test_names_that_were_replaced_are_filled_as_ever_and_no_longer_offered(reference: Assessment):
    scores = {6: "88", 7: "88", 8: "88", 9: "80", 10: "100"}  # of EIT at 88 each part may be under 85
    entry = ScoreEntry(9, Decimal(80), analysis="ขาดบุคลากร")
    with_scores(reference, scores, target=None, published_overall=None, published_level="")
    save_assessment(assessment=reference, entries=[entry], by=None)
    report = report_of(reference)
    report = replace(report, paragraphs=tuple(OwnParagraph(key, text) for key, text in FORMER.items()))
    blocked = [finding.code for finding in checks.check_report(report) if finding.code == "unknown-placeholder"]
    assert blocked == []
    filled = {key: filled_wording(text, placeholder_values(report, key)) for key, text in FORMER.items()}
    assert filled["indicator-9"] == "ต่ำกว่าอยู่ ๕.๐๐ คะแนน ขาดบุคลากร"
    assert filled["weaknesses"].count("ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล (๘๐.๐๐ คะแนน)") == 2
    assert filled["opening"] == "เป้าหมายของหน่วยงาน ๘๕ คะแนน"
    assert filled["summary"].count("EIT ส่วนที่ ๑ และ EIT ส่วนที่ ๒") == 2
    for key in FORMER:
        offered = {name for group in placeholder_groups(report, key) for name in group.values}
        assert not offered & {*FORMER_NAMES, "เป้าหมายของหน่วยงาน"}


def test_what_a_wording_says_of_last_year_turns_with_the_score(reference: Assessment):
    before = with_last_year(reference, "0")
    begun = {item.key: item.text for item in begun_from(before)}
    changed = replace(with_scores(reference, {9: "89.50"}), previous=before.previous)
    said = filled_wording(begun["indicator-9"], placeholder_values(changed, "indicator-9"))
    assert "คะแนนลดลง ๐.๕๐ คะแนนจากปีงบประมาณ พ.ศ. ๒๕๖๗" in said


def test_a_wording_that_is_no_longer_true_stops_publication(reference: Assessment):
    """Not below its target any more: the sentence has nothing to say, and a person has to look at it."""
    begun = begun_from(with_scores(reference, {9: "78"}, published_overall=None, published_level=""))
    changed = replace(with_scores(reference, {9: "90"}), paragraphs=begun)
    blocked = {finding.place.field for finding in checks.check_report(changed) if finding.code == "unknown-placeholder"}
    assert {"text-indicator-9", "text-weaknesses", "text-summary"} == blocked


def test_names_that_stored_wordings_hold_are_still_known(reference: Assessment):
    with_scores(reference, {9: "80"})
    report = with_last_year(reference, "-0.50")
    common = {
        *("คะแนน", "คะแนนปีก่อน", "เทียบปีก่อน", "หน่วยงาน", "ชื่อย่อ", "ที่ตั้ง", "ปี", "ปีถัดไป", "คะแนนภาพรวม", "ระดับ"),
        *("ค่าเป้าหมาย", "เป้าหมายของหน่วยงาน", "ปีก่อน", "คะแนนภาพรวมปีก่อน", "คะแนน IIT", "คะแนน EIT", "คะแนน OIT"),
        *("คะแนนตัวชี้วัดที่ ๑", "คะแนนตัวชี้วัดที่ ๑๐", "ชื่อตัวชี้วัดที่ ๑", "ชื่อตัวชี้วัดที่ ๑๐"),
    }
    for slot in wording_slots(report.year):
        assert common <= set(placeholder_values(report, slot.key)), slot.key
    assert {"เครื่องมือ", "ชื่อเครื่องมือ"} <= set(placeholder_values(report, "tool-EIT"))
    own = {"ชื่อตัวชี้วัด", "เลขตัวชี้วัด", "เครื่องมือ", "เป้าหมาย", "ขาด"}
    assert own <= set(placeholder_values(report, "indicator-9"))


# --- Any scores at all ----------------------------------------------------------------------------------------------

_scores = st.one_of(
    st.none(),
    st.just(10_000),
    st.integers(0, 10_000),
    st.sampled_from([7000, 8500, 9000, 9500]).flatmap(lambda edge: st.integers(edge - 2, edge + 2)),
).map(lambda value: None if value is None else Decimal(value).scaleb(-2))
_conclusions = st.sampled_from(["", "", "excellent", "good", "improve", "urgent"])
_targets = st.sampled_from([None, None, None, Decimal("90.00"), Decimal("100.00")])
_lines = st.lists(st.tuples(_scores, _conclusions, _targets), min_size=10, max_size=10)
_shifts = st.sampled_from([None, "-0.50", "0", "3.25"])
_generated = settings(
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
Lines = list[tuple[Decimal | None, str, Decimal | None]]


def made_of(reference: Assessment, report: AgencyReport, lines: Lines) -> AgencyReport:
    """The reference report with other scores, conclusions and targets, none of them stored."""
    indicators = {line.indicator.number: line.indicator for line in reference.scores.all()}
    rows = [
        IndicatorScore(indicator=indicators[number], score=score, conclusion=conclusion, target=target)
        for number, (score, conclusion, target) in enumerate(lines, start=1)
    ]
    reference.published_overall, reference.published_level = None, ""
    return replace(report, year=build_year(reference, rows))


@pytest.fixture
def loaded(reference: Assessment) -> tuple[Assessment, AgencyReport]:
    return Assessment.objects.with_scores().get(pk=reference.pk), report_of(reference)


@_generated
@given(lines=_lines, shift=_shifts)
@example(lines=[(Decimal("99.99"), "", None)] * 10, shift=None)
@example(lines=[(Decimal("94.90"), "", None)] * 10, shift="0")
@pytest.mark.slow
def test_wordings_of_any_scores_are_sound(loaded: tuple[Assessment, AgencyReport], lines: Lines, shift: str | None):
    report = made_of(*loaded, lines)
    sound(replace(report, previous=year_before(report, shift)) if shift else report)


@_generated
@given(lines=_lines, moves=st.lists(st.integers(-3, 3), min_size=10, max_size=10))
def test_where_the_sentences_stay_the_same_a_stored_wording_says_what_the_portal_says(
    loaded: tuple[Assessment, AgencyReport], lines: Lines, moves: list[int]
):
    report = made_of(*loaded, lines)
    later = made_of(
        *loaded,
        [
            (None if score is None else min(Decimal(100), max(Decimal(0), score + Decimal(move).scaleb(-2))), *rest)
            for (score, *rest), move in zip(lines, moves, strict=True)
        ],
    )
    begun = begun_from(report)
    same = {key for key, text in portal_wordings(later).items() if OwnParagraph(key, text) in begun}
    assume(same)
    stored = replace(later, paragraphs=tuple(item for item in begun if item.key in same))
    assert build_document(stored) == build_document(later)


@_generated
@given(lines=_lines)
@example(lines=[(Decimal("99.99"), "", None)] * 10)
@example(lines=[(Decimal(90 + place), "", None) for place in range(10)])
def test_no_indicator_is_both_strong_and_weak(loaded: tuple[Assessment, AgencyReport], lines: Lines):
    report = made_of(*loaded, lines)
    year = report.year
    strong = {line.number for line in year.strengths}
    assert not strong & {line.number for line in (*year.to_improve, *year.flagged)}
    gaps = [(line.gap, 100 - line.score) for line in year.to_improve]
    assert gaps == sorted(gaps, reverse=True)
    texts = portal_paragraphs(report)
    if "จุดแข็งของหน่วยงาน ได้แก่" in texts.get("opening", ""):
        weak = re.split("ในจำนวนนี้|ทั้งนี้|ส่วน", texts.get("weaknesses", ""))[0]
        named = texts["opening"].split("จุดแข็งของหน่วยงาน")[1]
        names = set(re.findall("ตัวชี้วัดที่ [๐-๙]+", named))
        assert not names & set(re.findall("ตัวชี้วัดที่ [๐-๙]+", weak))
    if "ทุกตัวชี้วัดได้คะแนนเต็ม" in texts.get("weaknesses", ""):
        assert all(line.score == 100 for line in year.indicators)
