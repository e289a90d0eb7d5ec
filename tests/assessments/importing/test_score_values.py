"""How the cells of a table of scores are read, and what is said of those that are wrong."""

import inspect

import pytest

from assessments.importing.cells import CellError
from assessments.importing.problems import Code
from assessments.importing.scores import read_scores
from assessments.models import IndicatorScore
from assessments.thai import ScoreError
from tests.factories import REFERENCE, D

from .test_scores import LONG, NAMES, problems, values, xlsx

pytestmark = pytest.mark.django_db

# --- values --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (99.02, "99.02"),
        (0.1 + 0.2, "0.30"),
        ("๙๙.๐๒", "99.02"),
        ("９９．０２", "99.02"),
        ("\u00a0 99.02\u200b", "99.02"),
        ("85.42%", "85.42"),
        ("0", "0"),
        (100, "100"),
    ],
)
def test_a_score_as_people_write_it(reference, written, read):
    found = read_scores(xlsx(LONG, ["chanuwan", 2568, 1, None, written]))
    assert values(found) == [{(1, "score"): D(read)}]


def test_a_per_cent_cell_is_the_figure_it_shows(reference):
    found = read_scores(xlsx(LONG, ["chanuwan", 2568, 1, None, 0.85], formats=[("E2", "0.00%")]))
    assert values(found) == [{(1, "score"): D(85)}]


def test_shares_without_a_per_cent_format_are_pointed_out(reference):
    found = read_scores(xlsx(LONG, ["chanuwan", 2568, 1, None, 0.85], ["chanuwan", 2568, 2, None, 1]))
    assert values(found) == [{(1, "score"): D("0.85"), (2, "score"): D(1)}]
    assert any("สัดส่วนของร้อย" in notice for notice in found.notices)


def test_a_blank_cell_or_a_dash_is_not_given_and_leaves_what_is_stored(reference):
    found = read_scores(
        xlsx(LONG, ["chanuwan", 2568, 1, None, " "], ["chanuwan", 2568, 2, None, "–"], ["chanuwan", 2568, 3, None, 50])
    )
    found.save(by=None)
    stored = dict(IndicatorScore.objects.values_list("indicator__number", "score"))
    assert stored == {**REFERENCE, 3: D(50)}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("99,02", "จุลภาค"),
        ("1,000", "นอกช่วง"),
        (100.01, "นอกช่วง"),
        (-1, "นอกช่วง"),
        (98.703333, "ทศนิยม"),
        ("NaN", "ไม่ใช่ตัวเลข"),
        ("'=1+1", "สูตร"),
        (True, "ไม่ใช่ตัวเลข"),
    ],
)
def test_a_score_that_is_none_is_refused_with_the_reason(reference, written, words):
    (problem,) = read_scores(xlsx(LONG, ["chanuwan", 2568, 1, None, written])).problems
    assert words in problem.message
    assert problem.expected
    assert (problem.place.sheet, problem.place.row, problem.place.column, problem.place.heading) == (
        "คะแนน",
        2,
        "E",
        "คะแนน",
    )


def test_every_error_of_a_file_is_listed_at_once(reference):
    found = read_scores(
        xlsx(
            LONG,
            ["ไม่มีจริง", 2025, 11, None, "x"],
            ["chanuwan", 2568, 11, None, 5],
            ["chanuwan", "ปีหน้า", None, None, 500],
            ["chanuwan", 2568, 2, NAMES[0], 5],
        )
    )
    assert problems(found) == [
        ("คะแนน", 2, "A", "ไม่มีจริง"),
        ("คะแนน", 2, "B", "2025"),
        ("คะแนน", 2, "E", "x"),
        ("คะแนน", 3, "C", "11"),
        ("คะแนน", 4, "B", "ปีหน้า"),
        ("คะแนน", 4, "E", "500"),
        ("คะแนน", 5, "D", NAMES[0]),
    ]


WRONG_CELLS = [
    # agency, year, number, name, score; the column that is wrong, and why
    (["ไม่มีจริง", 2568, 1, None, 5], "A", Code.UNKNOWN),
    ([None, 2568, 1, None, 5], "A", Code.MISSING),
    (["chanuwan", None, 1, None, 5], "B", Code.MISSING),
    (["chanuwan", "ปีหน้า", 1, None, 5], "B", Code.NOT_A_YEAR),
    (["chanuwan", 2025, 1, None, 5], "B", Code.CHRISTIAN_ERA),
    (["chanuwan", 2568, None, None, 5], "D", Code.MISSING),
    (["chanuwan", 2568, 11, None, 5], "C", Code.UNKNOWN),
    (["chanuwan", 2568, "หนึ่ง", None, 5], "C", Code.NOT_A_NUMBER),
    (["chanuwan", 2568, 2, NAMES[0], 5], "D", Code.MISMATCH),
    (["chanuwan", 2568, 2, "ไม่มีชื่อนี้", 5], "D", Code.MISMATCH),
    (["chanuwan", 2568, None, "ไม่มีชื่อนี้", 5], "D", Code.UNKNOWN),
    (["chanuwan", 2568, None, "๑๑ ไม่มีชื่อนี้", 5], "D", Code.UNKNOWN),
    (["chanuwan", 2568, 2, "#REF!", 5], "D", Code.UNREADABLE),
    (["chanuwan", 2568, 1, None, "99,02"], "E", Code.DECIMAL_COMMA),
    (["chanuwan", 2568, 1, None, 100.01], "E", Code.OUT_OF_RANGE),
    (["chanuwan", 2568, 1, None, 98.703333], "E", Code.TOO_MANY_DECIMALS),
    (["chanuwan", 2568, 1, None, "'=1+1"], "E", Code.FORMULA),
    (["chanuwan", 2568, 1, None, "x"], "E", Code.NOT_A_NUMBER),
]


@pytest.mark.parametrize("reworded", [False, True], ids=["as worded", "reworded"])
def test_every_error_has_its_code_and_column_whatever_its_words(reference, monkeypatch, reworded):
    """With every Thai message changed, each error stands where it stood: nothing reads the words."""
    if reworded:
        as_worded = {each: each.__init__ for each in (CellError, ScoreError)}
        change = {"message": "ถ้อยคำอื่น", "expected": ""}
        for each, made in as_worded.items():
            named = inspect.signature(made)

            def made_otherwise(self, *given, made=made, named=named):
                arguments = named.bind(self, *given).arguments
                made(**{name: change.get(name, value) for name, value in arguments.items()})

            monkeypatch.setattr(each, "__init__", made_otherwise)
    found = read_scores(xlsx(LONG, *(cells for cells, _, _ in WRONG_CELLS)))
    expected = [(row, column, code) for row, (_, column, code) in enumerate(WRONG_CELLS, start=2)]
    assert [(p.place.row, p.place.column, p.code) for p in found.problems] == expected
    assert ({p.message for p in found.problems} == {"ถ้อยคำอื่น"}) is reworded


def test_a_problem_reads_as_one_clear_line(reference):
    (problem,) = read_scores(xlsx(LONG, ["chanuwan", 2568, 1, None, 101])).problems
    assert str(problem) == (
        "แผ่นงาน “คะแนน” แถว ๒ คอลัมน์ E (คะแนน) ค่า “101”: "
        "อยู่นอกช่วงคะแนน ต้องเป็นตัวเลข ๐ ถึง ๑๐๐ ทศนิยมไม่เกินสองตำแหน่ง เช่น ๙๙.๐๒"
    )
