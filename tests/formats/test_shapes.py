"""The eight made-up agencies of `tests.shapes` through readers and checkers: two in `make test`, all in the drill."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from assessments.thai import thai_digits
from itaportal.formats.pdf import build as pdf
from itaportal.formats.word import build as word
from itaportal.typesetting import columns
from tests.shapes import IN_MAKE_TEST, SHAPES, shape_params, whole_shape
from tests.shapes.fieldterms import bad_ends, broken_field_terms, field_terms

from .pdf import renderedlines
from .pdf.pdfsamples import check
from .pdf.pdftext import with_pdfminer, with_pdftotext
from .pdf.wholereport import STREAM_READERS, Whole, solid
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


# --- Text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", STREAM_READERS)
def test_every_reader_takes_out_what_was_written(shape: Whole, reader):
    for page, found, (before, after) in zip(reader(shape), shape.pages, shape.furniture, strict=True):
        assert solid(page) == before + renderedlines.text_of(found).removeprefix(before) + after


@pytest.mark.parametrize("reader", [with_pdftotext, with_pdfminer])
def test_no_character_is_lost_or_added_by_readers_that_guess_the_layout(shape: Whole, reader):
    """Hyphens too: a reader that meets one at a line's end takes it away."""
    furniture = "".join(before + after for before, after in shape.furniture)
    repeated = "".join(before for before, _after in shape.furniture)
    assert len(repeated) < len(shape.written)
    assert Counter(solid(reader(shape.pdf))) == Counter(shape.written + furniture)


def test_every_page_bears_the_number_that_viewers_call_it_by(shape: Whole):
    labels = shape.inside.reader.page_labels
    assert labels[0] == "ปก"
    numbers = [int(label) for label in labels if label.isascii()]
    assert numbers == list(range(2, 2 + len(numbers)))
    for label, (_before, foot) in list(zip(labels, shape.furniture, strict=True))[1:]:
        assert foot.startswith(thai_digits(label)), (label, foot)


def test_tagged_throughout(shape: Whole):
    assert shape.inside.untagged == shape.inside.unclaimed == 0


@pytest.mark.parametrize(
    "names",
    [IN_MAKE_TEST, pytest.param(tuple(name for name in SHAPES if name not in IN_MAKE_TEST), marks=pytest.mark.drill)],
)
def test_checkers_find_nothing(criteria, names: tuple[str, ...], tmp_path):
    """PDF/A-3a and PDF/UA-1 by veraPDF, PDF/UA by two others, the files' structure by qpdf, all asked once."""
    result = check([whole_shape(name).pdf for name in names], tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


# --- Lines ----------------------------------------------------------------------------------------------------------


def test_no_line_ends_inside_a_term_of_the_field(shape: Whole):
    assert len(field_terms()) >= 400
    assert [term for paragraph in shape.paragraphs for term in broken_field_terms(paragraph)] == []


def test_no_line_ends_or_begins_with_what_belongs_to_its_neighbour(shape: Whole):
    assert [found for paragraph in shape.paragraphs for found in bad_ends(paragraph)] == []


def test_lines_of_running_text_are_as_full_as_their_next_piece_allows(shape: Whole):
    """No line ends early although what comes next had room, and no such piece is longer than a third of the line."""
    seen, early, long = 0, [], []
    for block in (box for page in shape.pages for box in renderedlines._boxes(page) if _is_running_text(box)):
        lines = [child for child in renderedlines._children(block) if type(child).__name__ == "LineBox"]
        for line, following in pairwise(lines):
            texts = [box for box in renderedlines._boxes(line) if getattr(box, "text", "").strip()]
            room = block.content_box_x() + block.width - max(box.position_x + box.width for box in texts)
            text = "".join(renderedlines._texts(following))
            piece = renderedlines.MARKS.sub("", text[: next(iter(pdf._word_ends(text)), len(text))])
            width = columns.width_in_table(piece) * 12 / columns.SIZE / 2.54 * 96
            seen += 1
            # Before a link nothing is broken, so that its first piece is one with what stands before it.
            boxes = [box.text for box in renderedlines._boxes(following) if getattr(box, "text", "").strip()]
            goes_on = len(boxes) > 1 and renderedlines.MARKS.sub("", boxes[0]) == piece
            early += [f"{piece} had room"] if width + 4 < room and not goes_on else []
            long += [piece] if width > block.width / 3 else []
    assert seen > 30
    assert early == []
    assert long == []


def _is_running_text(box: Any) -> bool:
    """A paragraph of the report's sections, in no table and no figure."""
    return (
        box.element_tag == "p" and box.width > 500 and not box.element.get("data-fit") and not box.element.get("class")
    )


def test_lines_keep_to_their_room(shape: Whole):
    assert [text for page in shape.pages for text in renderedlines.sticking_out(page)] == []
    assert [text for page in shape.pages for text in renderedlines.below_the_page(page)] == []


@pytest.mark.office
def test_word_says_the_same(shape: Whole):
    docx = word.word_bytes(shape.report)
    assert wordtext.folded(wordtext.as_text(docx)) == wordtext.folded(
        "".join(text for _style, text in wordtext.paragraphs(docx))
    )
