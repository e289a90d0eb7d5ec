"""The OIT item that asks for the document: on the cover where it was checked, on the page where it is known."""

import io
import re
from dataclasses import replace

import pytest
from docx import Document

from assessments.models import OitItem
from itaportal.formats.data.datafiles import as_dict
from itaportal.publishing.kinds import ANALYSIS
from itaportal.report import snapshot
from itaportal.report.document import AskedItem
from itaportal.report.narrative import build_document
from itaportal.setup.sample import load_sample
from tests import factories as make
from tests.page import Page


def plain_text(docx):
    """The text of a Word file, without the marks that allow or forbid a line's end."""
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(docx)).paragraphs)
    return re.sub("[\u200b\u2060]", "", text).replace("\xa0", " ")


O42 = AskedItem(2566, 42, "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", True)
COVER = ("ข้อ O๔๒ มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", "แบบวัด OIT ประจำปีงบประมาณ พ.ศ. ๒๕๖๖")


def test_the_item_is_of_the_year_that_looks_at_the_document(report):
    """DOMAIN: O25 of FY2569 asks for what the result of FY2568 leads to."""
    assert report.oit_item == AskedItem(2569, 25, "การนำผลการประเมิน ITA ไปสู่การพัฒนาองค์กร", False)


def test_a_checked_item_stands_on_the_cover(report):
    assert build_document(replace(report, oit_item=O42)).item == COVER


@pytest.mark.parametrize("item", [None, replace(O42, verified=False)])
def test_the_cover_says_nothing_that_was_not_checked(report, item):
    assert build_document(replace(report, oit_item=item)).item == ()


def test_a_document_without_measures_does_not_name_the_item_that_asks_for_them(criteria):
    """O42 of FY2566 asks for measures; the year has none."""
    (year, _, _) = load_sample()
    assert year.fiscal_year == 2565
    assert OitItem.objects.get(fiscal_year=2566, document="analysis").number == 42
    assert make.report_of(year).oit_item is None


def test_an_item_without_a_title_is_its_number(report):
    document = build_document(replace(report, oit_item=replace(O42, title="")))
    assert document.item == ("ข้อ O๔๒", "แบบวัด OIT ประจำปีงบประมาณ พ.ศ. ๒๕๖๖")


def test_the_word_cover_has_it_too(report):
    from itaportal.formats.word.build import word_bytes

    def words(item):
        return plain_text(word_bytes(replace(report, oit_item=item)))

    assert all(line in words(O42).splitlines() for line in COVER)
    assert "ข้อ O" not in words(report.oit_item)


def test_the_page_of_the_report_says_what_is_known_and_that_it_was_not_checked(client, reference):
    page = Page(client.get("/chanuwan/2568/report/"))
    assert "เอกสารตามข้อ O๒๕ การนำผลการประเมิน ITA ไปสู่การพัฒนาองค์กร แบบวัด OIT ประจำปีงบประมาณ พ.ศ. ๒๕๖๙" in page.text
    assert "ยังไม่ได้ตรวจสอบกับเอกสารทางการ" in page.text
    OitItem.objects.update(verified=True)
    page = Page(client.get("/chanuwan/2568/report/"))
    assert "เลขข้อและชื่อข้อยังไม่ได้ตรวจสอบกับเอกสารทางการ" not in page.text
    assert page.text.count("ข้อ O๒๕") == 2, "above the report and on its cover"
    OitItem.objects.all().delete()
    assert "ข้อ O" not in Page(client.get("/chanuwan/2568/report/")).text


def test_files_and_snapshot_keep_it_and_it_is_no_change_of_the_document(reference):
    built = make.report_of(reference)
    assert snapshot.load(snapshot.dump(built)).oit_item == built.oit_item
    assert as_dict(built)["oit_item"]["number"] == 25
    assert ANALYSIS.content(built) == ANALYSIS.content(replace(built, oit_item=O42))
    assert not ANALYSIS.differences(built, replace(built, oit_item=O42))
