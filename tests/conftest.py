"""Fixtures shared by the suite: criteria, the reference agency, people in their roles."""

import pytest
from django.contrib.auth import get_user_model

from assessments.loading import load_criteria
from assessments.models import Assessment
from itaportal.reference import load_reference


@pytest.fixture
def criteria(db):
    """All shipped criteria, FY2561 to FY2569."""
    return load_criteria()


@pytest.fixture
def reference(db) -> Assessment:
    """The reference agency's FY2568 assessment with its FY2569 plan, published."""
    assessment, _ = load_reference()
    return assessment


@pytest.fixture
def admin_user(db):
    """A superuser, `admin` / `admin`."""
    return get_user_model().objects.create_superuser("admin", password="admin")
