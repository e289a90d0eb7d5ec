"""What is made up for trials says so wherever it may be read: page, PDF, Word."""

from dataclasses import replace

import pytest
from django.test import Client

from assessments.models import Agency, Assessment
from itaportal.formats.html import pdf_html
from itaportal.formats.word.build import word_bytes
from tests.factories import report_of

from ..page import html_of
from .word.wordtext import paragraphs

SAID = "ข้อมูลสมมติ จัดทำขึ้นเพื่อการทดลองใช้ ไม่ใช่ผลการประเมินของหน่วยงานใด"


@pytest.mark.parametrize("made_up", [True, False])
def test_documents_of_made_up_agencies_say_so_on_the_cover(reference: Assessment, made_up: bool):
    report = report_of(reference)
    report = replace(report, year=replace(report.year, agency=replace(report.year.agency, is_sample=made_up)))
    assert (SAID in [text for _style, text in paragraphs(word_bytes(report))]) is made_up
    assert ("ข้อมูลสมมติ" in pdf_html(report)) is made_up


@pytest.mark.parametrize("made_up", [True, False])
def test_the_page_says_so_before_anything_else(client: Client, reference: Assessment, made_up: bool):
    Agency.objects.update(is_sample=made_up)
    page = html_of(client.get("/chanuwan/2568/report/"))
    assert ("notice-sample" in page) is made_up
    assert page.count("ข้อมูลสมมติ") == (3 if made_up else 0)  # the notice, the cover, the source in the footer
