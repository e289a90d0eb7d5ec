"""Names of Thai places: without the word of their kind, and the key by which two spellings are the same place. Pure."""

from __future__ import annotations

import re

from .thaitext import match_key

BANGKOK = "กรุงเทพมหานคร"
_SHORT_BANGKOK = frozenset({"กรุงเทพ", "กรุงเทพฯ", "กทม.", "กทม"})
# The word of a kind of place, whole or short, where a name follows it.
_WORDS = {
    "subdistrict": re.compile(r"^\s*(?:ตำบล|แขวง|ต\.)\s*(?=\S)"),
    "district": re.compile(r"^\s*(?:อำเภอ|เขต|อ\.)\s*(?=\S)"),
    "province": re.compile(r"^\s*(?:จังหวัด|จ\.)\s*(?=\S)"),
}
_CAPITAL = "เมือง"  # `อำเภอเมือง` is short for `อำเภอเมืองร้อยเอ็ด`
_NAME_WITH_PLACE = re.compile(
    r"(?P<name>.*?\S)(?:\s*[,(]\s*|\s+)"
    r"(?P<district>(?:(?:อำเภอ|เขต|อ\.)\s*[^\s,()]+)?)[\s,]*"
    r"(?P<province>(?:(?:จังหวัด|จ\.)\s*[^\s,()]+|กรุงเทพมหานคร|กรุงเทพฯ?|กทม\.?)?)\s*\)?"
)


def plain_place(kind: str, text: str) -> str:
    """Return a place's name without the word of its kind (`subdistrict`, `district`, `province`).

    >>> plain_place("province", "จ.เชียงใหม่"), plain_place("province", "กทม."), plain_place("district", "เขตบางรัก")
    ('เชียงใหม่', 'กรุงเทพมหานคร', 'บางรัก')
    """
    name = _WORDS[kind].sub("", text).strip()
    return BANGKOK if kind == "province" and name in _SHORT_BANGKOK else name


def province_key(text: str) -> str:
    """The key of a province however it is written."""
    return match_key(plain_place("province", text))


def district_key(text: str, province: str) -> str:
    """The key of a district however it is written; `province` (its key) tells which เมือง a bare เมือง is."""
    key = match_key(plain_place("district", text))
    return f"{key}{province}" if key == _CAPITAL else key


def split_place(text: str) -> tuple[str, str, str] | None:
    """Return name, district and province of a name that is written with its place; None where there is none.

    >>> split_place("ทต.สะอาด อ.โพนทอง จ.ร้อยเอ็ด")
    ('ทต.สะอาด', 'อ.โพนทอง', 'จ.ร้อยเอ็ด')
    >>> split_place("ทต.สะอาด (จังหวัดขอนแก่น)")
    ('ทต.สะอาด', '', 'จังหวัดขอนแก่น')
    >>> split_place("องค์การบริหารส่วนจังหวัดร้อยเอ็ด") is None
    True
    """
    found = _NAME_WITH_PLACE.fullmatch(text)
    if found is None or not (found["district"] or found["province"]):
        return None
    return found["name"], found["district"], found["province"]
