"""Forms of the admin: they read what was typed and say in Thai what is wrong; they write nothing."""

from .assessment import AssessmentForm
from .screen import ScreenForm
from .criteria import CriteriaForm
from .fields import Problem, ScoreField, WholeNumberField

__all__ = ["AssessmentForm", "ScreenForm", "CriteriaForm", "Problem", "ScoreField", "WholeNumberField"]
