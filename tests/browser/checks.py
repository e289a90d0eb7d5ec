"""What every page must pass in a browser; used by all browser tests."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ARTEFACTS = Path(__file__).resolve().parents[2] / "test-artefacts"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def wait_for_fonts(page: Page) -> None:
    """Wait until our fonts have come: before, letters of another width may stand in for theirs."""
    page.evaluate("document.fonts.ready.then(() => true)")


def keep_picture(page: Page, name: str) -> None:
    """Write a picture of the whole page to `test-artefacts/NAME.png` where PICTURES is set (`make pictures`)."""
    if not os.environ.get("PICTURES"):
        return
    ARTEFACTS.mkdir(exist_ok=True)
    wait_for_fonts(page)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)


def assert_no_sideways_scroll(page: Page) -> None:
    """Nothing stands beyond the screen's right edge, whether it makes the page scroll or is cut off there."""
    width = page.viewport_size["width"]
    wait_for_fonts(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    beyond = page.evaluate(
        """width => [...document.querySelectorAll('body *')]
            .filter(el => el.getClientRects().length && !el.closest('.visually-hidden, .skip, [class^=stack] thead'))
            .filter(el => el.getBoundingClientRect().right > width + 0.5 && !el.matches('foreignObject'))
            .map(el => el.outerHTML.slice(0, 120))""",
        width,
    )
    assert beyond == [], beyond


def take_fonts_away(page: Page) -> None:
    """Leave the page with the fonts of the machine alone, as it stands before ours have come or where they never do."""
    taken = page.evaluate(
        """() => {
            const sheets = [...document.styleSheets], rules = sheet => [...sheet.cssRules];
            for (const sheet of sheets) sheets.push(...rules(sheet).flatMap(rule => rule.styleSheet ?? []));
            let taken = 0;
            for (const sheet of sheets)
                for (let i = sheet.cssRules.length - 1; i >= 0; i--)
                    if (sheet.cssRules[i] instanceof CSSFontFaceRule) { sheet.deleteRule(i); taken++; }
            return taken;
        }"""
    )
    assert taken, "the page has no font of ours"


def assert_accessible(page: Page) -> None:
    """Axe finds nothing against WCAG 2.2 AA and its best practices."""
    _ask_axe(page, {"type": "tag", "values": WCAG})


def assert_colours_tell_apart(page: Page) -> None:
    """Axe finds no fault in the colours: for another theme of a page that was just asked whole, or is elsewhere."""
    _ask_axe(page, {"type": "rule", "values": ["color-contrast", "link-in-text-block"]})


def _ask_axe(page: Page, rules: dict[str, object]) -> None:
    # Without preloading: axe copies imported style sheets into <style> elements, which our CSP rightly refuses.
    # Telling of every element that passes would take longer than the rules themselves.
    options = {"runOnly": rules, "preload": False, "resultTypes": ["violations"]}
    result = Axe().run(page, options=options)
    found = [
        f"{violation['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:200]})"
        for violation in result.response["violations"]
        for node in violation["nodes"]
    ]
    assert found == [], "\n".join(found)
    assert result.response["passes"], "axe ran no rule"
