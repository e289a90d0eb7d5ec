"""Thai text is for people: no code decides anything by the words of a message or by a sentence of its own making.

Whoever mends a wording must not change what the portal does. Errors carry a code and a column instead.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
THAI = re.compile("[ก-๛]")
ASKS = {"startswith", "endswith", "find", "index", "count", "partition", "rpartition", "removeprefix", "removesuffix"}
ASKS |= {"match", "search", "fullmatch", "findall"}
SAID = {"message", "messages", "reason", "refusal"}  # what errors and problems call their words
# These read what people typed or printed, which is their work.
READERS = {
    "assessments/scheme.py": "what an administrator writes of a band of scores",
    "assessments/importing/cells.py": "years as they are typed",
    "assessments/pasting/blocks.py": "copied cells",
    "assessments/pasting/labels.py": "copied cells",
    "assessments/wording.py": "Thai letters, for the spaces of a list",
    "assessments/thaitext.py": "characters of a typed text",
    "itaportal/checks/stale_wordings.py": "typed sentences",
    "itaportal/checks/textcheck/endings.py": "typed sentences",
    "itaportal/checks/textcheck/numbers.py": "typed sentences",
    "itaportal/checks/textcheck/names.py": "typed sentences",
    "itaportal/checks/textcheck/years.py": "typed sentences",
    "itaportal/formats/word/canvas.py": "Thai vowels, for the places where a line may break",
}


# Words of programs that are not ours, which give no code with them.
READERS_OF_OTHERS = {"assessments/storefaults.py": "libpq says in words alone why no connection came about"}


def is_thai(node: ast.AST) -> bool:
    texts = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return any(THAI.search(text) for text in texts)


def is_said(node: ast.AST) -> bool:
    """Whether an expression is the words of an error: `error.message`, `str(error)`, `reason`."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name in SAID
        case ast.Call(func=ast.Name(id="str"), args=[ast.Name(id="error" | "problem")]):
            return True
        case ast.Subscript(value=value) | ast.Call(func=ast.Attribute(value=value)):
            return is_said(value)
    return False


def asked_of(node: ast.AST) -> list[ast.expr]:
    """The parts of a comparison or of a search in a text; nothing for other code."""
    match node:
        case ast.Compare(left=left, comparators=others):
            return [left, *others]
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=args) if name in ASKS:
            return [value, *args]
    return []


@cache
def sources() -> list[tuple[str, ast.Module]]:
    paths = [path for folder in settings.PORTAL_PACKAGES for path in sorted((ROOT / folder).rglob("*.py"))]
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def test_no_code_reads_the_words_of_an_error():
    found = [
        (name, f"{name}:{node.lineno}: {ast.unparse(node)}")
        for name, tree in sources()
        for node in ast.walk(tree)
        if any(is_said(part) for part in asked_of(node))
    ]
    assert [place for name, place in found if name not in READERS_OF_OTHERS] == [], "give the error a code"
    assert {name for name, _ in found} == set(READERS_OF_OTHERS), "a file that no longer reads them leaves the list"


def test_no_code_compares_with_thai_words_but_what_reads_typed_text():
    found = {
        name: f"{name}:{node.lineno}: {ast.unparse(node)}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if any(is_thai(part) for part in asked_of(node))
    }
    assert [place for name, place in found.items() if name not in READERS] == []
    assert set(found) == set(READERS), "a file that no longer reads typed text leaves the list"


def test_no_script_compares_with_thai_words():
    asks = re.compile(r"(===?|!==?|includes\(|startsWith\(|endsWith\(|indexOf\()\s*[\"'`][^\"'`]*[ก-๛]")
    scripts = sorted((ROOT / "static" / "js").rglob("*.js"))
    assert scripts
    assert [path.name for path in scripts if asks.search(path.read_text(encoding="utf-8"))] == []
    assert asks.search('if (text === "คะแนน")')


@pytest.mark.parametrize(
    "line",
    [
        'error.message.startswith("ชื่อ")',
        "words in reason",
        "words in str(error)",
        'error.messages[0] == "ผิด"',
        'str(error).startswith("x")',
        "re.search(pattern, error.message)",
    ],
)
def test_reading_an_errors_words_is_noticed(line):
    assert any(is_said(part) for node in ast.walk(ast.parse(line)) for part in asked_of(node))


@pytest.mark.parametrize("line", ['"ซึ่ง" in score', 'word == "หน่วย"', 'text.removeprefix("เดือน")'])
def test_comparing_with_thai_words_is_noticed(line):
    assert any(is_thai(part) for node in ast.walk(ast.parse(line)) for part in asked_of(node))
