"""No test reads an answer whose status it does not know."""

import ast
from pathlib import Path

import pytest
from django.http import HttpResponse

from .page import Page, html_of

TESTS = Path(__file__).parent


@pytest.mark.parametrize("read", [html_of, Page])
def test_an_answer_of_another_status_is_not_read(read):
    missing, shown = HttpResponse("ไม่พบหน้า", status=404), HttpResponse("พบ")
    with pytest.raises(AssertionError, match="404, not 200: ไม่พบหน้า"):
        read(missing)
    with pytest.raises(AssertionError, match="200, not 404"):
        read(shown, status=404)
    read(missing, status=404)
    read(shown)


def reads_blindly(node: ast.AST) -> bool:
    """Whether a piece of code decodes an answer's content itself, or says what does not stand in it."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="content"), attr="decode")):
            return True
        case ast.Compare(ops=[ast.NotIn()], comparators=[ast.Attribute(attr="content")]):
            return True
    return False


def test_every_test_reads_html_through_these_helpers():
    blind = []
    for path in sorted(TESTS.rglob("*.py")):
        if path == TESTS / "page.py" or path.is_relative_to(TESTS / "bench"):
            continue
        text = path.read_text(encoding="utf-8")
        if ".content" not in text:
            continue
        tree = ast.parse(text)
        blind += [f"{path.relative_to(TESTS)}:{node.lineno}" for node in ast.walk(tree) if reads_blindly(node)]
    assert blind == [], (
        "read answers with html_of(response) or Page(response) of tests/page.py, which look at the status"
    )


def test_reading_blindly_is_noticed():
    blind = [
        "assert 'ก' not in client.get('/').content.decode()",
        "assert b'x' not in page.content",
        "text = a.content.decode('utf-8')",
    ]
    for line in blind:
        assert any(reads_blindly(node) for node in ast.walk(ast.parse(line))), line
    assert not any(reads_blindly(node) for node in ast.walk(ast.parse("assert page.content == first.content")))
