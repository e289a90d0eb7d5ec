"""The portal killed while people save: what it has answered for is stored, and nothing is stored by half or twice.

`FAULT_ROUNDS` says how often (`make soak` many times).
"""

import os
import random
import threading
import time
from http.client import HTTPException

import pytest
from django.db import connection

from .cluster import copy_tables
from .portal import UNITS, Person, Portal

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "2"))
PEOPLE = 3
NAME = "ส่วนงานที่"
NAMES = f"SELECT id, name FROM measures_unit WHERE name LIKE '{NAME}%'"
RECORDS = f"SELECT object_id, object_repr FROM django_admin_log WHERE object_repr LIKE '%{NAME}%' AND action_flag = 1"
pytestmark = [pytest.mark.slow, pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def portal(tmp_path, scratch_url):
    if connection.vendor == "postgresql":
        copy_tables(scratch_url)
    portal = Portal(tmp_path, scratch_url, threads=4)
    portal.prepare()
    return portal


class Saving(threading.Thread):
    """Somebody who saves one thing after another, and presses again where no answer came."""

    def __init__(self, person: Person, number: int, round_: int) -> None:
        super().__init__()
        self.person, self.name_of = person, f"{NAME} {round_}.{number}."
        self.answered: list[str] = []
        self.unanswered: dict[str, str] = {}
        self.unexpected: list[str] = []

    def run(self) -> None:
        for count in range(1000):
            name = f"{self.name_of}{count}"
            try:
                form = self.person.unit(name)
            except (OSError, HTTPException):
                return
            try:
                answer = self.person.ask(UNITS, form)
            except (OSError, HTTPException):
                self.unanswered = form
                return
            if answer.status == 302:
                self.answered.append(name)
            else:
                self.unexpected.append(answer.words[:200])


def test_killed_while_people_save(portal):
    moments, answered, maybe = random.Random(2568), [], []
    portal.start()
    people = [Person(portal) for _ in range(PEOPLE)]
    assert [person.sign_in().status for person in people] == [302] * PEOPLE
    for round_ in range(ROUNDS):
        saving = [Saving(person, number, round_) for number, person in enumerate(people)]
        for each in saving:
            each.start()
        time.sleep(moments.uniform(0.3, 1.5))
        portal.kill()
        for each in saving:
            each.join(60)
        assert [each.unexpected for each in saving] == [[]] * PEOPLE
        answered += [name for each in saving for name in each.answered]
        maybe += [each.unanswered["name"] for each in saving if each.unanswered]
        portal.start()
        assert [person.ask("/admin/").status for person in people] == [200] * PEOPLE, "still signed in"
    portal.kill()
    stored = {int(number): name for number, name in portal.rows(NAMES)}
    names = list(stored.values())
    recorded = sorted(int(number) for number, _ in portal.rows(RECORDS))
    assert len(answered) >= ROUNDS
    assert len(names) == len(set(names)), "nothing twice"
    assert recorded == sorted(stored), "each with its line in the log, of the same transaction"
    assert set(answered) <= set(names) <= set(answered) | set(maybe)
