"""The letters by which spreadsheets name their columns. Pure."""

from __future__ import annotations

from .rows import FileRefused
from .xml import BROKEN


def column_letters(index: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The place, counted from 0, of a column named by its letters. Raises FileRefused for what names none."""
    if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= 3):
        raise FileRefused(BROKEN)
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
