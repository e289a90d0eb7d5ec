"""The contents page from eleven pages up: where its entries lead, the numbers beside them, and who has none."""

import re
from typing import Any

import pytest

from assessments.thai import thai_digits
from itaportal.formats.pdf import build as pdf
from itaportal.report.document import AgencyReport
from itaportal.typesetting.linebreaks import without_marks
from tests.shapes import whole_shape

from .wholereport import Whole, solid

pytestmark = pytest.mark.pdf


@pytest.fixture(params=["sao", pytest.param("department", marks=pytest.mark.drill)])
def long(request, criteria) -> Whole:
    """An agency with ten measures, a department with thirty."""
    return whole_shape(request.param)


def test_entries_are_the_headings_figures_and_tables(long: Whole):
    written = [element for element in long.laid_out[1].iter() if element.tag in ("h2", "h3", "figcaption", "caption")]
    titles = [(element.tag, solid(without_marks("".join(element.itertext())))) for element in written]
    assert [text for tag, text in titles if tag == "h2"][:3] == ["สารบัญ", "สารบัญภาพ", "สารบัญตาราง"]
    groups = [("h2", "h3"), ("figcaption",), ("caption",)]
    wanted = [text for group in groups for tag, text in titles if tag in group and not text.startswith("สารบัญ")]
    assert len(wanted) >= 10
    assert [solid("".join(kid.text for kid in item.all("Link"))).rstrip("๐๑๒๓๔๕๖๗๘๙") for item in _items(long)] == [
        text.rstrip("๐๑๒๓๔๕๖๗๘๙") for text in wanted
    ]


def test_entries_lead_to_the_page_whose_number_they_say(long: Whole):
    """By the file alone: the link's target, and what is read on that page."""
    reader = long.inside.reader
    pages = [solid(page.extract_text()) for page in reader.pages]
    contents = reader.pages[1]
    assert pages[1].startswith("สารบัญ")
    assert pages[1].endswith("ก")  # the number, which readers find last, and no catchword
    links = [item.get_object() for item in contents["/Annots"]]
    assert len(links) == len(_items(long))
    for link in links:
        target = reader.named_destinations[link["/Dest"]]
        place = reader.get_destination_page_number(target)
        title, _space, number = link["/Contents"].rpartition(" ")
        assert number == thai_digits(place)
        assert solid(title) in pages[place]
        assert re.search(rf"{number}(/.*\.\.\.)?$", pages[place])


def test_a_viewers_page_numbers_are_those_that_are_printed(long: Whole):
    labels = long.inside.reader.page_labels
    assert labels[:3] == ["ปก", "ก", "2"]
    texts = [re.sub(r"/[^/]*\.\.\.$", "", solid(page.extract_text())) for page in long.inside.reader.pages]
    assert [text[-len(label) :] for label, text in zip(labels, texts, strict=True)][2:] == list(
        map(thai_digits, labels[2:])
    )


def test_it_is_in_the_bookmarks_and_tagged(long: Whole):
    titles = [item.title for item in _flat(long.inside.reader.outline)]
    assert [title for title in titles if title.startswith("สารบัญ")] == ["สารบัญ", "สารบัญภาพ", "สารบัญตาราง"]
    lists = list(long.inside.tree.all("TOC"))
    assert len(lists) == 3
    assert {kid.kind for made in lists for kid in made.kids} == {"TOCI"}
    assert {tuple(kid.kind for kid in item.kids) for item in _items(long)} == {("Reference",)}


def test_a_short_report_has_none(report: AgencyReport):
    short = Whole(report)
    assert len(short.pages) <= 10
    assert short.contents == ""
    assert short.inside.reader.page_labels == ["ปก", *map(str, range(2, len(short.pages) + 1))]
    assert "สารบัญ" not in solid(short.inside.tree.text)


@pytest.mark.parametrize(("sheets", "pages"), [(10, 10), (11, 12)])
def test_from_eleven_pages_up(sheets: int, pages: int):
    parts = "".join(f"<h2 style='break-before: page'>หัวข้อ {number}</h2>" for number in range(sheets))
    document, _root = pdf.lay_out(f"<html lang='th'><head></head><body><main>{parts}</main></body></html>")
    assert len(document.pages) == pages


def _items(whole: Whole) -> list[Any]:
    return list(whole.inside.tree.all("TOCI"))


def _flat(outline: list[Any]) -> list[Any]:
    return [one for item in outline for one in (_flat(item) if isinstance(item, list) else [item])]
