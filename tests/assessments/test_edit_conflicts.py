"""The three-way comparison of what a form was based on, what it says, and what is stored now."""

from decimal import Decimal

import pytest

from assessments.edit_conflicts import Comparison, comparable_text, compare_copies, copy_of
from assessments.models import Assessment, IndicatorScore


@pytest.mark.parametrize(
    ("was", "mine", "stored", "theirs", "conflicts"),
    [
        ("90", "90", "90", (), ()),
        ("90", "91", "90", (), ()),  # only I changed it
        ("90", "90", "92", ("score_1",), ()),  # only the other did
        ("90", "92", "92", (), ()),  # both, alike
        ("90", "91", "92", (), ("score_1",)),  # both, differently
        ("", "91", "92", (), ("score_1",)),
        ("90", "", "92", (), ("score_1",)),  # emptied here, changed there
        ("90", "91", "", (), ("score_1",)),
        ("90", "90", "", ("score_1",), ()),
        (None, "91", "92", (), ("score_1",)),  # not known what it was based on
        (None, "92", "92", (), ()),
    ],
)
def test_one_field(was, mine, stored, theirs, conflicts):
    based_on = {} if was is None else {"score_1": was}
    assert compare_copies(based_on=based_on, mine={"score_1": mine}, stored={"score_1": stored}) == Comparison(
        theirs, conflicts
    )


def test_a_field_that_was_not_sent_is_not_compared():
    assert compare_copies(based_on={"score_1": "90"}, mine={}, stored={"score_1": "92"}) == Comparison((), ())


def test_in_another_years_grid_every_change_of_the_other_is_a_conflict():
    found = compare_copies(
        based_on={"score_1": "90", "score_2": "80", "score_3": "70"},
        mine={"score_1": "90", "score_2": "80"},
        stored={"score_1": "92", "score_2": "80", "score_3": "71"},
        whole=True,
    )
    assert found == Comparison((), ("score_1", "score_3"))


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("", ""), (Decimal("90"), "90.00"), (Decimal("90.5"), "90.50"), (2568, "2568"), ("ก\r\nข ", "ก\nข")],
)
def test_values_as_plain_text(value, text):
    assert comparable_text(value) == text


def test_a_copy_names_year_and_lines():
    line = IndicatorScore(score=Decimal("99.02"), analysis="ก")
    copy = copy_of(Assessment(agency_id=7, fiscal_year=2568, target=Decimal(85)), [(1, line)])
    assert copy == {
        "agency": "7",
        "fiscal_year": "2568",
        "target": "85.00",
        "eit_part_1": "",
        "eit_part_2": "",
        "published_overall": "",
        "published_level": "",
        "published_iit": "",
        "published_eit": "",
        "published_oit": "",
        "no_plan_reason": "",
        "score_1": "99.02",
        "target_1": "",
        "conclusion_1": "",
        "analysis_1": "ก",
    }
