"""The words about the OIT item that asks for the document. Pure.

The cover says only what was checked: a wrong number there would mislead whoever looks for the document. The page of the
report says what is known, and that it was not checked.
"""

from assessments.thai import thai_digits

from .document import AskedItem


def item_words(item: AskedItem) -> tuple[str, str]:
    """`ข้อ O๔๒ มาตรการส่งเสริม…` and `แบบวัด OIT ประจำปีงบประมาณ พ.ศ. ๒๕๖๖`."""
    named = f"ข้อ O{thai_digits(item.number)} {item.title}".strip()
    return named, f"แบบวัด OIT ประจำปีงบประมาณ พ.ศ. {thai_digits(item.fiscal_year)}"


def cover_item(item: AskedItem | None) -> tuple[str, ...]:
    """The lines of the cover: of an item that was checked, else none."""
    return item_words(item) if item and item.verified else ()


def page_item(item: AskedItem | None) -> str:
    """The line of the report's page: of an item that is known, with what is not sure of it; else empty."""
    if item is None:
        return ""
    unchecked = "" if item.verified else " (เลขข้อและชื่อข้อยังไม่ได้ตรวจสอบกับเอกสารทางการ)"
    return f"เอกสารตาม{' '.join(item_words(item))}{unchecked}"
