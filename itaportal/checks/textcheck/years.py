"""Years in a typed text that are neither the assessed nor the planned one, as in a document copied from last year's.

A number is a year where a word says so (ปี, พ.ศ., a month, ไตรมาส), or where it has the four digits of one of these
years and counts nothing. Months are taken by their fiscal year: October N−1 to September N is year N (DOMAIN, first
paragraph). Years that belong to a law or an order, and the span of a plan of three years and more that covers these
years, are right, and so is the year before where two years are compared.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessments.thai import MONTHS, SHORT_MONTHS, ascii_digits

_BE_OFFSET = 543
_MONTH_NAMES = [*MONTHS, *SHORT_MONTHS, *(name.rstrip(".") for name in SHORT_MONTHS)]
_MONTH = "|".join(re.escape(name) for name in sorted(_MONTH_NAMES, key=len, reverse=True))
_SPAN = r"\s*(?:-|–|—|ถึง)\s*"
# A word that makes the number after it a year. Without one, four digits have to look like a year of our time.
_YEAR = re.compile(
    rf"(?:(?P<cue>(?P<month>{_MONTH})|ปีงบประมาณ|ปีงบ|ปี|ไตรมาส(?:ที่)?\s*\d\s*/|FY)\s*)?"
    r"(?:(?P<era>พ\.ศ\.|พศ\.?|ค\.ศ\.)\s*)?"
    rf"(?<![\d,])(?<!\d\.)(?P<year>\d,\d{{3}}|\d+)(?![\d]|[.,]\d)(?:{_SPAN}(?:พ\.ศ\.\s*)?(?P<last>\d{{4}}|\d\d)(?![\d.,/]))?"
)
_SLASHED = re.compile(r"(?<![\d/])\d{1,3}/(?P<year>2[45]\d\d)(?!\d)")
_COUNTED = re.compile(
    r"\s*(?:บาท|ล้าน|คน|ราย|ครั้ง|แห่ง|ชุด|ฉบับ|เล่ม|เรื่อง|รายการ|ครัวเรือน|หลัง|เมตร|ไร่|กม|กิโล|ตาราง|วัน|เดือน|ชั่วโมง|นาที|คะแนน|%|/)"
)
_NO_YEAR_BEFORE = re.compile(r"(?:ที่|เลข|โทร\S*|รหัส\S*|ISO\s*\d*:?|กว่า|จำนวน|วงเงิน|ประมาณ|ราคา|[\d\-:/#])\s*$")
_LAW = re.compile(
    r"(?:พระราชบัญญัติ|พ\.ร\.บ\.?|พรบ|พระราชกฤษฎีกา|พ\.ร\.ฎ|ระเบียบ|ประกาศ|คำสั่ง|กฎ|กฎหมาย|รัฐธรรมนูญ|ประมวล|ข้อบังคับ|ข้อบัญญัติ|เทศบัญญัติ|มติ|หนังสือ|แก้ไขเพิ่มเติม|ฉบับที่|มาตรฐาน)"
)
_QUARTER_BEFORE = re.compile(r"ไตรมาส(?:ที่)?\s*$")  # taken with its year by `_YEAR`
_ORDER_BEFORE = re.compile(r"(?:ที่|เลข\S*)\s*(?:[ก-ฮ.]+\s*)?$")
_COMPARED = re.compile(r"เทียบ|ปีก่อน|ปีที่แล้ว|ที่ผ่านมา|เพิ่มขึ้น|ลดลง|สูงขึ้น|ต่ำลง|กว่า|จาก|เท่าเดิม|เท่ากับ|เดิม|ต่อเนื่อง")
_ITS_SCORE = re.compile(r"\s*(?:ซึ่ง|ที่)?\s*(?:ได้|มี)\s*(?:รับ)?\s*(?:คะแนน)?\S*\s*\d")
_MOST_DIGITS = 5  # of a year with a digit too many
_NEAR = 40  # characters in which years are compared
_LAW_NEAR = 160  # a law's name may be long
_PLAN_YEARS = 3
_AROUND = 20  # years around the assessed one that four digits by themselves are taken for


@dataclass(frozen=True)
class FoundYear:
    """A year as written and, in พ.ศ., the fiscal year it means."""

    written: str
    year: int


def wrong_years(text: str, year: int) -> Iterator[FoundYear]:
    """Yield the years in `text` that do not belong in the report of fiscal year `year` and its plan for the next.

    >>> [item.written for item in wrong_years("ตลอดปี ๖๗ ตามพระราชบัญญัติข้อมูลข่าวสารของราชการ พ.ศ. ๒๕๔๐", 2568)]
    ['๖๗']
    """
    plain = ascii_digits(text)
    for match in _YEAR.finditer(plain):
        found = _meant(match, plain, year)
        if found is None or _of_a_law(match, plain, found, year):
            continue
        last = match["last"] and _full(match["last"], year)
        if last and last - found + 1 >= _PLAN_YEARS:
            if not (found <= year + 1 and last >= year):
                yield FoundYear(text[match.start("year") : match.end("last")], found)
            continue
        for group, meant in (("year", found), ("last", last)):
            if meant and not _right(meant, match, plain, year):
                yield FoundYear(text[match.start(group) : match.end(group)], meant)
    for match in _SLASHED.finditer(plain):
        found = int(match["year"])
        before = _before(match, plain)
        if found not in (year, year + 1) and not _QUARTER_BEFORE.search(before) and not _order(before, found, year):
            yield FoundYear(text[match.start("year") : match.end("year")], found)


def _order(before: str, found: int, year: int) -> bool:
    """An order, a meeting or a letter of an earlier year is cited by number and year."""
    return found <= year + 1 and bool(_ORDER_BEFORE.search(before))


def _meant(match: re.Match[str], plain: str, year: int) -> int | None:
    """The fiscal year in พ.ศ. that a number means; None where it is no year."""
    digits = match["year"].replace(",", "")
    if len(digits) > _MOST_DIGITS or _COUNTED.match(plain, match.end()):
        return None
    if match["month"]:
        if len(digits) not in (2, 4):
            return None
        calendar = _full(digits, year)
        return calendar + 1 if _month(match["month"]) >= 10 else calendar
    if match["cue"] or match["era"]:
        if len(digits) == 2:
            return _full(digits, year) if int(digits) >= 30 else None
        # พ.ศ. ๒๕๖ and ๒๖๕๘ are slips of the hand; ปี ๓ is no year at all
        return _full(digits, year) if len(digits) == 4 or match["era"] else None
    near = len(digits) == 4 and "," not in match["year"] and abs(int(digits) - year) <= _AROUND
    return int(digits) if near and not _NO_YEAR_BEFORE.search(_before(match, plain)) else None


def _before(match: re.Match[str], plain: str) -> str:
    return plain[max(0, match.start() - _NEAR) : match.start()]


def _full(digits: str, year: int) -> int:
    """A year with all its digits, in พ.ศ.: 67 and 2567 and 2024 are the same."""
    number = int(digits)
    if len(digits) == 2:
        return year - year % 100 + number
    return number + _BE_OFFSET if 1900 <= number < 2100 else number


def _month(name: str) -> int:
    return next(
        place
        for place, (long, short) in enumerate(zip(MONTHS, SHORT_MONTHS, strict=True), start=1)
        if name in (long, short, short.rstrip("."))
    )


def _of_a_law(match: re.Match[str], plain: str, found: int, year: int) -> bool:
    """`พระราชบัญญัติ… พ.ศ. ๒๕๔๐`, also with day and month: cited by its own year, which is not to come."""
    dated = match["month"] or (match["era"] and not match["cue"])
    if not dated or found > year + 1:
        return False
    before = plain[max(0, match.start() - _LAW_NEAR) : match.start()]
    laws = list(_LAW.finditer(before))
    return bool(laws) and not re.search(r"ปี|\d{4}", before[laws[-1].end() :])


def _right(meant: int, match: re.Match[str], plain: str, year: int) -> bool:
    if meant in (year, year + 1):
        return True
    if meant != year - 1:
        return False
    after = plain[match.end() : match.end() + _NEAR]
    return bool(_COMPARED.search(f"{_before(match, plain)} {after}") or _ITS_SCORE.match(after))
