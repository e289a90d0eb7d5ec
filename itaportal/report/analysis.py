"""Section ๓ of the report: strengths and weaknesses, then a paragraph for each indicator.

Official prose repeats itself easily: ten indicators with the same conclusion need not have the same sentence. What an
indicator's conclusion says is fixed (`enums.Conclusion`); how it is said goes through the phrasings below in order, so
that the same data always gives the same words.

Paragraphs are written with names in braces where their figures stand; see `narrative`.
"""

from collections import Counter

from assessments.enums import Conclusion
from assessments.results import IndicatorView, ToolView, YearResult
from assessments.thai import thai_digits

from .blocks import Paragraph, Run, Section
from .document import PreviousYear
from .figures import Figure, radar_figure
from .prose import changed_since, joined_sentences
from .values import ASSESSES, costliest_tool, highest_indicators, ranked_tools

TITLE = "การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"

# Whose view a tool measures, or for OIT who keeps what is published.
_PEOPLE = {"IIT": "บุคลากรภายใน", "EIT": "ผู้รับบริการและผู้มีส่วนได้ส่วนเสีย", "OIT": "เจ้าหน้าที่ที่เกี่ยวข้อง"}

_CONCLUSIONS: dict[str, tuple[str, ...]] = {
    Conclusion.EXCELLENT: (
        "ผลอยู่ในเกณฑ์ดีเยี่ยม หน่วยงานจะรักษามาตรฐานนี้ไว้อย่างต่อเนื่อง",
        "ผลการประเมินอยู่ในเกณฑ์ดีเยี่ยม จึงควรคงแนวทางที่ถือปฏิบัติอยู่และกำกับดูแลไม่ให้มาตรฐานลดลง",
        "นับเป็นผลในเกณฑ์ดีเยี่ยม หน่วยงานจะถือปฏิบัติตามแนวทางเดิมและทบทวนให้ทันสมัยอยู่เสมอ",
    ),
    Conclusion.GOOD: (
        "ผลอยู่ในเกณฑ์ดี แต่ยังมีส่วนที่พัฒนาต่อได้ โดยสร้างความเข้าใจให้ทั่วถึงยิ่งขึ้น",
        "ผลการประเมินอยู่ในเกณฑ์ดี และยังพัฒนาให้ดีขึ้นได้อีก หากชี้แจงให้{people}รับทราบอย่างทั่วถึง",
        "นับเป็นผลในเกณฑ์ดี สิ่งที่ควรทำต่อไปคือสร้างความเข้าใจแก่{people}ให้ชัดเจนยิ่งขึ้น",
        "ผลในด้านนี้อยู่ในเกณฑ์ดี หน่วยงานควรรับฟังความเห็นของ{people}เพื่อนำมาพัฒนาต่อ",
    ),
    Conclusion.IMPROVE: (
        "หน่วยงานควรปรับปรุงการดำเนินงานด้านนี้ และสร้างความเข้าใจให้มากกว่าที่ผ่านมา",
        "จึงเป็นด้านที่หน่วยงานควรเร่งปรับปรุง พร้อมทั้งสร้างความเข้าใจแก่{people}ให้มากกว่าที่ผ่านมา",
        "หน่วยงานจำเป็นต้องปรับปรุงการดำเนินงานด้านนี้ให้ครบถ้วนยิ่งขึ้น และมอบหมายผู้ติดตามให้ชัดเจน",
        "ด้านนี้ยังต้องปรับปรุง หน่วยงานควรวางแนวทางร่วมกับ{people}และติดตามผลอย่างใกล้ชิด",
    ),
}


def analysis_section(year: YearResult, previous: PreviousYear | None = None, figure_number: int = 1) -> Section:
    """Return section ๓ with its subsections ๓.๑ … one a tool; indicators are numbered through the whole section.

    Strengths and weaknesses are shown by a radar, the report's figure `figure_number`, where every score is there.
    Where there is a year before to compare with, every tool and indicator says how it moved.
    """
    number, title = "๓.", f"{TITLE} ประจำปีงบประมาณ พ.ศ. {thai_digits(year.fiscal_year)}"
    if not year.tools:
        none = "ปีงบประมาณนี้ไม่มีคะแนนรายเครื่องมือและรายตัวชี้วัดในระบบ จึงไม่ได้วิเคราะห์รายตัวชี้วัด"
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
        tuple(_tool_section(tool, place, used, previous) for place, tool in enumerate(year.tools, start=1)),
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
            "รองลงมาคือ {เครื่องมืออันดับที่ ๒} {คะแนนเครื่องมืออันดับที่ ๒} คะแนน "
            "และ {เครื่องมืออันดับที่ ๓} {คะแนนเครื่องมืออันดับที่ ๓} คะแนน"
        )
    if costliest_tool(year) is None:
        return sentence
    return (
        f"{sentence} โดย {{เครื่องมือที่เสียคะแนนมากที่สุด}} ซึ่งมีน้ำหนักร้อยละ {{น้ำหนักของเครื่องมือที่เสียคะแนนมากที่สุด}} "
        "ทำให้คะแนนภาพรวมลดลงมากที่สุด {คะแนนที่เสียมากที่สุด} คะแนน"
    )


def _strengths_sentence(year: YearResult) -> str:
    """The strengths, nearest to full marks first; where nothing is strong, what is highest."""
    strengths, best = year.strengths, highest_indicators(year)
    if not strengths:
        none = "หน่วยงานยังไม่มีตัวชี้วัดที่จัดเป็นจุดแข็งได้" if best else ""
        return f"{none} โดยตัวชี้วัดที่ได้คะแนนสูงที่สุด คือ {{ตัวชี้วัดที่คะแนนสูงที่สุด}}" if 0 < len(best) <= 3 else none
    if not strengths[0].full:
        return "จุดแข็งของหน่วยงาน ได้แก่ {จุดแข็ง}"
    if len(strengths) == len(year.indicators):
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
    """What should be improved, the widest gap first: the indicators concluded so, so that it agrees with (๑)–(๑๐)."""
    improve = year.to_improve
    if improve:
        # With one target for all, the widest gap is the lowest score.
        by_target = not _one_target(year) and any(line.below_target for line in improve)
        order = "เรียงจากคะแนนที่ขาดจากเป้าหมายมากไปน้อย" if by_target else "เรียงจากคะแนนต่ำไปสูง"
        ordered = len({line.gap if by_target else line.score for line in improve}) > 1
        return joined_sentences("จุดที่ควรปรับปรุง", order if ordered else "", "ได้แก่ {จุดที่ควรปรับปรุง}")
    if year.weaknesses:
        return "แม้ไม่มีตัวชี้วัดใดอยู่ในเกณฑ์ที่ต้องปรับปรุง แต่ยังมีตัวชี้วัดที่พัฒนาต่อได้ ได้แก่ {จุดที่พัฒนาต่อได้}"
    return "ไม่มีตัวชี้วัดใดที่ต้องปรับปรุง เนื่องจากทุกตัวชี้วัดได้คะแนนเต็ม" if year.result.scored else ""


def _one_target(year: YearResult) -> bool:
    """Whether every indicator has the agency's target of the year."""
    return {line.target for line in year.indicators} <= {year.target}


def _targets_sentence(year: YearResult) -> str:
    """Which indicators are below the agency's own target, the widest gap first."""
    own = "เป้าหมายของหน่วยงาน {เป้าหมายของหน่วยงาน} คะแนน" if _one_target(year) else "เป้าหมายที่หน่วยงานกำหนดไว้ของแต่ละตัวชี้วัด"
    if year.flagged:
        return f"เมื่อเทียบกับ{own} มีตัวชี้วัดที่ต่ำกว่าเป้าหมาย {{จำนวนตัวชี้วัดที่ต่ำกว่าเป้าหมาย}} ตัวชี้วัด ได้แก่ {{ตัวชี้วัดที่ต่ำกว่าเป้าหมาย}}"
    # Where all have full marks the sentence before has said more.
    said = all(line.full for line in year.indicators)
    return f"ทั้งนี้ ทุกตัวชี้วัดได้คะแนนไม่ต่ำกว่า{own}" if year.result.scored and not said else ""


def _figure_sentence(figure: Figure) -> str:
    return f"คะแนนของทุกตัวชี้วัดเทียบกับคะแนนเต็มและเป้าหมาย ปรากฏตามภาพที่ {thai_digits(figure.number)}"


def _missing_sentence(year: YearResult, beside: str) -> str:
    """What has no score; `beside` joins it to what was said of the others."""
    missing = [line for line in year.indicators if line.score is None]
    if len(missing) == len(year.indicators):
        return "ยังไม่มีคะแนนของตัวชี้วัดใดในระบบ จึงยังวิเคราะห์ผลการประเมินไม่ได้"
    return f"{beside}{{ตัวชี้วัดที่ยังไม่มีคะแนน}} ยังไม่มีคะแนนในระบบ จึงยังวิเคราะห์ไม่ได้" if missing else ""


# --- One tool, one indicator --------------------------------------------------------------------------------------


def _tool_section(tool: ToolView, place: int, used: Counter[str], previous: PreviousYear | None) -> Section:
    changed = changed_since(tool.score, previous.tool(tool.code), previous) if previous else ""
    opening = joined_sentences(
        "{เครื่องมือ} มี {จำนวนตัวชี้วัด} ตัวชี้วัด",
        "ยังไม่มีคะแนนเฉลี่ย เพราะคะแนนยังไม่ครบทุกตัวชี้วัด" if tool.score is None else "ได้ {คะแนน} คะแนน",
        "{เพิ่มลดจากปีก่อน}" if changed else "",
        "ผลการวิเคราะห์รายตัวชี้วัดมีดังนี้",
    )
    return Section(
        f"๓.{thai_digits(place)}",
        f"{tool.thai_name} ({tool.english_name}: {tool.code})",
        (
            Paragraph.plain(opening, f"tool-{tool.code}"),
            *(_indicator_paragraph(line, tool, used, previous) for line in tool.indicators),
        ),
    )


def _indicator_paragraph(
    line: IndicatorView, tool: ToolView, used: Counter[str], previous: PreviousYear | None
) -> Paragraph:
    """`(๑) **name** score, what it assesses, change from last year, conclusion`, then what the agency itself wrote."""
    changed = changed_since(line.score, previous.indicator(line.number), previous) if previous else ""
    place = _place(line, tool)
    wording = joined_sentences(
        _score_clause(line),
        place,
        _objective(line, of_its_own=line.score is None or bool(place)),
        "คะแนน{เพิ่มลดจากปีก่อน}" if changed else "",
        _conclusion(line, used),
        "{ผลการวิเคราะห์}" if line.analysis.strip() else "",
    )
    return Paragraph(
        (Run(f"({thai_digits(line.number)}) "), Run(line.name, bold=True), Run(f" {wording}")),
        key=f"indicator-{line.number}",
        lead=2,
    )


def _objective(line: IndicatorView, *, of_its_own: bool) -> str:
    """What the indicator assesses; `of_its_own` where the sentence before cannot be its subject."""
    what = "{ประเด็นที่ประเมิน}" if line.objective.removeprefix(ASSESSES) else ""
    if not line.objective.startswith(ASSESSES):
        return what
    return f"{'ตัวชี้วัดนี้' if of_its_own else 'เป็นการ'}{ASSESSES}{what}"


def _score_clause(line: IndicatorView) -> str:
    """The score, and that it is full."""
    if line.score is None:
        return "ยังไม่มีคะแนนในระบบ"
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


def _conclusion(line: IndicatorView, used: Counter[str]) -> str:
    if line.score is None:
        return "เมื่อมีคะแนนแล้วจึงจะสรุปผลของตัวชี้วัดนี้ได้"
    phrasings = _CONCLUSIONS.get(line.conclusion, ())
    if not phrasings:
        return ""
    phrase = phrasings[used[line.conclusion] % len(phrasings)].format(people=_PEOPLE.get(line.tool, "ผู้เกี่ยวข้อง"))
    used[line.conclusion] += 1
    below = "คะแนนต่ำกว่าเป้าหมายของหน่วยงาน {เป้าหมาย} คะแนน อยู่ {ขาด} คะแนน" if line.below_target else ""
    return joined_sentences(below, phrase)
