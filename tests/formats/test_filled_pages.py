"""No page of the eight made-up agencies' reports stands nearly empty, and signatures never stand alone."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from itaportal.formats.pdf import build as pdf
from measures.steps import StepView
from tests.shapes import report_of_shape, shape_params, whole_shape

from .pdf import renderedlines
from .pdf.pdfsamples import SENTENCE
from .pdf.wholereport import Whole

pytestmark = pytest.mark.pdf
THIRD = 1 / 3


def filled(page: Any) -> float:
    """How much of a page's height its text, figures and rows take, from its top to the lowest of them."""
    kinds = ("LineBox", "TableRowBox")
    lowest = [
        box.position_y + box.height
        for box in renderedlines._boxes(page)
        if type(box).__name__ in kinds or hasattr(box, "replacement")
    ]
    return (max(lowest, default=page.content_box_y()) - page.content_box_y()) / page.height


def may_be_short(pages: list[Any]) -> set[int]:
    """The pages that may be short, by reason: the cover, which is set by itself, and the last."""
    return {0, len(pages) - 1}


def nearly_empty(pages: list[Any]) -> list[tuple[int, float]]:
    """The pages, by number, that are less than a third filled."""
    exempt = may_be_short(pages)
    return [
        (number + 1, round(filled(page), 2))
        for number, page in enumerate(pages)
        if number not in exempt and filled(page) < THIRD
    ]


@pytest.mark.parametrize("name", shape_params())
def test_every_page_but_cover_and_last_is_a_third_filled(criteria, name: str):
    pages = whole_shape(name).pages
    assert len(pages) > 8
    assert nearly_empty(pages) == []


def test_the_measure_sees_a_page_with_little_on_it(criteria):
    document, _root = pdf.lay_out("<html><head></head><body><p style='break-after: page'>ก</p><p>ข</p></body></html>")
    assert filled(document.pages[0]._page_box.children[0]) < 0.1


@pytest.mark.parametrize(
    ("steps", "sentences", "others"),
    [
        (9, 1, 0),  # the last row has several steps
        (1, 4, 0),  # one, alone in the plan
        (1, 10, 0),  # one that is longer than a page
        (1, 9, 1),  # one after a short row
        *(pytest.param(*case, marks=pytest.mark.drill) for case in ((8, 1, 0), (10, 1, 0), (1, 5, 0), (1, 5, 1))),
    ],
)
def test_signatures_never_stand_alone(criteria, steps: int, sentences: int, others: int):
    """Where the last row leaves no room for them, it comes along, or its last step or lines."""
    report = report_of_shape("signed")
    said = tuple(StepView(f"{SENTENCE * sentences}{number}") for number in range(steps))
    row = replace(report.plan.measures[0], titles=("โครงการ",), analysis="ดี", monitoring="รายงานผล", steps=said)
    short = replace(row, pk=99, steps=(StepView("รายงาน"),) * 4)
    made = Whole(replace(report, plan=replace(report.plan, measures=(*[short] * others, row))))
    (places,) = renderedlines.pages_of(made.pages, "section", "sign-off").values()
    assert places == [len(made.pages) - 1]
    assert list(renderedlines.rows_of(made.pages[-1]))
    assert nearly_empty(made.pages) == []
    pairs = zip(made.pages, made.furniture, strict=True)
    taken = "".join(renderedlines.text_of(page).removeprefix(before) for page, (before, _after) in pairs)
    assert Counter(taken) == Counter(made.written)


def test_positions_of_those_who_sign_stand_apart(criteria):
    """Side by side they are not read as one line."""
    people = [box for box in renderedlines._boxes(whole_shape("signed").pages[-1]) if is_signature(box)]
    sides = []
    for person in people:
        texts = [box for box in renderedlines._boxes(person) if type(box).__name__ == "TextBox"]
        sides.append((min(box.position_x for box in texts), max(box.position_x + box.width for box in texts)))
    assert len(sides) == 3
    assert min(after[0] - before[1] for before, after in pairwise(sides)) > 10, sides  # CSS pixels


def is_signature(box: Any) -> bool:
    return box.element is not None and box.element.get("class") == "signature" and type(box).__name__ == "BlockBox"


@pytest.mark.parametrize("sentences", [6, *(pytest.param(number, marks=pytest.mark.drill) for number in (2, 4, 9))])
def test_the_turn_to_landscape_leaves_no_page_nearly_empty(criteria, sentences: int):
    """However long the analysis before it is."""
    report = report_of_shape("sao")
    tool = report.year.tools[-1]
    first, *rest = tool.indicators
    longer = replace(tool, indicators=(replace(first, analysis=SENTENCE * sentences), *rest))
    made = Whole(replace(report, year=replace(report.year, tools=(*report.year.tools[:-1], longer))))
    assert nearly_empty(made.pages) == []
    portrait = [number for number, page in enumerate(made.pages) if page.width < page.height]
    assert set(range(2, portrait[-1])) <= made.catchwords.keys()


def test_a_step_of_three_pages_leaves_no_page_mostly_blank(criteria):
    report = report_of_shape("sao")
    row = replace(report.plan.measures[0], steps=(StepView(SENTENCE * 32), StepView("รายงานผล")))
    pages = Whole(replace(report, plan=replace(report.plan, measures=(row, *report.plan.measures[1:])))).pages
    long = [number for number, page in enumerate(pages) if SENTENCE.strip()[:20] in renderedlines.text_of(page)]
    assert len(long) >= 3
    assert nearly_empty(pages) == []
    assert [text for page in pages for text in renderedlines.sticking_out(page)] == []
    assert [text for page in pages for text in renderedlines.below_the_page(page)] == []


def test_a_unit_of_200_characters_costs_at_most_one_page(criteria):
    report = report_of_shape("sao")
    name = ("กองส่งเสริมคุณภาพชีวิตและพัฒนาชุมชน (ฝ่ายประสานงานเครือข่าย) " * 5)[:200].strip()
    first, *others = report.plan.measures
    without = Whole(report)
    pages = Whole(replace(report, plan=replace(report.plan, measures=(replace(first, units=(name,)), *others)))).pages
    assert len(pages) <= len(without.pages) + 1
    assert [text for page in pages for text in renderedlines.sticking_out(page)] == []


@pytest.mark.parametrize("measures", [0, 1])
def test_a_plan_of_one_measure_and_of_none_is_drawn_right(criteria, measures: int):
    report = report_of_shape("sao")
    made = Whole(replace(report, plan=replace(report.plan, measures=report.plan.measures[:measures])))
    assert nearly_empty(made.pages) == []
    assert len(made.pages) in (6, 7, 8)
    text = renderedlines.text_of(made.pages[-1])
    assert ("ยังไม่ได้จัดทำมาตรการ" in text) is (measures == 0)


@pytest.mark.drill
def test_300_measures_are_drawn_right(criteria):
    report = report_of_shape("hospital")
    many = tuple(
        replace(measure, pk=place * 100 + measure.pk) for place in range(5) for measure in report.plan.measures
    )
    made = Whole(replace(report, plan=replace(report.plan, measures=many)))
    assert len(made.report.plan.measures) == 300
    assert nearly_empty(made.pages) == []
    assert [text for page in made.pages for text in renderedlines.sticking_out(page)] == []
