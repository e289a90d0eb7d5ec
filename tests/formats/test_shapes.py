"""The eight made-up agencies of `tests.shapes` through readers and checkers: two in `make test`, all in the drill."""

import pytest

from itaportal.formats.word import build as word
from tests.shapes import SHAPES, shape_params, whole_shape

from .pdf import renderedlines
from .pdf.wholereport import Whole
from .word import wordtext

pytestmark = pytest.mark.pdf


@pytest.fixture(params=shape_params())
def shape(request, criteria) -> Whole:
    """One of the agencies, laid out and drawn once a run."""
    return whole_shape(request.param)


def test_eight_agencies_that_say_they_are_made_up(criteria):
    assert len(SHAPES) == 8
    assert len({made.name for made in SHAPES.values()}) == 8
    assert all(whole_shape(name).report.year.agency.is_sample for name in ("sao", "signed"))


def test_tagged_throughout(shape: Whole):
    assert shape.inside.untagged == shape.inside.unclaimed == 0


def test_lines_keep_to_their_room(shape: Whole):
    assert [text for page in shape.pages for text in renderedlines.sticking_out(page)] == []
    assert [text for page in shape.pages for text in renderedlines.below_the_page(page)] == []


@pytest.mark.office
def test_word_says_the_same(shape: Whole):
    docx = word.word_bytes(shape.report)
    assert wordtext.folded(wordtext.as_text(docx)) == wordtext.folded(
        "".join(text for _style, text in wordtext.paragraphs(docx))
    )
