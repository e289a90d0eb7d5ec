"""Section ๓ of the report: strengths and weaknesses, then a paragraph for each indicator.

Official prose repeats itself easily: ten indicators with the same conclusion need not have the same sentence. What is
concluded and how it is said are data of the year's criteria (`assessments.conclusions`). The sentences of a conclusion
are taken in turn, so that the same data always gives the same words.

Paragraphs are written with names in braces where their figures stand; see `narrative`.
"""

from collections import Counter
from collections.abc import Sequence

from assessments.conclusions import PEOPLE, TO_IMPROVE
from assessments.results import IndicatorView, ToolView, YearResult
from assessments.thai import thai_digits
from assessments.wording import equal_scores, points_order

from .blocks import Paragraph, Run, Section
from .document import PreviousYear
from .figures import Figure, radar_figure
from .prose import changed_since, joined_sentences
from .values import ASSESSES, costliest_tool, highest_indicators, ranked_tools

TITLE = "การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"

_NAMED_AGAIN = 3  # indicators
# Whose view a tool measures, or for OIT who keeps what is published.
_PEOPLE = {"IIT": "บุคลากรภายใน", "EIT": "ผู้รับบริการและผู้มีส่วนได้ส่วนเสีย", "OIT": "เจ้าหน้าที่ที่เกี่ยวข้อง"}


def analysis_section(year: YearResult, previous: PreviousYear | None = None, figure_number: int = 1) -> Section:
    """Return section ๓ with its subsections ๓.๑ … one a tool; indicators are numbered through the whole section.

    Strengths and weaknesses are shown by a radar, the report's figure `figure_number`, where every score is there.
    Where there is a year before to compare with, every tool and indicator says how it moved.
    """
    number, title = "๓.", f"{TITLE} ประจำปีงบประมาณ พ.ศ. {thai_digits(year.fiscal_year)}"
    if not year.tools:
        none = "ปีงบประมาณนี้ไม่มีคะแนนรายเครื่องมือและรายตัวชี้วัด จึงไม่ได้วิเคราะห์รายตัวชี้วัด"
        return Section(number, title, (Paragraph.plain(none),))
    weak = joined_sentences(_weaknesses_sentence(year), _targets_sentence(year))
    opening = (
        ("opening", joined_sentences(_tools_sentence(year), _strengths_sentence(year))),
        ("weaknesses", joined_sentences(weak, _missing_sentence(year, "ส่วน" if weak else ""))),
    )
    figure = radar_figure(year, figure_number)
    # A paragraph of its own: who words those above anew need not speak of the figure.
    shown = (Paragraph.plain(_figure_sentence(figure)), figure) if figure else ()
    used: Counter[str] = Counter()
    return Section(
        number,
        title,
        (*(Paragraph.plain(text, key) for key, text in opening if text), *shown),
        tuple(_tool_section(tool, place, used, previous, year) for place, tool in enumerate(year.tools, start=1)),
    )


# --- Opening ------------------------------------------------------------------------------------------------------


def _tools_sentence(year: YearResult) -> str:
    """The tools from the highest score to the lowest, and which of them costs the overall most."""
    ranked = ranked_tools(year)
    if not ranked:
        return ""
    whole = len(ranked) == len(year.tools)
    sentence = f"เมื่อพิจารณารายเครื่องมือ{'' if whole else 'ที่มีคะแนนครบทุกตัวชี้วัด'} {{คะแนนรายเครื่องมือ}}"
    if len(ranked) == 3 and len({tool.score for tool in ranked}) == 3:
        sentence = (
            "เมื่อพิจารณารายเครื่องมือ {เครื่องมืออันดับที่ ๑} ได้คะแนนสูงที่สุด {คะแนนเครื่องมืออันดับที่ ๑} คะแนน "
            "รองลงมา คือ {เครื่องมืออันดับที่ ๒} ได้ {คะแนนเครื่องมืออันดับที่ ๒} คะแนน "
            "และ {เครื่องมืออันดับที่ ๓} ได้ {คะแนนเครื่องมืออันดับที่ ๓} คะแนน ตามลำดับ"
        )
    if costliest_tool(year) is None:
        return sentence
    return (
        f"{sentence} โดย {{เครื่องมือที่เสียคะแนนมากที่สุด}} มีน้ำหนักร้อยละ {{น้ำหนักของเครื่องมือที่เสียคะแนนมากที่สุด}} "
        "และเป็นเครื่องมือที่เสียคะแนนมากที่สุด คือ เสียไป {คะแนนที่เสียมากที่สุด} คะแนนจากคะแนนภาพรวม"
    )


def _strengths_sentence(year: YearResult) -> str:
    """The strengths, nearest to full marks first; where nothing is strong, what is highest."""
    strengths, best = year.strengths, highest_indicators(year)
    if not strengths:
        none = "หน่วยงานยังไม่มีตัวชี้วัดที่เป็นจุดแข็ง" if best else ""
        return f"{none} โดยตัวชี้วัดที่ได้คะแนนสูงที่สุด คือ {{ตัวชี้วัดที่คะแนนสูงที่สุด}}" if 0 < len(best) <= 3 else none
    everything = len(strengths) == len(year.indicators)
    if not strengths[0].full:
        if everything and len({line.score for line in strengths}) == 1:
            return "จุดแข็งของหน่วยงาน คือ ทุกตัวชี้วัดได้คะแนนสูงเท่ากัน"
        return joined_sentences("จุดแข็งของหน่วยงาน ได้แก่ {จุดแข็ง}", "ซึ่งได้คะแนนเท่ากัน" if _all_equal(strengths) else "")
    if everything:
        return "จุดแข็งของหน่วยงาน คือ ทุกตัวชี้วัดได้คะแนนเต็ม ๑๐๐ คะแนน"
    if any(line.full and line not in strengths for line in year.indicators):  # one that was concluded to need more
        return "จุดแข็งของหน่วยงาน ได้แก่ {จุดแข็ง} ซึ่งได้คะแนนเต็ม ๑๐๐ คะแนน"
    several = len(strengths) > 1
    one_tool = several and len({line.tool for line in strengths}) == 1
    return joined_sentences(
        "จุดแข็งของหน่วยงาน คือ ตัวชี้วัดที่ได้คะแนนเต็ม ๑๐๐ คะแนน",
        "จำนวน {จำนวนจุดแข็ง} ตัวชี้วัด" if several else "",
        "ได้แก่ {จุดแข็ง}",
        "ซึ่งอยู่ใน {เครื่องมือของจุดแข็ง} ทั้งหมด" if one_tool else "",
    )


def _weaknesses_sentence(year: YearResult) -> str:
    """The points to improve, so that it agrees with (๑)–(๑๐), and which of them are equal; where none is, why."""
    points = year.to_improve
    if not points:
        if not year.result.scored:
            return ""
        full = all(line.full for line in year.indicators)
        return f"ไม่มีจุดที่ควรพัฒนา เนื่องจากทุกตัวชี้วัดได้{'คะแนนเต็ม' if full else 'ผลดีมาก เห็นควรรักษามาตรฐานไว้'}"
    all_equal = _all_equal(points)
    below = points == year.flagged
    # Of unlike targets the gap says more than the score.
    listed = "{จุดที่ควรพัฒนา}" if year.one_target or not below else "{ตัวชี้วัดที่ต่ำกว่าเป้าหมาย}"
    what = _what_points(year, points, below=below)
    return joined_sentences(
        f"จุดที่ควรพัฒนา{what}",
        points_order(year),
        f"{'ได้แก่' if len(points) > 1 or what else 'คือ'} {listed}",
        "ซึ่งได้คะแนนเท่ากัน" if all_equal else "",
        "โดย{จุดที่ควรพัฒนาที่คะแนนเท่ากัน}" if equal_scores(points) and not all_equal else "",
    )


def _what_points(year: YearResult, points: Sequence[IndicatorView], *, below: bool) -> str:
    """What all the points are, where they are all alike: `below` their target, or good and not yet very good."""
    if below:
        return f" คือ ตัวชี้วัดที่ได้คะแนนต่ำกว่า{_held_against(year)} จำนวน {{จำนวนตัวชี้วัดที่ต่ำกว่าเป้าหมาย}} ตัวชี้วัด"
    if not any(line.conclusion in TO_IMPROVE for line in points):
        return " คือ ตัวชี้วัดที่ได้ผลดีและสามารถพัฒนาต่อไปได้"
    return ""


def _all_equal(lines: Sequence[IndicatorView]) -> bool:
    return len(lines) > 1 and len({line.score for line in lines}) == 1


def _held_against(year: YearResult) -> str:
    """`ค่าเป้าหมาย {ค่าเป้าหมาย} คะแนน`: the target that all indicators are held against, or that each has its own."""
    if not year.one_target:
        return "เป้าหมายของแต่ละตัวชี้วัด"
    name = year.target_name()
    return f"{name} {{{name}}} คะแนน"


def _targets_sentence(year: YearResult) -> str:
    """Which of the points to improve are below their target, where that was not said of all; or that none is.

    More than a few were all named in the sentence before.
    """
    if year.flagged:
        if year.flagged == year.to_improve:
            return ""
        counted = f"ในจำนวนนี้ มีตัวชี้วัดที่ได้คะแนนต่ำกว่า{_held_against(year)} จำนวน {{จำนวนตัวชี้วัดที่ต่ำกว่าเป้าหมาย}} ตัวชี้วัด"
        if len(year.flagged) > _NAMED_AGAIN:
            return f"{counted} ดังปรากฏในผลการวิเคราะห์รายตัวชี้วัด"
        return f"{counted} {'ได้แก่' if len(year.flagged) > 1 else 'คือ'} {{ตัวชี้วัดที่ต่ำกว่าเป้าหมาย}}"
    # Where all have full marks the sentence before has said more.
    said = all(line.full for line in year.indicators)
    return f"ทั้งนี้ ทุกตัวชี้วัดได้คะแนนไม่ต่ำกว่า{_held_against(year)}" if year.result.scored and not said else ""


def _figure_sentence(figure: Figure) -> str:
    return f"คะแนนของทุกตัวชี้วัดเทียบกับคะแนนเต็มและเป้าหมาย ปรากฏตามภาพที่ {thai_digits(figure.number)}"


def _missing_sentence(year: YearResult, beside: str) -> str:
    """What has no score; `beside` joins it to what was said of the others."""
    missing = [line for line in year.indicators if line.score is None]
    if len(missing) == len(year.indicators):
        return "หน่วยงานยังไม่ได้บันทึกคะแนนของตัวชี้วัดใด จึงยังไม่สามารถวิเคราะห์ผลการประเมินได้"
    return f"{beside}{{ตัวชี้วัดที่ยังไม่มีคะแนน}} ยังไม่มีคะแนน จึงยังไม่สามารถวิเคราะห์ได้" if missing else ""


# --- One tool, one indicator --------------------------------------------------------------------------------------


def _tool_section(
    tool: ToolView, place: int, used: Counter[str], previous: PreviousYear | None, year: YearResult
) -> Section:
    changed = changed_since(tool.score, previous.tool(tool.code), previous) if previous else ""
    opening = joined_sentences(
        "{เครื่องมือ} มี {จำนวนตัวชี้วัด} ตัวชี้วัด",
        "ยังไม่มีคะแนนเฉลี่ย เนื่องจากคะแนนยังไม่ครบทุกตัวชี้วัด" if tool.score is None else "ได้คะแนนเฉลี่ย {คะแนน} คะแนน",
        "{เพิ่มลดจากปีก่อน}" if changed else "",
        "ผลการวิเคราะห์รายตัวชี้วัดมีดังนี้",
    )
    return Section(
        f"๓.{thai_digits(place)}",
        f"{tool.thai_name} ({tool.english_name}: {tool.code})",
        (
            Paragraph.plain(opening, f"tool-{tool.code}"),
            *(_indicator_paragraph(line, tool, used, previous, year) for line in tool.indicators),
        ),
    )


def _indicator_paragraph(
    line: IndicatorView, tool: ToolView, used: Counter[str], previous: PreviousYear | None, year: YearResult
) -> Paragraph:
    """`(๑) **name** score, what it assesses, change from last year, conclusion`, then what the agency itself wrote."""
    changed = changed_since(line.score, previous.indicator(line.number), previous) if previous else ""
    place = _place(line, tool)
    wording = joined_sentences(
        _score_clause(line),
        place,
        _objective(line, of_its_own=line.score is None or bool(place)),
        "คะแนน{เพิ่มลดจากปีก่อน}" if changed else "",
        _conclusion(line, used, year),
        "{บทวิเคราะห์ของหน่วยงาน}" if line.analysis.strip() else "",
    )
    return Paragraph(
        (Run(f"({thai_digits(line.number)}) "), Run(line.name, bold=True), Run(f" {wording}")),
        key=f"indicator-{line.number}",
        lead=2,
    )


def _objective(line: IndicatorView, *, of_its_own: bool) -> str:
    """What the indicator assesses; `of_its_own` where the sentence before cannot be its subject."""
    what = "{ประเด็นการประเมิน}" if line.objective.removeprefix(ASSESSES) else ""
    if not line.objective.startswith(ASSESSES):
        return what
    return f"{'ตัวชี้วัดนี้' if of_its_own else 'เป็นการ'}{ASSESSES}{what}"


def _score_clause(line: IndicatorView) -> str:
    """The score, and that it is full."""
    if line.score is None:
        return "ยังไม่มีคะแนน"
    return "ได้คะแนนเต็ม {คะแนน} คะแนน" if line.full else "ได้ {คะแนน} คะแนน"


def _place(line: IndicatorView, tool: ToolView) -> str:
    """The score's place in its tool where that says something: not full, and alone at either end."""
    scores = [item.score for item in tool.indicators]
    known = [score for score in scores if score is not None]
    if line.score is None or line.full or len(known) < max(3, len(scores)) or known.count(line.score) > 1:
        return ""
    if line.score == min(known):
        return "ซึ่งต่ำที่สุดใน {เครื่องมือ}"
    return "ซึ่งสูงที่สุดใน {เครื่องมือ}" if line.score == max(known) else ""


def _conclusion(line: IndicatorView, used: Counter[str], year: YearResult) -> str:
    """How far the score is below its target, then the conclusion in the next of its sentences; of no score neither."""
    if line.score is None:
        return "ทั้งนี้ จะสรุปผลของตัวชี้วัดนี้ได้เมื่อมีคะแนนแล้ว"
    rules = year.conclusion_rules
    sentences = next((rule.sentences for rule in rules if rule.conclusion == line.conclusion), ())
    phrase = ""
    if sentences:
        phrase = sentences[used[line.conclusion] % len(sentences)].replace(PEOPLE, _PEOPLE.get(line.tool, "ผู้เกี่ยวข้อง"))
    used[line.conclusion] += 1
    return joined_sentences(_against_target(line, year), phrase)


def _against_target(line: IndicatorView, year: YearResult) -> str:
    """How far the score is below its target, or why one that is not is a point to improve all the same."""
    target = f"{year.target_name(line)} {{เป้าหมาย}} คะแนน"
    if line.below_target:
        return f"คะแนนต่ำกว่า{target} อยู่ {{ต่ำกว่าเป้าหมาย}} คะแนน"
    return f"คะแนนไม่ต่ำกว่า{target} และสามารถพัฒนาให้ดียิ่งขึ้นได้" if line.conclusion in TO_IMPROVE else ""
