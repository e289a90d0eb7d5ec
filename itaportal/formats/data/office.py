"""What the Word and the Excel file of a report share: the font, texts that XML takes, and bytes without a clock."""

import io
import re
import zipfile
from collections.abc import Mapping

FONT = "TH SarabunPSK"  # the official face, by the name under which it is installed in government offices

_FIXED_TIME = (2000, 1, 1, 0, 0, 0)  # a package's own clock would make equal data differ
_REFUSED = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML 1.0 (section 2.2) refuses: controls, halves of pairs, U+FFFE."""
    return _REFUSED.sub("", text)


def with_fixed_times(package: bytes, replaced: Mapping[str, bytes] | None = None) -> bytes:
    """Return an Office package with every member's time fixed, so that equal content is equal bytes.

    `replaced` gives other content for some members, by name (such as properties that hold the time of saving).
    """
    replaced = replaced or {}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _FIXED_TIME)
            target.writestr(member, replaced.get(name, source.read(name)), zipfile.ZIP_DEFLATED)
    return out.getvalue()
