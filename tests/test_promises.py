"""What docs/security.md and docs/operations.md promise names the tests that show it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(r"`(tests/[\w./-]+)`")
# Sections that promise nothing: what others do, and where to write to.
WITHOUT_PROMISES = {"Left to the operator", "Reporting"}


def sections(page: str) -> dict[str, str]:
    """The text of each section of a page, by its heading; what stands before the first is called by the page's name."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    first, *others = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    return {page: first} | dict(zip(others[::2], others[1::2], strict=True))


def faults(place: str, text: str) -> list[str]:
    """What is wrong with the tests that a text names."""
    named = NAMED.findall(text)
    found = [] if named else [f"{place}: names no test"]
    for name in named:
        path = ROOT / name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        if not any(file.is_file() and re.search(r"^\s*def test_", file.read_text(), re.MULTILINE) for file in files):
            found.append(f"{place}: {name} holds no test")
    return found


def test_each_line_of_what_is_protected_names_its_tests():
    table = re.search(
        r"\| against \| by \| tests \|\n[^\n]*\n((?:\|[^\n]*\n)+)", sections("security.md")["security.md"]
    )[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    assert len(rows) >= 18
    assert {len(row) for row in rows} == {3}
    assert [fault for against, _, tests in rows for fault in faults(against, tests)] == []


@pytest.mark.parametrize("page", ["security.md", "operations.md"])
def test_each_section_names_its_tests(page):
    found = sections(page)
    del found[page]
    assert len(found) >= 6
    wrong = []
    for heading, text in found.items():
        lines = " ".join(re.findall(r"Tests:\s(.*(?:\n.+)*)", text))
        wrong += [] if heading in WITHOUT_PROMISES else faults(heading, lines)
    assert wrong == []


def test_each_matter_of_running_the_portal_names_its_tests():
    """The points of the list, each of which begins with what it is about."""
    text = sections("operations.md")["On a server"]
    points = re.findall(r"^- \*\*(.+?)\*\*(.*(?:\n  .*)*)", text, re.MULTILINE)
    assert len(points) >= 5
    assert [fault for name, promised in points for fault in faults(name, promised)] == []


def test_a_promise_without_a_test_is_seen():
    assert faults("a promise", "so it is") == ["a promise: names no test"]
    assert faults("a promise", "`tests/test_gone.py`") == ["a promise: tests/test_gone.py holds no test"]
    assert faults("a promise", "`tests/conftest.py`") == ["a promise: tests/conftest.py holds no test"]
    assert faults("a promise", "`tests/test_promises.py`") == []
