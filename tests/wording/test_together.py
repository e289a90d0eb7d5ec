"""Two people at the wordings and signatories of one year: neither overwrites the other unseen."""

import re
from html import unescape

import pytest
from django.test import Client

from assessments.models import Assessment
from assessments.roles import EDITOR
from itaportal.models import ParagraphText, Signatory
from itaportal.wording.actions import save_wording

from ..page import html_of

STAMP = re.compile(r'name="based_on" value="([^"]*)"')


@pytest.fixture
def address(reference: Assessment) -> str:
    return f"/admin/itaportal/paragraphtext/for/{reference.pk}/"


@pytest.fixture
def client(person, reference: Assessment) -> Client:
    client = Client()
    client.force_login(person(EDITOR, reference.agency, name="มาลี"))
    return client


def stamp_of(page: str) -> str:
    match = STAMP.search(page)
    assert match
    return unescape(match.group(1))


def fields(stamp: str, **changed: str) -> dict[str, str]:
    """What the page's form sends, `_` for `-` in names: fields that nobody touched go along as they were shown."""
    shown = {"text-plan": "", "text-summary": "", "name-prepared": "", "job-prepared": ""}
    return shown | {name.replace("_", "-"): text for name, text in changed.items()} | {"based_on": stamp, "_save": "1"}


def somebody_saves(reference: Assessment, texts: dict[str, str], people: dict[str, tuple[str, str]] | None = None):
    save_wording(assessment=reference, texts=texts, signatories=people or {}, by=None)


def stored() -> dict[str, str]:
    return dict(ParagraphText.objects.values_list("key", "text"))


def test_other_fields_of_both_are_kept(client: Client, address: str, reference: Assessment):
    stamp = stamp_of(html_of(client.get(address)))
    somebody_saves(reference, {"summary": "ของผู้อื่น"}, {"prepared": ("นางสาวอื่น ใจดี", "นักวิเคราะห์")})
    assert client.post(address, fields(stamp, text_plan="ของมาลี")).status_code == 302
    assert stored() == {"plan": "ของมาลี", "summary": "ของผู้อื่น"}
    assert Signatory.objects.get().name == "นางสาวอื่น ใจดี"


def test_the_same_field_is_refused_with_both_texts_and_saved_when_said_again(
    client: Client, address: str, reference: Assessment
):
    stamp = stamp_of(html_of(client.get(address)))
    somebody_saves(reference, {"plan": "ของผู้อื่น", "summary": "อีกย่อหน้า"})
    refused = client.post(address, fields(stamp, text_plan="ของมาลี"))
    page = html_of(refused)
    assert refused.status_code == 200
    assert "ผู้อื่นแก้เป็น “ของผู้อื่น” ระหว่างที่ท่านแก้ไข" in page
    assert re.search(r'name="text-plan"[^>]*>\s*ของมาลี</textarea>', page)
    assert re.search(r'name="text-summary"[^>]*>\s*อีกย่อหน้า</textarea>', page)
    assert stored() == {"plan": "ของผู้อื่น", "summary": "อีกย่อหน้า"}
    again = fields(stamp_of(page), text_plan="ของมาลี", text_summary="อีกย่อหน้า")
    assert client.post(address, again).status_code == 302
    assert stored() == {"plan": "ของมาลี", "summary": "อีกย่อหน้า"}


def test_a_text_the_other_took_away_is_not_brought_back_unseen(client: Client, address: str, reference: Assessment):
    somebody_saves(reference, {"plan": "เดิม", "summary": "เดิม"})
    stamp = stamp_of(html_of(client.get(address)))
    somebody_saves(reference, {"plan": "", "summary": ""})
    left_alone = fields(stamp, text_plan="เดิม", text_summary="เดิม")
    assert client.post(address, left_alone).status_code == 302
    assert stored() == {}
    changed = html_of(client.post(address, fields(stamp, text_plan="แก้", text_summary="เดิม")))
    assert "ผู้อื่นลบออก ระหว่างที่ท่านแก้ไข" in changed
    assert stored() == {}


def test_the_same_change_twice_is_no_conflict(client: Client, address: str, reference: Assessment):
    stamp = stamp_of(html_of(client.get(address)))
    somebody_saves(reference, {"plan": "ตรงกัน"})
    assert client.post(address, fields(stamp, text_plan="ตรงกัน")).status_code == 302
    assert stored() == {"plan": "ตรงกัน"}


@pytest.mark.parametrize("stamp", ["", "made-up"])
def test_a_form_that_does_not_say_what_it_was_shown_overwrites_nothing(
    client: Client, address: str, reference: Assessment, stamp: str
):
    somebody_saves(reference, {"plan": "ของผู้อื่น"})
    assert client.post(address, fields(stamp, text_plan="ของมาลี")).status_code == 200
    assert stored() == {"plan": "ของผู้อื่น"}


def test_the_stamp_stays_while_looking_at_a_preview(client: Client, address: str, reference: Assessment):
    stamp = stamp_of(html_of(client.get(address)))
    somebody_saves(reference, {"plan": "ของผู้อื่น"})
    asked = {name: text for name, text in fields(stamp, text_plan="ของมาลี").items() if name != "_save"}
    page = html_of(client.post(address, asked | {"_preview": "plan"}))
    assert client.post(address, fields(stamp_of(page), text_plan="ของมาลี")).status_code == 200
    assert stored() == {"plan": "ของผู้อื่น"}
