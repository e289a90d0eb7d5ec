"""Every hostile file is refused with a Thai message or read right; nothing is written, and little memory is used."""

import io
import re
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assessments.bulk import Field
from assessments.importing.formats.limits import Limits
from assessments.importing.formats.rows import FileRefused
from assessments.importing.scores import ScoreImport, read_scores
from assessments.models import Assessment, IndicatorScore

from .files import CASES, REFUSED, RIGHT, WRONG, Case

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
THAI = re.compile("[ก-ฮ]")
MEMORY = 60_000_000


def rows() -> list:
    models = [Assessment, IndicatorScore, Assessment.history.model, IndicatorScore.history.model]
    return [list(model.objects.order_by("pk").values()) for model in models]


def read(case: Case, data: bytes) -> ScoreImport | str:
    """What became of the file, or the message it was refused with."""
    try:
        return read_scores(io.BytesIO(data))
    except FileRefused as error:
        return str(error)


def test_there_are_enough_files_with_names_of_their_own():
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


def watched(case: Case, rows: Callable[[], Any], read: Callable[[bytes], Any]) -> Any:
    """What became of a case's file, read in little memory and without a row written."""
    before = rows()
    data = case.make()
    tracemalloc.start()
    try:
        found = read(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEMORY
    assert rows() == before
    return found


def assert_refused(case: Case, found: Any) -> None:
    """A refusal is one Thai message that says what the case expects."""
    assert isinstance(found, str), found
    assert THAI.search(found)
    assert case.says in found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_file(case, reference):
    before = rows()
    found = watched(case, rows, lambda data: read(case, data))
    if case.becomes == REFUSED:
        assert_refused(case, found)
        return
    assert isinstance(found, ScoreImport), found
    if case.becomes == WRONG:
        assert 0 < len(found.problems) <= Limits.from_settings().problems
        texts = [str(problem) for problem in found.problems]
        assert all(THAI.search(text) and problem.expected for text, problem in zip(texts, found.problems, strict=True))
        assert any(case.says in text for text in texts), texts[:3]
        with pytest.raises(ValueError, match="problems"):
            found.save(by=None)
    else:
        assert case.becomes == RIGHT
        assert found.problems == ()
        assert case.says in " ".join(found.notices)
        wanted = {Field(number, "score"): Decimal(score) for number, score in case.scores}
        assert [dict(entry.values) for entry in found.entries] == [wanted]
    assert rows() == before
