"""What people read for the kinds, actions and doors of events, and for permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import override

from assessments.trail import Action, Door, Kind

if TYPE_CHECKING:
    from django.contrib.auth.models import Permission

_VERBS = {"add": "เพิ่ม", "change": "แก้ไข", "delete": "ลบ", "view": "ดู"}

KINDS = {
    Kind.SCORES.value: "ผลการประเมิน",
    Kind.PLAN.value: "แผนมาตรการ",
    Kind.PROGRESS.value: "ความก้าวหน้าและหลักฐาน",
    Kind.WORDING.value: "ถ้อยคำและผู้ลงนาม",
    Kind.CONFIRMATION.value: "การยืนยันข้อความ",
    Kind.PUBLICATION.value: "ฉบับที่เผยแพร่",
    Kind.EXPORT.value: "ข้อมูลที่ส่งออก",
    Kind.AGENCY.value: "หน่วยงาน",
    Kind.UNIT.value: "ส่วนงาน",
    Kind.SEAL.value: "ตราสัญลักษณ์",
    Kind.MEMBERSHIP.value: "หน่วยงานที่มีสิทธิ์ใช้งาน",
    Kind.ACCOUNT.value: "บัญชีผู้ใช้",
    Kind.GROUP.value: "กลุ่มผู้ใช้",
    Kind.SIGN_IN.value: "การเข้าสู่ระบบ",
    Kind.CRITERIA.value: "เกณฑ์การประเมิน",
    Kind.SOURCED.value: "ข้อมูลที่มีแหล่งอ้างอิง",
    Kind.SITE.value: "ที่อยู่เว็บในเอกสาร",
    Kind.EXAMPLE.value: "ข้อมูลตัวอย่าง",
    Kind.AUDIT.value: "บันทึกการเปลี่ยนแปลง",
}
ACTIONS = {
    Action.ADDED.value: "เพิ่ม",
    Action.CHANGED.value: "แก้ไข",
    Action.DELETED.value: "ลบ",
    Action.IMPORTED.value: "นำเข้า",
    Action.EXPORTED.value: "ส่งออก",
    Action.PUBLISHED.value: "เผยแพร่",
    Action.WITHDRAWN.value: "ถอน",
    Action.SIGNED_IN.value: "สำเร็จ",
    Action.FAILED.value: "ไม่สำเร็จ",
    Action.PAUSED.value: "ระงับชั่วคราว",
    Action.BEGUN.value: "เริ่ม",
    Action.REDACTED.value: "นำข้อมูลส่วนบุคคลออก",
}
DOORS = {
    Door.GRID.value: "หน้าผลการประเมิน",
    Door.PLAN.value: "หน้าแผนมาตรการ",
    Door.IMPORT.value: "นำเข้าจากไฟล์",
    Door.ADMIN.value: "หน้าอื่นของระบบบันทึกข้อมูล",
    Door.SIGN_IN.value: "หน้าเข้าสู่ระบบ",
    Door.COMMAND.value: "คำสั่งที่เครื่องแม่ข่าย",
}
assert set(KINDS) == set(Kind)
assert set(ACTIONS) == set(Action)
assert set(DOORS) == set(Door)

# Where action and subject side by side would be no Thai.
TITLES = {
    (Kind.SIGN_IN.value, Action.SIGNED_IN.value): "เข้าสู่ระบบสำเร็จ",
    (Kind.SIGN_IN.value, Action.FAILED.value): "เข้าสู่ระบบไม่สำเร็จ",
    (Kind.SIGN_IN.value, Action.PAUSED.value): "ระงับการเข้าสู่ระบบชั่วคราว",
    (Kind.PUBLICATION.value, Action.PUBLISHED.value): "เผยแพร่รายงาน",
    (Kind.EXPORT.value, Action.EXPORTED.value): "ส่งออกข้อมูล",
    (Kind.EXAMPLE.value, Action.DELETED.value): "นำข้อมูลตัวอย่างออก",
    (Kind.AUDIT.value, Action.REDACTED.value): "นำข้อมูลส่วนบุคคลออกจากบันทึก",
}

OPERATOR = "ผู้ดูแลเครื่องแม่ข่าย"
NOBODY = "ยังไม่ได้เข้าสู่ระบบ"
REDACTED = "(นำข้อมูลส่วนบุคคลออกแล้ว)"


def permission_name(permission: Permission) -> str:
    """`แก้ไขผลการประเมิน`: Django keeps names in English; a permission of our own already has a Thai one."""
    verb = _VERBS.get(permission.codename.split("_", 1)[0], "")
    model = permission.content_type.model_class()
    with override(settings.LANGUAGE_CODE):  # migrations run without a language
        thing = str(model._meta.verbose_name) if model else permission.content_type.model
    return f"{verb}{thing}" if verb else permission.name
