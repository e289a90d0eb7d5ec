"""The admin is wholly in Thai: every page that its administrator can reach, as the browser shows it.

The walk begins at the index and follows every link inside the admin, one address of a kind (`/3/change/` and
`/4/change/` are one), so that a new model or page is covered. What scripts put on the page is read too.
"""

import contextlib
import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page

from assessments.models import Agency, Assessment
from measures.models import MeasurePlan

from .checks import ARTEFACTS

pytestmark = pytest.mark.django_db(transaction=True)

# Product terms, names of file formats and of a checksum, and addresses in examples; anything else is a word nobody
# translated. Data of the reference agency that is English comes off beforehand (`LATIN_DATA`).
ALLOWED = {
    *(
        "ITA",
        "Portal",
        "IIT",
        "EIT",
        "OIT",
        "PDF",
        "Word",
        "Excel",
        "CSV",
        "JSON",
        "ODS",
        "SHA",
        "PNG",
        "JPEG",
        "UTF",
        "URL",
        "LibreOffice",
    ),
    *("xlsx", "csv", "ods", "docx", "json", "https"),
    *("Enter", "Esc", "Ctrl"),  # as keys are labelled
    *("No", "Gift", "Policy", "Good", "Governance"),  # names of policies in the criteria and the measures
    *("admin", "chanuwan", "pbkdf", "sha", "md"),  # an account, an agency's address, how a password is kept
}
# The agency's English name, and that of ITA in the report's heading.
LATIN_DATA = ("Chanuwan Subdistrict Administrative Organization", "Integrity and Transparency Assessment")
MOST = 250  # pages; the walk is to end

_WORDS = """() => {
    const seen = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const el = walker.currentNode.parentElement;
        if (!el.closest('script, style, template, bdi, code, noscript')) seen.push(walker.currentNode.data);
    }
    for (const el of document.querySelectorAll('[title], [alt], [placeholder], [aria-label], [data-label]'))
        for (const name of ['title', 'alt', 'placeholder', 'aria-label', 'data-label'])
            if (el.hasAttribute(name)) seen.push(el.getAttribute(name));
    for (const el of document.querySelectorAll('input[type=submit], input[type=button], input[type=reset]'))
        seen.push(el.value);
    return seen;
}"""

_LINKS = """() => [...document.links].filter(a => !a.hasAttribute('download') && a.origin === location.origin)
    .map(a => a.pathname + a.search)"""
_SEND_EMPTY = """() => {
    const form = document.querySelector('#content form[method=post]');
    form.noValidate = true;
    setTimeout(() => form.submit());
}"""
# Names of files, and sums in sixteen signs.
_NO_WORDS = re.compile(r"[\w-]+\.(?:pdf|docx|xlsx|csv|json|ods|png)\b|\b[0-9a-f]{12,64}\b")


def english(page: Page) -> set[str]:
    """The words in Latin letters that a reader of the page meets and that are not allowed."""
    found = set()
    for text in page.evaluate(_WORDS):
        for data in LATIN_DATA:
            text = text.replace(data, "")
        found |= set(re.findall(r"[A-Za-z]{2,}", _NO_WORDS.sub("", text)))
    return found - ALLOWED


def kind(address: str) -> str:
    """Addresses that differ in numbers and values alone are of one kind."""
    path, _, query = address.partition("?")
    names = sorted({pair.partition("=")[0] for pair in query.split("&")} - {"", "_changelist_filters", "_to_field"})
    return re.sub(r"/(?:\d+|[0-9a-f-]{36})(?=/|$)", "/N", path) + "?" + "&".join(names)


def worth_a_visit(address: str) -> bool:
    """Pages inside the admin; of a list's filters and orders each by itself, not every combination."""
    path, _, query = kind(address).partition("?")
    is_file = Path(path).suffix != "" or "logout" in path or "jsi18n" in path
    return path.startswith("/admin/") and not is_file and "&" not in query


def address_of(model, view: str, *values: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=values)


def with_lists() -> list[type]:
    """The models with a list of their own; the others' pages are reached from these."""
    found = []
    for model in admin.site._registry:
        with contextlib.suppress(NoReverseMatch):
            address_of(model, "changelist")
            found.append(model)
    assert len(found) > 5
    return found


@pytest.fixture
def sign_in(browser, live_server, admin_user) -> Iterator[Callable[[], Page]]:
    """Return `sign_in()`: a page with the administrator signed in; at the end nothing may have been against the CSP.

    Not `open_page`: on this walk some pages answer 403 or 429, as they should.
    """
    context, refused = browser.new_context(locale="th-TH"), []

    def sign_in() -> Page:
        page = context.new_page()
        page.on("console", lambda message: refused.append(message.text) if "Security Policy" in message.text else None)
        page.goto(f"{live_server.url}/admin/login/?next=/admin/")
        page.fill("#id_username", "admin")
        page.fill("#id_password", "admin")
        page.click("#login-form input[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    yield sign_in
    context.close()
    assert refused == []


def test_every_page_of_the_admin_is_thai(sign_in, live_server, published_reference, person):
    page = sign_in()
    person("ผู้อนุมัติ", published_reference.assessment.agency, name="สมชาย")
    Group.objects.create(name="ทดลอง").permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    waiting, kinds, visited, problems = deque(["/admin/", "/admin/password_change/"]), set(), [], []
    for model in with_lists():
        changes = address_of(model, "changelist")
        waiting += [changes, f"{changes}?q=zzz"]
        if row := model._default_manager.last():
            for view in ("change", "history", "delete"):
                with contextlib.suppress(NoReverseMatch):  # the record of changes has no such pages
                    waiting.append(address_of(model, view, row.pk))
    while waiting:
        address = waiting.popleft()
        if kind(address) in kinds or not worth_a_visit(address):
            continue
        kinds.add(kind(address))
        response = page.goto(live_server.url + address, wait_until="domcontentloaded")
        assert response.status < 500, address
        visited.append(address)
        assert len(visited) < MOST, visited
        if words := english(page):
            problems.append(f"{address} ({response.status}): {' '.join(sorted(words))}")
        waiting += page.evaluate(_LINKS)
    ARTEFACTS.mkdir(exist_ok=True)
    (ARTEFACTS / "admin-pages.txt").write_text("\n".join(visited), encoding="utf-8")
    assert not problems, "\n".join(problems)
    assert len(visited) > 5 * len(admin.site._registry)


def test_every_form_refuses_in_thai(sign_in, live_server, reference):
    """Each add form sent empty, each import form without a file, a changed password that does not fit."""
    page = sign_in()
    problems = []
    for model in admin.site._registry:
        for view in ("add", "import"):
            with contextlib.suppress(NoReverseMatch):
                response = page.goto(live_server.url + address_of(model, view))
                if response.status == 200 and page.locator("#content form[method=post]").count():
                    with page.expect_navigation():
                        page.evaluate(_SEND_EMPTY)
                    if words := english(page):
                        problems.append(f"{page.url}: {' '.join(sorted(words))}")
    page.goto(f"{live_server.url}/admin/password_change/")
    page.fill("#id_old_password", "wrong")
    page.fill("#id_new_password1", "1234")
    page.fill("#id_new_password2", "12345")
    with page.expect_navigation():
        page.locator("#content form [type=submit]").click()
    problems += sorted(english(page))
    page.fill("#id_old_password", "admin")
    page.fill("#id_new_password1", "1234")
    page.fill("#id_new_password2", "1234")
    with page.expect_navigation():
        page.locator("#content form [type=submit]").click()
    problems += sorted(english(page))
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 not a workbook", "หน่วยงาน,ปีงบประมาณ,ตัวชี้วัดที่,คะแนน\nx,2568,99,abc\n".encode()]
)
def test_refused_files_are_told_of_in_thai(sign_in, live_server, reference, content):
    page = sign_in()
    name = "scores.xlsx" if content.startswith(b"PK") else "scores.csv"
    for model in (Assessment, MeasurePlan):
        page.goto(live_server.url + address_of(model, "import"))
        page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
        with page.expect_navigation():
            page.locator("#content form[method=post] [type=submit]").last.click()
        page.wait_for_load_state()
        assert page.locator(".problems, .errornote, .errorlist").count(), page.content()[:4000]
        assert english(page) - {"abc"} == set(), page.url


def test_the_preview_of_a_file_and_what_was_saved_are_told_of_in_thai(sign_in, live_server, reference):
    page = sign_in()
    table = "หน่วยงาน,ปีงบประมาณ,ตัวชี้วัดที่,คะแนน\nchanuwan,2568,9,95\nchanuwan,2568,1,99.02\n"
    page.goto(live_server.url + address_of(Assessment, "import"))
    file = {"name": "scores.csv", "mimeType": "text/csv", "buffer": table.encode()}
    page.set_input_files("input[type=file]", file)
    with page.expect_navigation():
        page.locator("#content form[method=post] [type=submit]").last.click()
    assert "๙๕.๐๐" in page.locator("#content").inner_text()
    assert english(page) == set()
    with page.expect_navigation():
        page.locator("#content form[method=post] [type=submit]").last.click()
    assert english(page) == set()
    assert reference.scores.get(indicator__number=9).score == 95


def test_signing_in_and_out_and_being_locked_out_is_thai(sign_in, live_server):
    page = sign_in()
    with page.expect_navigation():
        page.locator("#logout-form button").click()
    assert english(page) == set(), page.url
    page.goto(f"{live_server.url}/admin/login/")
    assert english(page) == set()
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        page.goto(f"{live_server.url}/admin/login/")
        if not page.locator("#id_username").count():
            break
        page.fill("#id_username", "somsri")
        page.fill("#id_password", "wrong")
        with page.expect_navigation():
            page.locator("#login-form input[type=submit]").click()
        assert english(page) - {"somsri"} == set()
    assert "ระงับการเข้าสู่ระบบชั่วคราว" in page.content()


def test_lists_of_nothing_are_thai(sign_in, live_server):
    """An empty database: each list says so in Thai."""
    page = sign_in()
    assert not Agency.objects.exists()
    problems = {}
    for model in with_lists():
        page.goto(live_server.url + address_of(model, "changelist"))
        if words := english(page):
            problems[model._meta.label] = words
    assert problems == {}
