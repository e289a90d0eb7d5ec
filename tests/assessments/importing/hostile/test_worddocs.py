"""Every hostile Word file is refused with a Thai message or read right; nothing is written, little memory is used."""

import io

import pytest

from assessments.importing.formats.limits import Limits
from assessments.importing.formats.rows import FileRefused
from assessments.importing.readers import Chosen
from measures.importing import MeasureImport, read_measures
from measures.models import Measure, MeasurePlan, Unit

from .files import REFUSED, RIGHT, WRONG, Case
from .test_hostile import assert_refused, watched
from .worddocs import WORD_CASES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def rows() -> list:
    return [
        list(model.objects.order_by("pk").values()) for model in (Measure, MeasurePlan, Unit, Measure.history.model)
    ]


def read(data: bytes, agency: int) -> MeasureImport | str:
    """What became of the file, or the message it was refused with."""
    try:
        return read_measures(io.BytesIO(data), chosen=Chosen(agency, 2569))
    except FileRefused as error:
        return str(error)


def test_every_case_has_a_name_of_its_own():
    assert len(WORD_CASES) >= 60
    assert len({case.name for case in WORD_CASES}) == len(WORD_CASES)


@pytest.mark.parametrize("case", WORD_CASES, ids=lambda case: case.name)
def test_hostile_word_file(case: Case, reference):
    found = watched(case, rows, lambda data: read(data, reference.agency_id))
    if case.becomes == REFUSED:
        assert_refused(case, found)
        return
    assert isinstance(found, MeasureImport), found
    if case.becomes == WRONG:
        assert 0 < len(found.problems) <= Limits.from_settings().problems
        texts = [str(problem) for problem in found.problems]
        assert all("ตารางที่" in text and problem.expected for text, problem in zip(texts, found.problems, strict=True))
        assert any(case.says in text for text in texts), texts[:3]
    else:
        assert case.becomes == RIGHT
        assert found.problems == ()
        assert case.says in " ".join(found.notices)
        (row,) = found.measures
        assert (row.indicator, [str(step) for step in row.given["steps"]]) == (6, ["หนึ่ง"])
        assert row.given["units"] == ("กองคลัง",)
