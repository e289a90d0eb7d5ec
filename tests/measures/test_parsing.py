"""Reading units and Thai dates as people type them."""

from datetime import date

import pytest

from measures.parsing import DateError, format_short_date, parse_thai_date
from measures.unit_names import joined_units, read_units, split_units


@pytest.mark.parametrize(
    ("text", "known", "names"),
    [
        ("กองช่าง, กองคลัง", (), ["กองช่าง", "กองคลัง"]),
        ("กองช่าง และกองคลัง", (), ["กองช่าง", "กองคลัง"]),
        ("กองช่างและกองคลัง", (), ["กองช่าง", "กองคลัง"]),
        ("กองช่าง/กองคลัง", (), ["กองช่าง", "กองคลัง"]),
        ("- กองช่าง\n- กองคลัง", (), ["กองช่าง", "กองคลัง"]),
        ("๑. กองช่าง\n๒. กองคลัง", (), ["กองช่าง", "กองคลัง"]),
        ("งานแผนและงบประมาณ", (), ["งานแผนและงบประมาณ"]),
        ("กองยุทธศาสตร์และงบประมาณ และกองคลัง", (), ["กองยุทธศาสตร์และงบประมาณ", "กองคลัง"]),
        ("กองการศึกษา ศาสนาและวัฒนธรรม", (), ["กองการศึกษา ศาสนาและวัฒนธรรม"]),
        ("สำนักปลัด กองคลัง และกองช่าง", ("สำนักปลัด", "กองคลัง"), ["สำนักปลัด", "กองคลัง", "กองช่าง"]),
        ("ผู้บริหารและปลัด", ("ผู้บริหาร", "ปลัด"), ["ผู้บริหาร", "ปลัด"]),
        ("ผู้บริหารและปลัด", (), ["ผู้บริหารและปลัด"]),
        ("“กองช่างและกองคลัง”/ สำนักปลัด", (), ["กองช่างและกองคลัง", "สำนักปลัด"]),
        ('"กองช่าง/กองคลัง" และสำนักปลัด', (), ["กองช่าง/กองคลัง", "สำนักปลัด"]),
    ],
)
def test_names_of_units_in_one_text(text, known, names):
    found = read_units(text, known)
    assert (found.names, found.unclear) == (names, [])


def test_a_text_that_is_a_units_name_and_could_be_two_is_asked_about():
    assert read_units("กองช่างและกองคลัง", {"กองช่างและกองคลัง"}).unclear == ["กองช่างและกองคลัง"]
    assert read_units("กองช่าง/กองคลัง", {"กองช่าง/กองคลัง"}).unclear == ["กองช่าง/กองคลัง"]
    assert read_units("งานแผนและงบประมาณ", {"งานแผนและงบประมาณ"}).unclear == []


def test_what_was_parted_or_kept_whole_without_a_known_unit_is_pointed_out():
    assert read_units("งานแผนและงบประมาณ").noticed == ["งานแผนและงบประมาณ"]
    assert read_units("กองช่างและกองคลัง").noticed == ["กองช่างและกองคลัง"]
    assert read_units("กองช่างและกองคลัง", {"กองช่าง", "กองคลัง"}).noticed == []


@pytest.mark.parametrize("names", [["กองช่าง", "งานแผนและงบประมาณ"], ["กองช่างและกองคลัง", "สำนักปลัด"], ["ก, ข", "ค/ง"]])
def test_names_that_are_written_are_read_back(names):
    assert split_units(joined_units(names)) == names


def test_units():
    assert split_units("งานพัสดุ/ กองคลัง\n กองคลัง //สำนัก  ปลัด ") == ["งานพัสดุ", "กองคลัง", "สำนัก ปลัด"]
    assert split_units("  ") == []


@pytest.mark.parametrize(
    "text",
    [
        "๑/๑๐/๒๕๖๘",
        "1/10/2568",
        "01-10-2568",
        " 1 . 10 . 2568 ",
        "１/１０/２５６８",
        "1/10/68",
        "01-10-๖๘",
        "๑ ต.ค. ๒๕๖๘",
        "๑ ตุลาคม ๖๘",
        "วันที่ 1 ตุลาคม พ.ศ. 2568",
        "2025-10-01",
        "2568-10-01",
    ],
)
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
    "text",
    ["1/10/2025", "1/10/25", "2025-13-01", "1-10/2568", "๑ ต.ต. ๖๘", "1/10/3000", "0/1/2568", "1/13/2568", "x", "1/2"],
)
def test_what_is_no_thai_date_is_refused_with_what_was_typed(text):
    with pytest.raises(DateError, match=text):
        parse_thai_date(text)
