import pytest

from .portal import Person


@pytest.fixture(scope="module")
def person(portal):
    """Somebody who has signed in at the portal of the module."""
    person = Person(portal)
    assert person.sign_in().status == 302
    return person
