"""Reading steps, units and Thai dates as people type them."""

from datetime import date

import pytest

from measures.parsing import DateError, format_short_date, parse_thai_date, split_steps, split_units


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("๑. สำรวจ", "สำรวจ"),
        ("1.สำรวจ", "สำรวจ"),
        ("๑๒) สำรวจ", "สำรวจ"),
        ("(๒) สำรวจ", "สำรวจ"),
        ("- สำรวจ", "สำรวจ"),
        ("• สำรวจ", "สำรวจ"),
        ("๑.๕ ล้านบาท", "๑.๕ ล้านบาท"),
        ("๓ เดือนแรก สำรวจ", "๓ เดือนแรก สำรวจ"),
        ("๒๕๖๘. ไม่ใช่เลขข้อ", "๒๕๖๘. ไม่ใช่เลขข้อ"),
    ],
)
def test_numbering_is_taken_off_and_nothing_else(line, step):
    assert split_steps(line) == [step]


def test_steps_keep_their_order_and_blank_lines_are_dropped():
    assert split_steps("๒. ข\r\n\r\n  ๑. ก  \n๓.\n") == ["ข", "ก"]


def test_units():
    assert split_units("งานพัสดุ/ กองคลัง\n กองคลัง //สำนัก  ปลัด ") == ["งานพัสดุ", "กองคลัง", "สำนัก ปลัด"]
    assert split_units("  ") == []


@pytest.mark.parametrize("text", ["๑/๑๐/๒๕๖๘", "1/10/2568", "01-10-2568", " 1 . 10 . 2568 ", "１/１０/２５６８"])
def test_dates(text):
    assert parse_thai_date(text) == date(2025, 10, 1)
    assert format_short_date(date(2025, 10, 1)) == "๑/๑๐/๒๕๖๘"


def test_an_empty_date_is_none():
    assert parse_thai_date("  ") is None


def test_a_leap_day_follows_the_western_year():
    assert parse_thai_date("29/2/2567") == date(2024, 2, 29)
    with pytest.raises(DateError, match="ไม่มีวันที่"):
        parse_thai_date("29/2/2568")


@pytest.mark.parametrize(
    "text", ["2025-10-01", "1/10/2025", "1/10/68", "1/10/3000", "0/1/2568", "1/13/2568", "x", "1/2"]
)
def test_what_is_no_thai_date_is_refused_with_what_was_typed(text):
    with pytest.raises(DateError, match=text):
        parse_thai_date(text)
