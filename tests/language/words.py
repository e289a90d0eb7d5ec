"""The words that are not used, as docs/thai.md lists them, and where they stand all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache

from .sources import ROOT, SEAM, Sentence

PAGE = ROOT / "docs" / "thai.md"


@dataclass(frozen=True)
class Unused:
    """A word that is not used: what stands for it, why, which phrases may hold it, where it is looked for."""

    word: str
    instead: str
    reason: str
    within: tuple[str, ...]
    paths: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether only a text that is nothing else counts."""
        return self.word.startswith("/")

    def stands_in(self, text: str) -> bool:
        """Whether the text has the word, other than inside a phrase that may hold it."""
        if self.whole:
            return text.strip() == self.word.strip("/")
        for phrase in self.within:
            text = text.replace(phrase, SEAM)
        return self.word in text

    def holds_at(self, path: str) -> bool:
        """Whether the row holds for this file."""
        only = [pattern for pattern in self.paths if not pattern.startswith("!")]
        but = [pattern[1:] for pattern in self.paths if pattern.startswith("!")]
        return (not only or _matches(path, only)) and not _matches(path, but)


def _matches(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


@cache
def unused_words() -> tuple[Unused, ...]:
    """The rows of the table in docs/thai.md."""
    table = PAGE.read_text(encoding="utf-8").split("<!-- words -->")[1].split("<!-- /words -->")[0]
    rows = [line.strip("|").split("|") for line in table.strip().split("\n")[2:]]
    return tuple(Unused(*(cell.strip() for cell in row[:3]), *(_listed(cell) for cell in row[3:])) for row in rows)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in cell.split(",") if each.strip())


def found_in(sentences: Iterable[Sentence]) -> Iterator[str]:
    """Each use of a word that is not used, with its place and what stands for it."""
    for sentence in sentences:
        for unused in unused_words():
            if unused.holds_at(sentence.path) and unused.stands_in(sentence.text):
                yield f"{sentence} — ไม่ใช้ “{unused.word}” ใช้ “{unused.instead}”"
