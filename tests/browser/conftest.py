"""Chromium for the browser tests.

`open_page(path, width=…)` visits a page of the live server at a given screen width and, when the test ends, fails it
for anything the browser complained about: script errors, refused styles or scripts (CSP), requests off the site.
`make pictures` keeps what they look at as pictures (see `checks.keep_picture`).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from assessments.models import Assessment

from .checks import wait_for_fonts

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TIMEOUT = 60_000  # ms: a hang is ended, a slow machine is not held against the code

expect.set_options(timeout=TIMEOUT)

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for this folder.

    Playwright's synchronous interface keeps an event loop in this thread, where Django then refuses the database
    unless told otherwise. Both end with the last test of this folder, so that no other test runs under them.
    """
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[OpenPage]:
    """Return `open_page(path, width=1280, height=800, dark=False, java_script=True, status=200) -> Page`.

    The page is loaded, its fonts included, and its status checked. Each call has cookies of its own.
    """
    contexts = []
    complaints: list[str] = []

    def open_(
        path: str,
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        java_script: bool = True,
        status: int = 200,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=java_script,
            locale="th-TH",
        )
        contexts.append(context)
        context.set_default_timeout(TIMEOUT)
        page = context.new_page()
        address = live_server.url + path

        def on_console(message: ConsoleMessage) -> None:
            expected = status >= 400 and message.location.get("url") == address
            if message.type in ("error", "warning") and not expected:
                complaints.append(f"{path}: {message.text}")

        def on_request(request: Request) -> None:
            if not request.url.startswith((live_server.url, "data:")):
                complaints.append(f"{path}: request off the site to {request.url}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: complaints.append(f"{path}: {error}"))
        page.on("request", on_request)
        response = page.goto(address)
        assert response is not None
        assert response.status == status
        wait_for_fonts(page)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def sign_in(open_page: OpenPage, reference: Assessment, admin_user: User) -> OpenPage:
    """Return `sign_in(path, width=…)`: the admin page at `path` with the administrator signed in."""

    def open_(path: str, **options: Any) -> Page:
        page = open_page(f"/admin/login/?next={path}", **options)
        page.fill("#id_username", "admin")
        page.fill("#id_password", "admin")
        page.click("#login-form input[type=submit]")
        page.wait_for_url(f"**{path}")
        return page

    return open_
