"""Section ๓ of the report: strengths and weaknesses, then a paragraph for each indicator.

Official prose repeats itself easily: ten indicators with the same conclusion need not have the same sentence. What an
indicator's conclusion says is fixed (`enums.Conclusion`); how it is said goes through the phrasings below in order, so
that the same data always gives the same words.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from assessments.dashboard import IndicatorView, ToolView, YearResult
from assessments.enums import Conclusion
from assessments.thai import format_score, thai_digits
from assessments.wording import short_figure

from .blocks import Paragraph, Run, Section
from .document import PreviousYear
from .figures import Figure, radar_figure

TITLE = "การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"
FULL_SCORE = Decimal(100)

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
    figure = radar_figure(year, figure_number)
    # A paragraph of its own: an own wording of those above would keep the number it was written with.
    shown = (Paragraph.plain(_figure_sentence(figure)), figure) if figure else ()
    opening = (("opening", _tools_and_strengths(year)), ("weaknesses", _weaknesses_and_targets(year)))
    used: Counter[str] = Counter()
    return Section(
        number,
        title,
        (*(Paragraph.plain(" ".join(sentences), key) for key, sentences in opening if sentences), *shown),
        tuple(_tool_section(tool, place, used, previous) for place, tool in enumerate(year.tools, start=1)),
    )


def change(now: Decimal, before: Decimal) -> str:
    """How a published figure moved: `เพิ่มขึ้น ๐.๕๐ คะแนน`, `ลดลง …` or `เท่าเดิม`."""
    if now == before:
        return "เท่าเดิม"
    return f"{'เพิ่มขึ้น' if now > before else 'ลดลง'} {format_score(abs(now - before))} คะแนน"


def _changed(now: Decimal | None, before: Decimal | None, previous: PreviousYear | None) -> str:
    """`เพิ่มขึ้น ๐.๕๐ คะแนนจากปีงบประมาณ พ.ศ. ๒๕๖๗`; empty where either year has no figure."""
    if previous is None or now is None or before is None:
        return ""
    then = f"ปีงบประมาณ พ.ศ. {thai_digits(previous.fiscal_year)}"
    return f"เท่ากับ{then}" if now == before else f"{change(now, before)}จาก{then}"


def listed(items: Sequence[str]) -> str:
    """`ก`, `ก และข`, `ก ข และค` as running prose writes it; a Latin word after และ is set off by a space."""
    if len(items) < 2:
        return "".join(items)
    return f"{' '.join(items[:-1])} และ{' ' if items[-1][:1].isascii() else ''}{items[-1]}"


# --- Opening ------------------------------------------------------------------------------------------------------


def _tools_and_strengths(year: YearResult) -> list[str]:
    return [sentence for sentence in (_tools_sentence(year), _strengths_sentence(year)) if sentence]


def _weaknesses_and_targets(year: YearResult) -> list[str]:
    sentences = (_weaknesses_sentence(year), _targets_sentence(year), _missing_sentence(year))
    return [sentence for sentence in sentences if sentence]


def _tools_sentence(year: YearResult) -> str:
    """The tools from the highest score to the lowest, and which of them costs the overall most."""
    scored = [tool for tool in year.tools if tool.score is not None]
    if not scored:
        return ""
    ranked = sorted(scored, key=lambda tool: -(tool.score or 0))
    scores = [f"{tool.code} ได้ {format_score(tool.score)} คะแนน" for tool in ranked]
    if len(ranked) == 3 and len({tool.score for tool in ranked}) == 3:
        first, second, last = ranked
        sentence = (
            f"เมื่อพิจารณารายเครื่องมือ {first.code} ได้คะแนนสูงที่สุด {format_score(first.score)} คะแนน "
            f"รองลงมาคือ {second.code} {format_score(second.score)} คะแนน "
            f"และ {last.code} {format_score(last.score)} คะแนน"
        )
    else:
        sentence = f"เมื่อพิจารณารายเครื่องมือ {listed(scores)}"
    costs = sorted((tool.cost or Decimal(0) for tool in year.tools), reverse=True)
    costly = [tool for tool in scored if tool.cost and tool.cost == costs[0]]
    if len(costly) != 1 or len(scored) != len(year.tools):
        return sentence
    tool = costly[0]
    return (
        f"{sentence} โดย {tool.code} ซึ่งมีน้ำหนักร้อยละ {short_figure(tool.weight)} "
        f"ทำให้คะแนนภาพรวมลดลงมากที่สุด {format_score(tool.cost)} คะแนน"
    )


def _strengths_sentence(year: YearResult) -> str:
    strengths = year.strengths
    if not strengths:
        return ""
    if strengths[0].score != FULL_SCORE:
        return f"จุดแข็งของหน่วยงาน ได้แก่ {listed([_named_score(line) for line in strengths])}"
    names = listed([_named(line) for line in strengths])
    tools = {line.tool for line in strengths}
    where = f" ซึ่งอยู่ใน {tools.pop()} ทั้งหมด" if len(tools) == 1 and len(strengths) > 1 else ""
    count = f"จำนวน {thai_digits(len(strengths))} ตัวชี้วัด " if len(strengths) > 1 else ""
    return f"จุดแข็งของหน่วยงาน คือ ตัวชี้วัดที่ได้คะแนนเต็ม ๑๐๐ คะแนน {count}ได้แก่ {names}{where}"


def _weaknesses_sentence(year: YearResult) -> str:
    """What should be improved, what costs most first: the indicators concluded so, so that it agrees with (๑)–(๑๐)."""
    improve = [line for line in year.indicators if line.conclusion == Conclusion.IMPROVE and line.score is not None]
    improve.sort(key=lambda line: (line.score or Decimal(0), -(line.cost or Decimal(0)), line.number))
    if improve:
        names = listed([_named_score(line) for line in improve])
        return f"จุดที่ควรปรับปรุง{' เรียงจากคะแนนต่ำไปสูง' if len(improve) > 1 else ''} ได้แก่ {names}"
    if year.weaknesses:
        names = listed([_named_score(line) for line in year.weaknesses])
        return f"แม้ไม่มีตัวชี้วัดใดอยู่ในเกณฑ์ที่ต้องปรับปรุง แต่ยังมีตัวชี้วัดที่พัฒนาต่อได้ ได้แก่ {names}"
    return "ไม่มีตัวชี้วัดใดเสียคะแนน" if year.result.scored else ""


def _targets_sentence(year: YearResult) -> str:
    """Which indicators are below the agency's own target, the widest gap first."""
    own = f"เป้าหมายของหน่วยงาน {short_figure(year.target)} คะแนน"
    if len({line.target for line in year.indicators}) > 1:
        own = "เป้าหมายของหน่วยงานที่กำหนดไว้เฉพาะตัวชี้วัด"
    if year.flagged:
        items = [f"{_named(line)} (ขาด {format_score(line.gap)} คะแนน)" for line in year.flagged]
        count = thai_digits(len(items))
        return f"เมื่อเทียบกับ{own} มีตัวชี้วัดที่ต่ำกว่าเป้าหมาย {count} ตัวชี้วัด ได้แก่ {listed(items)}"
    return f"ทั้งนี้ ทุกตัวชี้วัดได้คะแนนไม่ต่ำกว่า{own}" if year.result.scored else ""


def _figure_sentence(figure: Figure) -> str:
    return f"คะแนนของทุกตัวชี้วัดเทียบกับคะแนนเต็มและเป้าหมาย ปรากฏตามภาพที่ {thai_digits(figure.number)}"


def _missing_sentence(year: YearResult) -> str:
    missing = [line for line in year.indicators if line.score is None]
    if len(missing) == len(year.indicators):
        return "ยังไม่มีคะแนนของตัวชี้วัดใดในระบบ จึงยังวิเคราะห์ผลการประเมินไม่ได้"
    if not missing:
        return ""
    return f"ส่วน{listed([_named(line) for line in missing])} ยังไม่มีคะแนนในระบบ จึงยังวิเคราะห์ไม่ได้"


def _named(line: IndicatorView) -> str:
    return f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name}"


def _named_score(line: IndicatorView) -> str:
    return f"{_named(line)} ({format_score(line.score)} คะแนน)"


# --- One tool, one indicator --------------------------------------------------------------------------------------


def _tool_section(tool: ToolView, place: int, used: Counter[str], previous: PreviousYear | None) -> Section:
    count = thai_digits(len(tool.indicators))
    score = (
        f"ได้ {format_score(tool.score)} คะแนน" if tool.score is not None else "ยังไม่มีคะแนนเฉลี่ย เพราะคะแนนยังไม่ครบทุกตัวชี้วัด"
    )
    changed = _changed(tool.score, previous.tool(tool.code), previous) if previous else ""
    opening = " ".join(filter(None, [f"{tool.code} มี {count} ตัวชี้วัด", score, changed, "ผลการวิเคราะห์รายตัวชี้วัดมีดังนี้"]))
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
    score = _score_clause(line, tool)
    what = line.objective
    if what.startswith("ประเมิน"):
        # After a relative clause the sentence needs a subject of its own.
        what = f"ตัวชี้วัดนี้{what}" if "ซึ่ง" in score else f"เป็นการ{what}"
    changed = _changed(line.score, previous.indicator(line.number), previous) if previous else ""
    moved = f"คะแนน{changed}" if changed else ""
    sentences = [f"{score} {what}".strip(), moved, _conclusion(line, used), line.analysis.strip()]
    return Paragraph(
        (
            Run(f"({thai_digits(line.number)}) "),
            Run(line.name, bold=True),
            Run(f" {' '.join(filter(None, sentences))}"),
        ),
        key=f"indicator-{line.number}",
        lead=2,
    )


def _score_clause(line: IndicatorView, tool: ToolView) -> str:
    """The score, with its place in the tool where that says something: full, or alone at either end."""
    if line.score is None:
        return "ยังไม่มีคะแนนในระบบ"
    if line.score == FULL_SCORE:
        return f"ได้คะแนนเต็ม {format_score(line.score)} คะแนน"
    return f"ได้ {format_score(line.score)} คะแนน{_place(line.score, [item.score for item in tool.indicators], tool)}"


def _place(score: Decimal, scores: Sequence[Decimal | None], tool: ToolView) -> str:
    if len(scores) < 3 or None in scores or scores.count(score) > 1:
        return ""
    known = [item for item in scores if item is not None]
    if score == min(known):
        return f" ซึ่งต่ำที่สุดใน {tool.code}"
    return f" ซึ่งสูงที่สุดใน {tool.code}" if score == max(known) else ""


def _conclusion(line: IndicatorView, used: Counter[str]) -> str:
    if line.score is None:
        return "เมื่อมีคะแนนแล้วจึงจะสรุปผลของตัวชี้วัดนี้ได้"
    phrasings = _CONCLUSIONS.get(line.conclusion, ())
    if not phrasings:
        return ""
    phrase = phrasings[used[line.conclusion] % len(phrasings)]
    used[line.conclusion] += 1
    sentence = phrase.format(people=_PEOPLE.get(line.tool, "ผู้เกี่ยวข้อง"))
    if line.below_target:
        below = f"คะแนนต่ำกว่าเป้าหมายของหน่วยงาน {short_figure(line.target)} คะแนน อยู่ {format_score(line.gap)} คะแนน"
        return f"{below} {sentence}"
    return sentence
