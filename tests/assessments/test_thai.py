"""Thai digits, scores as people type them, dates, fiscal years and periods."""

import contextlib
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import thai, thaitext
from assessments.thai import ScoreError, format_period, parse_score

D = Decimal


class TestSortingAndSearching:
    def test_provinces_in_their_official_order(self):
        from assessments.sample_country import PROVINCES

        assert sorted(sorted(PROVINCES), key=thaitext.sort_key) == list(PROVINCES)
        assert sorted(PROVINCES) != list(PROVINCES), "plain code points put the vowels written first last"

    def test_tone_marks_count_last_and_digits_are_one(self):
        assert sorted(["ป้า", "ปาก", "ป่า", "ปา"], key=thaitext.sort_key) == ["ปา", "ป่า", "ป้า", "ปาก"]
        assert sorted(["ที่ ๑๐", "ที่ 2", "ที่ ๐๑"], key=thaitext.sort_key) == ["ที่ ๐๑", "ที่ ๑๐", "ที่ 2"]

    def test_what_a_search_compares(self):
        assert thaitext.search_key("  อบต.ที่\u200b ๑๒\x00 ABC\n") == "อบต.ที่ 12 abc"


class TestDigits:
    def test_real_thai_digits(self):
        assert thai.thai_digits("0123456789") == "\u0e50\u0e51\u0e52\u0e53\u0e54\u0e55\u0e56\u0e57\u0e58\u0e59"

    def test_only_digits_change(self):
        assert thai.thai_digits("O12 ข้อ 3.5, ๔") == "O๑๒ ข้อ ๓.๕, ๔"
        assert thai.thai_digits(2568) == "๒๕๖๘"

    @pytest.mark.parametrize(
        ("typed", "plain"),
        [("๒๕๖๘", "2568"), ("２５６８", "2568"), ("๙９9．๐", "999.0"), ("٢", "2"), ("²½Ⅳ", "²½Ⅳ"), ("", "")],
    )
    def test_every_decimal_digit_to_ascii(self, typed, plain):
        assert thai.ascii_digits(typed) == plain

    @given(st.text())
    def test_there_and_back(self, text):
        assert thai.ascii_digits(thai.thai_digits(text)) == thai.ascii_digits(text)

    @pytest.mark.parametrize(
        ("score", "shown"),
        [("95.48", "๙๕.๔๘"), ("90", "๙๐.๐๐"), ("100.00", "๑๐๐.๐๐"), ("0.5", "๐.๕๐"), (None, "–")],
    )
    def test_format_score(self, score, shown):
        assert thai.format_score(None if score is None else D(score)) == shown


class TestParseScore:
    @pytest.mark.parametrize(
        ("typed", "score"),
        [
            ("99.02", "99.02"),
            ("๙๙.๐๒", "99.02"),
            ("９９．０２", "99.02"),
            ("９９.０２", "99.02"),
            ("๙9.0๒", "99.02"),
            ("100", "100"),
            ("100.00", "100.00"),
            ("๑๐๐", "100"),
            ("0", "0"),
            ("๐", "0"),
            ("0.01", "0.01"),
            ("90.5", "90.5"),
            ("+5", "5"),
            ("007", "7"),
            ("  99.02  ", "99.02"),
            ("\t99.02\r\n", "99.02"),
            ("\u00a099.02\u00a0", "99.02"),  # no-break space
            ("\u300099.02", "99.02"),  # ideographic space, full-width keyboards
            ("\u200b99.02\u200b", "99.02"),  # zero-width space
            ("\ufeff99.02", "99.02"),  # byte order mark
            ("\u200e99.02\u200f", "99.02"),  # direction marks, from copied web pages
            (" \u200b 99.02 \u200b ", "99.02"),
            ("99\u200b.\u206002", "99.02"),  # inside it too: nobody could see in a message what is wrong
        ],
    )
    def test_reads(self, typed, score):
        found = parse_score(typed)
        assert found == D(score)
        assert isinstance(found, Decimal)

    @pytest.mark.parametrize("typed", ["", " ", "\n", "\u00a0", "\u200b", "\ufeff \u200b"])
    def test_empty_is_not_scored(self, typed):
        assert parse_score(typed) is None

    @pytest.mark.parametrize("typed", ["-0", "-0.00", "-๐"])
    def test_zero_has_no_sign(self, typed):
        assert str(parse_score(typed)).startswith("0")

    @pytest.mark.parametrize(
        "typed",
        [
            "99,02",
            "1,00",
            "=1+1",
            "=90",
            "NaN",
            "nan",
            "sNaN",
            "inf",
            "Infinity",
            "∞",
            "1e2",
            "1E+1",
            "9_0",
            "²",
            "9²",
            "½",
            "Ⅳ",
            "abc",
            "เก้าสิบ",
            "-",
            "–",
            ".",
            "9.",
            ".5",
            "9..5",
            "9.5.5",
            "9 0",
            "90%",
            "'90",
            "--5",
            "0x10",
            "<b>9</b>",
            "\x0090",
            "9" * 10_000,
            "๙" * 10_000,
            "x" * 10_000,
            "9." + "0" * 10_000,
        ],
    )
    def test_refuses_what_is_not_a_number(self, typed):
        with pytest.raises(ScoreError) as caught:
            parse_score(typed)
        message = str(caught.value)
        assert message.endswith("” ไม่ใช่ตัวเลข ให้กรอกคะแนน ๐ ถึง ๑๐๐ ทศนิยมไม่เกินสองตำแหน่ง เช่น ๙๙.๐๒")
        assert len(message) < 130

    @pytest.mark.parametrize("typed", ["100.01", "๑๐๐.๐๑", "101", "-1", "-0.01", "1000", "9" * 20])
    def test_refuses_what_is_out_of_range(self, typed):
        with pytest.raises(ScoreError) as caught:
            parse_score(typed)
        assert str(caught.value) == f"“{typed}” อยู่นอกช่วงคะแนน ให้กรอกตั้งแต่ ๐ ถึง ๑๐๐"

    @pytest.mark.parametrize("typed", ["99.021", "๙๙.๐๒๑", "0.001", "99.020", "100.000"])
    def test_refuses_a_third_decimal(self, typed):
        with pytest.raises(ScoreError) as caught:
            parse_score(typed)
        assert str(caught.value) == f"“{typed}” มีทศนิยมเกินสองตำแหน่ง ให้กรอกตามที่ประกาศ เช่น ๙๙.๐๒"

    def test_message_quotes_what_was_typed(self):
        with pytest.raises(ScoreError) as caught:
            parse_score(" ๙๙,๐๒ ")
        assert str(caught.value).startswith("“๙๙,๐๒” ไม่ใช่ตัวเลข")

    def test_a_long_text_is_refused_quickly_and_quoted_shortly(self):
        started = time.perf_counter()
        with pytest.raises(ScoreError) as caught:
            parse_score("9" * 100_000)
        assert time.perf_counter() - started < 1
        assert str(caught.value).startswith(f"“{'9' * 39}…” ")

    @given(st.text(alphabet="0123456789๐๑๒๓๔๕๖๗๘๙０９.．,-+ \u200b\u00a0eENnaif∞²=_", max_size=12))
    def test_any_text_gives_a_score_or_a_message(self, text):
        score = None
        with contextlib.suppress(ScoreError):  # any other error fails the test
            score = parse_score(text)
        assert score is None or (0 <= score <= 100 and score == score.quantize(D("0.01")))

    @given(st.integers(0, 10_000))
    def test_reads_back_what_it_shows(self, hundredths):
        score = D(hundredths) / 100
        assert parse_score(thai.format_score(score)) == score


class TestShorten:
    def test_one_line(self):
        assert thai.shorten("a\n b\t c") == "a b c"

    def test_at_most_so_long(self):
        assert thai.shorten("x" * 40) == "x" * 40
        assert thai.shorten("x" * 41) == "x" * 39 + "…"
        assert thai.shorten("abcdef", 4) == "abc…"


class TestFiscalYears:
    def test_runs_from_october_to_september(self):
        assert thai.fiscal_year_start(2569) == date(2025, 10, 1)
        assert thai.fiscal_year_end(2569) == date(2026, 9, 30)

    @pytest.mark.parametrize(
        ("day", "year"),
        [
            (date(2025, 9, 30), 2568),
            (date(2025, 10, 1), 2569),
            (date(2025, 12, 31), 2569),
            (date(2026, 1, 1), 2569),
            (date(2026, 9, 30), 2569),
        ],
    )
    def test_of_a_day(self, day, year):
        assert thai.fiscal_year_of(day) == year

    @given(st.integers(2500, 2700))
    def test_first_and_last_day_belong_to_their_year(self, year):
        assert thai.fiscal_year_of(thai.fiscal_year_start(year)) == year
        assert thai.fiscal_year_of(thai.fiscal_year_end(year)) == year
        assert thai.fiscal_year_start(year + 1).toordinal() - thai.fiscal_year_end(year).toordinal() == 1

    @pytest.mark.parametrize(
        ("day", "shown"),
        [
            (date(2025, 11, 22), "๒๒ พฤศจิกายน ๒๕๖๘"),
            (date(2026, 1, 1), "๑ มกราคม ๒๕๖๙"),
            (date(2024, 2, 29), "๒๙ กุมภาพันธ์ ๒๕๖๗"),
        ],
    )
    def test_dates(self, day, shown):
        assert thai.format_date(day) == shown


class TestPeriods:
    @pytest.mark.parametrize(
        ("start", "end", "shown"),
        [
            (date(2025, 10, 1), date(2026, 9, 30), "ตลอดปี ๖๙"),
            (date(2056, 10, 1), date(2057, 9, 30), "ตลอดปี ๐๐"),  # พ.ศ. 2600
            (date(2025, 10, 1), date(2026, 3, 31), "ต.ค. ๖๘ – มี.ค. ๖๙"),
            (date(2025, 10, 1), date(2025, 10, 31), "ต.ค. ๖๘"),
            (date(2026, 2, 1), date(2026, 2, 28), "ก.พ. ๖๙"),
            (date(2024, 2, 1), date(2024, 2, 29), "ก.พ. ๖๗"),
            (date(2024, 2, 1), date(2024, 2, 28), "๑ ก.พ. ๖๗ – ๒๘ ก.พ. ๖๗"),  # leap year: not the whole month
            (date(2025, 12, 1), date(2025, 12, 31), "ธ.ค. ๖๘"),
            (date(2025, 12, 15), date(2026, 1, 14), "๑๕ ธ.ค. ๖๘ – ๑๔ ม.ค. ๖๙"),
            (date(2025, 12, 1), date(2026, 1, 14), "๑ ธ.ค. ๖๘ – ๑๔ ม.ค. ๖๙"),
            (date(2025, 12, 2), date(2025, 12, 31), "๒ ธ.ค. ๖๘ – ๓๑ ธ.ค. ๖๘"),
            (date(2025, 12, 5), date(2025, 12, 5), "๕ ธ.ค. ๖๘"),
            (date(2025, 10, 1), date(2027, 9, 30), "ต.ค. ๖๘ – ก.ย. ๗๐"),  # two years are not "the year"
            (date(2025, 1, 1), date(2025, 12, 31), "ม.ค. ๖๘ – ธ.ค. ๖๘"),  # a calendar year is not a fiscal one
        ],
    )
    def test_as_officials_write_them(self, start, end, shown):
        assert format_period(start, end) == shown

    @pytest.mark.parametrize(("start", "end"), [(None, None), (date(2025, 10, 1), None), (None, date(2026, 9, 30))])
    def test_half_a_period_is_none(self, start, end):
        assert format_period(start, end) == ""

    def test_every_month_has_its_short_name(self):
        shown = [format_period(date(2026, month, 1), date(2026, month, 1)) for month in range(1, 13)]
        assert [text.split()[1] for text in shown] == [
            "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
        ]  # fmt: skip

    def test_the_last_day_there_is(self):
        assert format_period(date(9999, 12, 1), date.max) == "ธ.ค. ๔๒"
