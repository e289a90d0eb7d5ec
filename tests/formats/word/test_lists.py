"""Lists, captions and links of the Word file are Word's own: what is put in between is counted."""

import io
import re
import subprocess
import zipfile
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from lxml import etree

from assessments.importing.readers import Chosen
from assessments.models import Assessment
from itaportal.formats.word.build import word_bytes
from itaportal.report.document import AgencyReport
from itaportal.typesetting.typography import with_kept_spaces
from measures.importing import read_measures
from measures.steps import BRACKET, DASH, LETTER, NUMBER, StepItem, StepView
from tests.office import saved_by_libreoffice
from tests.shapes import report_of_shape

from .wordtext import W, as_text, folded, members, paragraphs, part, text_of

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SITE, MAIL = "www.chanuwan.go.th", "saraban@chanuwan.go.th"


def items(kind: str, *texts: str) -> tuple[StepItem, ...]:
    return tuple(StepItem(kind, text) for text in texts)


STEPS = (
    StepView("ทบทวนคู่มือ", (*items(LETTER, "กำหนดขั้นตอน"), *items(BRACKET, "ร่าง", "เสนอ"), *items(LETTER, "เวียนแจ้ง"))),
    StepView(f"เผยแพร่ทาง {SITE} และ {MAIL}", items(NUMBER, "หน้าแรก", "หน้าข่าว")),
    StepView("รายงานผล (๙๑.๐๕ คะแนน) ภายใน ๓๐ กันยายน ๒๕๖๙", items(DASH, "เป็นหนังสือ", "ในที่ประชุม")),
)
LABELS = ["๑.", "ก.", "(๑)", "(๒)", "ข.", "๒.", "๒.๑", "๒.๒", "๓.", "–", "–"]


@pytest.fixture
def listed(report: AgencyReport) -> bytes:
    """The reference report whose first measure has sub-items of every kind."""
    first, *others = report.plan.measures
    measures = (replace(first, steps=STEPS), *others)
    return word_bytes(replace(report, plan=replace(report.plan, measures=measures)))


def test_steps_and_sub_items_are_counted_by_word(listed: bytes):
    found = [text.split("\t") for style, text in paragraphs(listed) if style == "ListNumber"]
    assert [label for label, _text in found[:11]] == LABELS
    assert found[11][0] == "๑."  # the next measure begins anew
    body = part(listed, "word/document.xml")
    steps = [item for item in body.iter(f"{W}p") if item.find(f"{W}pPr/{W}numPr") is not None]
    assert len(steps) == len(found)
    assert not any(re.match(r"[๐-๙]+\.|\(", text_of(item)) for item in steps)  # no number is typed


def test_a_mark_that_word_would_count_otherwise_is_typed(report: AgencyReport):
    mixed = (StepView("ก", (*items(LETTER, "ข"), *items(BRACKET, "ค"), *items(DASH, "ง"), *items(BRACKET, "จ"))),)
    plan = replace(report.plan, measures=(replace(report.plan.measures[0], steps=mixed),))
    found = [text for style, text in paragraphs(word_bytes(replace(report, plan=plan))) if style == "ListNumber"]
    assert found == ["๑.\tก", "ก.\tข", "(๑)\tค", "–\tง", "(๒)\tจ"]


@pytest.mark.office
def test_a_step_put_in_between_in_libreoffice_moves_those_after_it(report: AgencyReport, listed: bytes):
    saved = saved_by_libreoffice(listed, "docx", "docx")
    changed = with_copy_of(saved, "ทบทวนคู่มือ", "จัดประชุม")
    before, after = folded(as_text(saved)), folded(as_text(changed))
    assert "1.ทบทวนคู่มือก." in before
    assert "2.เผยแพร่ทาง" in before
    assert "2.1หน้าแรก2.2หน้าข่าว3.รายงานผล" in before
    # The copy stands before the sub-items, which are now its own.
    assert "1.ทบทวนคู่มือ2.จัดประชุมก." in after
    assert "3.เผยแพร่ทาง" in after
    assert "3.1หน้าแรก3.2หน้าข่าว4.รายงานผล" in after
    second = folded(report.plan.measures[1].steps[0].text)
    assert f"1.{second}" in before
    assert f"1.{second}" in after


def with_copy_of(docx: bytes, step: str, text: str) -> bytes:
    """The file with one more paragraph after that of a step, of the same look, that says something else."""
    root = part(docx, "word/document.xml")
    place = next(item for item in root.iter(f"{W}p") if text_of(item) == step)
    copied = deepcopy(place)
    first, *others = list(copied.iter(f"{W}t"))
    first.text = text
    for other in others:
        other.text = ""
    place.addnext(copied)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, etree.tostring(root) if name == "word/document.xml" else source.read(name))
    return out.getvalue()


def test_what_is_written_is_read_back(reference: Assessment, report: AgencyReport, listed: bytes):
    """Automatic numbers, no-break spaces and links: the steps come back as they were, the others unchanged."""
    found = read_measures(io.BytesIO(listed), chosen=Chosen(reference.agency_id, 2569))
    assert found.problems == ()
    assert found.counts.same == 9
    assert found.measures[0].given["steps"] == STEPS


@pytest.mark.office
def test_what_libreoffice_saved_is_read_back(reference: Assessment, listed: bytes):
    found = read_measures(
        io.BytesIO(saved_by_libreoffice(listed, "docx", "docx")), chosen=Chosen(reference.agency_id, 2569)
    )
    assert found.problems == ()
    assert found.measures[0].given["steps"] == STEPS


def test_captions_are_counted_and_lead_back(docx: bytes):
    body = part(docx, "word/document.xml")
    marks = {item.get(f"{W}name"): item.getparent() for item in body.iter(f"{W}bookmarkStart")}
    captions = [text_of(item) for item in marks.values()]
    labels = [re.match(r"\S+\s[๐-๙]+", text).group() for text in captions]
    assert labels == ["ภาพที่\xa0๑", "ภาพที่\xa0๒", "ตารางที่\xa0๑", "ภาพที่\xa0๓", "ตารางที่\xa0๒"]
    codes = [" ".join("".join(item.itertext()).split()) for item in body.iter(f"{W}instrText")]
    assert [code for code in codes if code != "QUOTE"] == [
        rf"SEQ {text.split(chr(0xA0))[0]} \* ThaiArabic" for text in labels
    ]
    assert codes.count("QUOTE") == len(labels)
    inside = [link for link in body.iter(f"{W}hyperlink") if link.get(f"{W}anchor")]
    named = {text_of(link): text_of(marks[link.get(f"{W}anchor")]) for link in inside}
    assert set(named) == set(labels)
    assert all(caption.startswith(label) for label, caption in named.items())
    numbers = [item.get(f"{W}id") for item in body.iter(f"{W}bookmarkStart")]
    assert len(set(numbers)) == len(numbers)


def test_addresses_lead_where_they_say(listed: bytes):
    relations = {item.get("Id"): item for item in part(listed, "word/_rels/document.xml.rels")}
    links = [item for item in part(listed, "word/document.xml").iter(f"{W}hyperlink") if item.get(f"{R}id")]
    assert [(text_of(link), relations[link.get(f"{R}id")].get("Target")) for link in links] == [
        (SITE, f"http://{SITE}"),
        (MAIL, f"mailto:{MAIL}"),
    ]
    assert {relations[link.get(f"{R}id")].get("TargetMode") for link in links} == {"External"}


def test_no_number_is_parted_from_its_unit(listed: bytes):
    texts = [text for style, text in paragraphs(listed) if style != "Title"]  # whose year is a line of its own
    assert any("(๙๑.๐๕\xa0คะแนน) ภายใน ๓๐\xa0กันยายน\xa0๒๕๖๙" in text for text in texts)
    assert [text for text in texts if re.search("[๐-๙] คะแนน(?!ภาพรวม|ราย)|พ\\.ศ\\. [๐-๙]|ที่ [๐-๙]", text)] == []
    assert with_kept_spaces("ผู้รับบริการ ๒ กลุ่ม") == "ผู้รับบริการ ๒ กลุ่ม"


@pytest.mark.office
@pytest.mark.drill
@pytest.mark.parametrize("name", ["province", "university", "hospital", "sao", "missing", "signed"])
def test_auditor_finds_nothing_in_any_shape(name: str, criteria, tmp_path: Path):
    result = audit(word_bytes(report_of_shape(name)), tmp_path)
    assert result.returncode == 0, result.stdout


@pytest.mark.office
def test_auditor_finds_nothing_but_planted_faults(listed: bytes, tmp_path: Path):
    result = audit(listed, tmp_path)
    assert result.returncode == 0, result.stdout
    for fault in ("word/theme/theme1.xml", "word/fontTable.xml", "w:multiLevelType"):
        result = audit(with_fault(listed, fault), tmp_path)
        assert result.returncode == 1, fault


def audit(docx: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "รายงาน.docx"
    path.write_bytes(docx)
    command = ["bash", Path(settings.BASE_DIR) / "scripts/pdfcheck.sh", path]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def with_fault(docx: bytes, fault: str) -> bytes:
    """The file without one of its parts, or with an element of its lists misspelt."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if fault in members(docx):
                content = re.sub(rb"<Relationship [^>]*%s[^>]*/>" % Path(fault).name.encode(), b"", content)
            else:
                content = content.replace(fault.encode(), b"w:multiLevelTypo")
            if name != fault:
                target.writestr(name, content)
    return out.getvalue()
