"""Forms of the admin: they read what was typed and say in Thai what is wrong; they write nothing."""

from .assessment import AssessmentForm
from .criteria import CriteriaForm
from .fields import DigitsField, LongTextField, Problem, ScoreField, WholeNumberField, offer
from .national import NationalMeanForm
from .pasting import pasting_plan
from .review import read_stamp
from .screen import ScreenForm

__all__ = [
    "AssessmentForm",
    "CriteriaForm",
    "DigitsField",
    "LongTextField",
    "NationalMeanForm",
    "Problem",
    "ScoreField",
    "ScreenForm",
    "WholeNumberField",
    "offer",
    "pasting_plan",
    "read_stamp",
]
