"""The structure that a screen reader walks through is the HTML's: the same elements, in the same order."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from assessments.thai import thai_digits
from itaportal.report.document import AgencyReport
from itaportal.typesetting.linebreaks import without_marks
from measures.steps import StepView
from tests.shapes import shape_params, whole_shape

from .pdfsamples import Node, build, check, document, look
from .wholereport import Whole, solid, spoken

pytestmark = pytest.mark.pdf

# fmt: off
KINDS = {
    "h1": "H1", "h2": "H2", "h3": "H3", "caption": "Caption", "figcaption": "Caption", "figure": "Figure",
    "table": "Table", "tr": "TR", "th": "TH", "td": "TD", "ol": "L", "ul": "L", "li": "LI", "img": "Figure",
}
# fmt: on
CONTENTS = {("ol", "contents"): "TOC", ("li", "of"): "TOCI"}
TEXTS = {"H1", "H2", "H3", "Caption", "TH", "Lbl", "TOCI"}


@pytest.fixture(params=shape_params())
def whole(request, criteria) -> Whole:
    return whole_shape(request.param)


def test_the_tree_has_the_order_of_the_html(whole: Whole):
    wanted = list(in_html(whole.laid_out[1]))
    assert list(in_tree(whole.inside.tree)) == wanted
    kinds = [kind for kind, _text in wanted]
    assert kinds.count("LI") == kinds.count("Lbl") > 30
    assert kinds.count("Figure") >= 1


def test_what_is_read_aloud_is_what_is_written(whole: Whole):
    assert solid(whole.inside.tree.text) == spoken(whole.with_contents)


def test_steps_are_lists_with_labels(whole: Whole):
    items = list(whole.inside.tree.all("LI"))
    assert {tuple(kid.kind for kid in item.kids) for item in items} == {("Lbl", "LBody")}
    steps = [step for measure in whole.report.plan.measures for step in measure.marked_steps]
    assert len(items) == len(steps) + sum(len(step.items) for step in steps)
    lists = [kid for cell in whole.inside.tree.all("TD") for kid in cell.kids if getattr(kid, "kind", "") == "L"]
    assert {made.object["/A"]["/ListNumbering"] for made in lists} == {"/Decimal"}
    kinds = set()
    for item, step in zip([item for made in lists for item in made.kids], steps, strict=True):
        label, body = item.kids
        assert label.text == f"{thai_digits(step.number)}."
        assert solid(body.text).startswith(solid(step.text))
        assert [inner.kids[0].text for inner in item.all("LI")] == [sub.printed_mark for sub in step.items]
        kinds |= {(made.object["/A"]["/ListNumbering"], made.kids[0].kids[0].text[0]) for made in item.all("L")}
    assert kinds <= {
        ("/Disc", "–"),
        ("/LowerAlpha", "ก"),
        ("/Decimal", "("),
        *(("/Decimal", each) for each in "๑๒๓๔๕๖๗๘๙"),
    }
    assert len(kinds) > 1


def test_names_of_indicators_head_their_rows(whole: Whole):
    scores, plan = whole.inside.tree.all("Table")
    heads = [solid(head.text) for head in scores.all("TH") if head.object["/A"]["/Scope"] == "/Row"]
    names = [solid(line.name) for line in whole.report.year.indicators]
    assert [name for name in names if name not in heads] == []
    rows = [row for row in plan.all("TR") if row.kids[0].object["/A"]["/Scope"] != "/Column"]
    assert len(rows) == len(whole.report.plan.measures)
    assert {row.kids[0].object["/A"]["/Scope"] for row in rows} == {"/Row"}


def test_numbers_of_an_axis_are_no_text_but_furniture(whole: Whole):
    ticks = {element.text for root in [whole.laid_out[1]] for element in root.iter("span") if tick(element)}
    assert "๑๐๐" in ticks
    furniture = [text for page in whole.inside.artifacts for text in page]
    assert [text for text in ticks if text not in furniture] == []


def tick(element: Element) -> bool:
    return element.get("class") is None and bool(element.text) and without_marks(element.text).isdigit()


def test_a_plan_of_one_measure_passes_all_checkers(report: AgencyReport, tmp_path):
    """Its only row has no header of its own: with one, heads would outnumber what they head."""
    measure = replace(report.plan.measures[0], steps=(StepView("แจ้งเวียนให้ทราบ"),))
    one = Whole(replace(report, plan=replace(report.plan, measures=(measure,))))
    *_scores, plan = one.inside.tree.all("Table")
    assert [cell.kind for cell in list(plan.all("TR"))[1].kids] == ["TD"] * 7
    result = check(one.pdf, tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_labels_and_hidden_text_of_any_document():
    html = '<p aria-hidden="true">ลับ</p><ol type="a"><li><p><b class="list-label">ก.</b> ข้อ</p></li></ol>'
    css = "ol, li { display: block; list-style: none }"
    inside = look(build(document(f"<h1>หัวเรื่อง</h1>{html}", css=css)))
    (item,) = inside.tree.all("LI")
    assert [(kid.kind, solid(kid.text)) for kid in item.kids] == [("Lbl", "ก."), ("LBody", "ข้อ")]
    assert "ลับ" in inside.artifacts[0]
    assert "ลับ" not in inside.tree.text


def in_html(element: Element) -> Iterator[tuple[str, str]]:
    """The elements that have a kind of their own, with the words of those that hold words alone."""
    if element.get("aria-hidden") == "true" or element.tag == "head":
        return
    kind = "Lbl" if "list-label" in (element.get("class") or "").split() else KINDS.get(element.tag, "")
    kind = CONTENTS.get((element.tag, (element.get("class") or "").partition("-")[0]), kind)
    if kind:
        yield kind, solid(without_marks("".join(element.itertext()))) if kind in TEXTS else ""
    for child in element:
        yield from in_html(child)


def in_tree(node: Node) -> Iterator[tuple[str, str]]:
    """The same of the PDF."""
    for kid in node.kids:
        if isinstance(kid, str):
            continue
        if kid.kind in {*KINDS.values(), *CONTENTS.values(), "Lbl"}:
            yield kid.kind, solid(kid.text) if kid.kind in TEXTS else ""
        yield from in_tree(kid)
