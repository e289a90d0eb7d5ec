"""What is concluded of an indicator from its score: by bands that each year's criteria give as data.

Pure: standard library and choices only. The bands are read from the best down. One of them begins at the indicator's
own target; what stands above it is good, what stands below it is to be improved. So a score that reaches its target is
never called a point to improve for its place in a list, and one below it is never called good.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .enums import Conclusion

PEOPLE = "{ผู้เกี่ยวข้อง}"  # in a sentence: those whose view the tool measures

GOOD = (Conclusion.EXCELLENT.value, Conclusion.GOOD.value)
TO_IMPROVE = (Conclusion.IMPROVE.value, Conclusion.URGENT.value)


@dataclass(frozen=True)
class ConclusionRule:
    """A band: scores from `min_score` up, from the indicator's target where that is None, are concluded so.

    `conclusion` is how urgent it is (`enums.Conclusion`), `label` the conclusion in a few words, `sentences` how the
    report says it: several, taken in turn, so that ten indicators are not said alike.
    """

    conclusion: str
    label: str
    min_score: Decimal | None
    sentences: tuple[str, ...]


def band_of(score: Decimal | None, target: Decimal, rules: Sequence[ConclusionRule]) -> ConclusionRule | None:
    """Return the band of a score; None without a score, of which nothing can be concluded.

    The target parts the bands: what is above the target's band begins at the target at the lowest.

    >>> two = [ConclusionRule("excellent", "ดีมาก", Decimal(95), ()), ConclusionRule("good", "ดี", None, ())]
    >>> band_of(Decimal(96), Decimal(85), two).label, band_of(Decimal(96), Decimal(98), two)
    ('ดีมาก', None)
    """
    if score is None:
        return None
    above = True
    for rule in rules:
        if rule.min_score is None:
            above, begins = False, target
        else:
            begins = max(rule.min_score, target) if above else rule.min_score
        if score >= begins:
            return rule
    return None


def conclusion_of(score: Decimal | None, target: Decimal, chosen: str, rules: Sequence[ConclusionRule]) -> str:
    """Return the conclusion of an indicator: what the agency chose, as far as its figures allow, else its band's.

    Below its target nothing is good; at or above it nothing is urgent. Empty without a score.
    """
    if score is None:
        return ""
    band = band_of(score, target, rules)
    by_score = band.conclusion if band else ""
    if score < target:
        return chosen if chosen in TO_IMPROVE else by_score
    return Conclusion.IMPROVE.value if chosen == Conclusion.URGENT else chosen or by_score


def speaks_against(conclusion: str, by_score: str) -> bool:
    """Whether a conclusion says what its score's band (`by_score`) does not bear.

    It blames who reached the target, praises who did not, keeps a standard that was not reached, or makes light of
    what is urgent. Less praise, and more haste below the target, are the agency's own to choose.

    >>> speaks_against("improve", "excellent"), speaks_against("good", "excellent")
    (True, False)
    """
    if not conclusion or not by_score or conclusion == by_score:
        return False
    if (conclusion in TO_IMPROVE) != (by_score in TO_IMPROVE):
        return True
    return conclusion == Conclusion.EXCELLENT or by_score == Conclusion.URGENT


def label_of(conclusion: str, rules: Sequence[ConclusionRule]) -> str:
    """Return the words of a conclusion in these criteria, else in general; empty where there is none."""
    found = next((rule.label for rule in rules if rule.conclusion == conclusion), "")
    return found or (str(Conclusion(conclusion).label) if conclusion else "")


# What new criteria begin with, and criteria and versions that were made before they had bands of their own.
FIRST_RULES = (
    ConclusionRule(
        Conclusion.EXCELLENT.value,
        "ดีมาก รักษามาตรฐาน",
        Decimal(95),
        (
            "ผลการประเมินตัวชี้วัดนี้ดีมาก หน่วยงานจะรักษามาตรฐานนี้ไว้อย่างต่อเนื่อง",
            "ถือเป็นผลการประเมินที่ดีมาก จึงควรคงแนวทางที่ถือปฏิบัติอยู่และกำกับดูแลให้เป็นไปในแนวทางเดียวกันทุกส่วนงาน",
            "ผลการประเมินตัวชี้วัดนี้ดีมาก หน่วยงานจะถือปฏิบัติตามแนวทางเดิมและทบทวนให้ทันสมัยอยู่เสมอ",
            "ถือเป็นผลการประเมินที่ดีมาก หน่วยงานจะถ่ายทอดแนวปฏิบัตินี้แก่บุคลากรที่เข้ามาใหม่เพื่อรักษามาตรฐานไว้",
            "ผลการประเมินตัวชี้วัดนี้ดีมาก สิ่งที่ควรทำต่อไป คือ รักษาแนวปฏิบัติเดิมและสื่อสารให้{ผู้เกี่ยวข้อง}ทราบอย่างสม่ำเสมอ",
        ),
    ),
    ConclusionRule(
        Conclusion.GOOD.value,
        "ดี พัฒนาต่อได้",
        None,
        (
            "ผลการประเมินตัวชี้วัดนี้ดี และยังพัฒนาต่อได้ โดยสร้างความเข้าใจเกี่ยวกับการดำเนินงานด้านนี้แก่{ผู้เกี่ยวข้อง}ให้ทั่วถึงยิ่งขึ้น",
            "ถือเป็นผลการประเมินที่ดี และยังพัฒนาให้ดีขึ้นได้อีก หากชี้แจงการดำเนินงานด้านนี้ให้{ผู้เกี่ยวข้อง}ทราบอย่างทั่วถึง",
            "ผลการประเมินตัวชี้วัดนี้ดี สิ่งที่ควรทำต่อไป คือ ชี้แจงขั้นตอนและผลการดำเนินงานด้านนี้แก่{ผู้เกี่ยวข้อง}ให้ชัดเจนยิ่งขึ้น",
            "ถือเป็นผลการประเมินที่ดี หน่วยงานควรรับฟังความเห็นของ{ผู้เกี่ยวข้อง}เพื่อนำมาพัฒนาการดำเนินงานด้านนี้ต่อไป",
        ),
    ),
    ConclusionRule(
        Conclusion.IMPROVE.value,
        "จุดที่ควรพัฒนา",
        Decimal(70),
        (
            "จึงเป็นจุดที่ควรพัฒนา หน่วยงานจะทบทวนการดำเนินงานด้านนี้และสร้างความเข้าใจแก่{ผู้เกี่ยวข้อง}ให้ทั่วถึงยิ่งขึ้น",
            "จึงเป็นจุดที่ควรพัฒนา โดยหน่วยงานจะชี้แจงขั้นตอนการดำเนินงานด้านนี้แก่{ผู้เกี่ยวข้อง}และรับฟังความเห็นเพื่อนำมาแก้ไข",
            "จึงเป็นจุดที่ควรพัฒนา หน่วยงานจะดำเนินงานด้านนี้ให้ครบถ้วนยิ่งขึ้นและมอบหมายผู้รับผิดชอบการติดตามให้ชัดเจน",
            "จึงเป็นจุดที่ควรพัฒนา โดยหน่วยงานจะวางแนวทางการดำเนินงานด้านนี้ร่วมกับ{ผู้เกี่ยวข้อง}และติดตามผลอย่างต่อเนื่อง",
        ),
    ),
    ConclusionRule(
        Conclusion.URGENT.value,
        "จุดที่ควรพัฒนาโดยเร่งด่วน",
        Decimal(0),
        (
            "จึงเป็นจุดที่ควรพัฒนาโดยเร่งด่วน หน่วยงานจะหาสาเหตุ แก้ไขการดำเนินงานด้านนี้ และรายงานผลต่อผู้บริหารเป็นระยะ",
            "จึงเป็นจุดที่ควรพัฒนาโดยเร่งด่วน หน่วยงานจะมอบหมายผู้รับผิดชอบการแก้ไขและการติดตามการดำเนินงานด้านนี้ให้ชัดเจน",
            "จึงเป็นจุดที่ควรพัฒนาโดยเร่งด่วน หน่วยงานจะร่วมกับ{ผู้เกี่ยวข้อง}กำหนดแนวทางแก้ไขและติดตามผลอย่างใกล้ชิด",
        ),
    ),
)
