"""Texts that a spreadsheet would run as a formula, kept texts by an apostrophe. Pure.

Spreadsheets also run the full-width twins of the signs, where the person's system is set to an East Asian language.
"""

from __future__ import annotations

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_STARTS = "[=+\\-@\t\r＝＋－＠]"
_LIKE_FORMULA = re.compile(f"'*{_STARTS}")
_MARKED = re.compile(f"'+{_STARTS}")


def mark_text(text: str) -> str:
    """Lead a text by an apostrophe where a spreadsheet would run it, as spreadsheets themselves do.

    A text that has such an apostrophe already gets one more, so that taking one off gives what was meant.
    """
    return f"'{text}" if _LIKE_FORMULA.match(text) else text


def without_mark(text: str) -> str:
    """Take off the apostrophe that `mark_text` put there."""
    return text[1:] if _MARKED.match(text) else text
