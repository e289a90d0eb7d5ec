"""Which numbers of a typed text speak of a score, and what they say of it.

A number is taken for a score on evidence, never by its look alone: the word คะแนน beside it, or two decimals and
nothing that makes it something else (time, money, a clause's number, a share of something). Numbers joined by –, ถึง,
และ share what stands before the first and after the last. What a number is said to be decides which figures make it
right: a result of this year or of the year before, a rise or a fall, a bound; goals are anybody's to set and are left
alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache

from assessments.thai import ascii_digits

_NUMBER = re.compile(r"(?<!\d)\d+(?:[.,]\d+)*(?:(?<=(?<!\d)\d\d)\. \d\d(?=\s*คะแนน))?")
_ONE = re.compile(r"\d+(?:(?:\.|\. |,(?=\d\d$))\d{1,4})?")  # ๙๘,๘๕ is a slip for ๙๘.๘๕; ๑,๐๙๘ is a thousand
_JOIN = re.compile(r"\s*(?:(?P<to>[-–—]|ถึง)|,|และ|กับ|หรือ)\s*")
_LOW = 50  # below this, two decimals alone are no sign of a score: times, ratings of 1–5, numbers of clauses
_LOOK_BACK = 60

_SCORE_AFTER = re.compile(r"\s*(?:/\s*100\s*)?คะแนน")
_OUT_OF_AFTER = re.compile(r"\s*(?:/|จาก\s*(?:คะแนนเต็ม\s*)?)\s*100(?![\d.,])")
_FILLER = (
    r"(?:\s|[(:=]|ที่|ได้|รับ|รวม|เฉลี่ย|ภาพรวม|คือ|เป็น|เท่ากับ|อยู่|ระดับ|ร้อยละ|ตัวชี้วัด|นี้|[IEO]IT|ITA|ประเมิน|สูงถึง|เพียง|เพิ่มขึ้น|ลดลง)*"
)
_SCORE_BEFORE = re.compile(rf"(?<!ให้)คะแนน{_FILLER}$")
_SHARE_BEFORE = re.compile(r"ร้อยละ\s*$")
_SHARE_AFTER = re.compile(r"\s*(?:%|เปอร์เซ็นต์)")
# A share speaks of the score where one of these stands by and nothing else that has shares comes between.
_SCORE_BY = re.compile(r"(?:คะแนน|ผลการประเมิน|ITA|(?<!แบบวัด)(?<!แบบวัด\s)[IEO]IT|ตัวชี้วัด)(?P<between>.{0,40})$", re.DOTALL)
_HAS_SHARES = re.compile(
    r"เบิก|จ่าย|งบ|จัดซื้อ|น้ำหนัก|ถ่วง|ผู้|บุคลากร|ประชาชน|เจ้าหน้าที่|กลุ่ม|ตัวอย่าง|พึงพอใจ|ตอบ|เห็นว่า|โครงการ|กิจกรรม|แผน|รายได้|ภาษี|อบรม|เรื่อง|\d"
)
_NO_SUBJECT = re.compile(r"(?:\s|[(“\"]|ได้|ใน|ปีนี้|โดย|หน่วยงาน|ผล|คิด|เป็น|เท่ากับ|ร้อยละ)*")

# What is measured may have decimals, what is counted is whole: ๙๘.๘๕ หน่วยงานควร… is no number of agencies.
_MEASURED_AFTER = re.compile(
    r"\s*(?:/|บาท|ล้าน|แสน|หมื่น|พันบาท|วัน|เดือน|ชั่วโมง|ชม\.|นาที|วินาที|น\.|นาฬิกา|กม\.?|กก\.?|กิโล|ซม\.?|เซนติ|มม\.|ม\.|เมตร|ไร่|ตาราง(?!ที่)|ตร\.|ลิตร|ตัน|องศา"
    r"|เท่า(?!กับ|เดิม|กัน)|(?!points)[A-Za-z])"
)
_COUNTED_AFTER = re.compile(
    r"\s*(?:ปี|คน|ราย|ครั้ง|แห่ง|งาน|ข้อ|ด้าน|ขั้นตอน|ช่องทาง|สัปดาห์|ไตรมาส|ระดับ|อันดับ|ลำดับ|ตัวชี้วัด|เครื่องมือ|ส่วน|กลุ่ม|ประเด็น|หัวข้อ|รายการ|ฉบับ|หน้า|ชุด|เรื่อง"
    r"|โครงการ|มาตรการ|กิจกรรม|หน่วย|กอง|หมู่|แบบ|ประเภท|ชนิด|จุด)"
)
_OTHER_BEFORE = re.compile(
    r"(?:ข้อ|มาตรา|หัวข้อ(?:ย่อย)?|(?:ข้อ|หัวข้อ|ตัวชี้วัด)ย่อย|หน้า|รุ่น|เวอร์ชัน|อัตรา\S*|ราคา|เวลา|วงเงิน|จำนวนเงิน|พ\.ศ\.|ปี|ปีงบประมาณ|โทร\S*|หมายเลข|เลข|ทะเบียน|ISO"
    r"|(?:ข้อ|ครั้ง|ตัวชี้วัด|ส่วน|ลำดับ|อันดับ|คำสั่ง|หนังสือ|ประกาศ|ตาราง|ภาพ|ไตรมาส|ฉบับ|หมู่|เลข|แผ่น|วัน|ขั้น|หน่วย|บท|ภาคผนวก)ที่)\s*$"
)
_CODE_BEFORE = re.compile(r"[/#]\s*(?:[ก-ฮ]\s*)?$|\d:$|(?<![A-Za-z])(?!(?:[IEO]IT|ITA|score)\b)[A-Za-z]+\.?\s?$")
_RATE_BEFORE = re.compile(r"(?<!ร้อย)ละ\s*$")  # ข้อละ ๕ คะแนน

_MORE = r"(?:\s|อีก|ถึง|เพียง|จำนวน|ประมาณ|มากที่สุด|คะแนน|ร้อยละ)*$"
_RISE_BEFORE = re.compile(rf"(?:เพิ่มขึ้น|สูงขึ้น|มากขึ้น|ดีขึ้น){_MORE}")
_FALL_BEFORE = re.compile(rf"(?:ลดลง|ต่ำลง|น้อยลง){_MORE}")
_FULL_GOT = re.compile(r"ได้\s*(?:รับ)?\s*(?:คะแนน)?\s*เต็ม\s*(?:ร้อยละ)?\s*$")
_FULL = re.compile(r"(?:เต็ม|\d\s*(?:คะแนน)?\s*จาก)\s*(?:คะแนน|ร้อยละ|\s)*$")
_GOAL_FILLER = (
    r"(?:\s|\(|ของหน่วยงาน|ระดับประเทศ|ขั้นต่ำ|ที่|ไว้|กำหนด|คะแนน|ร้อยละ|เป็น|คือ|ให้|ปีหน้า|ปีถัดไป|ส่วน|ละ"
    r"|ปี|งบประมาณ|พ\.ศ\.|\d{2,4}(?![.\d]))*$"
)
_GOAL_BEFORE = re.compile(
    rf"(?:ไม่ต่ำกว่า|ไม่น้อยกว่า|อย่างน้อย|ไม่เกิน|ตั้งแต่|เป้าหมาย|เกณฑ์ขั้นต่ำ|ให้ถึง|(?:จะ|ควร|ต้อง|ให้|พึง)ได้(?:รับ)?|ผ่านเกณฑ์){_GOAL_FILLER}"
)
_GOAL_AFTER = re.compile(r"\s*(?:คะแนน)?\s*(?:ขึ้นไป|เป็นอย่างน้อย)")
_BOUND_BEFORE = re.compile(r"(?:กว่า|เกิน|เกณฑ์|ถึง|ประมาณ|ราว|เกือบ|ระหว่าง)(?:\s|คะแนน|ร้อยละ|ที่|กำหนด|ไว้|\()*$")
_GAP_BEFORE = re.compile(r"(?:ขาด|ห่าง|ต่าง|เสีย|อยู่|อีก|กว่า\S*)(?:\s|คะแนน|ไป|กัน|อีก|ถึง)*$")
_FROM_BEFORE = re.compile(r"จาก(?:เดิม)?(?:\s|คะแนน|ที่|ได้)*$|เดิม(?:\s|คะแนน|ที่|ได้)*$")
# Scorings that the portal does not keep, and the words that lead back to those it keeps; the nearer one tells.
_WHOSE = re.compile(
    r"(?P<elsewhere>ระดับ(?:จังหวัด|ประเทศ|อำเภอ|ภาค)|(?:ของ|ทั้ง)(?:จังหวัด|ประเทศ|อำเภอ)|หน่วยงานอื่น|ข้อคำถาม|ข้อย่อย"
    r"|ประเด็น(?:ย่อย|ที่ได้)|พึงพอใจ|แบบสอบถาม|ทดสอบ|ข้อสอบ|สอบผ่าน|ผู้(?:เข้า|ผ่านการ)อบรม|(?<![A-Za-z])[IEO]\d)"
    r"|ตัวชี้วัด|ภาพรวม|ปีนี้|ผลการประเมิน|ITA|[IEO]IT|ด้านนี้"
)
_GOT = re.compile(r"(?<!จะ)(?<!ควร)(?<!ต้อง)(?<!ให้)ได้(?!แก่)")


class Meaning(Enum):
    """What a number is said to be."""

    RESULT = auto()
    RISE = auto()
    FALL = auto()
    BOUND = auto()  # สูงกว่า ๙๕, เกณฑ์ ๘๕
    GAP = auto()  # ขาด ๑.๔๒, สูงกว่าคะแนนภาพรวมอยู่ ๓.๑๐


@dataclass(frozen=True)
class FoundNumber:
    """A number in a text that speaks of a score: as written, its value and place.

    `earlier` says that the text speaks of the year before right there; `claimed` that it surely speaks of an
    assessment's result (ได้, ผลการประเมิน, two decimals with คะแนน) and not of some other scoring. `elsewhere` says that
    what is scored is something the portal keeps no scores of: a question, a survey, the province's average.
    """

    written: str
    value: Decimal
    start: int
    meaning: Meaning
    earlier: bool
    claimed: bool
    elsewhere: bool

    @property
    def compares(self) -> bool:
        """Whether it speaks of the year before, alone or in how far a figure moved."""
        return self.earlier or self.meaning in (Meaning.RISE, Meaning.FALL)

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.written)


def score_like_numbers(text: str, year: int = 0) -> Iterator[FoundNumber]:
    """Yield the numbers in `text` that say something of a score of fiscal year `year` or of the year before.

    >>> [(item.written, item.meaning.name) for item in score_like_numbers("เวลา ๐๘.๓๐ น. ได้ ๙๘.๕๘ คะแนน")]
    [('๙๘.๕๘', 'RESULT')]
    """
    plain = ascii_digits(text).replace("·", ".")
    for series in _series(plain):
        before = plain[max(0, series[0].start() - _LOOK_BACK) : series[0].start()]
        after = plain[series[-1].end() :][:_LOOK_BACK]
        for match in series:
            context = _Context(before, after, match, series, plain, _years(year))
            if context.speaks_of_a_score and (meaning := context.meaning):
                yield FoundNumber(
                    text[match.start() : match.end()],
                    context.value,
                    match.start(),
                    meaning,
                    earlier=context.earlier,
                    claimed=context.claimed and not context.elsewhere,
                    elsewhere=context.elsewhere,
                )


def _series(plain: str) -> list[list[re.Match[str]]]:
    """The numbers in `plain`, those together that only `–`, `ถึง`, `และ` and the like part."""
    found: list[list[re.Match[str]]] = []
    for match in _NUMBER.finditer(plain):
        if found and _JOIN.fullmatch(plain, found[-1][-1].end(), match.start()):
            found[-1].append(match)
        else:
            found.append([match])
    return found


@dataclass(frozen=True)
class _Years:
    """How a text names the assessed year, the one before and those to come."""

    any_year: re.Pattern[str]
    before_after: re.Pattern[str]
    future: re.Pattern[str]


@lru_cache(maxsize=32)
def _years(year: int) -> _Years:
    def named(number: int) -> str:
        return rf"{number}(?!\d)|(?:ปี|ปีงบประมาณ|พ\.ศ\.)\s*{number % 100:02}(?!\d)" if year else "(?!)"

    earlier = rf"ปีก่อน|ปีที่แล้ว|ปีที่ผ่านมา|{named(year - 1)}"
    return _Years(
        any_year=re.compile(rf"(?P<earlier>{earlier})|ปีนี้|ปัจจุบัน|ปีที่ประเมิน|{named(year)}"),
        before_after=re.compile(
            rf"\s*(?:คะแนน)?\s*\(?(?:ใน|ของ|เมื่อ)?(?:ปีงบประมาณ)?\s*(?:พ\.ศ\.)?\s*(?:{earlier})(?!\s*(?:ได้|มี|อยู่))"
        ),
        future=re.compile(
            rf"(?P<future>ปีหน้า|ปีถัดไป|ปีต่อไป|{named(year + 1)}|เพื่อให้|ควร|ต้อง|คาดว่า|มุ่ง|จะได้|จะเพิ่ม|ยกระดับ|ตั้งเป้า)"
            rf"|{_GOT.pattern}|เท่ากับ|อยู่ที่|คือ|ปีนี้|ผลการประเมิน|เพราะ|เนื่องจาก|แต่|ซึ่ง|{named(year)}"
        ),
    )


@dataclass(frozen=True)
class _Context:
    """One number with what its series stands between."""

    before: str
    after: str
    match: re.Match[str]
    series: list[re.Match[str]]
    plain: str
    years: _Years

    @property
    def value(self) -> Decimal:
        return Decimal(self.match.group().replace(" ", "").replace(",", "."))

    @property
    def scored(self) -> bool:
        """Whether the word คะแนน, or "out of a hundred", stands beside it."""
        return bool(_SCORE_AFTER.match(self.after) or _OUT_OF_AFTER.match(self.after)) or bool(
            _SCORE_BEFORE.search(self.before) and self._likely
        )

    @property
    def _likely(self) -> bool:
        """Whether the figure itself could be a score."""
        return self.value <= 100 and not re.match(r"0\d", self.match.group())

    @property
    def _whole(self) -> bool:
        return self.match.group().isdecimal()

    @property
    def _two_decimals(self) -> bool:
        return self.value.as_tuple().exponent == -2

    @property
    def speaks_of_a_score(self) -> bool:
        if not _ONE.fullmatch(self.match.group()) or _RATE_BEFORE.search(self.before):
            return False
        said_after = bool(_SCORE_AFTER.match(self.after) or _OUT_OF_AFTER.match(self.after))
        if said_after:
            return True
        if _MEASURED_AFTER.match(self.after) or (self._whole and _COUNTED_AFTER.match(self.after)):
            return False
        if _OTHER_BEFORE.search(self.before) or _CODE_BEFORE.search(self.before):
            return False
        if any(re.match(r"0\d", match.group()) for match in self.series):  # a time, a telephone number
            return False
        if _SHARE_BEFORE.search(self.before) or _SHARE_AFTER.match(self.after):
            return self._likely and (self.scored or (self._two_decimals and self._share_of_a_score))
        if self.scored:
            return True
        got = _GOT.search(self.before[-6:])
        return self._likely and self._two_decimals and (self.value >= _LOW or bool(got))

    @property
    def _share_of_a_score(self) -> bool:
        """A share of the score: that is named before it, or nothing is, so that the text's own subject is meant."""
        start = self.series[0].start()
        if len(self.series) == 1 and _NO_SUBJECT.fullmatch(self.plain, 0, start):
            return not re.match(r"\s*(?:%|เปอร์เซ็นต์)?\s*ของ", self.after)
        by = _SCORE_BY.search(self.before)
        return bool(by and not _HAS_SHARES.search(by.group("between")))

    @property
    def meaning(self) -> Meaning | None:
        """What it is said to be; None for a goal, the full marks, an end of a scale, which may be anything."""
        if _FULL_GOT.search(self.before):
            return Meaning.RESULT
        if _FULL.search(self.before) or _GOAL_BEFORE.search(self.before) or _GOAL_AFTER.match(self.after):
            return None
        if self._a_scale or self._future:
            return None
        if _RISE_BEFORE.search(self.before):
            return Meaning.RISE
        if _FALL_BEFORE.search(self.before):
            return Meaning.FALL
        if _BOUND_BEFORE.search(self.before):
            return Meaning.BOUND
        return Meaning.GAP if _GAP_BEFORE.search(self.before) else Meaning.RESULT

    @property
    def _a_scale(self) -> bool:
        """`๑ ถึง ๕`, `๘๕–๙๔.๙๙`: bounds of a scale or a level, one of which is a whole number."""
        gaps = zip(self.series, self.series[1:], strict=False)
        to = any(
            (join := _JOIN.fullmatch(self.plain, left.end(), right.start())) and join["to"] for left, right in gaps
        )
        return to and any(re.fullmatch(r"\d+(?:\.0+)?", match.group()) for match in self.series)

    @property
    def _future(self) -> bool:
        """Whether the nearest word that tells speaks of what is wanted, not of what was found."""
        cues = list(self.years.future.finditer(self.before[-40:]))
        return bool(cues and cues[-1]["future"])

    @property
    def earlier(self) -> bool:
        if self.years.before_after.match(self.after) or _FROM_BEFORE.search(self.before):
            return True
        cues = list(self.years.any_year.finditer(self.before))
        return bool(cues and cues[-1]["earlier"])

    @property
    def elsewhere(self) -> bool:
        cues = list(_WHOSE.finditer(self.before))
        return bool(cues and cues[-1]["elsewhere"])

    @property
    def claimed(self) -> bool:
        if self.scored and self._two_decimals:
            return True
        told = re.search(r"ภาพรวม|ผลการประเมิน|ITA|[IEO]IT|ตัวชี้วัด|ปีนี้", self.before[-40:])
        return bool(told or _GOT.search(self.before[-25:]))
