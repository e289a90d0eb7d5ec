"""What is concluded of a score: its band against its target, and what an agency's own choice can change of that."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.conclusions import FIRST_RULES, ConclusionRule, band_of, conclusion_of, label_of
from assessments.importing import scores
from assessments.ties import equals_of, first_of

from ..factories import D

SCORES = st.integers(0, 100_00).map(lambda cents: Decimal(cents) / 100)
CHOICES = st.sampled_from(["", "excellent", "good", "improve", "urgent"])


@pytest.mark.parametrize(
    ("score", "target", "conclusion"),
    [
        ("100", "85", "excellent"),
        ("95", "85", "excellent"),
        ("94.99", "85", "good"),
        ("92.18", "85", "good"),
        ("90.45", "85", "good"),
        ("85", "85", "good"),
        ("84.99", "85", "improve"),
        ("70", "85", "improve"),
        ("69.99", "85", "urgent"),
        ("0", "85", "urgent"),
        # a target of the agency's own, above what is very good and under what is urgent
        ("96", "98", "improve"),
        ("98", "98", "excellent"),
        ("65", "60", "good"),
        ("59.99", "60", "urgent"),
    ],
)
def test_a_score_is_concluded_by_its_band_against_its_target(score, target, conclusion):
    assert conclusion_of(D(score), D(target), "", FIRST_RULES) == conclusion


@pytest.mark.parametrize("chosen", ["", "excellent", "good", "improve", "urgent"])
def test_nothing_is_concluded_without_a_score(chosen):
    assert band_of(None, D(85), FIRST_RULES) is None
    assert conclusion_of(None, D(85), chosen, FIRST_RULES) == ""


@pytest.mark.parametrize(
    ("score", "chosen", "conclusion"),
    [
        ("99", "good", "good"),
        ("86", "excellent", "excellent"),
        ("99", "improve", "improve"),
        ("99", "urgent", "improve"),
        ("84", "good", "improve"),
        ("60", "excellent", "urgent"),
        ("84", "urgent", "urgent"),
        ("60", "improve", "improve"),
    ],
)
def test_what_the_agency_chose_stands_as_far_as_its_figures_allow(score, chosen, conclusion):
    assert conclusion_of(D(score), D(85), chosen, FIRST_RULES) == conclusion


@given(score=SCORES, target=SCORES, chosen=CHOICES)
def test_no_score_at_its_target_is_urgent_and_none_below_it_is_good(score, target, chosen):
    found = conclusion_of(score, target, chosen, FIRST_RULES)
    if score < target:
        assert found in ("improve", "urgent")
    elif chosen in ("improve", "urgent"):
        assert found == "improve"
    else:
        assert found in ("excellent", "good")


@given(higher=SCORES, lower=SCORES, target=SCORES)
def test_a_higher_score_is_never_concluded_worse(higher, lower, target):
    order = [rule.conclusion for rule in FIRST_RULES]
    better, worse = (order.index(conclusion_of(score, target, "", FIRST_RULES)) for score in sorted((higher, lower)))
    assert better >= worse


def test_bands_that_end_above_nought_leave_a_score_without_a_conclusion():
    rules = (ConclusionRule("good", "ดี", None, ()), ConclusionRule("improve", "ควรพัฒนา", D(50), ()))
    assert conclusion_of(D(49), D(85), "", rules) == ""


def test_a_conclusion_is_called_as_the_criteria_call_it():
    rules = (ConclusionRule("good", "น่าพอใจ", None, ()),)
    assert label_of("good", rules) == "น่าพอใจ"
    assert label_of("improve", rules) == "จุดที่ควรพัฒนา"
    assert label_of("", rules) == ""


# --- Equals -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "first"),
    [
        ([], ()),
        ([5], (5,)),
        ([3, 1, 2], (1, 2, 3)),
        ([4, 3, 1, 2], (1, 2, 3)),
        ([1, 2, 3, 3], (1, 2)),
        ([1, 2, 2, 2], (1,)),
        ([2, 2, 2], (2, 2, 2)),
        ([2, 2, 2, 2, 9], (2, 2, 2, 2)),
    ],
)
def test_the_first_three_are_not_picked_from_equals(items, first):
    assert first_of(items, int) == first


def test_equals_are_found_with_those_they_equal():
    assert equals_of([3, 1, 3, 2, 1, 7], int) == ((3, 3), (1, 1))
    assert equals_of([1, 2], int) == ()


@pytest.mark.parametrize(
    ("typed", "conclusion"),
    [
        ("ควรปรับปรุง", "improve"),
        ("ดีเยี่ยม รักษามาตรฐาน", "excellent"),
        ("จุดที่ควรพัฒนา", "improve"),
        ("จุดที่ควรพัฒนาโดยเร่งด่วน", "urgent"),
    ],
)
def test_files_say_a_conclusion_in_todays_words_or_those_of_earlier_templates(typed, conclusion):
    assert scores._conclusion(typed) == conclusion
