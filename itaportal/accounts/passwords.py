"""What is asked of a password, after NIST SP 800-63B: length, and nothing that a guesser tries first.

Kinds of characters are not asked for. Each message says what is wrong and what to do.
"""

from __future__ import annotations

import itertools
import re
import unicodedata

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from assessments.models import Agency
from assessments.thai import thai_digits

# What the portal and the assessment are called.
_SYSTEM = (
    "itaportal", "portal", "ita", "itas", "iit", "eit", "oit", "nacc", "integrity", "transparency", "assessment",
    "ปปช", "การประเมินคุณธรรมและความโปร่งใส", "คุณธรรม", "ความโปร่งใส", "หน่วยงาน", "ระบบบันทึกข้อมูล", "ผู้ดูแลระบบ", "รหัสผ่าน",
)  # fmt: skip
_KINDS = (
    "องค์การบริหารส่วนตำบล",
    "องค์การบริหารส่วนจังหวัด",
    "เทศบาลตำบล",
    "เทศบาลเมือง",
    "เทศบาลนคร",
    "อบต",
    "อบจ",
    "ทต",
    "ทม",
    "ทน",
)
_SEPARATOR = re.compile(r"[^\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|_")  # Thai vowels and tones are no letters to Python
_SHORT = 4  # letters: a shorter name is looked for as a whole word alone, for it stands inside many others


class MinimumLength(MinimumLengthValidator):
    """Django's rule on the length of a password; Django itself writes the figure in ASCII digits."""

    def get_error_message(self) -> str:
        """Why a password is refused."""
        return f"รหัสผ่านสั้นเกินไป {self.get_help_text()}"

    def get_help_text(self) -> str:
        """What is asked, beside the field."""
        return f"ต้องมีอย่างน้อย {thai_digits(self.min_length)} ตัวอักษร"


class LongIfDigitsAlone:
    """Digits alone are as good as other signs where there are enough of them.

    NIST SP 800-63B-4 asks 15 characters of a password that stands alone. So many digits are no telephone number (10)
    and no number of an identity card (13). The same digit or group again and again is refused, and so is counting.
    """

    LEAST = 15

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a short, repeated or counted row of digits."""
        if not password.isdecimal():
            return
        if len(password) < self.LEAST:
            raise ValidationError(f"รหัสผ่านที่มีแต่ตัวเลขสั้นเกินไป {self.get_help_text()}", code="digits_too_short")
        digits = [unicodedata.decimal(sign) for sign in password]
        steps = {(later - sooner) % 10 for sooner, later in itertools.pairwise(digits)}
        if len(steps) == 1 or password in (password + password)[1:-1]:
            raise ValidationError("รหัสผ่านเป็นตัวเลขที่เรียงกันหรือซ้ำกัน กรุณาตั้งรหัสผ่านอื่นที่เดายากกว่านี้", code="digits_in_order")

    def get_help_text(self) -> str:
        """What is asked, beside the field."""
        return f"หากมีแต่ตัวเลข ต้องมีอย่างน้อย {thai_digits(self.LEAST)} ตัว"


class NoNames:
    """The names of the portal and of its agencies are no part of a password's length.

    What is left without them must be long enough by itself: `chanuwan2569` is refused, a sentence with the name is not.
    """

    def __init__(self, min_length: int = 8) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is little more than a name."""
        text = rest = _words(password)
        names = agency_names() | {_squeezed(name) for name in _SYSTEM}
        for name in sorted(name for name in names if len(name) <= _SHORT and name in rest):
            rest = re.sub(rf"(?<![^\W\d_])(?:{re.escape(name)})+(?![^\W\d_])", " ", rest)
        rest = rest.replace(" ", "")
        for name in sorted((name for name in names if len(name) > _SHORT), key=len, reverse=True):
            rest = rest.replace(name, "")
        if rest != text.replace(" ", "") and len(rest) < self.min_length:
            raise ValidationError(
                "รหัสผ่านมีชื่อระบบหรือชื่อหน่วยงานซึ่งผู้อื่นเดาได้ กรุณาตั้งรหัสผ่านอื่น หรือเพิ่มข้อความอื่นให้ยาวขึ้น", code="has_a_name"
            )

    def get_help_text(self) -> str:
        """What is asked, beside the field."""
        return "ต้องไม่เป็นชื่อระบบหรือชื่อหน่วยงาน แม้ต่อท้ายด้วยปีหรือตัวเลข"


def agency_names() -> set[str]:
    """The names of all agencies, Thai, English and in the address, as they are looked for; one query."""
    kinds = re.compile("|".join(map(_squeezed, _KINDS)))
    rows = Agency.objects.values_list("slug", "name", "short_name", "name_en")
    whole = {_squeezed(name) for row in rows for name in row}
    return {name for each in whole for name in (each, kinds.sub("", each, count=1)) if len(name) > 1}


def _words(text: str) -> str:
    """In lower case, with a space for whatever is neither letter nor digit."""
    return _SEPARATOR.sub(" ", unicodedata.normalize("NFKC", text).casefold())


def _squeezed(text: str) -> str:
    """As one word: `Ita-Portal` and `ITA Portal` are the same."""
    return _SEPARATOR.sub("", unicodedata.normalize("NFKC", text).casefold())
