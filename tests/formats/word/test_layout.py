"""The look of the Word file: Word's own styles in the official face, pages and margins, tables over several pages."""

import re
import subprocess
from dataclasses import replace

import pytest

from assessments.thai import thai_digits
from itaportal.formats.word.build import word_bytes
from itaportal.report.blocks import MeasureTable
from itaportal.report.document import AgencyReport
from itaportal.report.narrative import build_document
from itaportal.typesetting.typography import title_lines
from measures.steps import StepView

from .wordtext import (
    CM,
    FACE,
    TWIPS,
    W,
    as_pdf,
    members,
    pages,
    paragraphs,
    part,
    solid,
    tables,
    text_of,
    words_in_boxes,
)

pytestmark = pytest.mark.office

# --- Styles -------------------------------------------------------------------------------------------------------


def test_every_style_names_the_official_face_for_thai_and_latin(docx: bytes):
    styles = part(docx, "word/styles.xml")
    defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    found = [defaults, *styles.iterfind(f"{W}style[@{W}type='paragraph']/{W}rPr")]
    assert len(found) > 15
    for properties in found:
        fonts = properties.find(f"{W}rFonts")
        assert {name: fonts.get(f"{W}{name}") for name in ("ascii", "hAnsi", "eastAsia", "cs")} == dict.fromkeys(
            ("ascii", "hAnsi", "eastAsia", "cs"), FACE
        )
        assert properties.find(f"{W}lang").get(f"{W}bidi") == "th-TH"
        for latin, thai in (("b", "bCs"), ("sz", "szCs")):
            pair = [properties.find(f"{W}{name}") for name in (latin, thai)]
            values = [None if item is None else item.get(f"{W}val", "on") for item in pair]
            assert values[0] == values[1]
    assert defaults.find(f"{W}szCs").get(f"{W}val") == "32"  # half points: 16 pt


def test_styles_are_word_s_own_and_text_has_no_formatting_besides_them(docx: bytes):
    styles = part(docx, "word/styles.xml")
    known = {style.get(f"{W}styleId"): style.find(f"{W}name").get(f"{W}val") for style in styles.iter(f"{W}style")}
    used = {style for style, _text in paragraphs(docx)}
    assert used <= set(known)
    assert {known[style] for style in used} >= {
        *("Title", "Subtitle", "heading 1", "heading 2", "Body Text", "caption", "List Number"),
    }
    body = part(docx, "word/document.xml")
    for properties in body.iter(f"{W}rPr"):
        assert [(item.tag, item.get(f"{W}val")) for item in properties] == [(f"{W}rStyle", "Strong")]


def test_fonts_of_the_laid_out_pages(docx: bytes):
    listed = subprocess.run(["pdffonts", "-"], input=as_pdf(docx), capture_output=True, check=True).stdout.decode()
    fonts = listed.splitlines()[2:]
    assert {line.split()[0].split("+")[1] for line in fonts} <= {"THSarabunPSK-Regular", "THSarabunPSK-Bold"}
    assert fonts


def test_headings_are_headings(report: AgencyReport, docx: bytes):
    found = [
        (style, text.replace("\n", "").replace("\xa0", " "))
        for style, text in paragraphs(docx)
        if style.startswith("Heading")
    ]
    sections = build_document(report).sections
    wanted = []
    for section in sections:
        wanted.append(("Heading1", f"{section.number} {section.title}"))
        wanted += [("Heading2", f"{item.number} {item.title}") for item in section.subsections]
    headings = [item for item in found if item[0] != "HeadingBlock"]
    assert headings == wanted
    assert [text[:3] for _style, text in headings] == ["๑. ", "๒. ", "๓. ", "๓.๑", "๓.๒", "๓.๓", "๔. "]
    styles = part(docx, "word/styles.xml")
    for level in (1, 2, 3):
        style = styles.find(f"{W}style[@{W}styleId='Heading{level}']")
        assert style.find(f"{W}name").get(f"{W}val") == f"heading {level}"
        assert style.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == str(level - 1)
        assert style.find(f"{W}pPr/{W}keepNext") is not None


def test_names_of_indicators_are_bold(report: AgencyReport, docx: bytes):
    strong = [
        text_of(item)
        for item in part(docx, "word/document.xml").iter(f"{W}r")
        if item.find(f"{W}rPr/{W}rStyle") is not None
    ]
    assert [line.name for line in report.year.indicators if line.name not in strong] == []


def test_long_titles_break_between_phrases():
    title = "การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"
    assert title_lines(title, 48) == ("การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใส", "ในการดำเนินงานของหน่วยงานภาครัฐ")
    assert title_lines(title, 200) == (title,)


# --- Pages --------------------------------------------------------------------------------------------------------


def test_page_sizes_margins_and_orientation(docx: bytes):
    sections = list(part(docx, "word/document.xml").iter(f"{W}sectPr"))
    sizes = [section.find(f"{W}pgSz") for section in sections]
    assert [size.get(f"{W}orient", "portrait") for size in sizes] == ["portrait", "portrait", "landscape"]
    for section, size, left in zip(sections, sizes, (3, 3, 2), strict=True):
        sides = {round(int(size.get(f"{W}{side}")) / TWIPS, 1) for side in ("w", "h")}
        assert sides == {21.0, 29.7}
        margins = section.find(f"{W}pgMar")
        wanted = {"top": 2.5, "bottom": 2.0, "left": left, "right": 2.0}
        assert {name: round(int(margins.get(f"{W}{name}")) / TWIPS, 2) for name in wanted} == wanted
    boxes = re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', words_in_boxes(docx))
    shapes = ["landscape" if float(width) > float(height) else "portrait" for width, height in boxes]
    assert shapes == sorted(shapes, reverse=True)
    assert 3 <= shapes.count("portrait") <= 6
    assert 2 <= shapes.count("landscape") <= 5


def test_measures_start_on_the_first_landscape_page(docx: bytes):
    wide = next(page for page in pages(docx) if "ระยะเวลา" in page and "มาตรการ/โครงการ" in page)
    assert "๔. การนำผลการวิเคราะห์" in wide


def test_first_two_figures_stand_on_the_texts_first_page(docx: bytes):
    assert [number for number, page in enumerate(pages(docx), start=1) if re.search("ภาพที่ [๑๒] คะแนน", page)] == [2]


def test_page_numbers_are_thai_and_not_on_the_cover(docx: bytes):
    body = part(docx, "word/document.xml")
    formats = [item.get(f"{W}fmt") for item in body.iter(f"{W}pgNumType")]
    assert formats == ["thaiNumbers"] * len(list(body.iter(f"{W}sectPr")))
    headers = sorted(name for name in members(docx) if name.startswith("word/header"))
    fields = [["".join(item.itertext()).strip() for item in part(docx, name).iter(f"{W}instrText")] for name in headers]
    assert fields == [[], ["PAGE"]]


def test_page_numbers_stand_top_centre(docx: bytes):
    # LibreOffice has no Thai digits for page numbers and shows ASCII ones; `int` reads both.
    layout = re.findall(r'<page width="([\d.]+)" height="[\d.]+">(.*?)</page>', words_in_boxes(docx), re.DOTALL)
    assert layout
    for number, (width, words) in enumerate(layout, start=1):
        left, top, right, text = re.findall(
            r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]+)<', words
        )[0]
        if number == 1:
            assert float(top) > 5 * CM
            continue
        assert int(text) == number
        margin = 3 if float(width) < 600 else 2
        centre = (margin + (float(width) / CM - margin - 2) / 2) * CM
        assert (float(left) + float(right)) / 2 == pytest.approx(centre, abs=2)
        assert float(top) < 2.5 * CM


def test_text_keeps_to_the_margins(docx: bytes):
    for page in re.findall(r"<page [^>]*>.*?</page>", words_in_boxes(docx), re.DOTALL):
        width = float(re.search(r'width="([\d.]+)"', page).group(1))
        words = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', page)
        assert min(float(left) for left, _right in words) >= (3 if width < 600 else 2) * CM - 1
        assert max(float(right) for _left, right in words) <= width - 2 * CM + 1


def test_a_draft_has_its_word_across_every_page(report: AgencyReport):
    """In the header of the cover and in the one that all later sections share; nobody reads it out as text."""
    draft = word_bytes(replace(report, year=replace(report.year, published=False)))
    marks = [
        mark for name in headers(draft) for mark in part(draft, name).iter("{urn:schemas-microsoft-com:vml}textpath")
    ]
    assert [mark.get("string") for mark in marks if mark.get("string")] == ["ร่าง", "ร่าง"]
    assert not any("ร่าง" in "".join(part(draft, name).itertext()) for name in headers(draft))
    public = word_bytes(report)
    assert not any(list(part(public, name).iter(f"{W}pict")) for name in headers(public))


def headers(docx: bytes) -> list[str]:
    return [name for name in members(docx) if name.startswith("word/header")]


# --- Tables -------------------------------------------------------------------------------------------------------


def test_score_table_spans_each_tool_s_rows(report: AgencyReport, docx: bytes):
    table = tables(docx)[0]
    rows = table.findall(f"{W}tr")
    merges = [
        item.get(f"{W}val") if item is not None else None
        for item in (row.find(f"{W}tc/{W}tcPr/{W}vMerge") for row in rows)
    ]
    wanted: list[str | None] = [None]
    for tool in report.year.tools:
        wanted += ["restart", *["continue"] * len(tool.indicators)]
    assert merges == [*wanted, None]
    widths = [int(item.get(f"{W}w")) for item in table.iter(f"{W}gridCol")]
    assert sum(widths) <= 16 * TWIPS + 4
    for row in rows:
        spans = [item.find(f"{W}tcPr/{W}gridSpan") for item in row.findall(f"{W}tc")]
        assert sum(1 if span is None else int(span.get(f"{W}val")) for span in spans) == len(widths)


def test_score_table_stays_on_one_page(docx: bytes):
    with_rows = [page for page in pages(docx) if "คะแนนเฉลี่ย IIT" in page or "คะแนนเฉลี่ย OIT" in page]
    assert len(with_rows) == 1


def test_heading_rows_repeat(report: AgencyReport, docx: bytes):
    for table in tables(docx):
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.findall(f"{W}tr")].count(True) == 1
        assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
    wide = [solid(page) for page in pages(docx) if "ขั้นตอน/วิธี" in page]
    assert len(wide) > 1
    for page in wide:
        assert all(solid(heading) in page for heading in MeasureTable.headings)
    titles = [solid(measure.titles[0]) for measure in report.plan.measures]
    assert all(any(title in page for title in titles) for page in wide)


def test_rows_stay_whole_unless_they_are_too_long(report: AgencyReport):
    plan = report.plan
    long = replace(plan.measures[2], steps=(StepView("ประสานงานกับทุกกองเพื่อจัดทำแผน " * 5),) * 30)
    docx = word_bytes(replace(report, plan=replace(plan, measures=(*plan.measures[:2], long))))
    whole = [row.find(f"{W}trPr/{W}cantSplit") is not None for row in tables(docx)[1].findall(f"{W}tr")]
    assert whole == [True, True, True, False]


def test_steps_are_numbered_in_the_text(report: AgencyReport, docx: bytes):
    steps = [text for style, text in paragraphs(docx) if style == "ListNumber"]
    assert steps == [
        f"{thai_digits(number)}.\t{step}"
        for measure in report.plan.measures
        for number, step in enumerate(measure.steps, start=1)
    ]
