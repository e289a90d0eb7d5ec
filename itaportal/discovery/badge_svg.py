"""A badge as an SVG picture that stands by itself on anybody's page.

A picture on another site loads nothing, and not every reader has a font for Thai: the Thai letters lie in the picture,
10 KB of them. Every text is fitted to the room that was made for it, so that none runs out in whatever font it is
shown. `POLICY` lets the picture's own style be where it is opened by itself.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from math import ceil

from django.conf import settings
from django.utils.html import escape
from PIL import ImageFont

from assessments.thai import thai_digits

from .badges import Badge

HEIGHT = 32  # px
_SIZE = 15  # px of the letters
_PADDING = 10
_BASE = 21.5
_FONTS = "Sarabun, 'Noto Sans Thai', 'Leelawadee UI', Thonburi, Tahoma, sans-serif"
_FOLDER = settings.BASE_DIR / "static" / "fonts"
_EM = 1000
_LETTERS = base64.b64encode((_FOLDER / "sarabun-thai-600.woff2").read_bytes()).decode()
_STYLE = f"@font-face{{font-family:Sarabun;font-weight:600;src:url(data:font/woff2;base64,{_LETTERS})format('woff2')}}"
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = {"style-src": [f"'sha256-{_DIGEST}'"], "font-src": ["data:"]}
_DARK = "#1c2430"
# White letters on each of them have a contrast of at least 6 : 1.
_COLOURS = {
    "excellent": "#166534",
    "good": "#166534",
    "fair": "#9a3412",
    "poor": "#9a3412",
    "urgent": "#991b1b",
    "unknown": "#56606e",
}


def badge_svg(badge: Badge | None, address: str = "") -> str:
    """The picture of a badge that leads to `address`; of None, that nothing was published."""
    if badge is None:
        return _picture(("ITA", "ยังไม่มีผลที่เผยแพร่"), _COLOURS["unknown"], "ผลการประเมิน ITA", "", "")
    texts = (f"ITA {thai_digits(badge.year)}", " ".join(filter(None, (badge.score, badge.level))), badge.why)
    return _picture(texts, _COLOURS[badge.tone], badge.title, " ".join(badge.facts), address)


def _picture(texts: tuple[str, ...], colour: str, title: str, said: str, address: str) -> str:
    cells, left = [], 0
    for text in filter(None, texts):
        width = _width(text)
        cells.append((left, width, text))
        left += width + 2 * _PADDING
    first = cells[0][1] + 2 * _PADDING
    parts = [
        f'<rect width="{left}" height="{HEIGHT}" rx="5" fill="{colour}"/>',
        f'<path d="M5 0H{first}V{HEIGHT}H5a5 5 0 0 1-5-5V5a5 5 0 0 1 5-5z" fill="{_DARK}"/>',
        # Between two words on the same ground stands a line.
        *(f'<path d="M{start} 8v16" stroke="#fff" stroke-opacity=".5"/>' for start, _, _ in cells[2:]),
        f'<g fill="#fff" font-family="{escape(_FONTS)}" font-size="{_SIZE}" font-weight="600">',
        *(
            f'<text x="{start + _PADDING}" y="{_BASE}" textLength="{width}" lengthAdjust="spacingAndGlyphs">'
            f"{escape(text)}</text>"
            for start, width, text in cells
        ),
        "</g>",
    ]
    drawn = "".join(parts)
    if address:
        drawn = f'<a href="{escape(address)}" target="_blank" rel="noopener">{drawn}</a>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left}" height="{HEIGHT}" viewBox="0 0 {left} {HEIGHT}" '
        f'role="img" xml:lang="th"><title>{escape(title)}</title><desc>{escape(said)}</desc>'
        f"<style>{_STYLE}</style>{drawn}</svg>\n"
    )


def _width(text: str) -> int:
    """The room of a text in px, as Sarabun sets it."""
    return ceil(_face().getlength(text) * _SIZE / _EM)


@cache
def _face() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FOLDER / "Sarabun-Bold.ttf", _EM, layout_engine=ImageFont.Layout.BASIC)
