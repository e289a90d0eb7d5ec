"""Fixtures shared by the suite: criteria, the reference agency, people in their roles."""

import pytest
from django.contrib.auth import get_user_model
from django.db.models import Model

from assessments.loading import load_criteria
from assessments.models import Assessment, Criteria, Indicator, RatingLevel, ToolWeight
from itaportal.reference import load_reference

_CRITERIA_ROWS: list[list[Model]] = []


@pytest.fixture
def criteria(db) -> list[Criteria]:
    """All shipped criteria, FY2561 to FY2569. Loaded and checked once a run; later tests get the same rows in bulk."""
    for rows in _CRITERIA_ROWS:
        type(rows[0]).objects.bulk_create(rows)
    if not _CRITERIA_ROWS:
        load_criteria()
        _CRITERIA_ROWS.extend(list(model.objects.all()) for model in (Criteria, ToolWeight, RatingLevel, Indicator))
    return list(Criteria.objects.all())


@pytest.fixture
def reference(criteria) -> Assessment:
    """The reference agency's FY2568 assessment with its FY2569 plan, published."""
    assessment, _ = load_reference()
    return assessment


@pytest.fixture
def admin_user(db):
    """A superuser, `admin` / `admin`."""
    return get_user_model().objects.create_superuser("admin", password="admin")
