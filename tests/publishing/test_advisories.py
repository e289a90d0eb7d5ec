"""Publishing in spite of advisories: they are listed, the reason stays with the version and with the staff."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.models import Assessment
from assessments.roles import APPROVER
from itaportal.checks import rules
from itaportal.checks.findings import Area, Finding, Place, Severity
from itaportal.models import Publication
from itaportal.publishing import actions
from itaportal.publishing.advisories import LONGEST_REASON, NotConfirmed, confirmed_reason, open_advisories
from itaportal.publishing.kinds import ANALYSIS, KINDS

from .. import factories as make
from ..page import Page, html_of, publish_on
from ..test_roles import row_of

REASON = "ระยะเวลาเป็นไปตามแผนจริง"


def finding(message: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(severity, "trial", Place(Area.PLAN, "ระยะเวลาดำเนินการ"), message)


ONE, TWO = finding("ควรตรวจ ก"), finding("ควรตรวจ ข")


# --- The rule -------------------------------------------------------------------------------------------------------


def test_what_blocks_is_no_advisory():
    assert [each.finding for each in open_advisories([finding("ต้องแก้", Severity.BLOCKING), ONE])] == [ONE]


def test_the_same_words_at_the_same_place_have_the_same_key():
    (one, two), (again, _) = open_advisories([ONE, TWO]), open_advisories([finding("ควรตรวจ ก"), TWO])
    assert one.key == again.key
    assert one.key != two.key


def test_without_advisories_nobody_is_asked():
    assert confirmed_reason((), (), "") == ""
    assert confirmed_reason((), (), REASON) == ""


def test_each_advisory_must_have_been_shown_and_the_reason_given():
    both = open_advisories([ONE, TWO])
    keys = [each.key for each in both]
    assert confirmed_reason(both, [*keys, "gone"], f" {REASON}\n\n") == REASON
    for confirmed, reason, said in (
        (keys[:1], REASON, "เพิ่มขึ้น"),
        ([], REASON, ""),
        (keys, "  ", "กรุณาระบุเหตุผล"),
        (keys, "ก" * (LONGEST_REASON + 1), "ต้องไม่เกิน ๑๐๐๐"),
    ):
        with pytest.raises(NotConfirmed) as refused:
            confirmed_reason(both, confirmed, reason)
        assert said in "".join(refused.value.messages)
        assert refused.value.advisories == both
    assert issubclass(NotConfirmed, ValidationError)


# --- The way of a person --------------------------------------------------------------------------------------------


@pytest.fixture
def address(reference):
    return f"/admin/itaportal/publication/for/{reference.pk}/"


@pytest.fixture
def approver(client, reference, person):
    client.force_login(person(APPROVER, reference.agency))
    return client


def sent(client, address, **data):
    reviewed = data.pop("reviewed", None) or client.get(address).context["review"].reviewed
    return client.post(f"{address}publish/", {"reviewed": reviewed} | data, follow=True)


def test_the_open_advisories_are_listed_and_the_reason_stays_with_the_version(approver, reference, address, drawn_once):
    report = make.report_of(reference)
    words = [each.message for each in rules.check_report(report)]
    assert words
    asked = sent(approver, address)
    page = Page(asked)
    assert "ยังมีข้อที่ควรตรวจสอบ" in page.text
    assert all(message in page.text for message in words)
    assert not Publication.objects.exists()
    with drawn_once():
        done = Page(publish_on(approver, address, reason=REASON))
    assert f"เหตุผลที่เผยแพร่โดยไม่แก้: {REASON}" in done.text
    version = Publication.objects.get()
    assert (version.advisories_reason, [each["message"] for each in version.advisories]) == (REASON, words)


def test_the_public_sees_neither(approver, client, reference, address, drawn_once):
    with drawn_once():
        publish_on(approver, address, reason=REASON)
    client.logout()
    for path in ("/chanuwan/2568/", "/chanuwan/2568/v1/", "/chanuwan/2568/v1/data.json", "/api/v1/publications/"):
        response = client.get(path)
        text = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
        assert response.status_code == 200, path
        assert "chanuwan" in text, path
        assert REASON not in text, path
        assert "advisor" not in text, path


def test_without_a_reason_the_page_asks_again(approver, address):
    asked = sent(approver, address)
    confirmed = [each.key for each, _, _ in asked.context["rows"]]
    again = sent(approver, address, confirmed=confirmed, reason="  ")
    assert "กรุณาระบุเหตุผลที่เผยแพร่" in html_of(again)
    assert not Publication.objects.exists()


def test_an_advisory_that_appeared_meanwhile_is_shown_before_publishing(approver, address, monkeypatch):
    """The one that came is marked; what was typed is kept."""
    confirmed = [each.key for each, _, _ in sent(approver, address).context["rows"]]

    def more(assessment, report):
        return (*rules.check_report(report), TWO)

    monkeypatch.setitem(KINDS, ANALYSIS.code, replace(ANALYSIS, check=more))
    again = sent(approver, address, confirmed=confirmed, reason=REASON)
    assert "มีข้อที่ควรตรวจสอบเพิ่มขึ้น" in html_of(again)
    assert [each.finding.message for each, _, new in again.context["rows"] if new] == ["ควรตรวจ ข"]
    assert REASON in html_of(again)
    assert not Publication.objects.exists()


def test_data_changed_meanwhile_lead_back_to_the_check_page_and_the_reason_is_kept(approver, reference, address):
    asked = sent(approver, address)
    confirmed = [each.key for each, _, _ in asked.context["rows"]]
    make.with_scores(reference, {9: "91.00"})
    Assessment.objects.update(published_overall=None)
    back = sent(approver, address, reviewed=asked.context["reviewed"], confirmed=confirmed, reason=REASON)
    assert "มีผู้แก้ไขข้อมูลหลังจากที่ท่านตรวจ" in html_of(back)
    assert f'name="reason" value="{REASON}"' in html_of(back)
    assert not Publication.objects.exists()


def test_the_operator_is_not_asked_and_that_is_said(reference, approver, address, drawn_once):
    with drawn_once():
        version = actions.publish(assessment=reference, by=None)
    assert version.advisories
    assert version.advisories_reason == ""
    assert "เผยแพร่จากคำสั่งของผู้ดูแลเครื่องแม่ข่าย" in Page(approver.get(address)).text


def test_a_version_from_before_claims_nothing(reference, approver, address):
    assert row_of(reference).advisories is None
    page = Page(approver.get(address)).text
    assert "ก่อนที่ระบบจะเก็บข้อที่ควรตรวจสอบ" in page
    assert "เหตุผลที่เผยแพร่โดยไม่แก้" not in page


# --- A later version that was withdrawn -----------------------------------------------------------------------------


@pytest.fixture
def withdrawn(reference):
    """Version 1, and version 2, which was withdrawn on 22 November 2568."""
    first = row_of(reference)
    day = timezone.datetime(2025, 11, 22, 5, tzinfo=timezone.get_current_timezone())
    later = Publication.objects.create(
        assessment=reference,
        version=2,
        snapshot=first.snapshot,
        checksum="1" * 64,
        published_at=timezone.now(),
        withdrawn_at=day,
        withdrawn_reason="คะแนนผิด",
    )
    return first, later


SAID = "หน่วยงานถอนฉบับที่ ๒ แล้ว เมื่อวันที่ ๒๒ พฤศจิกายน ๒๕๖๘"


@pytest.mark.parametrize("path", ["", "measures/", "indicators/9/", "report/", "v1/"])
def test_the_version_now_shown_says_that_a_later_one_was_withdrawn(client, withdrawn, path):
    page = Page(client.get(f"/chanuwan/2568/{path}"))
    assert SAID in page.text
    assert "/chanuwan/2568/v2/" in [value for _tag, name, value in page.attributes if name == "href"]


def test_staff_are_told_too(approver, address, withdrawn):
    assert "หน่วยงานถอนฉบับที่ ๒ เมื่อวันที่ ๒๒ พฤศจิกายน ๒๕๖๘" in Page(approver.get(address)).text


def test_nothing_is_said_where_the_newest_is_shown(client, withdrawn):
    first, _later = withdrawn
    Publication.objects.filter(pk=first.pk).update(version=3)
    assert "ผลการประเมิน" in Page(client.get("/chanuwan/2568/")).text
    assert "ถอนฉบับ" not in Page(client.get("/chanuwan/2568/")).text
    assert "ถอนฉบับ" not in Page(client.get("/chanuwan/2568/v3/")).text


def test_an_older_version_leaves_that_to_the_newest(client, withdrawn):
    first, _later = withdrawn
    newest = Publication.objects.get(pk=first.pk)
    newest.pk, newest.version = None, 3
    newest.save()
    page = Page(client.get("/chanuwan/2568/v1/"))
    assert "ฉบับที่ ๓" in page.text
    assert SAID not in page.text


# --- One word of a draft --------------------------------------------------------------------------------------------


def test_a_draft_is_called_so_once(approver, reference, address):
    Assessment.objects.update(status="draft")
    for path in ("/chanuwan/2568/", "/chanuwan/2568/measures/", "/chanuwan/2568/report/", "/chanuwan/trend/"):
        text = Page(approver.get(path)).text
        assert "ร่าง" in text, path
        assert "ร่าง ร่าง" not in text, path
        assert "ร่างร่าง" not in text, path
    for path in (address, f"/admin/assessments/assessment/{reference.pk}/change/", "/admin/assessments/assessment/"):
        text = Page(approver.get(path)).text
        assert text.count("ร่าง") >= 1, path
        assert "ร่าง ร่าง" not in text, path
