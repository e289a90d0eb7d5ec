"""Agencies, the criteria of each year, assessments and their scores.

Rules that must hold are database constraints with a Thai message; sums are never done in SQL, since SQLite keeps
decimals as floats (`scoring.py` does them).
"""

from ..places import BANGKOK
from .agencies import (
    RESERVED_SLUGS,
    Agency,
    AgencyQuerySet,
    AgencySeal,
    Membership,
    _check_slug_is_free,  # the first migration names it by this path
    check_names,
    label_agencies,
)
from .assessments import ANNOUNCED_TOOLS, Assessment, AssessmentQuerySet, IndicatorScore
from .criteria import ConclusionBand, Criteria, CriteriaQuerySet, Indicator, RatingLevel, ToolWeight
from .fields import FIRST_YEAR, LAST_YEAR
from .sourced import NationalMean, OitItem

__all__ = [
    "ANNOUNCED_TOOLS",
    "BANGKOK",
    "FIRST_YEAR",
    "LAST_YEAR",
    "RESERVED_SLUGS",
    "Agency",
    "AgencyQuerySet",
    "AgencySeal",
    "Assessment",
    "AssessmentQuerySet",
    "ConclusionBand",
    "Criteria",
    "CriteriaQuerySet",
    "Indicator",
    "IndicatorScore",
    "Membership",
    "NationalMean",
    "OitItem",
    "RatingLevel",
    "ToolWeight",
    "_check_slug_is_free",
    "check_names",
    "label_agencies",
]
