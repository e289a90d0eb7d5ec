"""Units and dates of the report page's measures stand on one line where they have room, as in the PDF."""

from datetime import date

import pytest
from playwright.sync_api import Page

from assessments.models import Assessment
from measures.models import Measure, MeasureUnit, Unit

from ..typesetting.test_columns import DATES, LONGER, UNITS
from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture
from .thailines import broken_lines

PAGE = "/chanuwan/2568/report/"

# The tops of a text's letters in every cell of a column: how many lines each name is set in.
_LINES = """([column, names]) => {
  const found = {};
  for (const cell of document.querySelectorAll(`.measures tbody tr > :nth-child(${column})`))
    for (const block of cell.querySelector('p') ? cell.querySelectorAll('p') : [cell])
      for (const name of names) {
        const start = block.textContent.indexOf(name);
        if (start < 0) continue;
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), tops = new Set();
        for (let place = 0; walker.nextNode(); place += walker.currentNode.data.length)
          for (let at = 0; at < walker.currentNode.data.length; at++) {
            if (place + at < start || place + at >= start + name.length) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + 1);
            const rect = range.getClientRects()[0];
            const letter = /[ก-ฮ๐-๙]/.test(walker.currentNode.data[at]) && rect && rect.width > 1;
            if (letter) tops.add(Math.round(rect.bottom / 8));
          }
        found[name] = Math.max(found[name] || 0, tops.size);
      }
  return found;
}"""


def give_units(assessment: Assessment, names: tuple[str, ...]) -> None:
    """Spread these units over the measures of the assessment's plan, in place of their own."""
    measures = list(Measure.objects.filter(plan__assessment=assessment).order_by("pk"))
    MeasureUnit.objects.filter(measure__in=measures).delete()
    for place, name in enumerate(names):
        unit, _made = Unit.objects.get_or_create(agency=assessment.agency, name=name)
        MeasureUnit.objects.create(measure=measures[place % len(measures)], unit=unit)


def give_periods(assessment: Assessment) -> None:
    """Give the measures the whole year, some months, and some days in turn: `PERIODS`."""
    spans = [("2025-10-01", "2026-09-30"), ("2025-10-01", "2026-06-30"), ("2025-11-15", "2026-06-30")]
    for place, measure in enumerate(Measure.objects.filter(plan__assessment=assessment)):
        start, end = map(date.fromisoformat, spans[place % 3])
        measure.period_start, measure.period_end = start, end
        measure.save()


def sticking_out(page: Page) -> list[str]:
    """The measures' cells whose text is wider than they are."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.measures tbody tr > *')]
            .filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)"""
    )


def lines_of(page: Page, column: int, names: tuple[str, ...]) -> dict[str, int]:
    """In how many lines each of the names is set in a column of the measures."""
    return page.evaluate(_LINES, [column, list(names)])


def test_every_unit_stands_on_one_line(reference, open_page):
    give_units(reference, UNITS)
    page = open_page(PAGE)
    for width in (1440, 1280, 1200, 1199, 1024, 360):
        page.set_viewport_size({"width": width, "height": 800})
        keep_picture(page, f"units-{width}")
        assert lines_of(page, 5, UNITS) == dict.fromkeys(UNITS, 1), width
        assert sticking_out(page) == [], width
        assert_no_sideways_scroll(page)
        if width in (1280, 360):
            assert broken_lines(page, UNITS) == [], width
            assert_accessible(page)


@pytest.mark.parametrize("width", [1280, 360])
def test_dates_stand_on_one_line_beside_names_of_two(reference, open_page, width):
    longer = tuple(name.replace("|", "") for name in LONGER)
    give_units(reference, longer)
    give_periods(reference)
    page = open_page(PAGE, width=width)
    keep_picture(page, f"dates-{width}")
    assert lines_of(page, 6, DATES) == dict.fromkeys(DATES, 1)
    parts = tuple(part.strip() for name in LONGER for part in name.split("|"))
    assert lines_of(page, 5, parts) == dict.fromkeys(parts, 1)
    assert sticking_out(page) == []
    assert_no_sideways_scroll(page)
    assert broken_lines(page) == []


def test_the_reference_page_keeps_its_columns(reference, open_page):
    page = open_page(PAGE)
    shares = page.evaluate(
        """() => { const row = document.querySelector('.measures thead tr'), all = row.getBoundingClientRect().width;
            return [...row.children].map(cell => cell.getBoundingClientRect().width / all * 100) }"""
    )
    assert shares == pytest.approx([14, 15, 16, 21.6, 12.4, 9, 12], abs=0.3)


def test_an_indicators_number_stands_beside_its_name(reference, open_page):
    page = open_page(PAGE)
    for width in (1440, 1280, 1200, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert _numbers_apart(page) == [], width
    assert page.locator('.measures th[scope="row"]').count() == 10


def _numbers_apart(page: Page) -> list[str]:
    """The names whose number stands on another line than their first letter."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.measures th[scope="row"]')].filter(cell => {
            const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), letters = [];
            while (walker.nextNode())
              for (const match of walker.currentNode.data.matchAll(/[ก-ฮ๐-๙]/g)) {
                const range = document.createRange();
                range.setStart(walker.currentNode, match.index);
                range.setEnd(walker.currentNode, match.index + 1);
                letters.push([match[0], range.getBoundingClientRect().bottom]);
              }
            const number = letters[0], letter = letters.find(([sign]) => sign >= 'ก' && sign <= 'ฮ');
            return Math.abs(number[1] - letter[1]) > 8;
        }).map(cell => cell.textContent)"""
    )
