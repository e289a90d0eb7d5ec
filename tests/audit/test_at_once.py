"""Two writers at once: chains do not fork, and nobody waits for each other in a circle."""

import threading
from decimal import Decimal as D

import pytest
from django.db import connections
from django.test import TransactionTestCase

from assessments import actions
from assessments.actions import ScoreEntry
from assessments.bulk import Field, YearEntry, save_years
from assessments.loading import load_criteria
from assessments.models import Agency, Assessment
from itaportal.audit.models import Event
from itaportal.audit.verifying import verify

ROUNDS = 6


@pytest.mark.slow
@pytest.mark.database
class TestAtOnce(TransactionTestCase):
    def test_an_import_of_many_agencies_beside_savings_and_beside_another_import(self):
        load_criteria()
        agencies = [
            Agency.objects.create(slug=f"a{n}", name=f"อบต.ที่ {n}", short_name=f"ที่ {n}", kind="อบต.", province="ตาก")
            for n in range(4)
        ]
        for agency in agencies:
            scores = [ScoreEntry(number, D(1)) for number in (1, 2)]  # there already: two who add one would clash
            actions.save_assessment(assessment=Assessment(agency=agency, fiscal_year=2568), entries=scores, by=None)
        failed, start = [], threading.Barrier(4)

        def importing(order, base):
            for number in range(ROUNDS):
                values = {Field(1, "score"): D(base + number)}
                save_years(entries=[YearEntry(agency.pk, 2568, values) for agency in order], by=None)

        def saving(agency, base):
            for number in range(ROUNDS):
                year = Assessment.objects.get(agency=agency)
                actions.save_assessment(assessment=year, entries=[ScoreEntry(2, D(base + number))], by=None)

        def run(work, *args):
            try:
                start.wait(20)
                work(*args)
            except Exception as error:
                failed.append(error)
            finally:
                connections.close_all()

        work = [(importing, agencies, 10), (importing, agencies[::-1], 50), (saving, agencies[1], 10)]
        work.append((saving, agencies[1], 50))
        threads = [threading.Thread(target=run, args=each) for each in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert failed == []
        assert verify().faults == []
        told = Event.objects.filter(chain=agencies[1].pk, kind="scores").count()
        assert told >= 1 + 2 * ROUNDS  # each saving changed something; so did most imports
