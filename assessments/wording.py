"""Thai sentences for what the scoring rules decided: level, target, and what is missing to the next level.

Used alike by the dashboard, the admin and the report, so that a reason is worded once. Figures are in Thai digits.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from .conclusions import TO_IMPROVE, ConclusionRule, label_of
from .enums import LOW_TONES, Conclusion
from .results import IndicatorView, LevelView, YearResult
from .scoring import Shortfall
from .thai import format_score, thai_digits
from .ties import equals_of


def short_figure(value: Decimal) -> str:
    """A threshold or weight without needless zeros, `๘๕` or `๙๒.๕`, in Thai digits."""
    return thai_digits(f"{value.normalize():f}")


def exact_figure(value: Decimal, places: int = 6) -> str:
    """An unrounded figure as a working shows it, `๙๙.๕๖๘`; more than `places` decimals are cut off, `๙๘.๗๐๓๓๓๓…`."""
    cut = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)
    return short_figure(value) if cut == value else f"{thai_digits(cut)}…"


def join_thai(items: Sequence[str]) -> str:
    """`ก`, `ก และข`, `ก ข และค`, as Thai official prose lists things; digits and Latin words are set off by a space."""
    if len(items) < 2:
        return "".join(items)
    return f"{' '.join(items[:-1])} และ{spaced(items[-1])}"


def spaced(text: str) -> str:
    """What follows a Thai word: set off by a space where it does not begin with a Thai letter."""
    return text if "\u0e01" <= text[:1] <= "\u0e4e" else f" {text}"


def subject(shortfall: Shortfall) -> str:
    """What a condition is about: `คะแนนภาพรวม`, `OIT`, `EIT ส่วนที่ ๑`."""
    if shortfall.tool is None:
        return "คะแนนภาพรวม"
    return f"{shortfall.tool} ส่วนที่ {thai_digits(shortfall.part)}" if shortfall.part else shortfall.tool


def level_words(year: YearResult) -> str:
    """The level, or the range of levels that are possible, or that none is reached, or that there is no result."""
    if not year.levels:
        return "ไม่ถึงเกณฑ์ของระดับใด" if year.result.scored and year.criteria.levels else "ยังไม่มีผล"
    if year.level:
        return year.level.name
    return f"ระหว่าง “{year.levels[-1].name}” กับ “{year.levels[0].name}”"


def target_sentence(year: YearResult) -> str:
    """Whether the national target is met and why."""
    need = short_figure(year.criteria.target)
    if year.result.target_met is True:
        return f"บรรลุค่าเป้าหมาย โดยคะแนนภาพรวมและคะแนนทุกเครื่องมือไม่ต่ำกว่า {need} คะแนน"
    if year.result.target_met is False:
        short = [_have(item) for item in year.result.target_shortfalls if item.certain]
        # An announced level may settle it while the part that it is about is not known.
        return f"ไม่บรรลุค่าเป้าหมาย {need} คะแนน {_because(short or [f'ระดับที่ประกาศคือ “{year.published_level}”'])}"
    if not year.result.scored:
        return ""
    return f"{open_target_sentence(year)} ต้องใช้คะแนน {_unknown(year.result.target_shortfalls)}"


def open_target_sentence(year: YearResult) -> str:
    """That nobody knows whether the target is met, without the figure that it takes."""
    return f"ยังระบุไม่ได้ว่าบรรลุค่าเป้าหมาย {short_figure(year.criteria.target)} คะแนนหรือไม่"


def next_level_sentence(year: YearResult) -> str:
    """Why the level is not the next better one; an empty text at the top or where there is no result."""
    level = year.next_level
    if level is None:
        return undetermined_sentence(year)
    certain = [item for item in year.result.next_level_shortfalls if item.certain]
    if certain and level.tone in LOW_TONES and year.level:
        return f"ต้องได้คะแนนภาพรวม {short_figure(level.min_overall)} คะแนนขึ้นไปจึงจะพ้นระดับ “{year.level.name}”"
    reasons = [_have(item) for item in certain]
    sentence = f"ยังไม่ถึง “{level.name}” {_because(reasons)} ({_needs(level, certain)})" if reasons else ""
    return " ".join(filter(None, [undetermined_sentence(year), sentence]))


def _needs(level: LevelView, short: Sequence[Shortfall]) -> str:
    """What a level asks for of that which falls short of it."""
    overall = any(item.tool is None for item in short)
    each = level.min_each is not None and any(item.tool for item in short)
    if overall and each and level.min_each == level.min_overall:
        return f"ต้องได้คะแนนภาพรวมและคะแนนทุกเครื่องมือ {short_figure(level.min_overall)} คะแนนขึ้นไป"
    needs = [f"คะแนนภาพรวม {short_figure(level.min_overall)} คะแนนขึ้นไป"] if overall else []
    if each and level.min_each is not None:
        needs.append(f"คะแนนทุกเครื่องมือ {short_figure(level.min_each)} คะแนนขึ้นไป")
    return f"ต้องได้{join_thai(needs)}"


def undetermined_sentence(year: YearResult) -> str:
    """Which figure is needed while more than one level is possible; an empty text when the level is settled."""
    if not year.result.undetermined:
        return ""
    parts = join_thai([f"{part.tool} ส่วนที่ {thai_digits(part.part)}" for part in year.result.unknown_parts])
    return f"ยังระบุระดับไม่ได้ ต้องใช้คะแนน {parts} ซึ่งยังไม่ได้บันทึก"


def band_conditions(rules: Sequence[ConclusionRule]) -> list[str]:
    """Which scores each band of conclusions is of, from the best down; an indicator's target parts them in two."""
    target, found, above, below_target = "เป้าหมายของตัวชี้วัด", [], "", False
    for rule in rules:
        least = "" if rule.min_score is None else f"{short_figure(rule.min_score)} คะแนน"
        ends = f" แต่ต่ำกว่า {above}" if above else ""
        if rule.min_score is None:
            found.append(f"ถึง{target}{ends}")
            below_target = True
        elif not below_target:
            found.append(f"ตั้งแต่ {least}{ends or 'ขึ้นไป'} และถึง{target}")
        elif rule.min_score == 0:
            found.append(f"ต่ำกว่า{target}{f' และต่ำกว่า {above}' if above else ''}")
        else:
            found.append(f"ต่ำกว่า{target} แต่ตั้งแต่ {least}{ends or 'ขึ้นไป'}")
        above = least
    return found


def no_strength_sentence(year: YearResult) -> str:
    """That no indicator is a strength, with the reason where it is the scores; empty where one is."""
    if year.strengths:
        return ""
    starts = [rule.min_score for rule in year.conclusion_rules if rule.conclusion == Conclusion.EXCELLENT]
    scores = [line.score for line in year.indicators if line.score is not None]
    if scores and starts and starts[0] is not None and max(scores) < starts[0]:
        return f"ยังไม่มีจุดแข็ง เพราะยังไม่มีตัวชี้วัดใดได้ตั้งแต่ {short_figure(starts[0])} คะแนนขึ้นไป"
    return "ยังไม่มีตัวชี้วัดที่จัดเป็นจุดแข็งได้"


def overruled_notes(year: YearResult, chosen: Mapping[int, str]) -> list[str]:
    """Of each indicator whose chosen conclusion its score does not allow: what was chosen and what the report says."""
    notes = []
    for line in year.indicators:
        choice = chosen.get(line.number, "")
        if choice and line.score is not None and choice != line.conclusion:
            notes.append(
                f"ตัวชี้วัดที่ {thai_digits(line.number)} เลือกข้อสรุป “{label_of(choice, year.conclusion_rules)}” "
                f"แต่ได้ {format_score(line.score)} คะแนน {'ต่ำกว่า' if line.below_target else 'ถึง'}เป้าหมาย "
                f"รายงานจะใช้ “{year.conclusion_words(line)}”"
            )
    return notes


def points_note(year: YearResult) -> str:
    """What the points to improve are and in what order they stand; or why there is none."""
    points = year.to_improve
    if not points:
        if all(line.full for line in year.indicators):
            return "ไม่มี เพราะทุกตัวชี้วัดได้คะแนนเต็ม"
        return "ไม่มี เพราะทุกตัวชี้วัดได้ผลดีมากแล้ว จึงควรรักษามาตรฐานไว้"
    if points == year.flagged:
        held = f"{year.target_name()} {short_figure(year.target)} คะแนน" if year.one_target else "เป้าหมายของแต่ละตัวชี้วัด"
        what = f"ตัวชี้วัดที่ได้คะแนนต่ำกว่า{held}"
    elif any(line.conclusion in TO_IMPROVE for line in points):
        what = "ตัวชี้วัดที่ได้คะแนนต่ำกว่าเป้าหมายหรือที่หน่วยงานเห็นว่าควรพัฒนาต่อ"
    else:
        what = "ตัวชี้วัดที่ได้ผลดีและยังพัฒนาต่อได้"
    return " ".join(filter(None, [what, points_order(year), equal_scores(points)]))


def points_order(year: YearResult) -> str:
    """In what order the points to improve stand, where one figure says it of all of them; empty among equals."""
    points = year.to_improve
    if len({line.score for line in points}) < 2:
        return ""
    if year.one_target:  # the widest gap is the lowest score
        return "เรียงจากคะแนนต่ำไปสูง"
    # Of equal gaps the lower score comes first, which this order does not say.
    gaps = [line.gap for line in points]
    return "เรียงจากที่ต่ำกว่าเป้าหมายมากไปน้อย" if all(gaps) and len(set(gaps)) == len(gaps) else ""


def equal_scores(lines: Sequence[IndicatorView]) -> str:
    """`ตัวชี้วัดที่ ๙ และ ๑๐ ได้คะแนนเท่ากัน` for each score that several have; empty where none is so."""
    groups = equals_of(lines, lambda line: line.score)
    numbers = [join_thai([thai_digits(line.number) for line in group]) for group in groups]
    return join_thai([f"ตัวชี้วัดที่ {each} ได้คะแนนเท่ากัน" for each in numbers])


def missing_sentence(year: YearResult) -> str:
    """Which indicators have no score; an empty text when all have."""
    if not year.result.missing:
        return ""
    numbers = join_thai([thai_digits(number) for number in year.result.missing])
    missing = "จึงยังไม่มีคะแนนภาพรวม" if year.overall is None else "จึงยังคำนวณคะแนนภาพรวมไม่ได้"
    return f"ยังไม่มีคะแนนตัวชี้วัดที่ {numbers} {missing}"


def level_condition(level: LevelView, above: LevelView | None) -> str:
    """The condition of a level in words, with what keeps it apart from the level above it."""
    what = "คะแนนภาพรวม"
    if level.min_each is not None and level.min_each == level.min_overall:
        what = "คะแนนภาพรวมและคะแนนทุกเครื่องมือ"
    begins = f"{what}ตั้งแต่ {short_figure(level.min_overall)}"
    if level.min_each is not None and level.min_each != level.min_overall:
        begins = f"{begins} และคะแนนทุกเครื่องมือตั้งแต่ {short_figure(level.min_each)}"
    if above is None:
        return f"{begins} ขึ้นไป"
    if level.min_each is None and above.min_each is not None and above.min_overall == level.min_overall:
        return f"{begins} แต่บางเครื่องมือต่ำกว่า {short_figure(above.min_each)}"
    if above.min_each is not None:
        return f"{begins} แต่ไม่ถึงเกณฑ์ของ “{above.name}”"
    if level.min_overall == 0 and level.min_each is None:
        return f"คะแนนภาพรวมต่ำกว่า {short_figure(above.min_overall)}"
    return f"{begins} แต่ต่ำกว่า {short_figure(above.min_overall)}"


def _because(reasons: Sequence[str]) -> str:
    """`เพราะ` and the reasons."""
    return f"เพราะ{spaced(join_thai(reasons))}"


def _have(item: Shortfall) -> str:
    if item.tool is None:
        return f"ได้คะแนนภาพรวม {format_score(item.have)} คะแนน"
    if item.high is not None:
        return f"{subject(item)} อยู่ระหว่าง {format_score(item.have)} ถึง {format_score(item.high)} คะแนน"
    return f"{subject(item)} ได้ {format_score(item.have)} คะแนน"


def _unknown(items: Sequence[Shortfall]) -> str:
    return join_thai([subject(item) for item in items if not item.certain])
