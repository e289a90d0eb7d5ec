"""The criteria that the cases are built on, read from the database once."""

import pytest

from assessments.models import Criteria

from .cases import SCHEMES


@pytest.fixture
def schemes(criteria: list[Criteria]) -> None:
    """Fill `cases.SCHEMES`: criteria with what belongs to them, so that no example asks the database for it."""
    if not SCHEMES:
        for each in Criteria.objects.prefetch_related("tools", "indicators", "levels", "conclusions"):
            SCHEMES.update(dict.fromkeys(range(each.first_year, each.last_year + 1), each))
