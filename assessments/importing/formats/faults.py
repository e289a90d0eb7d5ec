"""Cells that say nothing usable, told apart, with what is wrong and what to do. Pure."""

from __future__ import annotations

from assessments.thai import thai_digits

from .limits import Limits
from .rows import Fault


def too_long(text: str, limits: Limits) -> Fault:
    """The fault of a cell with more text than a cell may hold."""
    return Fault(text[:60], f"ข้อความยาวเกิน {thai_digits(f'{limits.cell_length:,}')} ตัวอักษร", "กรุณาย่อข้อความ")


def no_result() -> Fault:
    """The fault of a formula whose result was not stored."""
    return Fault("", "เป็นสูตรที่ไม่มีผลลัพธ์บันทึกไว้", "กรุณาเปิดไฟล์ด้วย Excel แล้วบันทึก หรือวางเป็นค่า (Paste Values)")


def error_value(text: str) -> Fault:
    """The fault of a cell that shows an error such as `#REF!`."""
    return Fault(text[:40], "เป็นข้อผิดพลาดของสูตร", "กรุณาแก้สูตร หรือกรอกค่าแทน")


def unreadable(text: str) -> Fault:
    """The fault of a number that is none."""
    return Fault(text[:40], "ไม่ใช่ตัวเลขที่อ่านได้", "กรุณากรอกค่าใหม่")
