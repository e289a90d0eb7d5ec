"""The Thai that readers meet, as it stands in the sources: each sentence with its place.

What cannot be known before the page is drawn (a figure, a name) stands as GAP; where a template branches or repeats
stands SEAM.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from scripts.compile_messages import read_catalogue

ROOT = Path(__file__).resolve().parents[2]
GAP = "\ufffc"  # a value that is filled in
SEAM = "\u241f"  # the text before and after need not follow each other on the page
TYPED = ("chanuwan-2568.json", "phutsakaeo-2565-2568.json")  # what an agency typed
THAI = re.compile("[\u0e00-\u0e7f]")


@dataclass(frozen=True)
class Sentence:
    """One text with its place: the path from the root of the project, and the line where it begins."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text.replace(GAP, '…').replace(SEAM, '|')}"


def all_sentences() -> Iterator[Sentence]:
    """Every Thai sentence of templates, code, scripts of browser and shell, translations, fixtures and manual."""
    yield from of_templates()
    yield from of_python()
    yield from of_javascript()
    yield from of_shell()
    yield from of_translations()
    yield from of_fixtures()
    yield from of_manual()


def files(*patterns: str) -> list[Path]:
    """The files that match, in order; none matching is a mistake of the test."""
    found = sorted(path for pattern in patterns for path in ROOT.glob(pattern))
    assert found, patterns
    return found


def named(path: Path) -> str:
    """The path as it is said: from the root of the project."""
    return path.relative_to(ROOT).as_posix()


# ------------------------------------------------------------------ templates

COMMENT = re.compile(r"{%\s*comment.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
LITERAL = re.compile(r"{{\s*[\"']([^\"']*)[\"']\s*(?:\|\w+\s*)*}}")
VALUE = re.compile(r"{{.*?}}|{%\s*(?:url|firstof|static|now)\b.*?%}", re.DOTALL)
WORDS_TAG = re.compile(r"{%\s*(?:end)?(?:wholewords|spaceless|autoescape)\s*%}|{%\s*(?:load|csrf_token).*?%}")
TAG = re.compile(r"{%.*?%}", re.DOTALL)
ATTRIBUTE = re.compile(r"\b(?:aria-label|title|alt|placeholder|data-label|value|content|data-words)=\"([^\"]*)\"")
INLINE = re.compile(r"</?(?:a|abbr|b|code|em|i|small|span|strong|sup|sub|time|mark|q)\b[^>]*>")
OPEN_TAG = re.compile(r"<[^>]*>")


def of_templates() -> Iterator[Sentence]:
    """The text of the pages between their tags, and the attributes that are read aloud."""
    for path in files("templates/**/*.html"):
        yield from of_markup(named(path), path.read_text(encoding="utf-8"))


def of_markup(name: str, markup: str) -> Iterator[Sentence]:
    """The sentences of one template or drawn page."""
    text = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), markup)
    text = LITERAL.sub(r"\1", text)
    text = VALUE.sub(GAP, text)
    text = WORDS_TAG.sub("", text)
    text = TAG.sub(lambda found: SEAM + "\n" * found.group().count("\n"), text)
    apart = ATTRIBUTE.sub(lambda found: f'="\x00{found.group(1)}\x00"', text)
    for number, line in enumerate(apart.split("\n"), start=1):
        for each in re.findall("\x00([^\x00]*)\x00", line):
            if THAI.search(each):
                yield Sentence(name, number, tidy(each))
    plain = INLINE.sub("", re.sub("\x00[^\x00]*\x00", "", apart))
    plain = OPEN_TAG.sub(lambda found: "\x00" + "\n" * found.group().count("\n"), plain)
    for number, line in enumerate(plain.split("\n"), start=1):
        for each in line.split("\x00"):
            if THAI.search(each):
                yield Sentence(name, number, tidy(each))


def tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


# ------------------------------------------------------------------ code

PATTERN = re.compile(r"\(\?|\\[sdSb]|\[[^\]]*\]|[^ ]\|[^ ]|^[ะ-ฺๅ-๎]")  # a regular expression, or bare vowels
# Words that documents of others may have, which the portal has to know: not its own sentences.
VOCABULARY = ("itaportal/typesetting", "itaportal/checks/textcheck", "itaportal/checks/known_figures.py")


def of_python() -> Iterator[Sentence]:
    """The string literals of the code, but for docstrings; the parts of a formatted string are one sentence."""
    for path in files(*(f"{room}/**/*.py" for room in settings.PORTAL_PACKAGES)):
        if "migrations" not in path.parts and not named(path).startswith(VOCABULARY):
            yield from of_module(named(path), path.read_text(encoding="utf-8"))


def of_module(name: str, source: str) -> Iterator[Sentence]:
    """The sentences of one module."""
    tree = ast.parse(source)
    silent = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    silent |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    nested = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.FormattedValue)
        for part in ast.walk(node.value)
        if isinstance(part, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value if id(node) not in silent or id(node) in nested else ""
        elif isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else GAP for part in node.values)
        else:
            continue
        if THAI.search(text) and not PATTERN.search(text):
            yield Sentence(name, node.lineno, re.sub(r"%\(\w+\)[sd]|%[sd]|{[a-z_.]+}", GAP, text))


def of_javascript() -> Iterator[Sentence]:
    """The strings of the browser's scripts."""
    for path in files("static/js/*.js"):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if line.lstrip().startswith(("//", "*", "/*")):
                continue
            for each in re.findall(r"\"([^\"]*)\"|`([^`]*)`", line):
                text = re.sub(r"\${[^}]*}", GAP, "".join(each))
                if THAI.search(text):
                    yield Sentence(named(path), number, text)


def of_shell() -> Iterator[Sentence]:
    """What set-up, running and checks print."""
    for path in [*files("scripts/*.sh", "scripts/hooks/*"), ROOT / "Makefile", ROOT / "gunicorn.conf.py"]:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if THAI.search(line) and not line.lstrip().startswith("#"):
                yield Sentence(named(path), number, re.sub(r"\$\w+|\${[^}]*}|%s", GAP, line.strip()))


# ------------------------------------------------------------------ words kept as data


def of_translations() -> Iterator[Sentence]:
    """The Thai of the catalogues for Django and its packages."""
    for path in files("itaportal/locale/th/LC_MESSAGES/*.po"):
        source = path.read_text(encoding="utf-8")
        for key, text in read_catalogue(source).items():
            if key and THAI.search(text):
                yield Sentence(named(path), line_of(text, source), re.sub(r"%\(\w+\)[sdr]|%[sd]|{\w*}", GAP, text))


def of_fixtures() -> Iterator[Sentence]:
    """Criteria and means of all years. (Plans of agencies are quoted as an agency would type them.)"""
    for path in files("fixtures/*.json"):
        source = path.read_text(encoding="utf-8")
        if path.name not in TYPED:
            for text in texts_in(json.loads(source)):
                yield Sentence(named(path), line_of(text, source), text)


def line_of(text: str, source: str) -> int:
    """The line of `source` on which a text begins, quoted as it may be there."""
    begin = source.find(json.dumps(text, ensure_ascii=False)[1:][:30].rstrip('"'))
    return source.count("\n", 0, max(begin, 0)) + 1


def texts_in(value: object) -> Iterator[str]:
    """Every Thai text of a JSON value, without the names of its fields."""
    if isinstance(value, str) and THAI.search(value):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)


def of_manual() -> Iterator[Sentence]:
    """The manual of the staff, without its commands and addresses."""
    for path in files("docs/manual.th.md"):
        fenced = False
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if line.startswith("```"):
                fenced = not fenced
            text = re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`]*`", GAP, line))
            if not fenced and THAI.search(text):
                text = re.sub(r"\*\*(.+?)\*\*", rf"{SEAM}\1{SEAM}", text)  # a name of the screen
                yield Sentence(named(path), number, re.sub(r"[*#\[\]]", "", text).strip(" -|"))
