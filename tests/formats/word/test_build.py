"""The words of the Word file: all of the report's texts, in their order and whole, whatever they are."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, get_args

import pytest
from PIL import Image

from assessments.actions import unpublish
from assessments.models import Assessment
from assessments.thai import format_score, thai_digits
from itaportal.formats.data.office import xml_text
from itaportal.formats.word import build as word
from itaportal.formats.word import contents
from itaportal.formats.word.build import word_bytes
from itaportal.report.blocks import Block, MeasureTable, ReportDocument, ScoreTable, Section
from itaportal.report.document import AgencyReport, EarlierScore, PreviousYear, Signer
from itaportal.report.figures import COLOURS
from itaportal.report.narrative import build_document
from measures.steps import StepView
from tests.factories import long_report, report_of_fixed_date, with_scores

from ..pdf.pdftext import with_pdftotext_raw
from .wordtext import (
    CM,
    W,
    as_pdf,
    as_text,
    folded,
    members,
    pages,
    paragraphs,
    pictures,
    rows_of,
    solid,
    tables,
    text_of,
    words_in_boxes,
)

CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def written(document: ReportDocument) -> Iterator[str]:
    """Every text of the report in the order in which it is to be read, put together without the writer's help."""
    for place, title in enumerate(document.titles):
        yield from (["และ"] if place else [])
        yield from (title.text, title.year)
    yield from (document.agency, document.place, document.made_up, document.draft)
    if contents.is_long(document):
        yield "สารบัญ"
        for section in document.sections:
            yield from (f"{part.number} {part.title}" for part in (section, *section.subsections))
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
    yield from (table.caption, "เครื่องมือ", "ลำดับ", "ตัวชี้วัด", "คะแนน", *table.means)
    for group in table.groups:
        yield from (group.code, group.name)
        for row in group.rows:
            yield from (thai_digits(row.number), row.name, *map(format_score, (row.score, *row.means)))
        yield from (group.total_name, *map(format_score, (group.total, *group.total_means)))
    yield from (table.total_name, *map(format_score, (table.total, *table.total_means)))


def written_measures(table: MeasureTable) -> Iterator[str]:
    yield from (table.caption, *table.headings)
    for row in table.rows:
        yield from (row.indicator, *row.titles, row.analysis)
        for step in row.steps:
            yield f"{step.number} {step.text}"
            yield from (f"{item.mark} {item.text}" for item in step.items)
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


@pytest.mark.office
def test_libreoffice_reads_the_same_text(report: AgencyReport, docx: bytes):
    assert folded(as_text(docx)) == folded(all_text(report))


def test_every_kind_of_block_has_a_writer():
    kinds = {kind.kind for kind in get_args(Block)}
    assert kinds == set(word.BLOCK_WRITERS) == set(WRITTEN)


def test_block_of_an_unknown_kind_is_not_left_out_silently(report: AgencyReport, monkeypatch):
    @dataclass(frozen=True)
    class Riddle:
        kind: ClassVar[str] = "riddle"

    document = build_document(report)
    odd = replace(document, sections=(Section("๑.", "ส่วนใหม่", (Riddle(),)),))  # type: ignore[arg-type]  # a block that nobody knows
    monkeypatch.setattr(word, "build_document", lambda report: odd)
    with pytest.raises(KeyError, match="riddle"):
        word_bytes(report)


@pytest.mark.office
def test_draft_says_so_on_the_cover_and_every_page(reference: Assessment):
    unpublish(assessment=reference, by=None)
    report = report_of_fixed_date(reference)
    docx = word_bytes(report)
    line = "ฉบับร่าง ยังไม่ได้เผยแพร่ ข้อมูล ณ วันที่ ๒๒ พฤศจิกายน ๒๕๖๘ เวลา ๑๐.๐๐ น."
    assert ("DraftNotice", line) in list(paragraphs(docx))
    for page in pages(docx):
        assert "ฉบับร่าง" in page
    assert solid("".join(text for _style, text in paragraphs(docx))) == all_text(report)


@pytest.mark.office
def test_published_report_has_no_footer(docx: bytes):
    assert "ฉบับร่าง" not in as_text(docx)
    assert not [name for name in members(docx) if "footer" in name]


@pytest.mark.office
def test_seal_signatures_and_last_year(report: AgencyReport):
    full = everything(report)
    docx = word_bytes(full)
    text = "".join(text for _style, text in paragraphs(docx))
    assert solid(text) == all_text(full)
    assert folded(as_text(docx)) == folded(text)
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


@pytest.mark.drill
def test_a_report_of_sixty_pages_is_whole_and_in_order(report: AgencyReport):
    full = long_report(everything(report))
    docx = word_bytes(full)
    assert solid("".join(text for _style, text in paragraphs(docx))) == all_text(full)
    assert folded(as_text(docx)) == folded(all_text(full))
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


@pytest.mark.office
def test_year_without_scores_or_plan_can_be_written(reference: Assessment):
    report = replace(with_scores(reference, dict.fromkeys(range(1, 11))), plan=None)
    docx = word_bytes(report)
    assert solid("".join(text for _style, text in paragraphs(docx))) == all_text(report)
    assert "ยังไม่มีคะแนน" in as_text(docx)


@pytest.mark.office
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
        plan.measures[0],
        titles=texts,
        analysis=cell,
        steps=tuple(map(StepView, (*texts, cell))),
        units=texts,
        monitoring="\n".join(texts),
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
    assert folded(as_text(docx)) == folded(wanted)
    layout = words_in_boxes(docx)
    for page in re.findall(r"<page [^>]*>.*?</page>", layout, re.DOTALL):
        width = float(re.search(r'width="([\d.]+)"', page).group(1))
        assert max(float(right) for right in re.findall(r'xMax="([\d.]+)"', page)) <= width - 2 * CM + 1
    assert with_pdftotext_raw(as_pdf(docx)).count("ฬ") == 1600  # no line of either cell is cut off
    assert not [name for name in members(docx) if "embed" in name or "external" in name.lower()]


def test_xml_text_keeps_everything_that_xml_takes():
    assert xml_text("ก\tข\nค 😀 \u200f") == "ก\tข\nค 😀 \u200f"
    assert xml_text("ก\x00\x08\x0b\x1f\ud800\ufffeข") == "กข"
