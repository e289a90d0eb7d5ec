"""Every model through every door: what is written is in the record, with who did it and through which door."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from simple_history.models import HistoricalChanges

from assessments.models import OitItem
from assessments.trail import Door
from itaportal.audit.models import Event
from itaportal.audit.names import OPERATOR
from itaportal.audit.subjects import LEFT_OUT, SUBJECTS, TOLD
from measures.models import Evidence
from tests.publicity import doors as public_doors
from tests.publicity.test_matrix import undone
from tests.publicity.world import LOADED, build

from .doors import DOORS

pytestmark = [pytest.mark.slow, pytest.mark.database]


def own_models():
    found = [model for label in settings.PORTAL_LABELS for model in apps.get_app_config(label).get_models()]
    return [each for each in found if not issubclass(each, HistoricalChanges) and each._meta.app_label != "audit"]


def stored_rows():
    """What is stored of every recorded model, in the columns that are recorded."""
    return {
        model._meta.label_lower: set(
            model._base_manager.values_list("pk", *(column.attname for column in subject.columns(model)))
        )
        for model, subject in SUBJECTS.items()
    }


@pytest.fixture
def world(reference, person, admin_user):
    return build(LOADED, reference, person, admin_user)


def test_every_model_has_one_answer():
    answers = [*SUBJECTS, *TOLD, *LEFT_OUT]
    assert len(answers) == len(set(answers))
    assert set(answers) == {*own_models(), User, Group}, "say in itaportal/audit/subjects.py how it is recorded"
    for model, subject in SUBJECTS.items():
        names = {column.name for column in model._meta.concrete_fields}
        assert set(subject.without) <= names, model
        assert subject.columns(model), model
        for column in subject.columns(model):
            assert re.search("[ก-๙]|EIT|IIT|OIT", subject.label(column)), (
                f"{model.__name__}.{column.name} has no Thai name"
            )


def test_every_recorded_model_is_written_by_a_door():
    written = set().union(*(models for *_, models in DOORS.values()))
    by_name = {model._meta.label_lower for model in SUBJECTS}
    # Written below: no form of the world has them.
    assert by_name - written == {OitItem._meta.label_lower, Evidence._meta.label_lower}


@pytest.mark.parametrize("name", DOORS)
def test_what_comes_through_a_door_is_recorded(world, name):
    door, way, kind, models = DOORS[name]
    before = set(Event.objects.values_list("pk", flat=True))
    stored = stored_rows()
    door(world, "superuser")
    events = list(Event.objects.exclude(pk__in=before).order_by("chain", "position"))
    changes = [change for event in events for change in event.change_list]
    named = {change.model for change in changes}
    assert models <= named
    # Every model of which a row is not as it was is named, by whatever statement it was written.
    assert {name for name, rows in stored_rows().items() if rows != stored[name]} <= named
    said = [event for event in events if event.kind == kind and event.door == way]
    assert said, [(event.kind, event.door) for event in events]
    assert {event.person for event in said} == {OPERATOR if way is Door.COMMAND else "admin"}
    assert all(change.old != change.new for change in changes)


@pytest.mark.parametrize("name", [name for name in DOORS if hasattr(public_doors, name.replace(" ", "_"))])
def test_the_operator_is_named_as_such(world, name):
    door, _, kind, models = DOORS[name]
    if name in ("year figure", "started plan"):  # of people alone
        return
    with undone():
        before = set(Event.objects.values_list("pk", flat=True))
        door(world, None)
        events = Event.objects.exclude(pk__in=before)
        assert {event.person for event in events} == {OPERATOR}
        assert {event.door for event in events} == {Door.IMPORT if name.endswith("file") else Door.COMMAND}
        assert kind in {event.kind for event in events}
        assert models <= {change.model for event in events for change in event.change_list}
