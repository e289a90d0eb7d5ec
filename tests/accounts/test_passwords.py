"""Which passwords are refused, and in which words."""

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from assessments.models import Agency


@pytest.fixture
def agency(db) -> Agency:
    return Agency.objects.create(
        slug="chanuwan", name="องค์การบริหารส่วนตำบลชานุวรรณ", short_name="อบต.ชานุวรรณ", kind="อบต.", province="ร้อยเอ็ด",
        name_en="Chanuwan Subdistrict Administrative Organization",
    )  # fmt: skip


def refused(password: str) -> str:
    """Why a password is refused; empty where it is not."""
    try:
        validate_password(password, User(username="somsri"))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.mark.parametrize(
    "password",
    [
        "itaportal", "ITA-Portal!", "ITA Portal 2569", "ita2569!!", "ITA ITA ITA ITA", "ระบบบันทึกข้อมูล", "รหัสผ่าน๑๒๓",
        "chanuwan", "Chanuwan2569", "chanu_wan@69", "อบต.ชานุวรรณ", "อบต ชานุวรรณ 2568", "ชานุวรรณ๒๕๖๙",
        "องค์การบริหารส่วนตำบลชานุวรรณ", "ChanuwanSubdistrictAdministrativeOrganization",
    ],
)  # fmt: skip
def test_names_of_the_portal_and_of_an_agency_are_refused(agency, password):
    assert "ชื่อระบบหรือชื่อหน่วยงาน" in refused(password)


@pytest.mark.parametrize(
    "password",
    [
        "capital-gains-tax", "มะม่วงสุกงอมที่ชานุวรรณ", "chanuwan likes ripe mangoes", "ขนมครกหอมกรุ่น", "orbital decay",
        "948273016254907", "๙๔๘๒๗๓๐๑๖๒๕๔๙๐๗", "94827301625490718263",
    ],
)  # fmt: skip
def test_what_only_holds_a_name_and_long_digits_are_not(agency, password):
    assert refused(password) == ""


@pytest.mark.parametrize("password", ["1103700123456", "0812345678", "25690101", "๒๕๖๙๐๑๐๑๒๕"])
def test_few_digits_alone_are_refused(db, password):
    assert "ต้องมีอย่างน้อย ๑๕ ตัว" in refused(password)


@pytest.mark.parametrize("password", ["1" * 16, "123456789012345678", "987654321098765", "123412341234123412341234"])
def test_repeated_digits_and_counting_are_refused(db, password):
    assert "เรียงกันหรือซ้ำกัน" in refused(password)


def test_what_is_asked_is_said_in_thai(db):
    texts = password_validators_help_texts()
    assert len(texts) == 5
    assert not any("a" <= sign.lower() <= "z" for text in texts for sign in text)
