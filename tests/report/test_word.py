import io
import posixpath
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from math import cos, pi, sin
from typing import Any, ClassVar, get_args

import pytest
from django.test import Client
from lxml import etree
from PIL import Image

from assessments.actions import unpublish
from assessments.models import Assessment
from assessments.thai import format_score, thai_digits
from itaportal.report import word
from itaportal.report.blocks import Block, MeasureTable, ReportDocument, ScoreTable, Section
from itaportal.report.document import AgencyReport, EarlierScore, PreviousYear, Signer
from itaportal.report.figures import COLOURS
from itaportal.report.narrative import build_document
from itaportal.report.office import xml_text
from itaportal.report.typography import title_lines
from itaportal.report.word import word_bytes

from .pdftext import with_pdftotext_raw
from .samples import long_report, report_of, with_scores
from .wordtext import FACE, W, as_pdf, as_text, paragraphs, part, solid, text_of

CM = 72 / 2.54  # points
TWIPS = 1440 / 2.54  # a centimetre in Word's unit
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@pytest.fixture
def report(reference: Assessment) -> AgencyReport:
    # The properties hold the date of saving; with a fixed one the file is converted once for all tests.
    Assessment.objects.update(updated_at="2025-11-22T03:00:00Z")
    return report_of(reference)


@pytest.fixture
def docx(report: AgencyReport) -> bytes:
    return word_bytes(report)


# --- Content ------------------------------------------------------------------------------------------------------


def written(document: ReportDocument) -> Iterator[str]:
    """Every text of the report in the order in which it is to be read, put together without the writer's help."""
    for place, title in enumerate(document.titles):
        yield from (["และ"] if place else [])
        yield from (title.text, title.year)
    yield from (document.agency, document.place, document.made_up, document.draft)
    yield from (*document.heading, document.agency, document.place)
    for section in document.sections:
        yield from written_section(section)
    for signature in document.signatures:
        yield from (signature.role, "ลงชื่อ", f"({signature.name})", f"ตำแหน่ง {signature.job_title}")


def written_section(section: Section) -> Iterator[str]:
    yield f"{section.number} {section.title}"
    for block in section.blocks:
        yield from WRITTEN[block.kind](block)
    for subsection in section.subsections:
        yield from written_section(subsection)


def written_scores(table: ScoreTable) -> Iterator[str]:
    yield from (table.caption, "แบบ", "ลำดับ", "รายละเอียดตัวชี้วัด", "คะแนน")
    for group in table.groups:
        yield from (group.code, group.name)
        for row in group.rows:
            yield from (thai_digits(row.number), row.name, format_score(row.score))
        yield from (group.total_name, format_score(group.total))
    yield from (table.total_name, format_score(table.total))


def written_measures(table: MeasureTable) -> Iterator[str]:
    yield from (table.caption, *table.headings)
    for row in table.rows:
        yield from (row.indicator, *row.titles, row.analysis)
        yield from (f"{step.number} {step.text}" for step in row.steps)
        yield from (*row.units, row.period, row.monitoring)


WRITTEN: dict[str, Any] = {
    "paragraph": lambda block: [block.text],
    "figure": lambda block: [block.caption],
    "radar": lambda block: [block.caption],
    "scores": written_scores,
    "measures": written_measures,
}


def all_text(report: AgencyReport) -> str:
    return solid("".join(written(build_document(report))).translate(CONTROLS))


def test_the_whole_report_is_there_in_its_order(report: AgencyReport, docx: bytes):
    text = solid("".join(text for _style, text in paragraphs(docx)))
    assert len(text) > 8000
    assert text == all_text(report)


def test_libreoffice_reads_the_same_text(report: AgencyReport, docx: bytes):
    assert solid(as_text(docx)) == all_text(report)


def test_every_kind_of_block_has_a_writer():
    kinds = {kind.kind for kind in get_args(Block)}
    assert kinds == set(word.BLOCK_WRITERS) == set(WRITTEN)


def test_block_of_an_unknown_kind_is_not_left_out_silently(report: AgencyReport, monkeypatch):
    @dataclass(frozen=True)
    class Riddle:
        kind: ClassVar[str] = "riddle"

    document = build_document(report)
    odd = replace(document, sections=(Section("๑.", "ส่วนใหม่", (Riddle(),)),))  # type: ignore[arg-type]
    monkeypatch.setattr(word, "build_document", lambda report: odd)
    with pytest.raises(KeyError, match="riddle"):
        word_bytes(report)


def test_draft_says_so_on_the_cover_and_every_page(reference: Assessment):
    unpublish(assessment=reference, by=None)
    Assessment.objects.update(updated_at="2025-11-22T03:00:00Z")
    report = report_of(reference)
    docx = word_bytes(report)
    line = "ฉบับร่าง ยังไม่ได้เผยแพร่ ข้อมูล ณ วันที่ ๒๒ พฤศจิกายน ๒๕๖๘"
    assert ("DraftNotice", line) in list(paragraphs(docx))
    for page in pages(docx):
        assert "ฉบับร่าง" in page
    assert solid("".join(text for _style, text in paragraphs(docx))) == all_text(report)


def test_published_report_has_no_footer(docx: bytes):
    assert "ฉบับร่าง" not in as_text(docx)
    assert not [name for name in members(docx) if "footer" in name]


def test_seal_signatures_and_last_year(report: AgencyReport):
    full = everything(report)
    docx = word_bytes(full)
    text = "".join(text for _style, text in paragraphs(docx))
    assert solid(text) == solid(as_text(docx)) == all_text(full)
    assert "(นายประเสริฐ มั่นคง)" in text
    signing = tables(docx)[-1]
    assert len(signing.findall(f"{W}tr/{W}tc")) == 3
    assert {item.get(f"{W}leader") for item in signing.iter(f"{W}tab") if item.get(f"{W}leader")} == {"dot"}
    last = solid(pages(docx)[-1])
    assert last.index("ผู้จัดทำ") < last.index("ผู้ตรวจสอบ") < last.index("ผู้อนุมัติ")  # side by side, on one page

    seal, _overall, _indicators, change, _radar = (inline for inline, _image in pictures(docx))
    assert seal.find("{*}docPr").get("descr") == f"ตราสัญลักษณ์ {report.year.agency.name}"
    assert int(seal.find("{*}extent").get("cy")) <= 2.7 * 360_000
    assert int(seal.find("{*}extent").get("cx")) == 6.0 * 360_000  # four times as wide as high: the width decides
    said = change.find("{*}docPr").get("descr")
    assert f"{report.year.indicators[0].name} เพิ่มขึ้น ๒.๐๒ คะแนน จาก ๙๗.๐๐ คะแนน เป็น ๙๙.๐๒ คะแนน" in said
    assert "ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล ลดลง ๗.๐๐ คะแนน จาก ๙๗.๐๐ คะแนน เป็น ๙๐.๐๐ คะแนน" in said
    image = pictures(docx)[3][1]
    # From 97 to 90 on an axis that starts at 80: the key of OIT stands far to the left of both lines.
    starts = [found[0] for found in rows_of(image, COLOURS["OIT"]) if found]
    assert max(starts) > image.width / 2


def test_a_long_position_breaks_after_the_profession_or_before_the_agency(report: AgencyReport):
    jobs = ("นักวิเคราะห์นโยบายและแผนชำนาญการพิเศษ", "ปลัด", f"นายก{report.year.agency.name}")
    signers = tuple(Signer(role, "นาย ก", job) for role, job in zip(("ก", "ข", "ค"), jobs, strict=True))
    signing = tables(word_bytes(replace(report, signatories=signers)))[-1]
    positions = [text_of(cell.findall(f"{W}p")[-1]) for cell in signing.iter(f"{W}tc")]
    assert positions == [
        "ตำแหน่ง นักวิเคราะห์นโยบายและแผน\nชำนาญการพิเศษ",
        "ตำแหน่ง ปลัด",
        f"ตำแหน่ง นายก\n{report.year.agency.name}",
    ]


def test_a_report_of_sixty_pages_is_whole_and_in_order(report: AgencyReport):
    full = long_report(everything(report))
    docx = word_bytes(full)
    assert solid("".join(text for _style, text in paragraphs(docx))) == all_text(full)
    assert solid(as_text(docx)) == all_text(full)
    laid_out = [solid(page) for page in pages(docx)]
    assert len(laid_out) > 50
    wide = [page for page in laid_out if "โครงการที่" in page]
    assert len(wide) > 45
    assert all(all(solid(heading) in page for heading in MeasureTable.headings) for page in wide)
    numbers = re.findall("โครงการที่([๐-๙]+)", "".join(laid_out))
    assert [int(number) for number in numbers] == list(range(1, 101))
    assert "(นายประเสริฐมั่นคง)" in laid_out[-1]


def everything(report: AgencyReport) -> AgencyReport:
    """The report with a seal, three who sign, and a year before it in which every score was 97."""
    picture = io.BytesIO()
    Image.new("RGB", (400, 100), "navy").save(picture, "PNG")
    year = report.year
    return replace(
        report,
        seal=picture.getvalue(),
        signatories=(
            Signer("ผู้จัดทำ", "นางสาวสมหญิง ใจดี", "นักวิเคราะห์นโยบายและแผน"),
            Signer("ผู้ตรวจสอบ", "นายสมชาย รักไทย", "หัวหน้าสำนักปลัด"),
            Signer("ผู้อนุมัติ", "นายประเสริฐ มั่นคง", "นายกองค์การบริหารส่วนตำบล"),
        ),
        previous=PreviousYear(
            fiscal_year=2567,
            overall=Decimal(97),
            level="ผ่านดีเยี่ยม",
            same_levels=True,
            tools=tuple(EarlierScore(Decimal(97), code=tool.code) for tool in year.tools),
            indicators=tuple(EarlierScore(Decimal(97), number=line.number) for line in year.indicators),
        ),
    )


def test_year_without_scores_or_plan_can_be_written(reference: Assessment):
    report = replace(with_scores(reference, dict.fromkeys(range(1, 11))), plan=None)
    docx = word_bytes(report)
    assert solid("".join(text for _style, text in paragraphs(docx))) == all_text(report)
    assert "ยังไม่มีคะแนน" in as_text(docx)


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
    fonts = run("pdffonts", as_pdf(docx)).splitlines()[2:]
    assert {line.split()[0].split("+")[1] for line in fonts} <= {"THSarabunPSK-Regular", "THSarabunPSK-Bold"}
    assert fonts


def test_headings_are_headings(report: AgencyReport, docx: bytes):
    found = [(style, text.replace("\n", "")) for style, text in paragraphs(docx) if style.startswith("Heading")]
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


def members(docx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.namelist()


def run(tool: str, pdf: bytes, *options: str) -> str:
    output = ["-"] if tool == "pdftotext" else []
    return subprocess.run([tool, *options, "-", *output], input=pdf, capture_output=True, check=True).stdout.decode()


def pages(docx: bytes) -> list[str]:
    return with_pdftotext_raw(as_pdf(docx)).removesuffix("\f").split("\f")


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
    boxes = re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', run("pdftotext", as_pdf(docx), "-bbox"))
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
    found = re.findall(r'<page width="([\d.]+)".*?</page>|', run("pdftotext", as_pdf(docx), "-bbox"), re.DOTALL)
    assert found
    layout = re.findall(r'<page width="([\d.]+)" height="[\d.]+">(.*?)</page>', run_bbox(docx), re.DOTALL)
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


def run_bbox(docx: bytes) -> str:
    return run("pdftotext", as_pdf(docx), "-bbox")


def test_text_keeps_to_the_margins(docx: bytes):
    for page in re.findall(r"<page [^>]*>.*?</page>", run_bbox(docx), re.DOTALL):
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
    names = zipfile.ZipFile(io.BytesIO(docx)).namelist()
    return [name for name in names if name.startswith("word/header")]


# --- Tables -------------------------------------------------------------------------------------------------------


def tables(docx: bytes) -> list[etree._Element]:
    return list(part(docx, "word/document.xml").iter(f"{W}tbl"))


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
    long = replace(plan.measures[2], steps=tuple("ประสานงานกับทุกกองเพื่อจัดทำแผน " * 5 for _ in range(30)))
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


# --- Figures ------------------------------------------------------------------------------------------------------


def pictures(docx: bytes) -> list[tuple[etree._Element, Image.Image]]:
    relations = {item.get("Id"): item.get("Target") for item in part(docx, "word/_rels/document.xml.rels")}
    found = []
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        for inline in part(docx, "word/document.xml").iter("{*}inline"):
            name = inline.find(".//{*}blip").get(
                "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
            )
            found.append((inline, Image.open(io.BytesIO(package.read(f"word/{relations[name]}")))))
    return found


def test_figures_are_sharp_pictures_that_say_their_numbers(report: AgencyReport, docx: bytes):
    found = pictures(docx)
    assert len(found) == 3
    for inline, image in found:
        assert int(inline.find("{*}extent").get("cx")) == 16 * 360_000  # as wide as the text, 16 cm
        assert image.width == pytest.approx(16 / 2.54 * 300, abs=1)
    overall, indicators, radar = (inline.find("{*}docPr").get("descr") for inline, _image in found)
    for tool in report.year.tools:
        assert f"{tool.code} {format_score(tool.score)}" in overall
    for line in report.year.indicators:
        assert f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name} {format_score(line.score)} คะแนน" in indicators
        assert f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name} {format_score(line.score)} คะแนน" in radar
    assert "การปฏิบัติหน้าที่ ๙๙.๐๒ คะแนน ขาดจากคะแนนเต็ม ๐.๙๘ คะแนน" in radar
    assert len({inline.find("{*}docPr").get("id") for inline, _image in found}) == 3


def rows_of(image: Image.Image, colour: str) -> list[tuple[int, int] | None]:
    """For each row of pixels from the top down, where the colour starts and ends; None where it is not."""
    found = image.getcolors()
    assert image.mode == "P"
    assert found
    palette = image.getpalette("RGB")
    index = next(n for _, n in found if bytes(palette[3 * n : 3 * n + 3]) == bytes.fromhex(colour[1:]))
    data, width, sign = image.tobytes(), image.width, bytes([index])
    rows = (data[y * width : (y + 1) * width] for y in range(image.height))
    return [(row.find(sign), row.rfind(sign)) if sign in row else None for row in rows]


def stem_lengths(image: Image.Image, colour: str, least: int = 300) -> list[int]:
    """How far each line of a colour reaches, in pixels from its start, mark included, from the top down."""
    lengths, last = [], -9
    for y, found in enumerate(rows_of(image, colour)):
        if found and found[1] - found[0] > least:  # a line, no key and no mark alone
            if y > last + 1:
                lengths.append(0)
            lengths[-1] = max(lengths[-1], found[1] - found[0])
            last = y
    return lengths


def test_lines_of_the_figure_are_as_long_as_the_scores(docx: bytes):
    image = pictures(docx)[1][1]
    reach = {tool: stem_lengths(image, colour) for tool, colour in COLOURS.items()}
    assert [len(reach[tool]) for tool in ("IIT", "EIT", "OIT")] == [5, 3, 2]
    full = max(reach["IIT"])  # 100 on an axis that starts at 80; a mark is some 6 of 400 units wide on either side
    mark = full * 6 / 406
    for tool, scores in {"IIT": (99.02, 100, 100, 98.82, 100), "EIT": (98.95, 98.58, 98.58), "OIT": (90, 90)}.items():
        for length, score in zip(reach[tool], scores, strict=True):
            assert length == pytest.approx((score - 80) / 20 * (full - mark) + mark, abs=mark / 2)


def test_needle_of_the_gauge_stands_where_the_overall_lies(docx: bytes):
    image = pictures(docx)[0][1].convert("L")
    start = round(image.width * 0.3)  # the words at the left are left out
    for y in range(image.height):
        row = [image.getpixel((x, y)) for x in range(start, image.width)]
        strip = [x for x, lightness in enumerate(row) if lightness < 250]
        # Across the strip only the halo of the needle is white.
        if strip and strip[-1] - strip[0] > image.width / 2 and row[strip[0] : strip[-1]].count(255) < 20:
            break
    else:
        pytest.fail("no strip")
    needle = [x for x in strip if row[x] < 50]
    assert (sum(needle) / len(needle) - strip[0]) / (strip[-1] - strip[0]) == pytest.approx(
        (95.48 - 60) / 40, abs=0.004
    )
    assert 2 <= len(needle) <= 12


def test_marks_of_the_radar_lie_at_their_angle_and_score(docx: bytes):
    image = pictures(docx)[2][1]
    cm = 300 / 2.54
    drawing = image.crop((0, 0, round(6.8 * cm), image.height))
    rows = rows_of(drawing, COLOURS["OIT"])
    marks: list[list[tuple[float, int]]] = []
    for y, found in enumerate(rows):
        if found:
            if not rows[y - 1]:
                marks.append([])
            marks[-1].append((sum(found) / 2, y))
    (x_10, y_10), (x_9, y_9) = [
        tuple(sum(values) / len(values) for values in zip(*mark, strict=True)) for mark in marks
    ]
    # The square's half of 3.4 cm is 136 units, the ring of 100 lies at 112 of them; 90 is half way from 80 to there.
    radius = 3.4 * 112 / 136 / 2 * cm
    for number, x in ((9, x_9), (10, x_10)):
        assert x == pytest.approx(3.4 * cm + radius * sin(2 * pi * (number - 1) / 10), abs=3)
    assert y_9 - y_10 == pytest.approx(radius * (cos(2 * pi * 9 / 10) - cos(2 * pi * 8 / 10)), abs=3)


def test_marks_below_their_target_are_hollow(report: AgencyReport, reference: Assessment):
    def ends(docx: bytes) -> list[tuple[int, int, int]]:
        """The pixels inside the marks of OIT, just left of where they end."""
        image = pictures(docx)[1][1]
        rows = rows_of(image, COLOURS["OIT"])
        lines = [y for y, found in enumerate(rows) if found and found[1] - found[0] > 300]
        reach = max(rows[y][1] for y in lines)
        return [image.convert("RGB").getpixel((reach - 12, y)) for y in lines]

    full = tuple(bytes.fromhex(COLOURS["OIT"][1:]))
    assert set(ends(word_bytes(report))) == {full}
    hollow = ends(word_bytes(with_scores(reference, {}, target=Decimal("95"))))
    assert full not in hollow


# --- The file -----------------------------------------------------------------------------------------------------

# The order in which ECMA-376 part 1 wants the children that occur here.
ORDER = {
    "pPr": "pStyle keepNext keepLines widowControl numPr pBdr shd tabs spacing ind jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
    "tc": "tcPr p tbl",
    "tr": "trPr tc",
    "tbl": "tblPr tblGrid tr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
}


def test_parts_are_sound(docx: bytes):
    names = members(docx)
    types = part(docx, "[Content_Types].xml")
    kinds = {item.get("PartName") or f".{item.get('Extension')}" for item in types}
    for name in names:
        assert f"/{name}" in kinds or f".{name.rsplit('.', 1)[1]}" in kinds
        if not name.endswith((".xml", ".rels")):
            continue
        root = part(docx, name)
        for item in root.iter():
            order = ORDER.get(etree.QName(item).localname, "").split()
            children = [etree.QName(child).localname for child in item]
            if order:
                places = [order.index(child) for child in children]
                assert places == sorted(places), (name, children)
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in root:
                assert relation.get("TargetMode") is None
                target = posixpath.normpath(posixpath.join(folder, relation.get("Target"))).lstrip("/")
                assert target in names
    assert part(docx, "word/document.xml").find(f"{W}body")[-2].tag == f"{W}p"
    for item in part(docx, "word/document.xml").iter(f"{W}tc"):
        assert item[-1].tag == f"{W}p"  # Word calls a cell without a last paragraph corrupt


def test_same_report_gives_the_same_bytes(report: AgencyReport, docx: bytes):
    assert word_bytes(report) == docx
    later = replace(report, year=replace(report.year, updated_at=report.year.updated_at + timedelta(days=1)))
    assert word_bytes(later) != docx
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        assert {item.date_time for item in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_properties(report: AgencyReport, docx: bytes):
    properties = {etree.QName(item).localname: item.text for item in part(docx, "docProps/core.xml")}
    assert properties["title"] == f"{build_document(report).title} {report.year.agency.name}"
    assert properties["creator"] == properties["lastModifiedBy"] == report.year.agency.name
    assert properties["language"] == "th-TH"
    assert properties["created"] == properties["modified"] == "2025-11-22T03:00:00Z"
    assert not properties["description"]


def test_hostile_texts_are_all_there_and_run_nothing(report: AgencyReport):
    plan = report.plan
    texts = (
        "=HYPERLINK(x) <b>ไม่ใช่ตัวหนา</b> &amp; {{ settings }} {% load x %} \\* MERGEFORMAT",
        "ควบคุม\x00\x07\x0b\x0c\x1b\ufffe จบ",
        "ไม่มีวรรค" * 34,
        "x" * 300,
        "บรรทัดหนึ่ง\nบรรทัดสอง\r\n\r\nบรรทัดสี่\tแท็บ",
    )
    cell = "ยาวมากฬและไม่มีที่สิ้นสุด " * 800
    assert len(cell) >= 19_000
    hostile = replace(
        plan.measures[0], titles=texts, analysis=cell, steps=(*texts, cell), units=texts, monitoring="\n".join(texts)
    )
    agency = replace(report.year.agency, name="อบต. <w:br/> & “เพื่อน”\x07")
    changed = replace(
        report,
        year=replace(report.year, agency=agency),
        plan=replace(plan, measures=(hostile, *plan.measures[1:])),
    )
    docx = word_bytes(changed)
    wanted = all_text(changed)
    assert solid("".join(text for _style, text in paragraphs(docx))) == wanted
    assert solid(as_text(docx)) == wanted
    layout = run_bbox(docx)
    for page in re.findall(r"<page [^>]*>.*?</page>", layout, re.DOTALL):
        width = float(re.search(r'width="([\d.]+)"', page).group(1))
        assert max(float(right) for right in re.findall(r'xMax="([\d.]+)"', page)) <= width - 2 * CM + 1
    assert with_pdftotext_raw(as_pdf(docx)).count("ฬ") == 1600  # no line of either cell is cut off
    assert not [name for name in members(docx) if "embed" in name or "external" in name.lower()]


def test_xml_text_keeps_everything_that_xml_takes():
    assert xml_text("ก\tข\nค 😀 \u200f") == "ก\tข\nค 😀 \u200f"
    assert xml_text("ก\x00\x08\x0b\x1f\ud800\ufffeข") == "กข"


def test_staff_and_public_can_download_it(reference: Assessment, client: Client):
    response = client.get("/chanuwan/2568/report.docx")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert response["Content-Disposition"].startswith('attachment; filename="chanuwan-2568.docx"')
    assert zipfile.is_zipfile(io.BytesIO(response.content))
    unpublish(assessment=reference, by=None)
    assert client.get("/chanuwan/2568/report.docx").status_code == 404
