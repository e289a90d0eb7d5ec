"""Where the figures of a year come from, in words: what was announced, and what the portal worked out."""

from .results import YearResult
from .wording import join_thai

INDICATORS, OVERALL, LEVEL = "คะแนนตัวชี้วัด", "คะแนนภาพรวม", "ระดับ"


def source_of_scores(year: YearResult) -> str:
    """`คะแนนตัวชี้วัดตามประกาศของสำนักงาน ป.ป.ช. ส่วน…เป็นผลคำนวณของระบบ`: each figure by what is stored, none left out.

    Scores of indicators are typed from the announcement. Overall and level are announced where the announced ones are
    stored, or where the year keeps nothing else.
    """
    only = year.criteria.overall_only
    announced = [] if only else [INDICATORS]
    computed = []
    for what, given, shown in (
        (OVERALL, year.published_overall is not None, year.overall is not None),
        (LEVEL, bool(year.published_level), bool(year.levels)),
    ):
        if given or (only and shown):
            announced.append(what)
        elif shown:
            computed.append(what)
    told = [f"{_joined(announced)}ตามประกาศของสำนักงาน ป.ป.ช."] if announced else []
    if computed:
        told.append(f"{'ส่วน' if told else ''}{_joined(computed)}เป็นผลคำนวณของระบบ")
    return " ".join(told)


def _joined(names: list[str]) -> str:
    """Two names as one phrase: nothing parts them but และ."""
    return "และ".join(names) if len(names) == 2 else join_thai(names)
