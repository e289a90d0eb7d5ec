"""Words and blanks of a template that nobody filled in."""

import re
from collections.abc import Iterator

_FILL_IN = r"(?:ชื่อ|ระบุ|ใส่|กรอก|เลือก|พิมพ์|จำนวน|วันที่|ข้อความ|หน่วยงาน|ตำแหน่ง)"
_LEFTOVERS = re.compile(
    "|".join(
        (
            r"ยกตัวอย่างเช่น",
            r"(?:โปรด|กรุณา)ระบุ\S*|\(ระบุ[^)]*\)|(?<![ก-๛])ระบุชื่อหน่วยงาน(?![ก-๛])",
            r"(?:ใส่|พิมพ์|กรอก)ข้อความ(?:ที่นี่|ตรงนี้)",
            rf"\[\s*(?:{_FILL_IN}[^\]]{{0,40}})?\]",
            rf"[<‹«]\s*{_FILL_IN}[^<>‹›«»]{{0,40}}[>›»]",
            # XX and XX.XX, but not a part of an address or of another word
            r"(?<![A-Za-z0-9])(?<![A-Za-z0-9@/]\.)(?<![@/])[xX]{2,}(?:\.[xX]{2,})*(?![A-Za-z0-9]|\.[A-Za-z0-9])",
            # zeros that are a number by themselves: not ๑๐๐๐๐ บาท, not midnight
            r"(?<![\d.,])[0๐]{4,}(?![\d.,])",
            r"(?<![\d.,])[0๐]{2}\.[0๐]{2}(?![\d.,])(?!\s*(?:น\.|นาฬิกา|-|–|ถึง))",
            r"…+|\.{3,}|_{3,}|(?:\.\s){3,}|(?<=\s)\.\.(?=\s|$)",
            r"lorem ipsum",
        )
    ),
    re.IGNORECASE,
)


def template_words(text: str) -> Iterator[str]:
    """Yield template words and blanks that somebody forgot to fill in.

    >>> list(leftovers("งบประมาณ ๑๐๐๐๐ บาท จำนวน .. คน ดู www.xxx.go.th"))
    ['..']
    """
    for match in _LEFTOVERS.finditer(text):
        yield match.group()
