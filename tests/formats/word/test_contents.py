"""The contents of a long report's Word file: who has them, where entries lead, how pages are numbered."""

from itertools import pairwise

import pytest

from itaportal.formats.pdf.contents import LONG
from itaportal.formats.word import contents
from itaportal.formats.word.build import word_bytes
from itaportal.report.document import AgencyReport
from itaportal.report.narrative import build_document
from tests.shapes import report_of_shape, shape_params, whole_shape

from .wordtext import W, pages, part, text_of


@pytest.mark.pdf
@pytest.mark.parametrize("name", shape_params())
def test_word_has_contents_where_the_pdf_has(criteria, name: str):
    whole = whole_shape(name)
    assert contents.is_long(build_document(whole.report)) == (len(whole.pages) > LONG)


def test_the_reference_s_short_report_has_none(report: AgencyReport):
    assert not contents.is_long(build_document(report))
    assert "TOC" not in "".join(part(word_bytes(report), "word/document.xml").itertext())


def test_entries_are_the_headings_and_lead_to_them(criteria):
    body = part(word_bytes(report_of_shape("sao")), "word/document.xml")
    entries = [found for found in body.iter(f"{W}p") if style(found).startswith("TOC")]
    headings = [found for found in body.iter(f"{W}p") if style(found) in ("Heading1", "Heading2")]
    assert len(headings) > 5
    shown = [text_of(found).rstrip("\t") for found in entries]
    assert shown == [text_of(found).replace("\n", "").replace("\xa0", " ") for found in headings]
    for entry, heading in zip(entries, headings, strict=True):
        (link,) = entry.iter(f"{W}hyperlink")
        (mark,) = heading.iter(f"{W}bookmarkStart")
        assert link.get(f"{W}anchor") == mark.get(f"{W}name")
        assert f"PAGEREF {mark.get(f'{W}name')}" in "".join(entry.itertext())
        assert style(entry)[-1] == style(heading)[-1]
    numbers = [mark.get(f"{W}id") for mark in body.iter(f"{W}bookmarkStart")]
    assert len(set(numbers)) == len(numbers)


def test_the_field_begins_in_the_first_entry_and_ends_in_the_last(criteria):
    body = part(word_bytes(report_of_shape("sao")), "word/document.xml")
    entries = [found for found in body.iter(f"{W}p") if style(found).startswith("TOC")]
    marks = [[mark.get(f"{W}fldCharType") for mark in found.iter(f"{W}fldChar")] for found in entries]
    assert marks[0] == ["begin", "separate", "begin", "separate", "end"]
    assert marks[-1] == ["begin", "separate", "end", "end"]
    assert {tuple(inner) for inner in marks[1:-1]} == {("begin", "separate", "end")}
    (begin,) = [mark for mark in entries[0].iter(f"{W}fldChar") if mark.get(f"{W}dirty")]
    assert begin.get(f"{W}fldCharType") == "begin"


def test_the_contents_page_is_numbered_by_letters_and_the_text_goes_on_from_two(criteria):
    body = part(word_bytes(report_of_shape("sao")), "word/document.xml")
    numbering = [(item.get(f"{W}fmt"), item.get(f"{W}start")) for item in body.iter(f"{W}pgNumType")]
    assert numbering == [("thaiNumbers", None), ("thaiLetters", "1"), ("thaiNumbers", "2"), ("thaiNumbers", None)]


@pytest.mark.office
def test_libreoffice_shows_the_contents_on_a_page_before_the_text(criteria):
    laid_out = pages(word_bytes(report_of_shape("sao")))
    assert "สารบัญ" in laid_out[1]
    assert "๔. การนำผลการวิเคราะห์" in laid_out[1]
    assert "เข้ารับการประเมิน" in laid_out[2]
    places = [laid_out[1].index(title) for title in ("๑. ผลการ", "๒. สรุป", "๓. การ", "๔. การ")]
    assert all(before < after for before, after in pairwise(places))


def style(found) -> str:
    return found.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
