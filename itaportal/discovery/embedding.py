"""The code by which an agency shows its result on its own site, to be copied as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from assessments.thai import thai_digits

from .badge_svg import HEIGHT
from .badges import Badge, badge_of
from .site import NAME, Site

CARD_WIDTH = 360  # px


@dataclass(frozen=True)
class Offer:
    """One way to show a result: what it follows, the badge as it is now, and the code of badge and card."""

    heading: str
    meaning: str
    badge: Badge
    picture: str
    badge_code: str
    card_code: str
    key: str


def offers(site: Site, agency: str, year: int, version: int | None) -> list[Offer]:
    """The ways to show a year's result, as far as the public sees it; `version` is the live one, where there is one."""
    wanted: list[tuple[str, str, str, tuple[Any, ...]]] = [
        ("", "ปีล่าสุดเสมอ", "เมื่อเผยแพร่ผลของปีใหม่ ป้ายจะแสดงผลของปีนั้นเอง เหมาะกับหน้าแรกของเว็บไซต์", ()),
        (
            "-year",
            f"เฉพาะปี {thai_digits(year)}",
            "แสดงผลของปีเดียวตลอดไป และบอกเมื่อมีผลของปีที่ใหม่กว่า เหมาะกับหน้าที่รวมผลการประเมินรายปี",
            (year,),
        ),
    ]
    if version is not None:
        wanted.append(
            (
                "-version",
                f"เฉพาะฉบับที่ {thai_digits(version)}",
                "แสดงผลตามฉบับนี้ตลอดไป และบอกเมื่อหน่วยงานถอนหรือมีฉบับใหม่แทน เหมาะกับหน้าที่วางลิงก์ถาวรของรายงาน",
                (year, version),
            )
        )
    found = []
    for suffix, heading, meaning, key in wanted:
        badge = badge_of(agency, *key)
        if badge:
            picture = reverse(f"badge{suffix}", args=(agency, *key))
            card = reverse(f"card{suffix}", args=(agency, *key))
            codes = _badge_code(site, badge, picture), _card_code(site, badge, card)
            found.append(Offer(heading, meaning, badge, picture, *codes, key=suffix.strip("-") or "latest"))
    return found


def _alternative(badge: Badge) -> str:
    """What stands for it where it cannot be seen; no figure, since this text stays as it was copied."""
    return f"ผลการประเมิน ITA ของ{badge.agency.label} จาก {NAME}"


def _badge_code(site: Site, badge: Badge, picture: str) -> str:
    code = '<a href="{}"><img src="{}" alt="{}" height="{}"></a>'
    return format_html(code, site.address(badge.address), site.address(picture), _alternative(badge), HEIGHT)


def _card_code(site: Site, badge: Badge, card: str) -> str:
    code = '<iframe src="{}" title="{}" width="{}" height="{}" style="border: 0" loading="lazy"></iframe>'
    return format_html(code, site.address(card), _alternative(badge), CARD_WIDTH, _card_height(badge))


def _card_height(badge: Badge) -> int:
    """Room for the card in px, also once it has words why it is grey. A line of the name holds 28 letters."""
    return 252 + 26 * (len(badge.agency.label) // 28)
