"""Line breaks that a reader of Thai expects: names, fixed terms and a number with its unit stay on one line."""

import re
import unicodedata
from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from assessments.templatetags.ita import thai_digits
from itaportal.typesetting.terms import FIXED_TERMS

register = template.Library()

_NUMBER = r"[๐-๙][๐-๙.]*(?:–[๐-๙.]+)?"
_BEFORE_NUMBER = "ตัวชี้วัดที่|ส่วนที่|ร้อยละ|ต้องได้|ได้|ต่ำกว่า|ให้ถึง|ถึง|อีก"
# Terms that pages say and the report does not, or that its own layout already holds together.
_PAGE_TERMS = (
    "การทำงาน",
    "การประเมิน",
    "ดำเนินการ",
    "แนวโน้ม",
    "เปลี่ยนแปลง",
    "ผลการประเมิน",
    "พื้นฐาน",
    "เพิ่มขึ้น",
    "แยกส่วน",
    "(ตามประกาศ)",
    "ตามประกาศ",
    "สำนักงาน ป.ป.ช.",
)
_KEPT = re.compile(
    "|".join(
        [
            r"“[^”]{1,24}”",
            r"(?:องค์การบริหารส่วน(?:ตำบล|จังหวัด)|เทศบาล|อบต\.|อบจ\.|อำเภอ|เขต|จังหวัด)[^\s“”]{1,24}",
            rf"(?:(?:ประจำ)?ปีงบประมาณ )?พ\.ศ\. {_NUMBER}",
            r"(?:ต่าง|อื่น|ใด|หลาย|ง่าย) ๆ",
            rf"(?:IIT|EIT|OIT)(?: ส่วนที่ {_NUMBER})?(?: ได้ {_NUMBER})?",
            rf"\(?(?:(?:และ)?(?:{_BEFORE_NUMBER}) )?{_NUMBER}(?: (?:คะแนน|ขึ้นไป|ข้อ))?(?:ขึ้นไป)?\)?",
            *sorted(map(re.escape, (*FIXED_TERMS, *_PAGE_TERMS)), key=len, reverse=True),  # the longest that fits
        ]
    )
)


_WIDEST = 30  # letters that stand beside each other on the narrowest screen, 320 px
_LONG = 20  # more than this may wrap on a phone that has not got our font (static/css/site.css)


def _width(text: str) -> int:
    """How many letters wide a text is: Thai vowels and tones above and below take no room of their own."""
    return sum(unicodedata.category(char) != "Mn" for char in text)


@register.simple_tag
def kept_include(name: str, **values: Hashable) -> SafeString:
    """Include a template that needs nothing but these values; what it gave for equal ones is kept."""
    render = _included.__wrapped__ if settings.DEBUG else _included
    return render(name, thai_digits("0"), tuple(values.items()))


@lru_cache(maxsize=4000)
def _included(name: str, _digits: str, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(name, dict(values))


@register.simple_block_tag
def unindented(content: str) -> SafeString:
    """Leave out the indentation of the templates, a tenth of a large page; for pages without preformatted text."""
    return mark_safe(re.sub(r"\n[ \t]+", "\n", content))  # noqa: S308  # its templates have escaped it


@register.filter
def keep(text: object) -> SafeString:
    """Return `text` escaped, with what must stay on one line in `<span class="nowrap">`; the words stay as they are.

    What is long, such as an agency's full name, is `nowrap long`: it wraps where a phone's screen cannot hold it.
    """
    return _kept(str(text))


@lru_cache(maxsize=4096)  # the same names and sentences stand on many pages
def _kept(plain: str) -> SafeString:
    pieces, end = [], 0
    for match in _KEPT.finditer(plain):
        width = _width(match.group())
        if width > _WIDEST:
            continue
        if match.start() > end:
            pieces.append(conditional_escape(plain[end : match.start()]))
        pieces.append(format_html('<span class="nowrap{}">{}</span>', " long" if width > _LONG else "", match.group()))
        end = match.end()
    pieces.append(conditional_escape(plain[end:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))
